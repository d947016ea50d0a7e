/** `pullback`: the reverse sweep as a function of its seeds. */
import { specialise } from '../dispatch/specialise.ts';
import { fault } from '../fault/messages.ts';
import { verb } from '../runtime/index.ts';
import { worded } from './edge.ts';
import { checkFunction, differentiable, firstIndices } from './options.ts';
import type { Gradients, Seed, Seeds } from './types.ts';
import { received } from './words.ts';

/**
 * Gives the cotangents of the arguments as they entered, from a cotangent of the result (1 for a number unless given) and,
 * for kernels that work in place, cotangents of the arguments as they are after the call. May be called again.
 */
export type Back<A extends readonly unknown[], R> = (seed?: Seed<R>, ...argSeeds: Seeds<A>) => Gradients<A>;

/**
 * Runs `f` once and gives its value, of any shape or none, and its pullback.
 *
 * The pullback reads only memory of its own: the arguments may change in between. Seeds mirror the values that they belong
 * to, and `undefined` stands for none; a memory location that is reached by several paths counts once.
 *
 * @example
 * const [, back] = pullback(smooth, u);              // smooth overwrites u and returns nothing
 * const [dEntry] = back(undefined, dExit);
 */
export function pullback<A extends unknown[], R>(f: (...args: A) => R, ...args: A): [value: R, back: Back<A, R>] {
  checkFunction(f);
  try {
    const count = args.length,
      active = firstIndices(count).filter((i) => differentiable(args[i]));
    const { value, back } = specialise(f, args, { wrt: active, mode: 'detached', mutation: 'auto' }).pull();
    if (value instanceof Promise) throw fault('E_ASYNC', null, { name: f.name });
    const seedable = typeof value === 'number';
    return [
      value as R,
      (seed?: unknown, ...argSeeds: readonly unknown[]) => {
        if (argSeeds.length > count)
          throw fault('E_SEED', null, { wants: `there are ${count} arguments`, received: `${argSeeds.length} seeds for them` });
        if (seedable && seed !== undefined && seed !== null && typeof seed !== 'number')
          throw fault('E_SEED', null, { path: 'the result', received: received(seed) });
        try {
          const found = back(seed ?? (seedable ? 1 : undefined), argSeeds);
          const gradients: unknown[] = new Array(count).fill(null);
          active.forEach((index, i) => (gradients[index] = found[i]));
          return gradients as Gradients<A>;
        } catch (error) {
          throw worded(error);
        }
      },
    ];
  } catch (error) {
    throw worded(error);
  }
}

verb('pullback', pullback);
