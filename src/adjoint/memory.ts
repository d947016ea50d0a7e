/** The adjoint of reading memory and of making new memory: nothing that existed before is changed. */
import { type Atom, type Instr, lit } from '../ir/ir.ts';
import type { OpName } from '../ir/ops.ts';
import type { Reverse } from '../ir/sweeps.ts';

type Adjoint = (sweep: Reverse, instr: Instr) => void;

/** Moves the cotangent of a slot of new memory to the value it was made from. */
function initial(sweep: Reverse, object: Atom, key: Atom, value: Atom): void {
  if (!sweep.active(value) || !sweep.activeSlot(object, key)) return;
  const shadow = sweep.shadow(object);
  if (shadow !== null) sweep.add(value, sweep.emit('takeslot', [shadow, key]));
}

export const MEMORY: Partial<Record<OpName, Adjoint>> = {
  load(sweep, { args, out }) {
    const [object, key] = args as [Atom, Atom],
      g = sweep.bar(out[0]!);
    if (g === null || !sweep.activeSlot(object, key)) return;
    const shadow = sweep.shadow(object);
    if (shadow !== null) sweep.emit('addslot', [shadow, sweep.need(key), g]);
  },
  array(sweep, { args, out }) {
    args.forEach((value, i) => initial(sweep, out[0]!, lit(i), value));
  },
  object(sweep, { args, out, attr }) {
    args.forEach((value, i) => initial(sweep, out[0]!, lit(attr[i]!), value));
  },
  copy(sweep, { args, out }) {
    const source = args[0]!;
    if (!sweep.activeSlot(source, 0)) return;
    const from = sweep.shadow(source),
      to = sweep.shadow(out[0]!);
    if (from === null || to === null) return;
    sweep.repeat(sweep.emit('length', [to], [], undefined), (i) => sweep.emit('addslot', [from, i, sweep.emit('takeslot', [to, i])]));
  },
};
