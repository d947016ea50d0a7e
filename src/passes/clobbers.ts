/** Which slots an instruction may change: Effects, and what the adjoint's own operations change. */
import type { Facts } from '../facts/facts.ts';
import { KERNEL } from '../facts/kernels.ts';
import { Effects, type Slot, kindOf, lengthOf, slotOf } from '../facts/memory.ts';
import * as K from '../facts/kinds.ts';
import type { Instr, Program } from '../ir/ir.ts';
import type { OpName } from '../ir/ops.ts';
import { forEachInstr } from '../ir/walk.ts';

const NONE: ReadonlySet<Slot> = new Set();
const ALL: ReadonlySet<Slot> = new Set(['*']);

/** They run sweeps, and put memory back. */
const AGAIN: ReadonlySet<OpName> = new Set(['settle', 'record', 'retrace', 'adopt']);

export class Clobbers {
  readonly #facts: Facts;
  readonly #effects: Effects;
  readonly #known = new Map<Instr, ReadonlySet<Slot>>();
  /** Functions of the program unwind a tape: their calls may change anything. */
  #unwinding = false;

  constructor(program: Program, facts: Facts) {
    this.#facts = facts;
    this.#effects = new Effects(program, facts);
    for (const fn of program.fns.slice(1)) forEachInstr(fn, (i) => void (this.#own(i) && (this.#unwinding = true)));
  }

  /** `*` in the set: everything. */
  of(instr: Instr): ReadonlySet<Slot> {
    let slots = this.#known.get(instr);
    if (!slots) this.#known.set(instr, (slots = this.#find(instr)));
    return slots;
  }

  #find(instr: Instr): ReadonlySet<Slot> {
    if (AGAIN.has(instr.op) || (instr.op === 'call' && (this.#unwinding || instr.attr[1] === KERNEL))) return ALL;
    if (instr.op === 'construct' && instr.args.slice(1).some((a) => K.isRef(kindOf(this.#facts, a)))) return ALL;
    const own = this.#own(instr);
    if (own) return own;
    if (instr.blocks.length === 0) return this.#effects.writes(instr);
    const all = new Set<Slot>();
    for (const block of instr.blocks) for (const inner of block.body) for (const slot of this.of(inner)) all.add(slot);
    return all.size === 0 ? NONE : all;
  }

  #own({ op, args }: Instr): ReadonlySet<Slot> | null {
    switch (op) {
      case 'undo':
      case 'addslot':
      case 'takeslot':
      case 'setshadow':
      case 'unsetshadow':
        return new Set([slotOf(this.#facts, args[0]!, args[1]!), lengthOf(this.#facts, args[0]!)]);
      default:
        return null;
    }
  }
}
