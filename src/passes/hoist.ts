/**
 * Moves what does not change in a loop to just before it, out of as many loops as it does not depend on.
 *
 * Pure operations move from branches too, since they cannot throw. Reads move if nothing in the loop writes their slot
 * and the object is surely one before the loop; an element is read ahead only where every round reads it.
 */
import type { Facts } from '../facts/facts.ts';
import { lengthOf, slotOf } from '../facts/memory.ts';
import { total } from '../facts/risks.ts';
import { type Block, type Id, type Instr, type Program, isId, isLit } from '../ir/ir.ts';
import { Clobbers } from './clobbers.ts';
import { loopLayout } from './carried.ts';
import { withBlocks, withBody } from './renaming.ts';
import { Solid, safeRead } from './sure.ts';

export function hoist(program: Program, facts: Facts): Program {
  const hoisting = new Hoisting(program, facts);
  return { fns: program.fns.map((fn) => ({ ...fn, body: hoisting.fn(fn.body) })) };
}

/** A loop around the place that the walk has reached. */
interface Around {
  readonly changed: ReadonlySet<string>;
  /** Every round of the loop outside runs it. */
  readonly always: boolean;
  /** What moves out of it. */
  readonly ahead: Instr[];
}

class Hoisting {
  readonly #facts: Facts;
  readonly #clobbers: Clobbers;
  readonly #solid: Solid;
  /** How many loops are around the definition of each value. */
  readonly #depths = new Map<Id, number>();
  #loops: Around[] = [];

  constructor(program: Program, facts: Facts) {
    this.#facts = facts;
    this.#clobbers = new Clobbers(program, facts);
    this.#solid = new Solid(program, facts);
  }

  fn(body: Block): Block {
    let now = body;
    this.#solid.inside(false, () => (now = this.#block(body, true)));
    return now;
  }

  #block(block: Block, always: boolean): Block {
    for (const id of block.params) this.#depths.set(id, this.#loops.length);
    const body: Instr[] = [];
    for (const instr of block.body) this.#instr(instr, always, body);
    return withBody(block, body);
  }

  #instr(instr: Instr, always: boolean, body: Instr[]): void {
    const depth = this.#loops.length;
    if (instr.blocks.length > 0) {
      body.push(...this.#construct(instr, always));
      for (const id of instr.out) this.#depths.set(id, depth);
      return;
    }
    const to = this.#target(instr, always);
    if (to < depth) this.#loops[to]!.ahead.push(instr);
    else body.push(instr);
    this.#solid.after(instr);
    for (const id of instr.out) this.#depths.set(id, to);
  }

  #construct(instr: Instr, always: boolean): Instr[] {
    if (!loopLayout(instr)) return [this.#plainly(instr, always)];
    const around: Around = { changed: this.#clobbers.of(instr), always, ahead: [] };
    let blocks: readonly Block[] = [];
    this.#loops.push(around);
    this.#solid.inside(true, () => (blocks = instr.blocks.map((b) => this.#block(b, true))));
    this.#loops.pop();
    return [...around.ahead, withBlocks(instr, blocks)];
  }

  #plainly(instr: Instr, always: boolean): Instr {
    let blocks: readonly Block[] = [];
    const loops = this.#loops;
    if (instr.op === 'back') this.#loops = [];
    blocks = instr.blocks.map((b) => {
      let now = b;
      this.#solid.inside(false, () => (now = this.#block(b, always && instr.op === 'guard')));
      return now;
    });
    this.#loops = loops;
    return withBlocks(instr, blocks);
  }

  /** Inside how many loops the instruction has to stay. */
  #target(instr: Instr, always: boolean): number {
    const depth = this.#loops.length;
    if (depth === 0) return 0;
    let least = 0;
    for (const a of instr.args) if (isId(a)) least = Math.max(least, this.#depths.get(a) ?? depth);
    if (least >= depth || total(this.#facts, instr)) return Math.min(least, depth);
    if (instr.op !== 'load' && instr.op !== 'length') return depth;
    const [object, key] = instr.args;
    const slot = instr.op === 'load' ? slotOf(this.#facts, object!, key!) : lengthOf(this.#facts, object!);
    const ahead = instr.op === 'length' || (isLit(key!) && typeof key.lit === 'string');
    let to = depth,
      every = always;
    while (to > least && (every || ahead) && safeRead(this.#facts, this.#solid, instr, to - 1) && !changes(this.#loops[to - 1]!, slot)) {
      to--;
      every &&= this.#loops[to]!.always;
    }
    return to;
  }
}

const changes = ({ changed }: Around, slot: string): boolean => changed.has(slot) || changed.has('*');
