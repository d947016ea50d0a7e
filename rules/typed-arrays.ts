/** What only typed arrays have: block copies, views, and `from` and `of`, whose receiver is the constructor. */
import { TypedArray, ofTypedArrays } from './sequences.ts';
import { type Rule, method } from './vocabulary.ts';

export const typedArrays: readonly Rule[] = [
  // a source in the same memory may overlap the target: it is read whole before anything is written
  ...ofTypedArrays('set', (a, source, offset) => {
    const n = source.length;
    const k = offset === undefined ? 0 : Math.trunc(offset) || 0;
    if (k < 0 || k + n > a.length) throw new RangeError('offset is out of bounds');
    const from = __aliased(a, source) ? __copy(source) : source;
    for (let i = 0; i < n; i++) a[k + i] = from[i];
  }),

  ...ofTypedArrays('subarray', (a, start, end) => __view(a, start === undefined ? 0 : start, end === undefined ? a.length : end)),

  method('TypedArray.of', TypedArray['of']!, (C, ...values) => {
    const out = new C(values.length);
    let i = 0;
    for (const v of values) {
      out[i] = v;
      i++;
    }
    return out;
  }),

  method('TypedArray.from', TypedArray['from']!, (C, items, f, self) => {
    const list = __iterable(items) ? Array.from(items) : items;
    const m = Math.trunc(list.length);
    const n = m > 0 ? m : 0;
    const out = new C(n);
    for (let i = 0; i < n; i++) {
      const v = list[i];
      out[i] = f === undefined ? v : self === undefined ? f(v, i) : f.call(self, v, i);
    }
    return out;
  }),
];
