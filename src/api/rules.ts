/**
 * Rules of users: derivatives of functions that the library is not to read, or is to read otherwise. A rule belongs to a function,
 * whatever its name; it holds for calls inside of differentiated code, and where the function itself is differentiated.
 */
import { type Gives, type Kernel, type Rule as AnyRule, define, nameRule, uniqueName, within } from '../../rules/index.ts';
import { isRule, kernel, named, readable, ruled, someFunction } from './rule-parts.ts';
import type { Adjoints, AnyFunction, ArgumentsOf, KernelOptions, Partials, Pullback, Pushforward, Written } from './rule-types.ts';

/** A rule, made by one of the words. */
export interface Rule<F extends AnyFunction = AnyFunction> {
  readonly fn: F;
  readonly is: string;
}

const made = <F extends AnyFunction>(rule: AnyRule): Rule<F> => ruled(rule) as unknown as Rule<F>;

/**
 * Makes a rule hold from now on, everywhere. It wins over the source of its function and over the rule that the function had.
 *
 * @example
 * defineRule(scalar(erf, (x) => [1.1283791670955126 * Math.exp(-x * x)]));
 */
export function defineRule(...rules: readonly Rule[]): void {
  for (const rule of rules) define(isRule(rule));
}

/**
 * Runs a function in whose calls these rules hold as well, and gives what it gives. It is over when the function returns or throws.
 *
 * @example
 * const [dx] = withRules([flat(quantise)], () => gradient(loss, x));
 */
export function withRules<T>(rules: readonly Rule[], run: () => T): T {
  someFunction(run, 'withRules');
  return within(rules.map(isRule), run);
}

/**
 * A differentiable function of numbers: one partial derivative per argument, of the arguments and the result.
 * `risky`: a partial may be infinite or NaN where arguments and result are finite; a cotangent of 0 then gives 0.
 */
export function scalar<F extends (...args: any[]) => number>(
  fn: F,
  partials: Partials<F>,
  options: { readonly risky?: boolean } = {},
): Rule<F> {
  someFunction(fn, 'scalar');
  const { risky = false } = options;
  const name = uniqueName(fn);
  const rule: AnyRule = { is: 'scalar', name, fn, partials: readable(partials, fn, 'its partials'), risky, own: true };
  return made(nameRule(rule));
}

/** A function whose result changes nothing when numbers change a little: derivative 0. `gives`: what it gives, where that is known. */
export const flat = <F extends AnyFunction>(fn: F, gives: Gives = 'anything'): Rule<F> => {
  someFunction(fn, 'flat');
  return made({ is: 'inert', name: named(fn), fn, gives, world: 'drawn' });
};

/** A function that runs once and whose result carries no derivative: what it draws, reads or prints is its own. */
export const inert = flat;

/** A function that is linear in the arguments with an adjoint, taken together. `adjoints`: `(yBar, ...args)` per argument, null for constants. */
export const linear = <F extends AnyFunction, M extends boolean = false>(
  fn: F,
  adjoints: Adjoints<ArgumentsOf<F, M>, ReturnType<F>>,
  options: KernelOptions<ArgumentsOf<F, M>, ReturnType<F>, M> = {},
): Rule<F> => made(kernel(fn, { ...options, word: 'linear', pullback: adjoints }));

/** A function that is linear in each of the arguments with an adjoint: products. */
export const bilinear = <F extends AnyFunction, M extends boolean = false>(
  fn: F,
  adjoints: Adjoints<ArgumentsOf<F, M>, ReturnType<F>>,
  options: KernelOptions<ArgumentsOf<F, M>, ReturnType<F>, M> = {},
): Rule<F> => made(kernel(fn, { ...options, word: 'bilinear', pullback: adjoints }));

/**
 * A function that is called as it is. It changes no memory, and what it gives is new.
 *
 * `pullback(yBar, y, ...args)` gives the cotangents of the arguments, `pushforward(dots, y, ...args)` the tangent of the result;
 * either may be a list of functions, one per argument, of which only those that are needed run. They are ordinary functions, read
 * as source and differentiated again for higher derivatives.
 */
export const opaque = <F extends AnyFunction, M extends boolean = false>(
  fn: F,
  told: KernelOptions<ArgumentsOf<F, M>, ReturnType<F>, M> & {
    readonly pullback: Pullback<ArgumentsOf<F, M>, ReturnType<F>>;
    readonly pushforward?: Pushforward<ArgumentsOf<F, M>, ReturnType<F>>;
  },
): Rule<F> => made(kernel(fn, { ...told, word: 'opaque' }));

/**
 * A function that overwrites arguments. `y` is what they hold after the call and `yBar` its cotangent; `args` are the arguments as
 * they were before it. Several written arguments make lists of both.
 */
export const overwrite = <F extends AnyFunction, const W extends number | readonly number[], M extends boolean = false>(
  fn: F,
  told: {
    readonly writes: W;
    readonly receiver?: M;
    /** It gives nothing (the default), or the first argument that it writes. */
    readonly gives?: 'nothing' | 'argument';
    readonly pullback: Pullback<ArgumentsOf<F, M>, Written<ArgumentsOf<F, M>, W>>;
    readonly pushforward?: Pushforward<ArgumentsOf<F, M>, Written<ArgumentsOf<F, M>, W>>;
  },
): Rule<F> => made(kernel(fn, { ...told, word: 'overwrite' }));

/** Other code in the place of a function: it gives the value and is differentiated. In it the function means its own source. */
export function model<F extends AnyFunction>(fn: F, source: (...args: Parameters<F>) => ReturnType<F>): Rule<F> {
  someFunction(fn, 'model');
  return made({ is: 'model', name: named(fn), fn, source: readable(source, fn, 'the model'), method: false, own: true });
}

/** The same for a method: `method(Matrix.prototype.mul, (self, other) => …)`, or by its object and its name. A rule may stand for the code. */
export function method<O extends object, K extends keyof O>(
  of: O,
  name: K,
  source: O[K] extends AnyFunction ? (self: O, ...args: Parameters<O[K]>) => ReturnType<O[K]> : never,
): Rule;
export function method<F extends AnyFunction>(fn: F, source: (...args: ArgumentsOf<F, true>) => ReturnType<F>): Rule<F>;
export function method(of: object, ...rest: readonly unknown[]): Rule {
  const [fn, told] = rest.length > 1 ? [(of as Record<PropertyKey, unknown>)[rest[0] as PropertyKey], rest[1]] : [of, rest[0]];
  someFunction(fn, 'method');
  return made({ is: 'model', name: named(fn), fn, source: readable(told as AnyFunction, fn, 'the model'), method: true, own: true });
}

/** No rule: the function's source is differentiated after all. */
export function source<F extends AnyFunction>(fn: F): Rule<F> {
  someFunction(fn, 'source');
  return made({ is: 'source', name: named(fn), fn: readable(fn, fn, 'the function') });
}

/** Not to be differentiated: where an active value enters, the call is refused with the reason. */
export function never<F extends AnyFunction>(fn: F, reason: string): Rule<F> {
  someFunction(fn, 'never');
  return made({ is: 'never', name: named(fn), fn, reason });
}

export type { Kernel };
