/**
 * `keys`, `values` and `entries` of sequences.
 *
 * Sequence models make an iterator, which sees what happens to its sequence between two steps. Where it would be used up at
 * once (spread, `Array.from`, destructuring) an array is as good; a `for … of` goes by index.
 */
import { ofBoth } from './sequences.ts';
import type { Rule } from './vocabulary.ts';

export const iteration: readonly Rule[] = [
  ...ofBoth('keys', (a) => {
    let i = 0;
    let more = true;
    return {
      next() {
        more = more && i < a.length;
        return more ? { value: i++, done: false } : { value: undefined, done: true };
      },
      [Symbol.iterator]() {
        return this;
      },
    };
  }),

  ...ofBoth('values', (a) => {
    let i = 0;
    let more = true;
    return {
      next() {
        more = more && i < a.length;
        return more ? { value: a[i++], done: false } : { value: undefined, done: true };
      },
      [Symbol.iterator]() {
        return this;
      },
    };
  }),

  ...ofBoth('entries', (a) => {
    let i = 0;
    let more = true;
    return {
      next() {
        more = more && i < a.length;
        if (!more) return { value: undefined, done: true };
        const value = [i, a[i]];
        i++;
        return { value, done: false };
      },
      [Symbol.iterator]() {
        return this;
      },
    };
  }),
];

/** What the iterators give, as arrays. */
export const listed: readonly Rule[] = [
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
