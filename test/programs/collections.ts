// @ts-nocheck: programs as people write them
/* oxlint-disable */
/** Maps and Sets with numbers and objects that matter, and those that only stand beside. */
import { closure, program } from './program.ts';

const functions = new Map([['square', (v) => v * v], ['cube', (v) => v * v * v]]);
const records = new Map([['a', { w: 2, list: [1, 2] }], ['b', { w: 3, list: [3] }]]);
const words = new Map([['a', 'x'], ['b', 'yy']]);

export const collections = [
  program('a Map that accumulates', () => [[1, 2, 3, 4]], (a) => {
    const m = new Map();
    for (let i = 0; i < a.length; i++) m.set('k' + (i % 2), (m.get('k' + (i % 2)) ?? 0) + a[i] * a[i]);
    return m.get('k0') * m.get('k1') * m.size;
  }),
  program('entries, keys and values', () => [2, 3], (x, y) => {
    const m = new Map([['a', x], ['b', y * x], ['c', 1]]);
    let s = 0;
    for (const [k, v] of m) { s += v * v; if (k === 'b') s *= 2; }
    m.forEach((v, k, all) => { s += v * k.length * all.size; });
    const [[, first], ...more] = m;
    return s + [...m.keys()].length * [...m.values()][1] * first + Array.from(m, ([, v]) => v * v)[1] + more[0][1];
  }),
  program('a Map that changes while it is walked', () => [2, 3], (x, y) => {
    const m = new Map([[1, x], [2, y]]);
    let s = 0;
    for (const [k, v] of m) { s += v * k; if (k < 4) m.set(k + 2, v * x); if (k === 1) m.delete(2); }
    return s * m.size;
  }),
  program('deleted, cleared and set again', () => [2, 3], (x, y) => {
    const m = new Map([['a', x], ['b', y]]);
    const gone = m.delete('a'), none = m.delete('zz');
    m.set('a', m.get('b') * x);
    let s = 0, w = 1;
    for (const v of m.values()) { s += w * v; w *= 10; }
    m.clear();
    m.set('a', s);
    return m.get('a') * (gone ? x : 0) + (none ? 100 : 0) + (m.has('b') ? 100 : m.size);
  }),
  program('objects in a Map move with their cotangents', () => [[2, 3]], (a) => {
    const m = new Map([['p', { v: a[0] }], ['q', { v: a[1] }]]);
    for (let i = 0; i < 3; i++) {
      const t = m.get('p');
      m.set('p', m.get('q'));
      m.set('q', t);
      m.get('p').v *= 1.5 + m.get('q').v;
    }
    return m.get('p').v * m.get('q').v ** 2;
  }),
  program('objects as keys, reached through the Map only', () => [2, 3], (x, y) => {
    const m = new Map();
    m.set({ v: x }, 1);
    m.set({ v: y }, x * y);
    let s = 0;
    for (const [o, w] of m) { o.v *= o.v; s += w; }
    for (const o of m.keys()) s += o.v;
    m.forEach((w, o) => { s *= o.v + w; });
    return s;
  }),
  program('numbers that matter as keys of a new Map', () => [2, 3], (x, y) => {
    const m = new Map();
    m.set(x, y * y);
    m.set(x * y, x);
    let s = m.get(x) * (m.has(y) ? 9 : x);
    for (const [k, v] of m) s += k * v;
    return s;
  }),
  program('numbers that matter in a Set', () => [2, 3], (x, y) => {
    const s = new Set([x, y, x * y]);
    s.add(x);
    let r = 0, w = 1;
    for (const k of s) { r += k * k * w; w++; }
    return r * s.size;
  }),
  program('a Set of objects', () => [2, 3], (x, y) => {
    const a = { v: x }, b = { v: y };
    const s = new Set([a, b]);
    s.add(a);
    let r = 0;
    for (const o of s) { o.v *= 2; r += o.v * o.v; }
    s.delete(b);
    s.forEach((o) => { r *= o.v; });
    const [p] = s;
    return r + a.v * b.v * p.v * s.size;
  }),
  program('a visited set on a cyclic graph', () => [[1, 2, 3]], (w) => {
    const nodes = w.map((v) => ({ v, next: null }));
    nodes.forEach((n, i) => { n.next = nodes[(i + 1) % nodes.length]; });
    const seen = new Set();
    let s = 0;
    for (let n = nodes[0]; !seen.has(n); n = n.next) { seen.add(n); s = s * n.v + n.v; }
    for (const o of seen) s *= o.v;
    return s;
  }),
  program('groups', () => [[1, 2, 3, 4, 5]], (a) => {
    const g = new Map();
    a.forEach((v, i) => { const l = g.get(i % 3); if (l) l.push(v * v); else g.set(i % 3, [v]); });
    let s = 0;
    for (const [k, l] of g) s += l.reduce((p, q) => p + q, 0) * (k + 1);
    return s;
  }),
  program('a Map as an argument', () => [new Map([['a', 2], ['b', 3]]), 1.5], (m, x) => {
    m.set('a', m.get('a') * x);
    m.set('c', m.get('a') * m.get('b'));
    m.delete('b');
    let s = 0;
    for (const v of m.values()) s += v * v;
    return s;
  }),
  program('Maps of arrays and records as arguments', () => [new Map([['a', [1, 2]], ['b', [3, 4]]]), new Map([[1, { w: 2 }], [7, { w: 3 }]])], (m, r) => {
    m.get('a')[0] *= m.get('b')[1];
    for (const [k, o] of r) o.w = o.w * m.get('a')[0] + k;
    r.set(9, { w: m.get('a')[1] });
    let s = 0;
    for (const o of r.values()) s += o.w * o.w;
    return s;
  }),
  program('one Map under two paths', () => { const m = new Map([['a', 2], ['b', 3]]); return [m, { m }]; }, (m, o) => {
    m.set('a', o.m.get('a') * o.m.get('b'));
    return o.m.get('a') * m.get('a');
  }),
  program('one object under two keys', () => { const v = { w: 2 }; return [new Map([['a', v], ['b', v]])]; }, (m) => { m.get('a').w *= 3; return m.get('b').w * m.get('a').w; }),
  program('Sets as arguments', () => { const a = { v: 2 }; return [new Set([a, { v: 3 }]), [a], new Set([0.5, 1.5])]; }, (s, l, n) => {
    let r = 1;
    for (const v of n) r *= v * v;
    for (const o of s) { r += o.v * o.v; o.v = r; }
    return r * l[0].v;
  }),
  closure('a captured Map that is written', () => [2], () => {
    const m = new Map([['n', 1]]);
    return { f: (x) => { m.set('n', m.get('n') + 1); m.set('x', x * x); return m.get('x') * x * m.get('n'); }, memory: [m] };
  }),
  program('captured Maps that only stand beside', () => ['cube', 2], (name, x) => {
    let s = functions.get(name)(x) + functions.get('square')(x);
    for (const o of records.values()) for (const q of o.list) s += q * o.w * x;
    for (const [k, v] of words) s *= (k + v).length;
    return s;
  }),
  program('a Map in recursion', () => [3], (x) => {
    const fill = (m, n) => {
      if (n === 0) return m.get('k0') ?? 1;
      m.set('k' + (n % 2), (m.get('k' + (n % 2)) ?? x) * x);
      return fill(m, n - 1) + 0.1 * (m.get('k1') ?? 0);
    };
    const memo = new Map();
    const fib = (n) => {
      if (n < 2) return x;
      if (!memo.has(n)) memo.set(n, fib(n - 1) + fib(n - 2) * x);
      return memo.get(n);
    };
    return fill(new Map(), 5) + fib(6);
  }),
  program('two Maps that change places', () => [1, 2], (x, y) => {
    let now = new Map([['a', x]]), next = new Map([['a', y]]);
    for (let i = 0; i < 4; i++) {
      next.set('a', now.get('a') * 1.5 + next.get('a'));
      [now, next] = [next, now];
    }
    return now.get('a') * next.get('a');
  }),
  program('from Maps to objects and back', () => [{ b: 3, a: 2 }], (o) => {
    const m = new Map(Object.entries(o));
    m.set('a', m.get('a') * o.b);
    const c = Object.fromEntries(new Map(m));
    const sorted = [...m].sort((p, q) => p[1] - q[1]);
    return c.a * c.b + sorted[0][1] * 10 + sorted[1][1];
  }),
  program('values of several kinds', () => [2], (x) => {
    const m = new Map();
    m.set('n', x);
    m.set('s', 'text');
    m.set('o', { v: x * x });
    m.set('u', undefined);
    m.set(NaN, x);
    m.set(-0, x * x);
    return m.get('n') * m.get('o').v + m.get('s').length + (m.get('u') ?? x) * m.get(NaN) * m.get(0);
  }),
  program('a WeakMap and a WeakSet', () => [2, 3], (x, y) => {
    const a = {}, w = new WeakMap(), s = new WeakSet([a]);
    w.set(a, x * y);
    return w.get(a) * (w.has(a) && s.has(a) ? x : 1);
  }),
  program('iterators of Maps and Sets by hand', () => [2, 3], (x, y) => {
    const m = new Map([['a', x], ['b', y]]), s = new Set([{ v: x }, { v: y }]);
    const it = m.values(), oldest = m.keys().next().value;
    const f = it.next().value;
    m.set('c', f * y);
    const rest = [...it], e = s.entries();
    const [o] = e.next().value;
    return f * rest[0] * rest[1] * m.get(oldest) + o.v * e.next().value[1].v + (e.next().done ? x : 0);
  }),
];
