/** Kernels of linear algebra: values against plain loops, and derivatives in every direction and order, for every form of matrix. */
import { describe, expect, test } from 'vitest';
import {
  axpy,
  checkRule,
  cholesky,
  dot,
  grad,
  gradient,
  hessian,
  inverse,
  logdet,
  matMul,
  matVec,
  norm,
  pullback,
  pushforward,
  solve,
  valueAndGradient,
} from '../src/index.ts';
import { refusal } from './rule-checks.ts';

type Rows = number[][];

/** Numbers between -1 and 1, the same for the same seed. */
function draws(seed: number): () => number {
  let state = seed * 2654435761 + 1;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 31 - 1;
}
const matrix = (draw: () => number, m: number, n: number): Rows => Array.from({ length: m }, () => Array.from({ length: n }, draw));
const vector = (draw: () => number, n: number): number[] => Array.from({ length: n }, draw);
const byRows = (A: Rows): number[] => A.flat();
const floats = (A: Rows): Float64Array => Float64Array.from(A.flat());
/** Far from singular. */
const regular = (draw: () => number, n: number): Rows => matrix(draw, n, n).map((row, i) => row.map((v, j) => v + (i === j ? 2.5 : 0)));
/** Positive definite, and not symmetric. */
const definite = (draw: () => number, n: number): Rows => {
  const B = matrix(draw, n, n);
  return B.map((row, i) => B.map((other, j) => row.reduce((s, v, k) => s + v * other[k]!, i === j ? 1 : 0.1 * draw())));
};
const naive = (a: Rows, b: Rows): Rows => a.map((row) => b[0]!.map((_, j) => row.reduce((s, v, k) => s + v * b[k]![j]!, 0)));

const SEEDS = Array.from({ length: 9 }, (_, i) => i + 1);
type Points = readonly (readonly unknown[])[];
/** A point for each seed in each form: rows, flat arrays, Float64Arrays. */
const points = (make: (draw: () => number, n: number) => readonly (readonly unknown[])[]): Points =>
  SEEDS.flatMap((seed) => make(draws(seed), 2 + (seed % 2)));

const cases: [name: string, f: (...args: any[]) => unknown, points: Points][] = [
  ['matMul', matMul, points((draw, n) => [0, 1, 2].map((k) => [matrix(draw, n, 3), matrix(draw, 3, 1 + k)]))],
  [
    'matMul of flat lists',
    (a: Float64Array, b: Float64Array) => matMul(a, b, 2, 3, 2),
    points((draw) => {
      const a = floats(matrix(draw, 2, 3)),
        b = floats(matrix(draw, 3, 2));
      return [
        [a, b],
        [Array.from(a), Array.from(b)],
        [a, Array.from(b)],
      ];
    }),
  ],
  [
    'matVec',
    matVec,
    points((draw, n) => {
      const A = matrix(draw, n, 3),
        x = vector(draw, 3);
      return [
        [A, x],
        [floats(A), Float64Array.from(x)],
        [A, Float64Array.from(x)],
      ];
    }),
  ],
  [
    'dot',
    dot,
    points((draw, n) => [
      [vector(draw, n), vector(draw, n)],
      [Float64Array.from(vector(draw, n)), vector(draw, n)],
      [matrix(draw, n, 2), matrix(draw, n, 2)],
    ]),
  ],
  [
    'axpy',
    axpy,
    points((draw, n) => [
      [draw(), vector(draw, n), vector(draw, n)],
      [draw(), Float64Array.from(vector(draw, n)), Float64Array.from(vector(draw, n))],
      [draw(), matrix(draw, n, 2), matrix(draw, n, 2)],
    ]),
  ],
  ['norm', norm, points((draw, n) => [[vector(draw, n)], [Float64Array.from(vector(draw, n))], [matrix(draw, n, 2)]])],
  [
    'solve',
    solve,
    points((draw, n) => {
      const A = regular(draw, n);
      return [
        [A, vector(draw, n)],
        [floats(A), Float64Array.from(vector(draw, n))],
        [A, matrix(draw, n, 2)],
        [floats(A), floats(matrix(draw, n, 3))],
      ];
    }),
  ],
  ['inverse', inverse, points((draw, n) => ((A) => [[A], [byRows(A)], [floats(A)]])(regular(draw, n)))],
  ['logdet', logdet, points((draw, n) => ((A) => [[A], [byRows(A)], [floats(A)]])(definite(draw, n)))],
  ['cholesky', cholesky, points((draw, n) => ((A) => [[A], [byRows(A)], [floats(A)]])(definite(draw, n)))],
];

describe('derivatives', () => {
  test.each(cases)('%s', (_, f, all) => {
    expect(all.length).toBeGreaterThanOrEqual(25);
    const report = checkRule(f, all, { tolerance: 3e-6 }).assert();
    expect(report.missing).toEqual([]);
  });

  test('third derivatives', () => {
    const f = (t: number): number => logdet([[2 + t * t, t], [t, 3]]) + solve([[2, t], [1, 3]], [t, 1])[0]!; // oxfmt-ignore
    const slow = (t: number): number => Math.log((2 + t * t) * 3 - t * t) + (3 * t - t) / (6 - t);
    expect(grad(grad(grad(f)))(0.7)).toBeCloseTo(grad(grad(grad(slow)))(0.7), 9);
  });

  test('a program of several', () => {
    const f = (A: Float64Array, x: Float64Array): number => {
      const y = matVec(A, x);
      axpy(2, x, y);
      const L = cholesky(matMul(A, A, 2, 2, 2));
      y[0]! *= L[0]!;
      return norm(solve(A, y)) + dot(y, x) + logdet(A);
    };
    const A = Float64Array.of(3, 1, 1, 2),
      x = Float64Array.of(0.5, -1);
    checkRule(f, [[A, x]]).assert();
    expect(hessian(f, A, x)).toBeDefined();
  });

  test('only what is asked for is computed', () => {
    const a = [[1, 2], [3, 4]], b = [[1, 0], [2, 1]]; // oxfmt-ignore
    expect(gradient((x: Rows) => matMul(x, b)[0]![0]! + matMul(x, b)[1]![1]!, a)).toEqual([[[1, 2], [0, 1]]]); // oxfmt-ignore
    expect(pushforward((x: Rows) => logdet(x), [a], [b])[1]).toBeCloseTo(dot(b, transpose(inverse(a))), 12);
  });

  test('a pullback knows the arguments as they were', () => {
    const a = [[1, 2], [3, 4]]; // oxfmt-ignore
    const [, back] = pullback((x: Rows) => matMul(x, x)[0]![0]!, a);
    a[0]![0] = 100;
    expect(back(1)).toEqual([[[2, 3], [2, 0]]]); // oxfmt-ignore
  });

  test('norm has subgradient 0 at 0', () => {
    expect(valueAndGradient(norm as (x: number[]) => number, [0, 0])).toEqual([0, [[0, 0]]]);
  });
});

const transpose = (A: Rows): Rows => A[0]!.map((_, j) => A.map((row) => row[j]!));

describe('values', () => {
  test.each([1, 2, 3, 5, 8, 33, 70])('products of order %i', (n) => {
    const draw = draws(n),
      a = matrix(draw, n, n + 1),
      b = matrix(draw, n + 1, n + 2);
    const c = naive(a, b).flat();
    const close = (found: Iterable<number>): void => [...found].forEach((v, i) => expect(v).toBeCloseTo(c[i]!, 10));
    close(matMul(a, b).flat());
    close(matMul(floats(a), floats(b), n, n + 1, n + 2));
    close(matMul(byRows(a), byRows(b), n, n + 1, n + 2));
    matVec(a, b.map((row) => row[0]!)).forEach((v, i) => expect(v).toBeCloseTo(c[i * (n + 2)]!, 10)); // oxfmt-ignore
  });

  test.each([1, 2, 3, 7, 20])('systems of order %i', (n) => {
    const draw = draws(n),
      A = regular(draw, n),
      P = definite(draw, n);
    const close = (x: Rows, y: Rows): void => x.flat().forEach((v, i) => expect(v).toBeCloseTo(y.flat()[i]!, 9));
    const B = matrix(draw, n, 3);
    close(naive(A, solve(A, B)), B);
    close(naive(A, inverse(A)), A.map((row, i) => row.map((_, j) => (i === j ? 1 : 0)))); // oxfmt-ignore
    const L = cholesky(P);
    close(naive(L, transpose(L)), P.map((row, i) => row.map((v, j) => (v + P[j]![i]!) / 2))); // oxfmt-ignore
    const S = naive(L, transpose(L));
    expect(logdet(S)).toBeCloseTo(2 * L.reduce((s, row, i) => s + Math.log(row[i]!), 0), 9);
  });

  test('forms: the result is like an argument', () => {
    expect(matMul([1, 2], [3, 4], 1, 2, 1)).toEqual([11]);
    expect(matMul(Float32Array.of(1, 2), [3, 4], 2, 1, 2)).toEqual(Float32Array.of(3, 4, 6, 8));
    expect(matVec([[1, 2]], Float64Array.of(3, 4))).toEqual(Float64Array.of(11));
    expect(solve([[0, 2], [1, 0]], [2, 3])).toEqual([3, 1]); // oxfmt-ignore
    const y = [1, 1];
    expect(axpy(2, [1, 2], y)).toBe(y);
    expect(y).toEqual([3, 5]);
    expect(logdet([[0, 1], [1, 0]])).toBeNaN(); // oxfmt-ignore
    expect(logdet([[1, 1], [1, 1]])).toBe(-Infinity); // oxfmt-ignore
    expect(norm([3e200, 4e200])).toBeCloseTo(5e200, -190);
    expect(norm([3e-200, 4e-200]) / 5e-200).toBeCloseTo(1, 12);
  });

  test('what does not fit is refused', () => {
    const code = (run: () => unknown): string => `${refusal(run).code}: ${refusal(run).message.split('\n')[0]}`;
    expect(code(() => matMul([[1, 2]], [[1, 2]]))).toMatch(/^E_LINEAR: .*as many rows in the second/);
    expect(code(() => matMul([1, 2], [1, 2], 1, 2, 2))).toMatch(/m, k, n are 1, 2, 2/);
    expect(code(() => (matMul as any)([1, 2], [1, 2]))).toMatch(/m, k, n are undefined/);
    expect(code(() => matMul([[1, 2], [3]], [[1], [2]]))).toMatch(/rows have different lengths/); // oxfmt-ignore
    expect(code(() => matVec([[1, 2]], [1, 2, 3]))).toMatch(/as many columns/);
    expect(code(() => dot([1], [1, 2]))).toMatch(/of the same shape/);
    expect(code(() => solve([[1, 2]], [1]))).toMatch(/a square matrix/);
    expect(code(() => solve([[1, 1], [1, 1]], [1, 2]))).toMatch(/is singular/); // oxfmt-ignore
    expect(code(() => cholesky([[1, 2], [2, 1]]))).toMatch(/not positive definite/); // oxfmt-ignore
    expect(code(() => norm(3 as never))).toMatch(/a value of type number/);
    expect(code(() => gradient((x: number) => solve([[x, 2], [1, 2]], [1, x])[0]!, 1))).toMatch(/is singular/); // oxfmt-ignore
  });
});
