// @ts-nocheck: programs as people write them
/* oxlint-disable */
/** Programs that take derivatives themselves. */
import { grad, gradient, pushforward } from '../../src/index.ts';
import { program } from './program.ts';

const cubed = grad((x) => x ** 3);

// oxfmt-ignore
export const nested = [
  program('a gradient of what closes over what is varied outside', () => [0.7, 1.3], (x, y) => x * gradient((z) => Math.sin(x * z) * z * y, y)[0]),
  program('a function made by grad, in a loop', () => [0.8], (x) => { let s = x; for (let i = 0; i < 3; i++) s = Math.tanh(cubed(s) + 0.1 * i); return s; }),
  program('the gradient of a loop that works in place', () => [[0.9, 0.7, 1.3]], (u) => {
    const [g] = gradient((v) => { for (let k = 0; k < 2; k++) for (let i = 1; i < v.length; i++) v[i] = v[i] * v[i - 1] + 0.3 * v[i]; return v[1] * v[2]; }, u.slice());
    return g[0] * g[2] + 2 * g[1];
  }),
  program('the gradient of rows that move, and of what grows', () => [[[0.4, 0.9], [1.2, 0.6]]], (m) => {
    const rows = m.map((row) => row.slice());
    const [g] = gradient((r) => { const list = []; for (let i = 0; i < 3; i++) { [r[0], r[1]] = [r[1], r[0]]; r[0][0] *= r[1][1]; list.push(r[0]); } let s = 0; while (list.length > 0) s += list.pop()[0] ** 2; return s; }, rows);
    return g[0][0] * g[1][1] + g[1][0] * g[0][1];
  }),
  program('the gradient of a branch and of a loop without a count', () => [1.4], (x) => gradient((y) => { let s = y * x; while (s < 40) s = s > 4 ? s * s : s * y + 1; return Math.log(s); }, x)[0]),
  program('a tangent inside, and a gradient inside of that', () => [0.6, 1.1], (x, y) => pushforward((z) => z * gradient((w) => w * w * z * y, z)[0], [x], [y])[1]),
];
