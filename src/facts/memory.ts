/** Where operations touch memory: slots of memory classes, and what each instruction may overwrite. */
import { type Atom, type Block, type Instr, type Program, isLit } from '../ir/ir.ts';
import { effectOf } from '../ir/ops.ts';
import { type Heap, ELEMENT, KEYS, fieldSlot, isIndex, slotIn, tupleSlot } from './heap.ts';
import type { Facts } from './facts.ts';
import { isKernel } from './kernels.ts';
import { BOTTOM, type ClassId, type Kind, NO_CLASS, NUM, prim } from './kinds.ts';
import * as K from './kinds.ts';

/** A slot of a class, `"3:[]"`, `"3:.x"` or `"3:length"`. */
export type Slot = string;

export function kindOf(facts: Facts, atom: Atom): Kind {
  if (!isLit(atom)) return facts.kinds.get(atom) ?? BOTTOM;
  switch (typeof atom.lit) {
    case 'number':
      return prim(K.NUMBER, Number.isInteger(atom.lit));
    case 'string':
      return K.TEXT;
    case 'boolean':
      return K.BOOL;
    case 'bigint':
      return prim(K.BIGINT, true);
    case 'undefined':
      return K.NOTHING;
    default:
      return prim(K.NULL, true);
  }
}

/** The name of the slot that a key selects in a class: elements are one slot, fields one each. */
export function slotName(key: Atom): string {
  if (!isLit(key) || typeof key.lit !== 'string' || isIndex(key.lit)) return ELEMENT;
  if (key.lit === KEYS) return KEYS;
  return fieldSlot(key.lit);
}

/** … and in this class, where the places of a tuple are apart. */
export function slotAt(heap: Heap, cls: ClassId, key: Atom): string {
  const name = slotName(key),
    c = heap.get(cls);
  return name === ELEMENT && c.tuple && isLit(key) && typeof key.lit === 'number' ? tupleSlot(key.lit) : slotIn(c, name);
}

export function slotOf(facts: Facts, object: Atom, key: Atom): Slot {
  const cls = facts.heap.root(kindOf(facts, object).cls);
  return cls === NO_CLASS ? 'none' : `${cls}:${slotAt(facts.heap, cls, key)}`;
}
export const lengthOf = (facts: Facts, object: Atom): Slot => `${facts.heap.root(kindOf(facts, object).cls)}:length`;

/** The kind of what the slot holds. */
export function slotKind(facts: Facts, object: Atom, key: Atom): Kind {
  const cls = kindOf(facts, object).cls;
  return cls === NO_CLASS ? NUM : facts.heap.slot(cls, slotAt(facts.heap, cls, key));
}

/** The memory effects of every instruction of a program, blocks and callees included. */
export class Effects {
  readonly #writes = new Map<Instr, ReadonlySet<Slot>>();
  readonly #once = new Map<Instr, boolean>();
  readonly #callees = new Map<string, Set<Slot>>();
  readonly #calleesOnce = new Set<string>();
  readonly #facts: Facts;
  /** Every slot that some store reaches. `*`: all. */
  readonly written = new Set<Slot>();

  constructor(program: Program, facts: Facts) {
    this.#facts = facts;
    for (const fn of program.fns) this.#callees.set(fn.name, new Set());
    for (let size = -1; size !== this.#size();) {
      size = this.#size();
      this.#writes.clear();
      for (const fn of program.fns) {
        const all = this.#callees.get(fn.name)!;
        for (const slot of this.#block(fn.body)) all.add(slot);
        if (fn.body.body.some((i) => this.once(i))) this.#calleesOnce.add(fn.name);
      }
    }
    for (const fn of program.fns) for (const slot of this.#callees.get(fn.name)!) this.written.add(slot);
  }

  /** The slots it may overwrite. */
  writes(instr: Instr): ReadonlySet<Slot> {
    return this.#writes.get(instr) ?? NONE;
  }

  overwrites(instr: Instr, slot: Slot): boolean {
    const w = this.writes(instr);
    return w.has(slot) || w.has('*');
  }

  isWritten(slot: Slot): boolean {
    return this.written.has(slot) || this.written.has('*');
  }

  /** It cannot be run a second time: natives, throws, calls of such. */
  once(instr: Instr): boolean {
    const known = this.#once.get(instr);
    if (known !== undefined) return known;
    const now =
      effectOf(instr.op) === 'effect' ||
      ((instr.op === 'call' || instr.op === 'record') && this.#calleesOnce.has(instr.attr[0]!)) ||
      instr.blocks.some((b) => b.body.some((i) => this.once(i)));
    if ((instr.op !== 'call' && instr.op !== 'record') || now) this.#once.set(instr, now);
    return now;
  }

  #size(): number {
    let n = this.#calleesOnce.size;
    for (const s of this.#callees.values()) n += s.size;
    return n;
  }

  #block(block: Block): Set<Slot> {
    const all = new Set<Slot>();
    for (const instr of block.body) {
      const own = this.#own(instr);
      if (own.size === 0) continue;
      this.#writes.set(instr, own);
      for (const slot of own) all.add(slot);
    }
    return all;
  }

  #own(instr: Instr): ReadonlySet<Slot> {
    const f = this.#facts,
      [object, key] = instr.args;
    switch (instr.op) {
      case 'store':
        return grown(f, object!, slotOf(f, object!, key!));
      case 'push':
      case 'pop':
      case 'setlength':
        return new Set([slotOf(f, object!, 0), lengthOf(f, object!)]);
      case 'delete':
        return new Set([slotOf(f, object!, key!), lengthOf(f, object!)]);
      // a function that is not transformed may write whatever it has captured; a method of a string or a number has nothing
      case 'native':
        return instr.attr[1] === 'inert' || instr.attr[1] === 'held' || instr.attr[1] === 'kept' || isKernel(instr) || ofPrimitive(f, instr)
          ? NONE
          : new Set(['*']);
      case 'hook':
      case 'hooked':
        return new Set(['*']);
      case 'construct':
        return instr.args.slice(1).every((a) => kindOf(f, a).cls === NO_CLASS) ? NONE : new Set(['*']);
      case 'call':
      case 'record':
        return this.#callees.get(instr.attr[0]!) ?? NONE;
      default:
        if (instr.blocks.length === 0) return NONE;
        return new Set(instr.blocks.flatMap((b) => [...this.#block(b)]));
    }
  }
}

function ofPrimitive(facts: Facts, { args }: Instr): boolean {
  const receiver = kindOf(facts, args[1]!);
  if ((receiver.prims & ~(K.STRING | K.NUMBER)) !== 0 || receiver.prims === 0) return false;
  return args.slice(1).every((a) => kindOf(facts, a).cls === NO_CLASS);
}

const NONE: ReadonlySet<Slot> = new Set();

function grown(facts: Facts, object: Atom, slot: Slot): ReadonlySet<Slot> {
  const cls = kindOf(facts, object).cls;
  return cls !== NO_CLASS && facts.heap.get(cls).grows ? new Set([slot, lengthOf(facts, object)]) : new Set([slot]);
}
