/** Where every value of a program is defined. */
import type { Atom, Block, Id, Instr, Program } from '../ir/ir.ts';
import { printAtom } from '../ir/print.ts';

const keyOf = (rule: string, args: readonly (Atom | undefined)[]): string =>
  `${rule} ${args.map((a) => (a === undefined ? '?' : printAtom(a))).join(' ')}`;

export interface Definition {
  readonly block: Block;
  /** null: a parameter of the block. */
  readonly instr: Instr | null;
  readonly index: number;
  /** How many loops are around it. */
  readonly depth: number;
}

export class Definitions {
  readonly #all = new Map<Id, Definition>();
  readonly #uses = new Map<Id, number>();
  readonly #index = new Map<Instr, number>();
  readonly #depths = new Map<Instr, number>();
  readonly #indices = new Set<Id>();
  readonly #blocks = new Map<Instr, Block>();
  readonly #around = new Map<Block, Instr>();
  /** Results of functions of rules, by rule and arguments. */
  readonly #calls = new Map<string, Id[]>();
  readonly #entry: Block;

  constructor(program: Program) {
    this.#entry = program.fns[0]!.body;
    for (const fn of program.fns) this.#block(fn.body, 0);
  }

  of(id: Id): Definition {
    return this.#all.get(id)!;
  }
  has(id: Id): boolean {
    return this.#all.has(id);
  }
  indexOf(instr: Instr): number {
    return this.#index.get(instr) ?? -1;
  }
  depthOf(instr: Instr): number {
    return this.#depths.get(instr) ?? 0;
  }
  /** How often the program itself uses a value. */
  uses(id: Id): number {
    return this.#uses.get(id) ?? 0;
  }

  /** The results of a rule's function that is called with these values. */
  calls(rule: string, args: readonly (Atom | undefined)[]): readonly Id[] {
    return this.#calls.get(keyOf(rule, args)) ?? [];
  }

  /** Whether no instruction that runs after this one, until the entry ends, answers the question with yes. */
  nothingAfter(instr: Instr, touches: (later: Instr) => boolean): boolean {
    for (let at: Instr | undefined = instr; at;) {
      const block: Block | undefined = this.#blocks.get(at);
      if (!block) return false;
      for (let i = this.indexOf(at) + 1; i < block.body.length; i++) if (touches(block.body[i]!)) return false;
      if (block === this.#entry) return true;
      const around: Instr | undefined = this.#around.get(block);
      if (!around || ((around.op === 'for' || around.op === 'loop') && touches(around))) return false;
      at = around;
    }
    return false;
  }

  /** The index of a counted loop. */
  isIndex(id: Id): boolean {
    return this.#indices.has(id);
  }

  #use(atoms: readonly unknown[]): void {
    for (const a of atoms) if (typeof a === 'number') this.#uses.set(a, (this.#uses.get(a) ?? 0) + 1);
  }

  #block(block: Block, depth: number): void {
    for (const p of block.params) this.#all.set(p, { block, instr: null, index: -1, depth });
    block.body.forEach((instr, index) => {
      this.#index.set(instr, index);
      this.#blocks.set(instr, block);
      this.#depths.set(instr, depth);
      this.#use(instr.args);
      if (instr.op === 'apply') {
        const key = keyOf(instr.attr[0]!, instr.args),
          known = this.#calls.get(key);
        if (known) known.push(instr.out[0]!);
        else this.#calls.set(key, [instr.out[0]!]);
      }
      for (const o of instr.out) this.#all.set(o, { block, instr, index, depth });
      const inner = instr.op === 'for' || instr.op === 'loop' ? depth + 1 : depth;
      if (instr.op === 'for') this.#indices.add(instr.blocks[0]!.params[0]!);
      for (const b of instr.blocks) {
        this.#around.set(b, instr);
        this.#block(b, inner);
      }
    });
    this.#use(block.yields);
  }
}
