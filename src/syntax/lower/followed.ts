/** What is learnt of functions from one attempt at lowering a call to the next. */
import type { AdjointError } from '../../fault/fault.ts';
import type { Atom } from '../../ir/ir.ts';

/** What stays when the same call is lowered again. */
export interface Followed {
  /** Functions that lowering cannot follow to the end, with the reason. */
  readonly opaque: Map<Function, AdjointError>;
  /** Those of them that an active value enters: they are followed as far as possible. */
  readonly trapping: Set<Function>;
  /**
   * Calls that an active value enters although their derivative is unknown: who comes there comes no further. By the place in
   * the source and the way that led there, or by the place alone where that holds for all ways.
   */
  readonly refused: Map<string, AdjointError>;
  /** Derivatives of kernels that a transform has asked for (see facts/kernels.ts). */
  readonly kernels: Set<string>;
  /** Calls of kernels whose source gives a number for arguments of these kinds. */
  readonly numeric: Set<string>;
  /** The numbers of ways of getting somewhere by calls. */
  readonly paths: Map<string, number>;
}

/** A function that lowering follows up to a refusal in one of its branches. */
export interface Stopped {
  readonly error: AdjointError;
  /** Its arguments, receivers and variables, wherever it is called. */
  readonly given: readonly Atom[];
}

/** A call of code that is not transformed. */
export interface Called {
  readonly place: string;
  readonly way: string;
}

export const nothingLearnt = (): Followed => ({
  opaque: new Map(),
  trapping: new Set(),
  refused: new Map(),
  kernels: new Set(),
  numeric: new Set(),
  paths: new Map(),
});
