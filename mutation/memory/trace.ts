/**
 * A loop that is checkpointed: run ahead with a snapshot now and then, and taken back segment by segment, each run again from
 * a snapshot with what its reverse sweep needs. The budget bounds snapshots and the stores of a segment together.
 */
import { boundJournal } from './journal.ts';
import { Refusal } from './refusal.ts';
import { putState, States, type HeldState, type Snapshot } from './snapshot.ts';
import { ahead, evenly } from './schedule.ts';

/** What is known of the loop when it is compiled. `mutation/trace/checkpoint.ts` has the form of the functions. */
export interface LoopPlan {
  readonly budget: number;
  /** Of the counter; null for a loop that is not counted. */
  readonly step: number | null;
  /** For each parameter of `advance` the result that is its next value, or -1 where it stays. */
  readonly next: readonly number[];
  /** Parameters that are integers: numbers that went through lists of others may have lost the engine's form for them. */
  readonly whole: readonly number[];
  /** Results of `advance`. */
  readonly results: number;
  /** The result that counts the turns of a loop that is not counted. */
  readonly made: number;
  /** Results that are shadows: the segment is given those that its successor has filled. */
  readonly shadows: readonly number[];
  /** For each cotangent that goes into a segment the one that comes out of its successor for it, or -1: 0. */
  readonly seeds: readonly number[];
  /** For each cotangent that comes out whether it is one sum over all segments. */
  readonly sums: readonly boolean[];
  /** What the loop changes, and what anything changes that it looks at. */
  readonly inside: HeldState;
  readonly entry: HeldState;
}

/** Run time of emitted code, where its stores are bounded. */
export interface Bounded {
  /** Runs with so many bytes for each store. */
  within<T>(bytes: number, run: () => T): T;
  /** What is thrown where they are not enough. */
  isStoreFull(error: unknown): boolean;
}

type Code = (...args: unknown[]) => unknown;

interface Mark {
  readonly turn: number;
  /** Arguments for `advance` from here. */
  readonly values: readonly unknown[];
  readonly state: Snapshot;
}

/** Shares of the budget: of a segment's stores, and of snapshots. */
export const SEGMENT = 0.5;
const SNAPSHOTS = 0.4;
const MOST_MARKS = 1 << 12;

/** Bytes that a turn was seen to take, by segment function. */
const learnt = new WeakMap<Code, number>();
let used = 0;

export class Trace {
  /** Of the loop as a whole. */
  readonly results: readonly unknown[];
  readonly #plan: LoopPlan;
  readonly #advance: Code;
  readonly #segment: Code;
  readonly #bounded: Bounded;
  readonly #args: readonly unknown[];
  readonly #states: States;
  readonly #entry: Snapshot;
  readonly #marks: Mark[] = [];
  #turns = 0;
  /** The most snapshots. */
  #most = MOST_MARKS;
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
    this.#states = new States(plan.inside);
    this.#entry = new States(plan.entry).take(args);
    this.#mark(0, args);
    this.#most = Math.max(1, Math.min(MOST_MARKS, Math.floor((SNAPSHOTS * plan.budget) / this.#marks[0]!.state.bytes)));
    this.results = plan.step === null ? this.#uncounted() : this.#counted(plan.step);
  }

  #mark(turn: number, values: readonly unknown[]): void {
    this.#marks.push({ turn, values, state: this.#states.take(values) });
    this.told.snapshots = Math.max(this.told.snapshots, this.#marks.length);
  }

  /** How many turns lie between snapshots: a segment that has room, and no longer than makes memory even. */
  #length(turns: number): number {
    const bytes = this.#turnBytes;
    if (bytes === undefined) return Math.max(1, Math.ceil(Math.sqrt(turns)));
    return Math.min(this.#room(bytes), evenly(turns, bytes, this.#marks[0]!.state.bytes));
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
    for (let free = this.#most - 1; free > 0 && turns - at > length; free--) {
      const next = at + ahead(Math.ceil((turns - at) / length), free) * length;
      if (next >= turns) break;
      values = this.#from(this.#run(at, next, values), values);
      this.#mark((at = next), values);
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
      if (this.#marks.length >= this.#most) this.#thin((stride *= 2));
      if (at % stride === 0 && this.#marks.length < this.#most) this.#mark(at, values);
    }
  }

  #thin(stride: number): void {
    const kept = this.#marks.filter(({ turn }) => turn % stride === 0);
    for (const mark of this.#marks) if (!kept.includes(mark)) this.#states.drop(mark.state);
    this.#marks.splice(0, this.#marks.length, ...kept);
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
    for (const i of this.#plan.whole) all[i] = compact(all[i] as number);
    return all;
  }

  #from(results: readonly unknown[], values: readonly unknown[]): readonly unknown[] {
    return this.#plan.next.map((k, i) => (k < 0 ? values[i] : results[k]));
  }

  /** Takes the whole loop back: from cotangents of its results to those of its arguments. */
  reverse(seeds: readonly unknown[]): unknown[] {
    const plan = this.#plan,
      marks = this.#marks;
    const sums: unknown[] = plan.sums.map((_, i) => seeds[plan.seeds.indexOf(i)] ?? 0);
    let bars = seeds,
      shadows: readonly unknown[] = plan.shadows.map((k) => this.results[k]),
      end = this.#turns,
      length = this.#turnBytes === undefined ? this.#length(end) : this.#room(this.#turnBytes),
      values: readonly unknown[] | null = null,
      at = 0;
    this.told.turns = end;
    putState(this.#entry);
    while (end > 0) {
      const mark = marks.at(-1)!;
      if (values === null) {
        putState(mark.state);
        ({ values, turn: at } = mark);
      }
      const free = this.#most - marks.length,
        units = Math.ceil((end - at) / length);
      if (units > 1) {
        const next = Math.min(end - 1, at + (free > 0 ? ahead(units, free) : units - 1) * length);
        values = this.#from(this.#run(at, next, values), values);
        at = next;
        if (free > 0) this.#mark(at, values);
        continue;
      }
      const taken = this.#back(at, end, values, bars, shadows);
      const given: readonly unknown[] = values;
      values = null;
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
      while (marks.length > 1 && marks.at(-1)!.turn >= end) this.#states.drop(marks.pop()!.state);
    }
    putState(this.#entry);
    return sums;
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
