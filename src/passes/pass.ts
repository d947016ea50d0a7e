/** What a pass is. */
import type { Facts } from '../facts/facts.ts';
import type { Program } from '../ir/ir.ts';

/**
 * A new program that does the same: the same value bit for bit, the same effects once and in order, the same throws.
 * Facts gain entries for values that a pass makes; entries of values that stay may become more precise.
 */
export type Pass = (program: Program, facts: Facts) => Program;
