// @ts-nocheck: programs as people write them
/* oxlint-disable */
/** One function called again: with arguments of another make, with what was apart joined, with captures that have changed. */
import { program } from './program.ts';

const floats = (...values) => new Float64Array(values);
const twice = (make) => { const v = make(); return [v, v]; };
let rate = 0;
const scaled = (k, args) => () => { rate = k; return args(); };
const rows = [[0, 0], [0, 0]];
const matrix = [rows[0], rows[1]];
const arranged = (first, second) => () => {
  rows.forEach((row, i) => { row[0] = 0.5 + i; row[1] = 1.5 - 0.25 * i; });
  matrix[0] = rows[first];
  matrix[1] = rows[second];
  return [matrix];
};

export const again = [
  program('two arrays, then one array twice', () => [[1.2, -0.7, 0.4], [0.3, 0.9, 1.1]], (p, q) => {
    for (let i = 0; i < p.length; i++) p[i] = p[i] * q[q.length - 1 - i];
    return p[0] + 2 * p[1] * q[2];
  }, { then: [() => twice(() => [1.2, -0.7, 0.4])] }),
  program('two buffers, then windows of one', () => [floats(0.5, 1.5, -1), floats(2, 0.25, 3)], (p, q) => {
    for (let i = 0; i < p.length; i++) p[i] = p[i] * q[i] + q[0];
    return p[0] * p[2] + q[1];
  }, { then: [() => { const m = floats(0.5, 1.5, -1, 2, 0.25); return [m.subarray(2), m.subarray(0, 3)]; }] }),
  program('a whole number of rounds, then a fraction', () => [[1.1, 0.3], 3], (a, n) => {
    let y = 1;
    for (let i = 0; i < n; i++) { a[0] = a[0] * a[1] + 0.5; y *= a[0] + i; }
    return y;
  }, { counts: [1], then: [() => [[1.1, 0.3], 2.5], () => [[1.1, 0.3], 5]] }),
  program('counts without any object', () => [1.1, 3], (x, n) => { let y = x; for (let i = 0; i < n; i++) y = Math.sin(y * x) + i * 0.1; return y; }, {
    counts: [1],
    then: [() => [1.3, 2.5], () => [1.3, 0]],
  }),
  program('records with more fields, in another order', () => [{ a: 0.5, b: 1.5 }], (o) => {
    let y = 0;
    let place = 1;
    for (const key in o) y += place++ * o[key] * o[key];
    return y;
  }, { then: [() => [{ b: 1.5, a: 0.5 }], () => [{ a: 0.5, c: 2.5, b: 1.5 }]] }),
  program('a field that is missing at first', () => [{ a: 0.5 }], (o) => (o.k === undefined ? o.a * o.a : o.k * o.a), { then: [() => [{ a: 0.5, k: 3 }]] }),
  program('holes where there were none', () => [[0.5, 1.5, 2.5]], (a) => {
    let n = 0;
    a.forEach((v) => { n += v * v + 1; });
    return n * a[0];
  }, { then: [() => [[0.5, , 2.5]]] }),
  program('another callback', () => [0.7, Math.sin], (x, f) => f(x) * x, { then: [() => [0.7, Math.exp], () => [0.7, (v) => v * v * v]] }),
  program('a captured variable that was assigned in between', scaled(2, () => [1.5]), (x) => rate * x * x, { then: [scaled(3, () => [1.5]), scaled(0.5, () => [2.5])] }),
  program('a captured variable in a branch, assigned before a run comes to it', scaled(2, () => [0.5]), (x) => (x > 1 ? rate * x * x : x * x * x), {
    then: [scaled(3, () => [1.5]), scaled(5, () => [2.5]), scaled(7, () => [0.25]), scaled('4', () => [1.25])],
  }),
  program('the same objects, rearranged', arranged(0, 1), (m) => {
    m[0][0] *= m[1][1];
    m[1][0] += m[0][0] * m[0][1];
    return m[1][0] * m[0][0];
  }, { then: [arranged(1, 0), arranged(0, 0)] }),
  program('shorter and longer', () => [floats(0.5, 1.5, 2.5)], (a) => {
    for (let i = 1; i < a.length; i++) a[i] *= a[i - 1];
    return a[a.length - 1] * a[0];
  }, { then: [() => [floats(0.5, 1.5)], () => [floats(0.5, 1.5, 2.5, 0.25, 1.25)], () => [[0.5, 1.5, 2.5]], () => [new Float32Array([0.5, 1.5])]] }),
];
