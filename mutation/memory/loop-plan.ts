/** What a checkpointed loop is told when it is compiled, and what it asks of the run time of emitted code. */
import type { HeldLinks } from './links.ts';
import type { HeldState } from './snapshot.ts';

/** What is known of the loop when it is compiled. `mutation/trace/checkpoint.ts` has the form of the functions. */
export interface LoopPlan {
  /** A call that is run again stands as a loop of one turn. */
  readonly kind: 'loop' | 'again';
  /** Its share of what there is in all. */
  readonly budget: number;
  readonly whole: number;
  /** Of the counter; null for a loop that is not counted. */
  readonly step: number | null;
  /** For each parameter of `advance` the result that is its next value, or -1 where it stays. */
  readonly next: readonly number[];
  /** Parameters that are integers: numbers that went through lists of others may have lost the engine's form for them. */
  readonly integers: readonly number[];
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
  /** That is the same. */
  readonly alike: boolean;
  /** References between shadows that the loop moves. */
  readonly links: HeldLinks | null;
}

/** Run time of emitted code, where its stores are bounded. */
export interface Bounded {
  /** Runs with so many bytes for each store. */
  within<T>(bytes: number, run: () => T): T;
  /** What is thrown where they are not enough. */
  isStoreFull(error: unknown): boolean;
  /** What the loop has drawn from the world, and gets again. */
  draws(): Draws;
  /** What the snapshots of all loops of the call hold. */
  ledger(): Ledger;
  /** Runs turns that draw from there. */
  asking<T>(draws: Draws, run: () => T): T;
}

export interface Draws {
  place: readonly number[];
}

export interface Ledger {
  held: number;
}
