/** Checkpointed loops in the dispatcher: what run time has to know of each. */
import type { Facts } from '../facts/facts.ts';
import { isInt } from '../facts/kinds.ts';
import { type Effects, type Slot, kindOf, slotOf } from '../facts/memory.ts';
import { type Fn, type Id, type Program, isId } from '../ir/ir.ts';
import { effectOf } from '../ir/ops.ts';
import { nextOfTurns } from '../ir/turns.ts';
import { forEachInstr } from '../ir/walk.ts';
import { calledBy } from '../../mutation/trace/repeatable.ts';
import { heldLinks, heldState } from '../../mutation/trace/checkpoint-state.ts';
import type { LoopPlan } from '../../mutation/memory/index.ts';

/** A loop that is a function of its own, before there are sweeps. */
export interface Turns {
  readonly name: string;
  readonly step: number | null;
  /** Of the function, without shadows. */
  readonly params: readonly Id[];
  readonly results: number;
  /** Of the memory that there is. */
  readonly share: number;
  /** Loops inside of it are checkpointed too: it takes back single turns that are too long for one segment. */
  readonly deep: boolean;
  /** What it was in the user's code. */
  readonly kind: 'loop' | 'again';
}

export interface Checkpointed {
  readonly program: Program;
  readonly turns: readonly Turns[];
}

export function unused(name: string, fns: readonly Fn[]): string {
  let now = name;
  for (let n = 2; fns.some((fn) => fn.name === now || fn.name === `${now}Back`); n++) now = `${name}${n}`;
  return now;
}

/** What goes on between the calls of a function of turns. */
export interface Seam {
  /** For each parameter, shadows included, the result that is its next value; -1 where it stays. */
  readonly next: readonly number[];
  /** Results that are shadows of objects that the turns may have made. */
  readonly shadows: readonly number[];
  readonly makes: boolean;
  /** Slots of shadows whose references move. */
  readonly moved: ReadonlySet<Slot>;
}

/** `fn`: with shadows. */
export function seamOf(turns: Turns, fn: Fn, program: Program, facts: Facts, shadowOf: ReadonlyMap<Id, Id>): Seam {
  const { params, yields } = fn.body,
    { step, results } = turns;
  const next = nextOfTurns(step !== null, turns.params.length, results);
  const nextOf = (p: Id): number => {
    const own = next[turns.params.indexOf([...shadowOf].find(([, shadow]) => shadow === p)![0])]!;
    const y = own < 0 ? undefined : yields[own]!;
    return y !== undefined && isId(y) ? yields.indexOf(shadowOf.get(y)!) : -1;
  };
  next.push(...params.slice(turns.params.length).map(nextOf));
  const code = [fn, ...program.fns.filter((f) => calledBy(program, fn).has(f.name))];
  let makes = false;
  const moved = new Set<Slot>();
  for (const f of code)
    forEachInstr(f, ({ op, out, args }) => {
      makes ||= effectOf(op) === 'alloc' && facts.shadows.has(out[0]!);
      if (op === 'setshadow' && isId(args[0]!)) moved.add(slotOf(facts, args[0], args[1]!));
    });
  return { next, shadows: makes ? yields.flatMap((_, k) => (k >= results ? [k] : [])) : [], makes, moved };
}

/** `ins` and `outs`: results and parameters with cotangents. */
export function loopPlan(
  { step, results, share, kind }: Turns,
  { next, shadows, makes, moved }: Seam,
  fn: Fn,
  {
    ins,
    outs,
    facts,
    effects,
    whole,
  }: {
    readonly ins: readonly number[];
    readonly outs: readonly number[];
    readonly facts: Facts;
    readonly effects: Effects;
    readonly whole: number;
  },
): LoopPlan {
  const { params, yields, body } = fn.body;
  const carried = new Set(params.filter((_, p) => next[p]! >= 0)),
    inside = new Set<Slot>(body.flatMap((i) => [...effects.writes(i)]));
  const state = heldState(facts, params, inside, carried),
    entry = heldState(facts, params, effects.written, carried);
  return {
    kind,
    budget: Math.floor(whole * share),
    whole,
    step,
    next,
    integers: params.flatMap((p, i) => (isInt(kindOf(facts, p)) && !facts.shadows.has(p) ? [i] : [])),
    results: yields.length,
    made: results - 1,
    shadows,
    seeds: ins.map((k) => outs.indexOf(next.indexOf(k))),
    sums: outs.map((p) => next[p]! < 0),
    inside: state,
    entry,
    alike: JSON.stringify(state) === JSON.stringify(entry),
    links: heldLinks(facts, params, moved, makes),
  };
}
