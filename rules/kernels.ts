/** Kernels that are made of other rules. */
import type { Callable, Kernel, Rule } from './vocabulary.ts';

const known = new WeakMap<Rule, Kernel>();

/** A function of numbers, where it cannot be an operation: its partials are called. */
export function partialsKernel(rule: Rule & { is: 'scalar' }): Kernel {
  let kernel = known.get(rule);
  if (!kernel) known.set(rule, (kernel = kernelOfPartials(rule.name, rule.fn, rule.partials, rule.risky)));
  return kernel;
}

export const kernelOfPartials = (name: string, fn: Callable, partials: Callable, risky: boolean): Kernel => ({
  is: 'kernel',
  name,
  fn,
  call: fn,
  form: 'partials',
  pullback: partials,
  pushforward: null,
  result: 'number',
  receiver: false,
  writes: [],
  single: true,
  fluent: false,
  risky,
});
