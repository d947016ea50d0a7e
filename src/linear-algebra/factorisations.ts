/** LU with pivots, and Cholesky, over Float64Arrays by rows. */
import { fault } from '../fault/messages.ts';
import { backSubstitution, forwardSubstitution, transposedBack, transposedForward } from './loops.ts';

/** P A = L U; ones on the diagonal of L are not stored. */
export interface LU {
  readonly n: number;
  readonly lu: Float64Array;
  /** Row i of L U is row `order[i]` of A. */
  readonly order: Int32Array;
  /** The sign of the permutation. */
  readonly sign: number;
}

/** The last one: a pullback asks for the factors that its value has been made with. */
let last = new WeakRef<{ readonly a: Float64Array; readonly made: LU }>({ a: new Float64Array(0), made: null! });

export function factored(a: Float64Array, n: number): LU {
  const known = last.deref();
  if (known && same(known.a, a)) return known.made;
  const made = factor(a, n);
  last = new WeakRef({ a: a.slice(), made });
  return made;
}

function same(a: Float64Array, b: Float64Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function factor(a: Float64Array, n: number): LU {
  const lu = a.slice(),
    order = Int32Array.from({ length: n }, (_, i) => i);
  let sign = 1;
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(lu[i * n + k]!) > Math.abs(lu[pivot * n + k]!)) pivot = i;
    if (pivot !== k) {
      swapRows(lu, n, pivot, k);
      [order[k], order[pivot]] = [order[pivot]!, order[k]!];
      sign = -sign;
    }
    const diagonal = lu[k * n + k]!;
    if (diagonal === 0) continue;
    for (let i = k + 1; i < n; i++) {
      const at = i * n,
        f = (lu[at + k] = lu[at + k]! / diagonal);
      if (f === 0) continue;
      for (let j = k + 1; j < n; j++) lu[at + j] = lu[at + j]! - f * lu[k * n + j]!;
    }
  }
  return { n, lu, order, sign };
}

function swapRows(a: Float64Array, n: number, i: number, k: number): void {
  for (let j = 0; j < n; j++) {
    const t = a[i * n + j]!;
    a[i * n + j] = a[k * n + j]!;
    a[k * n + j] = t;
  }
}

function requireRegular(name: string, { n, lu }: LU): void {
  for (let i = 0; i < n; i++) if (lu[i * n + i] === 0) throw fault('E_LINEAR/singular', null, { name });
}

/** A⁻¹ B, or A⁻ᵀ B. */
export function solved(name: string, factors: LU, b: Float64Array, r: number, transposed: boolean): Float64Array {
  requireRegular(name, factors);
  const { n, lu, order } = factors,
    x = new Float64Array(n * r);
  const move = (from: Float64Array, to: Float64Array, isBack: boolean): void => {
    for (let i = 0; i < n; i++) {
      const [f, t] = isBack ? [i * r, order[i]! * r] : [order[i]! * r, i * r];
      for (let j = 0; j < r; j++) to[t + j] = from[f + j]!;
    }
  };
  if (!transposed) {
    move(b, x, false);
    forwardSubstitution(lu, x, n, r, true);
    backSubstitution(lu, x, n, r);
    return x;
  }
  const y = b.slice();
  transposedBack(lu, y, n, r);
  transposedForward(lu, y, n, r, true);
  move(y, x, true);
  return x;
}

/** NaN where the determinant is negative. */
export function logOfDeterminant({ n, lu, sign }: LU): number {
  let sum = 0,
    s = sign;
  for (let i = 0; i < n; i++) {
    const d = lu[i * n + i]!;
    if (d < 0) s = -s;
    sum += Math.log(Math.abs(d));
  }
  return s < 0 && sum !== -Infinity ? NaN : sum;
}

/** The lower factor of the symmetric part of A. */
export function choleskyFactor(name: string, a: Float64Array, n: number): Float64Array {
  const l = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let s = i === j ? a[i * n + i]! : (a[i * n + j]! + a[j * n + i]!) / 2;
      const li = i * n,
        lj = j * n;
      for (let k = 0; k < j; k++) s -= l[li + k]! * l[lj + k]!;
      if (i > j) l[li + j] = s / l[lj + j]!;
      else if (s > 0) l[li + i] = Math.sqrt(s);
      else throw fault('E_LINEAR/definite', null, { name });
    }
  return l;
}
