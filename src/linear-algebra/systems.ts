/** Systems of linear equations, and factors of matrices. */
import { choleskyFactor, factored, logOfDeterminant, solved } from './factorisations.ts';
import { type Tensor, inForm, isRows, misfit, numbers, orderOf, requireTensor, sizeOf } from './forms.ts';
import { forwardSubstitution, transpose, transposedForward } from './loops.ts';

const columns = (name: string, n: number, A: Tensor, B: Tensor): number => {
  requireTensor(name, B);
  const r = sizeOf(B) / n;
  if (r === 0 || !Number.isInteger(r) || (isRows(B) && B.length !== n)) misfit(name, 'a matrix and right sides with as many rows', A, B);
  return r;
};

function system<T extends Tensor>(name: string, A: Tensor, B: T, transposed: boolean): T {
  const n = orderOf(name, A),
    r = columns(name, n, A, B);
  return inForm(solved(name, factored(numbers(A), n), numbers(B), r, transposed), B);
}

/**
 * The x of A x = B, by elimination with pivots. A is n × n: rows, or one list. B is a vector of n numbers, or a matrix of n rows
 * (one list of n r numbers is a matrix of r columns); the result has its form.
 *
 * The cotangent of B is λ = A⁻ᵀ x̄, that of A is −λ xᵀ (Giles 2008, 2.3.1).
 *
 * @example
 * solve([[2, 0], [1, 1]], [2, 3]); // [1, 2]
 */
export function solve<T extends Tensor>(A: Tensor, B: T): T {
  return system('solve', A, B, false);
}

/** A⁻ᵀ B */
export function transposedSolve<T extends Tensor>(A: Tensor, B: T): T {
  return system('solve', A, B, true);
}

/** A⁻¹, in the form of A (n × n). The cotangent of A is −A⁻ᵀ ȳ A⁻ᵀ (Giles 2008, 2.2.3). */
export function inverse<T extends Tensor>(A: T): T {
  const n = orderOf('inverse', A),
    one = new Float64Array(n * n);
  for (let i = 0; i < n; i++) one[i * n + i] = 1;
  return inForm(solved('inverse', factored(numbers(A), n), one, n, false), A);
}

/** The logarithm of the determinant; NaN where that is negative, −Infinity where it is 0. The cotangent of A is ȳ A⁻ᵀ (Giles 2008, 2.2.4). */
export function logdet(A: Tensor): number {
  return logOfDeterminant(factored(numbers(A), orderOf('logdet', A)));
}

/**
 * The lower triangle L with L Lᵀ = (A + Aᵀ) / 2, in the form of A (n × n). What is above the diagonal is 0.
 *
 * With Φ, which takes the lower triangle and half of the diagonal, the cotangent of A is the symmetric part of
 * L⁻ᵀ Φ(Lᵀ L̄) L⁻¹, and the tangent of L is L Φ(L⁻¹ Ȧ L⁻ᵀ) (Murray 2016, 3.1).
 */
export function cholesky<T extends Tensor>(A: T): T {
  const n = orderOf('cholesky', A);
  return inForm(choleskyFactor('cholesky', numbers(A), n), A);
}

/** L⁻¹ B of a lower triangle; what is above it is not read. */
export function lowerSolve<T extends Tensor>(L: Tensor, B: T): T {
  const n = orderOf('cholesky', L),
    b = numbers(B).slice();
  forwardSubstitution(numbers(L), b, n, b.length / n);
  return inForm(b, B);
}

/** L⁻ᵀ B */
export function transposedLowerSolve<T extends Tensor>(L: Tensor, B: T): T {
  const n = orderOf('cholesky', L),
    b = numbers(B).slice();
  transposedForward(numbers(L), b, n, b.length / n);
  return inForm(b, B);
}

/** The transpose of a square matrix. */
export function transposed<T extends Tensor>(A: T): T {
  const n = orderOf('transpose', A);
  return inForm(transpose(numbers(A), n, n).slice(), A);
}

/** The part on and below the diagonal, of which the diagonal is multiplied by `diagonal`. */
export function lower<T extends Tensor>(A: T, diagonal: number): T {
  const n = orderOf('lower', A);
  return inForm(
    numbers(A).map((v, at) => (at % n < Math.floor(at / n) ? v : at % (n + 1) === 0 ? diagonal * v : 0)),
    A,
  );
}
