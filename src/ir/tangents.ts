/** The contract between the dispatcher and the two builders of tangent code. */
import type { Atom, Block, Id, Instr } from './ir.ts';
import type { OpName } from './ops.ts';

/** The tangent program under construction: what is emitted follows the instruction whose tangent it is. */
export interface Tangents {
  /** Adds an instruction and gives its first result; its kind is that of the tangent of `like`, or a number. */
  emit(op: OpName, args: readonly Atom[], attr?: readonly string[], like?: Id): Atom;
  /** Adds a finished instruction, whose results are known already. */
  push(instr: Instr): void;
  /** A new value with the kind of the tangent of `like`; without, an integer. */
  fresh(like?: Id): Id;
  /** A primal value as the number that arithmetic takes it for. */
  number(value: Atom): Atom;
  /** What goes with a value: the tangent of a number, the shadow of a reference; 0 or null where there is none. */
  dot(value: Atom): Atom;
  /** The tangent as a number; null is 0. */
  tangent(value: Atom): Atom | null;
  /** Whether a value has a tangent or a shadow. */
  carries(value: Atom): boolean;
  /** Of a Map whose shadow is a pair: where the shadows of its values are, or of its keys; of any other object the shadow itself. */
  part(object: Atom, shadow: Atom, keys: boolean): Atom;
  paired(object: Atom): boolean;
  /** New values for the two parts. */
  pair(object: Atom): readonly [slots: Id, members: Id];
  /** The reference may be without a shadow. */
  mayLackShadow(object: Atom): boolean;
  /** It is surely a number. */
  isNumber(value: Atom): boolean;
  /** A number that is read from the object may be its prototype's: the shadow has none. */
  mayInherit(object: Atom): boolean;
  /** Runs `body` in a branch that is taken where there is a shadow; gives the result, or null where there is none. */
  where(shadow: Atom, body: () => Atom, like?: Id): Atom;
  /** Whether the value is surely finite, overflow apart. */
  finite(value: Atom): boolean;
  /** The partials of a rule as a block: parameters are the arguments and the result, yields one partial per argument. */
  partials(rule: string, count: number): { readonly block: Block; readonly risky: boolean };
}
