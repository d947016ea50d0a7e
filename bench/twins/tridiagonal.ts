/** `tridiagonal` by rows of slots: a number, a list with one, or null where there is nothing; a list becomes a number on the way. */
import { tridiagonal } from '../workloads/tridiagonal.ts';
import type { Twin } from './twin.ts';

type Slot = number | number[] | null;
type Row = [lower: Slot, diagonal: Slot, upper: Slot];

const valueOf = (slot: Slot): number => (typeof slot === 'number' ? slot : slot === null ? 0 : slot[0]!);

function solve(rows: Row[], x: number[]): void {
  const n = rows.length;
  for (let i = 1; i < n; i++) {
    const row = rows[i]!;
    const above = rows[i - 1]!;
    const ratio = valueOf(row[0]) / valueOf(above[1]);
    row[1] = valueOf(row[1]) - ratio * valueOf(above[2]);
    x[i]! -= ratio * x[i - 1]!;
  }
  x[n - 1]! /= valueOf(rows[n - 1]![1]);
  for (let i = n - 2; i >= 0; i--) x[i] = (x[i]! - valueOf(rows[i]![2]) * x[i + 1]!) / valueOf(rows[i]![1]);
}

function size(rows: Row[], right: Slot[]): number {
  const x = right.map(valueOf);
  solve(
    rows.map((row) => row.slice() as Row),
    x,
  );
  let sum = 0;
  for (const v of x) sum += v * v;
  return sum;
}

const [lower, diagonal, upper, right] = tridiagonal.args as Float64Array[];
const slot = (i: number, value: number): Slot => (i % 3 === 1 ? [value] : value);
const rowsOf = (l: Float64Array, d: Float64Array, u: Float64Array): Row[] =>
  Array.from(d, (value, i) => [i > 0 ? slot(i, l[i - 1]!) : null, slot(i + 1, value), i < u.length ? slot(i + 2, u[i]!) : null]);
const rightOf = (b: Float64Array): Slot[] => Array.from(b, (value, i) => slot(i, value));

function expert(): readonly [number, readonly unknown[]] {
  const [value, [l, d, u, b]] = tridiagonal.expert(...tridiagonal.args) as [number, Float64Array[]];
  return [value, [rowsOf(l!, d!, u!), rightOf(b!)]];
}

export const mixedTridiagonal: Twin = {
  name: 'tridiagonal',
  f: size,
  args: [rowsOf(lower!, diagonal!, upper!), rightOf(right!)],
  wrt: [0, 1],
  expert,
  plain: tridiagonal,
};
