/** How the attributes of the operation `derive` are read. */
import type { Instr } from './ir.ts';

/**
 * `forward`: the tangent instead of the gradient. `again`: the function runs more often than a reader of the source would think.
 * `tried`: what it throws is an exit, so that whether it threw, and what, stand after the value.
 */
export type DeriveMark = 'forward' | 'again' | 'tried';
const MARKS: ReadonlySet<string> = new Set<DeriveMark>(['forward', 'again', 'tried']);

export interface Derive {
  readonly name: string;
  readonly marks: ReadonlySet<string>;
  /** Of the operands that it is taken in. */
  readonly positions: readonly number[];
  /** What the function gives, before anything of its derivative. */
  readonly results: number;
}

export function deriveOf({ attr: [name = '', ...rest] }: Pick<Instr, 'attr'>): Derive {
  const marks = new Set(rest.filter((word) => MARKS.has(word)));
  return { name, marks, positions: rest.filter((word) => !MARKS.has(word)).map(Number), results: marks.has('tried') ? 3 : 1 };
}
