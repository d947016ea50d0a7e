/** How the types of gradients and seeds follow from the types of arguments. */

type Integers =
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

/** Values in which no derivative lives. */
type Constant =
  | string
  | boolean
  | bigint
  | symbol
  | null
  | undefined
  | Integers
  | ArrayBuffer
  | DataView
  | Date
  | RegExp
  | Promise<unknown>
  | WeakMap<object, unknown>
  | WeakSet<object>
  | ((...args: never[]) => unknown)
  | (abstract new (...args: never[]) => unknown);

/**
 * The gradient of a value of type `T`, in the value's own shape: a number for a number, a Float64Array for a Float64Array,
 * arrays, tuples and objects leaf by leaf, a Map with the same keys for a Map, a Map from each member to its gradient for a
 * Set, and `null` for what is not a floating-point number.
 */
export type Gradient<T> = unknown extends T
  ? any
  : T extends number
    ? number
    : T extends Float64Array
      ? Float64Array
      : T extends Float32Array
        ? Float32Array
        : T extends Constant
          ? null
          : T extends ReadonlyMap<infer Key, infer Value>
            ? Map<Key, Gradient<Value>>
            : T extends ReadonlySet<infer Member>
              ? Map<Member, Gradient<Member>>
              : T extends object
                ? { -readonly [K in keyof T]: Gradient<T[K]> }
                : null;

/** One gradient per argument. */
export type Gradients<A extends readonly unknown[]> = { -readonly [K in keyof A]: Gradient<A[K]> };

/**
 * A cotangent of a value of type `T`: mirrors it, and may leave out (`undefined`, `null`) whatever gets none. Float arrays
 * take any array of numbers of the same length.
 */
export type Seed<T> = unknown extends T
  ? any
  : T extends number
    ? number | null | undefined
    : T extends Float64Array | Float32Array
      ? Float64Array | Float32Array | readonly number[] | null | undefined
      : T extends Constant | void
        ? T | null | undefined
        : T extends ReadonlyMap<infer Key, infer Value>
          ? ReadonlyMap<Key, Seed<Value>> | null | undefined
          : T extends ReadonlySet<infer Member>
            ? ReadonlyMap<Member, Seed<Member>> | null | undefined
            : T extends object
              ? { readonly [K in keyof T]?: Seed<T[K]> } | null | undefined
              : null | undefined;

/** Seeds for the arguments as they are after the call. Numbers are passed by value and have none. */
export type Seeds<A extends readonly unknown[]> = { readonly [K in keyof A]?: A[K] extends number ? null | undefined : Seed<A[K]> };

/** The tangent of the result of a function; where it returns nothing, those of its arguments. */
export type TangentOf<A extends readonly unknown[], R> = [R] extends [void] ? Gradients<A> : Gradient<R>;

/** The structure of `T` with an `At` in the place of each number, `null` for what is no floating-point number. */
export type Spread<T, At> = unknown extends T
  ? any
  : T extends number
    ? At
    : T extends Float64Array | Float32Array
      ? At[]
      : T extends Constant | void
        ? null
        : T extends ReadonlyMap<infer Key, infer Value>
          ? Map<Key, Spread<Value, At>>
          : T extends object
            ? { -readonly [K in keyof T]: Spread<T[K], At> }
            : null;

/** The first derivatives of a function with parameters `A` and the result `R`. */
export type JacobianOf<A extends readonly unknown[], R> = [R] extends [void]
  ? A extends readonly [infer Only]
    ? Only extends number
      ? null
      : Spread<Only, Gradient<Only>>
    : { -readonly [I in keyof A]: A[I] extends number ? null : { -readonly [J in keyof A]: Spread<A[I], Gradient<A[J]>> } }
  : A extends readonly [infer Only]
    ? Spread<R, Gradient<Only>>
    : { -readonly [J in keyof A]: Spread<R, Gradient<A[J]>> };

/** The second derivatives: one block for one argument, otherwise `[i][j]` for the arguments i and j. */
export type HessianOf<A extends readonly unknown[]> = A extends readonly [infer Only]
  ? Spread<Only, Gradient<Only>>
  : { -readonly [I in keyof A]: { -readonly [J in keyof A]: Spread<A[I], Gradient<A[J]>> } };

/** The indices of the parameters `A`. */
export type IndexOf<A extends readonly unknown[]> = number extends A['length']
  ? number
  : Exclude<Partial<A>['length'], Required<A>['length']>;

/** What `wrt` may be: an index, or a list of indices. */
export type Wrt = number | readonly number[];

/** `W` where it names parameters of `A`. */
export type WrtOf<A extends readonly unknown[], W extends Wrt> = W extends number
  ? W extends IndexOf<A>
    ? W
    : IndexOf<A>
  : W extends readonly IndexOf<A>[]
    ? W
    : readonly IndexOf<A>[];

/** The gradients that `wrt: W` asks for: one, or a tuple in the order of `W`. */
export type GradientOf<A extends readonly unknown[], W extends Wrt> = W extends number
  ? Gradient<Required<A>[W]>
  : { -readonly [K in keyof W]: W[K] extends number ? Gradient<Required<A>[W[K]]> : never };

/** The gradients of captured variables, by name, each in the shape of its variable. */
export type CapturedGradients = Record<string, any>;
