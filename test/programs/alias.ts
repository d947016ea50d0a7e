// @ts-nocheck: programs as people write them
/* oxlint-disable */
/** The same memory by several ways: twice the same argument, views that overlap, references moved and shared. */
import { closure, program } from './program.ts';

const floats = (...values) => new Float64Array(values);

export const alias = [
  program('one array as both operands, overwritten through the first', () => { const v = floats(1.2, -0.7, 0.4); return [v, v]; }, (p, q) => {
    for (let i = 0; i < p.length; i++) p[i] = p[i] * q[q.length - 1 - i];
    return q[0] + 2 * q[1] * q[2];
  }),
  program('two plain arrays that are one', () => { const v = [0.3, 1.1]; return [v, v, 0.8]; }, (into, from, x) => {
    into[0] = from[1] * x;
    into[1] += from[0];
    return from[1] * into[0];
  }),
  program('windows that overlap by two', () => { const m = floats(0.5, 1.5, -1, 2, 0.25, 3); return [m.subarray(0, 4), m.subarray(2, 6)]; }, (left, right) => {
    for (let i = 0; i < 4; i++) left[i] += 0.5 * right[i] * right[i];
    return left[2] * right[1] + right[0] + left[0];
  }),
  program('a view made inside, written, read through its parent', () => [floats(1, 2, 3, 4)], (a) => {
    const tail = a.subarray(2);
    tail[0] *= a[0];
    a[3] += tail[0];
    return tail[1] * a[2];
  }),
  program('a view of a view, with negative bounds', () => [floats(0.4, 0.9, 1.7, 2.1, -0.6)], (a) => {
    const inner = a.subarray(1, -1).subarray(-2);
    inner[1] = inner[0] * a[1];
    return a[3] * a[2] + inner.length;
  }),
  program('a second array over the same buffer', () => [floats(1.3, 0.2, -0.9)], (a) => {
    const again = new Float64Array(a.buffer);
    again[1] = a[0] * a[0];
    a[2] *= again[1];
    return again[2] + a[1];
  }),
  program('a copy is no alias', () => [floats(1.3, 0.2, -0.9)], (a) => {
    const old = a.slice();
    const typed = new Float64Array(a);
    a[0] = a[1] * a[2];
    typed[1] = 7;
    return a[0] * old[0] + typed[0] * typed[2] + typed[1] * old[1];
  }),
  program('a shared object under two fields', () => { const node = { w: 1.5 }; return [{ left: node, right: node, x: 0.7 }]; }, (tree) => {
    tree.left.w = Math.sin(tree.right.w) * tree.x;
    return tree.right.w * tree.right.w + tree.left.w;
  }),
  program('one of two objects, both written afterwards', () => [0.6, 1.4], (x, y) => {
    const p = { v: x * y };
    const q = { v: x + y };
    const r = x > y ? p : q;
    const before = r.v;
    p.v = y;
    q.v *= x;
    return before * r.v * p.v;
  }),
  program('rows that are one row', () => { const row = [0.5, 2]; return [[row, row, [1, 3]]]; }, (m) => {
    m[0][1] *= m[2][0] + m[1][0];
    return m[1][1] * m[2][1] + m[0][0];
  }),
  program('a matrix whose rows are exchanged', () => [[[1, 2], [3, 5]], 0.3], (m, x) => {
    const top = m[0];
    m[0] = m[1];
    m[1] = top;
    m[0][0] *= x;
    top[1] += m[0][0];
    return m[1][1] * m[0][1];
  }),
  program('rows that change places in every round', () => [[[0.5, 1.5], [0.8, -0.4]], 0.9, 3], (m, x, n) => {
    let y = 0;
    for (let k = 0; k < n; k++) {
      m[0][0] *= x + m[1][1];
      y = 0.5 * y + m[0][0] * m[1][0];
      const t = m[0];
      m[0] = m[1];
      m[1] = t;
    }
    return y + m[0][0] * m[1][1];
  }, { counts: [2] }),
  program('two buffers that take turns', () => [floats(1, 0.5, -0.25, 2)], (start) => {
    let now = start.slice();
    let next = new Float64Array(now.length);
    for (let step = 0; step < 3; step++) {
      for (let i = 0; i < now.length; i++) next[i] = 0.5 * now[i] + 0.25 * now[(i + 1) % now.length] * now[i];
      [now, next] = [next, now];
    }
    return now[0] + now[1] * now[3] + next[2];
  }),
  program('an argument that takes turns with another', () => [[1.1, 0.6], [0.2, -0.4], 3], (a, b, n) => {
    for (let k = 0; k < n; k++) {
      b[0] = a[0] * a[1];
      b[1] = a[1] + 0.5 * a[0];
      const t = a;
      a = b;
      b = t;
    }
    return a[0] * 2 + b[1];
  }, { counts: [2] }),
  program('an object that holds itself', () => { const o = { v: 1.5, w: 0.5 }; o.self = o; return [o]; }, (o) => {
    o.self.v *= o.w;
    return o.v * o.self.self.w;
  }, { mayRefuse: true }),
  program('a reference stored into an argument', () => [{ v: [1, 2], w: [3, 4] }], (o) => {
    const kept = o.v;
    o.v = o.w;
    o.v[0] *= kept[1];
    kept[0] += o.w[0];
    return o.w[0] * o.v[1] + kept[0];
  }),
  program('a new array that the caller gets', () => [{ w: [0, 0] }, 0.7, 4], (o, x, n) => {
    o.w = [x, x * x];
    let y = x;
    for (let i = 0; i < n; i++) y = y * o.w[i % 2] + x;
    return y;
  }, { counts: [2] }),
  program('the arguments share a row', () => { const row = floats(0.3, 0.8); return [[row, floats(1, 2)], row]; }, (m, row) => {
    m[1][0] = row[0] * m[0][1];
    row[1] = m[1][0] * m[1][1];
    return m[0][1] + m[1][0];
  }),
  program('a list linked by references', () => [[0.4, 1.6, -0.8]], (values) => {
    let head = null;
    for (const v of values) head = { v, next: head };
    head.next.v *= head.v;
    let sum = 0;
    for (let at = head; at !== null; at = at.next) sum = 0.5 * sum + at.v * at.v;
    return sum;
  }),
  closure('memory made here, or memory captured', () => [0.5, 2], () => {
    const held = [2, 3];
    return { memory: [held], f: (x, n) => {
      let own = [x, x * x];
      if (x < 1) own = held;
      let y = x;
      for (let i = 0; i < n; i++) y = y * own[i] + x;
      return y;
    } };
  }, { counts: [1] }),
  closure('an argument that is also captured', () => [0.5], () => {
    const held = [2, 3];
    return { memory: [held], f: (x) => { held[0] = x * held[1]; held[1] = held[0] * x; return held[0] + held[1] * x; } };
  }),
];
