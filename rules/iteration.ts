/**
 * `keys`, `values` and `entries` of sequences, and what walks the fields of objects.
 *
 * Sequence models make an iterator, which sees what happens to its sequence between two steps. Where it would be used up at
 * once (spread, `Array.from`, destructuring) an array is as good; a `for … of` goes by index.
 */
import { ofBoth } from './sequences.ts';
import { type Callable, type Rule, flat, model } from './vocabulary.ts';

const iterators: readonly Rule[] = [
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

const lists: readonly Rule[] = [
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

export const iteration: readonly Rule[] = [...iterators, ...fields];

const atOnce = new Map<unknown, Rule>(lists.map((rule) => [rule.fn, rule]));

/** The model that gives all at once what the iterator of `keys`, `values` or `entries` gives step by step. */
export const listRuleOf = (fn: Callable): Rule | undefined => atOnce.get(fn);
