/** Methods of arrays and typed arrays that make a new one of the same kind. */
import { ofBoth } from './sequences.ts';
import type { Rule } from './vocabulary.ts';

export const making: readonly Rule[] = [
  ...ofBoth('map', (a, f, self) => {
    const n = a.length;
    const out = __like(a, n);
    for (let i = 0; i < n; i++) {
      if (__present(a, i)) out[i] = self === undefined ? f(a[i], i, a) : f.call(self, a[i], i, a);
    }
    return out;
  }),

  ...ofBoth('filter', (a, f, self) => {
    const n = a.length;
    const kept: any[] = [];
    for (let i = 0; i < n; i++) {
      if (__present(a, i)) {
        const v = a[i];
        if (self === undefined ? f(v, i, a) : f.call(self, v, i, a)) __push(kept, v);
      }
    }
    if (!__isTyped(a)) return kept;
    const m = kept.length;
    const out = __like(a, m);
    for (let i = 0; i < m; i++) out[i] = kept[i];
    return out;
  }),

  ...ofBoth('slice', (a, start, end) => {
    if (end === undefined && (start === undefined || start === 0)) return __copy(a);
    const length = a.length;
    const k = start === undefined ? 0 : Math.trunc(start);
    const l = end === undefined ? length : Math.trunc(end);
    const from = k > 0 ? Math.min(k, length) : k < 0 ? Math.max(length + k, 0) : 0;
    const to = l > 0 ? Math.min(l, length) : l < 0 ? Math.max(length + l, 0) : 0;
    const n = Math.max(to - from, 0);
    const out = __like(a, n);
    for (let i = 0; i < n; i++) {
      if (__present(a, from + i)) out[i] = a[from + i];
    }
    return out;
  }),

  ...ofBoth('toReversed', (a) => {
    const n = a.length;
    const out = __like(a, n);
    for (let i = 0; i < n; i++) out[i] = a[n - 1 - i];
    return out;
  }),

  ...ofBoth('with', (a, index, value) => {
    const n = a.length;
    const k = Math.trunc(index);
    const at = k > 0 ? k : k < 0 ? n + k : 0;
    if (at < 0 || at >= n) throw new RangeError(__isTyped(a) ? 'Invalid typed array index' : 'Invalid index : ' + index);
    const out = __like(a, n);
    for (let i = 0; i < n; i++) out[i] = a[i];
    out[at] = value;
    return out;
  }),
];
