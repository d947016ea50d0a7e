/**
 * Turns loops that count into counted loops: an integer goes up or down by a literal step towards a limit that does not
 * change. The last value of the counter, where it is used, is computed from the limits.
 */
import type { Facts } from '../facts/facts.ts';
import { INT, type Kind, NUM, isInt, isNumber } from '../facts/kinds.ts';
import { kindOf } from '../facts/memory.ts';
import { type Atom, type Block, type Id, type Instr, type Program, isId, isLit, lit } from '../ir/ir.ts';
import { instr as make } from '../ir/build.ts';
import { definitions, usesOf } from '../ir/walk.ts';
import { sameAtom, withBlocks, withBody } from './renaming.ts';

export function counted(program: Program, facts: Facts): Program {
  const counting = new Counting(facts, definitions(program), usesOf(program));
  return { fns: program.fns.map((fn) => ({ ...fn, body: counting.block(fn.body) })) };
}

type Order = 'lt' | 'le' | 'gt' | 'ge';
const MIRROR: Record<Order, Order> = { lt: 'gt', le: 'ge', gt: 'lt', ge: 'le' };
const isOrder = (op: string): op is Order => op in MIRROR;

/** A comparison, with the counter on its left. */
interface Test {
  readonly order: Order;
  readonly value: Atom;
  readonly limit: Atom;
}

/** A loop found to count. */
interface Count {
  /** Which carried value counts. */
  readonly slot: number;
  readonly step: number;
  readonly test: Test;
  /** What the test adds to the counter: `i + 1 < n`. */
  readonly offset: number;
}

class Counting {
  readonly #facts: Facts;
  readonly #made: ReadonlyMap<Id, Instr>;
  readonly #uses: ReadonlyMap<Id, number>;

  constructor(facts: Facts, made: ReadonlyMap<Id, Instr>, uses: ReadonlyMap<Id, number>) {
    this.#facts = facts;
    this.#made = made;
    this.#uses = uses;
  }

  block(block: Block): Block {
    const body: Instr[] = [];
    for (const instr of block.body) {
      const inner = withBlocks(
        instr,
        instr.blocks.map((b) => this.block(b)),
      );
      const count = instr.op === 'loop' ? this.#count(instr) : null;
      if (count) this.#rebuild(inner, count, body);
      else body.push(inner);
    }
    return withBody(block, body);
  }

  #count(loop: Instr): Count | null {
    const block = loop.blocks[0]!;
    for (const test of this.#tests(block.yields[0]!))
      for (const { value, offset } of this.#shifted(test.value)) {
        const next = isId(value) ? block.yields.indexOf(value, 1) : -1;
        const slot = next - 1;
        if (next < 1 || !this.#invariant(test.limit, loop)) continue;
        const step = this.#step(value, block.params[slot]!),
          from = loop.args[1 + slot]!;
        if (step === null || step > 0 !== (test.order === 'lt' || test.order === 'le')) continue;
        const limit = kindOf(this.#facts, test.limit);
        if (!isInt(kindOf(this.#facts, from)) || !(offset === 0 ? isNumber(limit) : isInt(limit))) continue;
        if (this.#starts(loop.args[0]!, { ...test, value: from }, offset)) return { slot, step, test, offset };
      }
    return null;
  }

  /** A value, and the one that it is a literal away from. */
  #shifted(value: Atom): { readonly value: Atom; readonly offset: number }[] {
    const made = isId(value) ? this.#made.get(value) : undefined,
      [x, by] = made?.args ?? [];
    const offset = by !== undefined && isLit(by) && typeof by.lit === 'number' && Number.isSafeInteger(by.lit) ? by.lit : 0;
    if (offset === 0 || (made!.op !== 'add' && made!.op !== 'sub')) return [{ value, offset: 0 }];
    return [
      { value, offset: 0 },
      { value: x!, offset: made!.op === 'add' ? offset : -offset },
    ];
  }

  /** The comparison a value is the result of, read from either side. */
  #tests(atom: Atom): Test[] {
    const made = isId(atom) ? this.#made.get(atom) : undefined;
    if (!made || !isOrder(made.op)) return [];
    const [x, y] = made.args as [Atom, Atom];
    return [
      { order: made.op, value: x, limit: y },
      { order: MIRROR[made.op], value: y, limit: x },
    ];
  }

  /** Defined outside of the loop: the test before the loop uses it too, or it is a literal. */
  #invariant(limit: Atom, loop: Instr): boolean {
    return isLit(limit) || this.#tests(loop.args[0]!).some((t) => sameAtom(t.limit, limit));
  }

  /** The first test is the same comparison of the initial value. */
  #starts(go: Atom, { order, value, limit }: Test, offset: number): boolean {
    const first = isLit(value) ? lit((value.lit as number) + offset) : null;
    const isFirst = (atom: Atom): boolean =>
      first ? sameAtom(atom, first) : this.#shifted(atom).some((s) => s.offset === offset && sameAtom(s.value, value));
    if (isId(go)) return this.#tests(go).some((t) => t.order === order && isFirst(t.value) && sameAtom(t.limit, limit));
    return go.lit === true && first !== null && isLit(limit) && compare(order, first.lit as number, limit.lit as number);
  }

  #step(next: Atom, counter: Id): number | null {
    const made = isId(next) ? this.#made.get(next) : undefined;
    if (!made || (made.op !== 'add' && made.op !== 'sub')) return null;
    const [x, y] = made.args as [Atom, Atom];
    const by = x === counter ? y : made.op === 'add' && y === counter ? x : null;
    if (by === null || isId(by) || typeof by.lit !== 'number' || !Number.isSafeInteger(by.lit) || by.lit === 0) return null;
    return made.op === 'add' ? by.lit : -by.lit;
  }

  #rebuild(loop: Instr, { slot, step, test, offset }: Count, body: Instr[]): void {
    const block = loop.blocks[0]!,
      counter = block.params[slot]!,
      from = loop.args[1 + slot]!;
    const to = this.#before(this.#end(test, body), offset, body);
    const others = <T>(list: readonly T[]): T[] => list.filter((_, k) => k !== slot);
    this.#facts.kinds.set(counter, INT);
    body.push({
      ...loop,
      op: 'for',
      out: others(loop.out),
      args: [from, to, lit(step), ...others(loop.args.slice(1))],
      blocks: [{ params: [counter, ...others(block.params)], body: block.body, yields: others(block.yields.slice(1)) }],
    });
    const last = loop.out[slot]!;
    if (this.#uses.has(last)) this.#last(last, loop.args[0]!, from, to, step, body);
  }

  /** The limit such that the loop goes on while `i < limit` (going down: `i > limit`). */
  #end({ order, limit }: Test, body: Instr[]): Atom {
    if (order === 'lt' || order === 'gt') return limit;
    const by = order === 'le' ? 1 : -1;
    if (isLit(limit)) return lit((order === 'le' ? Math.floor : Math.ceil)(limit.lit as number) + by);
    const whole = isInt(kindOf(this.#facts, limit))
      ? limit
      : this.#emit(body, 'apply', [limit], INT, [order === 'le' ? 'Math.floor' : 'Math.ceil']);
    return this.#emit(body, 'add', [whole, lit(by)], INT);
  }

  /** The limit of the counter itself. */
  #before(limit: Atom, offset: number, body: Instr[]): Atom {
    if (offset === 0) return limit;
    return isLit(limit) ? lit((limit.lit as number) - offset) : this.#emit(body, 'sub', [limit, lit(offset)], INT);
  }

  /** `from + step * ceil((to - from) / step)` where it ran at all. */
  #last(out: Id, go: Atom, from: Atom, to: Atom, step: number, body: Instr[]): void {
    const whole = isInt(kindOf(this.#facts, to));
    let end: Atom;
    if (isLit(from) && isLit(to)) {
      end = lit((from.lit as number) + step * Math.ceil(((to.lit as number) - (from.lit as number)) / step));
    } else {
      let span = this.#emit(body, 'sub', [to, from], whole ? INT : NUM);
      if (Math.abs(step) !== 1 || !whole) {
        const trips = step === 1 ? span : this.#emit(body, 'div', [span, lit(step)], NUM);
        span = this.#emit(body, 'mul', [this.#emit(body, 'apply', [trips], INT, ['Math.ceil']), lit(step)], INT);
      }
      end = this.#emit(body, 'add', [from, span], INT);
    }
    body.push(make('select', [out], [go, end, from]));
    this.#facts.kinds.set(out, INT);
  }

  #emit(body: Instr[], op: Instr['op'], args: readonly Atom[], kind: Kind, attr: readonly string[] = []): Id {
    const id = this.#facts.ids.fresh();
    this.#facts.kinds.set(id, kind);
    body.push(make(op, [id], args, { attr }));
    return id;
  }
}

function compare(order: Order, x: number, y: number): boolean {
  switch (order) {
    case 'lt':
      return x < y;
    case 'le':
      return x <= y;
    case 'gt':
      return x > y;
    default:
      return x >= y;
  }
}
