// @ts-nocheck: programs as people write them
/* oxlint-disable */
/** Builtins beside the numbers, and those that carry them along. */
import { program } from './program.ts';

export const builtins = [
  program('regular expressions', () => [2], (x) => {
    const m = 'k=12'.match(/(\w)=(\d+)/);
    const r = /(\d+)/g;
    let found, s = x * Number(m[2]) + m.index;
    while ((found = r.exec('1 22 333')) !== null) s += Number(found[1]) * x;
    for (const [, d] of 'a1b2'.matchAll(/[a-z](\d)/g)) s += Number(d) * x;
    return (/ab+c/i.test('xABBC') ? s * x : s) * 'a1b22c'.split(/\d+/).length;
  }),
  program('a replacement by a function', () => [2], (x) => {
    let n = 0;
    const t = 'a1b2'.replace(/\d/g, (d, at) => { n += at * x; return d + d; }) + 'xyx'.replaceAll('x', () => 'zz');
    return n * x * t.length;
  }),
  program('tagged templates', () => [2], (x) => {
    const tag = (s, ...v) => v[0] * s.length + s[0].length * v[1] + s.raw[1].length;
    return tag`a${x}b\n${x * x}c` + String.raw`a\n${1}`.length * x;
  }),
  program('dates, bigints, symbols, texts', () => [2], (x) => {
    const d = new Date(2020, 1, 5);
    let f = 1n;
    for (let i = 1n; i <= 10n; i++) f *= i;
    const o = JSON.parse(JSON.stringify({ a: [1, 2], b: 'x' }));
    return x * d.getDate() + x * Number(f % 1000n) + o.a[1] * x + Symbol('a').description.length + new Intl.NumberFormat('en').format(1234).length * x;
  }),
  program('objects without a prototype', () => [[1, 2, 3]], (a) => {
    const o = Object.create(null);
    for (let i = 0; i < 3; i++) { const k = ['constructor', 'toString'][i % 2]; o[k] = (o[k] || 0) + a[i] * a[i]; }
    let s = 1;
    for (const k in o) s *= o[k];
    return s;
  }),
  program('fields that come and go are copied as they are', () => [2], (x) => {
    const o = { a: x };
    const before = { ...o };
    o.b = x * x;
    const after = { ...o, c: 1 };
    const { a, ...rest } = after;
    return before.a * o.b * Object.keys(before).length + Object.keys(after).length * x + ('b' in before ? 1000 : rest.b);
  }),
  program('computed fields, arrays and texts spread into objects', () => [[2, 3]], (a) => {
    const o = {};
    a.forEach((v, i) => { o['k' + i] = v; });
    const c = { ...o, k0: 5 * a[0] }, d = { ...a, n: 2 }, t = { ...'ab' };
    const { k0, ...rest } = c;
    return k0 * rest.k1 * Object.keys(c).length + d[0] * d[1] * d.n + t[1].length;
  }),
  program('an instance spread loses its methods', () => [3], (x) => {
    class R { #p; constructor(v) { this.v = v; this.#p = v; } get p() { return this.#p; } f() { return this.v; } }
    const c = new R(x * x), d = { ...c };
    return d.v * c.p * c.f() + Object.keys(d).length * x + (d.f === undefined && d.p === undefined ? x : 0);
  }),
  program('state that is copied step by step', () => [{ p: { x: 1, y: 2 }, t: 3 }], (s) => {
    let st = s;
    for (let i = 0; i < 3; i++) st = { ...st, p: { ...st.p, x: st.p.x + st.p.y * st.t }, t: st.t * 0.5 };
    return st.p.x * st.t;
  }),
  program('structuredClone keeps sharing', () => [2, 3], (x, y) => {
    const s = { v: x };
    const c = structuredClone({ p: s, q: s, m: new Map([['k', y]]), t: new Float64Array([x, y]), z: [s], n: new Set([y]) });
    c.p.v *= y;
    s.v = 100;
    return c.q.v * c.m.get('k') * c.t[1] * c.z[0].v + [...c.n][0];
  }),
  program('frozen, sealed, defined', () => [2, 3], (x, y) => {
    const f = Object.freeze({ a: x * y }), s = Object.seal({ a: x });
    const o = {};
    Object.defineProperty(o, 'h', { value: x * x });
    Object.defineProperty(o, 'v', { value: y, enumerable: true, writable: true });
    s.a *= 3;
    return f.a * s.a * o.h * o.v * (Object.isFrozen(f) ? Object.keys(o).length : 100);
  }),
  program('what Reflect does', () => [{ a: 2, b: 3 }], (o) => {
    const f = (p, q) => p * q * q;
    Reflect.set(o, 'c', o.a * o.b);
    return Reflect.ownKeys(o).length * Reflect.get(o, 'c') * (Reflect.has(o, 'b') ? o.b : 1) + Reflect.apply(f, null, [o.a, o.b]);
  }),
  program('lists of unknown length for everyone', () => [[2, 3]], (a) => {
    const f = (p, q) => p * q * q;
    const l = a.filter((v) => v > 0), t = ['a', 'b'].filter((v) => v);
    const made = new Array(...l);
    return f.call(null, ...l) + f.apply(null, l) + made[0] * made[1] * 'x'.concat(...t).length + Math.max.call(null, ...l) * new Date(...[2020, 1, 5].filter((v) => v)).getDate();
  }),
  program('a comparison that counts', () => [[3, 1, 2, 5, 4]], (a) => {
    let n = 0, s = 0;
    const sorted = a.slice().sort((p, q) => { n++; s += p * q; return p - q; });
    const floats = Float64Array.from(a).sort((p, q) => { n++; s += p; return q - p; });
    return sorted[0] * n + s * floats[1];
  }),
  program('tuples', () => [[1, 2], 3], (a, x) => {
    const pairs = a.map((v, i) => ['k' + i, v * v]);
    let s = 0;
    for (const [k, v] of pairs) s += v * k.length;
    pairs[0][1] = s * x;
    const [o, n] = [{ v: x }, x * x];
    return pairs.map((p) => p[1]).reduce((p, q) => p * q) + o.v * n;
  }),
  program('names on arrays', () => [[1, 2]], (a) => {
    const b = a.slice();
    b.total = 0;
    for (const v of a) b.total += v * v;
    a.scale = b.total * 2;
    return b.total * b[0] * a.scale;
  }),
  program('a number that an array brings along under a name', () => { const a = [1, 2]; a.scale = 3; return [a]; }, (a) => a[0] * a.scale + a[1], { refused: 'E_SUBCLASS' }),
];
