/** Checkpointed loops in the dispatcher: which loops they are, and what run time has to know of each. */
import type { Facts } from '../facts/facts.ts';
import { isInt } from '../facts/kinds.ts';
import { type Effects, type Slot, kindOf, slotOf } from '../facts/memory.ts';
import { type Fn, type Id, type Instr, type Lit, type Program, isId, isLit } from '../ir/ir.ts';
import { effectOf } from '../ir/ops.ts';
import { isTurns, nextOfTurns } from '../ir/turns.ts';
import { cloneBlock, forEachInstr, mapBlock } from '../ir/walk.ts';
import { outermost, outlinedLoop } from '../../mutation/trace/checkpoint.ts';
import { calledBy, isRepeatable } from '../../mutation/trace/repeatable.ts';
import { heldLinks, heldState } from '../../mutation/trace/checkpoint-state.ts';
import { type LoopPlan, SEGMENT } from '../../mutation/memory/index.ts';

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

/**
 * The program with calls in place of those loops of the entry whose sweeps record something. `forward` is the same program
 * as the forward sweep has it.
 */
export function checkpointed(program: Program, facts: Facts, forward: Program, records: (loop: Instr) => boolean): Checkpointed | null {
  const entry = program.fns[0]!;
  const fns: Fn[] = [],
    turns: Turns[] = [];
  const isWorth = (loop: Instr, swept: Instr): boolean => !isShort(loop) && records(swept) && isRepeatable(program, loop, facts);

  /** The code in the place of a loop; its functions are added. `share`: of the memory that there is. */
  const outline = (loop: Instr, swept: Instr, share: number, around: string): readonly Instr[] => {
    const name = unused(around, [...program.fns, ...fns]);
    const { code, fn } = outlinedLoop(loop, name, facts);
    const own = {
      step: loop.op === 'for' ? Number((loop.args[2] as Lit).lit) : null,
      results: fn.body.yields.length,
      share,
      kind: 'loop' as const,
    };
    fns.push(fn);
    turns.push({ ...own, name, params: fn.body.params, deep: false });
    const within = outermost(swept.blocks[0]!),
      picked = outermost(loop.blocks[0]!).flatMap((inner, k) => (isWorth(inner, within[k]!) ? [k] : []));
    if (picked.length === 0) return code;
    // a turn that is too long by itself: the same function, in which the loops inside are checkpointed too
    const copy = cloneBlock(fn.body, facts),
      inside = outermost(copy.body.find((i) => i.op === loop.op)!.blocks[0]!);
    const part = (SEGMENT * share) / picked.length;
    const calls = new Map(picked.map((k) => [inside[k]!, outline(inside[k]!, within[k]!, part, `${name}Inner`)]));
    const body = mapBlock(copy, (instr) => calls.get(instr) ?? instr),
      deep = `${name}Deep`;
    fns.push({ name: deep, body });
    turns.push({ ...own, name: deep, params: body.params, deep: true });
    return code.map((i) => (isTurns(i) ? { ...i, attr: [...i.attr.slice(0, 3), deep] } : i));
  };

  const swept = outermost(forward.fns[0]!.body);
  const picked = outermost(entry.body).flatMap((loop, i) => (isWorth(loop, swept[i]!) ? [{ loop, swept: swept[i]! }] : []));
  if (picked.length === 0) return null;
  const calls = new Map(picked.map((p) => [p.loop, outline(p.loop, p.swept, 1 / picked.length, `${entry.name}Loop`)]));
  const body = mapBlock(entry.body, (instr) => calls.get(instr) ?? instr);
  return { program: { fns: [{ ...entry, body }, ...program.fns.slice(1), ...fns] }, turns };
}

/** What it records is less than its state. */
const FEW = 32;

function isShort({ op, args, blocks }: Instr): boolean {
  const [from, to] = args;
  if (op !== 'for' || !isLit(from!) || !isLit(to!) || Math.abs(Number(to.lit) - Number(from.lit)) > FEW) return false;
  let nested = false;
  forEachInstr(blocks[0]!, (i) => void (nested ||= i.op === 'for' || i.op === 'loop' || i.op === 'call'));
  return !nested;
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
