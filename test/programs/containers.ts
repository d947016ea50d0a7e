// @ts-nocheck: programs as people write them
/* oxlint-disable */
/** Arrays and objects with their methods, keys that come and go, lengths that change. */
import { program } from './program.ts';

const floats = (...values) => new Float64Array(values);

export const containers = [
  program('map, filter and reduce', () => [[0.5, -1, 2, 0.25]], (a) => a.map((v, i) => v * v + i).filter((v) => v > 0.3).reduce((sum, v, i) => sum + v * (i + 1), 0)),
  program('reduce without a start, from the right', () => [[0.5, 1.5, 2]], (a) => a.reduce((p, v) => p * v + 1) + a.reduceRight((p, v) => p * v - 1)),
  program('forEach that writes another array', () => [floats(0.5, 1.5, 2)], (a) => {
    const out = [];
    a.forEach((v, i) => { out[i] = v * (i > 0 ? out[i - 1] : 1); });
    return out[2] + out.length;
  }),
  program('every and some stop early', () => [[0.5, 1.5, -2, 3]], (a) => {
    let y = 0;
    a.every((v) => { y += v * v; return v > 0; });
    a.some((v) => { y *= v; return v > 1; });
    return y;
  }),
  program('fill with bounds', () => [floats(1, 2, 3, 4), 0.6], (a, x) => {
    a.fill(x * a[0], 1, 3);
    a.fill(a[1], -1);
    return a[0] * a[1] + a[2] * a[3];
  }),
  program('slice and concat', () => [[0.5, 1, 1.5], [2, 2.5]], (a, b) => {
    const c = a.slice(1).concat(b, 3);
    a[1] = 100 * c[0];
    return c[0] * c[2] + c[4] * c.length + a[1] * c[3];
  }),
  program('a stack pushed and popped', () => [[0.5, 1.5, 2.5]], (a) => {
    const stack = [];
    for (const v of a) stack.push(v, v * v);
    let y = 1;
    while (stack.length > 1) y = 0.5 * y * stack.pop() + stack.pop();
    return y;
  }),
  program('an argument that grows and shrinks', () => [[0.5, 1.5]], (a) => {
    a.push(a[0] * a[1]);
    const last = a.pop();
    a.pop();
    a[3] = last * last;
    return a[3] * a[0] + a.length;
  }),
  program('set copies over itself', () => [floats(1, 2, 3, 4)], (a) => {
    a.set(a.subarray(0, 3), 1);
    a.set([a[0] * 5, a[3]]);
    return a[0] * a[1] + a[2] * a[3];
  }),
  program('copyWithin over itself', () => [floats(0.1, 0.2, 0.3, 0.4, 0.5)], (a) => {
    a.copyWithin(1, 0, 3);
    return a[0] * a[1] + a[2] * a[3] * a[4];
  }),
  program('reverse gives the same array', () => [[0.5, 1.5, 2.5]], (a) => {
    const r = a.reverse();
    r[0] *= a[2];
    return a[0] * 2 + a[1] * r[2];
  }),
  program('sort by a comparator', () => [floats(0.7, 0.2, 0.9)], (a) => {
    const sorted = a.slice().sort((p, q) => q - p);
    return sorted[0] * sorted[0] + 3 * sorted[1] - sorted[2] * a[0];
  }),
  program('a sort leaves equals in their order', () => [[0.7, 0.2, 0.9, 0.4, 0.1]], (a) => {
    const marked = a.map((v, i) => ({ v, k: i % 2 }));
    marked.sort((p, q) => p.k - q.k);
    let y = 0;
    for (const m of marked) y = 0.5 * y + m.v * m.v;
    return y;
  }),
  program('unshift past the end', () => [[0.5, 1.5]], (a) => { a.unshift(a[0] * a[1]); return a[0] * a[2] * a.length; }, { gradients: [[3 * 2.25, 4.5]] }),
  program('shift and unshift', () => [[0.5, 1.5, 2.5]], (q) => {
    for (let i = 0; i < 4; i++) { const first = q.shift(); q.push(first * q[0]); if (i === 2) q.unshift(first); }
    return q[0] * q[q.length - 1] + q.length;
  }),
  program('splice in the middle', () => [[0.5, 1.5, 2.5, 3.5]], (a) => {
    const out = a.splice(1, 2, a[0] * a[3]);
    return a[1] * out[0] + out[1] * a.length;
  }),
  program('from, of and spread', () => [floats(0.5, 1.5), 2], (a, x) => {
    const p = Array.from(a, (v, i) => v * x + i);
    const q = Array.from({ length: 2 }, (_, i) => p[i] * a[i]);
    const r = Float64Array.of(...q, x);
    const s = [...p, ...r];
    return s[0] * s[2] + s[1] * s[3] * s[4];
  }),
  program('lists of unknown length as arguments', () => [[0.5, 1.5, 2.5], 2], (a, x) => {
    const list = a.filter((v) => v > 1);
    const squares = (...v) => { let s = 0; for (const y of v) s += y * y; return s; };
    const scaled = (k, ...v) => { let s = 0; for (let i = 0; i < v.length; i++) s += k * v[i] ** (i + 1); return s; };
    const line = (p, q, r) => p * q + r;
    const all = [x, ...list, x * a[0]], of = Array.of(...list, x);
    return squares(...list, x) * scaled(...all) + line(...list, x) * of[1] + Math.max(...list, x) + Math.max.apply(null, a) + Math.hypot(x, ...list);
  }),
  program('find, indexOf, includes and at', () => [[0.5, 1.5, 2.5]], (a) => {
    const found = a.find((v) => v > 1);
    const i = a.findIndex((v) => v > 2);
    return found * a.at(-1) + (a.indexOf(1.5) === 1 ? a[i] : 0) + (a.includes(9) ? 100 : a[0]);
  }),
  program('flatMap and flat', () => [[0.5, 1.5]], (a) => {
    const twice = a.flatMap((v) => [v, v * v]);
    const rows = [[a[0], twice[1]], [a[1]]].flat();
    return twice[3] * rows[1] + rows[2];
  }),
  program('holes and defaults', () => [1.5], (x) => {
    const a = [x, , x * x];
    let y = 0;
    a.forEach((v) => { y += v; });
    const [, b = x * 3] = a;
    return y * b + a.length;
  }),
  program('a hole in an argument', () => { const a = [0.5, 1.5, 2.5]; delete a[1]; return [a]; }, (a) => a[0] * a[2] + (1 in a ? 100 : 0) + a.reduce((p, v) => p + v, 0)),
  program('a length cut and grown again', () => [[0.5, 1.5, 2.5]], (a) => {
    const y = a[2] * a[1];
    a.length = 1;
    a[2] = y * a[0];
    return a[2] + (a[1] === undefined ? a[0] : 100);
  }),
  program('elements past the end that are asked for', () => [[0.5, 1.5], 0.7], (a, x) => {
    let y = x;
    for (let i = 0; i < 4; i++) {
      const v = a[i % 3];
      y += v === undefined ? y * x : v * y * y;
      a[0] = y * 0.1;
    }
    return y;
  }),
  program('stores outside a typed array', () => [floats(0.5, 1.5), 3], (a, x) => {
    a[2] = x;
    a[-1] = x * x;
    a[0.5] = x;
    return a[0] * a[1] + a.length;
  }),
  program('indices that are strings and -0', () => [[0.5, 1.5]], (a) => { a['1'] *= a[-0]; return a[1] * a['0']; }),
  program('keys in order', () => [{ z: 0.5, 2: 1.5, y: 2.5, 1: 3.5 }], (o) => {
    let y = 0;
    let place = 1;
    for (const key in o) { y = y * 0.5 + place * o[key]; place++; }
    for (const key of Object.keys(o)) y += o[key] * o[key];
    return y;
  }),
  program('fields by computed names', () => [{ ax: 0.5, ay: 1.5 }, 2], (o, x) => {
    for (const axis of ['x', 'y']) o['a' + axis] *= x;
    return o.ax * o.ay;
  }),
  program('a field deleted and set again', () => [{ k: 0.5, m: 1.5 }], (o) => {
    const y = o.k * o.m;
    delete o.k;
    const missing = 'k' in o ? 100 : 1;
    o.k = y * y;
    return o.k * o.m * missing;
  }),
  program('records spread and extended', () => [{ a: 0.5, b: { c: 1.5 } }], (o) => {
    const p = { ...o, a: o.a * 2, d: o.b.c };
    p.b.c *= p.a;
    return o.b.c * p.d + p.a;
  }),
  program('vectors as small objects', () => [{ x: 1, y: 0.5, z: -0.2 }, { x: 0.3, y: -0.6, z: 0.9 }], (a, b) => {
    const cross = (p, q) => ({ x: p.y * q.z - p.z * q.y, y: p.z * q.x - p.x * q.z, z: p.x * q.y - p.y * q.x });
    const add = (p, q) => ({ x: p.x + q.x, y: p.y + q.y, z: p.z + q.z });
    let at = a;
    for (let i = 0; i < 3; i++) at = add(cross(at, b), b);
    return at.x * at.y + at.z;
  }),
  program('an array of records', () => [[{ m: 1, p: [0, 0.5] }, { m: 2, p: [1, 0.25] }, { m: 0.5, p: [-1, 2] }]], (bodies) => {
    let energy = 0;
    for (let i = 0; i < bodies.length; i++) for (let j = i + 1; j < bodies.length; j++) {
      const dx = bodies[i].p[0] - bodies[j].p[0];
      const dy = bodies[i].p[1] - bodies[j].p[1];
      energy -= (bodies[i].m * bodies[j].m) / Math.sqrt(dx * dx + dy * dy + 0.1);
    }
    return energy;
  }),
  program('a long row of records', () => [Array.from({ length: 20 }, (_, i) => ({ m: 0.5 + 0.1 * i, k: 1 - 0.05 * i }))], (row) => {
    let y = 0;
    for (let i = 0; i < row.length; i++) y += row[i].m * row[i].k * row[(i + 1) % row.length].m;
    return y;
  }),
  program('numbers beside strings and flags', () => [{ name: 'rod', on: true, size: 1.5, tags: ['a'], at: null }], (o) => (o.on && o.name === 'rod' ? o.size * o.size : 0) + o.tags.length),
];
