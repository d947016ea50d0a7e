/** `pushforward`: value and tangent in one run. */
import { specialise } from '../dispatch/specialise.ts';
import { fault } from '../fault/messages.ts';
import { verb } from '../runtime/index.ts';
import { worded } from './edge.ts';
import { checkFunction, differentiable, firstIndices } from './options.ts';
import type { Seed, TangentOf } from './types.ts';
import { received } from './words.ts';

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
  tangents: { readonly [K in keyof A]?: Seed<A[K]> },
): [value: R, tangent: TangentOf<A, R>] {
  checkFunction(f);
  try {
    checkDirections(args, tangents);
    const active = firstIndices(args.length).filter((i) => differentiable(args[i]));
    const { value, tangent } = specialise(f, args, { wrt: active, mode: 'tangent', mutation: 'auto' }).push(tangents);
    if (value instanceof Promise) throw fault('E_ASYNC', null, { name: f.name });
    return [value as R, tangent() as TangentOf<A, R>];
  } catch (error) {
    throw worded(error);
  }
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
