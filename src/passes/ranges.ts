/** Bounds of indices, as far as counted loops and literal offsets tell them. */
import type { Facts } from '../facts/facts.ts';
import { isInt } from '../facts/kinds.ts';
import { kindOf } from '../facts/memory.ts';
import { type Atom, type Id, type Instr, isId, isLit } from '../ir/ir.ts';
import { sameAtom } from './renaming.ts';

/** An integer with `low <= value < base + offset`. */
interface Range {
  readonly low: number;
  readonly base: Atom;
  readonly offset: number;
}

export class Ranges {
  /** The instruction that defines a value; for an index of a counted loop, the loop. */
  readonly #made = new Map<Id, Instr>();
  readonly #facts: Facts;

  constructor(facts: Facts) {
    this.#facts = facts;
  }

  note(instr: Instr): void {
    for (const id of instr.out) this.#made.set(id, instr);
    if (instr.op === 'for') this.#made.set(instr.blocks[0]!.params[0]!, instr);
  }

  definition(atom: Atom): Instr | undefined {
    return isId(atom) ? this.#made.get(atom) : undefined;
  }

  /** What stood there before a loop became a function. */
  stand(atom: Atom): Atom {
    const before = isId(atom) ? this.#facts.given?.get(atom) : undefined;
    return before === undefined ? atom : this.stand(before);
  }

  /** Surely `0 <= key < size`, both integers. */
  within(key: Atom, size: Atom): boolean {
    const range = this.#range(key);
    if (!range || range.low < 0) return false;
    const [base, offset] = this.#offset(range.base),
      [end, more] = this.#offset(size);
    if (!isInt(kindOf(this.#facts, base)) || !sameAtom(this.stand(base), this.stand(end))) return false;
    return offset + range.offset <= more;
  }

  /** Surely a number `>= 0` and not -0. */
  natural(atom: Atom): boolean {
    if (isLit(atom)) return typeof atom.lit === 'number' && Number.isInteger(atom.lit) && atom.lit >= 0 && !Object.is(atom.lit, -0);
    return this.definition(atom)?.op === 'length' || (this.#range(atom)?.low ?? -1) > 0;
  }

  #range(atom: Atom): Range | null {
    if (isLit(atom))
      return typeof atom.lit === 'number' && Number.isInteger(atom.lit) ? { low: atom.lit, base: { lit: 0 }, offset: atom.lit + 1 } : null;
    const [inner, shift] = this.#offset(atom);
    if (isLit(inner)) return null;
    const loop = this.#made.get(inner);
    if (loop?.op === 'rem') {
      const [x, by] = loop.args as [Atom, Atom];
      const least = isLit(by) && Number.isInteger(by.lit) && Number(by.lit) > 0 ? (this.#range(x)?.low ?? -1) : -1;
      return least < 0 ? null : { low: shift, base: { lit: 0 }, offset: Number((by as { lit: number }).lit) + shift };
    }
    if (loop?.op !== 'for' || loop.blocks[0]!.params[0] !== inner) return null;
    const [from, to, step] = loop.args;
    if (!isLit(step!) || typeof step.lit !== 'number' || !Number.isInteger(step.lit) || !isInt(kindOf(this.#facts, from!))) return null;
    const [low, high, extra] = step.lit > 0 ? [from!, to!, 0] : [to!, from!, 1];
    const least = this.#least(low);
    return least === null ? null : { low: least + (step.lit > 0 ? 0 : 1) + shift, base: high, offset: shift + extra };
  }

  /** A lower bound: a literal, or that of an enclosing loop's index. */
  #least(bound: Atom): number | null {
    const atom = this.stand(bound);
    if (isLit(atom)) return typeof atom.lit === 'number' && Number.isInteger(atom.lit) ? atom.lit : null;
    return this.#range(atom)?.low ?? null;
  }

  /** The atom as a value plus a literal integer. */
  #offset(atom: Atom): readonly [Atom, number] {
    if (isLit(atom)) return typeof atom.lit === 'number' && Number.isInteger(atom.lit) ? [{ lit: 0 }, atom.lit] : [atom, 0];
    const made = this.#made.get(atom);
    if (!made || (made.op !== 'add' && made.op !== 'sub')) return [atom, 0];
    const [x, y] = made.args as [Atom, Atom];
    const by = (a: Atom): number | null => (isLit(a) && typeof a.lit === 'number' && Number.isInteger(a.lit) ? a.lit : null);
    const right = by(y),
      left = made.op === 'add' ? by(x) : null;
    if (right !== null && isInt(kindOf(this.#facts, x))) return this.#more(x, made.op === 'add' ? right : -right);
    return left !== null && isInt(kindOf(this.#facts, y)) ? this.#more(y, left) : [atom, 0];
  }

  #more(atom: Atom, by: number): readonly [Atom, number] {
    const [base, offset] = this.#offset(atom);
    return [base, offset + by];
  }
}
