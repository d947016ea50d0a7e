/** Second derivatives of functions that return a number: `hvp`, `hessian`, `diagonalHessian`. */
import { type Bound, specialise } from '../dispatch/specialise.ts';
import { verb } from '../runtime/index.ts';
import { checkScalar, worded } from './edge.ts';
import { activeOf, checkFunction, firstIndices } from './options.ts';
import { Places } from './places.ts';
import { checkDirections } from './pushforward.ts';
import type { Gradients, HessianOf, Seed } from './types.ts';

function curvature(f: (...args: never[]) => unknown, args: readonly unknown[]): { bound: Bound; active: readonly number[] } {
  const active = activeOf(firstIndices(args.length), args);
  return { bound: specialise(f, args, { wrt: active, mode: 'curvature', mutation: 'auto' }), active };
}

/** One entry per argument; null for those without a derivative. */
function placed(found: readonly unknown[], active: readonly number[], count: number): unknown[] {
  const all: unknown[] = new Array(count).fill(null);
  active.forEach((index, i) => (all[index] = found[i]));
  return all;
}

/**
 * The Hessian of `f` times a direction, without the Hessian: one result per argument, each in the shape of its argument. `f` runs
 * once. `direction` has one entry per argument, `undefined` for those that stay.
 *
 * @example
 * const [Hv] = hvp(loss, [params], [direction]);
 */
export function hvp<A extends unknown[]>(
  f: (...args: A) => number,
  args: readonly [...A],
  direction: { readonly [K in keyof A]?: Seed<A[K]> },
): Gradients<A> {
  checkFunction(f);
  try {
    checkDirections(args, direction);
    const { bound, active } = curvature(f, args);
    const ran = bound.curve(direction);
    checkScalar(f, args, ran.value);
    return placed(ran.gradients(), active, args.length) as Gradients<A>;
  } catch (error) {
    throw worded(error);
  }
}

interface Rows {
  readonly places: Places;
  /** By place: one gradient per argument in `active`. */
  readonly rows: readonly (readonly unknown[])[];
  /** By argument: where its gradient stands in a row, or -1. */
  readonly at: readonly number[];
}

/** One run per place: the first with the effects of `f`, the others on private copies. */
function rowsOf(f: (...args: never[]) => unknown, args: readonly unknown[]): Rows {
  const { bound, active } = curvature(f, args),
    places = new Places(args, active, { stay: bound.calm });
  const at = args.map((_, i) => active.indexOf(i));
  if (bound.calm) {
    const { value, gradients } = bound.columns(places.slots());
    if (places.count > 0) checkScalar(f, args, value);
    return { places, rows: gradients, at };
  }
  const later = places.count > 1 ? bound.later() : null,
    rows: unknown[][] = [];
  for (let p = 0; p < places.count; p++) {
    const ran = (p === 0 ? bound : later!()).curve(places.unit(p));
    if (p === 0) checkScalar(f, args, ran.value);
    rows.push(ran.gradients());
  }
  return { places, rows, at };
}

/**
 * The second derivatives of `f`. With one argument: the structure of the argument with, in the place of each number, the derivative
 * of its gradient in the shape of the argument (a list of rows for an array). With several, `hessian(f, ...args)[i][j]` is the
 * block of the arguments i and j: i's structure, with j's shape in the place of each number.
 *
 * @example
 * const H = hessian(rosenbrock, x);        // H[i][j]
 */
export function hessian<A extends unknown[]>(f: (...args: A) => number, ...args: A): HessianOf<A> {
  checkFunction(f);
  try {
    const { rows, places, at } = rowsOf(f, args);
    const block = (i: number, j: number): unknown => places.spread(i, (p) => rows[p]![at[j]!] ?? null);
    const blocks = args.map((_, i) => args.map((__, j) => block(i, j)));
    return (args.length === 1 ? blocks[0]![0] : blocks) as HessianOf<A>;
  } catch (error) {
    throw worded(error);
  }
}

/**
 * The diagonal of the Hessian: one result per argument, in its shape, the second derivative in each number by itself.
 *
 * @example
 * const [d] = diagonalHessian(loss, params);
 */
export function diagonalHessian<A extends unknown[]>(f: (...args: A) => number, ...args: A): Gradients<A> {
  checkFunction(f);
  try {
    const { rows, places, at } = rowsOf(f, args);
    const diagonal = rows.map((row, p) => places.read(at.map((k) => row[k]), p)); // oxfmt-ignore
    // the first row has the shape of the arguments, and nobody else has it
    return args.map((_, i) => places.fill(i, rows[0]?.[at[i]!] ?? null, (p) => diagonal[p]!)) as Gradients<A>;
  } catch (error) {
    throw worded(error);
  }
}

verb('hvp', hvp);
verb('hessian', hessian);
verb('diagonalHessian', diagonalHessian);
