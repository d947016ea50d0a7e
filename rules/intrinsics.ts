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
  /** The copy that `structuredClone` makes of a value. */
  function __cloned(v: any): any;
  /** The places where a pattern is found in a text, and what a function that replaces it is given (see strings.ts). */
  function __matches(text: string, pattern: any, all: boolean): any;
  /** *Constant*: does a function nothing but give a result? */
  function __still(f: any): boolean;
  /** A sort of n elements that asks its questions one by one (see order.ts). */
  function __sorter(n: number, typed: boolean): any;
  /** Takes an answer and gives the next question, -1 at the end. */
  function __ask(sorter: any, answer: any): number;
  /** The elements in their order. */
  function __sorted(sorter: any): Int32Array;
  /** Copies what an object itself has under symbols. */
  function __symbols(to: any, from: any): void;
  /** `m.get(k)`; of a Set the member that k is. */
  function __entry(m: any, k: any): any;
  /** Puts a value under a key. A Set has each member under itself, and the model sees to it that it is new. */
  function __put(m: any, k: any, v: any): void;
  /** *Constant*: may a derivative come along with a key? */
  function __carries(k: any): boolean;
  /** Notes a key that is new to a Map. */
  function __key(m: any, k: any): void;
  /** `m.has(k)`. */
  function __has(m: any, k: any): boolean;
  /** `m.delete(k)`, whether it is there or not. */
  function __remove(m: any, k: any): void;
  /** An iterator of the keys of a Map or Set, of which only `__step` and `__name` know. */
  function __walk(m: any): any;
  /** Its next step: only `done` may be asked of it. */
  function __step(from: any): any;
  /** The key that a step gives, as `__entry` takes it. */
  function __name(m: any, step: any): any;
  /** … as it went in. */
  function __member(m: any, name: any): any;
  /** `m.clear()`. */
  function __clear(m: any): void;
  /** The indices of the elements in the order of `a.sort()`, holes left out: an Int32Array without derivative (see order.ts). */
  function __sortOrder(a: any): Int32Array;
  /** What the engine's `Object.prototype.toString` gives, which looks at no number. */
  function __tag(x: any): string;
}

/** Every name above. */
export const intrinsics = [
  '__present', '__holey', '__isTyped', '__aliased', '__iterable', '__like', '__copy', '__view', '__push', '__pop', '__setLength',
  '__entry', '__put', '__carries', '__key', '__has', '__remove', '__clear', '__walk', '__step', '__name', '__symbols', '__member', '__tag', '__sortOrder', '__still', '__sorter', '__ask', '__sorted', '__matches', '__cloned',
] as const;
export type Intrinsic = (typeof intrinsics)[number];
