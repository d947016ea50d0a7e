/**
 * What an operation can do besides giving its result. Kinds tell what a value can be, with one exception: an element or
 * field that is missing gives `undefined`, and kinds do not say so. Nothing here trusts the absence of `undefined`.
 */
import type { Facts } from '../facts/facts.ts';
import * as K from '../facts/kinds.ts';
import { kindOf } from '../facts/memory.ts';
import { type Atom, type Id, type Instr, type Program, isId, isLit } from '../ir/ir.ts';
import { effectOf } from '../ir/ops.ts';
import { Scoped } from './scoped.ts';

/** Operations that look at their operands without converting them. */
const LOOKS = new Set<Instr['op']>(['seq', 'sne', 'not', 'typeof', 'nullish', 'select']);
const LOOKING_RULES = new Set([
  'Array.isArray',
  'Object.is',
  'Number.isInteger',
  'Number.isFinite',
  'Number.isNaN',
  'Number.isSafeInteger',
]);
const HARMFUL = K.BIGINT | K.SYMBOL;

/** Converting it to a number, a string or a property key runs no code of the user's. */
export const plain = (facts: Facts, atom: Atom): boolean => !K.isRef(kindOf(facts, atom));
/** … and does not throw. */
const harmless = (facts: Facts, atom: Atom): boolean => plain(facts, atom) && (kindOf(facts, atom).prims & HARMFUL) === 0;
const isNullish = (atom: Atom): boolean => isLit(atom) && (atom.lit === null || atom.lit === undefined);

function looks(facts: Facts, instr: Instr): boolean {
  if (LOOKS.has(instr.op) || (instr.op === 'apply' && LOOKING_RULES.has(instr.attr[0]!))) return true;
  if (instr.op !== 'eq' && instr.op !== 'ne') return false;
  const refs = instr.args.filter((a) => K.isRef(kindOf(facts, a)));
  return instr.args.some(isNullish) || (refs.length === 2 && refs.every((a) => (kindOf(facts, a).prims & ~(K.UNDEFINED | K.NULL)) === 0));
}

/** A pure operation whose second run with the same operands gives the same and shows nothing. */
export const repeatable = (facts: Facts, instr: Instr): boolean =>
  effectOf(instr.op) === 'pure' && (looks(facts, instr) || instr.args.every((a) => plain(facts, a)));

/** A pure operation that cannot throw either: it may run where the program would not have run it, or not at all. */
export const total = (facts: Facts, instr: Instr): boolean =>
  effectOf(instr.op) === 'pure' && (looks(facts, instr) || instr.args.every((a) => harmless(facts, a)));

/** Operations that throw unless their object is one. */
const DEREFERENCES = new Set<Instr['op']>([
  'load',
  'store',
  'length',
  'has',
  'push',
  'pop',
  'setlength',
  'delete',
  'view',
  'viewbuffer',
  'journal',
]);

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
    const { op, args, out } = instr;
    if (DEREFERENCES.has(op)) this.add(args[op === 'has' ? 1 : 0]!);
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
