/** One call of a compiled function: its shadows, its run, its gradients. */
import { Ends, type Graph, Refusal, Shadows, boundJournal } from '../../mutation/memory/index.ts';
import type { AdjointError } from '../fault/fault.ts';
import { fault, located } from '../fault/messages.ts';
import type { Site } from '../ir/ir.ts';
import { forEachInstr } from '../ir/walk.ts';
import { type Warned, isStoreFull, watching, within } from '../runtime/index.ts';
import type { Compiled } from './compile.ts';
import { deferred } from './defer.ts';

export interface Ran {
  readonly value: unknown;
  /** One per argument in `wrt`, in that order. Once. */
  gradients(): unknown[];
}

export interface Pulled {
  readonly value: unknown;
  /** The cotangents of the arguments in `wrt`. `seed`: of the result; `argSeeds`: of the arguments as they are after the call. */
  back(seed: unknown, argSeeds: readonly unknown[]): unknown[];
}

/** A compiled function with the arguments of one call, whose kinds have been checked. */
export interface Bound {
  run(): Ran;
  pull(): Pulled;
}

/** What all calls of one compiled function share. */
export interface Plan {
  readonly compiled: Compiled;
  readonly wrt: readonly number[];
  /** For each argument in `wrt`: where its cotangent stands among those returned, or -1. */
  readonly places: readonly number[];
  /** How many arguments the user gave. */
  readonly count: number;
}

export function planOf(compiled: Compiled, wrt: readonly number[], count: number): Plan {
  return { compiled, wrt, count, places: wrt.map((index) => compiled.stitched.cotangents.indexOf(index)) };
}

type Back = (seed: number) => unknown;

export class Call implements Bound {
  readonly #plan: Plan;
  /** The values of the inputs, then whatever else the graph watches. */
  readonly #roots: readonly unknown[];
  readonly #graph: Graph;
  readonly #debug: Warned | undefined;

  constructor(plan: Plan, roots: readonly unknown[], graph: Graph, debug?: Warned) {
    this.#debug = debug;
    this.#plan = plan;
    this.#roots = roots;
    this.#graph = graph;
  }

  run(): Ran {
    const plan = this.#plan,
      { compiled } = plan;
    const shadows = Shadows.of(this.#graph);
    const found = this.#enter(this.#values(shadows));
    if (compiled.stitched.cotangents.length === 0) return new Finished(plan, found, shadows, NONE);
    return new Finished(plan, (found as unknown[])[0], shadows, found as unknown[]);
  }

  pull(): Pulled {
    const plan = this.#plan,
      { compiled, count } = plan;
    const shadows = Shadows.of(this.#graph),
      values = this.#values(shadows);
    if (compiled.logs) values.push(shadows.log);
    const [value, resultShadow, mainBack] = this.#enter(values) as [unknown, unknown, Back];
    const roots = this.#roots.slice(0, count);
    const ends = new Ends([...roots, value], [...roots.map((_, i) => shadows.root(i)), objectOrNull(resultShadow)]);
    const names = [...compiled.names.slice(0, count), 'the result'];
    const cotangents = compiled.stitched.cotangents.length;
    let running = false;
    return {
      value,
      back: (seed, argSeeds) => {
        if (running) throw fault('E_NESTED', null, { verb: 'back' });
        running = true;
        try {
          const seeds = roots.map((_, i) => argSeeds[i]);
          shadows.rewind();
          ends.seed([...seeds, typeof value === 'number' ? undefined : seed], names);
          const found = mainBack(typeof value === 'number' ? ((seed ?? 0) as number) : 0);
          return collect(plan, shadows.gradients(false), cotangents === 1 ? [found] : (found as unknown[]), 0);
        } finally {
          running = false;
        }
      },
    };
  }

  #enter(values: readonly unknown[]): unknown {
    const { compiled } = this.#plan;
    try {
      const run = (): unknown => compiled.run.apply(undefined, values as unknown[]);
      if (this.#debug) return watching(this.#debug, run);
      if (compiled.budget === undefined) return compiled.run.apply(undefined, values as unknown[]);
      const { budget } = compiled;
      return within(budget, () => boundJournal(budget, run));
    } catch (error) {
      throw placed(deferred(error, compiled.refusals), compiled);
    } finally {
      compiled.cells?.flush();
    }
  }

  /** What the compiled function is called with. */
  #values(shadows: Shadows): unknown[] {
    const { inputs, stitched } = this.#plan.compiled;
    const n = inputs.length,
      followed = stitched.shadows,
      roots = this.#roots;
    const values: unknown[] = [];
    for (let i = 0; i < n; i++) values.push(roots[i]);
    for (let i = 0; i < followed.length; i++) values.push(shadows.root(followed[i]!));
    return values;
  }
}

const NONE: readonly unknown[] = [];

class Finished implements Ran {
  readonly value: unknown;
  readonly #plan: Plan;
  readonly #shadows: Shadows;
  readonly #found: readonly unknown[];

  constructor(plan: Plan, value: unknown, shadows: Shadows, found: readonly unknown[]) {
    this.value = value;
    this.#plan = plan;
    this.#shadows = shadows;
    this.#found = found;
  }

  gradients(): unknown[] {
    return collect(this.#plan, this.#shadows.gradients(true), this.#found, 1);
  }
}

/** Per argument in `wrt` its gradient: what its shadow became, or for a number its cotangent. */
function collect({ wrt, places }: Plan, gradients: readonly unknown[], cotangents: readonly unknown[], from: number): unknown[] {
  const found: unknown[] = [];
  for (let i = 0; i < wrt.length; i++) found.push(places[i]! < 0 ? gradients[wrt[i]!] : cotangents[from + places[i]!]);
  return found;
}

const objectOrNull = (value: unknown): object | null => (typeof value === 'object' && value !== null ? value : null);

const STORES = { tape: 'kept numbers', path: 'the path taken', refs: 'kept references', journal: 'overwritten numbers' };

/** A store that would grow too large: the error gets the place that asks for the room, where there is only one. */
function placed(error: unknown, { program }: Compiled): unknown {
  const refused = error instanceof Refusal && error.code === 'E_MEMORY';
  if (!refused && !isStoreFull(error)) return error;
  const worded = refused ? fault('E_MEMORY', null, error.details) : (error as AdjointError);
  const sites = new Map<string, Site>();
  for (const fn of program.fns)
    forEachInstr(fn, ({ op, attr, site }) => {
      if (op === 'reserve' && site && attr.some((store) => worded.message.includes(STORES[store as keyof typeof STORES])))
        sites.set(`${site.file}:${site.line}:${site.column}`, site);
    });
  const [first, second] = sites.values();
  return located(worded, program.fns[0]!.name, second ? null : (first ?? null));
}
