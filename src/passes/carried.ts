/** Where a control construct keeps the values that go in, round and out. */
import type { Instr } from '../ir/ir.ts';

export interface Layout {
  /** Position of the first initial value among the operands. */
  readonly init: number;
  /** Position of the first carried value among the block's parameters. */
  readonly param: number;
  /** Position of the first next value among the block's yields. */
  readonly next: number;
}

const FOR: Layout = { init: 3, param: 1, next: 0 };
const LOOP: Layout = { init: 1, param: 0, next: 1 };

/** The layout of a loop; null for everything else. */
export const loopLayout = (instr: Instr): Layout | null => (instr.op === 'for' ? FOR : instr.op === 'loop' ? LOOP : null);

/** Constructs whose results are the yields of the block (or branch) that ran. */
export const yieldsResults = ({ op }: Instr): boolean => op === 'if' || op === 'guard' || op === 'attempt' || op === 'settle';
