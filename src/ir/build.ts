/** Makes instructions: hands out ids and records what is known of each new value. */
import type { Atom, Block, Id, Instr, Site } from './ir.ts';
import type { OpName } from './ops.ts';

/** Ids are unique per supply; a compilation uses one supply from lowering to emission. */
export class Ids {
  #next: Id;
  constructor(first: Id = 0) {
    this.#next = first;
  }
  fresh(): Id {
    return this.#next++;
  }
}

export const instr = (
  op: OpName,
  out: readonly Id[],
  args: readonly Atom[],
  { attr = [], blocks = [], site = null }: { attr?: readonly string[]; blocks?: readonly Block[]; site?: Site | null } = {},
): Instr => ({ op, out, args, attr, blocks, site });

export const block = (params: readonly Id[], body: readonly Instr[], yields: readonly Atom[] = []): Block => ({ params, body, yields });
