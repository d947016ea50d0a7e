/**
 * Writes out counted loops of a few trips: three coordinates, two eyes, four corners. What they index becomes a fixed place,
 * so that small arrays can be values, and neither sweep counts. Only innermost loops that run often or index memory, and
 * only as long as the program stays about as large as it was.
 */
import type { Facts } from '../facts/facts.ts';
import type { Atom, Block, Id, Instr, Program } from '../ir/ir.ts';
import { isLit, lit } from '../ir/ir.ts';
import { cloneInstr, forEachInstr } from '../ir/walk.ts';
import { loopLayout } from './carried.ts';
import { Renaming, withBlocks, withBody } from './renaming.ts';

const MOST_TRIPS = 4;
/** Instructions in the body of one loop. */
const MOST_INSTRS = 24;
/** Instructions that are added for one that was there. */
const GROWTH = 1;
/** … and for a program that is small. */
const LEAST_ROOM = 200;

export function unroll(program: Program, facts: Facts): Program {
  let size = 0;
  forEachInstr(program, () => void size++);
  const unrolling = new Unrolling(facts, Math.max(LEAST_ROOM, GROWTH * size));
  return { fns: program.fns.map((fn) => ({ ...fn, body: unrolling.block(fn.body) })) };
}

class Unrolling {
  readonly #facts: Facts;
  readonly #names = new Renaming();
  #room: number;
  /** Loops around. */
  #depth = 0;

  constructor(facts: Facts, room: number) {
    this.#facts = facts;
    this.#room = room;
  }

  block(block: Block): Block {
    const body: Instr[] = [];
    for (const instr of block.body) {
      const isLoop = loopLayout(instr) !== null;
      if (isLoop) this.#depth++;
      const inner = withBlocks(
        instr,
        instr.blocks.map((b) => this.block(b)),
      );
      if (isLoop) this.#depth--;
      const now = this.#names.instr(inner);
      const trips = now.op === 'for' ? tripsOf(now) : null;
      if (trips && this.#fits(now, trips.length)) this.#write(now, trips, body);
      else body.push(now);
    }
    return withBody(block, body, this.#names.all(block.yields));
  }

  #fits(loop: Instr, trips: number): boolean {
    let size = 0,
      innermost = true,
      pays = this.#depth > 0;
    forEachInstr(loop.blocks[0]!, ({ op }) => {
      size++;
      if (op === 'for' || op === 'loop' || op === 'call') innermost = false;
      if (op === 'load' || op === 'store') pays = true;
    });
    const more = size * (trips - 1);
    if (!innermost || !pays || size > MOST_INSTRS || more > this.#room) return false;
    this.#room -= Math.max(0, more);
    return true;
  }

  /** The results become what the last trip yields. */
  #write({ args, out, blocks }: Instr, trips: readonly number[], body: Instr[]): void {
    const [first, ...params] = blocks[0]!.params as [Id, ...Id[]];
    let carried: readonly Atom[] = args.slice(3);
    for (const i of trips) {
      const map = new Map<Id, Atom>([[first, lit(i)], ...params.map((p, k) => [p, carried[k]!] as const)]);
      for (const instr of blocks[0]!.body) body.push(cloneInstr(instr, this.#facts, map));
      carried = blocks[0]!.yields.map((a) => (isLit(a) ? a : (map.get(a) ?? a)));
    }
    out.forEach((id, k) => this.#names.set(id, carried[k]!));
  }
}

/** The values of the counter, where they are known and few. */
function tripsOf({ args }: Instr): number[] | null {
  const [from, to, step] = args.slice(0, 3).map((a) => (isLit(a) ? a.lit : undefined));
  if (typeof from !== 'number' || typeof to !== 'number' || typeof step !== 'number' || step === 0) return null;
  const trips: number[] = [];
  for (let i = from; step > 0 ? i < to : i > to; i += step) if (trips.push(i) > MOST_TRIPS) return null;
  return trips;
}
