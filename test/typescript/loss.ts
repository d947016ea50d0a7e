/** The loss that every way of running TypeScript has to differentiate. */
import { type Activation, type Sample, Scratch, activate, mean } from './model.ts';

export interface Params {
  layer: Float64Array[];
  readout: number[];
  bias?: { value: number };
  name: string;
}

const scratch = new Scratch(3);
const ridge = 0.01 as const;

export function loss(params: Params, data: readonly Sample[], kind: Activation = 'tanh'): number {
  const { layer, readout, bias = { value: 0 } } = params;
  const error = mean(data, ({ input, target, weight = 1 }) => {
    const { hidden } = scratch.clear();
    for (let i = 0; i < layer.length; i++) {
      const row = layer[i]!;
      for (let j = 0; j < input.length; j++) hidden[i]! += row[j]! * input[j]!;
      hidden[i] = activate(kind, hidden[i]!);
    }
    let value: number = bias?.value ?? 0;
    for (let i = 0; i < readout.length; i++) value += (readout[i] as number) * hidden[i]!;
    return weight * (value - target) ** 2;
  });
  class Squares {
    private sum = 0;
    readonly scale: number;

    constructor(scale: number) {
      this.scale = scale;
    }

    add(list: Float64Array): this {
      for (const x of list) this.sum += x * x;
      return this;
    }

    get total(): number {
      return this.scale * this.sum;
    }
  }
  const size = new Squares(ridge);
  for (const row of layer) size.add(row);
  return error + size.total;
}

export const params = (): Params => ({
  layer: [Float64Array.of(0.1, -0.4), Float64Array.of(0.7, 0.2), Float64Array.of(-0.3, 0.5)],
  readout: [1, -0.5, 0.8],
  bias: { value: 0.2 },
  name: 'small',
});

export const data: readonly Sample[] = [
  { input: Float64Array.of(1, 2), target: 0.5 },
  { input: Float64Array.of(-1, 0.3), target: -1, weight: 2 },
  { input: Float64Array.of(0.2, -2), target: 0.1 },
];
