// @ts-nocheck: programs as people write them
/* oxlint-disable */
/** Which variable is meant, and what it holds by then. */
import { closure, program } from './program.ts';

const floats = (...values) => new Float64Array(values);
const weights = [0.5, -1.5, 2];
const settings = { rate: 0.25, table: floats(1, 2, 3) };
const square = (v) => v * v;
function mix(a, i, v) {
  const old = a[i];
  a[i] = settings.rate * old + square(v);
  return old;
}

export const scope = [
  program('constants, tables and functions of the module', () => [floats(0.2, 0.4, 0.6)], (x) => {
    let y = 0;
    for (let i = 0; i < x.length; i++) y += weights[i] * square(x[i]) + settings.rate * settings.table[i] * x[i];
    return y;
  }),
  program('a function of the module that writes its argument', () => [floats(0.2, 0.4, 0.6), 1.1], (x, v) => mix(x, 1, v) * mix(x, 1, x[0]) + x[1]),
  closure('a captured number', () => [1.3], () => { const k = 4; return { memory: [], f: (x) => k * x * x }; }),
  closure('a captured variable that was assigned before', () => [1.3], () => { let k = 4; k += 0.5; return { memory: [], f: (x) => k * x ** 3 }; }),
  closure('a captured object that is written', () => [0.9], () => {
    const state = { count: 0, total: 1.5 };
    return { memory: [state], f: (x) => { state.count++; state.total += x * state.total; return state.total * x * state.count; } };
  }),
  program('a closure sees the later value', () => [0.8], (x) => {
    let k = x;
    const area = () => k * k;
    const before = area();
    k = x * before + 1;
    return area() + before;
  }),
  program('a closure changes a variable of its maker', () => [[0.5, 1, 1.5]], (a) => {
    let sum = 0;
    const add = (v) => { sum += v * (1 + sum); };
    a.forEach(add);
    add(a[0]);
    return sum;
  }),
  program('let in the head of a loop: one for each closure', () => [[0.3, 0.5, 0.7]], (a) => {
    const parts = [];
    for (let i = 0, w = 1; i < a.length; i++, w *= 2) parts.push(() => w * a[i] * a[i]);
    let y = 0;
    for (const part of parts) y += part();
    return y;
  }),
  program('var in a loop: the last one for all', () => [[0.3, 0.5, 0.7]], (a) => {
    const parts = [];
    for (var i = 0; i < a.length; i++) { var v = a[i] * a[i]; parts.push((w) => v * w); }
    return parts[0](a[0]) + parts[1](a[1]) * i;
  }),
  program('inner names hide outer ones', () => [1.5], (x) => {
    let y = x;
    { const x = 2; y *= x; { let x = y; x += 1; y += x; } }
    for (const x of [1, 2]) y += x;
    return ((x) => x * y)(x + 1) + x;
  }),
  program('a function declared after its use', () => [0.6], (x) => {
    const y = twice(x) + later(2);
    function twice(v) { return later(v) * 2; }
    function later(v) { return v * v * x; }
    return y;
  }),
  program('a user’s own Math', () => [1.5], (x) => { const Math = { sin: (v) => v * v * v, PI: 2 }; return Math.sin(x) * Math.PI; }),
  program('names that generated code might use', () => [1.5, 0.7], (tape, xBar) => {
    const runtime = tape * xBar, memory = runtime + tape, $0 = memory * memory, t = $0 + xBar, journal = [t], back = journal[0], shadow = back * xBar;
    return shadow + t;
  }),
  program('a variable bound to another function', () => [0.7], (x) => {
    let g = (v) => v * v;
    let y = g(x);
    g = (v) => Math.exp(v) * y;
    return y + g(x);
  }),
  program('functions of Math by other names', () => [0.4], (x) => { const { sin, exp: e } = Math; const f = Math.log1p; return sin(x) * e(x) + f(x); }),
  program('a function that makes functions', () => [0.9, 1.4], (x, y) => {
    const scaled = (k) => (v) => k * v * v;
    const add = (f, g) => (v) => f(v) + g(v);
    return add(scaled(x), scaled(y))(x * y);
  }),
  program('methods kept in a record', () => [1.1], (x) => {
    const shapes = { square: (v) => v * v, cube: (v) => v * v * v };
    let y = 0;
    for (const name of ['square', 'cube']) y += shapes[name](x);
    return y;
  }),
  closure('a captured counter comes out one higher', () => [1.5], () => {
    let n = 2;
    const seen = { get n() { return n; }, set n(v) { n = v; } };
    return { memory: [seen], f: (x) => { n += 1; return n * x * x; } };
  }),
];
