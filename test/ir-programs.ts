/** Random programs of the language, seeded: nested control, carried values that swap, memory, kept values. */
import { Heap } from '../src/facts/heap.ts';
import type { Facts } from '../src/facts/facts.ts';
import * as K from '../src/facts/kinds.ts';
import type { Kind } from '../src/facts/kinds.ts';
import { Ids, block, instr } from '../src/ir/build.ts';
import { type Atom, type Block, type Id, type Instr, type Program, lit } from '../src/ir/ir.ts';
import type { OpName } from '../src/ir/ops.ts';

/** Facts for programs written by hand: a value's kind follows from its name, or is a number. */
export function factsFor(ids: Iterable<Id>, names: Map<Id, string>, kindOf: (name: string, heap: Heap) => Kind | undefined): Facts {
  const heap = new Heap(),
    kinds = new Map<Id, Kind>();
  let last = 0;
  for (const id of ids) {
    kinds.set(id, kindOf(names.get(id) ?? '', heap) ?? K.NUM);
    last = Math.max(last, id);
  }
  return { kinds, names, heap, ids: new Ids(last + 1), shadows: new Set() };
}

/** mulberry32. */
export function randomOf(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** What code at some place can see. */
interface Visible {
  readonly numbers: readonly Atom[];
  readonly ints: readonly Atom[];
  readonly tests: readonly Atom[];
}

/** A program of `(u, v, x, y, n)`: two arrays of 4, two numbers, a small count. */
export function randomProgram(seed: number): { program: Program; facts: Facts } {
  const random = randomOf(seed);
  const facts: Facts = { kinds: new Map(), names: new Map(), heap: new Heap(), ids: new Ids(), shadows: new Set() };
  const below = (n: number): number => Math.floor(random() * n);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)]!;
  const make = (kind: Kind, name?: string): Id => {
    const id = facts.ids.fresh();
    facts.kinds.set(id, kind);
    if (name !== undefined) facts.names.set(id, name);
    else if (random() < 0.5) facts.names.set(id, pick(['x', 'y', 's', 'here', 'total', 'gravity']));
    return id;
  };
  const array = facts.heap.ofValue(new Float64Array(4)),
    u = make(array, 'u'),
    v = make(array, 'v');
  const n = make(K.INT, 'n');

  const code = (seen: Visible, depth: number, size: number): { body: Instr[]; seen: Visible } => {
    const body: Instr[] = [];
    let { numbers, ints, tests } = seen;
    const emit = (op: OpName, args: Atom[], kind: Kind, attr: string[] = []): Id => {
      const out = make(kind);
      body.push(instr(op, [out], args, { attr }));
      return out;
    };
    const index = (): Atom => {
      const i = pick(ints);
      if (typeof i !== 'number') return i;
      const moved = random() < 0.5 ? emit('add', [i, lit(below(3) - 1)], K.INT) : i;
      return emit('bitand', [moved, lit(3)], K.INT);
    };
    const inner = (extra: Partial<Visible> = {}): { body: Instr[]; seen: Visible } =>
      code(
        {
          numbers: [...numbers, ...(extra.numbers ?? [])],
          ints: [...ints, ...(extra.ints ?? [])],
          tests: [...tests, ...(extra.tests ?? [])],
        },
        depth - 1,
        4,
      );
    const some = (): Atom => pick(random() < 0.7 ? numbers.slice(-5) : numbers);
    const carriedBy = (count: number): { inits: Atom[]; params: Id[]; outs: Id[] } => {
      const inits = Array.from({ length: count }, some),
        names = inits.map((a) => (typeof a === 'number' ? facts.names.get(a) : pick(['s', 'x'])));
      return { inits, params: names.map((name) => make(K.NUM, name)), outs: names.map((name) => make(K.NUM, name)) };
    };

    for (let k = 0; k < size; k++) {
      const choice = below(depth > 0 ? 14 : 9);
      if (choice < 4) numbers = [...numbers, emit(pick(['add', 'sub', 'mul'] as const), [some(), some()], K.NUM)];
      else if (choice === 4) tests = [...tests, emit(pick(['lt', 'gt'] as const), [some(), some()], K.BOOL)];
      else if (choice === 5) numbers = [...numbers, emit('load', [pick([u, v]), index()], K.NUM)];
      else if (choice === 6) {
        const place = [pick([u, v]), index()] as const;
        if (random() < 0.5) body.push(instr('store', [], [...place, some()]));
        else body.push(instr('store', [], [...place, emit('add', [emit('load', [...place], K.NUM), some()], K.NUM)]));
      } else if (choice === 7) numbers = [...numbers, emit('select', [pick(tests), some(), some()], K.NUM)];
      else if (choice === 8) numbers = [...numbers, emit('apply', [some()], K.NUM, ['Math.sin'])];
      else if (choice < 11) {
        const count = below(4),
          arms = [inner(), random() < 0.4 ? { body: [], seen: { numbers, ints, tests } } : inner()];
        const outs = Array.from({ length: count }, () => make(K.NUM));
        const blocks = arms.map((arm) =>
          block(
            [],
            arm.body,
            outs.map(() => pick(arm.seen.numbers.slice(-4))),
          ),
        );
        body.push(instr('if', outs, [pick(tests)], { blocks }));
        numbers = [...numbers, ...outs];
      } else if (choice < 13) {
        const { inits, params, outs } = carriedBy(below(4)),
          i = make(K.INT, pick(['i', 'j']));
        const turn = inner({ numbers: params, ints: [i] });
        const nexts = params.map(() => pick(random() < 0.5 ? [...params] : turn.seen.numbers.slice(-4)));
        const [from, to, step] = random() < 0.5 ? [pick([lit(0), ...ints]), n, lit(1)] : [n, lit(-1), lit(-1)];
        body.push(instr('for', outs, [from, to, step, ...inits], { blocks: [block([i, ...params], turn.body, nexts)] }));
        numbers = [...numbers, ...outs];
      } else {
        const whole = whileLoop();
        numbers = [...numbers, ...whole];
      }
    }
    return { body, seen: { numbers, ints, tests } };

    /** A rotated `while (count < n && sin(s) < …)`. */
    function whileLoop(): Id[] {
      const { inits, params, outs } = carriedBy(1 + below(2));
      const start = pick([lit(0), ...ints]);
      const count = make(K.INT, 'count'),
        last = make(K.INT, 'count');
      const limit = emit('load', [u, lit(1)], K.NUM),
        reading = random() < 0.5;
      const test = (into: Instr[], c: Atom, s: Atom): Id => {
        const first = make(K.BOOL),
          second = make(K.BOOL),
          both = make(K.BOOL),
          m = make(K.NUM),
          l = make(K.NUM);
        const right = [
          ...(reading ? [instr('load', [l], [u, lit(2)])] : []),
          instr('sub', [m], [s, lit(1)]),
          instr('lt', [second], [m, reading ? l : limit]),
        ];
        into.push(
          instr('lt', [first], [c, n]),
          instr('if', [both], [first], { blocks: [block([], right, [second]), block([], [], [lit(false)])] }),
        );
        return both;
      };
      const once = random() < 0.3,
        go = once ? lit(true) : random() < 0.3 ? emit('lt', [some(), some()], K.BOOL) : test(body, start, inits[0]!);
      const turn = inner({ numbers: params, ints: [count] });
      const next = make(K.INT, 'count');
      const nexts = params.map(() => pick(turn.seen.numbers.slice(-4)));
      const tail: Instr[] = [instr('add', [next], [count, lit(1)])],
        again = test(tail, next, nexts[0]!);
      const inside: Block = block([count, ...params], [...turn.body, ...tail], [again, next, ...nexts]);
      body.push(instr('loop', [last, ...outs], [go, start, ...inits], { blocks: [inside] }));
      ints = [...ints, last];
      return [...outs, last];
    }
  };

  const x = make(K.NUM, 'x'),
    y = make(K.NUM, 'y'),
    test = make(K.BOOL);
  const { body, seen } = code({ numbers: [lit(0.5), x, y, lit(-2)], ints: [lit(1), n], tests: [test] }, 3, 8);
  const yields = Array.from({ length: 1 + below(3) }, () => pick(seen.numbers.slice(-6)));
  const keeps = random() < 0.5 ? mirrored() : [];
  return {
    program: { fns: [{ name: 'f', body: block([u, v, x, y, n], [instr('lt', [test], [x, y]), ...body, ...keeps], yields) }] },
    facts,
  };

  /** A loop that keeps and overwrites, and one that takes and puts back. */
  function mirrored(): Instr[] {
    const i = make(K.INT, 'i'),
      j = make(K.INT, 'i'),
      at = make(K.INT),
      there = make(K.INT),
      old = make(K.NUM),
      flag = make(K.BOOL, 'flag');
    const kept = make(K.NUM),
      taken = make(K.BOOL),
      room = make(K.INT),
      g = make(K.NUM, 'g'),
      sum = make(K.NUM),
      top = make(K.INT);
    const forward = [
      instr('bitand', [at], [i, lit(3)]),
      instr('load', [old], [u, at]),
      instr('gt', [flag], [old, lit(0)]),
      instr('journal', [], [u, at]),
      instr('keep', [], [old, i], { attr: ['tape'] }),
      instr('keep', [], [flag], { attr: ['path'] }),
      instr('store', [], [u, at, lit(0.25)]),
    ];
    const reverse = [
      instr('take', [taken], [], { attr: ['path'] }),
      instr('take', [kept, there], [], { attr: ['tape'] }),
      instr('bitand', [make(K.INT)], [there, lit(3)]),
      instr('undo', [], [u, facts.ids.fresh() - 1]),
      instr('if', [], [taken], {
        blocks: [
          block([], [instr('takeslot', [g], [v, lit(1)]), instr('add', [sum], [g, kept]), instr('addslot', [], [v, lit(1), sum])]),
          block([], []),
        ],
      }),
    ];
    return [
      instr('add', [room], [n, n]),
      instr('reserve', [], [room, n, n], { attr: ['tape', 'path', 'journal'] }),
      instr('for', [], [lit(0), n, lit(1)], { blocks: [block([i], forward)] }),
      instr('sub', [top], [n, lit(1)]),
      instr('for', [], [top, lit(-1), lit(-1)], { blocks: [block([j], reverse)] }),
    ];
  }
}
