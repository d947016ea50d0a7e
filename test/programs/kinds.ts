// @ts-nocheck: programs as people write them
/* oxlint-disable */
/** Places that hold one kind of thing at one time and another at another, told apart by tests at run time. */
import { program } from './program.ts';

class Tenfold {
  constructor(v) { this.v = v; }
  get x() { return this.v * 10; }
  get z() { return this.v; }
  get 0() { return this.v * 3; }
  set y(w) { this.v = w * w; }
}
class Plain extends Tenfold { x = 3; }
class Hundredfold extends Tenfold { get x() { return this.v * 100; } }
class Fixed extends Tenfold {}
Object.defineProperty(Fixed.prototype, 'x', { value: 7, writable: true });
class Squares {
  constructor(v) { this._v = v; }
  get v() { return this._v; }
  set v(w) { this._v = w * w; }
}
class Assigned extends Squares { v = 4; }
class Settings { static get k() { return 3; } static w = 2; }
class Further extends Settings {}

function alone(f) { return [f(this.k)]; }
class Flat {
  static of(first) {
    let all = first && first.forEach ? first : Array.from(arguments).slice();
    if (typeof all[0] === 'object') {
      const found = [];
      all.forEach((p) => ['x', 'y', 'z'].forEach((d) => { if (typeof p[d] !== 'undefined') found.push(p[d]); }));
      all = found;
    }
    let s = 0;
    for (let i = 0; i < all.length; i++) s += all[i] ** 2 * (i + 1);
    return s;
  }
}
const doubled = (v) => v * 2;
const squared = (v) => v ** 2;
function weighted(v) { return v * this.a; }
const weigh = (all) => { let s = 0; for (const o of all) s += o.x * o.v; return s; };
const total = (list) => { let s = 0; for (let i = 0; i < list.length; i++) s += list[i] * (i + 1); return s; };

export const kinds = [
  program('a field of its own hides a getter', () => [[new Plain(2)]], weigh),
  program('objects with a getter beside those that hide it', () => [[new Tenfold(2), new Plain(3), new Hundredfold(5), new Fixed(4)]], weigh),
  program('objects with a getter beside records', () => [[new Hundredfold(2), { x: 3, v: 4 }, new Tenfold(2)]], weigh),
  program('an object with a getter or a literal made here', () => [[new Tenfold(3)], 1], (list, k) => { let s = 0; for (let i = 0; i < 2; i++) { const o = i === k ? list[0] : { x: list[0].v, v: 2 }; s += o.x * o.v; } return s; }, { counts: [1] }),
  program('a class made here inherits a getter of the outside', () => [3], (v) => { class E extends Tenfold {} const e = new E(v); return e.x * e.z; }),
  program('a field that a class made here would lay over a getter', () => [3], (v) => { class E extends Tenfold { x = v * v; } return new E(v).x; }, { mayRefuse: true }),
  program('a class made here beside one with a getter', () => [[new Tenfold(2)], 3], (list, v) => { class Q { x = v; v = v * v; } let s = 0; for (const o of [list[0], new Q(), { x: v, v: 1 }]) s += o.x * o.v; return s; }),
  program('setters beside fields that hide them', () => [[new Squares(2), new Assigned(3)]], (list) => { let s = 0; for (const o of list) { o.v = o.v * 2; s += o.v; } return s; }),
  program('getters by computed names and numbers', () => [new Tenfold(2), 3], (o, y) => { let s = 0; for (const k of ['x', 'v', 0]) s += o[k] * y; for (let i = 0; i < 2; i++) s += (o[i] ?? 1) * o.x; return s * o[0]; }),
  program('setters by computed names', () => [new Tenfold(2), 3], (o, y) => { for (const k of ['y', 'v']) o[k] = y * o.v; return o.v; }),
  program('accessors made here by computed names', () => [2, 3], (x, y) => { class M { constructor() { this.v = x; } get w() { return this.v * y; } } const m = new M(); let s = 0; for (const k of ['w', 'v']) s += m[k] * x; return s; }),
  program('static getters', () => [2], (v) => { let s = 0; for (const C of [Settings, Further]) s += C.k * v * C.w; return s; }),
  program('parts of what is a number, an object, a list or nothing', () => [[{ v: 1.2 }, { v: { k: 2 } }, {}, null, { v: [3] }]], (l) => { let s = 0; for (const a of l) s += (a?.v?.k ?? a?.v?.[0] ?? (typeof a?.v === 'number' ? a.v : 0)) ** 2; return s; }),
  program('parts of what is a text, a list or a number', () => [[{ v: 'xy' }, { v: [{ k: 2 }] }, { v: true }, { v: 3 }]], (l) => { let s = 0; for (const a of l) s += (a.v[0]?.k ?? 1) ** 2; return s; }),
  program('parts of floats, numbers and texts', () => [[{ v: 3 }, { v: Float64Array.of(1, 2) }, { v: 'x' }]], (l) => { let s = 0; for (const a of l) s += (a.v[0]?.length ?? a.v[1] ?? 1) ** 2; return s; }),
  program('a length of anything', () => [[1.5, [2, 3], 'abc', { length: 2.5 }]], (l) => { let s = 0; for (const a of l) s += (a.length ?? 1) * 2; return s; }),
  program('slots that are a number, a list or null', () => [[1.5, [2], null, [0.5], 3]], (a) => { const b = a.slice(); let s = 0; for (let k = 0; k < 3; k++) for (let i = 0; i < b.length; i++) { const v = b[i]; if (v === null) b[i] = [s]; else if (typeof v === 'number') { s += v; b[i] = [v, 2]; } else { s += v[0] ** 2; b[i] = v[0] * 1.1; } } return s; }),
  program('a slot that changes its kind in turn', () => [1.5, 2.5], (x, y) => { const o = { v: x }; let s = 0; for (let i = 0; i < 4; i++) { if (typeof o.v === 'number') o.v = [o.v, y]; else if (Array.isArray(o.v)) o.v = { k: o.v[0] * o.v[1] }; else o.v = o.v.k * 2; s += typeof o.v === 'number' ? o.v : 1; } return s; }),
  program('a new one of whatever array it is', () => [[[1.5, 0.5, 2.5], Float64Array.of(0.7, 1.7, 2.2)]], (list) => { let s = 0; for (const a of list) { const b = new a.constructor(3); for (let i = 0; i < 3; i++) b[i] = a[i] * a[0]; s += total(b) + total(a.constructor.from(a, (v) => v * 3)); } return s; }),
  program('a graph walked by tests', () => [{ a: 1.5, b: [2, { c: 3 }], d: Float64Array.of(1, 2) }], (o) => { let s = 0; const go = (v) => { if (typeof v === 'number') s += v * v; else if (ArrayBuffer.isView(v)) for (const w of v) s += w ** 3; else if (Array.isArray(v)) v.forEach(go); else for (const k of Object.keys(v)) go(v[k]); }; go(o); return s; }),
  program('methods that arrays and objects have', () => [[[1, 2], { k: 3, map: alone }, Float64Array.of(1, 2)]], (l) => { let s = 0; for (const v of l) s += v.map((x) => x * x)[0]; return s; }),
  program('set from what is a list or floats', () => [Float64Array.of(1, 2, 3), [1.5, 2.5]], (a, b) => { let s = 0; for (const from of [a.subarray(0, 2), b, Float64Array.of(4, 5)]) { a.set(from, 1); s += a[1] * a[2]; } return s; }),
  program('a pool of floats set from what is a list or floats in one place', () => [[Float64Array.of(1, 2, 3), [4, 5]]], (l) => { l[0].set(l[1]); l[0].set(l[0].subarray(0, 2), 1); return l[0][1] * l[0][2] + l[1][0]; }),
  program('a list in some rounds, walked without a test', () => [[{ w: [1, 2] }, [3, 4], Float64Array.of(5)]], (l) => { let s = 0; for (const v of l) for (const x of v.w ?? v) s += x * x; return s; }),
  program('a function at one time and a record at another', () => [[doubled, { k: 3 }, { k: 1.5, f: squared }], 1.7], (l, x) => { let s = 0; for (const o of l) { if (typeof o === 'function') s += o(x) * x; else if (o.f) s += o.f(x) * o.k; else s += o.k * x; } return s; }, { wrt: [1] }),
  program('functions made here beside lists and records', () => [1.7, 2.3], (x, y) => { const k = [y]; const all = [(v) => v * k[0], [x, 2], { w: y }, (v) => v + x]; let s = 0; for (let i = 0; i < all.length; i++) { const o = all[i]; s += typeof o === 'function' ? o(x) : Array.isArray(o) ? o[0] * o[1] : o.w; } all[0] = { w: s }; return s * all[0].w; }),
  program('what is asked of a function or a record', () => [1.7], (x) => { const f = (v) => v * x; f.k = x * 3; const all = [f, { k: x, name: 'r' }]; let s = 0; for (const o of all) { s += o.k * (o.name === 'r' ? 2 : 1); o.k = s; } return s + all[0].k * all[1].k; }),
  program('methods and data put there under computed names', () => [{ a: 2, b: [1.5, 3], f: weighted }, 1.3], (o, x) => { const t = {}; for (const k in o) t[k] = o[k]; t.g = (v) => v * x; let s = 0; for (const k of Object.keys(t)) { const v = t[k]; s += typeof v === 'function' ? t[k](x) : typeof v === 'number' ? v * x : v[0] * v[1]; } return s; }, { wrt: [1] }),
  program('points one by one, or as a list, read by names', () => [[{ x: 1, y: 2 }, { x: 3, y: 4 }]], (points) => Flat.of(...points) + Flat.of(points)),
  program('what is joined with a copy through text that is never made', () => [[{ x: 1, y: 2 }, { x: 3, y: 4 }], 0.3], (p, t) => { const at = (q, deep) => { if (deep) { const c = JSON.parse(JSON.stringify(q)); c[0].x *= t; return c[0]; } return { x: q[0].x * t + q[1].x * (1 - t), y: q[0].y }; }; const a = at(p, t > 1), b = at([a, p[1]], false); return a.x * b.x + b.y; }),
  program('a callback or nothing, a list or nothing', () => [[{ f: doubled }, { f: null, w: [2, 3] }, { f: undefined, w: null }], 1.7], (l, x) => { let s = 0; for (const { f, w } of l) { const u = f || w; s += u ? (typeof u === 'function' ? u(x) : u[0] * u[1] * x) : x; } return s; }, { wrt: [1] }),
  program('a text that no run comes to', () => [1.7], (x) => { const k = x > 0 ? 2 : 9; const told = (v) => (k > 5 ? v + '!' : null); const t = told(x); return t ? Number(t.slice(0, 3)) : x * k; }),
  program('functions and numbers put on functions', () => [1.7], (x) => { const make = (k) => { const f = (v) => v * k; f.twice = (v) => f(f(v)); f.k = k; return f; }; const all = [make(x), doubled]; return all[0].twice(2) * all[0].k + all[1](x); }),
  program('an operand that is an object at one time, without numbers that matter', () => [1.5], (x) => {
    let y = 0;
    for (const v of [x, [3], new Date(2000), null, { valueOf: undefined, toString: undefined, [Symbol.toPrimitive]: Number }, '2', true]) {
      if (typeof v === 'object' && v !== null && !(Array.isArray(v) || v instanceof Date)) continue;
      y += v * x - -v + Math.max(v, x) * 0.5;
    }
    return y;
  }),
  program('objects compared with numbers', () => [1.5], (x) => {
    let y = 0;
    for (const v of [x, [2], [x], { k: x }]) { if (v > 1) y += x; if (v == 2) y += x * x; if ((v | 0) === 2) y *= x; }
    return y;
  }),
  program('what a loop carries may be nothing at first', () => [[1.5, 2.5, 0.5]], (a) => { let v = a[9], s = 0; for (let i = 0; i < 3; i++) { s += v === undefined ? a[0] * 2 : v * a[1]; v = a[i]; } return s; }),
  program('what a function that calls itself is given may be nothing', () => [[1.5, 2.5, 0.5]], (a) => { const walk = (v, i) => (i > 4 ? 0 : (v === undefined ? a[0] : v * a[1]) + walk(a[i], i + 1)); return walk(a[7], 0); }),
  program('an object that only the engine converts, put into a typed array', () => [0.3, new Float64Array([1, 2, 3])], (x, v) => { v[0] = x; const day = new Date(4); v[1] = day; return v[0] * v[1]; }),
  program('a copy of arrays, typed arrays and records at one place', () => [0.3, new Float64Array([1, 2, 3])], (x, v) => { const m = structuredClone([v, [x, 0.5], { w: x }]); v[0] = 0; m[1][1] *= x; return m[0][0] * m[1][0] + m[1][1] * m[2].w * m[2].w; }),
];
