/**
 * Maps and Sets, told over a few intrinsics. Walks are live: what is added on the way comes, what is deleted does not. `keys`,
 * `values` and `entries` make iterators; where one would be used up at once (spread, destructuring) an array is as good.
 */
import { type Callable, type Rule, method } from './vocabulary.ts';

const maps: readonly Rule[] = [Map, WeakMap].flatMap(({ name, prototype: p }) => [
  method(`${name}.prototype.get`, p.get, (m, k) => __entry(m, k)),
  method(`${name}.prototype.has`, p.has, (m, k) => __has(m, k)),
  method(`${name}.prototype.set`, p.set, (m, k, v) => {
    if (__carries(k) && !__has(m, k)) __key(m, k);
    __put(m, k, v);
    return m;
  }),
  method(`${name}.prototype.delete`, p.delete, (m, k) => {
    const had = __has(m, k);
    if (had) __remove(m, k);
    return had;
  }),
]);

const sets: readonly Rule[] = [Set, WeakSet].flatMap(({ name, prototype: p }) => [
  method(`${name}.prototype.has`, p.has, (s, v) => __has(s, v)),
  method(`${name}.prototype.add`, p.add, (s, v) => {
    if (!__has(s, v)) __put(s, v, v);
    return s;
  }),
  method(`${name}.prototype.delete`, p.delete, (s, v) => {
    const had = __has(s, v);
    if (had) __remove(s, v);
    return had;
  }),
]);

const walks: readonly Rule[] = [
  method('Map.prototype.clear', Map.prototype.clear, (m) => __clear(m)),
  method('Set.prototype.clear', Set.prototype.clear, (s) => __clear(s)),

  method('Map.prototype.forEach', Map.prototype.forEach, (m, f, self) => {
    for (const [k, v] of m) {
      if (self === undefined) f(v, k, m);
      else f.call(self, v, k, m);
    }
  }),
  method('Set.prototype.forEach', Set.prototype.forEach, (s, f, self) => {
    for (const v of s) {
      if (self === undefined) f(v, v, s);
      else f.call(self, v, v, s);
    }
  }),

];

const iterators: readonly Rule[] = [
  method('Map.prototype.keys', Map.prototype.keys, (m) => {
    const from = __walk(m);
    return {
      next() {
        const step = __step(from);
        if (step.done) return { value: undefined, done: true };
        const k = __name(m, step);
        return { value: __member(m, k), done: false };
      },
      [Symbol.iterator]() {
        return this;
      },
    };
  }),
  method('Map.prototype.values', Map.prototype.values, (m) => {
    const from = __walk(m);
    return {
      next() {
        const step = __step(from);
        if (step.done) return { value: undefined, done: true };
        const k = __name(m, step);
        return { value: __entry(m, k), done: false };
      },
      [Symbol.iterator]() {
        return this;
      },
    };
  }),
  method('Map.prototype.entries', Map.prototype.entries, (m) => {
    const from = __walk(m);
    return {
      next() {
        const step = __step(from);
        if (step.done) return { value: undefined, done: true };
        const k = __name(m, step);
        return { value: [__member(m, k), __entry(m, k)], done: false };
      },
      [Symbol.iterator]() {
        return this;
      },
    };
  }),
  method('Set.prototype.values', Set.prototype.values, (s) => {
    const from = __walk(s);
    return {
      next() {
        const step = __step(from);
        if (step.done) return { value: undefined, done: true };
        const v = __member(s, __name(s, step));
        return { value: v, done: false };
      },
      [Symbol.iterator]() {
        return this;
      },
    };
  }),
  method('Set.prototype.entries', Set.prototype.entries, (s) => {
    const from = __walk(s);
    return {
      next() {
        const step = __step(from);
        if (step.done) return { value: undefined, done: true };
        const v = __member(s, __name(s, step));
        return { value: [v, v], done: false };
      },
      [Symbol.iterator]() {
        return this;
      },
    };
  }),
];

/** What the iterators give, as arrays. */
export const walked: readonly Rule[] = [
  method('Map.prototype.keys', Map.prototype.keys, (m) => {
    const out: any[] = [];
    for (const k of m.keys()) __push(out, k);
    return out;
  }),
  method('Map.prototype.values', Map.prototype.values, (m) => {
    const out: any[] = [];
    for (const v of m.values()) __push(out, v);
    return out;
  }),
  method('Map.prototype.entries', Map.prototype.entries, (m) => {
    const out: any[] = [];
    for (const e of m.entries()) __push(out, e);
    return out;
  }),
  method('Set.prototype.values', Set.prototype.values, (s) => {
    const out: any[] = [];
    for (const v of s) __push(out, v);
    return out;
  }),
  method('Set.prototype.entries', Set.prototype.entries, (s) => {
    const out: any[] = [];
    for (const v of s) __push(out, [v, v]);
    return out;
  }),
];

export const collections: readonly Rule[] = [...maps, ...sets, ...walks, ...iterators];

type Model = Rule & { is: 'model' };

/** What the constructors do with the iterable that they are given. */
export const filling: { readonly map: Model; readonly set: Model } = {
  map: method('new Map(...)', Map as unknown as Callable, (m, entries) => {
    for (const e of entries) m.set(e[0], e[1]);
  }) as Model,
  set: method('new Set(...)', Set as unknown as Callable, (s, values) => {
    for (const v of values) s.add(v);
  }) as Model,
};

/** `[...m]` of a Map or Set. */
export const collecting: Model = method('[...]', Array.from, (m) => {
  const out: any[] = [];
  for (const v of m) __push(out, v);
  return out;
}) as Model;
