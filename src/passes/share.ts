/**
 * Computes once what is computed again where the first result is visible: pure operations, lengths, and reads of a slot
 * that nothing can have changed since it was last read or written.
 *
 * A written value is the value read back unless the store converts it or may be ignored: Float32 and integer arrays
 * round, typed arrays drop stores past their end, so there only proven indices and plain numbers qualify.
 */
import type { Facts } from '../facts/facts.ts';
import { isInt, isNumber, isRef } from '../facts/kinds.ts';
import { type Slot, kindOf, lengthOf, slotOf } from '../facts/memory.ts';
import { plain, repeatable } from '../facts/risks.ts';
import { type Atom, type Block, type Instr, type Program, isId, isLit, lit } from '../ir/ir.ts';
import { printAtom } from '../ir/print.ts';
import { loopLayout } from './carried.ts';
import { Clobbers } from './clobbers.ts';
import { Numbers } from './numbers.ts';
import { Ranges } from './ranges.ts';
import { Renaming, withBlocks, withBody } from './renaming.ts';
import { Scoped } from './scoped.ts';

export function share(program: Program, facts: Facts): Program {
  const clobbers = new Clobbers(program, facts),
    numbers = new Numbers(program, facts);
  return { fns: program.fns.map((fn) => ({ ...fn, body: new Sharing(facts, clobbers, numbers).block(fn.body) })) };
}

const COMMUTES = new Set<Instr['op']>(['add', 'mul']);

/** `proto.isPrototypeOf(x)`: a read, that only a store to `__proto__` or code that is not seen can change. */
const isProtoTest = ({ op, attr, args }: Instr): boolean =>
  op === 'native' && attr[0] === 'isPrototypeOf' && attr[1] === 'inert' && args.length === 3;

class Sharing {
  readonly #facts: Facts;
  readonly #clobbers: Clobbers;
  readonly #numbers: Numbers;
  readonly #names = new Renaming();
  readonly #ranges: Ranges;
  /** What is known, by a key that tells operation, operands and, for memory, the version of the slot. */
  readonly #known = new Scoped<string, Atom>();
  readonly #versions = new Scoped<Slot, number>();
  #clock = 0;

  constructor(facts: Facts, clobbers: Clobbers, numbers: Numbers) {
    this.#facts = facts;
    this.#clobbers = clobbers;
    this.#numbers = numbers;
    this.#ranges = new Ranges(facts);
  }

  block(block: Block): Block {
    const body: Instr[] = [];
    for (const instr of block.body) this.#instr(instr, body);
    return withBody(block, body, this.#names.all(block.yields));
  }

  #instr(original: Instr, body: Instr[]): void {
    const instr = this.#names.instr(original);
    this.#ranges.note(instr);
    const key = this.#key(instr);
    if (key !== null) {
      const known = this.#known.get(key);
      if (known !== undefined) return this.#same(instr, known);
      this.#known.set(key, instr.out[0]!);
      return void body.push(instr);
    }
    if (instr.blocks.length > 0) return void body.push(this.#construct(original, instr));
    for (const slot of this.#clobbers.of(original)) this.#versions.set(slot, ++this.#clock);
    this.#remember(instr);
    body.push(instr);
  }

  #same({ out }: Instr, known: Atom): void {
    const { names } = this.#facts;
    this.#names.set(out[0]!, known);
    const name = names.get(out[0]!);
    if (isId(known) && name !== undefined && !names.has(known)) names.set(known, name);
  }

  /** What an operation that only looks is called; null for all others. */
  #key(instr: Instr): string | null {
    const { op, args } = instr;
    if (op === 'load') return plain(this.#facts, args[1]!) ? this.#slotKey(args[0]!, args[1]!) : null;
    if (op === 'length') return this.#lengthKey(args[0]!);
    if (isProtoTest(instr))
      return `${args.map((a) => printAtom(a)).join(' ')} ${this.#version(slotOf(this.#facts, args[2]!, lit('__proto__')))}`;
    if (!repeatable(this.#facts, instr)) return null;
    const names = args.map((a) => printAtom(a));
    if (COMMUTES.has(op) && args.every((a) => isNumber(kindOf(this.#facts, a)))) names.sort();
    return `${op}[${instr.attr.join()}] ${names.join(' ')}`;
  }

  #slotKey(object: Atom, key: Atom): string {
    return `load ${printAtom(object)} ${printAtom(key)} ${this.#version(slotOf(this.#facts, object, key))}`;
  }

  #lengthKey(object: Atom): string {
    return `length ${printAtom(object)} ${this.#version(lengthOf(this.#facts, object))}`;
  }

  #version(slot: Slot): string {
    return `${this.#versions.get(slot) ?? 0}/${this.#versions.get('*') ?? 0}`;
  }

  #construct(original: Instr, instr: Instr): Instr {
    const changed = this.#clobbers.of(original);
    const isLoop = loopLayout(instr) !== null;
    const later = instr.op === 'back';
    if (isLoop) this.#bump(changed);
    const blocks = instr.blocks.map((b) => {
      const known = this.#known.mark(),
        versions = this.#versions.mark();
      if (later) this.#versions.set('*', ++this.#clock);
      const now = this.block(b);
      this.#known.undo(known);
      this.#versions.undo(versions);
      return now;
    });
    this.#bump(changed);
    return withBlocks(instr, blocks);
  }

  #bump(slots: ReadonlySet<Slot>): void {
    for (const slot of slots) this.#versions.set(slot, ++this.#clock);
  }

  /** What is in memory after a store or an allocation. */
  #remember({ op, args, out, attr }: Instr): void {
    switch (op) {
      case 'store':
        if (this.#exact(args[0]!, args[1]!, args[2]!)) this.#known.set(this.#slotKey(args[0]!, args[1]!), args[2]!);
        return;
      case 'array':
        this.#known.set(this.#lengthKey(out[0]!), lit(args.length));
        return args.forEach((a, k) => void (attr.includes(String(k)) || this.#known.set(this.#slotKey(out[0]!, lit(k)), a)));
      case 'object':
        return args.forEach((a, k) => void (attr[k] === '__proto__' || this.#known.set(this.#slotKey(out[0]!, lit(attr[k]!)), a)));
      case 'fresh':
        if (this.#ranges.natural(args[0]!)) this.#known.set(this.#lengthKey(out[0]!), args[0]!);
        else if (isInt(kindOf(this.#facts, args[0]!))) this.#known.set(`size ${this.#lengthKey(out[0]!)}`, args[0]!); // may be -0
        return;
      default:
    }
  }

  /** A read of the slot would give this very value. */
  #exact(object: Atom, key: Atom, value: Atom): boolean {
    const kind = kindOf(this.#facts, object);
    const forms = isRef(kind) ? [...this.#facts.heap.get(kind.cls).forms] : [];
    if (isLit(key) ? key.lit === '__proto__' || key.lit === 'length' : !isNumber(kindOf(this.#facts, key))) return false;
    if (forms.length === 0 || forms.some((f) => f !== 'array' && f !== 'object' && f !== 'float64')) return false;
    if (!forms.includes('float64')) return true;
    const length = this.#lengthKey(object),
      size = this.#known.get(length) ?? this.#known.get(`size ${length}`);
    return size !== undefined && this.#numbers.sure(value) && this.#ranges.within(key, size);
  }
}
