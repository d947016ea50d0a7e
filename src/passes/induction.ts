/**
 * Expresses a carried value that grows by the same amount in every round of a counted loop by the loop's index, so that
 * no round depends on the one before and a reverse sweep can compute it anywhere.
 *
 * Only exact numbers qualify (whole, or with few binary places): for them the sum of the steps is the product. The forms
 * keep a -0 that comes in.
 */
import type { Facts } from '../facts/facts.ts';
import { BOOL, INT, type Kind } from '../facts/kinds.ts';
import { instr as make } from '../ir/build.ts';
import { type Atom, type Block, type Id, type Instr, type Program, isLit, lit } from '../ir/ir.ts';
import { Numbers } from './numbers.ts';
import { withBlocks, withBody } from './renaming.ts';

export function induction(program: Program, facts: Facts): Program {
  const pass = new Induction(new Numbers(program, facts), facts);
  const now = { fns: program.fns.map((fn) => ({ ...fn, body: pass.block(fn.body) })) };
  return pass.found ? now : program;
}

/** A carried value `init + rate * (index - from)`. */
interface Line {
  readonly slot: number;
  /** Per unit of the index. */
  readonly rate: number;
}

class Induction {
  readonly #numbers: Numbers;
  readonly #facts: Facts;
  found = false;

  constructor(numbers: Numbers, facts: Facts) {
    this.#numbers = numbers;
    this.#facts = facts;
  }

  block(block: Block): Block {
    const body: Instr[] = [];
    for (const instr of block.body) this.#instr(instr, body);
    return withBody(block, body);
  }

  #instr(instr: Instr, body: Instr[]): void {
    const lines = instr.op === 'for' ? this.#lines(instr) : [];
    if (lines.length === 0)
      return void body.push(
        withBlocks(
          instr,
          instr.blocks.map((b) => this.block(b)),
        ),
      );
    this.found = true;
    const { out, args, blocks } = instr,
      [block] = blocks as [Block],
      [from, to, step] = args as [Atom, Atom, Atom],
      index = block.params[0]!;
    const start: Instr[] = [],
      end: Instr[] = [];
    const gone = new Set(lines.map((line) => line.slot));
    const last = this.#last(from, to, (step as { lit: number }).lit, end);
    for (const { slot, rate } of lines) {
      const init = args[3 + slot]!;
      this.#put(start, block.params[1 + slot]!, init, from, index, rate);
      this.#put(end, out[slot]!, init, from, last, rate);
    }
    const stays = (first: number) => (_: unknown, k: number) => k < first || !gone.has(k - first);
    const inner = this.block({ params: block.params.filter(stays(1)), body: block.body, yields: block.yields.filter(stays(0)) });
    body.push(
      { ...instr, out: out.filter(stays(0)), args: args.filter(stays(3)), blocks: [{ ...inner, body: [...start, ...inner.body] }] },
      ...end,
    );
  }

  #lines(loop: Instr): Line[] {
    const [from, to, step] = loop.args as [Atom, Atom, Atom],
      numbers = this.#numbers;
    if (!isLit(step) || Math.abs(step.lit as number) !== 1 || loop.out.length === 0 || !numbers.whole(from) || !numbers.whole(to))
      return [];
    const [block] = loop.blocks as [Block];
    return loop.out.flatMap((_, slot) => {
      const param = block.params[1 + slot]!,
        grows = growth(numbers.definition(block.yields[slot]!), param);
      const rate = grows === null ? NaN : grows * (step.lit as number);
      return Number.isInteger(rate) && Math.abs(rate) <= MOST && numbers.exact(param) && numbers.exact(loop.args[3 + slot]!)
        ? [{ slot, rate }]
        : [];
    });
  }

  /** The index after the last round. */
  #last(from: Atom, to: Atom, step: number, body: Instr[]): Atom {
    const runs = this.#emit(body, step > 0 ? 'lt' : 'gt', [from, to], BOOL);
    return this.#emit(body, 'select', [runs, to, from], INT);
  }

  /** `id = init + rate * (index - from)`, also where init is -0. */
  #put(body: Instr[], id: Id, init: Atom, from: Atom, index: Atom, rate: number): void {
    if (isLit(init) && !Object.is(init.lit, -0) && isLit(from) && from.lit === 0) {
      const scaled = rate === 1 ? index : this.#emit(body, 'mul', [index, lit(rate)], INT);
      return void body.push(make('add', [id], [init, scaled]));
    }
    const down = rate > 0,
      gap = this.#emit(body, 'sub', down ? [from, index] : [index, from], INT);
    const scaled = rate === 1 ? gap : this.#emit(body, 'mul', [gap, lit(rate)], INT);
    body.push(make(down ? 'sub' : 'add', [id], [init, scaled]));
  }

  #emit(body: Instr[], op: Instr['op'], args: readonly Atom[], kind: Kind): Id {
    const id = this.#facts.ids.fresh();
    this.#facts.kinds.set(id, kind);
    body.push(make(op, [id], args));
    return id;
  }
}

/** Steps beyond this are no walk over memory. */
const MOST = 2 ** 20;

/** What is added in every round, a literal. */
function growth(next: Instr | undefined, param: Id): number | null {
  if (!next || (next.op !== 'add' && next.op !== 'sub')) return null;
  const [x, y] = next.args as [Atom, Atom];
  const by = x === param ? y : next.op === 'add' && y === param ? x : null;
  if (by === null || !isLit(by) || typeof by.lit !== 'number' || by.lit === 0) return null;
  return next.op === 'add' ? by.lit : -by.lit;
}
