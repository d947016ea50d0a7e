/**
 * Works out what is already decided: operations on literals, neutral operands, tests that are known (the branch taken is
 * spliced in), loops that do not run or run once, `if` on a negation. The primal's values stay the same bit for bit;
 * values made by the adjoint may also lose the sign of a zero.
 */
import type { Facts } from '../facts/facts.ts';
import { type Atom, type Block, type Id, type Instr, type Program, isId, isLit } from '../ir/ir.ts';
import { effectOf } from '../ir/ops.ts';
import { forEachInstr } from '../ir/walk.ts';
import { loopLayout } from './carried.ts';
import { merges } from './merges.ts';
import { Numbers } from './numbers.ts';
import { Renaming, withBlocks, withBody } from './renaming.ts';
import { simplify } from './simplify.ts';

export interface FoldOptions {
  /** Values with this id or a later one were made by the adjoint. */
  readonly cotangentsFrom?: Id;
}

export function fold(program: Program, facts: Facts, { cotangentsFrom = Infinity }: FoldOptions = {}): Program {
  for (let now = program; ;) {
    const folding = new Folding(facts, new Numbers(now, facts), cotangentsFrom);
    now = { fns: now.fns.map((fn) => ({ ...fn, body: folding.block(fn.body) })) };
    if (!folding.calmed) return now;
    // what cannot throw after all leaves no exit code behind
    now = merges(now, facts);
  }
}

class Folding {
  readonly #facts: Facts;
  readonly #numbers: Numbers;
  readonly #from: number;
  readonly #names = new Renaming();
  readonly #made = new Map<Id, Instr>();
  /** Something that was attempted turned out to be nothing. */
  calmed = false;
  readonly #definition = (atom: Atom): Instr | undefined => (isId(atom) ? this.#made.get(atom) : undefined);

  constructor(facts: Facts, numbers: Numbers, cotangentsFrom: number) {
    this.#facts = facts;
    this.#numbers = numbers;
    this.#from = cotangentsFrom;
  }

  block(block: Block): Block {
    const body: Instr[] = [];
    this.#body(block, body);
    return withBody(block, body, this.#names.all(block.yields));
  }

  #body(block: Block, body: Instr[]): void {
    for (const instr of block.body) this.#instr(this.#names.instr(instr), body);
  }

  #instr(instr: Instr, body: Instr[]): void {
    if (instr.blocks.length > 0) return this.#construct(instr, body);
    const [out] = instr.out;
    const found =
      out === undefined
        ? null
        : simplify(instr, { facts: this.#facts, numbers: this.#numbers, definition: this.#definition, cotangent: out >= this.#from });
    if (found === null) this.#push(instr, body);
    else if (typeof found === 'object' && 'op' in found) this.#push(found, body);
    else this.#names.set(out!, found);
  }

  #push(instr: Instr, body: Instr[]): void {
    for (const id of instr.out) this.#made.set(id, instr);
    body.push(instr);
  }

  #construct(instr: Instr, body: Instr[]): void {
    const { op, args, out } = instr;
    if (op === 'if' && isLit(args[0]!) && !this.#isKept(instr)) return this.#splice(instr.blocks[args[0].lit ? 0 : 1]!, out, body);
    const test = op === 'if' ? this.#definition(args[0]!) : undefined;
    if (test?.op === 'not') return this.#construct({ ...instr, args: test.args, blocks: [...instr.blocks].reverse() }, body);
    if (op === 'attempt' && instr.blocks[0]!.body.length === 0 && !this.#isKept(instr)) {
      this.calmed = true;
      return this.#splice(instr.blocks[0]!, out, body);
    }
    const layout = loopLayout(instr);
    if (layout && (op === 'for' ? trips(instr) === 0 : isLit(args[0]!) && !args[0].lit)) {
      return out.forEach((id, k) => this.#names.set(id, args[layout.init + k]!));
    }
    if (op === 'for' && trips(instr) === 1) {
      const [block] = instr.blocks as [Block];
      block.params.forEach((id, k) => this.#names.set(id, k === 0 ? args[0]! : args[2 + k]!));
      return this.#splice(block, out, body);
    }
    if (op === 'for') this.#made.set(instr.blocks[0]!.params[0]!, instr);
    this.#push(
      withBlocks(
        instr,
        instr.blocks.map((b) => this.block(b)),
      ),
      body,
    );
  }

  /** Of two branches that mirror each other in the sweeps none may vanish alone: what is kept or taken stays in its branch. */
  #isKept(instr: Instr): boolean {
    if (this.#from === Infinity) return false;
    if (instr.op === 'attempt') return true;
    let found = false;
    for (const b of instr.blocks)
      forEachInstr(b, ({ op }) => void (found ||= effectOf(op) === 'tape' && op !== 'addslot' && op !== 'takeslot'));
    return found;
  }

  /** The block in place of the construct. */
  #splice(block: Block, out: readonly Id[], body: Instr[]): void {
    this.#body(block, body);
    out.forEach((id, k) => this.#names.set(id, this.#names.of(block.yields[k]!)));
  }
}

/** What it keeps or takes is mirrored by a branch of the other sweep, whose test may come from the tape and stay unknown. */
const keeps = (instr: Instr): boolean => instr.blocks.some(({ body }) => body.some((i) => effectOf(i.op) === 'tape' || keeps(i)));

/** How often a loop with literal limits runs, as far as it matters: 0, 1, or null for more or unknown. */
function trips({ args }: Instr): 0 | 1 | null {
  const [from, to, step] = args.slice(0, 3).map((a) => (isLit(a) ? a.lit : undefined));
  if (typeof from !== 'number' || typeof to !== 'number' || typeof step !== 'number') return null;
  const runs = (i: number): boolean => (step > 0 ? i < to : i > to);
  return !runs(from) ? 0 : !runs(from + step) ? 1 : null;
}
