// @ts-nocheck: programs as people write them
/* oxlint-disable */
/** Loops whose reverse sweep takes a form of its own: at once, under one test, with slots that stay values. */
import { closure, program } from './program.ts';

const rows = () => [
  [1, 2, 0.5],
  [-0.5, 1.5, 1],
  [0.25, -1, 2],
];
const w = () => Float64Array.of(0.3, -0.2, 0.7);

const numbers = (n, k = 1) => Float64Array.from({ length: n }, (_, i) => 0.8 * Math.sin(k + 1.7 * i));

/** As many turns as make several strides, and one to three that are left. */
const turns = [7, 8, 9, 10].flatMap((n) => [
  program(`${n} turns of a product with a matrix, overwritten in place`, () => [numbers(n), numbers(n * n, 2)], (x, m) => {
    const y = new Float64Array(x.length);
    for (let t = 0; t < 2; t++) {
      for (let i = 0; i < x.length; i++) {
        let s = 0;
        for (let j = 0; j < x.length; j++) s += m[i * x.length + j] * x[j] * x[j];
        y[i] = s;
      }
      for (let i = x.length - 1; i >= 0; i--) x[i] = Math.sin(y[i]) - 0.5 * x[i];
    }
    return x[0] * x[x.length - 1] + x[3];
  }),
  program(`${n} turns that carry, step over one and look`, () => [Array.from(numbers(n)), 3], (x, rounds) => {
    let left = 1,
      s = 0;
    for (let t = 0; t < rounds; t++) {
      for (let i = 1; i < x.length; i++) {
        const c = x[i];
        x[i] = c * left;
        left = c > 0 ? c : left * 0.5;
      }
      for (let i = 0; i < x.length; i += 2) s += x[i] * x[i] * left;
    }
    return s;
  }, { counts: [1] }),
]);

export const sweeps = [
  ...turns,
  program('a loss over rows', () => [w(), rows()], (w, rows) => {
    let s = 0;
    for (const row of rows) {
      let p = 0;
      for (let j = 0; j < row.length; j++) p += w[j] * row[j];
      s += p > 0.5 ? Math.log1p(Math.exp(p)) : p * p;
    }
    return s / rows.length;
  }),
  program('a sum that goes on in branches, subtracts and starts from an argument', () => [w(), 0.4], (w, from) => {
    let s = from;
    for (let i = 0; i < w.length; i++) {
      if (w[i] > 0) s += w[i] ** 3;
      else s = s - Math.sin(w[i]) + w[i];
    }
    return s;
  }),
  program('a sum that is looked at on the way', () => [w()], (w) => {
    let s = 0;
    for (let i = 0; i < w.length; i++) {
      if (s > 0.05) s += w[i] * 2;
      s += w[i] * w[i];
    }
    return s;
  }),
  program('a sum whose cotangent is known only after it', () => [w()], (w) => {
    let s = 0;
    for (let i = 0; i < w.length; i++) s += w[i] * w[i];
    let t = 0;
    for (let i = 0; i < w.length; i++) t += Math.sin(w[i]) * s;
    return t * s;
  }),
  program('what a sum read is overwritten after it', () => [w()], (w) => {
    let s = 0;
    for (let i = 0; i < w.length; i++) s += w[i] * w[i];
    for (let i = 0; i < w.length; i++) w[i] = Math.sin(w[i]);
    return s + w[0] * w[1] + w[2];
  }),
  program('the last of a loop is not a sum', () => [w()], (w) => {
    let s = 0,
      last = 0;
    for (let i = 0; i < w.length; i++) {
      last = w[i] * w[i];
      s += last;
    }
    return s + 3 * last;
  }),
  program('two sums that swap', () => [w()], (w) => {
    let a = 0,
      b = 1;
    for (let i = 0; i < w.length; i++) [a, b] = [b + w[i], a + w[i] * w[i]];
    return a * 2 + b;
  }),
  program('no cotangent meets infinite partials', () => [Float64Array.of(0, 0, 1), 0], (w, k) => {
    let s = 0;
    for (let i = 0; i < w.length; i++) {
      const r = Math.sqrt(w[i]) * k,
        q = r * (1 / w[i]) * k;
      s += w[i] === 0 ? w[i] : r * q + w[i];
    }
    return s;
  }, { gradients: [Float64Array.of(1, 1, 1), 0], steep: true }),
  program('stores past the end of a typed array', () => [w(), 2], (w, x) => {
    const out = new Float64Array(2);
    let s = 0;
    for (let i = 0; i < w.length; i++) {
      out[i] = w[i] * x;
      s += (out[i] || 0) * x;
    }
    return s;
  }, { counts: [] }),
  program('three coordinates in a short array', () => [rows(), w()], (rows, w) => {
    const v = new Float64Array(3),
      t = new Float64Array(3);
    let s = 0;
    for (const row of rows) {
      for (let k = 0; k < 3; k++) v[k] = row[k] * w[k];
      for (let k = 0; k < 3; k++) t[k] += v[(k + 1) % 3] * v[k];
      s += v[0] * t[2] - t[1];
    }
    return s;
  }),
  program('slots that are taken and given back', () => [w(), rows()], (w, rows) => {
    for (const row of rows)
      for (let j = 0; j + 1 < w.length; j++) {
        w[j] += w[j + 1] * row[j];
        w[j + 1] = w[j] * row[j + 1];
        w[j] -= row[0];
      }
    return w[0] * w[1] + w[2];
  }),
  closure('a sum over memory that it does not own', () => [0.7], () => {
    const data = [0.5, 1.5, -1];
    return { f: (x) => data.map((d) => Math.tanh(d * x)).reduce((a, b) => a + b * b, 0), memory: [data] };
  }),
];
