/** The forward sweep: the regions' forward code, with what each block keeps pushed at its end and room made at its start. */
import type { Facts } from '../facts/facts.ts';
import { INT, NUM, isInt } from '../facts/kinds.ts';
import { kindOf } from '../facts/memory.ts';
import { block, instr as make } from '../ir/build.ts';
import { type Atom, type Block, type Id, type Instr, lit, type Site } from '../ir/ir.ts';
import type { Taken } from './frame.ts';
import { type Part, isRegion } from './regions.ts';
import { STORES, storeOf } from './sweep.ts';

/** Entries that a stretch of code pushes. */
type Counts = Record<'tape' | 'path' | 'journal', number>;
const ROOM = ['tape', 'path', 'journal'] as const;

export class Forward {
  readonly #facts: Facts;
  readonly #parts: (block: Block) => readonly Part[];
  readonly #kept: ReadonlyMap<Block, readonly Taken[]>;

  constructor(facts: Facts, parts: (block: Block) => readonly Part[], kept: ReadonlyMap<Block, readonly Taken[]>) {
    this.#facts = facts;
    this.#parts = parts;
    this.#kept = kept;
  }

  /** A whole function: makes its own room. */
  whole(b: Block): Block {
    const { block: inner, counts } = this.#block(b);
    return block(inner.params, [...reserve(counts), ...inner.body], inner.yields);
  }

  /**
   * The block with room made for each stretch between constructs that push as often as they like. If there is no such
   * construct, the room is left to whoever is around: `counts`.
   */
  #block(b: Block): Walked {
    const body: Instr[] = [];
    let counts = none(),
      start = 0,
      dynamic = false;
    const flush = (): void => {
      body.splice(start, 0, ...reserve(counts));
      counts = none();
    };
    for (const part of this.#parts(b)) {
      if (isRegion(part)) {
        for (const i of part.sweeps.forward) {
          if (i.op === 'journal') counts.journal++;
          body.push(i);
        }
        continue;
      }
      const made = this.#control(part);
      if (made.dynamic) {
        flush();
        dynamic = true;
      } else for (const store of ROOM) counts[store] += made.counts[store];
      body.push(...made.instrs);
      if (made.dynamic) start = body.length;
    }
    body.push(...this.#keeps(b, counts));
    if (dynamic) flush();
    return { block: block(b.params, body, b.yields), counts, dynamic };
  }

  #keeps(b: Block, counts: Counts): Instr[] {
    const taken = this.#kept.get(b) ?? [];
    return STORES.flatMap((store) => {
      const values = taken.map((t) => t.value).filter((v) => storeOf(this.#facts, v) === store);
      if (store !== 'refs') counts[store] += values.length;
      return values.length ? [make('keep', [], values, { attr: [store] })] : [];
    });
  }

  #control(i: Instr): { instrs: readonly Instr[]; counts: Counts; dynamic: boolean } {
    const inner = i.blocks.map((b) => this.#block(b)),
      blocks = inner.map((w) => w.block),
      counts = none();
    const dynamic = i.op === 'call' || inner.some((w) => w.dynamic || (i.blocks.length && isLoop(i) && !empty(w.counts)));
    if (!dynamic) {
      for (const w of inner) for (const store of ROOM) counts[store] += w.counts[store];
      return { instrs: [{ ...i, blocks }], counts, dynamic };
    }
    const [only] = inner;
    if (i.op === 'for' && !only!.dynamic) return { instrs: [...this.#ahead(i, only!.counts), { ...i, blocks }], counts, dynamic };
    const own = inner.map((w) => block(w.block.params, [...reserve(w.counts, i.site), ...w.block.body], w.block.yields));
    return { instrs: [{ ...i, blocks: own }], counts, dynamic };
  }

  /** Room for all iterations of a counted loop at once. */
  #ahead(i: Instr, own: Counts): Instr[] {
    if (ROOM.every((store) => own[store] === 0)) return [];
    const [from, to, step] = i.args as [Atom, Atom, { lit: number }];
    const out: Instr[] = [],
      forwards = step.lit > 0;
    const integral = isInt(kindOf(this.#facts, from)) && isInt(kindOf(this.#facts, to));
    const start = forwards ? from : to;
    let span = forwards ? to : from;
    if (typeof start === 'number' || start.lit !== 0) span = this.#op(out, 'sub', span, start, integral);
    if (!integral) span = this.#op(out, 'add', span, lit(1), false);
    const stores = ROOM.filter((store) => own[store] > 0);
    const counts = stores.map((store) => (own[store] === 1 ? span : this.#op(out, 'mul', span, lit(own[store]), integral)));
    return [...out, { ...make('reserve', [], counts, { attr: stores }), site: i.site }];
  }

  #op(out: Instr[], op: 'sub' | 'mul' | 'add', x: Atom, y: Atom, int: boolean): Id {
    const id = this.#facts.ids.fresh();
    this.#facts.kinds.set(id, int ? INT : NUM);
    this.#facts.names.set(id, 'room');
    out.push(make(op, [id], [x, y]));
    return id;
  }
}

interface Walked {
  readonly block: Block;
  readonly counts: Counts;
  /** It pushes an unknown number of entries somewhere inside, and has made its own room. */
  readonly dynamic: boolean;
}

const none = (): Counts => ({ tape: 0, path: 0, journal: 0 });
const empty = (counts: Counts): boolean => ROOM.every((store) => counts[store] === 0);
const isLoop = (i: Instr): boolean => i.op === 'for' || i.op === 'loop';

function reserve(counts: Counts, site: Site | null = null): Instr[] {
  const stores = ROOM.filter((store) => counts[store] > 0);
  return stores.length
    ? [
        {
          ...make(
            'reserve',
            [],
            stores.map((s) => lit(counts[s])),
            { attr: stores },
          ),
          site,
        },
      ]
    : [];
}
