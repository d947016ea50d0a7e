/** The types of rules: what a derivative takes and gives follows from the function that it is of. */
import type { Gradient } from './types.ts';

/** A function that can have a rule. */
// biome-ignore lint: a rule may speak of any callable
export type AnyFunction = (...args: any[]) => any;

/** What a pullback gives for an argument of type `T`: its cotangent; null or nothing where there is none. */
export type Contribution<T> = unknown extends T
  ? any
  : T extends number
    ? number | null | undefined
    : T extends Float64Array | Float32Array
      ? Float64Array | Float32Array | readonly number[] | null | undefined
      : T extends readonly (infer E)[]
        ? ArrayLike<Contribution<E>> | null | undefined
        : T extends AnyFunction
          ? null | undefined
          : T extends object
            ? { readonly [K in keyof T]?: Contribution<T[K]> } | null | undefined
            : null | undefined;

export type Contributions<A extends readonly unknown[]> = { readonly [K in keyof A]: Contribution<A[K]> };

/** The cotangents, or tangents, of values: each has the shape of its value. */
export type Bars<A extends readonly unknown[]> = { readonly [K in keyof A]: Gradient<A[K]> };

/** The arguments of a function; of a method its receiver first. */
export type ArgumentsOf<F extends AnyFunction, M extends boolean = false> = M extends true
  ? [self: ThisOf<F>, ...Parameters<F>]
  : Parameters<F>;
type ThisOf<F extends AnyFunction> = unknown extends ThisParameterType<F> ? any : ThisParameterType<F>;

/** The partial derivatives of a function of numbers: one per argument. */
export type Partials<F extends AnyFunction> =
  Required<Parameters<F>> extends readonly number[] ? PartialsOf<Required<Parameters<F>>> : never;
type PartialsOf<A extends readonly unknown[]> = (...args: [...A, result: number]) => Slopes<A>;
type Slopes<A extends readonly unknown[]> = { readonly [K in keyof A]: number };

type PerArgument<A extends readonly unknown[], Make extends 'cotangent' | 'tangent' | 'adjoint', R> = {
  readonly [K in keyof A]:
    | null
    | (Make extends 'cotangent'
        ? (yBar: Gradient<R>, y: R, ...args: A) => Contribution<A[K]>
        : Make extends 'adjoint'
          ? (yBar: Gradient<R>, ...args: A) => Contribution<A[K]>
          : (dot: Gradient<A[K]>, y: R, ...args: A) => Contribution<R>);
};

/** From the cotangent of the result to those of the arguments: all at once, or a function for each. */
export type Pullback<A extends readonly unknown[], R> =
  | ((yBar: Gradient<R>, y: R, ...args: A) => Contributions<A>)
  | PerArgument<A, 'cotangent', R>;

/** From the tangents of the arguments to that of the result: all at once, or a function for each, whose results add up. */
export type Pushforward<A extends readonly unknown[], R> =
  | ((dots: Bars<A>, y: R, ...args: A) => Contribution<R>)
  | PerArgument<A, 'tangent', R>;

/** For each argument: the cotangent that it gets, of a function that is linear in it; null where it is a constant. */
export type Adjoints<A extends readonly unknown[], R> = PerArgument<A, 'adjoint', R>;

/** What the function gives, where its source does not tell. */
export type ResultShape<A extends readonly unknown[], R> =
  | (R extends number
      ? 'number'
      : R extends Float64Array
        ? 'Float64Array'
        : R extends Float32Array
          ? 'Float32Array'
          : 'number[]' | 'number[][]')
  | { readonly like: number }
  | ((...args: A) => R);

export interface KernelOptions<A extends readonly unknown[], R, M extends boolean> {
  /** The function is a method: its receiver is the first argument of everything told here. */
  readonly receiver?: M;
  /** The shape of the result, where it cannot be told from the source of the function; `{ like: 0 }`: what argument 0 is, with lengths of its own. */
  readonly result?: ResultShape<A, R>;
}

/** What the written arguments hold after the call: one by itself, of several a list. */
export type Written<A extends readonly unknown[], W extends number | readonly number[]> = W extends number
  ? A[W]
  : { readonly [K in keyof W]: W[K] extends number ? A[W[K]] : never };
