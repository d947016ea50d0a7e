/**
 * A loop that is checkpointed: run ahead with a snapshot now and then, and taken back segment by segment, each run again from
 * a snapshot with what its reverse sweep needs. The budget bounds snapshots and the stores of a segment together.
 */
import { adopt as adoptShadows, type Moved } from './adopt.ts';
import { boundJournal } from './journal.ts';
import { type Lifted, lift, putLinks } from './links.ts';
import type { Bounded, Draws, LoopPlan } from './loop-plan.ts';
import { Marks } from './marks.ts';
import { Refusal } from './refusal.ts';
import { putState } from './snapshot.ts';
import { ahead, evenly } from './schedule.ts';

type Code = (...args: unknown[]) => unknown;

/** The share of the budget that the stores of a segment may take. */
export const SEGMENT = 0.5;

/** Bytes that a turn was seen to take, by segment function. */
const learnt = new WeakMap<Code, number>();
let used = 0;
let moved: Moved | null = null;

/** Loops that have no room, by what was thrown: the innermost. */
const blamed = new WeakMap<Error, string>();

function blame<E extends Error>(error: E, { name }: Code): E {
  if (!blamed.has(error)) blamed.set(error, name);
  return error;
}

/** The loop that had no room, by the name of the function that advances it. */
export const blamedLoop = (error: unknown): string | undefined => blamed.get(error as Error);

export class Trace {
  /** Of the loop as a whole. */
  readonly results: readonly unknown[];
  readonly #plan: LoopPlan;
  readonly #advance: Code;
  readonly #segment: Code;
  readonly #bounded: Bounded;
  readonly #args: readonly unknown[];
  readonly #draws: Draws;
  readonly #marks: Marks;
  #turns = 0;
  #turnBytes: number | undefined;

  /** Takes back one turn, in which loops are checkpointed too. */
  readonly #deep: Code | null;
  /** Turns run so far, forward alone or in a segment; segments; the most snapshots at once. */
  readonly told = { turns: 0, run: 0, segments: 0, snapshots: 0 };
  /** One turn is more than a segment. */
  #long = false;

  constructor(advance: Code, segment: Code, args: readonly unknown[], plan: LoopPlan, bounded: Bounded, deep: Code | null) {
    this.#deep = deep;
    this.#plan = plan;
    this.#advance = advance;
    this.#segment = segment;
    this.#args = args;
    this.#bounded = bounded;
    this.#turnBytes = learnt.get(segment);
    this.#draws = bounded.draws();
    const ledger = bounded.ledger();
    this.#marks = new Marks(plan, args, this.#draws.place, ledger);
    const { held } = ledger;
    if (held > plan.whole) throw blame(new Refusal('E_MEMORY', { bytes: held, limit: plan.whole, what: 'the state of a loop' }), advance);
    this.results = this.#drawing(() => (plan.step === null ? this.#uncounted() : this.#counted(plan.step)));
  }

  /** Runs turns, with what they draw remembered. What a store has no room for is blamed on the loop. */
  #drawing<T>(run: () => T): T {
    try {
      return this.#bounded.asking(this.#draws, run);
    } catch (error) {
      if (this.#bounded.isStoreFull(error) || error instanceof Refusal) blame(error as Error, this.#advance);
      throw error;
    }
  }

  /** How many turns lie between snapshots: a segment that has room, and no longer than makes memory even. */
  #length(turns: number): number {
    const bytes = this.#turnBytes;
    if (bytes === undefined) return Math.max(1, Math.ceil(Math.sqrt(turns)));
    return Math.min(this.#room(bytes), evenly(turns, bytes, this.#marks.largest));
  }

  /** The turns that the stores of a segment have room for. */
  #room(turnBytes: number): number {
    return Math.max(1, Math.floor((SEGMENT * this.#plan.budget) / Math.max(1, turnBytes)));
  }

  #counted(step: number): readonly unknown[] {
    const [from, to] = this.#args as [number, number];
    const turns = Math.max(0, Math.ceil((to - from) / step)) || 0;
    this.#turns = turns;
    const length = this.#length(turns);
    let at = 0,
      values = this.#args;
    while (this.#marks.free > 0 && turns - at > length) {
      const next = at + ahead(Math.ceil((turns - at) / length), this.#marks.free) * length;
      if (next >= turns) break;
      values = this.#from(this.#run(at, next, values), values);
      this.#marks.add((at = next), values, this.#draws.place);
    }
    return this.#run(at, turns, values);
  }

  /** As many snapshots as there may be, evenly: when there would be more, every second one goes. */
  #uncounted(): readonly unknown[] {
    let stride = 1,
      at = 0,
      values = this.#args;
    for (;;) {
      const next = (Math.floor(at / stride) + 1) * stride;
      const results = this.#run(at, next, values);
      at += results[this.#plan.made] as number;
      if (results[0] !== true || at < next) {
        this.#turns = at;
        return results.map((found, k) => (k === this.#plan.made ? at : found));
      }
      values = this.#from(results, values);
      if (this.#marks.free <= 0) this.#marks.thin((stride *= 2));
      if (at % stride === 0 && this.#marks.free > 0) this.#marks.add(at, values, this.#draws.place);
    }
  }

  /** The turns from `at` up to `end`. */
  #run(at: number, end: number, values: readonly unknown[]): readonly unknown[] {
    const found = this.#advance(...this.#range(at, end, values));
    const results = this.#plan.results === 1 ? [found] : ((found ?? []) as unknown[]);
    this.told.run += this.#plan.step === null ? (results[this.#plan.made] as number) : end - at;
    return results;
  }

  #range(at: number, end: number, values: readonly unknown[]): unknown[] {
    const { step } = this.#plan,
      all = values.slice();
    const [from, to] = this.#args as [number, number];
    all[0] = step === null ? end - at : from + at * step;
    if (step !== null) all[1] = end === this.#turns ? to : from + end * step;
    for (const i of this.#plan.integers) all[i] = compact(all[i] as number);
    return all;
  }

  #from(results: readonly unknown[], values: readonly unknown[]): readonly unknown[] {
    return this.#plan.next.map((k, i) => (k < 0 ? values[i] : results[k]));
  }

  /** Takes the whole loop back: from cotangents of its results to those of its arguments. */
  reverse(seeds: readonly unknown[]): unknown[] {
    return this.#drawing(() => this.#reverse(seeds));
  }

  #reverse(seeds: readonly unknown[]): unknown[] {
    const plan = this.#plan,
      marks = this.#marks;
    const sums: unknown[] = plan.sums.map((_, i) => seeds[plan.seeds.indexOf(i)] ?? 0);
    let bars = seeds,
      shadows: readonly unknown[] = plan.shadows.map((k) => this.results[k]),
      end = this.#turns,
      length = this.#turnBytes === undefined ? this.#length(end) : this.#room(this.#turnBytes),
      values: readonly unknown[] | null = null,
      after = this.#from(this.results, this.#args),
      lifted: Lifted | null = null,
      before: readonly object[] = [],
      at = 0;
    this.told.turns = end;
    putState(marks.entry);
    while (end > 0) {
      const mark = marks.last;
      if (values === null) {
        if (plan.links?.lifted && !lifted) {
          lifted = lift(plan.links, after, mark.links!);
          before = mark.links!.contents.map(({ object }) => object);
        }
        putState(mark.state);
        if (mark.links) putLinks(mark.links);
        this.#draws.place = mark.place;
        ({ values, turn: at } = mark);
      }
      const free = this.#marks.free,
        units = Math.ceil((end - at) / length);
      if (units > 1) {
        const next = Math.min(end - 1, at + (free > 0 ? ahead(units, free) : units - 1) * length);
        values = this.#from(this.#run(at, next, values), values);
        at = next;
        if (free > 0) marks.add(at, values, this.#draws.place);
        continue;
      }
      moved = lifted && { roots: [...this.#staying(after), ...before], lifted };
      const taken = this.#back(at, end, values, bars, shadows);
      const given: readonly unknown[] = values;
      values = moved = null;
      if (taken === null) {
        length = Math.max(1, Math.floor((end - at) / 2));
        continue;
      }
      length = this.#long ? 1 : this.#room(this.#turnBytes!);
      this.told.segments++;
      this.told.run += end - at;
      taken.forEach((g, i) => (sums[i] = plan.sums[i] ? (sums[i] as number) + (g as number) : g));
      bars = plan.seeds.map((k) => (k < 0 ? 0 : taken[k]));
      shadows = plan.shadows.map((k) => given[plan.next.indexOf(k)] ?? null);
      end = at;
      after = given;
      lifted = null;
      marks.dropFrom(end);
    }
    putState(marks.entry);
    this.told.snapshots = marks.peak;
    marks.end();
    return sums;
  }

  /** Shadows that are the same ones when turns are run again. */
  #staying(values: readonly unknown[]): unknown[] {
    const { links, shadows, next } = this.#plan;
    return links!.roots.flatMap(([at]) => (shadows.length === 0 || next[at]! < 0 ? [values[at]] : []));
  }

  /** Null when its stores would have taken more than their share. */
  #back(at: number, end: number, values: readonly unknown[], bars: readonly unknown[], shadows: readonly unknown[]): unknown[] | null {
    const { budget } = this.#plan;
    const args = [...this.#range(at, end, values), ...bars, ...shadows];
    const one = end - at === 1;
    if (one && this.#long) return this.#listed(this.#deep!(...args));
    const run = (): unknown => this.#segment(...args);
    used = 0;
    let found: unknown;
    try {
      found = !one || this.#deep ? this.#bounded.within(SEGMENT * budget, () => boundJournal(SEGMENT * budget, run)) : run();
    } catch (error) {
      if ((one && !this.#deep) || !(this.#bounded.isStoreFull(error) || error instanceof Refusal)) throw error;
      this.#long = one;
      return null;
    }
    const bytes = used / (end - at);
    this.#turnBytes = Math.max(bytes, this.#turnBytes ?? 0);
    learnt.set(this.#segment, this.#turnBytes);
    return this.#listed(found);
  }

  #listed(found: unknown): unknown[] {
    return this.#plan.sums.length === 1 ? [found] : ((found ?? []) as unknown[]);
  }
}

/** A small integer as the engine has it. */
const compact = (x: number): number => ((x | 0) === x && (x !== 0 || 1 / x > 0) ? x | 0 : x);

/** Runs a checkpointed loop. */
export const record = (
  advance: Code,
  segment: Code,
  args: readonly unknown[],
  plan: LoopPlan,
  bounded: Bounded,
  deep: Code | null = null,
): Trace => new Trace(advance, segment, args, plan, bounded, deep);

/** Between the sweeps of a segment: how many bytes its stores took. */
export function filled(bytes: number): void {
  used = bytes;
}

/** Between the sweeps of a segment: shadows of what it made anew, and slots that it has filled anew, get the cotangents that are known. */
export function adopt(own: readonly unknown[], given: readonly unknown[]): void {
  const now = moved;
  moved = null;
  adoptShadows(own, given, now);
}
