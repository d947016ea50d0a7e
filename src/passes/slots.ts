/**
 * What the reverse sweep adds to a slot and takes from it, in a stretch of straight code, stays in values as far as it can:
 *
 * - what is added and then taken is a value: the slot is not written in between;
 * - what is taken and then added to again is not set to 0 in between (`leave`), and the sum need not be read (`set`);
 * - taken and added back as it was, as a linear update does, nothing is written.
 *
 * Any operation that may touch the same slot under another name ends this.
 */
import type { Facts } from '../facts/facts.ts';
import { NUM } from '../facts/kinds.ts';
import { type Slot, kindOf, slotOf } from '../facts/memory.ts';
import { isPlace, slotForm } from '../facts/slot-form.ts';
import { instr as make } from '../ir/build.ts';
import { type Atom, type Block, type Id, type Instr, type Program, isId, isLit } from '../ir/ir.ts';
import { printAtom } from '../ir/print.ts';
import { definitions } from '../ir/walk.ts';
import { Clobbers } from './clobbers.ts';
import { Renaming, sameAtom, withBlocks, withBody } from './renaming.ts';

export function slots(program: Program, facts: Facts): Program {
  const clobbers = new Clobbers(program, facts),
    made = definitions(program);
  return { fns: program.fns.map((fn) => ({ ...fn, body: new Holding(facts, clobbers, made).block(fn.body) })) };
}

/** More slots than this are not held at once: each operation looks at all of them. */
const MOST = 64;

const PRIMAL: ReadonlySet<string> = new Set(['store', 'undo', 'journal']);

/** What is known of a slot: operations at these positions of the new body can still be changed. */
interface Held {
  readonly slot: Slot;
  readonly shadow: Atom;
  readonly key: Atom;
  /** It was taken there, so it holds 0 but for what is added since. */
  take: number | null;
  /** What was added since. */
  add: number | null;
}

class Holding {
  readonly #facts: Facts;
  readonly #clobbers: Clobbers;
  readonly #made: ReadonlyMap<Id, Instr>;
  readonly #names = new Renaming();
  #held = new Map<string, Held>();

  constructor(facts: Facts, clobbers: Clobbers, made: ReadonlyMap<Id, Instr>) {
    this.#facts = facts;
    this.#clobbers = clobbers;
    this.#made = made;
  }

  block(block: Block): Block {
    const around = this.#held;
    this.#held = new Map();
    const body: (Instr | null)[] = [];
    for (const instr of block.body) this.#instr(instr, body);
    this.#held = around;
    const left = body.filter((i) => i !== null);
    return withBody(block, left, this.#names.all(block.yields));
  }

  #instr(original: Instr, body: (Instr | null)[]): void {
    const instr = this.#names.instr(original);
    if (instr.op === 'takeslot' || instr.op === 'addslot') return this.#slot(original, instr, body);
    if (instr.blocks.length > 0) {
      this.#disturb(original);
      body.push(
        withBlocks(
          instr,
          instr.blocks.map((b) => this.block(b)),
        ),
      );
      return;
    }
    this.#disturb(original);
    body.push(instr);
  }

  #slot(original: Instr, instr: Instr, body: (Instr | null)[]): void {
    const [shadow, key, g] = instr.args as [Atom, Atom, Atom];
    const form = slotForm(this.#facts, shadow, key);
    if (!isPlace(form) || instr.attr.length > 0) {
      this.#disturb(original);
      return void body.push(instr);
    }
    const slot = slotOf(this.#facts, shadow, key),
      name = `${printAtom(shadow)} ${printAtom(key)}`;
    const held = this.#held.get(name);
    for (const [other, h] of this.#held) if (h !== held && h.slot === slot && !this.#apart(h, shadow, key)) this.#held.delete(other);
    if (!held && this.#held.size >= MOST) this.#held.delete(this.#held.keys().next().value!);
    if (instr.op === 'takeslot') this.#take(instr, { slot, shadow, key, take: null, add: null, ...held }, name, body);
    else this.#add(instr, g, { slot, shadow, key, take: null, add: null, ...held }, name, body);
  }

  #take(instr: Instr, held: Held, name: string, body: (Instr | null)[]): void {
    const out = instr.out[0]!;
    const added = held.add === null || this.#mayBeOutside(held.shadow) ? null : body[held.add]!.args[2]!;
    if (added !== null) body[held.add!] = null;
    if (held.take !== null && added !== null) {
      // taken, added to, taken: what is taken now is what was added
      this.#names.set(out, added);
      this.#restore(held.take, body);
      return void this.#held.set(name, { ...held, add: null });
    }
    if (added !== null) {
      const before = this.#facts.ids.fresh();
      this.#facts.kinds.set(before, NUM);
      body.push({ ...instr, out: [before] }, make('add', [out], [before, added], { site: instr.site }));
      return void this.#held.set(name, { ...held, take: body.length - 2, add: null });
    }
    this.#held.set(name, { ...held, take: body.push(instr) - 1, add: null });
  }

  #add(instr: Instr, g: Atom, held: Held, name: string, body: (Instr | null)[]): void {
    if (held.add !== null) {
      const sum = this.#facts.ids.fresh(),
        before = body[held.add]!;
      this.#facts.kinds.set(sum, NUM);
      body[held.add] = null;
      body.push(make('add', [sum], [before.args[2]!, g], { site: instr.site }));
      const args = [instr.args[0]!, instr.args[1]!, sum];
      return void this.#held.set(name, { ...held, add: body.push({ ...instr, args, attr: before.attr }) - 1 });
    }
    if (held.take === null) return void this.#held.set(name, { ...held, add: body.push(instr) - 1 });
    const take = body[held.take]!;
    body[held.take] = { ...take, attr: ['leave'] };
    if (sameAtom(take.out[0]!, g)) return void this.#held.delete(name);
    this.#held.set(name, { ...held, add: body.push({ ...instr, attr: ['set'] }) - 1 });
  }

  /** A typed array has no slot past its end: what is added there is gone. */
  #mayBeOutside(shadow: Atom): boolean {
    const { forms } = this.#facts.heap.get(kindOf(this.#facts, shadow).cls);
    return forms.has('float64') || forms.has('float32') || forms.has('ints');
  }

  /** A take whose 0 counts again. */
  #restore(take: number, body: (Instr | null)[]): void {
    body[take] = { ...body[take]!, attr: [] };
  }

  /** Ends what is known of the slots that an instruction may read or write. */
  #disturb(original: Instr): void {
    if (this.#held.size === 0 || this.#isElsewhere(original)) return;
    const slots = this.#clobbers.of(original);
    for (const [name, { slot }] of this.#held)
      if (slots.has(slot) || slots.has('*') || this.#reads(original, slot)) this.#held.delete(name);
  }

  /** What changes the program's own memory changes no shadow. */
  #isElsewhere({ op, args }: Instr): boolean {
    return PRIMAL.has(op) && !(isId(args[0]!) && this.#facts.shadows.has(args[0]));
  }

  #reads({ op, args, blocks }: Instr, slot: Slot): boolean {
    if (op === 'load' && slotOf(this.#facts, args[0]!, args[1]!) === slot && isId(args[0]!) && this.#facts.shadows.has(args[0]))
      return true;
    return blocks.some((b) => b.body.some((i) => this.#reads(i, slot)));
  }

  /** Another slot of the same memory: the same shadow, at a fixed distance. */
  #apart(held: Held, shadow: Atom, key: Atom): boolean {
    if (held.shadow !== shadow) return false;
    const a = this.#place(held.key),
      b = this.#place(key);
    return a.base === b.base && a.at !== b.at;
  }

  #place(key: Atom): { readonly base: Id | null; readonly at: number | string } {
    if (isLit(key)) return { base: null, at: typeof key.lit === 'number' ? key.lit : String(key.lit) };
    const made = this.#made.get(key);
    const [x, y] = made?.args ?? [];
    if (made?.op === 'add' && isId(x!) && isLit(y!) && typeof y.lit === 'number') return { base: x, at: y.lit };
    if (made?.op === 'sub' && isId(x!) && isLit(y!) && typeof y.lit === 'number') return { base: x, at: -y.lit };
    return { base: key, at: 0 };
  }
}
