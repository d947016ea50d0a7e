/**
 * Mutating regions: the adjoint of every operation that changes memory. The cotangent of the overwritten slot goes to the
 * value that was stored, the slot's own becomes 0; journaled slots are put back, moved shadows move back.
 */
import { type Id, type Instr, lit } from '../../src/ir/ir.ts';
import { instr as make } from '../../src/ir/build.ts';
import type { OpName } from '../../src/ir/ops.ts';
import type { Reverse, Sweeps } from '../../src/ir/sweeps.ts';

export interface WriteFacts {
  /** Whether the slot that the store overwrites is journaled. */
  readonly journaled: (store: Instr) => boolean;
  /** What a journaled store overwrites, where the reverse sweep has it anyway. */
  readonly overwritten?: (store: Instr) => Id | undefined;
  /** For push the index of the new slot, for pop that of the slot that went. */
  readonly lengthBefore: ReadonlyMap<Instr, Id>;
}

export const WRITES: ReadonlySet<OpName> = new Set(['store', 'push', 'pop', 'setlength', 'delete', 'setshadow']);

/** The sweeps of a mutating region. */
export function mutatingRegion(instrs: readonly Instr[], facts: WriteFacts): Sweeps {
  const forward = instrs.flatMap((i) =>
    facts.journaled(i) && facts.overwritten?.(i) === undefined ? [make('journal', [], i.args.slice(0, 2), { site: i.site }), i] : [i],
  );
  return { forward, reverse: (sweep) => mirrored(instrs).forEach((i) => reverseWrite(sweep, i, facts)) };
}

/** From the last to the first; a shadow that moved after its write moves back after it too, when the cotangent has been taken. */
function mirrored(instrs: readonly Instr[]): Instr[] {
  const order: Instr[] = [];
  for (let k = instrs.length - 1; k >= 0; k--) {
    const i = instrs[k]!;
    if (i.op === 'setshadow' && i.attr[0] === 'after') order.push(instrs[--k]!);
    order.push(i);
  }
  return order;
}

function reverseWrite(sweep: Reverse, i: Instr, facts: WriteFacts): void {
  sweep.at(i);
  const [object, key, value] = i.args;
  switch (i.op) {
    case 'setshadow':
      sweep.emit('unsetshadow', [sweep.need(object!), sweep.need(key!)]);
      return;
    case 'store': {
      const shadow = sweep.activeSlot(object!, key!) ? sweep.shadow(object!) : null;
      const at = shadow !== null || facts.journaled(i) ? sweep.need(key!) : key!;
      if (shadow !== null) sweep.add(value!, sweep.emit('takeslot', [shadow, at]));
      const old = facts.overwritten?.(i);
      if (old !== undefined) sweep.emit('store', [sweep.need(object!), at, sweep.need(old)]);
      else if (facts.journaled(i)) sweep.emit('undo', [sweep.need(object!), at]);
      return;
    }
    case 'push': {
      const shadow = sweep.activeSlot(object!, lit(0)) ? sweep.shadow(object!) : null;
      if (shadow !== null) sweep.add(key!, sweep.emit('takeslot', [shadow, sweep.need(facts.lengthBefore.get(i)!)]));
      return;
    }
    case 'pop': {
      const g = i.out[0] === undefined ? null : sweep.bar(i.out[0]);
      const shadow = g !== null && sweep.activeSlot(object!, lit(0)) ? sweep.shadow(object!) : null;
      if (shadow !== null) sweep.emit('addslot', [shadow, sweep.need(facts.lengthBefore.get(i)!), g!]);
      return;
    }
    default:
      return;
  }
}
