/** Values that are surely numbers, whatever memory held: results of arithmetic, whose operands are converted. */
import type { Facts } from '../facts/facts.ts';
import { isNumber } from '../facts/kinds.ts';
import { kindOf } from '../facts/memory.ts';
import { type Atom, type Instr, isLit } from '../ir/ir.ts';

const ARITHMETIC = new Set<Instr['op']>([
  'add', 'sub', 'mul', 'div', 'rem', 'pow', 'neg', 'plus', 'bitand', 'bitor', 'bitxor', 'bitnot', 'shl', 'shr', 'ushr', 'length', 'strong', 'takeslot',
]);

/** `definition` gives the instruction that makes a value (for a loop's index, the loop). */
export function surelyNumber(facts: Facts, atom: Atom, definition: (atom: Atom) => Instr | undefined): boolean {
  if (isLit(atom)) return typeof atom.lit === 'number';
  const made = definition(atom);
  if (!made || !isNumber(kindOf(facts, atom))) return false;
  if (made.op === 'for') return made.blocks[0]!.params[0] === atom;
  return ARITHMETIC.has(made.op) || (made.op === 'apply' && made.attr[0]!.startsWith('Math.'));
}
