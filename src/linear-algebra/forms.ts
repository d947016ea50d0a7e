/**
 * The forms in which matrices and vectors come: a flat list by rows (a Float64Array or an array), or a list of rows. Kernels work
 * on Float64Arrays and give back what has the form of an argument.
 */
import { fault } from '../fault/messages.ts';

/** A vector, or a matrix by rows in one list. */
export type Flat = Float64Array | Float32Array | number[];
/** A matrix as a list of rows. */
export type Rows = number[][];
export type Tensor = Flat | Rows;

export const isRows = (x: Tensor): x is Rows => Array.isArray(x) && typeof x[0] === 'object';

const shown = (x: unknown): string =>
  Array.isArray(x) || ArrayBuffer.isView(x)
    ? `${Array.isArray(x) ? (isRows(x as Tensor) ? 'a matrix of' : 'an array of') : 'a typed array of'} ${(x as Flat).length} ${isRows(x as Tensor) ? 'rows' : 'numbers'}`
    : `a value of type ${x === null ? 'null' : typeof x}`;

/** Arguments that do not fit. */
export function misfit(name: string, needs: string, ...given: readonly unknown[]): never {
  throw fault('E_LINEAR', null, { name, needs, received: given.map(shown).join(' and ') });
}

/** A list of numbers, or of rows of one length. */
export function requireTensor(name: string, x: unknown): asserts x is Tensor {
  if (!Array.isArray(x) && !(ArrayBuffer.isView(x) && typeof (x as Float64Array)[0] !== 'bigint' && 'length' in x))
    misfit(name, 'lists of numbers, or matrices as lists of rows', x);
  if (!isRows(x as Tensor)) return;
  const { length } = (x as Rows)[0]!;
  if (!(x as Rows).every((row) => row.length === length)) throw fault('E_LINEAR/ragged', null, { name });
}

/** How many numbers it has. */
export const sizeOf = (x: Tensor): number => (isRows(x) ? x.length * x[0]!.length : x.length);

/** Its numbers by rows. What is a Float64Array already is not copied. */
export function numbers(x: Tensor): Float64Array {
  if (x instanceof Float64Array) return x;
  if (!isRows(x)) return Float64Array.from(x);
  const cols = x[0]!.length,
    all = new Float64Array(x.length * cols);
  for (let i = 0, at = 0; i < x.length; i++) {
    const row = x[i]!;
    for (let j = 0; j < cols; j++) all[at++] = row[j]!;
  }
  return all;
}

/** New memory of the form of `like` with these numbers, which may be taken over; rows have the length that those of `like` have. */
export function inForm<T extends Tensor>(all: Float64Array, like: T): T {
  if (isRows(like)) return rowsOf(all, like[0]!.length) as T;
  if (Array.isArray(like)) return Array.from(all) as unknown as T;
  return (like instanceof Float64Array ? all : new (like.constructor as typeof Float32Array)(all)) as T;
}

export function rowsOf(all: Float64Array, cols: number): Rows {
  const rows: Rows = [];
  for (let at = 0; at < all.length; at += cols) {
    const row: number[] = [];
    for (let j = 0; j < cols; j++) row.push(all[at + j]!);
    rows.push(row);
  }
  return rows;
}

/** The order of a square matrix. */
export function orderOf(name: string, A: Tensor): number {
  requireTensor(name, A);
  const n = isRows(A) ? A.length : Math.round(Math.sqrt(A.length));
  if (n === 0 || n * n !== sizeOf(A)) misfit(name, 'a square matrix', A);
  return n;
}
