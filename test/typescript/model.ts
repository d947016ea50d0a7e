/** A model as TypeScript users write one: types, generics, assertions, defaults, a class with methods. */

export interface Sample {
  readonly input: Float64Array;
  readonly target: number;
  readonly weight?: number;
}

export type Activation = 'tanh' | 'softplus';

const ACTIVATIONS: Record<Activation, (x: number) => number> = {
  tanh: (x) => Math.tanh(x),
  softplus: (x: number): number => Math.log1p(Math.exp(-Math.abs(x))) + Math.max(x, 0),
};

export const activate = (kind: Activation, x: number): number => ACTIVATIONS[kind](x);

/** Numbers that are overwritten while the loss runs. */
export class Scratch {
  readonly hidden: Float64Array;
  uses = 0;

  constructor(size: number) {
    this.hidden = new Float64Array(size);
  }

  clear(): this {
    this.hidden.fill(0);
    return this;
  }
}

export function mean<T>(list: readonly T[], of: (item: T, index: number) => number): number {
  let sum = 0;
  for (const [index, item] of list.entries()) sum += of(item, index);
  return sum / list.length;
}
