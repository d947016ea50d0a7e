/** Products of vectors and matrices, and what is made of them, in the order in which math.js adds up. */
import { matMul, model } from '../../../src/index.ts';
import { type Any, knowing } from '../pack.ts';
import { paired } from './elementwise.ts';
import { type Makes, byRank, elsewhere, flattened, inForm, isDense, isForm, isList, partOf, strange } from './forms.ts';

const unfit = (name: string, a: number, b: number): never => {
  throw new RangeError(`Dimension mismatch in ${name} (${a} != ${b})`);
};

/** The sum of the products at the same places of two vectors. */
export const inner = (x: any[], y: any[]): number => {
  if (x.length !== y.length) unfit('a product', x.length, y.length);
  let sum = x[0] * y[0];
  for (let i = 1; i < x.length; i++) sum += x[i] * y[i];
  return sum;
};
knowing(inner, () => [unfit]);

/** Lists of numbers. */
const product = (a: any, b: any): any =>
  byRank(
    a,
    () =>
      byRank(
        b,
        () => inner(a, b),
        () => {
          if (a.length !== b.length) unfit('a product', a.length, b.length);
          const c: number[] = [];
          for (let j = 0; j < b[0].length; j++) {
            let sum = a[0] * b[0][j];
            for (let i = 1; i < a.length; i++) sum += a[i] * b[i][j];
            c.push(sum);
          }
          return c;
        },
      ),
    () => byRank(b, () => a.map((row: any[]) => inner(row, b)), () => rowsTimes(a, b)), // oxfmt-ignore
  );
/** A product with one column is a list of inner products; others have a rule of their own, which adds up in the same order. */
const rowsTimes = (a: any[][], b: any[][]): any[][] => {
  if (a[0]!.length !== b.length) unfit('a product', a[0]!.length, b.length);
  if (b[0]!.length > 1) return matMul(a, b);
  const column = b.map((row) => row[0]);
  return a.map((row) => [inner(row, column)]);
};
knowing(rowsTimes, () => [inner, matMul, unfit]);
knowing(product, () => [byRank, inner, rowsTimes, unfit]);

export const transposed = (rows: any[][]): any[][] => rows[0]!.map((_, j) => rows.map((row) => row[j]));

const times = (x: number, y: number): number => x * y;
export const multiplied = (a: any, b: any): any =>
  typeof a === 'number' || typeof b === 'number' ? paired(a, b, times) : product(a, b);
knowing(multiplied, () => [paired, product, times]);

export const withMatrix = (a: any, b: any): any => (isDense(a) ? a : b);
knowing(withMatrix, () => [isDense]);

const multiply: Makes = (fn, name) => {
  const [away, rule] = elsewhere(fn, name);
  const two = (a: any, b: any): any =>
    typeof a === 'number' && typeof b === 'number' ? a * b : inForm(multiplied(partOf(a), partOf(b)), withMatrix(a, b));
  knowing(two, () => [inForm, multiplied, partOf, withMatrix]);
  const run = (a: any, b: any, c: any, d: any, other: any, ...rest: any[]): any => {
    if (!isForm(a) || !isForm(b) || other !== undefined) return away(a, b, c, d, other, ...rest);
    if (c === undefined) return two(a, b);
    return d === undefined ? two(two(a, b), c) : two(two(two(a, b), c), d);
  };
  return [rule, model(fn, knowing(run, () => [away, isForm, two]))];
};

/** Of one list, or one matrix; what `run` gives takes its form. */
export const ofList = (run: Any): Makes => (fn, name) => {
  const [away, rule] = elsewhere(fn, name);
  const code = (x: any, other: any): any => (other === undefined && isList(x) ? inForm(run(partOf(x)), x) : away(x, other));
  return [rule, model(fn, knowing(code, () => [away, inForm, isList, partOf, run]))];
};
/** Of two lists. */
export const ofLists = (run: Any): Makes => (fn, name) => {
  const [away, rule] = elsewhere(fn, name);
  const code = (a: any, b: any, other: any): any =>
    other === undefined && isList(a) && isList(b) ? inForm(run(partOf(a), partOf(b)), withMatrix(a, b)) : away(a, b, other);
  return [rule, model(fn, knowing(code, () => [away, inForm, isList, partOf, run, withMatrix]))];
};

/** A vector, or a matrix of one column. */
const columnOf = (x: any): any[] => byRank(x, () => x, () => x.map((row: any[]) => (row.length === 1 ? row[0] : unfit('dot', row.length, 1)))); // oxfmt-ignore
knowing(columnOf, () => [byRank, unfit]);
const dot = knowing((a: any, b: any): number => inner(columnOf(a), columnOf(b)), () => [columnOf, inner]);

const cross = (a: any, b: any): any => {
  const x = flattened(a),
    y = flattened(b);
  if (x.length !== 3 || y.length !== 3) throw new RangeError('Vectors with length 3 expected');
  const z = [x[1] * y[2] - x[2] * y[1], x[2] * y[0] - x[0] * y[2], x[0] * y[1] - x[1] * y[0]];
  return byRank(a, () => byRank(b, () => z, () => [z]), () => [z]); // oxfmt-ignore
};
knowing(cross, () => [byRank, flattened]);

const rowsOf = knowing((x: any): any[][] => byRank(x, () => [x], () => x), () => [byRank]); // oxfmt-ignore
const kron = (a: any, b: any): any => {
  const rows: any[][] = [];
  for (const p of rowsOf(a)) for (const q of rowsOf(b)) rows.push(p.flatMap((x) => q.map((y) => x * y)));
  return byRank(a, () => byRank(b, () => rows[0], () => rows), () => rows); // oxfmt-ignore
};
knowing(kron, () => [byRank, rowsOf]);

const transpose = knowing((x: any): any => byRank(x, () => x.slice(), () => transposed(x)), () => [byRank, transposed]); // oxfmt-ignore

const trace = (x: any): number =>
  byRank(
    x,
    () => (x.length === 1 ? x[0] : strange()),
    () => {
      if (x.length !== x[0].length) throw new RangeError('Matrix must be square');
      let sum = 0;
      for (let i = 0; i < x.length; i++) sum += x[i][i];
      return sum;
    },
  );
knowing(trace, () => [byRank, strange]);

export const PRODUCTS: Readonly<Record<string, Makes>> = {
  cross: ofLists(cross),
  ctranspose: ofList(transpose),
  dot: ofLists(dot),
  kron: ofLists(kron),
  multiply,
  trace: ofList(trace),
  transpose: ofList(transpose),
};
