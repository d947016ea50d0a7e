/** Thomas' algorithm: a tridiagonal system solved in its own right side. */
import { floats, noise, type Workload } from './workload.ts';

function solve(lower: Float64Array, diagonal: Float64Array, upper: Float64Array, x: Float64Array): void {
  const n = x.length;
  for (let i = 1; i < n; i++) {
    const ratio = lower[i - 1]! / diagonal[i - 1]!;
    diagonal[i]! -= ratio * upper[i - 1]!;
    x[i]! -= ratio * x[i - 1]!;
  }
  x[n - 1]! /= diagonal[n - 1]!;
  for (let i = n - 2; i >= 0; i--) x[i] = (x[i]! - upper[i]! * x[i + 1]!) / diagonal[i]!;
}

function size(lower: Float64Array, diagonal: Float64Array, upper: Float64Array, right: Float64Array): number {
  const x = right.slice();
  solve(lower, diagonal.slice(), upper, x);
  let sum = 0;
  for (const v of x) sum += v * v;
  return sum;
}

/** The transposed system gives the cotangent of the right side, and that the rest. */
function expert(lower: Float64Array, diagonal: Float64Array, upper: Float64Array, right: Float64Array): [number, Float64Array[]] {
  const n = right.length;
  const x = right.slice();
  solve(lower, diagonal.slice(), upper, x);
  let value = 0;
  const rightBar = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    value += x[i]! * x[i]!;
    rightBar[i] = 2 * x[i]!;
  }
  solve(upper, diagonal.slice(), lower, rightBar);
  const lowerBar = new Float64Array(n - 1);
  const diagonalBar = new Float64Array(n);
  const upperBar = new Float64Array(n - 1);
  for (let i = 0; i < n; i++) {
    diagonalBar[i] = -rightBar[i]! * x[i]!;
    if (i + 1 < n) upperBar[i] = -rightBar[i]! * x[i + 1]!;
    if (i > 0) lowerBar[i - 1] = -rightBar[i]! * x[i - 1]!;
  }
  return [value, [lowerBar, diagonalBar, upperBar, rightBar]];
}

const random = noise(5);
const args = [floats(999, random), floats(1000, () => 4 + random()), floats(999, random), floats(1000, random)];
export const tridiagonal: Workload = { name: 'tridiagonal', f: size, args, wrt: [0, 1, 2, 3], expert };
