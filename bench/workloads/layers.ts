/** A network of layers that are instances of a class, with weights as rows of rows; closures in `map` and `reduce`. */
import { noise, type Workload } from './workload.ts';

class Dense {
  readonly rows: number[][];
  readonly bias: number[];
  constructor(rows: number[][], bias: number[]) {
    this.rows = rows;
    this.bias = bias;
  }
  forward(x: number[]): number[] {
    return this.rows.map((row, i) => Math.tanh(row.reduce((sum, w, j) => sum + w * x[j]!, this.bias[i]!)));
  }
}

function loss(layers: Dense[], inputs: number[][], wanted: number[][]): number {
  let total = 0;
  for (let n = 0; n < inputs.length; n++) {
    let h = inputs[n]!;
    for (const layer of layers) h = layer.forward(h);
    for (let k = 0; k < h.length; k++) total += (h[k]! - wanted[n]![k]!) ** 2;
  }
  return total / inputs.length;
}

type Bars = { rows: number[][]; bias: number[] };

function expert(layers: Dense[], inputs: number[][], wanted: number[][]): [number, [Bars[]]] {
  const bars = layers.map(({ rows, bias }) => ({ rows: rows.map((row) => row.map(() => 0)), bias: bias.map(() => 0) }));
  const count = inputs.length;
  const kept: ArrayLike<number>[] = [];
  let total = 0;
  for (let n = 0; n < count; n++) {
    kept[0] = inputs[n]!;
    for (let l = 0; l < layers.length; l++) {
      const { rows, bias } = layers[l]!;
      const x = kept[l]!;
      const h = new Float64Array(rows.length);
      for (let i = 0; i < rows.length; i++) {
        const row = rows[i]!;
        let sum = bias[i]!;
        for (let j = 0; j < row.length; j++) sum += row[j]! * x[j]!;
        h[i] = Math.tanh(sum);
      }
      kept[l + 1] = h;
    }
    const last = kept[layers.length]!;
    let bar = new Float64Array(last.length);
    for (let k = 0; k < last.length; k++) {
      const off = last[k]! - wanted[n]![k]!;
      total += off * off;
      bar[k] = (2 * off) / count;
    }
    for (let l = layers.length - 1; l >= 0; l--) {
      const { rows } = layers[l]!;
      const x = kept[l]!;
      const h = kept[l + 1]!;
      const xBar = new Float64Array(x.length);
      for (let i = 0; i < rows.length; i++) {
        const row = rows[i]!;
        const rowBar = bars[l]!.rows[i]!;
        const g = bar[i]! * (1 - h[i]! * h[i]!);
        bars[l]!.bias[i]! += g;
        for (let j = 0; j < row.length; j++) {
          rowBar[j]! += g * x[j]!;
          xBar[j]! += g * row[j]!;
        }
      }
      bar = xBar;
    }
  }
  return [total / count, [bars]];
}

const random = noise(3);
const list = (n: number): number[] => Array.from({ length: n }, random);
const layer = (n: number, m: number): Dense =>
  new Dense(
    Array.from({ length: n }, () => list(m).map((x) => 0.4 * x)),
    list(n),
  );
const lists = (n: number, length: number): number[][] => Array.from({ length: n }, () => list(length));
export const layers: Workload = {
  name: 'layers',
  f: loss,
  args: [[layer(24, 12), layer(16, 24), layer(4, 16)], lists(60, 12), lists(60, 4)],
  wrt: [0],
  expert,
};
