// @ts-nocheck: programs as people write them
/* oxlint-disable */
/** Classes that extend those of the language: arrays and errors, from outside and declared inside; functions that are compared. */
import { program } from './program.ts';

class List extends Array {
  dot(o) { let s = 0; for (let i = 0; i < this.length; i++) s += this[i] * o[i]; return s; }
  plus(o) { return this.map((v, i) => v + o[i]); }
  get last() { return this[this.length - 1]; }
}
class Doubling extends Array {
  push(...values) { this.count = (this.count ?? 0) + values.length; return super.push(...values.map((v) => 2 * v)); }
}
class Failure extends Error {
  constructor(message, value) { super(message); this.name = 'Failure'; this.value = value; }
  get twice() { return 2 * this.value; }
}
class Deep extends Failure { constructor(value) { super('at ' + value, 3 * value); } }

export const subclasses = [
  program('an array class declared inside', () => [1.5], (x) => {
    class Stack extends Array {
      constructor(k, ...values) { super(...values); this.k = k; }
      top() { return this[this.length - 1] * this.k; }
      static get [Symbol.species]() { return Array; }
    }
    const s = new Stack(2 * x, x, 2, 3);
    s.push(s.pop() * x);
    s.k *= x;
    return s.top() * s.length * (s instanceof Stack && s instanceof Array && Array.isArray(s) ? 1 : 100);
  }),
  program('methods make arrays of the class', () => [1.5, [0.5, 2.5]], (x, a) => {
    const v = List.of(x, x * x, -3), w = List.from(a, (q) => q * x).concat(x);
    const kept = v.filter((q) => q > 0).concat([x, 2]).slice(1);
    return kept.dot(w.plus(w)) * v.map((q) => q * q).last * (kept instanceof List && w.last);
  }),
  program('a method in the place of a builtin one', () => [1.5], (x) => {
    class Logged extends Doubling { push(v) { const n = super.push(v, v * x); return n; } }
    const l = new Logged(), m = new Doubling();
    for (let i = 0; i < 3; i++) l.push(x + i);
    m.push(x, 1);
    return (l[1] + l[4]) * l.count * l.length + m[0] * m.count;
  }),
  program('errors of classes with numbers', () => [[1.5, 0.5, 3]], (a) => {
    class Local extends RangeError { constructor(v) { super(); this.v = v; } }
    const check = (v, i) => {
      if (i === 0) throw new Deep(v);
      if (i === 1) throw new Local(v * v);
      if (i === 2) return v.missing.field;
      return v;
    };
    let y = 0;
    for (let i = 0; i < 4; i++) {
      try { y += check(a[i % 3], i) * a[0]; } catch (e) {
        if (e instanceof Failure) y += e.twice * e.name.length;
        else if (e instanceof Local) y += e.v * a[2] * (e.message === '' ? 1 : 100);
        else if (e instanceof TypeError) y *= a[1];
        else throw e;
      }
    }
    return y;
  }),
  program('an error that is changed and thrown on', () => [1.5], (x) => {
    const inner = (v) => { try { if (v > 1) throw new Failure('large', v); return v; } catch (e) { if (!(e instanceof Failure)) throw e; e.value *= x; throw e; } };
    let y = 1;
    for (const v of [x, x / 2, 2 * x]) { try { y += inner(v); } catch (e) { y *= e.value * e.message.length; } }
    return y;
  }),
  program('what a class of errors throws', () => [[1.5, 2]], (a) => { a[0] *= 2; throw new Failure('out', a[0]); }, { throws: /out/ }),
  program('listeners that are taken away', () => [1.5], (x) => {
    const all = [];
    const on = (f) => { all.push(f); return () => { const i = all.indexOf(f); if (i >= 0) all.splice(i, 1); }; };
    let y = 0;
    const twice = (v) => { y += 2 * v * x; };
    const off = on(twice);
    on((v) => { y += v * v; });
    on(twice);
    for (const f of all) f(x);
    off();
    for (const f of all) f(x * x);
    return y * all.length;
  }),
  program('functions that are compared', () => [1.5], (x) => {
    const square = (v) => v * v;
    function scale(v) { return v * x; }
    const which = (f) => { switch (f) { case square: return square(x); case scale: return scale(x) * 3; default: return f === Math.sin ? x : 0; } };
    const made = [];
    for (let i = 0; i < 3; i++) { const f = (v) => v * x + i; made.push(f, f); }
    let y = which(square) + which(scale) + which(Math.sin);
    for (let i = 0; i < made.length; i++) for (let j = 0; j < made.length; j++) if (made[i] === made[j]) y += made[i](x);
    let last = null;
    const changed = (f) => { const is = f !== last; last = f; return is ? x : x * x; };
    return y + changed(scale) + changed(scale) + changed(square);
  }),
  program('views of parts of a buffer', () => [Float64Array.of(1, 2, 3, 4), 2], (a, n) => {
    let y = 0;
    for (let i = 0; i < n; i++) { const v = new Float64Array(a.buffer, 16 * i, 2); v[0] *= v[1]; y += v[0] * v.length; }
    const rest = new Float64Array(a.buffer, 8), s = a.subarray(1, 3), again = new Float64Array(s.buffer, s.byteOffset, s.length);
    again[0] = again[1] * rest[0];
    try { y *= new Float64Array(a.buffer, 4)[0]; } catch (e) { y += e.message.length * a[1]; }
    try { y *= new Float64Array(a.buffer, 24, 2)[0]; } catch (e) { y += e.message.length * a[2]; }
    return y * a[1] * rest.length;
  }, { counts: [1] }),
  program('views of parts of a buffer made here', () => [1.5, Float32Array.of(0.5, 1.5, 2.5)], (x, f) => {
    const all = new Float64Array(6), end = new Float64Array(all.buffer, 16, 3), g = new Float32Array(f.buffer, 4, 2);
    end[0] = x;
    end[2] = all[2] * x;
    return all[4] * all[2] + g[0] * g[1] * x;
  }),
];
