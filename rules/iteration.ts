/**
 * `keys`, `values` and `entries` of sequences.
 *
 * Sequence models give an array at once, which is right where it is used up at once (spread, `Array.from`, destructuring);
 * a `for … of` over a live sequence goes by index instead.
 */
import { ofBoth } from './sequences.ts';
import type { Rule } from './vocabulary.ts';

export const iteration: readonly Rule[] = [
  ...ofBoth('keys', (a) => {
    const n = a.length;
    const out = __like([], n);
    for (let i = 0; i < n; i++) out[i] = i;
    return out;
  }),

  ...ofBoth('values', (a) => {
    const n = a.length;
    const out = __like([], n);
    for (let i = 0; i < n; i++) out[i] = a[i];
    return out;
  }),

  ...ofBoth('entries', (a) => {
    const n = a.length;
    const out = __like([], n);
    for (let i = 0; i < n; i++) out[i] = [i, a[i]];
    return out;
  }),
];

