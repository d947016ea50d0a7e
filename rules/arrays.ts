/** What only arrays have: their length changes, they nest, and `Array.from` and `Array.of` make them. */
import { ofArrays } from './sequences.ts';
import { type Rule, method } from './vocabulary.ts';

const growing: readonly Rule[] = [
  ...ofArrays('push', (a, ...values) => {
    for (const v of values) __push(a, v);
    return a.length;
  }),

  ...ofArrays('pop', (a) => __pop(a)),

  ...ofArrays('shift', (a) => {
    const n = a.length;
    const first = a[0];
    for (let i = 1; i < n; i++) {
      if (__present(a, i)) a[i - 1] = a[i];
      else delete a[i - 1];
    }
    if (n > 0) __setLength(a, n - 1);
    return first;
  }),

  ...ofArrays('unshift', (a, ...values) => {
    const n = a.length;
    const m = values.length;
    if (m === 0) return n;
    const old = __copy(a);
    // said first: what follows stores past the end
    __setLength(a, n + m);
    let at = 0;
    for (const v of values) {
      a[at] = v;
      at++;
    }
    for (let i = 0; i < n; i++) {
      if (__present(old, i)) a[m + i] = old[i];
      else delete a[m + i];
    }
    return n + m;
  }),

  // the arguments: start, count, then what goes in; `splice(i)` and `splice(i, undefined)` differ
  ...ofArrays('splice', (a, ...given) => {
    const length = a.length;
    const k = given.length === 0 ? 0 : Math.trunc(given[0]);
    const start = k > 0 ? Math.min(k, length) : k < 0 ? Math.max(length + k, 0) : 0;
    const c = given.length === 0 ? 0 : given.length === 1 ? length : Math.trunc(given[1]);
    const count = c > 0 ? Math.min(c, length - start) : 0;
    const removed = __like(a, count);
    for (let i = 0; i < count; i++) {
      if (__present(a, start + i)) removed[i] = a[start + i];
    }
    const rest = length - start - count;
    const tail = __like(a, rest);
    for (let i = 0; i < rest; i++) {
      if (__present(a, start + count + i)) tail[i] = a[start + count + i];
    }
    let at = start;
    let index = 0;
    for (const v of given) {
      if (index >= 2) {
        a[at] = v;
        at++;
      }
      index++;
    }
    if (at !== start + count) {
      for (let i = 0; i < rest; i++) {
        if (__present(tail, i)) a[at + i] = tail[i];
        else delete a[at + i];
      }
      __setLength(a, at + rest);
    }
    return removed;
  }),
];

const nesting: readonly Rule[] = [
  ...ofArrays('concat', (a, ...values) => {
    let n = a.length;
    for (const v of values) n += Array.isArray(v) ? v.length : 1;
    const out = __like(a, n);
    let at = a.length;
    for (let i = 0; i < at; i++) {
      if (__present(a, i)) out[i] = a[i];
    }
    for (const v of values) {
      if (Array.isArray(v)) {
        const m = v.length;
        for (let i = 0; i < m; i++) {
          if (__present(v, i)) out[at + i] = v[i];
          else delete out[at + i];
        }
        at += m;
      } else {
        out[at] = v;
        at++;
      }
    }
    return out;
  }),

  ...ofArrays('flat', (a, levels) => {
    const depth = levels === undefined ? 1 : Math.trunc(levels);
    const out: any[] = [];
    const n = a.length;
    for (let i = 0; i < n; i++) {
      if (__present(a, i)) {
        const v = a[i];
        if (depth >= 1 && Array.isArray(v)) {
          const inner = depth > 1 ? v.flat(depth - 1) : v;
          const m = inner.length;
          for (let j = 0; j < m; j++) {
            if (__present(inner, j)) __push(out, inner[j]);
          }
        } else __push(out, v);
      }
    }
    return out;
  }),

  ...ofArrays('flatMap', (a, f, self) => {
    const out: any[] = [];
    const n = a.length;
    for (let i = 0; i < n; i++) {
      if (__present(a, i)) {
        const v = self === undefined ? f(a[i], i, a) : f.call(self, a[i], i, a);
        if (Array.isArray(v)) {
          const m = v.length;
          for (let j = 0; j < m; j++) {
            if (__present(v, j)) __push(out, v[j]);
          }
        } else __push(out, v);
      }
    }
    return out;
  }),

  ...ofArrays('toSpliced', (a, ...given) => {
    const out = __copy(a);
    if (__holey(a)) for (let i = 0; i < a.length; i++) out[i] = a[i];
    out.splice(...given);
    return out;
  }),
];

const making: readonly Rule[] = [
  method('Array.of', Array.of, (_Array, ...values) => values),

  method('Array.from', Array.from, (_Array, items, f, self) => {
    if (__iterable(items)) {
      const out: any[] = [];
      let i = 0;
      for (const v of items) {
        __push(out, f === undefined ? v : self === undefined ? f(v, i) : f.call(self, v, i));
        i++;
      }
      return out;
    }
    const m = Math.trunc(items.length);
    const n = m > 0 ? m : 0;
    const out = __like([], n);
    for (let i = 0; i < n; i++) {
      const v = items[i];
      out[i] = f === undefined ? v : self === undefined ? f(v, i) : f.call(self, v, i);
    }
    return out;
  }),
];

/** `Array(...list)`: one number is a length. */
export const arrayOf = method('Array(...)', Array, (list) =>
  list.length === 1 && typeof list[0] === 'number' ? new Array(list[0]) : [...list],
) as Rule & { is: 'model' };

/** The elements of another array instead of its own. */
export const filled = method('[...]', Array, (out, list) => {
  const n = list.length;
  for (let i = 0; i < n; i++) out[i] = list[i];
  out.length = n;
  return out;
}) as Rule & { is: 'model' };

export const arrays: readonly Rule[] = [...growing, ...nesting, ...making];
