/**
 * What of a compilation a call needs. All else (the program, and what is known of its values) is let go: a function stays
 * compiled for as long as it lives.
 */
import type { Site } from '../ir/ir.ts';
import { forEachInstr } from '../ir/walk.ts';
import type { Compiled } from './compile.ts';
import type { Stitched } from './stitch.ts';

type Kept =
  | 'run'
  | 'inputs'
  | 'names'
  | 'dots'
  | 'budget'
  | 'refusals'
  | 'reliances'
  | 'cells'
  | 'lates'
  | 'repeatable'
  | 'logs'
  | 'wholeBuffers'
  | 'calm'
  | 'once'
  | 'own';

export interface Ready extends Pick<Compiled, Kept> {
  readonly stitched: Pick<Stitched, 'shadows' | 'cotangents'>;
  /** The entry. */
  readonly name: string;
  /** Where room is made in stores, and in which. */
  readonly rooms: readonly { readonly stores: readonly string[]; readonly site: Site }[];
  /** Checkpointed loops, by the functions that advance them. */
  readonly loops: ReadonlyMap<string, Site>;
}

export function ready(compiled: Compiled): Ready {
  const { run, inputs, names, dots, budget, refusals, reliances, cells, lates, repeatable, logs, wholeBuffers, calm, once, own } = compiled;
  const { program, stitched } = compiled;
  const rooms: { stores: readonly string[]; site: Site }[] = [],
    loops = new Map<string, Site>(),
    segments = new Set<string>();
  forEachInstr(program, ({ op, attr: [advance, ...others], site }) => {
    if (op !== 'record') return;
    for (const name of others) segments.add(name);
    if (site) loops.set(advance!, site);
  });
  for (const fn of program.fns)
    if (!segments.has(fn.name))
      forEachInstr(fn, ({ op, attr, site }) => {
        if (op === 'reserve' && site) rooms.push({ stores: attr, site });
      });
  return {
    ...{ run, inputs, names, dots, budget, refusals, reliances, cells, lates, repeatable, logs, wholeBuffers, calm, once, own },
    stitched: { shadows: stitched.shadows, cotangents: stitched.cotangents },
    name: program.fns[0]!.name,
    rooms,
    loops,
  };
}
