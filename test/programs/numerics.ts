// @ts-nocheck: programs as people write them
/* oxlint-disable */
/** Functions of Math, kinks, zeros, infinities, numbers that are constants of the run. */
import { program } from './program.ts';

const floats = (...values) => new Float64Array(values);

export const numerics = [
  program('the circular functions', () => [0.4, 0.7], (x, y) => Math.sin(x) * Math.cos(y) + Math.tan(x * y) + Math.asin(x) * Math.acos(y) + Math.atan(x) + Math.atan2(y, x)),
  program('the hyperbolic functions', () => [1.4, 0.6], (x, y) => Math.sinh(x) + Math.cosh(y) * Math.tanh(x) + Math.asinh(x) * Math.acosh(x) + Math.atanh(y)),
  program('powers, roots and logarithms', () => [1.7, 2.3], (x, y) => x ** y + Math.pow(y, x) + Math.sqrt(x) * Math.cbrt(y) + Math.log2(x) + Math.log10(y) * Math.expm1(x) + Math.log(y) + Math.log1p(x)),
  program('hypot of none to four', () => [0.3, -0.4, 1.2], (x, y, z) => Math.hypot() + Math.hypot(x) + Math.hypot(x, y) * z + Math.hypot(x, y, z, 2)),
  program('max and min of many', () => [[0.3, 1.4, -0.5]], (a) => Math.max(a[0], a[1], a[2]) * Math.min(a[0], 2, a[2]) + Math.max(...a)),
  program('rounding has no slope, the rest has', () => [2.7, -1.3], (x, y) => (x - Math.floor(x)) * y + Math.trunc(y) * x + Math.round(x) + Math.ceil(y) * y + (x | 0) * y + Math.sign(y) * x),
  program('quotients by numbers of the text', () => [-1.5, 2.5], (x, y) => (x * y) / 4 + y / -0.5 - (x / 3) * (y / 1e3) + 7 / x),
  program('remainders of both signs', () => [-7.3, 2.1, 5.5], (x, y, z) => (x % y) * z + (z % y) * x + (z % -y)),
  program('negative roots and powers', () => [-1.5], (x) => Math.cbrt(x) + x ** 3 + x ** -2 + (-x) ** 1.5 + x ** 0),
  program('a table read at a floor', () => [1.3, [0, 1, 4, 9]], (x, table) => { const i = Math.floor(x); const w = x - i; return table[i] * (1 - w) + table[i + 1] * w; }),
  program('a logarithm of a sum of exponentials', () => [floats(1000, 1001, 999)], (a) => {
    let m = -Infinity;
    for (const v of a) m = Math.max(m, v);
    let s = 0;
    for (const v of a) s += Math.exp(v - m);
    return m + Math.log(s);
  }),
  program('whole numbers are numbers', () => [3, [1, 2, 4]], (x, a) => x * a[0] * a[1] + x * x * a[2]),
  program('bit operations on counters only', () => [floats(0.5, 1.5, 2.5, 3.5)], (a) => {
    let y = 0;
    for (let i = 0; i < 8; i++) y += a[(i * 5 + 3) & 3] * a[i >> 1] * (i & 1 ? 1 : -2);
    return y;
  }),
  program('a number made of hex, separators and exponents', () => [1.5], (x) => x * 0x10 + 1_000 * x * x - 1e-3 * x),
  program('the kink of abs', () => [0, 2], (x, y) => Math.abs(x) * y + y, { gradients: [0, 1] }),
  program('a tie goes to the first', () => [2, 2], (x, y) => Math.max(x, y) + 3 * Math.min(x, y), { gradients: [4, 0] }),
  program('hypot at the origin', () => [0, 0], (x, y) => Math.hypot(x, y) + x, { gradients: [1, 0] }),
  program('a strong zero before an infinite slope', () => [0, 1.5], (x, y) => 0 * Math.sqrt(x) + x * y, { gradients: [1.5, 0], steep: true }),
  program('a branch not taken has an infinite slope', () => [0, 1.5], (x, y) => (x > 0 ? Math.sqrt(x) : x * y), { gradients: [1.5, 0] }),
  program('the root at zero', () => [0], (x) => Math.sqrt(x), { gradients: [Infinity] }),
  program('to the power of zero at zero', () => [0, 2], (x, y) => x ** 0 * y + Math.pow(x, 0), { gradients: [0, 1] }),
  program('an exponent over a negative base', () => [-2, 3], (x, n) => { let y = 0; for (let k = 1; k <= 3; k++) y += x ** k; return y + n; }, { gradients: [1 - 4 + 12, 1] }),
  program('NaN stays NaN', () => [-1], (x) => Math.log(x), { gradients: [-1] }),
  program('minus zero is seen', () => [1.5, -0], (x, z) => (Object.is(z, -0) && 1 / z < 0 ? 7 * x : x), { gradients: [7, 0] }),
  program('a product that is thrown away', () => [-1.5, Infinity], (x, y) => Math.max(x * y, 5), { gradients: [0, 0], steep: true }),
  program('an infinite slot that nobody reads', () => [1.5, [Infinity, 2]], (x, a) => { const t = [0, 0]; for (let i = 0; i < 2; i++) t[i] = x * a[i]; return t[1]; }, { gradients: [2, [0, 1.5]] }),
  program('a constant', () => [1.5, [2, 3], { u: 4 }], () => 7),
  program('the argument itself', () => [1.5, 2.5], (x) => x),
  program('an integer array is a constant', () => [new Int16Array([1, 2, 3]), 0.5], (n, x) => n[1] * x * x + n[2]),
  program('an active value rounded into an integer array', () => [2.7], (x) => { const n = new Int32Array(1); n[0] = x; return n[0] * x; }),
  program('Math.fround passes the slope', () => [1.1], (x) => Math.fround(x) * 2, { gradients: [2] }),
  program('a long sum in 32 bits', () => [new Float32Array([0.5, 0.25, 2])], (a) => { let s = 0; for (const v of a) s += v * v; return s; }, { gradients: [[1, 0.5, 4]] }),
  program('functions of what is no number, of which nothing of the result comes', () => [1.5, [0.5, 2]], (x, a) => {
    const out = [0, 0, 0, 0];
    for (let i = 0; i < 4; i++) { out[i] -= Math.atan(a[i] * x) + Math.sin(a[i]) * Math.cos(x * a[i]) + Math.exp(a[i] * 2) * Math.tanh(a[i] - x); }
    return out[0] * x + out[1];
  }),
];
