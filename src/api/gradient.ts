/** `gradient` and `valueAndGradient`, and the transforms `grad` and `valueAndGrad`. */
import { specialise } from '../dispatch/specialise.ts';
import { verb } from '../runtime/index.ts';
import { type Callable, checkScalar, worded } from './edge.ts';
import { type Checked, type Options, activeOf, checkFunction, checkOptions, firstIndices } from './options.ts';
import type { GradientOf, Gradients, Wrt, WrtOf } from './types.ts';

const WHOLE = checkOptions(undefined);

/** The value, and one gradient per index in `wrt`. */
function run(f: Callable, args: readonly unknown[], wrt: readonly number[], options: Checked): [number, unknown[]] {
  try {
    const active = activeOf(wrt, args);
    const { mutation, memory, scope, checked, debug } = options;
    const result = specialise(f, args, {
      wrt: active,
      mode: 'fused',
      mutation,
      checked,
      ...(memory !== null && { memory }),
      ...(scope && { scope }),
      ...(debug && { debug }),
    }).run();
    checkScalar(f, args, result.value);
    const found = result.gradients();
    if (active === wrt) return [result.value, found];
    let next = 0;
    return [result.value, wrt.map((index) => (active[next] === index ? found[next++] : null))];
  } catch (error) {
    throw worded(error);
  }
}

/**
 * The gradients of a function that returns a number, one per argument, each in the shape of its argument.
 *
 * `f` runs once, with all its effects; afterwards everything is as a plain call of `f` leaves it. The derivative is taken at
 * the values that the arguments had on entry. A memory location that is reached by several paths has its total derivative
 * under every one of them. The results are fresh memory; `null` stands for what is not a floating-point number.
 *
 * @example
 * const [dParams, dScale] = gradient(loss, params, scale);
 */
export function gradient<A extends unknown[]>(f: (...args: A) => number, ...args: A): Gradients<A> {
  checkFunction(f);
  return run(f, args, firstIndices(args.length), WHOLE)[1] as Gradients<A>;
}

/**
 * The value and the gradients: `[value, [one per argument]]`. `f` runs once. See {@link gradient}.
 *
 * @example
 * const [value, [dParams]] = valueAndGradient(loss, params);
 */
export function valueAndGradient<A extends unknown[]>(f: (...args: A) => number, ...args: A): [value: number, gradients: Gradients<A>] {
  checkFunction(f);
  return run(f, args, firstIndices(args.length), WHOLE) as [number, Gradients<A>];
}

/**
 * The function that gives the gradient of `f`: in its first argument, in the one that `wrt` names (one gradient), or in
 * several (`wrt: [0, 2]`, a tuple).
 *
 * @example
 * const dLoss = grad(loss, { wrt: 1 });
 * const dParams = dLoss(data, params);
 */
export function grad<A extends unknown[]>(f: (...args: A) => number): (...args: A) => GradientOf<A, 0>;
export function grad<A extends unknown[], const W extends Wrt = 0>(
  f: (...args: A) => number,
  options?: Options & { /** The index of an argument, or a list of indices; 0 unless given. */ readonly wrt?: W & WrtOf<A, W> },
): (...args: A) => GradientOf<A, W>;
export function grad<A extends unknown[], const W extends Wrt = 0>(
  f: (...args: A) => number,
  options?: Options & { /** The index of an argument, or a list of indices; 0 unless given. */ readonly wrt?: W & WrtOf<A, W> },
): (...args: A) => GradientOf<A, W> {
  checkFunction(f);
  const checked = checkOptions(options);
  return verb(
    'grad',
    (...args: A) => {
      const found = run(f, args, checked.wrt, checked)[1];
      return (checked.single ? found[0] : found) as GradientOf<A, W>;
    },
    { f, wrt: checked.wrt, single: checked.single, memory: checked.memory },
  );
}

/**
 * The function that gives the value of `f` and its gradient, `[value, gradient]`, with the gradient as in {@link grad}.
 *
 * @example
 * const [value, [dW, db]] = valueAndGrad(loss, { wrt: [0, 1] })(W, b, data);
 */
export function valueAndGrad<A extends unknown[]>(f: (...args: A) => number): (...args: A) => [value: number, gradient: GradientOf<A, 0>];
export function valueAndGrad<A extends unknown[], const W extends Wrt = 0>(
  f: (...args: A) => number,
  options?: Options & { /** The index of an argument, or a list of indices; 0 unless given. */ readonly wrt?: W & WrtOf<A, W> },
): (...args: A) => [value: number, gradient: GradientOf<A, W>];
export function valueAndGrad<A extends unknown[], const W extends Wrt = 0>(
  f: (...args: A) => number,
  options?: Options & { /** The index of an argument, or a list of indices; 0 unless given. */ readonly wrt?: W & WrtOf<A, W> },
): (...args: A) => [value: number, gradient: GradientOf<A, W>] {
  checkFunction(f);
  const checked = checkOptions(options);
  return verb(
    'valueAndGrad',
    (...args: A): [number, GradientOf<A, W>] => {
      const [value, found] = run(f, args, checked.wrt, checked);
      return [value, (checked.single ? found[0] : found) as GradientOf<A, W>];
    },
    { f, wrt: checked.wrt, single: checked.single, memory: checked.memory },
  );
}

verb('gradient', gradient);
verb('valueAndGradient', valueAndGradient);
verb('grad', grad);
verb('valueAndGrad', valueAndGrad);
