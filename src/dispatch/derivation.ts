/**
 * What is derived of a primal program, by mode. `fused`: value and gradient. `detached`: value and a reverse sweep to be called
 * later. `tangent`: value and tangents, along as many directions as it is wide. `curvature`: the gradient of the tangent, which is the Hessian times the direction: the
 * tangent program goes through the reverse transform as any other program does.
 */
import type { Activity } from '../facts/activity.ts';
import type { Facts } from '../facts/facts.ts';
import * as K from '../facts/kinds.ts';
import { kindOf } from '../facts/memory.ts';
import type { Atom, Program } from '../ir/ir.ts';
import { dead } from '../passes/dead.ts';
import type { Mutation } from './choose.ts';
import { STITCH, TANGENT, TANGENTS, type Watch, runStages, watched } from './pipeline.ts';
import { type Stitched, stitch } from './stitch.ts';
import type { PartialsOf } from './sweep.ts';
import { refuse } from './refuse.ts';
import { tangent } from './tangent.ts';

export type Mode = 'fused' | 'detached' | 'tangent' | 'curvature';

/** The function has to give one number. */
export const isScalar = (mode: Mode): boolean => mode === 'fused' || mode === 'curvature';

/** A verb may take several runs. */
export const isForward = (mode: Mode): boolean => mode === 'tangent' || mode === 'curvature';

export interface Derivation {
  readonly stitched: Stitched;
  /** Parameters of the primal entry, by index, whose tangents or shadows of tangents are parameters after those of the primal, by direction. */
  readonly dots: readonly number[];
}

interface Options {
  readonly mode: Mode;
  readonly mutation: Mutation;
  readonly memory?: number | undefined;
  readonly wrt: readonly number[];
  readonly partials: PartialsOf;
  readonly isFlat: (rule: string) => boolean;
  readonly watch: Watch;
  /** How many directions a `tangent` has. */
  readonly width?: number | undefined;
  readonly activity: Activity;
}

export function derivation(primal: Program, facts: Facts, options: Options): Derivation {
  const { mode, watch } = options;
  if (mode === 'fused' || mode === 'detached') return { stitched: reverse(primal, facts, mode, options), dots: [] };
  const from = facts.ids.fresh();
  const made = tangent(primal, facts, options.activity, options.partials, options.width);
  const program = runStages(TANGENTS, watched(made.program, facts, TANGENT, watch), facts, watch, from);
  if (mode === 'curvature') return { stitched: curvature(program, facts, options), dots: made.dots };
  const none = { cotangents: [], regions: [], kept: [], choices: [], pairs: new Map(), shadowOf: new Map() };
  return { stitched: { ...none, program, shadows: made.dots, activity: options.activity }, dots: made.dots };
}

function reverse(program: Program, facts: Facts, mode: 'fused' | 'detached', { watch, ...options }: Options): Stitched {
  const userInputs = program.fns[0]!.body.params.flatMap((p, i) => (K.isRef(kindOf(facts, p)) ? [i] : []));
  const stitched = stitch(program, facts, { ...options, mode, userInputs, retraces: mode === 'fused' });
  watched(stitched.program, facts, STITCH, watch);
  return stitched;
}

/** The gradient of the tangent, beside the value of the primal: the tangent itself is not asked for. */
function curvature({ fns: [entry, ...others] }: Program, facts: Facts, options: Options): Stitched {
  const { body } = entry!,
    [value, dot] = body.yields as [Atom, Atom];
  const program = { fns: [{ ...entry!, body: { ...body, yields: [dot] } }, ...others] };
  const stitched = reverse(program, facts, 'fused', options);
  // what rules tell has not been judged yet
  if (facts.kernels?.derivatives.size)
    refuse({ program, facts, activity: stitched.activity, refusals: new Map(), captures: [], given: [] });
  const [made, ...rest] = stitched.program.fns;
  const yields = [value, ...made!.body.yields.slice(1)];
  const whole = { fns: [{ ...made!, body: { ...made!.body, yields } }, ...rest] };
  // the sums of tangents that nobody has asked for
  return { ...stitched, program: dead(whole, facts) };
}
