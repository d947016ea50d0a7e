/**
 * What an operation can do besides giving its result. Kinds tell what a value can be, with one exception: an element or
 * field that is missing gives `undefined`, and kinds do not say so. Nothing here trusts the absence of `undefined`.
 */
import type { Facts } from '../facts/facts.ts';
import * as K from '../facts/kinds.ts';
import { kindOf } from '../facts/memory.ts';
import { dereferenced, plain } from '../facts/risks.ts';
import { type Atom, type Id, type Instr, type Program, isId, isLit } from '../ir/ir.ts';
import { effectOf } from '../ir/ops.ts';
import { Scoped } from './scoped.ts';

/**
 * Which values are surely objects at the place a walk has reached: what was just made, the references given to the entry,
 * and whatever was dereferenced on every way here.
 */
export class Solid {
  /** The loop depth at which the fact was established. */
  readonly #known = new Scoped<Id, number>();
  readonly #facts: Facts;
  depth = 0;

  constructor(program: Program, facts: Facts) {
    this.#facts = facts;
    for (const id of program.fns[0]?.body.params ?? []) if (this.#onlyRef(id)) this.#known.set(id, 0);
  }

  #onlyRef(id: Id): boolean {
    const kind = kindOf(this.#facts, id);
    return K.isRef(kind) && kind.prims === 0;
  }

  /** Surely an object already outside of `depth` loops (default: here). */
  is(atom: Atom, depth = this.depth): boolean {
    if (isLit(atom)) return typeof atom.lit === 'string';
    const at = this.#known.get(atom);
    return at !== undefined && at <= depth;
  }

  mark(): number {
    return this.#known.mark();
  }
  undo(mark: number): void {
    this.#known.undo(mark);
  }

  add(atom: Atom): void {
    if (isId(atom) && !this.is(atom)) this.#known.set(atom, this.depth);
  }

  /** Takes note that this instruction has run without throwing (its blocks are the walker's business). */
  after(instr: Instr): void {
    const { op, out } = instr,
      base = dereferenced(instr);
    if (base !== undefined) this.add(base);
    if ((effectOf(op) === 'alloc' || op === 'keys') && out[0] !== undefined) this.add(out[0]);
  }

  /** Runs `walk` as the body of a construct: facts found inside end with it. */
  inside(loop: boolean, walk: () => void): void {
    const mark = this.mark();
    if (loop) this.depth++;
    walk();
    if (loop) this.depth--;
    this.undo(mark);
  }
}

/** Reading memory here cannot throw: the object is surely one, and the key is no object or symbol. */
export function safeRead(facts: Facts, solid: Solid, instr: Instr, depth = solid.depth): boolean {
  switch (instr.op) {
    case 'load':
      return solid.is(instr.args[0]!, depth) && plain(facts, instr.args[1]!);
    case 'length':
      return solid.is(instr.args[0]!, depth);
    case 'has':
      return solid.is(instr.args[1]!, depth) && plain(facts, instr.args[0]!);
    case 'keys':
      return true;
    default:
      return false;
  }
}
