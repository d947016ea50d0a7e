// @ts-nocheck: programs as people write them
/* oxlint-disable */
/** Programs that stop derivatives, or look at cotangents. */
import { gradient, isDifferentiating, onCotangent, stopGradient } from '../../src/index.ts';
import { program } from './program.ts';

// oxfmt-ignore
export const controlVerbs = [
  program('a number that is stopped in a loop', () => [0.8, 1.2], (x, y) => { let s = 0; for (let i = 0; i < 3; i++) s += y * stopGradient(x * i) + 0 * x; return s + stopGradient(y); }, { gradients: [0, 2.4000000000000004] }),
  program('a copy that is stopped, and its original overwritten', () => [[0.9, 0.7, 1.3]], (u) => {
    const still = stopGradient(u);
    for (let i = 0; i < u.length; i++) u[i] = u[i] * still[i];
    return u[0] * still[1] + u[2];
  }, { gradients: [[0.63, 0, 1.3]] }),
  program('cotangents that are looked at, in a loop that works in place', () => [Float64Array.of(0.9, 0.7, 1.3)], (u) => {
    for (let k = 0; k < 3; k++) for (let i = 1; i < u.length; i++) u[i] = onCotangent(u[i] * u[i - 1], (g) => {}) + 0.3 * u[i];
    return onCotangent(u[1] * u[2], (g) => g);
  }),
  program('memory whose cotangents are looked at between writes', () => [[[0.4, 0.9], [1.2, 0.6]]], (m) => {
    for (let i = 0; i < 3; i++) { [m[0], m[1]] = [m[1], m[0]]; m[0][0] *= m[1][1]; onCotangent(m, (g) => {}); onCotangent(m[1], (g) => { g[0] += 0; }); }
    return m[0][0] * m[1][0] + m[0][1] * m[1][1];
  }),
  program('a hook in an inner derivative', () => [0.7, 1.3], (x, y) => gradient((z) => onCotangent(Math.sin(x * z), (g) => g) * z * y, y)[0]),
  program('code for derivatives only', () => [0.7], (x) => (isDifferentiating() ? x : stopGradient(x)) ** 2),
];
