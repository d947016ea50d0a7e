/** One forward block while it is being reversed: what of it is available, and the cotangents of what it sees. */
import type { Atom, Block, Id, Instr } from '../ir/ir.ts';

/** A value that the forward block keeps, and its name in the reverse sweep. */
export interface Taken {
  readonly value: Id;
  readonly as: Id;
}

/** A loop's cotangents of outer values travel as carried values of the reverse loop. */
export interface Carry {
  readonly value: Id;
  readonly init: Atom;
  readonly param: Id;
}

export class Frame {
  readonly block: Block;
  readonly parent: Frame | null;
  /** The block's values can be seen from the reverse sweep as they are. */
  readonly visible: boolean;
  /** It runs more than once per run of its parent. */
  readonly looping: boolean;
  /** The reverse block under construction. */
  readonly out: Instr[] = [];
  readonly values = new Map<Id, Atom>();
  readonly bars = new Map<Id, Atom>();
  readonly taken: Taken[] = [];
  readonly carries: Carry[] = [];
  /** Values of a loop's turn that the turn after it has under other names: what the reverse loop hands on for them. */
  readonly handed: { readonly init: Atom; readonly param: Id; readonly of: Id }[] = [];
  /** Index of the instruction being reversed. */
  cursor = 0;

  constructor(block: Block, parent: Frame | null, { visible = false, looping = false } = {}) {
    this.block = block;
    this.parent = parent;
    this.visible = visible;
    this.looping = looping;
  }
}
