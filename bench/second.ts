/**
 * Second derivatives beside what they are made of: a Hessian times a direction beside a gradient, a Hessian beside one by hand.
 * And a product of matrices, which has a rule, beside itself.
 */
import { gradient, hessian, hvp, matMul, pushforward, valueAndGrad } from '../src/index.ts';

export interface SecondFigures {
  readonly name: string;
  /** Times the yardstick. */
  readonly ratio: number;
  readonly verdict: string;
}

function rosenbrock(x: Float64Array): number {
  let s = 0;
  for (let i = 0; i + 1 < x.length; i++) {
    const a = x[i + 1]! - x[i]! * x[i]!,
      b = 1 - x[i]!;
    s += 100 * a * a + b * b;
  }
  return s;
}

/** Heat with a conductivity that depends on the temperature, in place. */
function heat(u: Float64Array, k: number): number {
  for (let step = 0; step < 50; step++) {
    let inflow = 0;
    for (let i = 0; i + 1 < u.length; i++) {
      const outflow = k * (u[i]! - u[i + 1]!) * (1 + 0.1 * u[i]! * u[i]!);
      u[i]! += inflow - outflow;
      inflow = outflow;
    }
    u[u.length - 1]! += inflow;
  }
  let s = 0;
  for (const v of u) s += v * v;
  return s;
}

/** Forward over reverse as an expert writes it, one column after another. */
function byHand(x: Float64Array): Float64Array[] {
  const n = x.length,
    columns: Float64Array[] = [];
  for (let j = 0; j < n; j++) {
    const dot = new Float64Array(n),
      bar = new Float64Array(n);
    dot[j] = 1;
    for (let i = 0; i + 1 < n; i++) {
      const a = x[i + 1]! - x[i]! * x[i]!,
        aDot = dot[i + 1]! - 2 * x[i]! * dot[i]!;
      bar[i + 1]! += 200 * aDot;
      bar[i]! += 2 * dot[i]! - 400 * (dot[i]! * a + x[i]! * aDot);
    }
    columns.push(bar);
  }
  return columns;
}

/** Microseconds of one run, the best of several rounds; the two take turns. */
function sideBySide(one: () => void, other: () => void, seconds: number): [number, number] {
  const best: [number, number] = [Infinity, Infinity];
  const round = (run: () => void, at: 0 | 1): void => {
    const start = performance.now();
    let n = 0;
    for (; performance.now() - start < 20; n++) run();
    best[at] = Math.min(best[at], (1000 * (performance.now() - start)) / n);
  };
  for (let r = 0; r < Math.max(5, seconds * 25); r++) {
    round(one, 0);
    round(other, 1);
  }
  return best;
}

/** An expert needs no tape here, since no iteration depends on another; we need none either. */
const HESSIAN = 1.5;

/** All directions four at a time, beside one at a time: they have the primal and its partials in common. */
const CHUNKED = 0.75;

function wells(x: Float64Array): number {
  let s = 0;
  for (let i = 0; i < x.length; i++) s += Math.sin(x[i]!) * Math.exp(-x[i]! * x[i]!);
  return s;
}

const wave = (n: number): Float64Array => Float64Array.from({ length: n }, (_, i) => 1 + 0.1 * Math.sin(i));

export function measureSecond(seconds: number): SecondFigures[] {
  const x = wave(100),
    long = wave(10_000),
    u = wave(200),
    axes = Array.from(x, (_, i): [Float64Array] => [x.map((__, j) => (i === j ? 1 : 0))]),
    direction = long.map(Math.cos),
    along = u.map(Math.sin);
  const H = hessian(rosenbrock, x);
  const right = byHand(x).every((column, i) => column.every((v, j) => Math.abs(v - H[i]![j]!) <= 1e-9 * (1 + Math.abs(v))));
  const judged = (name: string, [ours, yardstick]: [number, number], limit: number, holds = true): SecondFigures => {
    const ratio = ours / yardstick;
    return { name, ratio, verdict: !holds ? 'wrong' : ratio <= limit ? 'ok' : `over ${limit}` };
  };
  const runs = [
    judged('hvp rosenbrock', sideBySide(() => hvp(rosenbrock, [long], [direction]), () => gradient(rosenbrock, long), seconds), 3),
    judged('hvp heat', sideBySide(() => hvp(heat, [u.slice(), 0.1], [along, 0]), () => gradient(heat, u.slice(), 0.1), seconds), 3),
    judged('pushforward x4', sideBySide(() => pushforward(wells, [x], axes, { chunk: 4 }), () => pushforward(wells, [x], axes, { chunk: 1 }), seconds), CHUNKED),
    judged('hessian', sideBySide(() => hessian(rosenbrock, x), () => byHand(x), seconds), HESSIAN, right),
    ...products(seconds, judged),
  ]; // oxfmt-ignore
  return runs;
}

const ORDER = 256;
function product(a: Float64Array, b: Float64Array): number {
  const c = matMul(a, b, ORDER, ORDER, ORDER);
  let s = 0;
  for (let i = 0; i < c.length; i++) s += c[i]! * c[i]!;
  return s;
}

type Judged = (name: string, times: [number, number], limit: number) => SecondFigures;

/** Value and gradient for one factor are two products, for both three. */
function products(seconds: number, judged: Judged): SecondFigures[] {
  const a = wave(ORDER * ORDER),
    b = a.map(Math.cos);
  const one = valueAndGrad(product, { wrt: 0 }),
    both = valueAndGrad(product, { wrt: [0, 1] });
  return [
    judged('matMul, one', sideBySide(() => one(a, b), () => product(a, b), seconds), 2.3),
    judged('matMul, both', sideBySide(() => both(a, b), () => product(a, b), seconds), 3.3),
  ]; // oxfmt-ignore
}
