/** Which values are surely finite, overflow apart. */
import type { Facts } from '../facts/facts.ts';
import * as K from '../facts/kinds.ts';
import { kindOf } from '../facts/memory.ts';
import { type Atom, isLit } from '../ir/ir.ts';
import type { OpName } from '../ir/ops.ts';
import type { Definitions } from './definitions.ts';

const BOUNDED = /^Math\.(sin|cos|tanh|atan|atan2|asin|acos|sign)$/;
/** Finite operands give finite results. */
const CLOSED: ReadonlySet<OpName> = new Set(['add', 'sub', 'mul', 'neg', 'plus', 'select']);

export function isFinite(facts: Facts, definitions: Definitions, value: Atom, deep = 6): boolean {
  if (isLit(value)) return Number.isFinite(value.lit);
  if (K.isInt(kindOf(facts, value))) return true;
  const { instr } = definitions.of(value);
  if (instr === null) return false;
  const closed = CLOSED.has(instr.op) || (instr.op === 'apply' && BOUNDED.test(instr.attr[0]!));
  return deep > 0 && closed && instr.args.every((a) => isFinite(facts, definitions, a, deep - 1));
}
