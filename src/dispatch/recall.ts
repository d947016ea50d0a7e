/**
 * Values that need not be kept because they are still somewhere: in the slot that they were stored in, where the reverse sweep
 * restores it; or on the tape under the name that they have in the next turn of a loop.
 */
import type { Facts } from '../facts/facts.ts';
import * as K from '../facts/kinds.ts';
import { type Effects, type Slot, kindOf, slotOf } from '../facts/memory.ts';
import { type Atom, type Block, type Id, type Instr, type Program, isId, isLit } from '../ir/ir.ts';
import { effectOf } from '../ir/ops.ts';
import { forEachInstr } from '../ir/walk.ts';
import { Ranges } from '../passes/ranges.ts';
import type { Definitions } from './definitions.ts';

/** The next turn carries the value as its `slot`-th, and keeps that. */
export interface Later {
  readonly loop: Instr;
  readonly slot: number;
}

/** What the turn before stored, at a key that follows from the index alone; the first turn has `init`. */
export interface Before {
  readonly loop: Instr;
  readonly init: Atom;
  readonly store: Instr;
  /** What computes the key, in order. */
  readonly key: readonly Instr[];
}

interface Sources {
  readonly facts: Facts;
  readonly effects: Effects;
  readonly definitions: Definitions;
  readonly journaled: ReadonlySet<Slot>;
}

/** A key of more operations is not computed again. */
const SHORT = 3;

export class Recall {
  readonly #sources: Sources;
  readonly #stores = new Map<Id, Instr[]>();
  readonly #sizes = new Map<Id, Atom[]>();
  readonly #loops = new Map<Block, Instr>();
  readonly #ranges: Ranges;

  constructor(program: Program, sources: Sources) {
    this.#sources = sources;
    this.#ranges = new Ranges(sources.facts);
    if (sources.journaled.size === 0) return;
    forEachInstr(program, (i) => {
      this.#ranges.note(i);
      const [object, , value] = i.args;
      if (i.op === 'for') this.#loops.set(i.blocks[0]!, i);
      if (i.op === 'fresh') this.#size(i.out[0]!, object!);
      if (i.op === 'length' && isId(object!)) this.#size(object, i.out[0]!);
      if (i.op === 'store' && isId(value!)) this.#stores.set(value, [...(this.#stores.get(value) ?? []), i]);
    });
  }

  #size(object: Id, size: Atom): void {
    this.#sizes.set(object, [...(this.#sizes.get(object) ?? []), size]);
  }

  /** The store whose slot still has the value when the reverse sweep of its block has come to `cursor`. */
  stored(value: Id, cursor: number): Instr | null {
    const { definitions, effects } = this.#sources,
      { block } = definitions.of(value);
    for (const store of this.#stores.get(value) ?? []) {
      const at = definitions.indexOf(store);
      if (block.body[at] !== store || at >= cursor || !this.#isExact(store)) continue;
      const slot = this.#slot(store);
      let intact = true;
      for (let i = at + 1; i <= cursor && intact; i++) intact = !effects.overwrites(block.body[i]!, slot);
      if (intact) return store;
    }
    return null;
  }

  /** For a value that a loop carries, where the turn before has put it; everything from `cursor` on is reversed. */
  before(param: Id, cursor: number): Before | null {
    const { definitions, effects } = this.#sources,
      { block } = definitions.of(param);
    const loop = this.#loops.get(block),
      slot = block.params.indexOf(param) - 1;
    if (!loop || slot < 0) return null;
    const next = block.yields[slot]!;
    for (const store of (isId(next) && this.#stores.get(next)) || []) {
      const at = definitions.indexOf(store);
      if (block.body[at] !== store || at <= cursor || !this.#isExact(store)) continue;
      const [object, key] = store.args as [Atom, Atom],
        place = this.#slot(store);
      if (!isId(object) || definitions.of(object).block === block) continue;
      if (block.body.some((i) => i !== store && effects.overwrites(i, place))) continue;
      const steps = this.#steps(key, block);
      if (steps && steps.length <= SHORT) return { loop, init: loop.args[3 + slot]!, store, key: steps };
    }
    return null;
  }

  /** Pure operations in the block that make an atom from the index and what is outside. */
  #steps(atom: Atom, block: Block, found: Instr[] = []): Instr[] | null {
    if (isLit(atom) || atom === block.params[0]) return found;
    const { block: home, instr } = this.#sources.definitions.of(atom);
    if (home !== block) return found;
    if (instr === null || effectOf(instr.op) !== 'pure' || instr.op === 'apply' || found.length > SHORT) return null;
    for (const a of instr.args) if (!this.#steps(a, block, found)) return null;
    if (!found.includes(instr)) found.push(instr);
    return found;
  }

  #sizesOf(object: Id): readonly Atom[] {
    const before = this.#ranges.stand(object);
    return [...(this.#sizes.get(object) ?? []), ...((before !== object && isId(before) && this.#sizes.get(before)) || [])];
  }

  #slot({ args }: Instr): Slot {
    return slotOf(this.#sources.facts, args[0]!, args[1]!);
  }

  /** What is read back is what was stored: nothing is rounded, and the slot exists. */
  #isExact(store: Instr): boolean {
    const { facts, journaled } = this.#sources,
      [object, key, value] = store.args as [Atom, Atom, Atom];
    const kind = kindOf(facts, object);
    if (!journaled.has(this.#slot(store)) || !K.isNumber(kindOf(facts, value)) || !isId(object) || kind.cls === K.NO_CLASS) return false;
    const forms = [...facts.heap.get(kind.cls).forms];
    if (forms.length !== 1) return false;
    if (forms[0] === 'object') return isLit(key) && typeof key.lit === 'string';
    return forms[0] === 'float64' && this.#sizesOf(object).some((size) => this.#ranges.within(key, size));
  }
}

/** A number that a loop carries, and what it becomes for the next turn; the store that overwrites that, if one is journaled. */
export interface Neighbours extends Later {
  readonly param: Id;
  readonly next: Id;
  readonly over: Instr | null;
}

export interface Spare {
  readonly later: ReadonlyMap<Id, Later>;
  readonly spared: ReadonlyMap<Instr, Id>;
}

/**
 * Of the values that would be kept, those that the next turn keeps too, under the name of what it carries: they leave `kept`.
 * A journaled store that overwrites such a value needs no journal.
 */
export function spareNeighbours(neighbours: readonly Neighbours[], kept: Set<Id>): Spare {
  const later = new Map<Id, Later>(),
    spared = new Map<Instr, Id>();
  for (const { loop, slot, param, next, over } of neighbours) {
    if (!kept.has(param) || later.has(next) || (!kept.delete(next) && !over)) continue;
    later.set(next, { loop, slot });
    if (over) spared.set(over, next);
  }
  return { later, spared };
}

export function neighboursOf(program: Program, { facts, effects, definitions, journaled }: Sources): Neighbours[] {
  const found: Neighbours[] = [];
  const isTaped = (id: Id): boolean => K.isNumber(kindOf(facts, id)) && !facts.shadows.has(id);
  forEachInstr(program, (loop) => {
    if (loop.op !== 'for' && loop.op !== 'loop') return;
    const block = loop.blocks[0]!,
      [param, next] = loop.op === 'for' ? [1, 0] : [0, 1];
    loop.out.forEach((_, slot) => {
      const p = block.params[param + slot]!,
        y = block.yields[next + slot]!;
      if (!isId(y) || y === p || definitions.of(y).block !== block || !isTaped(p) || !isTaped(y)) return;
      found.push({ loop, slot, param: p, next: y, over: overwriting(y, block) });
    });
  });
  return found;

  /** The journaled store that overwrites what was loaded. */
  function overwriting(y: Id, block: Block): Instr | null {
    const { instr, index } = definitions.of(y);
    if (instr?.op !== 'load') return null;
    const slot = slotOf(facts, instr.args[0]!, instr.args[1]!);
    if (!journaled.has(slot)) return null;
    const store = block.body.slice(index + 1).find((i) => effects.overwrites(i, slot));
    const same = (a: Atom, b: Atom): boolean => a === b || (isLit(a) && isLit(b) && Object.is(a.lit, b.lit));
    return store?.op === 'store' && same(store.args[0]!, instr.args[0]!) && same(store.args[1]!, instr.args[1]!) ? store : null;
  }
}
