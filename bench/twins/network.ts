/** `network` as a list of whatever a layer may be: an instance, a record, a function for every number, a scale. */
import { network } from '../workloads/network.ts';
import type { Twin } from './twin.ts';

const INPUTS = 12;

interface Affine {
  readonly w: Float64Array;
  readonly b: Float64Array;
}

function affine({ w, b }: Affine, x: Float64Array, y: Float64Array): void {
  for (let i = 0; i < y.length; i++) {
    let sum = b[i]!;
    for (let j = 0; j < x.length; j++) sum += w[i * x.length + j]! * x[j]!;
    y[i] = sum;
  }
}

class Dense {
  w: Float64Array;
  b: Float64Array;
  y: Float64Array;

  constructor(w: Float64Array, b: Float64Array) {
    this.w = w;
    this.b = b;
    this.y = new Float64Array(b.length);
  }

  apply(x: Float64Array): Float64Array {
    affine(this, x, this.y);
    return this.y;
  }
}

type Layer = Dense | Affine | ((x: number) => number) | number;

function applied(layer: Layer, x: Float64Array): Float64Array {
  if (typeof layer === 'number') {
    for (let i = 0; i < x.length; i++) x[i]! *= layer;
    return x;
  }
  if (typeof layer === 'function') {
    for (let i = 0; i < x.length; i++) x[i] = layer(x[i]!);
    return x;
  }
  if (layer instanceof Dense) return layer.apply(x);
  const y = new Float64Array(layer.b.length);
  affine(layer, x, y);
  return y;
}

function crossEntropy(layers: Layer[], points: Float64Array, labels: Int32Array): number {
  let loss = 0;
  for (let p = 0; p < labels.length; p++) {
    let scores = points.subarray(p * INPUTS, (p + 1) * INPUTS);
    for (const layer of layers) scores = applied(layer, scores);
    let sum = 0;
    for (let c = 0; c < scores.length; c++) sum += Math.exp(scores[c]!);
    loss += Math.log(sum) - scores[labels[p]!]!;
  }
  return loss / labels.length;
}

const [plain, points, labels] = network.args as [[Affine, Affine], Float64Array, Int32Array];
const [first, second] = plain;
const layers: Layer[] = [new Dense(first.w, first.b), Math.tanh, 1, second];

function expert(): readonly [number, readonly unknown[]] {
  const [value, gradients] = network.expert(...network.args);
  const [[inner, outer]] = gradients as [[Affine, Affine]];
  // the scale multiplies what the last weights do
  let scale = 0;
  for (let i = 0; i < second.w.length; i++) scale += second.w[i]! * outer.w[i]!;
  return [value, [[{ ...inner, y: new Float64Array(first.b.length) }, null, scale, outer]]];
}

export const mixedNetwork: Twin = { name: 'network', f: crossEntropy, args: [layers, points, labels], wrt: [0], expert, plain: network };
