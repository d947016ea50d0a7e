/**
 * Inverses, determinants, systems and functions of matrices: math.js is called as it is on lists of rows, and the derivatives are
 * matrix identities (M. Giles, Collected matrix derivative results for forward and reverse mode algorithmic differentiation, 2008)
 * told with the same functions, so that they hold in every order.
 */
import { type Rule, matMul, model, opaque, scalar, solve } from '../../../src/index.ts';
import { type Any, knowing } from '../pack.ts';
import { type Makes, byRank, elsewhere, inForm, isForm, isList, mapped, ofNumbers, partOf } from './forms.ts';
import { multiplied, transposed, withMatrix } from './products.ts';
import { named, ROWS, column, leftTransposed, negated, rightTransposed, scaled } from './rows.ts';

/** The inverse of rows, and its rule. */
function inverseOf(fn: Any): [Any, Rule] {
  const inverse = named((rows: any): any => fn(rows), 'inv');
  const pullback = [knowing((g: any, y: any) => negated(rightTransposed(leftTransposed(y, g), y)), () => [leftTransposed, negated, rightTransposed])];
  const pushforward = [knowing((d: any, y: any) => negated(matMul(matMul(y, d), y)), () => [matMul, negated])];
  return [inverse, opaque(inverse, { ...ROWS, pullback, pushforward } as never)];
}

const inv: Makes = (fn, name) => {
  const [inverse, known] = inverseOf(fn);
  const [away, rule] = elsewhere(fn, name);
  const code = (x: any, other: any): any => {
    if (other !== undefined || !isForm(x)) return away(x, other);
    return typeof x === 'number' ? 1 / x : inForm(byRank(partOf(x), (v: any) => inverse([v])[0], (rows: any) => inverse(rows)), x); // oxfmt-ignore
  };
  return [known, rule, model(fn, knowing(code, () => [away, byRank, inForm, inverse, isForm, partOf]))];
};

const det: Makes = (fn, name) => {
  const determinant = named((rows: any): number => fn(rows), name);
  const [away, rule] = elsewhere(fn, name);
  /** The derivative by each number: without division, so that a singular matrix has one. */
  const cofactors = (rows: any[][]): any[][] =>
    rows.map((row, i) =>
      row.map((_, j) => {
        if (rows.length === 1) return 1;
        const minor = determinant(rows.filter((_row, k) => k !== i).map((other) => other.filter((_v: number, k: number) => k !== j)));
        return (i + j) % 2 === 0 ? minor : -minor;
      }),
    );
  knowing(cofactors, () => [determinant]);
  const identity = (rows: any[][]): any[][] => rows.map((row, i) => row.map((_, j) => (i === j ? 1 : 0)));
  const slopes = (rows: any[][], y: number): any[][] =>
    Math.abs(y) > 1e-100 && rows.length > 3 ? transposed(scaled(solve(rows, identity(rows)), y)) : cofactors(rows);
  knowing(slopes, () => [cofactors, identity, scaled, solve, transposed]);
  const pullback = [knowing((g: number, y: number, rows: any) => scaled(slopes(rows, y), g), () => [scaled, slopes])];
  const code = (x: any, other: any): any => {
    if (other !== undefined || !isForm(x)) return away(x, other);
    return typeof x === 'number' ? x : byRank(partOf(x), (v: any) => determinant([v]), (rows: any) => determinant(rows)); // oxfmt-ignore
  };
  return [
    opaque(determinant, { result: 'number', pullback } as never),
    rule,
    model(fn, knowing(code, () => [away, byRank, determinant, isForm, partOf])),
  ];
};

const lusolve: Makes = (fn, name) => {
  const solved = named((a: any, b: any): any => fn(a, b), name);
  const [away, rule] = elsewhere(fn, name);
  const back = (a: any, g: any): any => solved(transposed(a), g);
  knowing(back, () => [solved, transposed]);
  const pullback = [
    knowing((g: any, x: any, a: any) => negated(rightTransposed(back(a, g), x)), () => [back, negated, rightTransposed]),
    knowing((g: any, _x: any, a: any) => back(a, g), () => [back]),
  ];
  const pushforward = [
    knowing((d: any, x: any, a: any) => negated(solved(a, matMul(d, x))), () => [matMul, negated, solved]),
    knowing((d: any, _x: any, a: any) => solved(a, d), () => [solved]),
  ];
  const code = (a: any, b: any, other: any, ...rest: any[]): any =>
    other === undefined && isList(a) && isList(b) ? inForm(solved(partOf(a), column(partOf(b))), a) : away(a, b, other, ...rest);
  return [
    opaque(solved, { ...ROWS, pullback, pushforward } as never),
    rule,
    model(fn, knowing(code, () => [away, column, inForm, isList, partOf, solved])),
  ];
};

/** Substitution, in the order of math.js; of the other triangle nothing is read. */
const triangular = (isLower: boolean): Makes => (fn, name) => {
  const [away, rule] = elsewhere(fn, name);
  const code = (a: any, b: any, other: any): any => {
    if (other !== undefined || !isList(a) || !isList(b)) return away(a, b, other);
    const rows = partOf(a),
      rest = column(partOf(b)).map((row) => row[0]),
      n = rows.length;
    if (rest.length !== n || rows[0].length !== n) throw new RangeError('Matrix must be square, and the right side as long');
    for (let k = 0; k < n; k++) {
      const j = isLower ? k : n - 1 - k;
      if (rows[j][j] === 0) throw new Error('Linear system cannot be solved since matrix is singular');
      const x = rest[j] / rows[j][j];
      rest[j] = x;
      for (let i = isLower ? j + 1 : j - 1; isLower ? i < n : i >= 0; i += isLower ? 1 : -1) rest[i] -= x * rows[i][j];
    }
    return inForm(rest.map((v) => [v]), a); // oxfmt-ignore
  };
  return [rule, model(fn, knowing(code, () => [away, column, inForm, isList, isLower, partOf]))];
};

const divide: Makes = (fn, name) => {
  // by a matrix: math.js multiplies by its inverse
  const [inverse, known] = inverseOf((rows: any) => partOf(fn(1, rows)));
  const [away, rule] = elsewhere(fn, name);
  const code = (a: any, b: any, other: any): any => {
    if (other !== undefined || !isForm(a) || !isForm(b)) return away(a, b, other);
    if (typeof b === 'number') return typeof a === 'number' ? a / b : inForm(mapped(partOf(a), (v: number) => v / b), a); // oxfmt-ignore
    return inForm(multiplied(partOf(a), inverse(partOf(b))), withMatrix(a, b));
  };
  return [known, rule, model(fn, knowing(code, () => [away, inForm, inverse, isForm, mapped, multiplied, partOf, withMatrix]))];
};

const pow: Makes = (fn, name) => {
  const two = ofNumbers(fn, name);
  const [inverse, known] = inverseOf((rows: any) => fn(rows, -1));
  const [away, rule] = elsewhere(fn, name);
  const raised = (rows: any[][], power: number): any[][] => {
    let result: any[][] = rows.map((row, i) => row.map((_, j) => (i === j ? 1 : 0)));
    let square = power < 0 ? inverse(rows) : rows;
    for (let n = Math.abs(power); n >= 1; n = Math.floor(n / 2)) {
      if (n % 2 === 1) result = matMul(square, result);
      if (n > 1) square = matMul(square, square);
    }
    return result;
  };
  knowing(raised, () => [inverse, matMul]);
  const code = (x: any, n: any, other: any): any => {
    if (other !== undefined || !isForm(x) || typeof n !== 'number') return away(x, n, other);
    if (typeof x === 'number') return two(x, n);
    if (!Number.isInteger(n)) throw new TypeError(`For A^b, b must be an integer (value is ${n})`);
    return inForm(raised(partOf(x), n), x);
  };
  return [
    scalar(two, ((x: number, n: number, y: number) => [n === 0 ? 0 : n * x ** (n - 1), y === 0 ? 0 : Math.log(x) * y]) as never, { risky: true }),
    known,
    rule,
    model(fn, knowing(code, () => [away, inForm, isForm, partOf, raised, two])),
  ];
};

export const SYSTEMS: Readonly<Record<string, Makes>> = {
  det,
  divide,
  inv,
  lsolve: triangular(true),
  lusolve,
  pow,
  usolve: triangular(false),
};
