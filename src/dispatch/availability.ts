/**
 * Keep or recompute: how a forward value that the reverse sweep wants is made available there. A value is run again where
 * its operands can be had and that costs less than a push and a pop; results of transcendental functions are kept. A load
 * is run again only where no store of its slot can come between it and the place that wants it.
 */
import type { Facts } from '../facts/facts.ts';
import * as K from '../facts/kinds.ts';
import { type Effects, type Slot, kindOf, lengthOf, slotOf } from '../facts/memory.ts';
import { type Atom, type Block, type Id, type Instr, isLit } from '../ir/ir.ts';
import { type OpName, effectOf } from '../ir/ops.ts';
import type { Definition, Definitions } from './definitions.ts';
import type { Frame } from './frame.ts';

export interface Policy {
  readonly facts: Facts;
  readonly effects: Effects;
  readonly definitions: Definitions;
  /** Slots that the reverse sweep restores. */
  readonly journaled: ReadonlySet<Slot>;
  /** Nothing that the caller can reach may be read again. */
  readonly detached: boolean;
  /** Classes that the caller can reach. */
  readonly reachable: ReadonlySet<K.ClassId>;
  /** Blocks whose values the reverse sweep sees as they are. */
  readonly visible: ReadonlySet<Block>;
  /** Without a frame a restored slot is taken to be the same where it is wanted. */
  readonly hopeful?: boolean;
  /** What an earlier round found worth keeping; null in the first. */
  readonly plan: ReadonlySet<Id> | null;
}

/** In additions, roughly. */
const COST: Partial<Record<OpName, number>> = {
  div: 2.5,
  rem: 9,
  pow: 20,
  load: 1,
  length: 0.3,
  view: 6,
  viewbuffer: 8,
  shadow: 4,
  has: 4,
  strong: 1.5,
  string: 50,
};
const CHEAP_RULES = /^Math\.(abs|floor|ceil|round|trunc|min|max|sign|fround|sqrt|imul)$/;
const WHOLE_REM = 3,
  BESIDE = 0.25;
const NOTHING: ReadonlySet<Id> = new Set();
const KEEP = 8,
  KEEP_REFERENCE = 8;
/** A kept number stands for undefined too, which these could tell apart. */
const EXACT: ReadonlySet<OpName> = new Set(['seq', 'sne', 'eq', 'ne', 'nullish', 'typeof', 'not', 'string', 'select', 'as', 'stop']);
const DEEPEST = 12;

export class Availability {
  readonly #policy: Policy;
  readonly #finals = new Map<Instr, boolean>();
  constructor(policy: Policy) {
    this.#policy = policy;
  }

  /** Whether to run `id` again at the place where the frames stand, rather than keep it. */
  recompute(id: Id, frames: ReadonlyMap<object, Frame>): boolean {
    const { plan, definitions } = this.#policy;
    if (plan?.has(id)) return false;
    const d = definitions.of(id);
    if (!this.#repeatable(id, d, frames.get(d.block))) return false;
    const limit = this.#keepCost(id);
    return this.#cost(d.instr!, frames, limit, 0, d.depth) < limit;
  }

  /** Drops from a plan what the rest of it, and what is `given`, makes cheap to recompute. */
  refine(kept: ReadonlySet<Id>, given: ReadonlySet<Id> = NOTHING): Set<Id> {
    const rest = new Set([...kept, ...given]);
    const { definitions } = this.#policy;
    for (const id of [...kept].reverse()) {
      const d = definitions.of(id);
      if (given.has(id) || !d.instr || !this.#repeatable(id, d, undefined)) continue;
      rest.delete(id);
      const limit = this.#keepCost(id);
      if (!(this.#cost(d.instr, null, limit, 0, d.depth, rest) < limit)) rest.add(id);
    }
    return rest;
  }

  #keepCost(id: Id): number {
    const kind = kindOf(this.#policy.facts, id);
    return K.isRef(kind) ? KEEP_REFERENCE : KEEP;
  }

  /** In the loops of `around`; what lies further out is had less often. */
  #cost(
    instr: Instr,
    frames: ReadonlyMap<object, Frame> | null,
    limit: number,
    depth: number,
    around: number,
    kept: ReadonlySet<Id> | null = this.#policy.plan,
  ): number {
    let total = instr.op === 'apply' ? (CHEAP_RULES.test(instr.attr[0]!) ? 2 : 25) : (COST[instr.op] ?? 1);
    // what lies beside an index is as near as the index
    if ((instr.op === 'add' || instr.op === 'sub') && isLit(instr.args[1]!) && this.#isIndex(instr.args[0]!)) total = BESIDE;
    // of whole numbers by a literal, it is a multiplication
    if (instr.op === 'rem' && isLit(instr.args[1]!) && K.isInt(kindOf(this.#policy.facts, instr.args[0]!))) total = WHOLE_REM;
    if (depth > DEEPEST) return Infinity;
    for (const a of instr.args) {
      if (total >= limit) return Infinity;
      total += this.#operand(a, instr.op, frames, limit - total, depth, around, kept);
    }
    return total;
  }

  #isIndex(a: Atom): boolean {
    return !isLit(a) && this.#policy.definitions.isIndex(a);
  }

  #operand(
    a: Atom,
    op: OpName,
    frames: ReadonlyMap<object, Frame> | null,
    limit: number,
    depth: number,
    around: number,
    kept: ReadonlySet<Id> | null,
  ): number {
    if (isLit(a)) return 0;
    const d = this.#policy.definitions.of(a),
      frame = frames?.get(d.block),
      share = 8 ** (d.depth - around);
    if (this.#policy.visible.has(d.block)) return 0;
    const exact = EXACT.has(op) && !this.#faithful(a);
    if (frame?.values.has(a) || kept?.has(a)) return exact ? Infinity : 0;
    if (this.#policy.definitions.isIndex(a)) return 0;
    if (!this.#repeatable(a, d, frame)) return exact ? Infinity : this.#keepCost(a) * share;
    const again = this.#cost(d.instr!, frames, limit / share, depth + 1, d.depth, kept);
    return (exact ? again : Math.min(again, this.#keepCost(a))) * share;
  }

  /** What a store of numbers gives back is what was put in. */
  #faithful(a: Id): boolean {
    const kind = kindOf(this.#policy.facts, a);
    return kind.prims === K.BOOLEAN || (K.isNumber(kind) && kind.int) || K.isRef(kind);
  }

  /** It may be run a second time at the place where its frame stands (anywhere, without a frame). */
  #repeatable(id: Id, { instr, index, block }: Definition, frame: Frame | undefined): boolean {
    const { facts, effects, definitions, detached, journaled } = this.#policy;
    if (!instr || instr.out.length !== 1) return false;
    const effect = effectOf(instr.op);
    if (effect === 'pure') return true;
    const shadow = facts.shadows.has(id);
    if (effect === 'alloc') {
      if (instr.op === 'view' || instr.op === 'viewbuffer') return shadow || !(detached && this.#users(instr.args[0]!));
      return shadow && definitions.uses(id) === 0 && instr.op === 'shadow';
    }
    if (effect !== 'read' || instr.op === 'keys' || instr.op === 'instanceof') return false;
    const object = instr.op === 'has' ? instr.args[1]! : instr.args[0]!;
    if (detached && !shadow && this.#users(object)) return false;
    const slot = instr.op === 'load' ? slotOf(facts, object, instr.args[1]!) : lengthOf(facts, object);
    if (!effects.isWritten(slot) && !(instr.op === 'has' && effects.isWritten(slotOf(facts, object, instr.args[0]!)))) return true;
    if (instr.op === 'load' && this.#final(instr, slot)) return true;
    if (instr.op !== 'load' || !(shadow || journaled.has(slot))) return false;
    if (!frame) return this.#policy.hopeful === true && !shadow;
    for (let i = index + 1; i <= frame.cursor; i++) if (effects.overwrites(block.body[i]!, slot)) return false;
    return true;
  }

  /** What the slot holds at the load is what it holds when the forward sweep ends. */
  #final(instr: Instr, slot: Slot): boolean {
    const { definitions, effects, journaled, facts } = this.#policy;
    // where the reverse sweep changes the slot itself, what it finds there is no longer the end of the forward sweep
    if (journaled.has(slot) || facts.shadows.has(instr.out[0]!)) return false;
    let known = this.#finals.get(instr);
    if (known === undefined) this.#finals.set(instr, (known = definitions.nothingAfter(instr, (i) => effects.overwrites(i, slot))));
    return known;
  }

  #users(object: Atom): boolean {
    const { cls } = kindOf(this.#policy.facts, object);
    return cls === K.NO_CLASS || this.#policy.reachable.has(this.#policy.facts.heap.root(cls));
  }
}
