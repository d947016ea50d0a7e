// @ts-nocheck: programs as people write them
/* oxlint-disable */
/** Calls: known callees, recursion, callbacks, functions chosen while running; pure and mutating code in turns. */
import { closure, program } from './program.ts';

const floats = (...values) => new Float64Array(values);
function horner(c, x) { let y = 0; for (let i = c.length - 1; i >= 0; i--) y = y * x + c[i]; return y; }
function axpy(n, k, x, y) { for (let i = 0; i < n; i++) y[i] += k * x[i]; }
const dot = (p, q) => { let s = 0; for (let i = 0; i < p.length; i++) s += p[i] * q[i]; return s; };
function power(x, n) { return n === 0 ? 1 : n % 2 === 1 ? x * power(x, n - 1) : power(x * x, n / 2); }
function even(n, y) { return n === 0 ? y : odd(n - 1, y * 1.1); }
function odd(n, y) { return n === 0 ? -y : even(n - 1, Math.sin(y) + 0.5); }
function exchange(a, b, n) { if (n === 0) return; a[n - 1] = a[n - 1] * b[n - 1] + b[0]; exchange(b, a, n - 1); }
function leaves(tree) { return typeof tree === 'number' ? tree * tree : leaves(tree[0]) * 0.5 + leaves(tree[1]); }
function settle(a, lo, hi) {
  if (hi - lo < 2) return;
  const mid = (lo + hi) >> 1;
  settle(a, lo, mid);
  settle(a, mid, hi);
  for (let i = lo; i < mid; i++) { const s = a[i] + a[i + mid - lo] * 0.9; a[i + mid - lo] = a[i] - a[i + mid - lo]; a[i] = s; }
}

export const calls = [
  program('a pure call in a mutating loop', () => [floats(0.2, 0.5, 0.8), [1, -0.5, 0.25]], (u, c) => { for (let i = 0; i < u.length; i++) u[i] = u[i] * horner(c, u[i]); return dot(u, u); }),
  program('a mutating call in a pure loop', () => [floats(0.2, 0.5), floats(1, -1), 0.3], (x, y, k) => { let s = 0; for (let t = 0; t < 3; t++) { axpy(2, k, x, y); s += y[0] * y[1]; } return s; }),
  program('both in turns under a branch', () => [floats(0.2, 0.5, -0.4), floats(1, -1, 2)], (x, y) => {
    let s = 0;
    for (let t = 0; t < 4; t++) {
      if (dot(x, y) < s) axpy(3, 0.5, x, y);
      else { s += horner(x, 0.5); axpy(3, s, y, x); }
    }
    return s + dot(x, x);
  }),
  program('a callee chosen while running', () => [[0.6, -0.3, 1.2]], (a) => {
    const up = (v) => v * v;
    const down = (v) => { a[0] *= 0.5; return -v; };
    let y = 0;
    for (const v of a) y += (v > 0 ? up : down)(v) * a[0];
    return y;
  }),
  program('callees in a table', () => [[0.6, 0.3, 1.2], new Int32Array([2, 0, 1, 2])], (a, code) => {
    const table = [Math.sin, (v) => v * v, (v) => { a[1] += v; return a[1]; }];
    let y = 0;
    for (let i = 0; i < code.length; i++) y = 0.5 * y + table[code[i]](a[i % 3]);
    return y;
  }),
  program('recursion by halves', () => [1.3, 11], (x, n) => power(x, n), { counts: [1] }),
  program('recursion in turns', () => [0.7], (x) => even(5, x) * even(4, x)),
  program('recursion over a tree', () => [[[0.5, [1, 1.5]], 2]], (t) => leaves(t)),
  program('recursion in place', () => [floats(1, 0.5, -0.25, 2, 0.3, -0.6, 0.9, 1.1)], (a) => { settle(a, 0, a.length); return a[0] * a[7] + a[3] * a[3]; }),
  program('recursion in which two arrays change places', () => [floats(0.5, 1.5, -0.5), floats(0.3, 0.8, 1.2), 3], (a, b, n) => { exchange(a, b, n); return a[0] * b[1] + a[2] * b[2]; }, { counts: [2] }),
  program('recursion of an inner function over captured state', () => [[0.9, 1.2]], (a) => {
    let depth = 0;
    const dive = (x) => { depth++; a[0] += 0.1 * x; return x < 0.2 ? x : x * dive(x * 0.5) + a[0]; };
    return dive(a[1]) + depth;
  }),
  program('a callback that is passed on', () => [[0.5, 1.5]], (a) => { const each = (f) => a.map((v, i) => f(v, i)); return each((v, i) => v ** (i + 2)).reduce((p, q) => p + q) + each(Math.cos)[0]; }),
  program('rest and spread', () => [0.5, 1.5, 2.5], (...xs) => { const add = (p, ...rest) => rest.reduce((s, v) => s + v * p, 0); return add(...xs) + xs[0] * xs.length; }),
  program('results that are arrays and records', () => [0.8], (x) => { const both = (v) => [Math.sin(v), Math.cos(v)]; const [s, c] = both(x); const { re, im } = ((p, q) => ({ re: p * q, im: p + q }))(s, c); return re * im + s; }),
  program('a result that is one of the arguments', () => [[0.5, 1.5], [2.5, 3.5]], (a, b) => { const longer = (p, q) => (dot(p, p) > dot(q, q) ? p : q); const m = longer(a, b); m[0] *= a[1]; return b[0] * b[1] + a[0]; }),
  program('call and apply', () => [0.8, [1, 2]], (x, a) => { const f = (p, q) => p * q * x; return f.call(null, x, a[0]) + f.apply(null, a) + Math.max.apply(null, a) * x; }),
  program('integration with a right side given', () => [[1, 0.2], 0.05], (state, dt) => {
    const step = (rate) => {
      const k1 = rate(state);
      const k2 = rate(state.map((v, i) => v + 0.5 * dt * k1[i]));
      for (let i = 0; i < state.length; i++) state[i] += dt * k2[i];
    };
    for (let n = 0; n < 5; n++) step(([p, q]) => [p * (1 - q), q * (p - 0.5)]);
    return state[0] * state[1];
  }),
  closure('a captured function that writes captured memory', () => [floats(0.4, 0.7)], () => {
    const seen = [1, 1];
    const note = (i, v) => { seen[i] = seen[i] * v + v; return seen[i]; };
    return { memory: [seen], f: (x) => note(0, x[0]) * note(1, x[1]) + note(0, x[1]) };
  }),
  program('a missing argument', () => [1.5], (x, y) => (y === undefined ? x * x : y)),
  program('an argument too many', () => [1.5, 9], (x) => x * x),
];
