/** What `structuredClone` does with each form of object. `seen` leads from what was copied to its copy. */
import { type Callable, type Rule, model } from './vocabulary.ts';

type Model = Rule & { is: 'model' };
const told = (form: string, source: Callable): Model => model(`structuredClone (${form})`, structuredClone as Callable, source) as Model;

export const cloning = {
  array: told('array', (a, seen) => {
    const n = a.length;
    const out = __like([], n);
    seen.set(a, out);
    for (let i = 0; i < n; i++) out[i] = __cloned(a[i]);
    return out;
  }),

  holey: told('array with holes', (a, seen) => {
    const n = a.length;
    const out = new Array(n);
    seen.set(a, out);
    for (let i = 0; i < n; i++) if (__present(a, i)) out[i] = __cloned(a[i]);
    return out;
  }),

  typed: told('typed array', (a, seen) => {
    const out = a.slice();
    seen.set(a, out);
    return out;
  }),

  /** Number by number. */
  floats: told('typed array, number by number', (a, seen) => {
    const n = a.length;
    const out = __like(a, n);
    seen.set(a, out);
    for (let i = 0; i < n; i++) out[i] = __cloned(a[i]);
    return out;
  }),

  object: told('object', (o, seen) => {
    const out: any = {};
    seen.set(o, out);
    for (const k in o) if (Object.hasOwn(o, k)) out[k] = __cloned(o[k]);
    return out;
  }),

  map: told('Map', (m, seen) => {
    const out = new Map();
    seen.set(m, out);
    for (const [k, v] of m) out.set(__cloned(k), __cloned(v));
    return out;
  }),

  note: told('known', (seen, value, copy) => seen.set(value, copy)),

  set: told('Set', (s, seen) => {
    const out = new Set();
    seen.set(s, out);
    for (const v of s) out.add(__cloned(v));
    return out;
  }),
} as const;
