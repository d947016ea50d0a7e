/** The stores of the tape: values kept by the forward sweep for the reverse sweep. */
import { Pool } from './pool.ts';

const numbers = new Pool<Float64Array>({
  what: 'kept numbers',
  bytes: 8,
  paged: true,
  make: (n) => new Float64Array(n),
  copy: (from, to) => to.set(from),
});
const path = new Pool<Int32Array>({
  what: 'the path taken',
  bytes: 4,
  paged: true,
  make: (n) => new Int32Array(n),
  copy: (from, to) => to.set(from),
});
const refs = new Pool<unknown[]>({
  what: 'kept references',
  bytes: 8,
  paged: false,
  make: (n) => Array.from<unknown>({ length: n }).fill(undefined),
  copy(from, to) {
    for (let i = 0; i < from.length; i++) to[i] = from[i];
  },
});

/** Numbers. */
export const takeTape = (): Float64Array => numbers.take();
export const growTape = (store: Float64Array, length: number): Float64Array => numbers.grow(store, length);
export const giveTape = (store: Float64Array): void => numbers.give(store);

/** Trip counts, branches, exit codes, indices. */
export const takePath = (): Int32Array => path.take();
export const growPath = (store: Int32Array, length: number): Int32Array => path.grow(store, length);
export const givePath = (store: Int32Array): void => path.give(store);

/** Everything else. Whoever gives the store back has set the slots that it used to undefined. */
export const takeRefs = (): unknown[] => refs.take();
export const growRefs = (store: unknown[], length: number): unknown[] => refs.grow(store, length);
export const giveRefs = (store: unknown[]): void => refs.give(store);
