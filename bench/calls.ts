/** What many calls leave behind in the heap. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gradient } from '../src/index.ts';

/** A row of values, overwritten step by step; it throws after `end` steps. */
function relax(start: Float64Array, steps: number, end: number): number {
  const row = Float64Array.from(start);
  for (let t = 0; t < steps; t++) {
    if (t === end) throw new RangeError('far enough');
    for (let i = 1; i < row.length - 1; i++) row[i] = row[i]! + 0.1 * (1 + row[i]! * row[i]!) * (row[i - 1]! - 2 * row[i]! + row[i + 1]!);
  }
  let sum = 0;
  for (let i = 0; i < row.length; i++) sum += row[i]! * row[i]!;
  return sum;
}

/** Bytes that are in use after so many calls, half of which throw, and were not before. */
export function heapGrowth(calls: number): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const start = Float64Array.from({ length: 20 }, (_, i) => Math.sin(i));
  const call = (throws: boolean): void => {
    try {
      gradient(relax, start, 40, throws ? 30 : -1);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  };
  const inUse = (): number => {
    collect();
    collect(); // the second waits for what the first one frees in the background
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  for (let i = 0; i < 2000; i++) call(i % 2 === 1);
  const before = inUse();
  for (let i = 0; i < calls; i++) call(i % 2 === 1);
  return inUse() - before;
}
