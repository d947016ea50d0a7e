/** Snapshots of a loop that is checkpointed, as many as there is memory for. */
import { type Links, linksOf } from './links.ts';
import type { Ledger, LoopPlan } from './loop-plan.ts';
import { type Snapshot, States } from './snapshot.ts';

export interface Mark {
  readonly turn: number;
  /** Arguments for the loop's function from here. */
  readonly values: readonly unknown[];
  readonly state: Snapshot;
  readonly links: Links | null;
  /** How much had been drawn. */
  readonly place: readonly number[];
}

/** The share of the budget that they may take. */
const SNAPSHOTS = 0.4;
const MOST = 1 << 12;

export class Marks {
  readonly #plan: LoopPlan;
  readonly #states: States;
  readonly #ledger: Ledger;
  readonly #all: Mark[] = [];
  /** The state when the loop is entered, and what else anything changes that the loop looks at. */
  readonly entry: Snapshot;
  /** What the largest took so far. */
  largest = 0;
  /** The most at once. */
  peak = 0;

  constructor(plan: LoopPlan, values: readonly unknown[], place: readonly number[], ledger: Ledger) {
    this.#plan = plan;
    this.#ledger = ledger;
    this.#states = new States(plan.inside);
    this.entry = new States(plan.entry).take(values);
    ledger.held += this.entry.bytes;
    this.#push(0, values, place, plan.alike ? this.entry : this.#states.take(values));
  }

  add(turn: number, values: readonly unknown[], place: readonly number[]): void {
    this.#push(turn, values, place, this.#states.take(values));
  }

  #push(turn: number, values: readonly unknown[], place: readonly number[], state: Snapshot): void {
    const { links } = this.#plan;
    const mark = { turn, values, state, links: links && linksOf(links, values), place };
    this.#all.push(mark);
    this.#ledger.held += this.#bytes(mark);
    this.largest = Math.max(this.largest, state.bytes + (mark.links?.bytes ?? 0));
    this.peak = Math.max(this.peak, this.#all.length);
  }

  /** The first one of a loop may be what it was entered with. */
  #bytes({ state, links }: Mark): number {
    return (state === this.entry ? 0 : state.bytes) + (links?.bytes ?? 0);
  }

  get last(): Mark {
    return this.#all.at(-1)!;
  }

  get count(): number {
    return this.#all.length;
  }

  /** How many more there may be, by the loop's share and by what others hold. */
  get free(): number {
    const { budget, whole } = this.#plan;
    const own = Math.max(1, Math.min(MOST, Math.floor((SNAPSHOTS * budget) / this.largest))) - this.#all.length;
    return Math.min(own, Math.floor((SNAPSHOTS * whole - this.#ledger.held) / this.largest));
  }

  /** Only those at multiples of a number of turns stay. */
  thin(stride: number): void {
    const all = this.#all.splice(0);
    for (const mark of all) {
      if (mark.turn % stride === 0) this.#all.push(mark);
      else this.#drop(mark);
    }
  }

  /** Those from a turn on go; the first one stays. */
  dropFrom(turn: number): void {
    while (this.#all.length > 1 && this.last.turn >= turn) this.#drop(this.#all.pop()!);
  }

  /** The loop has been taken back. */
  end(): void {
    this.#ledger.held -= this.entry.bytes;
    for (const mark of this.#all.splice(0)) this.#ledger.held -= this.#bytes(mark);
  }

  #drop(mark: Mark): void {
    this.#ledger.held -= this.#bytes(mark);
    this.#states.drop(mark.state);
  }
}
