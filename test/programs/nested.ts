// @ts-nocheck: programs as people write them
/* oxlint-disable */
/** Programs that take derivatives themselves. */
import { diagonalHessian, grad, gradient, hessian, hvp, jacobian, pullback, pushforward } from '../../src/index.ts';
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
  program('derivatives in a try, some of which throw', () => [[0.5, 1.5, 0.75]], (x) => {
    const held = [1];
    for (const v of x) try { held[0] *= gradient((y) => { held[0] += y * y; if (y > 1) throw { at: y * x[0] }; return y ** 3 * held[0]; }, v)[0]; } catch (e) { held[0] += e.at; } finally { held[0] *= 2; }
    return held[0];
  }),
  program('a Jacobian in a try that throws', () => [[0.5, 1.5]], (x) => {
    const J = (u) => { try { return jacobian((y) => { if (y[0] > 1) throw y[0] * y[1]; return [y[0] * y[1], y[1] * y[1]]; }, u)[1][1]; } catch (e) { return e * e; } };
    return J(x) * J([x[1], x[0]]);
  }),
  program('a Hessian along what is differentiated', () => [[1.5, 0.5]], (x) => { const [h] = hvp((y) => y[0] * y[0] * y[0] * y[1], [x], [x]); return h[0] * h[1]; }),
  // exact numbers: the sums of an inner derivative may be in another order than by itself
  program('a Jacobian of a loop that works in place, in a loop', () => [[1.5, 0.5]], (x) => {
    let u = x.slice();
    for (let t = 0; t < 2; t++) {
      const J = jacobian((y) => { const v = y.slice(); for (let i = 0; i < v.length; i++) v[i] = v[i] * v[(i + 1) % v.length]; return v; }, u);
      u = [J[0][0] + J[1][0], J[0][1] * J[1][1]];
    }
    return u[0] * u[1];
  }),
  program('steps of Newton with a Jacobian', () => [3], (a) => {
    const F = (u) => [u[0] * u[0] + u[1] - a, u[0] - u[1]];
    let u = [1, 1];
    for (let k = 0; k < 5; k++) { const [[p, q], [r, s]] = jacobian(F, u), [b, c] = F(u), det = p * s - q * r; u = [u[0] - (s * b - q * c) / det, u[1] - (p * c - r * b) / det]; }
    return u[0];
  }),
  program('a pullback that is asked twice, of what closes over what is varied', () => [Float64Array.of(0.5, 1.25), 0.75], (x, k) => {
    const [y, back] = pullback((z) => z.map((v) => v * v * k * x[0]), x);
    const [g] = back([1, y[0]]), [h] = back([k, 0]);
    return g[0] * g[1] + h[0];
  }),
  program('a pullback of a number', () => [1.3], (x) => { const [y, back] = pullback((z) => z ** 3 * x, x); return back(y)[0]; }),
  program('second derivatives in an array', () => [[0.8, 1.1]], (x) => {
    const f = (y) => { let s = 1; for (const v of y) s *= Math.sin(v) + y[0]; return s; };
    const H = hessian(f, x), [d] = diagonalHessian(f, x);
    return H[0][1] * d[0] + H[1][0] + d[1];
  }),
];
