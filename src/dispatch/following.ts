/** From a function to a primal program that can be differentiated: how far its callees are followed is learnt on the way. */
import { Activity } from '../facts/activity.ts';
import type { Kind } from '../facts/kinds.ts';
import { kindOf } from '../facts/memory.ts';
import { AdjointError } from '../fault/fault.ts';
import type { Atom, Id, Program } from '../ir/ir.ts';
import { forEachInstr } from '../ir/walk.ts';
import * as runtime from '../runtime/index.ts';
import type { Followed } from '../syntax/lower/followed.ts';
import { type Input, type Lowered, lower } from '../syntax/lower/index.ts';
import { isAssignment } from '../syntax/lower/known.ts';
import type { CompileOptions } from './compile.ts';
import type { Found } from './defer.ts';
import { isScalar } from './derivation.ts';
import { programsOf } from './kernel-programs.ts';
import { withDerivatives } from './nested.ts';
import { PRIMAL, type Watch, runStages, watched } from './pipeline.ts';
import { isSurelyRefused, refuse, refuseResult, refuseWhatRuns } from './refuse.ts';
import { isFlat, partialsOf } from './rule-tables.ts';

export interface Followable {
  readonly lowered: Lowered;
  readonly primal: Program;
  /** Of the inputs: passes may find out more of a value than its caller promises. */
  readonly kinds: readonly Kind[];
  /** Parameters of the entry that are differentiated: arguments, then captured variables. */
  readonly wrt: readonly number[];
  readonly activity: Activity;
  readonly refusals: readonly AdjointError[];
}

/**
 * Lowers, and judges what active values meet. A function that cannot be followed to the end is called as it is where no active
 * value enters it; otherwise it is followed as far as it goes, and refuses where its run comes to that point.
 */
export function lowerFollowing(
  fn: Function,
  args: readonly unknown[],
  { wrt: own, mode, environment, twin = false, lenient = false, owner = null, checked = false, without, observe }: CompileOptions,
  followed: Followed,
): Followable {
  const watch: Watch = { verify: checked, observe, without };
  for (;;) {
    try {
      const lowered = lower(fn, args, {
        environment,
        wrt: own,
        twin,
        lenient,
        owner,
        later: mode === 'detached',
        followed,
        verbs: runtime.verbOf,
      });
      const { facts, inputs } = lowered;
      const params = lowered.program.fns[0]!.body.params;
      const wrt = [...own, ...lowered.own.flatMap(({ at }) => (at < 0 ? [] : [at]))];
      const kinds = params.map((p) => kindOf(facts, p));
      const settings = {
        partials: partialsOf,
        isFlat,
        refusals: lowered.refusals,
        globals: new Set(inputs.flatMap((input) => (isGlobal(input) && input.is === 'capture' ? [input.capture.value] : []))),
        watch,
      };
      if (facts.kernels) facts.kernels.program = programsOf(facts, { ...settings, watch: { verify: checked } });
      const whole = withDerivatives(watched(lowered.program, facts, 'lower', watch), facts, settings);
      const seeds = wrt.map((index) => params[index]!);
      const captures = params.filter((_, i) => inputs[i]!.is === 'capture');
      if (!twin && learntToCall(followed, lowered, captures, () => new Activity(whole, facts, seeds, isFlat))) continue;
      const primal = runStages(PRIMAL, whole, facts, watch);
      if (isScalar(mode) && args.length >= fn.length) refuseResult(primal, facts, fn.name, lowered.end);
      const given = params.filter((_, i) => !isGlobal(inputs[i]!));
      const activity = new Activity(primal, facts, seeds, isFlat);
      const scene = { program: primal, facts, activity, refusals: lowered.refusals, captures, given };
      try {
        refuse(scene);
      } catch (error) {
        if (isFollowable(followed, error)) throw error;
        const found = refuseWhatRuns(scene);
        if (
          learnt(
            followed,
            found.found.filter((one) => isSurelyRefused(one, scene)),
            lowered,
            primal,
          )
        )
          continue;
        const { program, refusals, fatal } = found;
        if (fatal) throw fatal;
        return { lowered, primal: program, kinds, wrt, activity: new Activity(program, facts, seeds, isFlat), refusals };
      }
      return { lowered, primal, kinds, wrt, activity, refusals: [] };
    } catch (error) {
      if ((isAssignment(error) && !lenient) || isTooLarge(error) || !follow(followed, error)) throw error;
    }
  }
}

const isTooLarge = (error: unknown): boolean => error instanceof AdjointError && error.code === 'E_TOO_LARGE';

/** The functions to follow further after a refusal: those that it speaks of, or else all that can be. */
function chosen({ opaque, trapping }: Followed, error: unknown): readonly (readonly [Function, AdjointError])[] {
  // what cannot even be read stays as it was, with its own reason
  const all = [...opaque].filter(([fn]) => !trapping.has(fn));
  if (!(error instanceof AdjointError) || error.kind === 'bug') return [];
  const entered = all.filter(([, reason]) => reason === error);
  return entered.length > 0 ? entered : all.filter(([, reason]) => !isAssignment(reason));
}

const isFollowable = (followed: Followed, error: unknown): boolean => chosen(followed, error).length > 0;

function follow(followed: Followed, error: unknown): boolean {
  const { opaque, trapping } = followed;
  const found = chosen(followed, error);
  if (found.length === 0) return false;
  for (const [fn] of found) {
    opaque.delete(fn);
    trapping.add(fn);
  }
  return true;
}

/** What cannot be followed to the end, and no active value enters, is called as it is from now on. Gives whether there was any. */
function learntToCall({ opaque, trapping }: Followed, { stopped }: Lowered, captures: readonly Id[], find: () => Activity): boolean {
  const open = [...stopped].filter(([fn]) => !trapping.has(fn));
  if (open.length === 0) return false;
  const activity = find();
  const enters = (atoms: readonly Atom[]): boolean => atoms.some((a) => activity.active(a) || activity.shadowed(a));
  const before = opaque.size,
    hidden = enters(captures);
  for (const [fn, { error, given }] of open) {
    if (hidden || enters(given)) trapping.add(fn);
    else opaque.set(fn, error);
  }
  return opaque.size > before;
}

/** Calls that are refused where they run: what would come after them is not lowered again. */
function learnt({ refused }: Followed, found: readonly Found[], { calls }: Lowered, primal: Program): boolean {
  const before = refused.size;
  const accepted = new Set<string>(),
    ids = new Set(found.map(({ instr }) => instr.out[0]!));
  forEachInstr(primal, ({ out: [id] }) => {
    const call = id === undefined ? undefined : calls.get(id);
    if (call && !ids.has(id!)) accepted.add(call.place);
  });
  for (const { instr, error } of found) {
    const call = calls.get(instr.out[0]!);
    if (call) refused.set(accepted.has(call.place) ? call.way : call.place, error);
  }
  return refused.size > before;
}

const isGlobal = (input: Input): boolean => input.is === 'capture' && input.capture.global;
