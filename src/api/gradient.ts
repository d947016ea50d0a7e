/** `gradient` and `valueAndGradient`, and the transforms `grad` and `valueAndGrad`. */
import { putBack, save } from '../../mutation/memory/index.ts';
import { byName } from '../dispatch/captured.ts';
import { specialise } from '../dispatch/specialise.ts';
import { verb } from '../runtime/index.ts';
import { type Callable, checkScalar, worded } from './edge.ts';
import { type Checked, type Options, activeOf, checkFunction, checkOptions, differentiable, firstIndices } from './options.ts';
import type { CapturedGradients, GradientOf, Gradients, Wrt, WrtOf } from './types.ts';

const WHOLE = checkOptions(undefined);

type Of<A extends unknown[], W extends Wrt> = Options & {
  /** The index of an argument, or a list of indices; 0 unless given. */
  readonly wrt?: W & WrtOf<A, W>;
};

interface WithCaptures {
  /** The gradients of the variables that the function captures are given as well, last, by name. */
  readonly captures: true;
}

/** What one call gives. */
interface Found {
  readonly value: number;
  /** One per index in `wrt`. */
  readonly gradients: unknown[];
  readonly captures: CapturedGradients;
}

function run(f: Callable, args: readonly unknown[], wrt: readonly number[], options: Checked): Found {
  try {
    const active = options.captures && options.first && !differentiable(args[0]) ? [] : activeOf(wrt, args);
    const { mutation, memory, scope, checked, debug, captures, without } = options;
    const bound = specialise(f, args, {
      wrt: active,
      mode: 'fused',
      mutation,
      checked,
      ...(memory !== null && { memory }),
      ...(scope && { scope }),
      ...(captures && { captures }),
      ...(debug && { debug }),
      ...(without && { without }),
    });
    const result = options.restore && !bound.calm ? restoring(args, () => bound.run()) : bound.run();
    checkScalar(f, args, result.value);
    const found = result.gradients();
    const own = captures ? byName(bound.own, found.splice(active.length)) : {};
    if (active === wrt) return { value: result.value, gradients: found, captures: own };
    let next = 0;
    const gradients = wrt.map((index) => (active[next] === index ? found[next++] : null));
    return { value: result.value, gradients, captures: own };
  } catch (error) {
    throw worded(error);
  }
}

/** The arguments as they were, whatever happens to them. */
function restoring<T>(args: readonly unknown[], body: () => T): T {
  const saved = save(args);
  try {
    return body();
  } finally {
    putBack(saved);
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
  return run(f, args, firstIndices(args.length), WHOLE).gradients as Gradients<A>;
}

/**
 * The value and the gradients: `[value, [one per argument]]`. `f` runs once. See {@link gradient}.
 *
 * @example
 * const [value, [dParams]] = valueAndGradient(loss, params);
 */
export function valueAndGradient<A extends unknown[]>(f: (...args: A) => number, ...args: A): [value: number, gradients: Gradients<A>] {
  checkFunction(f);
  const { value, gradients } = run(f, args, firstIndices(args.length), WHOLE);
  return [value, gradients as Gradients<A>];
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
  options: Of<A, W> & WithCaptures,
): (...args: A) => [gradient: GradientOf<A, W>, captures: CapturedGradients];
export function grad<A extends unknown[], const W extends Wrt = 0>(
  f: (...args: A) => number,
  options?: Of<A, W>,
): (...args: A) => GradientOf<A, W>;
export function grad<A extends unknown[], const W extends Wrt = 0>(
  f: (...args: A) => number,
  options?: Of<A, W> & { readonly captures?: boolean },
): (...args: A) => unknown {
  checkFunction(f);
  const checked = checkOptions(options);
  return verb(
    'grad',
    (...args: A) => {
      const { gradients, captures } = run(f, args, checked.wrt, checked);
      const found = (checked.single ? gradients[0] : gradients) as GradientOf<A, W>;
      return checked.captures ? [found, captures] : found;
    },
    { f, wrt: checked.wrt, single: checked.single, memory: checked.memory, alone: checked.captures || checked.restore },
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
  options: Of<A, W> & WithCaptures,
): (...args: A) => [value: number, gradient: GradientOf<A, W>, captures: CapturedGradients];
export function valueAndGrad<A extends unknown[], const W extends Wrt = 0>(
  f: (...args: A) => number,
  options?: Of<A, W>,
): (...args: A) => [value: number, gradient: GradientOf<A, W>];
export function valueAndGrad<A extends unknown[], const W extends Wrt = 0>(
  f: (...args: A) => number,
  options?: Of<A, W> & { readonly captures?: boolean },
): (...args: A) => unknown {
  checkFunction(f);
  const checked = checkOptions(options);
  return verb(
    'valueAndGrad',
    (...args: A) => {
      const { value, gradients, captures } = run(f, args, checked.wrt, checked);
      const found = (checked.single ? gradients[0] : gradients) as GradientOf<A, W>;
      return checked.captures ? [value, found, captures] : [value, found];
    },
    { f, wrt: checked.wrt, single: checked.single, memory: checked.memory, alone: checked.captures || checked.restore },
  );
}

verb('gradient', gradient);
verb('valueAndGradient', valueAndGradient);
verb('grad', grad);
verb('valueAndGrad', valueAndGrad);
