/** Data of a Gaussian mixture: the text form of the ADBench collection, read and made. */
import type { Mixture, Points } from './gmm.ts';
import { normals } from './random.ts';

/** `d k n`, then alphas, means, factors and points, one row each, then `gamma m`. */
export function parse(text: string): { mixture: Mixture; points: Points } {
  const numbers = text.trim().split(/\s+/).map(Number);
  const [d = NaN, k = NaN, n = NaN] = numbers;
  const size = (d * (d + 1)) / 2;
  const expected = 3 + k + k * d + k * size + n * d + 2;
  if (numbers.length !== expected || numbers.some(Number.isNaN)) {
    throw new Error(`not a mixture: "d k n" is ${d} ${k} ${n}, which makes ${expected} numbers, and there are ${numbers.length}`);
  }
  let at = 3;
  const take = (count: number): Float64Array => Float64Array.from(numbers.slice(at, (at += count)));
  const mixture = { alphas: take(k), means: take(k * d), factors: take(k * size) };
  const x = take(n * d);
  return { mixture, points: { d, k, n, x, gamma: numbers[at]!, m: numbers[at + 1]! } };
}

/** Text of that form: points around `k` centres, and a first guess that does not know them. */
export function generate(d: number, k: number, n: number, seed: number): string {
  const normal = normals(seed);
  const row = (length: number, spread = 1): string => Array.from({ length }, () => (spread * normal()).toFixed(6)).join(' ');
  const rows = (count: number, make: () => string): string[] => Array.from({ length: count }, make);
  const centres = Array.from({ length: k * d }, () => 2 * normal());
  const point = (_: unknown, i: number): string =>
    Array.from({ length: d }, (_, j) => (centres[(i % k) * d + j]! + 0.6 * normal()).toFixed(6)).join(' ');
  return [
    `${d} ${k} ${n}`,
    ...rows(k, () => row(1)),
    ...rows(k, () => row(d)),
    ...rows(k, () => row((d * (d + 1)) / 2, 0.5)),
    ...Array.from({ length: n }, point),
    '1.000000 0',
  ].join('\n');
}
