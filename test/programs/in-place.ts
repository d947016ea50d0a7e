// @ts-nocheck: programs as people write them
/* oxlint-disable */
/** Slots and fields that are overwritten while their old contents still matter. */
import { closure, program } from './program.ts';

const floats = (...values) => new Float64Array(values);

export const inPlace = [
  program('every slot squared', () => [floats(1.5, -2, 0.5)], (a) => {
    for (let i = 0; i < a.length; i++) a[i] *= a[i];
    return a[0] - a[1] * a[2];
  }),
  program('a product read before and after its factor changes', () => [[2, 3]], (a) => {
    const before = a[0] * a[1];
    a[0] = Math.sin(before);
    const after = a[0] * a[1];
    a[1] = 1;
    return before * after + a[1];
  }),
  program('prefix sums', () => [floats(0.1, 0.7, -0.3, 1.2)], (a) => {
    for (let i = 1; i < a.length; i++) a[i] += a[i - 1] * a[i];
    return a[3] * a[1];
  }),
  program('diffusion with both old neighbours', () => [floats(0, 1, 0.5, -0.4, 0), floats(0.2, 0.3, 0.1, 0.4), 4], (u, k, steps) => {
    for (let t = 0; t < steps; t++) {
      let left = 0;
      for (let i = 0; i < k.length; i++) {
        const flux = k[i] * (u[i + 1] - u[i]);
        u[i] += flux - left;
        left = flux;
      }
    }
    return u[1] * u[2] + u[3];
  }, { counts: [2] }),
  program('relaxation sweeps', () => [[0.2, 0.9, -0.3, 0.6, 1], 3], (u, sweeps) => {
    for (let s = 0; s < sweeps; s++) for (let i = 1; i + 1 < u.length; i++) u[i] = 0.3 * (u[i - 1] + u[i + 1]) + 0.2 * u[i] * u[i];
    return u[1] + u[2] * u[3];
  }, { counts: [1] }),
  program('rotation of three slots', () => [[0.5, 1.5, 2.5]], (v) => {
    [v[0], v[1], v[2]] = [v[1] * v[2], v[2] + v[0], v[0] * v[1]];
    return v[0] - v[1] * v[2];
  }),
  program('bubble sort by swaps', () => [floats(0.9, -0.2, 0.5, 0.1), floats(1, 2, 3, 4)], (a, w) => {
    for (let i = 0; i < a.length; i++) {
      for (let j = 0; j + 1 < a.length - i; j++) {
        if (a[j] > a[j + 1]) [a[j], a[j + 1]] = [a[j + 1], a[j]];
      }
    }
    let sum = 0;
    for (let i = 0; i < a.length; i++) sum += a[i] * a[i] * w[i];
    return sum;
  }),
  program('two stores to one slot in a round', () => [floats(0.5, 0.9, -0.4), 1.2], (u, k) => {
    let sum = 0;
    for (let i = 0; i < 3; i++) {
      u[i] = k * u[i] * u[i] + 0.1;
      u[i] = u[i] * u[i] * u[i] + k;
      sum += u[i] * u[i];
    }
    return sum;
  }),
  program('scratch of one slot, used again and again', () => [floats(0.4, 0.8, 1.2)], (a) => {
    const cell = new Float64Array(1);
    let sum = 0;
    for (let i = 0; i < a.length; i++) {
      cell[0] = a[i] * a[i];
      cell[0] = cell[0] * a[0];
      sum += cell[0] * cell[0];
    }
    return sum;
  }),
  program('fields updated like momentum', () => [{ x: 1, v: 0.2 }, 0.9, 0.1], (body, drag, dt) => {
    for (let i = 0; i < 4; i++) {
      body.v = drag * body.v - dt * Math.sin(body.x);
      body.x += dt * body.v;
    }
    return body.x * body.x + body.v;
  }),
  program('elimination with row pivots', () => [[[0.2, 1.3, 0.5], [1.1, 0.4, -0.7], [0.6, -0.9, 2.1]]], (m) => {
    const n = m.length;
    let sign = 1;
    for (let k = 0; k < n; k++) {
      let p = k;
      for (let i = k + 1; i < n; i++) if (Math.abs(m[i][k]) > Math.abs(m[p][k])) p = i;
      if (p !== k) { const row = m[p]; m[p] = m[k]; m[k] = row; sign = -sign; }
      for (let i = k + 1; i < n; i++) {
        const ratio = m[i][k] / m[k][k];
        for (let j = k; j < n; j++) m[i][j] -= ratio * m[k][j];
      }
    }
    let det = sign;
    for (let k = 0; k < n; k++) det *= m[k][k];
    return det;
  }),
  program('Cholesky in the lower triangle', () => [floats(4, 0, 0, 1, 3, 0, 0.5, 0.7, 2), 3], (a, n) => {
    let sum = 0;
    for (let j = 0; j < n; j++) {
      for (let k = 0; k < j; k++) a[j * n + j] -= a[j * n + k] ** 2;
      const d = Math.sqrt(a[j * n + j]);
      a[j * n + j] = d;
      sum += 2 * Math.log(d);
      for (let i = j + 1; i < n; i++) {
        for (let k = 0; k < j; k++) a[i * n + j] -= a[i * n + k] * a[j * n + k];
        a[i * n + j] /= d;
      }
    }
    return sum;
  }, { counts: [1] }),
  program('a gate that overwrites its state', () => [floats(0.1, -0.2), floats(0.5, 0.3, -0.8, 0.9), [0.4, -1, 0.7]], (h, w, inputs) => {
    let loss = 0;
    for (const x of inputs) {
      for (let i = 0; i < h.length; i++) {
        const gate = 1 / (1 + Math.exp(-(w[i] * x + h[i])));
        h[i] = gate * h[i] + (1 - gate) * Math.tanh(w[i + 2] * x);
        loss += (h[i] - x) ** 2;
      }
    }
    return loss;
  }),
  program('scatter with repeated indices', () => [floats(1, 2, 4, 8), new Int32Array([0, 2, 0, 1])], (from, index) => {
    const into = new Float64Array(3);
    const sums = [0, 0, 0];
    for (let i = 0; i < from.length; i++) {
      into[index[i]] = from[i];
      sums[index[i]] += from[i] * from[i];
    }
    return into[0] * into[2] + sums[0] * into[1];
  }),
  program('an index computed from what it overwrites', () => [[1.4, 0.3, 2.2]], (a) => {
    const at = Math.floor(a[0]);
    a[at] = a[0] * a[2];
    a[Math.floor(a[1]) % 3] *= a[at];
    return a[0] + a[1] * a[2];
  }),
  program('an overwritten square of whole rows', () => [[[0.3, 0.1], [-0.2, 0.4]]], (m) => {
    const product = [[0, 0], [0, 0]];
    for (let power = 0; power < 2; power++) {
      for (let i = 0; i < 2; i++) for (let j = 0; j < 2; j++) {
        product[i][j] = 0;
        for (let k = 0; k < 2; k++) product[i][j] += m[i][k] * m[k][j];
      }
      for (let i = 0; i < 2; i++) for (let j = 0; j < 2; j++) m[i][j] = product[i][j] + (i === j ? 1 : 0);
    }
    return m[0][0] * m[1][1] - m[0][1] * m[1][0];
  }),
  closure('module scratch that the first line refills', () => [floats(0.3, 0.6, 0.9)], () => {
    const scratch = new Float64Array(3);
    const f = (x) => {
      scratch.fill(0);
      for (let i = 0; i < 3; i++) for (let j = 0; j <= i; j++) scratch[i] += x[i] * x[j];
      return scratch[0] * scratch[1] + scratch[2];
    };
    return { f, memory: [scratch] };
  }),
  program('more rounds than the stores have room for at first', () => [0.4, floats(0.3, 0.9)], (x, a) => {
    let y = x;
    for (let i = 0; i < 1500; i++) {
      const s = Math.sin(y + a[i % 2]);
      const c = Math.cos(y * s);
      y = s * c + 0.3 * x;
      a[i % 2] = 0.5 * (a[i % 2] * s + c);
    }
    return y * a[0] + a[1];
  }),
  program('rounds that are not counted, more than there is room for at first', () => [0.4, floats(0.3, 0.9)], (x, a) => {
    let y = x;
    let n = 0;
    while (n < 1500 && y < 10) {
      a[n % 2] = Math.sin(a[n % 2] * y + a[1]);
      y = 0.5 * Math.cos(y * a[n % 2]) + x;
      n += 1 + (n % 2 ? 0 : y > 5 ? 2 : 0);
    }
    return y * a[0] + a[1];
  }),
  program('rounded to 32 bits at each store', () => [new Float32Array([0.5, 1.25]), 3], (a, x) => {
    a[0] = a[0] * x;
    a[1] += a[0];
    return a[1] * a[0];
  }, { gradients: [[3 * (2.75 + 1.5), 1.5], 0.5 * (2.75 + 1.5)] }),
  ...['up', 'by twos', 'down', 'nowhere'].map((way) =>
    program(`a recurrence that feeds on a ring, ${way}`, () => [floats(0.4, 0.5, 0.1, 0.3), way], (p, way) => {
      const buf = new Float64Array(7);
      let v = p[0], total = 0;
      if (way === 'up') for (let t = 0; t < 40; t++) { const k = t % 7; v = p[1] * v + p[2] * buf[k] * buf[k] + p[3]; buf[k] = v; total += v * v; }
      if (way === 'by twos') for (let t = 1; t < 40; t += 2) { const k = t % 7; v = p[1] * v + p[2] * buf[k] * buf[k] + p[3]; buf[k] = v; total += v * v; }
      if (way === 'down') for (let t = 40; t > 2; t--) { const k = t % 7; v = p[1] * v + p[2] * buf[k] * buf[k] + p[3]; buf[k] = v; total += v * v; }
      if (way === 'nowhere') for (let t = 3; t < p.length - 2; t++) { const k = t % 7; v = p[1] * v + p[2] * buf[k] * buf[k] + p[3]; buf[k] = v; total += v * v; }
      return total + v;
    })),
  program('a ring that is shorter than its indices, one that rounds, one written twice and one now and then', () => [floats(0.4, 0.5, 0.1, 0.3)], (p) => {
    const short = new Float64Array(5), round = new Float32Array(7), twice = new Float64Array(7), sometimes = new Float64Array(7);
    let v = p[0], w = p[1], x = p[2], y = p[3], total = 0;
    for (let t = 0; t < 30; t++) { const k = t % 7; v = p[1] * v + 0.1 * v * v + p[3]; short[k] = v; total += v * v; }
    for (let t = 0; t < 30; t++) { const k = t % 7; w = p[1] * w + p[2] * w * w; round[k] = w; total += w * w; }
    for (let t = 0; t < 30; t++) { const k = t % 7; x = p[1] * x + p[2] * twice[k] * x; twice[k] = x; twice[3] = 0.5 * x; total += x * x; }
    for (let t = 0; t < 30; t++) { const k = t % 7; y = p[1] * y + p[2] * sometimes[k] * y; if (t % 3) sometimes[k] = y; total += y * y; }
    return total + short[2] + sometimes[1];
  }),
  program('a sweep over the caller’s row that carries what it overwrites', () => [floats(0.4, -0.5, 0.7, 0.3, 0.9), 3], (u, steps) => {
    for (let t = 0; t < steps; t++) {
      let left = u[0];
      for (let i = 1; i < u.length - 1; i++) {
        const c = u[i];
        u[i] = c + 0.2 * (1 + c * c) * (left - 2 * c + u[i + 1]);
        left = c;
      }
    }
    return u[1] * u[2] + u[3];
  }, { counts: [1] }),
];
