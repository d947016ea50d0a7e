// @ts-nocheck: programs as people write them
/* oxlint-disable */
/** Loops of many turns that move references: what a budget takes back in parts. */
import { program } from './program.ts';

const floats = (...values) => new Float64Array(values);

export const loops = [
  program('buffers in fields that change places', () => [{ a: floats(0.1, 0.4, -0.3), b: floats(0, 0, 0) }, 25], (s, n) => {
    for (let t = 0; t < n; t++) {
      for (let i = 0; i < 3; i++) s.b[i] = Math.sin(s.a[i]) + 0.3 * s.a[(i + 1) % 3];
      [s.a, s.b] = [s.b, s.a];
    }
    return s.a[0] * s.a[1] + s.b[2];
  }, { counts: [1] }),
  program('rows that change places and are updated', () => [[[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]], 24], (m, n) => {
    for (let t = 0; t < n; t++) {
      const k = t % m.length;
      [m[0], m[k]] = [m[k], m[0]];
      for (let j = 0; j < 2; j++) m[0][j] = Math.sin(m[0][j]) + 0.2 * m[1][j];
    }
    return m[0][0] * m[1][1];
  }, { counts: [1] }),
  program('rows that turns make anew', () => [[[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]], 24], (m, n) => {
    for (let t = 0; t < n; t++) {
      const k = t % m.length;
      m[k] = m[k].map((v, j) => Math.sin(v) + 0.2 * m[(k + 1) % m.length][j]);
    }
    return m[0][0] * m[1][1];
  }, { counts: [1] }),
  program('entries of a Map that change places', () => [0.5, 25], (x, n) => {
    const m = new Map([['a', { v: x }], ['b', { v: 2 * x }]]);
    for (let t = 0; t < n; t++) {
      const a = m.get('a'), b = m.get('b');
      a.v = Math.sin(a.v) + 0.2 * b.v;
      m.set('a', b);
      m.set('b', a);
    }
    return m.get('a').v * m.get('b').v;
  }, { counts: [1] }),
  program("the caller's Map walked and filled anew", () => [new Map([['a', 0.4], ['b', 0.9]]), 20], (m, n) => {
    for (let t = 0; t < n; t++) for (const [key, value] of m) m.set(key, Math.sin(value) + 0.3 * value);
    let sum = 0;
    for (const value of m.values()) sum += value;
    return sum;
  }, { counts: [1] }),
  program('keys of a Map, objects that are made anew', () => [0.7, 20], (x, n) => {
    const keys = [{ v: x }, { v: 2 * x }], m = new Map([[keys[0], 1], [keys[1], 2]]);
    for (let t = 0; t < n; t++) {
      for (const [key, w] of m) key.v = Math.sin(key.v) + 0.05 * w;
      const old = keys[t % 2], next = { v: old.v * 0.9 };
      m.delete(old);
      keys[t % 2] = next;
      m.set(next, 1 + (t % 3));
    }
    let sum = 0;
    for (const [key, w] of m) sum += key.v * w;
    return sum;
  }, { counts: [1] }),
  program('a slot that holds a number in every second turn', () => [0.5, 25], (x, n) => {
    const m = [x, { v: 2 * x }];
    for (let t = 0; t < n; t++) {
      const at = typeof m[0] === 'number' ? 0 : 1, a = m[at], b = m[1 - at];
      m[1 - at] = Math.sin(a) + b.v * 0.1;
      m[at] = { v: b.v * 0.9 + a * 0.1 };
    }
    const at = typeof m[0] === 'number' ? 0 : 1;
    return m[at] * m[1 - at].v;
  }, { counts: [1] }),
  program('parts of floats whose slots are of one class with references', () => [floats(1, 2, 3), [[1], [2]], 20], (u, m, n) => {
    const both = [u, m];
    let sum = 0;
    for (let t = 0; t < n; t++) {
      u[t % 3] = Math.sin(u[t % 3]) + 0.1 * sum;
      sum += both[0].slice(1).reduce((p, q) => p + q) * 0.1;
    }
    return sum + u[2];
  }, { counts: [2] }),
  program('a queue of what is made anew', () => [0.5, 25], (x, n) => {
    const queue = [{ v: x }, { v: 2 * x }];
    for (let t = 0; t < n; t++) {
      const head = queue.shift();
      queue.push({ v: Math.sin(head.v) + 0.1 * queue[0].v });
    }
    return queue[0].v * queue[1].v;
  }, { counts: [1] }),
  program('calls of a recursive function, before and inside of a loop', () => [0.7, 20], (x, n) => {
    const down = (y, k) => (k === 0 ? y : Math.sin(down(y * 1.01, k - 1)) + y);
    let y = x;
    for (let k = 0; k < 5; k++) y = Math.sin(y) + down(y * 0.1, 2);
    for (let t = 0; t < n; t++) y = down(y * 0.5, 1 + (t % 3));
    return y;
  }, { counts: [1] }),
  program('a walk along a list whose numbers may be memory, as far as is known, and which ends where the list does', () => [{ w: 0.74 }, [[0.5], [2]], new Float64Array([1, 2, 3])], (o, m, v) => {
    const first = { w: v[0], next: { w: 0.81, next: { w: o.w, next: null } } };
    for (let p = first; p; p = p.next) p.w *= 0.5;
    const seen = new Map([[v, 1], [m, 2]]);
    return first.next.next.w * first.w * seen.size + m[0][0];
  }),
];
