/** `explain`: the derived program, told. */
import { type Explanation, explanation } from '../dispatch/explain.ts';
import { verb } from '../runtime/index.ts';
import { cloneAll } from './clone.ts';
import { worded } from './edge.ts';
import { activeOf, checkFunction, differentiable, firstIndices } from './options.ts';

/**
 * What the library makes of `f` for these arguments: its regions with their lines, kinds and reasons, what is kept and what
 * is journaled, the program after every pass, the emitted source, the bytes of tape and journal. `f` runs on a copy of the
 * arguments. `String(explanation)` is the whole as text.
 */
export function explain<A extends unknown[]>(f: (...args: A) => unknown, ...args: A): Explanation {
  checkFunction(f);
  try {
    const wrt = firstIndices(args.length);
    return explanation(f, cloneAll(args), { wrt: activeOf(wrt, args).filter((i) => differentiable(args[i])), mutation: 'auto' });
  } catch (error) {
    throw worded(error);
  }
}

verb('explain', explain);
