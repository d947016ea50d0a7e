/** The forward sweep: the regions' forward code, with what each block keeps pushed at its end and room made at its start. */
import type { Facts } from '../facts/facts.ts';
import { BOOL, INT, NUM, isInt } from '../facts/kinds.ts';
import { kindOf } from '../facts/memory.ts';
import { block, instr as make } from '../ir/build.ts';
import { type Atom, type Block, type Id, type Instr, isId, lit, type Site } from '../ir/ir.ts';
import { definedIds } from '../ir/walk.ts';
import type { Taken } from './frame.ts';
import { type Part, isRegion } from './regions.ts';
import type { Step } from './stepwise.ts';
import { STORES, storeOf } from './sweep.ts';

/** Entries that a stretch of code pushes. */
type Counts = Record<'tape' | 'path' | 'journal', number>;
type Room = keyof Counts;
const ROOM: readonly Room[] = ['tape', 'path', 'journal'];

/** The most entries that one run of some code pushes: a number, and for each counted loop in it those of a turn. */
interface Size {
  readonly counts: Counts;
  readonly loops: readonly { readonly loop: Instr; readonly turn: Size }[];
}

/** Code of the forward sweep in two readings. */
interface Walked<Code> {
  /** It makes its own room. */
  readonly own: Code;
  /** It finds room for `size` entries made. */
  readonly bare: Code;
  /** Null where nobody can tell ahead how much is pushed; there is only `own` then. */
  readonly size: Size | null;
}

export class Forward {
  readonly #facts: Facts;
  readonly #parts: (block: Block) => readonly Part[];
  readonly #kept: ReadonlyMap<Block, readonly Taken[]>;
  readonly #steps: ReadonlyMap<Instr, Step>;

  constructor(
    facts: Facts,
    parts: (block: Block) => readonly Part[],
    kept: ReadonlyMap<Block, readonly Taken[]>,
    steps: ReadonlyMap<Instr, Step>,
  ) {
    this.#steps = steps;
    this.#facts = facts;
    this.#parts = parts;
    this.#kept = kept;
  }

  /** A whole function: makes its own room. */
  whole(b: Block): Block {
    return this.#block(b).own;
  }

  /** Room is made for each stretch between constructs that make their own, and ahead of a counted loop for all of its turns. */
  #block(b: Block, site: Site | null = null): Walked<Block> {
    const own: Instr[] = [],
      bare: Instr[] = [],
      loops: Size['loops'][number][] = [],
      total = none();
    let counts = none(),
      start = 0,
      known = true;
    const flush = (): void => {
      own.splice(start, 0, ...reserve(counts, site));
      counts = none();
    };
    const count = (more: Counts): void => {
      for (const store of ROOM) {
        counts[store] += more[store];
        total[store] += more[store];
      }
    };
    for (const part of this.#parts(b)) {
      if (isRegion(part)) {
        const { forward } = part.sweeps;
        count({ ...none(), journal: forward.filter((i) => i.op === 'journal').length });
        own.push(...forward);
        bare.push(...forward);
        continue;
      }
      const made = this.#control(part);
      bare.push(...made.bare);
      known &&= made.size !== null;
      if (made.size !== null && made.size.loops.length === 0) {
        count(made.size.counts);
        own.push(...made.bare);
        continue;
      }
      loops.push(...(made.size?.loops ?? []));
      flush();
      own.push(...made.own);
      start = own.length;
    }
    const kept = this.#kept.get(b) ?? [];
    const keeps = STORES.flatMap((store): Instr[] => {
      const values = kept.map((t) => t.value).filter((v) => storeOf(this.#facts, v) === store);
      if (store !== 'refs') count({ ...none(), [store]: values.length });
      return values.length ? [make('keep', [], values, { attr: [store] })] : [];
    });
    own.push(...keeps);
    flush();
    const size = known ? { counts: total, loops } : null;
    return { own: block(b.params, own, b.yields), bare: block(b.params, [...bare, ...keeps], b.yields), size };
  }

  #control(i: Instr): Walked<readonly Instr[]> {
    const inner = i.blocks.map((b) => this.#block(b, i.site));
    const step = this.#steps.get(i);
    if (step) return this.#stepwise(i, inner[0]!, step);
    const bare: Instr[] = [{ ...i, blocks: inner.map((w) => w.bare) }];
    const sizes = inner.map((w) => w.size);
    if (i.op !== 'call' && sizes.every(isEmpty)) return { own: bare, bare, size: { counts: none(), loops: [] } };
    const [turn] = sizes;
    if (i.op === 'for' && turn && isTold(turn, definedIds(i.blocks[0]!))) {
      const loops = [{ loop: i, turn }];
      return { own: [...this.#ahead({ counts: none(), loops }, i), ...bare], bare, size: { counts: none(), loops } };
    }
    // a branch that is not taken asks for no room that loops in it would need
    if (i.op !== 'call' && i.op !== 'for' && i.op !== 'loop' && sizes.every((size) => size !== null && size.loops.length === 0)) {
      const counts = none();
      for (const size of sizes) for (const store of ROOM) counts[store] += size!.counts[store];
      return { own: bare, bare, size: { counts, loops: [] } };
    }
    return { own: [{ ...i, blocks: inner.map((w) => w.own) }], bare, size: null };
  }

  /** A loop that is reversed step by step: a turn takes again what it keeps, so there is room for one. */
  #stepwise(i: Instr, { own, bare, size }: Walked<Block>, step: Step): Walked<readonly Instr[]> {
    const all = { own: withStep(i, own, step), bare: withStep(i, bare, step) };
    if (!size || !isTold(size, definedIds(i.blocks[0]!))) return { ...all, size: null };
    return { own: [...(isEmpty(size) ? [] : this.#ahead(size, i)), ...all.bare], bare: all.bare, size };
  }

  /** Room for all turns of counted loops at once. */
  #ahead(size: Size, { site }: Instr): Instr[] {
    const out: Instr[] = [],
      spans = new Map<Instr, Atom>();
    const stores = ROOM.filter((store) => has(size, store));
    const counts = stores.map((store) => this.#sum(out, spans, size, store, 0));
    return [...out, { ...make('reserve', [], counts, { attr: stores }), site }];
  }

  #sum(out: Instr[], spans: Map<Instr, Atom>, { counts, loops }: Size, store: Room, depth: number): Atom {
    let sum: Atom = lit(counts[store]);
    for (const { loop, turn } of loops) {
      if (!has(turn, store)) continue;
      const each = this.#sum(out, spans, turn, store, depth + 1);
      let span = spans.get(loop);
      if (span === undefined) spans.set(loop, (span = this.#span(out, loop, depth > 0)));
      const all = this.#op(out, 'mul', span, each);
      sum = isZero(sum) ? all : this.#op(out, 'add', sum, all);
    }
    return sum;
  }

  /** At least the number of turns; inside of another loop never below 0, which others would have to make good. */
  #span(out: Instr[], { args }: Instr, clamped: boolean): Atom {
    const [from, to, step] = args as [Atom, Atom, { lit: number }];
    const integral = isInt(kindOf(this.#facts, from)) && isInt(kindOf(this.#facts, to));
    const [start, end] = step.lit > 0 ? [from, to] : [to, from];
    let span = isZero(start) ? end : this.#op(out, 'sub', end, start);
    if (!integral) span = this.#op(out, 'add', span, lit(1));
    if (!clamped) return span;
    if (!isId(span)) return lit(Math.max(0, Number(span.lit) || 0));
    const positive = this.#facts.ids.fresh(),
      id = this.#facts.ids.fresh();
    this.#facts.kinds.set(positive, BOOL);
    this.#facts.kinds.set(id, kindOf(this.#facts, span));
    // not the greater of it and 0: a limit may be NaN, and the loop then makes no turn
    out.push(make('gt', [positive], [span, lit(0)]), make('select', [id], [positive, span, lit(0)]));
    return id;
  }

  #op(out: Instr[], op: 'sub' | 'mul' | 'add', x: Atom, y: Atom): Atom {
    if (op === 'mul' && isOne(y)) return x;
    if (!isId(x) && !isId(y)) {
      const [a, b] = [Number(x.lit), Number(y.lit)];
      return lit(op === 'sub' ? a - b : op === 'mul' ? a * b : a + b);
    }
    const id = this.#facts.ids.fresh();
    this.#facts.kinds.set(id, isInt(kindOf(this.#facts, x)) && isInt(kindOf(this.#facts, y)) ? INT : NUM);
    this.#facts.names.set(id, 'room');
    out.push(make(op, [id], [x, y]));
    return id;
  }
}

const withStep = (loop: Instr, { params, body, yields }: Block, step: Step): Instr[] => [
  ...step.before,
  {
    ...loop,
    out: [...loop.out, ...step.out],
    args: [...loop.args, ...step.params.map(() => lit(0))],
    blocks: [block([...params, ...step.params], [...body, ...step.body], [...yields, ...step.nexts])],
  },
];

const none = (): Counts => ({ tape: 0, path: 0, journal: 0 });
const has = ({ counts, loops }: Size, store: Room): boolean => counts[store] > 0 || loops.some(({ turn }) => has(turn, store));
const isEmpty = (size: Size | null): boolean => size !== null && !ROOM.some((store) => has(size, store));
const isZero = (a: Atom): boolean => !isId(a) && a.lit === 0;
const isOne = (a: Atom): boolean => !isId(a) && a.lit === 1;

/** The limits of all its loops are known outside of the block that defines these. */
const isTold = ({ loops }: Size, own: ReadonlySet<Id>): boolean =>
  loops.every(({ loop, turn }) => loop.args.slice(0, 2).every((a) => !isId(a) || !own.has(a)) && isTold(turn, own));

function reserve(counts: Counts, site: Site | null): Instr[] {
  const stores = ROOM.filter((store) => counts[store] > 0);
  if (stores.length === 0) return [];
  const room = stores.map((s) => lit(counts[s]));
  return [make('reserve', [], room, { attr: stores, site })];
}
