/** The library's own functions. A differentiated program that calls one of them takes a derivative inside a derivative. */

/** What a call of a function made by `grad` or `valueAndGrad` differentiates. */
export interface Derivative {
  readonly f: (...args: never[]) => unknown;
  readonly wrt: readonly number[];
  /** `wrt` was one index: one gradient, not a list. */
  readonly single: boolean;
  /** The budget that it was given. */
  readonly memory?: number | null;
  /** It gives or leaves something else than a derivative: it cannot be called inside of another one. */
  readonly alone?: boolean;
}

export interface Verb {
  readonly name: string;
  readonly of: Derivative | null;
}

const verbs = new WeakMap<object, Verb>();

/** Marks a function as a verb of the library, and gives it. */
export function verb<F extends (...args: never[]) => unknown>(name: string, fn: F, of: Derivative | null = null): F {
  verbs.set(fn, { name, of });
  return fn;
}

/** Undefined for any function that is not the library's. */
export const verbOf = (fn: unknown): Verb | undefined => (typeof fn === 'function' ? verbs.get(fn) : undefined);
