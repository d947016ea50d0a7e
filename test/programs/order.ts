// @ts-nocheck: programs as people write them
/* oxlint-disable */
/** What is evaluated first. */
import { program } from './program.ts';

export const order = [
  program('the left operand keeps its old value', () => [1.3, [0.5]], (x, a) => {
    const y = x * (x = x * x) + x;
    return y + a[0] * (a[0] += x) - a[0];
  }),
  program('a compound assignment has read its place before', () => [1.3, [0.5, 2]], (x, a) => {
    let y = x;
    y += (y = x * x) * a[0];
    a[0] *= (a[0] = y) + x;
    a[1] -= (a[1] *= 2) * a[0];
    return y * a[0] + a[1];
  }),
  program('an index with ++ in a compound assignment', () => [[1, 0.5, 2]], (a) => {
    let i = 0;
    a[i++] *= 3 * a[i] + i;
    a[i++] += a[i] * a[0];
    return a[0] + a[1] * a[2] + i;
  }),
  program('++ and -- on slots and fields', () => [[0.5, 1.5], { k: 2.5 }], (a, o) => {
    const p = a[0]++ * ++a[1];
    const q = o.k-- - --o.k;
    return p * a[0] + q * a[1] + o.k * o.k;
  }),
  program('a difference and its opposite', () => [1.3, 0.4], (x, y) => (x - y) * Math.exp(y - x) + (x / y) * Math.sin(y / x)),
  program('a chain of assignments', () => [[0, 0, 0], 1.7], (a, x) => {
    a[0] = a[1] = x *= x;
    a[2] = (a[1] += a[0]) * x;
    return a[0] * a[1] + a[2];
  }),
  program('swap of a slot with a local in one pattern', () => [[0.4, 0.9], 1.6], (a, x) => {
    [x, a[1], a[0]] = [a[0], x, a[1] * x];
    return a[0] * x + a[1];
  }),
  program('parameters by default from earlier ones', () => [1.2, undefined, 0.5], (x, y = x * x, z = y, w = (x += 1, y * z)) => x * y + z * w, {
    gradients: [1.2 ** 2 + 2 * 1.2 * 2.2 + 0.5 ** 2 * 2 * 1.2, null, 2 * 0.5 * 1.44],
  }),
  program('null does not take the default', () => [1.5, { k: null, m: undefined }], (x, o) => {
    const { k = x, m = x * x } = o;
    const f = (p = x) => (p === null ? x : 3 * x * x);
    return k === null ? m * f(k) : 100 * x;
  }),
  program('nested patterns with defaults, renames and rest', () => [{ p: [0.5, 1.5, 2.5], q: { r: 0.3 } }], ({ p: [head, ...tail], q: { r, s = head * r }, t: [u] = [s] }) => head * tail[1] + tail[0] * r + s * u),
  program('a callee that writes what the caller has read', () => [[0.7, 1.1]], (a) => {
    const grow = () => { a[0] *= 2; return a[0]; };
    return a[0] * grow() + a[0] * grow() * a[1];
  }),
  program('arguments evaluated left to right', () => [[0.4, 0.6]], (a) => {
    const f = (p, q, r) => p + 2 * q + p * r;
    return f(a[0], (a[0] = a[1] * a[0]), a[0] + a[1]);
  }),
  program('the object is found before the right side', () => [{ v: [1, 2] }, [3, 4], 0.5], (o, other, x) => {
    const old = o.v;
    o.v[0] = ((o.v = other), x * old[1]);
    return old[0] * o.v[0] + o.v[1];
  }),
  program('logical assignment', () => [{ a: 0, b: 1.5, c: undefined }, 0.8], (o, x) => {
    o.a ||= x;
    o.b &&= o.b * x;
    o.c ??= o.a * o.b;
    o.c ??= 100;
    return o.c + o.a;
  }, { gradients: [{ a: 0, b: 0.64 }, 3.4] }),
  program('optional chaining on what is there and what is not', () => [{ in: { x: 1.5 } }, 0.5], (o, y) => (o.in?.x ?? 9) * y + (o.out?.x ?? y * y) + (o.out?.deep.deeper[y] === undefined ? y : 0)),
  program('powers assigned to a slot with a negative base', () => [[-1.5]], (a) => {
    a[0] **= 3;
    a[0] **= 2;
    return a[0];
  }),
  program('a comma in the head of a loop', () => [[0.5, 2]], (a) => {
    let y = 0;
    for (let i = 0, f = a[0]; (f *= a[1]), i < 3; i++, f += i) y += f * f;
    return y;
  }),
];
