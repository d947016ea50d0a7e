/**
 * Activity: which values and slots depend on a differentiated input. Follows data flow only, through memory by slot;
 * what is unknown is active.
 */
import { type Atom, type Block, type Id, type Instr, type Program, isId, lit } from '../ir/ir.ts';
import { isCounted, isTurns, nextOfTurns } from '../ir/turns.ts';
import type { Heap } from './heap.ts';
import type { Facts } from './facts.ts';
import { argsOf, isKernel } from './kernels.ts';
import { type ClassId, type Kind, NO_CLASS, classesIn, mayBeNumber } from './kinds.ts';
import { type Slot, kindOf, slotOf } from './memory.ts';

/** Operations through which a derivative flows from operands to the result, with the operands it flows from. */
const SMOOTH: Partial<Record<Instr['op'], readonly number[]>> = {
  add: [0, 1],
  sub: [0, 1],
  mul: [0, 1],
  div: [0, 1],
  rem: [0, 1],
  pow: [0, 1],
  neg: [0],
  plus: [0],
  select: [1, 2],
  as: [0],
  strong: [0, 1],
  hook: [0],
};

export class Activity {
  readonly #values = new Set<Id>();
  readonly #slots = new Set<Slot>();
  readonly #classes = new Set<ClassId>();
  readonly #facts: Facts;
  readonly #program: Program;
  readonly #isFlat: (rule: string) => boolean;
  #changed = true;

  /** `seeds`: values of the entry that are differentiated; `flat`: whether a rule's derivative is 0. */
  constructor(program: Program, facts: Facts, seeds: readonly Id[], isFlat: (rule: string) => boolean) {
    this.#facts = facts;
    this.#program = program;
    this.#isFlat = isFlat;
    for (const id of seeds) this.#seed(id);
    while (this.#changed) {
      this.#changed = false;
      for (const fn of program.fns) this.#block(fn.body);
    }
    this.#reach();
  }

  /** A number that carries a derivative. */
  active(atom: Atom): boolean {
    return isId(atom) && this.#values.has(atom);
  }

  activeSlot(slot: Slot): boolean {
    return this.#slots.has(slot);
  }

  /** A class whose objects have shadows: cotangents live in it or behind it. */
  activeClass(cls: ClassId): boolean {
    return cls !== NO_CLASS && this.#classes.has(this.#facts.heap.root(cls));
  }

  /** A kind of references that have shadows. */
  leads(kind: Kind): boolean {
    return classesIn(kind).some((cls) => this.activeClass(cls));
  }

  /** A reference that has a shadow. */
  shadowed(atom: Atom): boolean {
    return isId(atom) && this.leads(kindOf(this.#facts, atom));
  }

  #seed(id: Id): void {
    const kind = kindOf(this.#facts, id);
    if (mayBeNumber(kind)) this.#values.add(id);
    const { heap } = this.#facts;
    for (const root of heap.closure(classesIn(kind), (cls) => !onlyConstants(heap, cls))) {
      if (onlyConstants(heap, root)) continue;
      for (const [name, slot] of heap.get(root).slots) if (mayBeNumber(slot)) this.#slots.add(`${root}:${name}`);
    }
  }

  #mark(atom: Atom | undefined, on: boolean): void {
    if (!on || atom === undefined || !isId(atom) || this.#values.has(atom) || !mayBeNumber(kindOf(this.#facts, atom))) return;
    this.#values.add(atom);
    this.#changed = true;
  }

  #markSlot(object: Atom, key: Atom, on: boolean): void {
    if (!on) return;
    const slot = slotOf(this.#facts, object, key),
      cls = kindOf(this.#facts, object).cls;
    if (this.#slots.has(slot) || cls === NO_CLASS || onlyConstants(this.#facts.heap, cls)) return;
    this.#slots.add(slot);
    this.#changed = true;
  }

  #block(block: Block): void {
    for (const instr of block.body) this.#instr(instr);
  }

  #instr(instr: Instr): void {
    const { args, out, blocks } = instr;
    const on = (atom: Atom | undefined): boolean => atom !== undefined && this.active(atom);
    const smooth = SMOOTH[instr.op];
    if (smooth)
      return this.#mark(
        out[0],
        smooth.some((i) => on(args[i])),
      );
    switch (instr.op) {
      case 'apply':
        return this.#mark(out[0], !this.#isFlat(instr.attr[0]!) && args.some(on));
      case 'load':
        return this.#mark(out[0], this.#slots.has(slotOf(this.#facts, args[0]!, args[1]!)));
      case 'pop':
        return this.#mark(out[0], this.#slots.has(slotOf(this.#facts, args[0]!, 0)));
      case 'store':
        return this.#markSlot(args[0]!, args[1]!, on(args[2]));
      case 'push':
        return this.#markSlot(args[0]!, 0, on(args[1]));
      case 'array':
        return args.forEach((a, i) => this.#markSlot(out[0]!, lit(i), on(a)));
      case 'object':
        return args.forEach((a, i) => this.#markSlot(out[0]!, { lit: instr.attr[i]! }, on(a)));
      case 'copy':
        return this.#markSlot(out[0]!, 0, this.#slots.has(slotOf(this.#facts, args[0]!, 0)));
      case 'if':
      case 'attempt':
        for (const b of blocks) this.#block(b);
        return out.forEach((o, k) =>
          this.#mark(
            o,
            blocks.some((b) => on(b.yields[k])),
          ),
        );
      case 'guard':
        this.#block(blocks[0]!);
        return out.forEach((o, k) => this.#mark(o, on(blocks[0]!.yields[k])));
      case 'for':
        return this.#carried(instr, 3, 1, 0);
      case 'loop':
        return this.#carried(instr, 1, 0, 1);
      case 'call':
        return this.#call(instr);
      case 'native':
        return isKernel(instr) ? this.#kernel(instr) : undefined;
      default:
        return;
    }
  }

  /** Loops: inits from operand `first`, block params from `param`, yields from `next`. */
  #carried(instr: Instr, first: number, param: number, next: number): void {
    const body = instr.blocks[0]!;
    const link = (): void =>
      instr.out.forEach((o, k) => {
        const flows = this.active(instr.args[first + k]!) || this.active(body.yields[next + k]!);
        this.#mark(body.params[param + k], flows);
        this.#mark(o, flows);
      });
    link();
    this.#block(body);
    link();
  }

  /** From any argument to all of the result. Of an argument that holds a derivative anywhere all counts, so that its shadow is whole. */
  #kernel(instr: Instr): void {
    const given = argsOf(instr).filter((a) => this.active(a) || this.#holds(a));
    if (given.length === 0) return;
    this.#mark(instr.out[0], true);
    for (const atom of [...given, ...instr.out]) this.#whole(atom);
  }

  #slotsBehind(atom: Atom): Slot[] {
    const { heap } = this.#facts,
      all = [...heap.closure(classesIn(kindOf(this.#facts, atom)), (cls) => !onlyConstants(heap, cls))];
    return all
      .filter((root) => !onlyConstants(heap, root))
      .flatMap((root) => [...heap.get(root).slots].flatMap(([name, slot]) => (mayBeNumber(slot) ? [`${root}:${name}`] : [])));
  }

  #holds(atom: Atom): boolean {
    return this.#slotsBehind(atom).some((slot) => this.#slots.has(slot));
  }

  #whole(atom: Atom): void {
    for (const slot of this.#slotsBehind(atom)) {
      if (this.#slots.has(slot)) continue;
      this.#slots.add(slot);
      this.#changed = true;
    }
  }

  #call(instr: Instr): void {
    this.#enter(instr, instr.attr[0]!);
    if (isTurns(instr) && instr.attr[3]) this.#enter(instr, instr.attr[3]);
  }

  #enter(instr: Instr, name: string): void {
    const fn = this.#program.fns.find((f) => f.name === name)!;
    fn.body.params.forEach((p, k) => this.#mark(p, instr.args[k] !== undefined && this.active(instr.args[k]!)));
    if (isTurns(instr)) {
      const next = nextOfTurns(isCounted(instr), fn.body.params.length, fn.body.yields.length);
      fn.body.params.forEach((p, i) => this.#mark(p, next[i]! >= 0 && this.active(fn.body.yields[next[i]!]!)));
    }
    instr.out.forEach((o, k) => this.#mark(o, this.active(fn.body.yields[k]!)));
  }

  /** Classes with active slots, then whatever refers to them. */
  #reach(): void {
    const heap = this.#facts.heap;
    for (const slot of this.#slots) {
      const cls = Number(slot.slice(0, slot.indexOf(':')));
      if (!onlyConstants(heap, cls)) this.#classes.add(heap.root(cls));
    }
    const above = new Map<ClassId, ClassId[]>();
    for (const root of heap.roots())
      for (const below of heap.below(root)) {
        const known = above.get(below);
        if (known) known.push(root);
        else above.set(below, [root]);
      }
    // the set grows while it is walked
    for (const root of this.#classes) for (const from of above.get(root) ?? []) this.#classes.add(from);
  }
}

/** Integer arrays and functions of the user's hold no derivative. */
function onlyConstants(heap: Heap, cls: ClassId): boolean {
  const { forms } = heap.get(cls);
  return [...forms].every((f) => f === 'ints' || f === 'opaque');
}
