/** The variables of a printed function: which values each one holds, where it is declared, and its name. */
import type { Facts } from '../../facts/facts.ts';
import type { Atom, Block, Id, Instr } from '../../ir/ir.ts';
import { isId, isLit } from '../../ir/ir.ts';
import { carried, coalesce } from './liveness.ts';
import type { Plan } from './fold.ts';
import { Names } from './names.ts';
import type { Unit } from './unit.ts';

export interface Variable {
  name: string;
  /** Assigned more than once. */
  mutable: boolean;
  /** The block it is declared in; null for parameters of the function. */
  block: Block | null;
  /** The instruction at which it is declared. */
  index: number;
  /** Declared together with its first value. */
  direct: boolean;
}

interface Place {
  readonly block: Block;
  readonly index: number;
  readonly direct: boolean;
}

export class Variables {
  readonly #unit: Unit;
  readonly #plan: Plan;
  readonly #facts: Facts;
  readonly #root: (id: Id) => Id;
  readonly #variables = new Map<Id, Variable>();
  readonly #roots = new Map<Variable, Id>();
  readonly #places = new Map<Id, Place[]>();
  readonly #parents = new Map<Block, { block: Block; index: number }>();
  readonly #byBlock = new Map<Block, Variable[]>();
  readonly #bare = new Map<Block, Map<number, Variable[]>>();
  readonly #hints = new Map<Id, string>();
  readonly #parameters: readonly Id[];

  /** `taken`: names that no variable of this function may have. */
  constructor(unit: Unit, plan: Plan, facts: Facts, taken: Names) {
    this.#unit = unit;
    this.#plan = plan;
    this.#facts = facts;
    this.#parameters = [...unit.captured, ...unit.block.params];
    this.#root = coalesce(unit.block, this.#parameters, new Set(unit.captured), plan, (id) => facts.names.get(id));
    for (const id of this.#parameters) this.#variable(id, null, 0);
    this.#scan(unit.block);
    for (const [id, places] of this.#places) this.#settle(this.#variable(id), places);
    this.#name(taken);
  }

  of(id: Id): Variable {
    const found = this.#variables.get(this.#root(id));
    if (!found) throw new Error(`no variable for %${id}`);
    return found;
  }

  nameOf(id: Id): string {
    return this.of(id).name;
  }

  /** Variables that are declared at an instruction without a value. */
  bare(block: Block, index: number): readonly Variable[] {
    return this.#bare.get(block)?.get(index) ?? [];
  }

  /** Every name in use. */
  names(): string[] {
    return [...this.#variables.values()].map((v) => v.name);
  }

  /** Whether a copy into a value is printed at all. */
  isRead(...ids: readonly Id[]): boolean {
    return ids.some((id) => (this.#plan.uses.get(id) ?? 0) > 0);
  }

  #variable(id: Id, block: Block | null = null, index = -1): Variable {
    const root = this.#root(id);
    let found = this.#variables.get(root);
    if (!found) {
      found = { name: '', mutable: false, block, index, direct: index === -1 };
      this.#variables.set(root, found);
      this.#roots.set(found, root);
    }
    return found;
  }

  #place(id: Id, block: Block, index: number, direct: boolean): void {
    const root = this.#root(id);
    const places = this.#places.get(root);
    if (places) places.push({ block, index, direct });
    else this.#places.set(root, [{ block, index, direct }]);
  }

  /** Notes where each variable gets a value. */
  #scan(block: Block): void {
    block.body.forEach((instr, index) => {
      if (this.#plan.skip.has(instr) || (instr.out.length === 1 && this.#plan.inline.has(instr.out[0]!))) return;
      if (instr.blocks.length === 0 || this.#plan.choices.has(instr)) {
        for (const id of instr.out) {
          this.#hint(id, instr);
          this.#place(id, block, index, true);
        }
        return;
      }
      for (const b of instr.blocks) this.#parents.set(b, { block, index });
      if (instr.op === 'for' || instr.op === 'loop') this.#loop(instr, block, index);
      else {
        instr.out.forEach((out, k) => {
          if (!this.isRead(out)) return;
          this.#hint(out, instr);
          this.#place(out, block, index, false);
          for (const b of instr.blocks) this.#copy(out, b.yields[k]!, b, b.body.length);
        });
      }
      for (const b of instr.blocks) this.#scan(b);
    });
  }

  #loop(instr: Instr, block: Block, index: number): void {
    const { params, inits, nexts } = carried(instr);
    const body = instr.blocks[0]!;
    if (instr.op === 'for') {
      const i = this.#variable(body.params[0]!, body, -1);
      i.mutable = true;
      this.#hint(body.params[0]!, instr, 'i');
      this.#home(i, body);
    }
    params.forEach((param, k) => {
      if (!this.isRead(param, instr.out[k]!)) return;
      this.#hint(param, instr);
      this.#hint(instr.out[k]!, instr);
      this.#place(param, block, index, false);
      this.#copy(param, inits[k]!, block, index);
      this.#copy(param, nexts[k]!, body, body.body.length);
    });
  }

  #copy(to: Id, from: Atom, block: Block, index: number): void {
    if (isId(from) && !this.#plan.inline.has(from) && this.#root(from) === this.#root(to)) return;
    this.#place(to, block, index, true);
  }

  /** Where a variable is declared: in the innermost block that holds all its places, at the first of them. */
  #settle(variable: Variable, places: readonly Place[]): void {
    const assigned = places.filter((p) => p.direct).length;
    if (variable.block === null && variable.index === 0) {
      variable.mutable = assigned > 0;
      return;
    }
    let home = places[0]!.block;
    for (const { block } of places) while (!this.#encloses(home, block)) home = this.#parents.get(home)!.block;
    let index = Infinity,
      direct = false;
    for (const p of places) {
      let { block, index: at } = p;
      const here = block === home;
      while (block !== home) ({ block, index: at } = this.#parents.get(block)!);
      if (at < index) [index, direct] = [at, false];
      if (at === index && here && p.direct) direct = true;
    }
    variable.mutable = assigned > 1 || !direct;
    variable.index = index;
    variable.direct = direct;
    this.#home(variable, home);
    if (direct) return;
    const bare = this.#bare.get(home) ?? new Map<number, Variable[]>();
    this.#bare.set(home, bare);
    bare.set(index, [...(bare.get(index) ?? []), variable]);
  }

  #home(variable: Variable, block: Block): void {
    variable.block = block;
    const here = this.#byBlock.get(block);
    if (here) here.push(variable);
    else this.#byBlock.set(block, [variable]);
  }

  #encloses(outer: Block, inner: Block): boolean {
    for (let b: Block | undefined = inner; b; b = this.#parents.get(b)?.block) if (b === outer) return true;
    return false;
  }

  #hint(id: Id, instr: Instr, otherwise?: string): void {
    const root = this.#root(id);
    const own = this.#facts.names.get(id);
    if (own !== undefined) {
      if (!this.#hints.get(root)?.startsWith('!')) this.#hints.set(root, '!' + own);
    } else if (!this.#hints.has(root)) this.#hints.set(root, otherwise ?? generic(instr));
  }

  #name(taken: Names): void {
    const outer = new Names(taken);
    this.#parameters.forEach((id, k) => {
      const v = this.of(id);
      v.name ||= outer.claim(this.#facts.names.get(id) ?? String.fromCharCode(97 + (k % 26)));
    });
    this.#nameBlock(this.#unit.block, outer);
  }

  /** Names are unique along a path of nested blocks; loops that follow one another may both have an `i`. */
  #nameBlock(block: Block, outer: Names): Names {
    const here = new Names(outer);
    for (const v of [...(this.#byBlock.get(block) ?? [])].sort((a, b) => a.index - b.index)) v.name = this.#choose(v, here);
    for (const instr of block.body) {
      if (this.#plan.choices.has(instr)) continue;
      const [body, test] = instr.blocks;
      if (instr.op === 'loop' && test) this.#nameBlock(body!, this.#nameBlock(test, here));
      else for (const b of instr.blocks) this.#nameBlock(b, here);
    }
    return here;
  }

  #choose(variable: Variable, taken: Names): string {
    const hint = this.#hints.get(this.#roots.get(variable)!) ?? 't';
    if (hint.startsWith('!')) return taken.claim(hint.slice(1));
    return taken.claim((hint === 'i' && ['i', 'j', 'k', 'l', 'm'].find((n) => !taken.has(n))) || hint);
  }
}

const generic = (instr: Instr): string => {
  const [, key] = instr.args;
  switch (instr.op) {
    case 'load':
      return key !== undefined && isLit(key) && typeof key.lit === 'string' ? key.lit : 't';
    case 'length':
      return 'n';
    case 'call':
    case 'native':
      return 'result';
    case 'back':
      return 'back';
    case 'for':
    case 'loop':
      return 's';
    case 'takeslot':
      return 'g';
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge':
    case 'eq':
    case 'ne':
    case 'seq':
    case 'sne':
    case 'not':
      return 'test';
    default:
      return 't';
  }
};
