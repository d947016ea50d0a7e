/** The derivatives of kernels as a transform uses them: each transform puts copies of their functions into what it makes. */
import { type Activity } from '../facts/activity.ts';
import type { Facts } from '../facts/facts.ts';
import { argsOf, derivativeKey, type Way } from '../facts/kernels.ts';
import type { Kind } from '../facts/kinds.ts';
import { type Atom, type Block, type Fn, type Id, type Instr, isId } from '../ir/ir.ts';
import { cloneBlock, forEachInstr, mapBlock } from '../ir/walk.ts';

export interface Used {
  readonly name: string;
  /** Positions among the operands of the kernel. */
  readonly needs: readonly number[];
  readonly kind: Kind;
  /** Whether it looks at a parameter. */
  uses(index: number): boolean;
}

/** What one transform uses. */
export class KernelUse {
  readonly #facts: Facts;
  readonly #used = new Map<string, Used>();
  readonly fns: Fn[] = [];

  constructor(facts: Facts) {
    this.#facts = facts;
  }

  /** Null: it has to be lowered first, and what is being made is of no use. */
  find(kernel: Instr, way: Way, wrt: readonly number[]): Used | null {
    const { kernels } = this.#facts,
      key = derivativeKey(kernel.attr[2]!, way, wrt);
    const known = this.#used.get(key);
    if (known) return known;
    const made = kernels!.derivatives.get(key);
    if (!made) {
      kernels!.wanted.add(key);
      return null;
    }
    const { body } = kernels!.program(made.name).fns[0]!,
      ids = usedIds(body);
    const used = { ...made, name: this.#copy(made.name), uses: (i: number) => ids.has(body.params[i]!) };
    this.#used.set(key, used);
    return used;
  }

  #copy(name: string): string {
    const { kernels } = this.#facts,
      turn = ++kernels!.copies;
    const as = (old: string): string => (turn === 1 && old === name ? old : `${old}_${turn}`);
    for (const fn of kernels!.program(name).fns) {
      const body = mapBlock(cloneBlock(fn.body, this.#facts), (i) =>
        i.op === 'call' ? { ...i, attr: [as(i.attr[0]!), ...i.attr.slice(1)] } : i,
      );
      this.fns.push({ name: as(fn.name), body });
    }
    return as(name);
  }
}

/** The arguments of a kernel that carry a derivative, by position. */
export function activeArguments(activity: Activity, kernel: Instr): number[] {
  return argsOf(kernel).flatMap((a: Atom, i) => (activity.active(a) || activity.shadowed(a) ? [i] : []));
}

function usedIds(body: Block): ReadonlySet<Id> {
  const found = new Set<Id>();
  const use = (atoms: readonly Atom[]): void => atoms.forEach((a) => isId(a) && found.add(a));
  use(body.yields);
  forEachInstr(body, ({ args, blocks }) => {
    use(args);
    for (const b of blocks) use(b.yields);
  });
  return found;
}
