// @ts-nocheck: programs as people write them
/* oxlint-disable */
/** Kernels without a result: what counts is the memory that they leave. */
import { closure, program } from './program.ts';

const floats = (...values) => new Float64Array(values);

export const kernels = [
  program('y = a x + y', () => [0.7, floats(1, 2, 3), floats(0.5, 0.25, -1)], (a, x, y) => { for (let i = 0; i < x.length; i++) y[i] += a * x[i]; }),
  program('y = a y on itself', () => { const v = floats(1, 2, 3); return [0.7, v, v]; }, (a, x, y) => { for (let i = 0; i < x.length; i++) y[i] = a * x[i] * y[0]; }),
  program('a product of matrices into a third', () => [[[1, 2], [3, 4]], [[0.5, -1], [1.5, 0.2]], [[9, 9], [9, 9]]], (a, b, c) => {
    for (let i = 0; i < 2; i++) for (let j = 0; j < 2; j++) { c[i][j] = 0; for (let k = 0; k < 2; k++) c[i][j] += a[i][k] * b[k][j]; }
  }),
  program('normalised in place', () => [floats(3, 4, 1)], (v) => { let s = 0; for (const x of v) s += x * x; const n = Math.sqrt(s); for (let i = 0; i < v.length; i++) v[i] /= n; }),
  program('a step of a body', () => [{ p: [0, 1], v: [0.5, -0.5], m: 2 }, 0.1], (b, dt) => {
    const r = Math.hypot(b.p[0], b.p[1]);
    for (let i = 0; i < 2; i++) { b.v[i] -= (dt * b.p[i]) / (r * r * r * b.m); b.p[i] += dt * b.v[i]; }
  }),
  program('views shifted by one', () => { const m = floats(1, 2, 3, 4, 5); return [m.subarray(0, 4), m.subarray(1, 5)]; }, (a, b) => { for (let i = 0; i < 4; i++) b[i] = a[i] * b[i]; }),
  program('rows exchanged, then scaled', () => [[[1, 2], [3, 4]], 0.5], (m, k) => { [m[0], m[1]] = [m[1], m[0]]; for (let j = 0; j < 2; j++) m[0][j] *= k * m[1][j]; }),
  program('left early', () => [floats(0.5, 0.8, 1.2, 0.1)], (a) => { for (let i = 1; i < a.length; i++) { a[i] *= a[i - 1]; if (a[i] > 0.45) return; } }),
  closure('through captured scratch', () => [floats(1, 2, 3)], () => {
    const scratch = new Float64Array(3);
    return { memory: [scratch], f: (a) => { for (let i = 0; i < 3; i++) scratch[i] = a[i] * a[(i + 1) % 3]; for (let i = 0; i < 3; i++) a[i] = scratch[2 - i]; } };
  }),
  program('a kernel that gives up half way', () => [floats(0.5, 1.5, -1, 2)], (a) => {
    const check = (v) => { if (v < 0) throw 'negative'; };
    try { for (let i = 0; i < a.length; i++) { check(a[i]); a[i] *= a[0]; } } catch { a[3] = a[0] * a[1]; }
  }),
];
