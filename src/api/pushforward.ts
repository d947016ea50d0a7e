/** `pushforward`: value and tangent in one run. */
import { fault } from '../fault/messages.ts';
import { verb } from '../runtime/index.ts';
import { WIDEST, WIDTH, wide } from './chunks.ts';
import { worded } from './edge.ts';
import { checkFunction, differentiable, firstIndices } from './options.ts';
import type { Seed, TangentOf } from './types.ts';
import { received } from './words.ts';

type Tangents<A extends readonly unknown[]> = { readonly [K in keyof A]?: Seed<A[K]> };

/** Options of {@link pushforward} for several directions. */
export interface Chunk {
  /** How many directions travel in one run; 4 unless given. */
  readonly chunk?: number;
}

/**
 * Along several directions, with a list of tangents for a list of directions. `chunk` of them travel in one run, which computes the
 * primal once. Where there are more than that, the first run has the effects of `f` and the others are made on private copies.
 *
 * @example
 * const [value, [first, second]] = pushforward(loss, [params], [[one], [other]], { chunk: 2 });
 */
export function pushforward<A extends unknown[], R>(
  f: (...args: A) => R,
  args: readonly [...A],
  directions: readonly Tangents<A>[],
  options: Chunk,
): [value: R, tangents: TangentOf<A, R>[]];
/**
 * Runs `f` once and gives its value and the tangent of it: the derivative of the value along `tangents`, one direction per
 * argument. Of a function that returns nothing the tangents of its arguments are given, as they are after the call.
 *
 * Tangents mirror the values that they belong to, and `undefined` stands for none; a memory location that is reached by several
 * paths has one tangent.
 *
 * @example
 * const [value, tangent] = pushforward(loss, [params, data], [direction, undefined]);
 */
export function pushforward<A extends unknown[], R>(
  f: (...args: A) => R,
  args: readonly [...A],
  tangents: Tangents<A>,
): [value: R, tangent: TangentOf<A, R>];
export function pushforward(
  f: (...args: never[]) => unknown,
  args: readonly unknown[],
  given: readonly unknown[],
  options?: Chunk,
): [unknown, unknown] {
  checkFunction(f);
  try {
    const several = options !== undefined,
      most = widthOf(options);
    if (several && !Array.isArray(given))
      throw fault('E_KIND', null, { what: 'The directions', expected: 'a list of directions', received: received(given) });
    const directions = (several ? given : [given]) as readonly (readonly unknown[])[];
    for (const direction of directions) checkDirections(args, direction);
    const active = firstIndices(args.length).filter((i) => differentiable(args[i]));
    const { value, tangents } = wide(f, args, active, directions.length, most).along((i) => directions[i]!);
    if (value instanceof Promise) throw fault('E_ASYNC', null, { name: f.name });
    return [value, several ? tangents : tangents[0]];
  } catch (error) {
    throw worded(error);
  }
}

function widthOf(options: Chunk | undefined): number {
  if (options === undefined) return 1;
  const need = (what: string, expected: string, value: unknown): never => {
    throw fault('E_KIND', null, { what, expected, received: received(value) });
  };
  if (typeof options !== 'object' || options === null) need('The fourth argument', 'an object of options', options);
  const other = Object.keys(options).find((name) => name !== 'chunk');
  if (other !== undefined)
    throw fault('E_UNSUPPORTED', null, { construct: `\`pushforward\` under the option \`${other}\``, instead: 'Leave the option out' });
  const { chunk = WIDTH } = options;
  if (!Number.isInteger(chunk) || chunk < 1 || chunk > WIDEST) need('The option `chunk`', `an integer from 1 to ${WIDEST}`, chunk);
  return chunk;
}

/** Refuses what is no list of arguments, and a list of directions that does not fit it. */
export function checkDirections(args: unknown, directions: unknown): void {
  for (const [what, list] of [
    ['The arguments', args],
    ['The tangents', directions],
  ] as const)
    if (!Array.isArray(list))
      throw fault('E_KIND', null, { what, expected: 'a list with one for each parameter', received: received(list) });
  const [values, tangents] = [args as readonly unknown[], directions as readonly unknown[]];
  if (tangents.length > values.length)
    throw fault('E_SEED', null, { wants: `there are ${values.length} arguments`, received: `${tangents.length} tangents for them` });
  values.forEach((value, i) => {
    const t = tangents[i];
    if (typeof value === 'number' && t !== undefined && t !== null && typeof t !== 'number')
      throw fault('E_SEED', null, { path: `argument ${i + 1}`, received: received(t) });
  });
}

verb('pushforward', pushforward);
