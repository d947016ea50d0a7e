/**
 * The kernels: plain functions of matrices and vectors, which derivatives call as well. What they give has the form of one of
 * their arguments, which tells its shape.
 */
import { type Flat, type Rows, type Tensor, inForm, isRows, misfit, numbers, requireTensor, rowsOf, sizeOf } from './forms.ts';
import { product, transpose, transposedByVector } from './loops.ts';

/** The sizes of A (p × q), V (q × r) and U (p × r), of which U = A V: from how many numbers they have. */
function sizes(A: Tensor, V: Tensor, U: Tensor): readonly [p: number, q: number, r: number] {
  const a = sizeOf(A),
    v = sizeOf(V),
    u = sizeOf(U);
  if (a * v * u === 0) return [0, 0, 0];
  const p = Math.round(Math.sqrt(a * (u / v)));
  return [p, a / p, u / p];
}

/** A V, in the form of U. */
export function times<T extends Tensor>(A: Tensor, V: Tensor, U: T): T {
  const [p, q, r] = sizes(A, V, U);
  return inForm(p === 0 ? new Float64Array(sizeOf(U)) : product(numbers(A), numbers(V), p, q, r), U);
}

/** Aᵀ U, in the form of V. */
export function transposedTimes<T extends Tensor>(A: Tensor, U: Tensor, V: T): T {
  const [p, q, r] = sizes(A, V, U),
    a = numbers(A),
    u = numbers(U);
  if (p === 0) return inForm(new Float64Array(sizeOf(V)), V);
  return inForm(r === 1 ? transposedByVector(a, u, p, q) : product(transpose(a, p, q), u, q, p, r), V);
}

/** U Vᵀ, in the form of A. */
export function outer<T extends Tensor>(U: Tensor, V: Tensor, A: T): T {
  const [p, q, r] = sizes(A, V, U);
  if (p === 0) return inForm(new Float64Array(sizeOf(A)), A);
  return inForm(product(numbers(U), transpose(numbers(V), q, r), p, r, q), A);
}

/** The sum of the products of the numbers at the same places, of two vectors or two matrices of one shape. The cotangent of x is ȳ y. */
export function dot(x: Tensor, y: Tensor): number {
  requireTensor('dot', x);
  requireTensor('dot', y);
  if (sizeOf(x) !== sizeOf(y) || isRows(x) !== isRows(y)) misfit('dot', 'two of the same shape', x, y);
  const a = numbers(x),
    b = numbers(y);
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** c x */
export function scaled<T extends Tensor>(x: T, c: number): T {
  return inForm(
    numbers(x).map((v) => c * v),
    x,
  );
}

/** x + y */
export function sum<T extends Tensor>(x: T, y: Tensor): T {
  const other = numbers(y);
  return inForm(
    numbers(x).map((v, i) => v + other[i]!),
    x,
  );
}

/** Overwrites y with a x + y, and gives it. Two vectors or matrices of one shape; the cotangent of a is ȳ · x, that of x is a ȳ. */
export function axpy<T extends Tensor>(a: number, x: T, y: T): T {
  requireTensor('axpy', x);
  requireTensor('axpy', y);
  if (sizeOf(x) !== sizeOf(y) || isRows(x) !== isRows(y)) misfit('axpy', 'two of the same shape', x, y);
  if (!isRows(x)) for (let i = 0, to = y as Flat, n = x.length; i < n; i++) to[i] = to[i]! + a * x[i]!;
  else for (let i = 0; i < x.length; i++) axpy(a, x[i]!, (y as Rows)[i]!);
  return y;
}

/** The root of the sum of squares, of a vector or (Frobenius) of a matrix. The cotangent is ȳ x / norm(x), and 0 where all is 0. */
export function norm(x: Tensor): number {
  requireTensor('norm', x);
  const all = numbers(x);
  let squares = 0;
  for (let i = 0; i < all.length; i++) squares += all[i]! * all[i]!;
  if (squares > 1e-280 && squares < Infinity) return Math.sqrt(squares);
  const most = all.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
  if (most === 0 || !Number.isFinite(most)) return most;
  squares = 0;
  for (const v of all) squares += (v / most) * (v / most);
  return most * Math.sqrt(squares);
}

/**
 * The product of two matrices: lists of rows, or flat lists by rows with their sizes (m × k times k × n). The result has the
 * form of the first.
 *
 * The cotangent of a is c̄ bᵀ, that of b is aᵀ c̄; each is computed only where it is asked for.
 *
 * @example
 * matMul([[1, 2]], [[3], [4]]); // [[11]]
 * matMul(Float64Array.of(1, 2), Float64Array.of(3, 4), 1, 2, 1); // Float64Array [11]
 */
export function matMul(a: Rows, b: Rows): Rows;
export function matMul<T extends Flat>(a: T, b: Flat, m: number, k: number, n: number): T;
export function matMul(a: Tensor, b: Tensor, m?: number, k?: number, n?: number): Tensor {
  requireTensor('matMul', a);
  requireTensor('matMul', b);
  if (isRows(a) !== isRows(b)) misfit('matMul', 'two lists of rows, or two flat lists', a, b);
  const [rows, inner, cols] = isRows(a) ? [a.length, a[0]!.length, (b as Rows)[0]!.length] : [m!, k!, n!];
  if (isRows(a) && inner !== b.length) misfit('matMul', 'as many rows in the second as columns in the first', a, b);
  if (rows * inner !== sizeOf(a) || inner * cols !== sizeOf(b))
    misfit('matMul', `m, k, n after flat lists of m k and k n numbers; m, k, n are ${m}, ${k}, ${n},`, a, b);
  const c = product(numbers(a), numbers(b), rows, inner, cols);
  return isRows(a) ? rowsOf(c, cols) : inForm(c, a);
}

/**
 * A matrix times a vector. A has as many columns as x numbers: rows, or one list by rows. The result has the form of x.
 *
 * The cotangent of A is ȳ xᵀ, that of x is Aᵀ ȳ.
 */
export function matVec<T extends Flat>(A: Tensor, x: T): T {
  requireTensor('matVec', A);
  requireTensor('matVec', x);
  const m = sizeOf(A) / x.length;
  if (isRows(x) || !Number.isInteger(m) || (isRows(A) && A.length !== m))
    misfit('matVec', 'a matrix with as many columns as the vector has numbers', A, x);
  return inForm(product(numbers(A), numbers(x), m, x.length, 1), x);
}
