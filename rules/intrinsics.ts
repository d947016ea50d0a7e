/**
 * What a model may say beyond JavaScript. Models write these as calls of globals; the lowering gives them their meaning,
 * and those marked *constant* must be literals while it lowers, so that the branch for arrays with holes and the like vanishes.
 */
declare global {
  /** Is there an element i? `i in a` for arrays whose class may have holes or lose elements while a callback runs, else *constant* true. */
  function __present(a: any, i: number): boolean;
  /** *Constant*: may elements be missing in arrays of this class? */
  function __holey(a: any): boolean;
  /** *Constant* where the class decides: is it a typed array? */
  function __isTyped(a: any): boolean;
  /** *Constant*: may the two share memory (one class)? */
  function __aliased(a: any, b: any): boolean;
  /** *Constant*: is it walked by its iterator because it is neither an array, nor a typed array, nor a plain object? */
  function __iterable(a: any): boolean;
  /**
   * A fresh array of the same constructor with n slots (typed arrays: zeros). The model writes every slot before anyone reads it,
   * except where `a` has a hole: the result is holey only if `a` is.
   */
  function __like(a: any, n: number): any;
  /** A whole copy of the same constructor; holes stay holes. */
  function __copy(a: any): any;
  /** `a.subarray(from, to)` with JavaScript's own reading of the bounds. */
  function __view(a: any, from: number, to: number): any;
  /** Appends one value to an array. */
  function __push(a: any, v: any): void;
  /** Removes and gives the last element, undefined if there is none. */
  function __pop(a: any): any;
  /** `a.length = n`. */
  function __setLength(a: any, n: number): void;
  /** The indices of the elements in the order of `a.sort()`, holes left out: an Int32Array without derivative (see order.ts). */
  function __sortOrder(a: any): Int32Array;
  /** What the engine's `Object.prototype.toString` gives, which looks at no number. */
  function __tag(x: any): string;
}

/** Every name above. */
export const intrinsics = [
  '__present', '__holey', '__isTyped', '__aliased', '__iterable', '__like', '__copy', '__view', '__push', '__pop', '__setLength', '__sortOrder', '__tag',
] as const;
export type Intrinsic = (typeof intrinsics)[number];
