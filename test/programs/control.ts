// @ts-nocheck: programs as people write them
/* oxlint-disable */
/** The reverse sweep must take the way that the primal took. */
import { program } from './program.ts';

const floats = (...values) => new Float64Array(values);

export const control = [
  program('branches that depend on data', () => [[0.4, -0.6, 1.7]], (a) => {
    let y = 0;
    for (const v of a) {
      if (v < 0) y -= v * v;
      else if (v < 1) y += Math.exp(v);
      else y *= v;
    }
    return y;
  }),
  program('a loop left by break after a write', () => [floats(0.7, 0.5, 0.9, 0.2)], (a) => {
    let sum = 0;
    for (let i = 0; i < a.length; i++) {
      a[i] *= 1.5;
      sum += a[i] * a[i];
      if (sum > 1.5) break;
      a[i] = 0.1;
    }
    return sum * a[1];
  }),
  program('continue leaves slots out', () => [[1.1, -0.4, 0.6, -2]], (a) => {
    let y = 1;
    for (let i = 0; i < a.length; i++) {
      if (a[i] < 0) { a[i] = -a[i]; continue; }
      y *= a[i] + (i > 0 ? a[i - 1] : 0);
    }
    return y + a[3];
  }),
  program('break and continue to labels', () => [floats(0.3, 0.8, 0.5), 2.2], (a, limit) => {
    let sum = 0;
    rows: for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 3; j++) {
        if (j > i) continue rows;
        a[j] += a[i] * a[j];
        sum += a[j];
        if (sum > limit) break rows;
      }
      sum += 0.1 * a[i];
    }
    return sum * a[2];
  }),
  program('an early return out of two loops', () => [[0.2, 0.4, 0.9, 1.3], 0.3], (a, x) => {
    for (let i = 0; i < a.length; i++) for (let j = 0; j < i; j++) {
      a[i] -= x * a[j];
      if (a[i] * a[j] > 0.2) return a[i] * a[j] * x;
    }
    return -1;
  }),
  program('Newton until it is near', () => [2.7, 1], (c, start) => {
    let y = start;
    while (Math.abs(y * y - c) > 1e-12) y = 0.5 * (y + c / y);
    return y * c;
  }),
  program('do while, once', () => [0.8], (x) => {
    let y = x;
    do { y *= x + y; } while (y > 100);
    return y;
  }),
  program('do while with continue', () => [[0.9, 0.5]], (a) => {
    let k = 0;
    let y = 0;
    do {
      k++;
      if (k === 2) continue;
      y += a[0] ** k * a[1];
    } while (k < 4);
    return y;
  }),
  program('a test that reads before it writes', () => [[0.3, 1.2], 0.6], (a, x) => {
    let y = x;
    let small = false;
    do { y = y * x + a[1]; } while (((small = a[0] < 1), (a[0] += x), small));
    return y * a[0];
  }),
  program('a loop that never runs', () => [[1.5, 2], 0], (a, n) => {
    for (let i = 0; i < n; i++) a[i] = a[0] * a[1];
    return a[0] + 2 * a[1];
  }, { counts: [1] }),
  program('counting down by two', () => [floats(1, 0.5, 0.25, 2, 3)], (a) => {
    for (let i = a.length - 1; i > 0; i -= 2) a[i - 1] += a[i] * a[i];
    return a[1] * a[3] + a[0];
  }),
  program('a stride that does not meet its end', () => [floats(1, 0.5, 0.25, 2, 3, 0.75, 1.5)], (a) => {
    let y = 1;
    for (let i = 0; i < a.length; i += 3) { y *= a[i] + 0.5; a[i] = y; }
    return y * a[0];
  }),
  program('two counters at once', () => [[0.3, 0.6, 0.9, 1.2]], (a) => {
    for (let i = 0, j = a.length - 1; i < j; i++, j--) { const t = a[i] * a[j]; a[i] = a[j]; a[j] = t; }
    return a[0] * a[1] + a[2] * a[3];
  }),
  program('the body moves the bound', () => [[0.5, 0.7]], (a) => {
    let sum = 0;
    for (let i = 0; i < a.length; i++) {
      if (a.length < 5) a.push(a[i] * a[0] + 0.1);
      sum += a[i] * a[i];
    }
    return sum;
  }),
  program('switch with fall-through', () => [[0.4, 0.8, 1.6, 0.2], new Int32Array([2, 0, 1, 3])], (a, codes) => {
    let y = 1;
    for (let i = 0; i < a.length; i++) {
      switch (codes[i]) {
        case 0: y += a[i];
        case 1: y *= a[i] + 1; break;
        case 2: a[i] = y * a[i]; y -= a[i]; break;
        default: y += Math.cos(a[i]);
      }
    }
    return y * a[0];
  }),
  program('switch on a string, default in the middle', () => [1.3, 'scale'], (x, how) => {
    let y = x;
    switch (how) {
      case 'shift': y += 10; break;
      default: y = -y;
      case 'scale': y *= x; break;
    }
    return y;
  }),
  program('a labelled block', () => [1.4], (x) => {
    let y = x * x;
    work: {
      y += 1;
      if (x > 1) break work;
      y = 1000 * x;
    }
    return y * x;
  }),
  program('an endless loop with a return', () => [1.2, [1, 1]], (x, a) => {
    for (let n = 0; ; n++) {
      a[n % 2] *= x;
      if (n === 5) return a[0] * a[1];
    }
  }),
  program('finally writes after the result was taken', () => [[1.5, 0.5]], (a) => {
    try { a[0] *= a[1]; return a[0] * a[0]; } finally { a[1] = a[0] * 3; }
  }, { mayRefuse: true }),
  program('a throw that is caught in the same function', () => [[0.6, 2.4, 0.3]], (a) => {
    let y = 0;
    for (const v of a) {
      try {
        y += v;
        if (v > 2) throw new RangeError('large');
        y *= v;
      } catch (problem) { y -= 0.5 * v * v; }
    }
    return y;
  }, { mayRefuse: true }),
  program('short circuits with writes', () => [[0.5, 1.5], 0.7], (a, x) => {
    let n = 0;
    const hit = a[0] > 1 && (n++, a[1] = 0, true);
    const other = a[1] > 1 || (a[0] = 9, false);
    a[0] = x > 0 ? a[0] * x : a[1];
    return a[0] * a[1] + n + (hit ? 1 : 0) + (other ? x : 0);
  }),
  program('comparisons with NaN', () => [1.5, NaN], (x, z) => (z < 1 ? x : z >= 1 ? 2 * x : z === z ? 3 * x : x * x), { gradients: [3, 0] }),
  program('a nest of loops of which some make no turn', () => [0.7, -90, NaN], (x, backwards, never) => {
    let y = x;
    for (let t = 0; t < 30; t++) {
      for (let i = 0; i < backwards; i++) y = Math.sin(y);
      for (let i = 0; i < 80; i++) y = Math.sin(y) * 0.5 + x;
      for (let i = 0; i < never; i++) y = Math.sin(y);
    }
    return y;
  }, { counts: [1, 2] }),
  program('tests a literal away from the counter', () => [[0.7, 1.2, 0.4, 0.9, 1.1]], (u) => {
    let s = 0, i = 0;
    for (i = 0; i + 1 < u.length; i++) u[i] = u[i] * u[i + 1] + 0.1 * u[i];
    s += i * u[0];
    for (i = 0; i + 2 <= u.length; i += 2) s += u[i] * u[i + 1];
    s += i * u[1];
    for (i = u.length - 1; i - 1 >= 0; i--) s += Math.sin(u[i] * u[i - 1]);
    s += (i + 1) * u[2];
    for (i = 3; u.length > i + 3; i++) s += 100 * u[i];
    for (i = u.length; 1 < i - 2; i -= 3) s += u[i - 2] ** 2;
    return s + i * u[3];
  }),
];
