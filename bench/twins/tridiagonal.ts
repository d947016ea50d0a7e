/** `tridiagonal` with bands of slots: a number, a list with one, or null where there is nothing; lists become numbers on the way. */
import { tridiagonal } from '../workloads/tridiagonal.ts';
import type { Twin } from './twin.ts';

type Slot = number | number[] | null;

const valueOf = (slot: Slot): number => (typeof slot === 'number' ? slot : slot === null ? 0 : slot[0]!);

function solve(lower: Slot[], diagonal: Slot[], upper: Slot[], x: Slot[]): void {
  const n = x.length;
  for (let i = 1; i < n; i++) {
    const ratio = valueOf(lower[i]!) / valueOf(diagonal[i - 1]!);
    diagonal[i] = valueOf(diagonal[i]!) - ratio * valueOf(upper[i - 1]!);
    x[i] = valueOf(x[i]!) - ratio * valueOf(x[i - 1]!);
  }
  x[n - 1] = valueOf(x[n - 1]!) / valueOf(diagonal[n - 1]!);
  for (let i = n - 2; i >= 0; i--) x[i] = (valueOf(x[i]!) - valueOf(upper[i]!) * valueOf(x[i + 1]!)) / valueOf(diagonal[i]!);
}

function size(lower: Slot[], diagonal: Slot[], upper: Slot[], right: Slot[]): number {
  const x = right.slice();
  solve(lower, diagonal.slice(), upper, x);
  let sum = 0;
  for (const slot of x) {
    const v = valueOf(slot);
    sum += v * v;
  }
  return sum;
}

const slots = (band: Float64Array): Slot[] => Array.from(band, (value, i) => (i % 3 === 1 ? [value] : value));
/** Each band as long as the diagonal. */
const bands = ([lower, diagonal, upper, right]: readonly Float64Array[]): Slot[][] => [
  [null, ...slots(lower!)],
  slots(diagonal!),
  [...slots(upper!), null],
  slots(right!),
];

function expert(): readonly [number, readonly unknown[]] {
  const [value, bars] = tridiagonal.expert(...tridiagonal.args);
  return [value, bands(bars as Float64Array[])];
}

export const mixedTridiagonal: Twin = {
  name: 'tridiagonal',
  f: size,
  args: bands(tridiagonal.args as Float64Array[]),
  wrt: [0, 1, 2, 3],
  expert,
  plain: tridiagonal,
};
