/** Methods of arrays and typed arrays that overwrite their receiver and leave its length. */
import { ofBoth } from './sequences.ts';
import type { Rule } from './vocabulary.ts';

export const inPlace: readonly Rule[] = [
  ...ofBoth('fill', (a, value, start, end) => {
    const n = a.length;
    const k = start === undefined ? 0 : Math.trunc(start);
    const l = end === undefined ? n : Math.trunc(end);
    const from = k > 0 ? Math.min(k, n) : k < 0 ? Math.max(n + k, 0) : 0;
    const to = l > 0 ? Math.min(l, n) : l < 0 ? Math.max(n + l, 0) : 0;
    for (let i = from; i < to; i++) a[i] = value;
    return a;
  }),

  ...ofBoth('reverse', (a) => {
    const n = a.length;
    const half = Math.floor(n / 2);
    for (let i = 0; i < half; i++) {
      const j = n - 1 - i;
      const x = a[i];
      const y = a[j];
      if (__holey(a)) {
        const low = __present(a, i);
        const high = __present(a, j);
        if (high) a[i] = y;
        else if (low) delete a[i];
        if (low) a[j] = x;
        else if (high) delete a[j];
      } else {
        a[i] = y;
        a[j] = x;
      }
    }
    return a;
  }),

  // the ranges may overlap: all is read before any is written
  ...ofBoth('copyWithin', (a, target, start, end) => {
    const length = a.length;
    const j = target === undefined ? 0 : Math.trunc(target);
    const k = start === undefined ? 0 : Math.trunc(start);
    const l = end === undefined ? length : Math.trunc(end);
    const at = j > 0 ? Math.min(j, length) : j < 0 ? Math.max(length + j, 0) : 0;
    const from = k > 0 ? Math.min(k, length) : k < 0 ? Math.max(length + k, 0) : 0;
    const to = l > 0 ? Math.min(l, length) : l < 0 ? Math.max(length + l, 0) : 0;
    const n = Math.max(Math.min(to - from, length - at), 0);
    const read = __like(a, n);
    for (let i = 0; i < n; i++) {
      if (__present(a, from + i)) read[i] = a[from + i];
    }
    for (let i = 0; i < n; i++) {
      if (__present(read, i)) a[at + i] = read[i];
      else delete a[at + i];
    }
    return a;
  }),

  // Equal elements keep their order; undefined goes last, then come the holes. A comparison function is asked what the engine
  // asks, in its order: question q is about the elements q / m and q % m of those that are compared. One that only compares is
  // asked by a merge sort of indices, which is faster and comes to the same end.
  ...ofBoth('sort', (a, f) => {
    const n = a.length;
    const old = __copy(a);
    let order: Int32Array;
    let count = n;
    if (f === undefined) {
      order = __sortOrder(old);
      count = order.length;
    } else if (__still(f)) {
      order = new Int32Array(n);
      let merged = new Int32Array(n);
      let m = 0;
      for (let i = 0; i < n; i++) {
        if (__present(old, i) && (__isTyped(old) || old[i] !== undefined)) {
          order[m] = i;
          m++;
        }
      }
      for (let width = 1; width < m; width *= 2) {
        for (let start = 0; start < m; start += 2 * width) {
          const middle = Math.min(start + width, m);
          const end = Math.min(start + 2 * width, m);
          let i = start;
          let j = middle;
          for (let k = start; k < end; k++) {
            let right = i >= middle;
            if (i < middle && j < end) right = __isTyped(old) ? f(old[order[i]!], old[order[j]!]) > 0 : f(old[order[j]!], old[order[i]!]) < 0;
            if (right) {
              merged[k] = order[j]!;
              j++;
            } else {
              merged[k] = order[i]!;
              i++;
            }
          }
        }
        const spare = order;
        order = merged;
        merged = spare;
      }
      count = m;
      if (!__isTyped(old)) {
        for (let i = 0; i < n; i++) {
          if (__present(old, i) && old[i] === undefined) {
            order[count] = i;
            count++;
          }
        }
      }
    } else {
      const places = new Int32Array(n);
      let m = 0;
      for (let i = 0; i < n; i++) {
        if (__present(old, i) && (__isTyped(old) || old[i] !== undefined)) {
          places[m] = i;
          m++;
        }
      }
      const sorter = __sorter(m, __isTyped(old));
      let q = __ask(sorter, 0);
      while (q >= 0) q = __ask(sorter, f(old[places[Math.floor(q / m)]!], old[places[q % m]!]));
      const sorted = __sorted(sorter);
      order = new Int32Array(n);
      for (let i = 0; i < m; i++) order[i] = places[sorted[i]!]!;
      count = m;
      if (!__isTyped(old)) {
        for (let i = 0; i < n; i++) {
          if (__present(old, i) && old[i] === undefined) {
            order[count] = i;
            count++;
          }
        }
      }
    }
    for (let i = 0; i < count; i++) a[i] = old[order[i]!];
    if (__holey(old)) for (let i = count; i < n; i++) delete a[i];
    return a;
  }),

  // a copy without holes
  ...ofBoth('toSorted', (a, f) => {
    const n = a.length;
    const out = __like(a, n);
    for (let i = 0; i < n; i++) out[i] = a[i];
    return out.sort(f);
  }),
];
