/** The contract between the dispatcher and the two builders of pullbacks. */
import type { Atom, Block, Id, Instr } from './ir.ts';
import type { OpName } from './ops.ts';

/**
 * The reverse sweep under construction, as a builder of one region sees it. Code is emitted at the mirror position:
 * everything later in the forward sweep is already reversed.
 */
export interface Reverse {
  /** Says which instruction is being reversed; `need` is judged from there. */
  at(instr: Instr): void;
  /** Adds an instruction to the reverse sweep and gives its first result; its kind is that of `like`, or a number. */
  emit(op: OpName, args: readonly Atom[], attr?: readonly string[], like?: Id): Atom;
  /** A counted loop from 0 to `count`; `body` is called once with the index. */
  repeat(count: Atom, body: (index: Atom) => void): void;
  /** A forward value, made available here: visible, recomputed or taken from the tape. */
  need(value: Atom): Atom;
  /** The same as the number that arithmetic takes it for: `'3'` is 3, `null` is 0. */
  number(value: Atom): Atom;
  /** The shadow of a reference, made available here; null where no cotangent can live. */
  shadow(value: Atom): Atom | null;
  /** The cotangent of a value so far; null is 0. */
  bar(value: Atom): Atom | null;
  /** Adds a contribution to a value's cotangent (does nothing for what is not active). */
  add(value: Atom, contribution: Atom): void;
  /** Whether a value carries a derivative. */
  active(value: Atom): boolean;
  /** Whether a slot of this object carries a derivative. */
  activeSlot(object: Atom, key: Atom): boolean;
  /** Whether the value is surely finite, overflow apart. */
  finite(value: Atom): boolean;
  /** The result of a function of a rule where the forward sweep has called it with these values; null where it has not. */
  called(args: readonly (Atom | undefined)[], rule: string): Atom | null;
  /** Takes a call of a kernel back: its rule tells how. */
  kernel(instr: Instr): void;
  /** The partials of a rule as a block: parameters are the arguments and the result, yields one partial per argument. */
  partials(rule: string, count: number): { readonly block: Block; readonly risky: boolean };
}

/** What one region gives to the dispatcher. */
export interface Sweeps {
  /** The region's instructions as the forward sweep runs them (journal entries included). */
  readonly forward: readonly Instr[];
  /** Emits the region's part of the reverse sweep. */
  reverse(sweep: Reverse): void;
}
