/**
 * Which loops are checkpointed in a budget: those of the entry, and of functions that it calls, whose sweeps record something.
 * Functions have a variant for that; where they are called by turns of such a loop they are recorded as they are, unless one turn
 * is too long by itself.
 */
import type { Facts } from '../facts/facts.ts';
import { type Atom, type Block, type Fn, type Id, type Instr, type Lit, type Program, isLit } from '../ir/ir.ts';
import { isTurns } from '../ir/turns.ts';
import { cloneBlock, forEachInstr } from '../ir/walk.ts';
import { outermost, outlinedLoop } from '../../mutation/trace/checkpoint.ts';
import { calledBy, isRepeatable } from '../../mutation/trace/repeatable.ts';
import { SEGMENT } from '../../mutation/memory/index.ts';
import { type Checkpointed, type Turns, unused } from './segments.ts';

/** `forward` is the same program as the forward sweep has it; `records` looks at its loops. */
export function checkpointed(program: Program, facts: Facts, forward: Program, records: (loop: Instr) => boolean): Checkpointed | null {
  return new LongLoops(program, facts, forward, records).all();
}

/** Functions that call themselves from loops are followed until their loops would have a smaller share than this. */
const LEAST = 1 / 16;

class LongLoops {
  readonly #program: Program;
  readonly #facts: Facts;
  readonly #forward: ReadonlyMap<string, Fn>;
  readonly #records: (loop: Instr) => boolean;
  readonly #fns: Fn[] = [];
  readonly #turns: Turns[] = [];
  readonly #variants = new Map<string, string>();

  constructor(program: Program, facts: Facts, forward: Program, records: (loop: Instr) => boolean) {
    this.#program = program;
    this.#facts = facts;
    this.#forward = new Map(forward.fns.map((fn) => [fn.name, fn]));
    this.#records = records;
  }

  all(): Checkpointed | null {
    const [entry, ...others] = this.#program.fns as [Fn, ...Fn[]],
      swept = this.#forward.get(entry.name)!.body;
    const count = this.#countIn(entry.body, swept, new Set());
    if (count === 0) return null;
    const body = this.#deepened(entry.body, swept, 1 / count, `${entry.name}Loop`);
    const fns = [{ ...entry, body }, ...others, ...this.#fns];
    const used = calledBy({ fns }, fns[0]!);
    for (const { name, deep } of this.#turns)
      if (deep)
        calledBy(
          { fns },
          fns.find((fn) => fn.name === name)!,
          used.add(name),
        );
    return { program: { fns: fns.filter((fn, i) => i === 0 || used.has(fn.name)) }, turns: this.#turns };
  }

  /** The outermost of the loops in a block that are worth it, with what the forward sweep has in their places. */
  #picked(block: Block, swept: Block, found = new Map<Instr, Instr>()): Map<Instr, Instr> {
    const within = outermost(swept);
    outermost(block).forEach((loop, k) => {
      if (isShort(loop)) return;
      if (this.#records(within[k]!) && isRepeatable(this.#program, loop, this.#facts)) found.set(loop, within[k]!);
      else this.#picked(loop.blocks[0]!, within[k]!.blocks[0]!, found);
    });
    return found;
  }

  /** How many there are, in functions that are called too, each function once. */
  #countIn(block: Block, swept: Block, seen: Set<string>): number {
    const picked = this.#picked(block, swept);
    let count = picked.size;
    const walk = (b: Block): void => {
      for (const i of b.body) {
        if (picked.has(i)) continue;
        if (i.op === 'call' && !seen.has(i.attr[0]!)) {
          seen.add(i.attr[0]!);
          count += this.#countIn(this.#fn(i.attr[0]!).body, this.#forward.get(i.attr[0]!)!.body, seen);
        }
        i.blocks.forEach(walk);
      }
    };
    walk(block);
    return count;
  }

  #fn(name: string): Fn {
    return this.#program.fns.find((fn) => fn.name === name)!;
  }

  /** The block with its loops checkpointed, each with a share of the memory that there is, and with calls of such functions. */
  #deepened(block: Block, swept: Block, share: number, around: string): Block {
    const picked = this.#picked(block, swept);
    const rewrite = (b: Block): Block => ({ ...b, body: b.body.flatMap(instr) });
    const instr = (i: Instr): readonly Instr[] => {
      const within = picked.get(i);
      if (within) return this.#outline(i, within, share, around);
      if (i.op === 'call') return [{ ...i, attr: [this.#variant(i.attr[0]!, share), ...i.attr.slice(1)] }];
      return [i.blocks.length === 0 ? i : { ...i, blocks: i.blocks.map(rewrite) }];
    };
    return rewrite(block);
  }

  /** The function in which loops are checkpointed; the same if there are none. */
  #variant(name: string, share: number): string {
    const swept = this.#forward.get(name)!.body,
      { body } = this.#fn(name),
      key = `${name} ${share}`;
    const known = this.#variants.get(key);
    if (known !== undefined) return known;
    if (share < LEAST || this.#countIn(body, swept, new Set([name])) === 0) {
      this.#variants.set(key, name);
      return name;
    }
    const own = this.#unused(`${name}Deep`);
    this.#variants.set(key, own);
    const at = this.#reserve(own);
    this.#fns[at] = { name: own, body: this.#deepened(cloneBlock(body, this.#facts), swept, share, `${name}Loop`) };
    return own;
  }

  /** The code in the place of a loop; its functions are added. */
  #outline(loop: Instr, swept: Instr, share: number, around: string): readonly Instr[] {
    const name = this.#unused(around);
    const { code, fn } = outlinedLoop(loop, name, this.#facts);
    const step = loop.op === 'for' ? Number((loop.args[2] as Lit).lit) : null;
    const own = { step, results: fn.body.yields.length, share, kind: 'loop' as const };
    this.#fns.push(fn);
    this.#turns.push({ ...own, name, params: fn.body.params, deep: false });
    const count = this.#countIn(loop.blocks[0]!, swept.blocks[0]!, new Set());
    if (count === 0) return code;
    // a turn that is too long by itself: the same function, in which the loops inside are checkpointed too
    const deep = this.#unused(`${name}Deep`),
      at = this.#reserve(deep);
    const copy = this.#copied(fn.body);
    const turn = (i: Instr): Instr =>
      i.op !== loop.op ? i : { ...i, blocks: [this.#deepened(i.blocks[0]!, swept.blocks[0]!, (SEGMENT * share) / count, `${name}Inner`)] };
    const body = { ...copy, body: copy.body.map(turn) };
    this.#fns[at] = { name: deep, body };
    this.#turns.push({ ...own, name: deep, params: body.params, deep: true });
    return code.map((i) => (isTurns(i) ? { ...i, attr: [...i.attr.slice(0, 3), deep] } : i));
  }

  #copied(body: Block): Block {
    const ids = new Map<Id, Atom>(),
      copy = cloneBlock(body, this.#facts, ids);
    for (const param of body.params) {
      const before = this.#facts.given?.get(param);
      if (before !== undefined) this.#facts.given!.set(ids.get(param) as Id, before);
    }
    return copy;
  }

  /** The name is taken before there is a body. */
  #reserve(name: string): number {
    return this.#fns.push({ name, body: { params: [], body: [], yields: [] } }) - 1;
  }

  #unused(name: string): string {
    return unused(name, [...this.#program.fns, ...this.#fns]);
  }
}

/** What it records is less than its state. */
const FEW = 32;

function isShort({ op, args, blocks }: Instr): boolean {
  const [from, to] = args;
  if (op !== 'for' || !isLit(from!) || !isLit(to!) || Math.abs(Number(to.lit) - Number(from.lit)) > FEW) return false;
  let nested = false;
  forEachInstr(blocks[0]!, (i) => void (nested ||= i.op === 'for' || i.op === 'loop' || i.op === 'call'));
  return !nested;
}
