/** What an operation needs of the order in which code is printed. */
import { isRef } from '../../facts/kinds.ts';
import * as K from '../../facts/kinds.ts';
import type { Facts } from '../../facts/facts.ts';
import { kindOf } from '../../facts/memory.ts';
import type { Atom, Id, Instr } from '../../ir/ir.ts';
import { isLit } from '../../ir/ir.ts';
import { type Effect, type OpName, effectOf } from '../../ir/ops.ts';

/** `pure` crosses anything, `read` crosses no write, `once` crosses nothing. */
export type Order = 'pure' | 'read' | 'once';

/** Operations that are defined on every value. */
export const TOTAL = new Set(['seq', 'sne', 'not', 'typeof', 'nullish', 'select', 'as', 'stop']);
/** Allocations that read memory. */
export const READING = new Set(['copy', 'view', 'viewbuffer', 'shadow']);

/** Operations that reach into their first operand; an object literal there would read like a block. */
// prettier-ignore
export const BASE = new Set<OpName>([
  'load', 'store', 'length', 'push', 'pop', 'setlength', 'delete', 'copy', 'view', 'viewbuffer', 'journal', 'undo', 'addslot', 'native', 'instanceof',
]);

/** The stricter of two orders. */
export const later = (a: Order, b: Order): Order =>
  a === 'once' || b === 'once' ? 'once' : a === 'read' || b === 'read' ? 'read' : 'pure';

/** The order of an instruction, blocks included. */
export function orderOf(instr: Instr): Order {
  let order: Order = instr.op === 'if' ? 'pure' : READING.has(instr.op) ? 'read' : ORDERS[effectOf(instr.op)];
  for (const b of instr.blocks) for (const i of b.body) order = later(order, orderOf(i));
  return order;
}
// prettier-ignore
const ORDERS: Readonly<Record<Effect, Order>> = { pure: 'pure', alloc: 'pure', read: 'read', write: 'once', effect: 'once', control: 'once', tape: 'once' };

/** A small constant away from a value. */
export const isOffset = ({ op, args: [, by] }: Instr): boolean =>
  (op === 'add' || op === 'sub') && isLit(by!) && typeof by.lit === 'number' && Number.isInteger(by.lit) && Math.abs(by.lit) < 1000;

const KEYED = new Set(['load', 'store', 'journal', 'undo', 'addslot', 'takeslot']);
/** Whether a value is used as an index or as a bound. */
export const isKey = (user: Instr, id: Id): boolean =>
  (KEYED.has(user.op) && user.args[1] === id) || (user.op === 'for' && (user.args[0] === id || user.args[1] === id));

/** `x && y` and `x || y` of booleans. */
export function isJunction(instr: Instr, facts: Facts): '&&' | '||' | null {
  const [yes, no] = instr.blocks.map((b) => b.yields[0]!);
  const bool = (a: Atom): boolean => kindOf(facts, a).prims === K.BOOLEAN && !isRef(kindOf(facts, a));
  if (!bool(instr.args[0]!)) return null;
  if (isLit(no!) && no.lit === false && bool(yes!)) return '&&';
  return isLit(yes!) && yes.lit === true && bool(no!) ? '||' : null;
}
