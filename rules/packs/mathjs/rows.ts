/** Arithmetic of lists of rows, for derivatives told as matrix identities. */
import { matMul } from '../../../src/index.ts';
import { type Any, knowing } from '../pack.ts';
import { byRank } from './forms.ts';
import { transposed } from './products.ts';

export const negated = (rows: any[][]): any[][] => rows.map((row) => row.map((v) => -v));
export const scaled = (rows: any[][], c: number): any[][] => rows.map((row) => row.map((v) => c * v));
export const plus = (a: any[][], b: any[][]): any[][] => a.map((row, i) => row.map((v, j) => v + b[i]![j]));
export const minus = (a: any[][], b: any[][]): any[][] => a.map((row, i) => row.map((v, j) => v - b[i]![j]));
export const column = (b: any): any[][] => byRank(b, () => b.map((v: number) => [v]), () => b); // oxfmt-ignore
knowing(column, () => [byRank]);
/** Aᵀ B, and A Bᵀ */
export const leftTransposed = knowing((a: any, b: any): any => matMul(transposed(a), b), () => [matMul, transposed]);
export const rightTransposed = knowing((a: any, b: any): any => matMul(a, transposed(b)), () => [matMul, transposed]);

export const ROWS = { result: 'number[][]' } as const;
export const named = (fn: Any, name: string): Any => Object.defineProperty(fn, 'name', { value: name });

