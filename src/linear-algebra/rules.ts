/**
 * The derivatives of the kernels, in both directions: matrix identities in place of differentiated loops (M. Giles, Collected
 * matrix derivative results for forward and reverse mode algorithmic differentiation, 2008; I. Murray, Differentiation of the
 * Cholesky decomposition, 2016). They are told in kernels that have rules themselves, so that they hold in every order.
 */
import { bilinear, defineRule, linear, opaque, overwrite } from '../api/rules.ts';
import { axpy, dot, matMul, matVec, norm, outer, scaled, sum, times, transposedTimes } from './products.ts';
import { cholesky, inverse, logdet, lower, lowerSolve, solve, transposed, transposedLowerSolve, transposedSolve } from './systems.ts';

/** What derivatives call, told so that no scope has to be looked at (src/syntax/registration.ts of the house). */
const called = (): readonly unknown[] => [
  dot,
  inverse,
  lower,
  lowerSolve,
  outer,
  scaled,
  solve,
  sum,
  times,
  transposed,
  transposedLowerSolve,
  transposedSolve,
  transposedTimes,
];
type Told = ((...args: any[]) => unknown) | null;
const told = (fn: Told): any => fn && Object.defineProperty(fn, Symbol.for('adjoint.captures'), { value: called });
/** One per argument. */
const each = (...all: Told[]): any => all.map(told);
/** What they take and give is told by forms, not by types. */
const some = (fn: unknown): ((...args: any[]) => any) => fn as never;
/** The result is like an argument. */
const like = (argument: number) => ({ result: { like: argument } }) as const;

defineRule(
  bilinear(
    some(matMul),
    each(
      (g, a, b) => outer(g, b, a),
      (g, a, b) => transposedTimes(a, g, b),
    ),
    like(0),
  ),
  bilinear(
    some(matVec),
    each(
      (g, A, x) => outer(g, x, A),
      (g, A, x) => transposedTimes(A, g, x),
    ),
    like(1),
  ),
  bilinear(
    some(times),
    each(
      (g, A, V) => outer(g, V, A),
      (g, A, V) => transposedTimes(A, g, V),
      null,
    ),
    like(2),
  ),
  bilinear(
    some(transposedTimes),
    each(
      (g, A, U) => outer(U, g, A),
      (g, A, U) => times(A, g, U),
      null,
    ),
    like(2),
  ),
  bilinear(
    some(outer),
    each(
      (g, U, V) => times(g, V, U),
      (g, U, V) => transposedTimes(g, U, V),
      null,
    ),
    like(2),
  ),
  bilinear(
    some(dot),
    each(
      (g, _x, y) => scaled(y, g),
      (g, x) => scaled(x, g),
    ),
    { result: 'number' },
  ),
  bilinear(
    some(scaled),
    each(
      (g, _x, c) => scaled(g, c),
      (g, x) => dot(g, x),
    ),
    like(0),
  ),
  linear(
    some(sum),
    each(
      (g) => g,
      (g) => g,
    ),
    like(0),
  ),
  overwrite(some(axpy), {
    writes: 2,
    gives: 'argument',
    pullback: each(
      (g, _y, _a, x) => dot(g, x),
      (g, _y, a) => scaled(g, a),
      (g) => g,
    ),
    pushforward: each(
      (d, _y, _a, x) => scaled(x, d),
      (d, _y, a) => scaled(d, a),
      (d) => d,
    ),
  }),
  opaque(some(norm), { result: 'number', pullback: each((g, y, x) => scaled(x, y === 0 ? 0 : g / y)) }),
  opaque(some(solve), {
    ...like(1),
    pullback: each(
      (g, x, A) => scaled(outer(transposedSolve(A, g), x, A), -1),
      (g, _x, A) => transposedSolve(A, g),
    ),
    pushforward: each(
      (d, x, A, B) => scaled(solve(A, times(d, x, B)), -1),
      (d, _x, A) => solve(A, d),
    ),
  }),
  opaque(some(transposedSolve), {
    ...like(1),
    pullback: each(
      (g, x, A) => scaled(outer(x, solve(A, g), A), -1),
      (g, _x, A) => solve(A, g),
    ),
    pushforward: each(
      (d, x, A, B) => scaled(transposedSolve(A, transposedTimes(d, x, B)), -1),
      (d, _x, A) => transposedSolve(A, d),
    ),
  }),
  opaque(some(inverse), {
    ...like(0),
    pullback: each((g, y) => scaled(outer(transposedTimes(y, g, y), y, y), -1)),
    pushforward: each((d, y) => scaled(times(times(y, d, y), y, y), -1)),
  }),
  opaque(some(logdet), { result: 'number', pullback: each((g, _y, A) => scaled(transposed(inverse(A)), g)) }),
  opaque(some(cholesky), {
    ...like(0),
    pullback: each((g, L) => {
      const half = transposedLowerSolve(L, lower(transposedTimes(L, g, L), 0.5));
      const S = transposedLowerSolve(L, transposed(half));
      return scaled(sum(S, transposed(S)), 0.5);
    }),
    pushforward: each((d, L) => {
      const half = lowerSolve(L, scaled(sum(d, transposed(d)), 0.5));
      return times(L, lower(lowerSolve(L, transposed(half)), 0.5), L);
    }),
  }),
  opaque(some(lowerSolve), {
    ...like(1),
    pullback: each(
      (g, x, L) => scaled(lower(outer(transposedLowerSolve(L, g), x, L), 1), -1),
      (g, _x, L) => transposedLowerSolve(L, g),
    ),
    pushforward: each(
      (d, x, L, B) => scaled(lowerSolve(L, times(lower(d, 1), x, B)), -1),
      (d, _x, L) => lowerSolve(L, d),
    ),
  }),
  opaque(some(transposedLowerSolve), {
    ...like(1),
    pullback: each(
      (g, x, L) => scaled(lower(outer(x, lowerSolve(L, g), L), 1), -1),
      (g, _x, L) => lowerSolve(L, g),
    ),
    pushforward: each(
      (d, x, L, B) => scaled(transposedLowerSolve(L, transposedTimes(lower(d, 1), x, B)), -1),
      (d, _x, L) => transposedLowerSolve(L, d),
    ),
  }),
  linear(
    some(transposed),
    each((g) => transposed(g)),
    like(0),
  ),
  linear(
    some(lower),
    each((g, _A, diagonal) => lower(g, diagonal), null),
    like(0),
  ),
);
