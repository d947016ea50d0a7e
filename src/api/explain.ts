/** `explain`: the derived program, told. */
import { type Explanation, explanation as derive } from '../dispatch/explain.ts';
import { verb, verbOf } from '../runtime/index.ts';
import { cloneAll } from '../../mutation/memory/index.ts';
import { worded } from './edge.ts';
import { activeOf, checkFunction, differentiable, firstIndices } from './options.ts';

/**
 * What the library makes of `f` for these arguments: its regions with their lines, kinds and reasons, what is kept and what
 * is journaled, the program after every pass, the emitted source, the bytes of tape and journal. `f` runs on a copy of the
 * arguments and of what it captures. For `valueAndGrad(f, { memory })` the program is that of `f` in this budget. Nothing is printed; `String(explanation)` is the whole as text.
 */
export function explanation<A extends unknown[]>(f: (...args: A) => unknown, ...args: A): Explanation {
  checkFunction(f);
  try {
    const of = verbOf(f)?.of,
      copy = (values: readonly unknown[]): unknown[] => cloneAll([...values]);
    if (of?.memory) return derive(of.f, args, { wrt: activeOf(of.wrt, args), mutation: 'auto', memory: of.memory, copy });
    const wrt = firstIndices(args.length);
    const active = activeOf(
      wrt.filter((i) => differentiable(args[i])),
      args,
    );
    return derive(f, args, { wrt: active, mutation: 'auto', copy });
  } catch (error) {
    throw worded(error);
  }
}

/** Prints the whole {@link explanation} of `f` for these arguments, and returns it. */
export function explain<A extends unknown[]>(f: (...args: A) => unknown, ...args: A): Explanation {
  const told = explanation(f, ...args);
  console.log(String(told));
  return told;
}

verb('explain', explain);
verb('explanation', explanation);
