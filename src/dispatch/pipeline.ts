/** The order of the work between lowering and printing, as data: the passes on the primal, stitching, the passes on the adjoint. */
import type { Facts } from '../facts/facts.ts';
import type { Id, Program } from '../ir/ir.ts';
import { verify } from '../ir/verify.ts';
import { counted } from '../passes/counted.ts';
import { dead } from '../passes/dead.ts';
import { doubts } from '../passes/doubts.ts';
import { fold } from '../passes/fold.ts';
import { hoist } from '../passes/hoist.ts';
import { induction } from '../passes/induction.ts';
import { merges } from '../passes/merges.ts';
import { scalarise } from '../passes/scalarise.ts';
import { select } from '../passes/select.ts';
import { share } from '../passes/share.ts';
import { slots } from '../passes/slots.ts';
import { strides } from '../passes/strides.ts';
import { unroll } from '../passes/unroll.ts';
import { unswitch } from '../passes/unswitch.ts';

export interface Stage {
  readonly name: string;
  /** `cotangentsFrom`: values with this id or a later one were made by the adjoint. */
  readonly run: (program: Program, facts: Facts, cotangentsFrom: Id) => Program;
}

/** Objects that became values make tests known, and those free other objects. */
function settle(program: Program, facts: Facts): Program {
  let now = program;
  for (let i = 0; i < MOST_ROUNDS; i++) {
    const next = scalarise(now, facts);
    if (next === now) return now;
    now = dead(share(fold(next, facts), facts), facts);
  }
  return now;
}
const MOST_ROUNDS = 6;

/** On the program as lowered. */
export const PRIMAL: readonly Stage[] = [
  { name: 'dead', run: (program, facts) => dead(program, facts) },
  { name: 'scalarise', run: scalarise },
  { name: 'merges', run: merges },
  { name: 'fold', run: (program, facts) => fold(program, facts) },
  { name: 'dead again', run: (program, facts) => dead(program, facts) },
  { name: 'scalarise again', run: settle },
  { name: 'share', run: share },
  { name: 'hoist', run: hoist },
  { name: 'counted', run: counted },
  { name: 'induction', run: induction },
  { name: 'share again', run: share },
  { name: 'hoist again', run: hoist },
  { name: 'unroll', run: unroll },
  { name: 'select', run: select },
  { name: 'fold again', run: (program, facts) => fold(program, facts) },
  { name: 'scalarise at last', run: settle },
  { name: 'dead at last', run: (program, facts) => dead(program, facts) },
];

/** Between the two lists: the forward and the reverse sweep take the place of the primal. */
export const STITCH = 'stitch';

/** In modes that go forward: the tangent program takes the place of the primal. */
export const TANGENT = 'tangent';

/** On the tangent program. */
export const TANGENTS: readonly Stage[] = [
  { name: 'tangent merges', run: merges },
  { name: 'tangent fold', run: (program, facts, from) => fold(program, facts, { cotangentsFrom: from }) },
  { name: 'tangent share', run: share },
  { name: 'tangent scalarise', run: settle },
  { name: 'tangent hoist', run: hoist },
  { name: 'tangent select', run: select },
  { name: 'tangent fold again', run: (program, facts, from) => fold(program, facts, { cotangentsFrom: from }) },
  { name: 'tangent dead', run: (program, facts, from) => dead(program, facts, { readsMayGoFrom: from }) },
];

/** On both sweeps together. */
export const ADJOINT: readonly Stage[] = [
  { name: 'adjoint merges', run: merges },
  { name: 'adjoint fold', run: (program, facts, cotangentsFrom) => fold(program, facts, { cotangentsFrom }) },
  { name: 'adjoint share', run: share },
  { name: 'adjoint slots', run: slots },
  { name: 'adjoint hoist', run: hoist },
  { name: 'adjoint unswitch', run: unswitch },
  { name: 'adjoint select', run: select },
  { name: 'adjoint fold again', run: (program, facts, cotangentsFrom) => fold(program, facts, { cotangentsFrom }) },
  { name: 'adjoint doubts', run: doubts },
  { name: 'adjoint dead', run: (program, facts, cotangentsFrom) => dead(program, facts, { readsMayGoFrom: cotangentsFrom }) },
  { name: 'strides', run: strides },
];

/** The names of all stages in their order. */
export const STAGES: readonly string[] = [...PRIMAL.map((s) => s.name), STITCH, ...ADJOINT.map((s) => s.name)];

/** A pass without its place in the order: `adjoint fold again` is `fold`. */
const familyOf = (name: string): string => name.replace(/^(adjoint|tangent) /, '').replace(/ (again|at last)$/, '');

/** Passes that only make code better. `dead` also removes what must not run: companions that nobody uses. */
export const OPTIONAL: ReadonlySet<string> = new Set(
  [...PRIMAL, ...TANGENTS, ...ADJOINT].map((s) => familyOf(s.name)).filter((name) => name !== 'dead'),
);

export interface Watch {
  /** Optional passes that are left out, separated by commas. */
  readonly without?: string | undefined;
  /** Check the program after every stage. */
  readonly verify?: boolean;
  /** Told of the program after every stage, `lower` and `stitch` included. */
  readonly observe?: ((stage: string, program: Program, facts: Facts) => void) | undefined;
}

/** Notes what a stage made. */
export function watched(program: Program, facts: Facts, stage: string, watch: Watch): Program {
  if (watch.verify) verify(program, stage);
  watch.observe?.(stage, program, facts);
  return program;
}

export function runStages(stages: readonly Stage[], program: Program, facts: Facts, watch: Watch, cotangentsFrom = Infinity): Program {
  let now = program;
  const out = watch.without?.split(',');
  for (const { name, run } of stages)
    if (!out?.includes(familyOf(name))) now = watched(run(now, facts, cotangentsFrom), facts, name, watch);
  return now;
}
