/**
 * `keys`, `values` and `entries` of sequences, and what walks the fields of objects.
 *
 * Sequence models give an array at once, which is right where it is used up at once (spread, `Array.from`, destructuring);
 * a `for … of` over a live sequence goes by index instead.
 */
import { ofBoth } from './sequences.ts';
import { type Rule, flat, model } from './vocabulary.ts';

const sequences: readonly Rule[] = [
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

const fields: readonly Rule[] = [
  flat('Object.hasOwn', Object.hasOwn),

  model('Object.keys', Object.keys, (o) => {
    const out: any[] = [];
    for (const k in o) if (Object.hasOwn(o, k)) __push(out, k);
    return out;
  }),

  model('Object.values', Object.values, (o) => {
    const out: any[] = [];
    for (const k in o) if (Object.hasOwn(o, k)) __push(out, o[k]);
    return out;
  }),

  model('Object.entries', Object.entries, (o) => {
    const out: any[] = [];
    for (const k in o) if (Object.hasOwn(o, k)) __push(out, [k, o[k]]);
    return out;
  }),

  model('Object.assign', Object.assign, (target, ...sources) => {
    for (const o of sources) {
      if (o !== undefined && o !== null) for (const k in o) if (Object.hasOwn(o, k)) target[k] = o[k];
    }
    return target;
  }),
];

export const iteration: readonly Rule[] = [...sequences, ...fields];
