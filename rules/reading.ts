/** Methods of arrays and typed arrays that read: walks, folds, searches. Parameters: the receiver, then the arguments. */
import { ofBoth } from './sequences.ts';
import type { Rule } from './vocabulary.ts';

const walks: readonly Rule[] = [
  ...ofBoth('forEach', (a, f, self) => {
    const n = a.length;
    for (let i = 0; i < n; i++) {
      if (__present(a, i)) {
        if (self === undefined) f(a[i], i, a);
        else f.call(self, a[i], i, a);
      }
    }
  }),

  ...ofBoth('every', (a, f, self) => {
    const n = a.length;
    for (let i = 0; i < n; i++) {
      if (__present(a, i) && !(self === undefined ? f(a[i], i, a) : f.call(self, a[i], i, a))) return false;
    }
    return true;
  }),

  ...ofBoth('some', (a, f, self) => {
    const n = a.length;
    for (let i = 0; i < n; i++) {
      if (__present(a, i) && (self === undefined ? f(a[i], i, a) : f.call(self, a[i], i, a))) return true;
    }
    return false;
  }),

  // `reduce(f, undefined)` starts from undefined, `reduce(f)` from the first element: the rest parameter tells them apart
  ...ofBoth('reduce', (a, f, ...start) => {
    const n = a.length;
    let result = start[0];
    let from = 0;
    if (start.length === 0) {
      if (__holey(a)) while (from < n && !__present(a, from)) from++;
      if (from >= n) throw new TypeError('Reduce of empty array with no initial value');
      result = a[from];
      from++;
    }
    for (let i = from; i < n; i++) {
      if (__present(a, i)) result = f(result, a[i], i, a);
    }
    return result;
  }),

  ...ofBoth('reduceRight', (a, f, ...start) => {
    const n = a.length;
    let result = start[0];
    let from = n - 1;
    if (start.length === 0) {
      if (__holey(a)) while (from >= 0 && !__present(a, from)) from--;
      if (from < 0) throw new TypeError('Reduce of empty array with no initial value');
      result = a[from];
      from--;
    }
    for (let i = from; i >= 0; i--) {
      if (__present(a, i)) result = f(result, a[i], i, a);
    }
    return result;
  }),
];

// the find family meets holes as undefined
const searches: readonly Rule[] = [
  ...ofBoth('find', (a, f, self) => {
    const n = a.length;
    for (let i = 0; i < n; i++) {
      const v = a[i];
      if (self === undefined ? f(v, i, a) : f.call(self, v, i, a)) return v;
    }
    return undefined;
  }),

  ...ofBoth('findIndex', (a, f, self) => {
    const n = a.length;
    for (let i = 0; i < n; i++) {
      if (self === undefined ? f(a[i], i, a) : f.call(self, a[i], i, a)) return i;
    }
    return -1;
  }),

  ...ofBoth('findLast', (a, f, self) => {
    const n = a.length;
    for (let i = n - 1; i >= 0; i--) {
      const v = a[i];
      if (self === undefined ? f(v, i, a) : f.call(self, v, i, a)) return v;
    }
    return undefined;
  }),

  ...ofBoth('findLastIndex', (a, f, self) => {
    const n = a.length;
    for (let i = n - 1; i >= 0; i--) {
      if (self === undefined ? f(a[i], i, a) : f.call(self, a[i], i, a)) return i;
    }
    return -1;
  }),

  ...ofBoth('indexOf', (a, x, start) => {
    const n = a.length;
    const k = start === undefined ? 0 : Math.trunc(start);
    const from = k > 0 ? k : k < 0 ? Math.max(n + k, 0) : 0;
    for (let i = from; i < n; i++) {
      if (__present(a, i) && a[i] === x) return i;
    }
    return -1;
  }),

  // a start that is given and undefined is 0
  ...ofBoth('lastIndexOf', (a, x, ...start) => {
    const n = a.length;
    const k = start.length === 0 ? n - 1 : Math.trunc(start[0]);
    const from = k >= 0 ? Math.min(k, n - 1) : k < 0 ? n + k : Math.min(0, n - 1);
    for (let i = from; i >= 0; i--) {
      if (__present(a, i) && a[i] === x) return i;
    }
    return -1;
  }),

  ...ofBoth('includes', (a, x, start) => {
    const n = a.length;
    const k = start === undefined ? 0 : Math.trunc(start);
    const from = k > 0 ? k : k < 0 ? Math.max(n + k, 0) : 0;
    for (let i = from; i < n; i++) {
      const v = a[i];
      if (v === x || (v !== v && x !== x)) return true;
    }
    return false;
  }),

  // past the ends the element is undefined by itself
  ...ofBoth('at', (a, index) => {
    const k = Math.trunc(index);
    return a[k > 0 ? k : k < 0 ? a.length + k : 0];
  }),
];

export const reading: readonly Rule[] = [...walks, ...searches];
