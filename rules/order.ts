/** What `__sortOrder` and `__compare` run: the order in which a sort puts elements. */

import { mergesort, timsort } from './timsort.ts';

/** Arrays compare as text with undefined last, typed arrays as numbers with -0 before 0 and NaN last; equal ones keep their order. */
export function sortOrder(a: ArrayLike<unknown>): Int32Array {
  const indices: number[] = [];
  if (ArrayBuffer.isView(a)) {
    for (let i = 0; i < a.length; i++) indices.push(i);
    const values = a as unknown as ArrayLike<number>;
    return Int32Array.from(indices.sort((i, j) => compareNumbers(values[i]!, values[j]!)));
  }
  const texts: string[] = [];
  const last: number[] = [];
  for (let i = 0; i < a.length; i++) {
    if (!(i in a)) continue;
    const value = a[i];
    if (value === undefined) last.push(i);
    else {
      indices.push(i);
      texts[i] = String(value);
    }
  }
  indices.sort((i, j) => (texts[i]! < texts[j]! ? -1 : texts[i]! > texts[j]! ? 1 : 0));
  return Int32Array.from([...indices, ...last]);
}

function compareNumbers(x: number, y: number): number {
  if (x < y) return -1;
  if (x > y) return 1;
  if (x === 0 && y === 0) return 1 / x < 1 / y ? -1 : 1 / x > 1 / y ? 1 : 0;
  return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
}

/** Hands out pairs to compare as `i * n + j`, and takes the answers. */
export type Question = Generator<number, void, number>;

/** The sort of arrays, or of typed arrays. */
export const sorter = (n: number, typed: boolean): Sorter => new Sorter(n, typed ? mergesort : timsort);
export const ask = (sort: Sorter, answer: unknown): number => sort.ask(answer);
export const sorted = (sort: Sorter): Int32Array => sort.order;

/** A sort of `n` elements that asks its questions one by one. */
export class Sorter {
  /** The elements by their first places, sorted when nothing is asked any more. */
  readonly order: Int32Array;
  readonly #questions: Question;

  constructor(n: number, algorithm: (order: Int32Array) => Question) {
    this.order = Int32Array.from({ length: n }, (_, i) => i);
    this.#questions = algorithm(this.order);
  }

  /** Takes the answer to the last question (whatever the first time) and gives the next one, -1 at the end. */
  ask(answer: unknown): number {
    const number = Number(answer);
    const { done, value } = this.#questions.next(Number.isNaN(number) ? 0 : number);
    return done ? -1 : (value as number);
  }
}
