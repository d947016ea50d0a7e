/** A classifier with one hidden layer and a scratch buffer of its module. */
import { floats, noise, type Workload } from './workload.ts';

interface Layer {
  w: Float64Array;
  b: Float64Array;
}
const INPUTS = 12;
const HIDDEN = 24;
const CLASSES = 5;
const hidden = new Float64Array(HIDDEN);
const scores = new Float64Array(CLASSES);

function affine({ w, b }: Layer, x: Float64Array, y: Float64Array): void {
  for (let i = 0; i < y.length; i++) {
    let sum = b[i]!;
    for (let j = 0; j < x.length; j++) sum += w[i * x.length + j]! * x[j]!;
    y[i] = sum;
  }
}

function crossEntropy(layers: Layer[], points: Float64Array, labels: Int32Array): number {
  let loss = 0;
  for (let p = 0; p < labels.length; p++) {
    affine(layers[0]!, points.subarray(p * INPUTS, (p + 1) * INPUTS), hidden);
    for (let i = 0; i < HIDDEN; i++) hidden[i] = Math.tanh(hidden[i]!);
    affine(layers[1]!, hidden, scores);
    let sum = 0;
    for (let c = 0; c < CLASSES; c++) sum += Math.exp(scores[c]!);
    loss += Math.log(sum) - scores[labels[p]!]!;
  }
  return loss / labels.length;
}

function expert(layers: Layer[], points: Float64Array, labels: Int32Array): [number, [Layer[]]] {
  const [first, second] = layers as [Layer, Layer];
  const bars = layers.map(({ w, b }) => ({ w: new Float64Array(w.length), b: new Float64Array(b.length) })) as [Layer, Layer];
  let loss = 0;
  for (let p = 0; p < labels.length; p++) {
    const x = p * INPUTS;
    affine(first, points.subarray(x, x + INPUTS), hidden);
    for (let i = 0; i < HIDDEN; i++) hidden[i] = Math.tanh(hidden[i]!);
    affine(second, hidden, scores);
    let sum = 0;
    for (let c = 0; c < CLASSES; c++) sum += Math.exp(scores[c]!);
    loss += Math.log(sum) - scores[labels[p]!]!;
    for (let c = 0; c < CLASSES; c++) {
      scores[c] = (Math.exp(scores[c]!) / sum - (c === labels[p] ? 1 : 0)) / labels.length;
      bars[1].b[c]! += scores[c]!;
    }
    for (let i = 0; i < HIDDEN; i++) {
      const y = hidden[i]!;
      let bar = 0;
      for (let c = 0; c < CLASSES; c++) {
        bar += scores[c]! * second.w[c * HIDDEN + i]!;
        bars[1].w[c * HIDDEN + i]! += scores[c]! * y;
      }
      bar *= 1 - y * y;
      bars[0].b[i]! += bar;
      for (let j = 0; j < INPUTS; j++) bars[0].w[i * INPUTS + j]! += bar * points[x + j]!;
    }
  }
  return [loss / labels.length, [bars]];
}

const random = noise(7);
const layers = [
  { w: floats(HIDDEN * INPUTS, () => 0.4 * random()), b: floats(HIDDEN, random) },
  { w: floats(CLASSES * HIDDEN, () => 0.4 * random()), b: floats(CLASSES, random) },
];
const labels = Int32Array.from({ length: 200 }, () => Math.floor((CLASSES * (random() + 1)) / 2));
export const network: Workload = {
  name: 'network',
  f: crossEntropy,
  args: [layers, floats(200 * INPUTS, random), labels],
  wrt: [0],
  expert,
};
