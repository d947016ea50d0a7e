/** What values are called from here on, while a pass walks a program in the order of the text. */
import { type Atom, type Block, type Id, type Instr, isId } from '../ir/ir.ts';

export class Renaming {
  readonly #map = new Map<Id, Atom>();

  get size(): number {
    return this.#map.size;
  }

  set(id: Id, atom: Atom): void {
    if (atom !== id) this.#map.set(id, atom);
  }

  /** The atom that stands for this one, chains followed. */
  of(atom: Atom): Atom {
    if (!isId(atom)) return atom;
    let now: Atom = atom;
    for (let next = this.#map.get(atom); next !== undefined; next = isId(next) ? this.#map.get(next) : undefined) now = next;
    if (now !== atom && this.#map.get(atom) !== now) this.#map.set(atom, now);
    return now;
  }

  all(atoms: readonly Atom[]): readonly Atom[] {
    return atoms.some((a) => this.of(a) !== a) ? atoms.map((a) => this.of(a)) : atoms;
  }

  /** The instruction with renamed operands; its blocks are the caller's business. */
  instr(instr: Instr): Instr {
    const args = this.all(instr.args);
    return args === instr.args ? instr : { ...instr, args };
  }
}

/** The block itself where nothing changed, so that passes keep the identity of what they leave alone. */
export function withBody(block: Block, body: readonly Instr[], yields: readonly Atom[] = block.yields): Block {
  const same = body.length === block.body.length && body.every((x, i) => x === block.body[i]) && sameAtoms(yields, block.yields);
  return same ? block : { params: block.params, body, yields };
}

export const withBlocks = (instr: Instr, blocks: readonly Block[]): Instr =>
  blocks.every((b, i) => b === instr.blocks[i]) ? instr : { ...instr, blocks };

export const sameAtom = (a: Atom, b: Atom): boolean => a === b || (!isId(a) && !isId(b) && Object.is(a.lit, b.lit));
export const sameAtoms = (a: readonly Atom[], b: readonly Atom[]): boolean =>
  a.length === b.length && a.every((x, i) => sameAtom(x, b[i]!));
