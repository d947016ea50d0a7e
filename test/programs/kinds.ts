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
];
