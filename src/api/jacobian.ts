/** `jacobian`: all first derivatives of a function that returns arrays or objects, or works in place. */
import { specialise } from '../dispatch/specialise.ts';
import { fault } from '../fault/messages.ts';
import { verb } from '../runtime/index.ts';
import { wide } from './chunks.ts';
import { type Callable, worded } from './edge.ts';
import { activeOf, checkFunction, firstIndices } from './options.ts';
import { Places } from './places.ts';
import type { JacobianOf } from './types.ts';

/** Per place of the results: one gradient per argument, in the shape of the argument. */
type Row = readonly unknown[];

interface Matrix {
  readonly outputs: Places;
  readonly rows: readonly Row[];
  /** The function returns nothing: its results are the arguments as they are after the call. */
  readonly inPlace: boolean;
}

/**
 * The Jacobian of `f`: the structure of its result with, in the place of each number, the gradient of that number in the shape of
 * the argument (a list of rows for an array). With several arguments one such block per argument. Of a function that returns
 * nothing, and works in place, the results are its arguments as they are after the call: `jacobian(f, ...args)[i][j]` is then the
 * block of the arguments i and j, and `null` for a number i, which is passed by value; with one argument the block itself.
 *
 * `f` is run forward or in reverse, as its shape asks for; its effects happen once.
 *
 * @example
 * const J = jacobian(residuals, params);   // J[i][j] = d residual i / d param j
 */
export function jacobian<A extends unknown[], R>(f: (...args: A) => R, ...args: A): JacobianOf<A, R> {
  checkFunction(f);
  try {
    const { outputs, rows, inPlace } = matrix(f, args);
    const block = (i: number, j: number): unknown => outputs.spread(i, (q) => rows[q]![j]);
    const only = args.length === 1;
    if (!inPlace) return (only ? block(0, 0) : args.map((_, j) => block(0, j))) as JacobianOf<A, R>;
    const blocks = args.map((arg, i) => (typeof arg === 'number' ? null : args.map((_, j) => block(i, j))));
    return (only ? (blocks[0]?.[0] ?? null) : blocks) as JacobianOf<A, R>;
  } catch (error) {
    throw worded(error);
  }
}

function matrix(f: Callable, args: readonly unknown[]): Matrix {
  const active = activeOf(firstIndices(args.length), args);
  const inputs = new Places(args, active);
  if (inputs.count > 0 && inputs.count <= FEW) return forward(f, args, active, inputs);
  const pulling = specialise(f, args, { wrt: active, mutation: 'auto', mode: 'detached' });
  const { value, back } = pulling.pull();
  const { outputs, inPlace } = outputsOf(f, value, args, active);
  // it runs again without being noticed
  if (pulling.calm && outputs.count > TALL * inputs.count) return forward(f, args, active, inputs);
  const rows = Array.from({ length: outputs.count }, (_, q) => {
    const seeds = outputs.unit(q);
    return placed(inPlace ? back(undefined, seeds) : back(seeds[0], []), active, args.length);
  });
  return { outputs, rows, inPlace };
}

/** So few inputs are always run forward; from so many outputs per input on, too. */
const FEW = 2,
  TALL = 2;

/** One column per input, several in each run. */
function forward(f: Callable, args: readonly unknown[], active: readonly number[], inputs: Places): Matrix {
  const { value, tangents: columns } = wide(f, args, active, inputs.count).along((p) => inputs.unit(p));
  const { outputs, inPlace } = outputsOf(f, value, args, active);
  const rows = Array.from({ length: outputs.count }, (_, q) => {
    const row = columns.map((column) => outputs.read(inPlace ? (column as unknown[]) : [column], q)),
      shape = inputs.zeros();
    return args.map((__, j) => inputs.fill(j, shape[j], (p) => row[p]!));
  });
  return { outputs, rows, inPlace };
}

function outputsOf(
  f: Callable,
  value: unknown,
  args: readonly unknown[],
  active: readonly number[],
): { readonly outputs: Places; readonly inPlace: boolean } {
  if (value instanceof Promise) throw fault('E_ASYNC', null, { name: f.name });
  if (value !== undefined) return { outputs: new Places([value], [0]), inPlace: false };
  const memory = active.filter((i) => typeof args[i] !== 'number');
  return { outputs: new Places(args, memory), inPlace: true };
}

/** One entry per argument; null for those without a derivative. */
function placed(found: readonly unknown[], active: readonly number[], count: number): unknown[] {
  const all: unknown[] = new Array(count).fill(null);
  active.forEach((index, i) => (all[index] = found[i]));
  return all;
}

verb('jacobian', jacobian);
