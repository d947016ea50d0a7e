/**
 * The forms in which math.js takes numbers: a number, nested arrays, a DenseMatrix of these. What is told here is read and
 * differentiated, so it is ordinary code over arrays; the package itself is called for the numbers only.
 */
import { AdjointError, type Rule, never } from '../../../src/index.ts';
import { type Any, knowing } from '../pack.ts';

/** The rules of a function under its name in math.js. */
export type Makes = (fn: Any, name: string) => Rule[];

/** Among numbers there is something else. It is thrown by derived code, which follows what it throws. */
export const strange = (): never => {
  throw new TypeError('The rules for math.js are for numbers, and for vectors and matrices of numbers.');
};

export const isDense = (x: any): boolean => typeof x === 'object' && x !== null && x.isDenseMatrix === true;

/** The number, or the nested arrays, which are only read. */
export const partOf = knowing((x: any): any => (isDense(x) ? x._data : x), () => [isDense]);
/** Whether it is in one of the forms, as far as can be seen from outside. */
export const isForm = knowing((x: any): boolean => typeof x === 'number' || Array.isArray(x) || isDense(x), () => [isDense]);
export const isList = knowing((x: any): boolean => Array.isArray(x) || isDense(x), () => [isDense]);

/**
 * One of two, for a vector and for a matrix. The last arm throws, so that the kind of each arm is known where the kind of the list
 * is: an array may be empty, as far as kinds tell.
 */
export const byRank = (x: any, vector: Any, matrix: Any): any => (typeof x[0] === 'number' ? vector(x) : Array.isArray(x[0]) ? matrix(x) : strange());
knowing(byRank, () => [strange]);

/** A matrix of the class that `proto` belongs to, made of nested arrays that nobody else has. */
export const dense = (data: any[], proto: object): any => {
  const made = Object.create(proto);
  made._data = data;
  made._size = Array.isArray(data[0]) ? [data.length, data[0].length] : [data.length];
  made._datatype = undefined;
  return made;
};

/** In the form of `like`: a list stays what it is, or becomes a matrix; a number is one. */
export const inForm = knowing(
  (data: any, like: any): any => (isDense(like) && typeof data !== 'number' ? dense(data, Object.getPrototypeOf(like)) : data),
  () => [isDense, dense],
);

/** What `f` makes of each number. */
export const mapped = (x: any, f: Any): any => {
  const each = (v: any): any => (typeof v === 'number' ? f(v) : strange());
  return typeof x === 'number' ? f(x) : byRank(x, (row: any[]) => row.map(each), (rows: any[]) => rows.map((row: any[]) => row.map(each))); // oxfmt-ignore
};
knowing(mapped, () => [byRank, strange]);

export const copied = knowing((x: any): any => mapped(x, (v: number) => v), () => [mapped]);

/** All numbers, row by row. */
export const flattened = (x: any): any[] =>
  byRank(
    x,
    (row: any[]) => row,
    (rows: any[][]) => {
      const all: any[] = [];
      for (const row of rows) for (const v of row) all.push(v);
      return all;
    },
  );
knowing(flattened, () => [byRank]);

/** The function for one number at a time, called as it is; where it gives something else than a number, that is refused. */
export function ofNumbers(fn: Any, name: string): Any {
  const called = (...args: number[]): number => {
    const y: unknown = fn(...args);
    if (typeof y === 'number') return y;
    throw new AdjointError(
      'E_UNSUPPORTED',
      'unsupported',
      `\`${name}\` of math.js gave no real number for ${args.join(', ')}.`,
      'The rules for math.js are for real numbers: keep its arguments where the result is one.',
      null,
    );
  };
  return Object.defineProperty(called, 'name', { value: name });
}

/** The function as it is, for whatever the rules do not take: refused where something active enters. */
export function elsewhere(fn: Any, name: string): [called: Any, rule: Rule] {
  const called = Object.defineProperty((...args: unknown[]): unknown => fn(...args), 'name', { value: name });
  return [called, never(called, 'the rules for math.js take numbers, nested arrays and dense matrices of numbers, in the ways that its documentation tells')];
}
