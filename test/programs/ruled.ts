// @ts-nocheck: programs as people write them
/* oxlint-disable */
/** Programs that call functions with rules of the user's. */
import { bilinear, defineRule, opaque, overwrite, scalar } from '../../src/index.ts';
import { program } from './program.ts';

// what these do is hidden from the transform: it has to follow the rules
const hidden = (f) => f.bind(null);
const dot = hidden((x, y) => { let s = 0; for (let i = 0; i < x.length; i++) s += x[i] * y[i]; return s; });
const outer = hidden((x, y) => x.map((a) => [...y].map((b) => a * b)));
const softplus = hidden((x) => Math.log1p(Math.exp(x)));
const smooth = hidden((u, k) => { for (let i = 1; i < u.length; i++) u[i] += k * u[i - 1]; });
const rescaled = hidden((x) => { if (x[0] > 100) throw new RangeError('too large'); const m = x[0] + x[1]; return { parts: [x[0] / m, x[1] / m], total: m }; });

const scaled = (g, x) => x.map((v) => g * v);
defineRule(
  bilinear(dot, [(g, x, y) => scaled(g, y), (g, x, y) => scaled(g, x)], { result: 'number' }),
  bilinear(outer, [(g, x, y) => g.map((row) => dot(row, y)), (g, x, y) => y.map((_, j) => g.reduce((s, row, i) => s + row[j] * x[i], 0))], { result: 'number[][]' }),
  scalar(softplus, (x) => [1 / (1 + Math.exp(-x))]),
  overwrite(smooth, {
    writes: 0,
    pullback: (g, y, u, k) => { const d = g.slice(); let dk = 0; for (let i = d.length - 1; i > 0; i--) { dk += d[i] * y[i - 1]; d[i - 1] += k * d[i]; } return [d, dk]; },
    pushforward: ([du, dk], y, u, k) => { const d = du.slice(); for (let i = 1; i < d.length; i++) d[i] += k * d[i - 1] + dk * y[i - 1]; return d; },
  }),
  opaque(rescaled, {
    result: (x) => ({ parts: [x[0], x[1]], total: x[0] }),
    pullback: (g, y, x) => { const s = g.parts[0] * y.parts[0] + g.parts[1] * y.parts[1]; return [[(g.parts[0] - s) / y.total + g.total, (g.parts[1] - s) / y.total + g.total]]; },
    pushforward: ([d], y, x) => ({ parts: [(d[0] - y.parts[0] * (d[0] + d[1])) / y.total, (d[1] - y.parts[1] * (d[0] + d[1])) / y.total], total: d[0] + d[1] }),
  }),
);

// oxfmt-ignore
export const ruled = [
  program('products by a rule, of memory that changes before and after', () => [[0.4, 1.2], [0.9, -0.7]], (x, y) => {
    x[0] *= y[1];
    const s = dot(x, y);
    y[0] = s * x[1];
    return dot(y, x) + dot(x, x);
  }),
  program('a rule in a loop, of what was made before', () => [[0.4, 1.2, 0.3], 0.8], (x, k) => {
    let v = x;
    for (let i = 0; i < 4; i++) { const m = outer(v, x); v = m[i % 3].slice(); v[1] += k * m[0][2]; k = Math.sin(m[1][1]); }
    return dot(v, v) + k;
  }),
  program('rows of a result that move and change', () => [[0.5, 1.5], [1.1, 0.3]], (x, y) => {
    const m = outer(x, y);
    [m[0], m[1]] = [m[1], m[0]];
    m[0][1] = m[1][0] * m[0][0];
    return m[0][0] * m[0][1] + m[1][1];
  }),
  program('a function of numbers without text', () => [0.3, [1, -2]], (a, x) => x.reduce((s, v) => s + softplus(a * v) * softplus(s), 1)),
  program('in place, in a loop and through a view', () => [Float64Array.of(0.5, -1, 2, 0.7), 0.3], (u, k) => {
    for (let i = 0; i < 3; i++) { smooth(u, k); u[0] = Math.cos(u[3]); smooth(u.subarray(1), k * u[0]); }
    return u[3] * u[1];
  }),
  program('in place on what is captured in an object', () => [{ state: [0.5, -1, 2], rate: 0.4 }], (o) => {
    smooth(o.state, o.rate);
    const { state } = o;
    smooth(state, state[2]);
    return state[2] * o.rate + o.state[1];
  }),
  program('an object by a rule', () => [[0.5, 1.5]], (x) => {
    const { parts, total } = rescaled(x);
    x[0] = total;
    const again = rescaled(parts);
    parts[0] *= 3;
    return parts[0] * total + again.parts[1] * x[0];
  }),
  program('a branch, and a rule that is not run', () => [[0.5, 1.5], -1], (x, t) => (t > 0 ? dot(x, x) : outer(x, x)[0][1]) * (t < 0 ? dot(x, x) : 1)),
  program('a rule that throws inside of try', () => [[0.5, 1.5], [200, 1]], (x, y) => {
    let s = 0;
    for (const v of [x, y, x]) { try { s += rescaled(v).parts[0] * v[1]; } catch (e) { s += v[0] * 0.01 * s; } }
    return s;
  }),
  program('recursion over a rule', () => [[0.5, 1.5], 4], (x, n) => { const go = (v, k) => (k === 0 ? dot(v, x) : go(outer(v, v)[k % 2], k - 1)); return go(x, 2 + (n > 3)); }, { counts: [1] }),
  program('the same memory twice', () => [[0.5, 1.5]], (x) => { const m = outer(x, x); smooth(x, x[1]); return dot(x, x) * m[0][1]; }),
  program('callbacks by rules', () => [[0.5, 1.5], [[1, 2], [3, 0.1]]], (x, rows) => rows.map((r) => dot(r, x)).map(softplus).reduce((a, b) => a * b)),
];
