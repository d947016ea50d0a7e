/** A convolution over rows of rows that are made by `push`, and what it is off by. */
import { noise, type Workload } from './workload.ts';

function convolved(image: number[][], kernel: number[][]): number[][] {
  const size = kernel.length;
  const made: number[][] = [];
  for (let y = 0; y + size <= image.length; y++) {
    const row: number[] = [];
    for (let x = 0; x + size <= image[0]!.length; x++) {
      let sum = 0;
      for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) sum += image[y + i]![x + j]! * kernel[i]![j]!;
      row.push(Math.max(0, sum));
    }
    made.push(row);
  }
  return made;
}

function loss(kernel: number[][], image: number[][], wanted: number[][]): number {
  const made = convolved(image, kernel);
  let sum = 0;
  for (let y = 0; y < made.length; y++)
    for (let x = 0; x < made[y]!.length; x++) {
      const off = made[y]![x]! - wanted[y]![x]!;
      sum += off * off;
    }
  return sum;
}

/** Pixel by pixel: the value, then its part of the gradient. */
function expert(kernel: number[][], image: number[][], wanted: number[][]): [number, [number[][]]] {
  const size = kernel.length;
  const bars = kernel.map((row) => row.map(() => 0));
  let sum = 0;
  for (let y = 0; y + size <= image.length; y++) {
    for (let x = 0; x + size <= image[0]!.length; x++) {
      let value = 0;
      for (let i = 0; i < size; i++) {
        const row = image[y + i]!,
          weights = kernel[i]!;
        for (let j = 0; j < size; j++) value += row[x + j]! * weights[j]!;
      }
      const off = Math.max(0, value) - wanted[y]![x]!;
      sum += off * off;
      if (!(value > 0)) continue;
      for (let i = 0; i < size; i++) {
        const row = image[y + i]!,
          bar = bars[i]!;
        for (let j = 0; j < size; j++) bar[j]! += 2 * off * row[x + j]!;
      }
    }
  }
  return [sum, [bars]];
}

const random = noise(9);
const rows = (n: number, m: number): number[][] => Array.from({ length: n }, () => Array.from({ length: m }, random));
export const image: Workload = { name: 'image', f: loss, args: [rows(5, 5), rows(40, 40), rows(36, 36)], wrt: [0], expert };
