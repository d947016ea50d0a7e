/**
 * Turns rotated loops back into `while` and `do … while`: lowering computes a test before a loop and again at the end of
 * its body; where both are the same expression of the carried values, it is printed once, at the head.
 *
 * The result is for emission only: such a `loop` has attr `while` or `do`, operands without `go`, and a second block that
 * computes the test from the carried values and yields it.
 */
import type { Atom, Block, Id, Instr } from '../../ir/ir.ts';
import { isId, isLit } from '../../ir/ir.ts';
import { effectOf } from '../../ir/ops.ts';
import { definedIds } from '../../ir/walk.ts';

export function rotate(block: Block, uses: ReadonlyMap<Id, number>): Block {
  const body: Instr[] = [];
  for (const found of block.body) {
    const instr = found.blocks.length ? { ...found, blocks: found.blocks.map((b) => rotate(b, uses)) } : found;
    const loop = instr.op === 'loop' ? new Match(instr, body, uses).run() : null;
    if (loop) {
      for (let i = body.length - 1; i >= 0; i--) if (loop.spent.has(body[i]!)) body.splice(i, 1);
    }
    body.push(loop ? loop.instr : instr);
  }
  return { ...block, body };
}

/** Whether running it may change what a read gives. */
export function disturbs(instr: Instr): boolean {
  switch (effectOf(instr.op)) {
    case 'pure':
    case 'read':
    case 'alloc':
      return false;
    case 'tape':
      return instr.op !== 'keep' && instr.op !== 'take' && instr.op !== 'reserve' && instr.op !== 'journal';
    case 'control':
      return instr.blocks.length === 0 || instr.op === 'settle' || instr.blocks.some((b) => b.body.some(disturbs));
    default:
      return true;
  }
}

class Match {
  readonly #loop: Instr;
  readonly #body: Block;
  readonly #before: Map<Id, Instr>;
  readonly #inside: Map<Id, Instr>;
  readonly #own: ReadonlySet<Id>;
  readonly #inits: readonly Atom[];
  readonly #nexts: readonly Atom[];
  readonly #order: readonly Instr[];
  readonly #spent = new Set<Instr>();
  readonly #test = new Map<Instr, Instr>();
  readonly #pairs = new Map<Id, Id>();

  constructor(loop: Instr, order: readonly Instr[], uses: ReadonlyMap<Id, number>) {
    this.#loop = loop;
    this.#body = loop.blocks[0]!;
    this.#order = order;
    this.#before = single(order, uses);
    this.#inside = single(this.#body.body, uses);
    this.#own = definedIds(this.#body);
    this.#inits = loop.args.slice(1);
    this.#nexts = this.#body.yields.slice(1);
  }

  run(): { instr: Instr; spent: ReadonlySet<Instr> } | null {
    const go = this.#loop.args[0]!,
      again = this.#body.yields[0]!;
    const once = isLit(go) && go.lit === true;
    if (once && isLit(again)) return null;
    const test = this.#atom(once ? null : go, again);
    if (test === null || !this.#undisturbed()) return null;
    const body = this.#body.body.filter((i) => !this.#test.has(i));
    const tests = this.#body.body.flatMap((i) => this.#test.get(i) ?? []);
    const blocks = [
      { params: this.#body.params, body, yields: this.#nexts },
      { params: [], body: tests, yields: [test] },
    ];
    return { instr: { ...this.#loop, attr: [once ? 'do' : 'while'], args: this.#inits, blocks }, spent: this.#spent };
  }

  /** The test at the head as an operand, from its two places; `a` is null where there is only the second. */
  #atom(a: Atom | null, b: Atom): Atom | null {
    if (isLit(b)) {
      if (a === null || (isLit(a) && Object.is(a.lit, b.lit))) return b;
    } else {
      if (this.#pairs.has(b)) return a === null || this.#pairs.get(b) === a ? b : null;
      if (!this.#own.has(b) && (a === null || a === b)) return b;
    }
    const k = this.#nexts.findIndex((next, i) => same(next, b) && (a === null || same(this.#inits[i]!, a)));
    if (k >= 0) return this.#body.params[k]!;
    const y = isId(b) ? this.#inside.get(b) : undefined,
      x = a !== null && isId(a) ? this.#before.get(a) : undefined;
    if (!y || (a !== null && !x)) return null;
    const made = this.#instr(x ?? null, y);
    if (!made) return null;
    if (x) this.#spent.add(x);
    this.#test.set(y, made);
    return b;
  }

  #instr(x: Instr | null, y: Instr): Instr | null {
    const effect = effectOf(y.op);
    if (effect !== 'pure' && effect !== 'read' && y.op !== 'if') return null;
    if (x && (x.op !== y.op || x.args.length !== y.args.length || x.out.length !== y.out.length || x.attr.join() !== y.attr.join()))
      return null;
    const args = this.#atoms(x?.args ?? null, y.args);
    if (!args) return null;
    const blocks: Block[] = [];
    for (let i = 0; i < y.blocks.length; i++) {
      const made = this.#block(x?.blocks[i] ?? null, y.blocks[i]!);
      if (!made) return null;
      blocks.push(made);
    }
    return { ...y, args, blocks };
  }

  #block(x: Block | null, y: Block): Block | null {
    if (x && x.body.length !== y.body.length) return null;
    const body: Instr[] = [];
    for (let i = 0; i < y.body.length; i++) {
      const made = this.#instr(x?.body[i] ?? null, y.body[i]!);
      if (!made) return null;
      made.out.forEach((id, j) => this.#pairs.set(id, x ? x.body[i]!.out[j]! : id));
      body.push(made);
    }
    const yields = this.#atoms(x?.yields ?? null, y.yields);
    return yields && { params: y.params, body, yields };
  }

  #atoms(xs: readonly Atom[] | null, ys: readonly Atom[]): Atom[] | null {
    const made = ys.map((y, i) => this.#atom(xs ? xs[i]! : null, y));
    return made.every((m) => m !== null) ? made : null;
  }

  /** No memory changes between where a test stood and the head of the loop. */
  #undisturbed(): boolean {
    const clear = (body: readonly Instr[], has: (i: Instr) => boolean): boolean => {
      const first = body.findIndex((i) => has(i) && reads(i));
      return first < 0 || !body.slice(first).some((i) => !has(i) && disturbs(i));
    };
    return clear(this.#order, (i) => this.#spent.has(i)) && clear(this.#body.body, (i) => this.#test.has(i));
  }
}

const reads = (i: Instr): boolean => effectOf(i.op) === 'read' || i.blocks.some((b) => b.body.some(reads));
const same = (a: Atom, b: Atom): boolean => a === b || (isLit(a) && isLit(b) && Object.is(a.lit, b.lit));

/** The values of a list that are used once. */
function single(body: readonly Instr[], uses: ReadonlyMap<Id, number>): Map<Id, Instr> {
  const found = new Map<Id, Instr>();
  for (const instr of body) if (instr.out.length === 1 && uses.get(instr.out[0]!) === 1) found.set(instr.out[0]!, instr);
  return found;
}
