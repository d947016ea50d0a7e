/**
 * The two forms of the tracer and the shapes of shadows. A slot is journaled (*snapshot*) where needed reads outnumber
 * writes, so that loads can be run again in a reverse sweep that restores; otherwise needed values are *kept*.
 */
import { type Form, isKeyed } from '../../src/facts/heap.ts';
import type { Facts } from '../../src/facts/facts.ts';
import { isNumber } from '../../src/facts/kinds.ts';
import { type Slot, kindOf } from '../../src/facts/memory.ts';
import type { Instr } from '../../src/ir/ir.ts';

const FLOATS: ReadonlySet<Form> = new Set(['float64', 'float32']);

/** How the shadow of a new object is made. */
export function shadowForm(facts: Facts, { op, out, attr }: Instr): 'floats' | 'zeros' | 'array' | 'object' | 'map' {
  if (op === 'array' || op === 'object') return op;
  const { forms } = facts.heap.get(kindOf(facts, out[0]!).cls);
  if ([...forms].some(isKeyed)) return 'map';
  return attr[0] === 'Array' ? 'zeros' : FLOATS.has([...forms][0]!) || attr[0] !== undefined ? 'floats' : 'zeros';
}

/** Slots that can be restored: numbers in memory of fixed shape. */
export function restorable(facts: Facts, slot: Slot): boolean {
  const at = slot.indexOf(':'),
    cls = Number(slot.slice(0, at)),
    name = slot.slice(at + 1);
  if (!Number.isInteger(cls) || cls < 0 || name === 'length') return false;
  const c = facts.heap.get(cls);
  if (c.grows || c.holey || c.wild || c.forms.has('opaque') || c.forms.has('function')) return false;
  // what hangs on an array by name is not put back with its elements
  if (name.startsWith('.') && [...c.forms].some((form) => form !== 'object')) return false;
  return isNumber(facts.heap.slot(cls, name));
}

/** Weight of what happens at a depth of loops. */
export const weight = (depth: number): number => 8 ** Math.min(depth, 8);
