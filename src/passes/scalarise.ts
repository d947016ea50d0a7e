/**
 * Objects that nothing outside can see become values: boxes of captured variables, closure records, small vectors and
 * tuples, whether they stay in place or flow through branches and around loops. Writes turn into new values, merges of
 * references into one merge per slot. Repeated, since objects inside such objects then come free.
 */
import type { Facts } from '../facts/facts.ts';
import { sameKind } from '../facts/heap.ts';
import { BOTTOM, type Kind } from '../facts/kinds.ts';
import { kindOf } from '../facts/memory.ts';
import { type Atom, type Block, type Id, type Instr, type Program, lit } from '../ir/ir.ts';
import { instr as make } from '../ir/build.ts';
import { loopLayout } from './carried.ts';
import { Renaming, sameAtom, withBlocks, withBody } from './renaming.ts';
import { type Web, Webs, fixedKey } from './webs.ts';

export function scalarise(program: Program, facts: Facts): Program {
  let now = program;
  for (;;) {
    const webs = new Webs(now, facts);
    if (!webs.some()) return now;
    const round = new Round(webs, facts);
    now = { fns: now.fns.map((fn) => ({ ...fn, body: round.block(fn.body) })) };
    round.settleKinds();
  }
}

/** What is in an object now, by key. */
type Contents = Map<string, Atom>;

/** A result or carried value to be added to a construct. */
interface Slot {
  readonly id: Id;
  readonly key: string;
}

class Round {
  readonly #webs: Webs;
  readonly #facts: Facts;
  readonly #names = new Renaming();
  readonly #contents = new Map<Id, Contents>();
  /** The values each new merge joins. */
  readonly #sources = new Map<Id, Atom[]>();

  constructor(webs: Webs, facts: Facts) {
    this.#webs = webs;
    this.#facts = facts;
  }

  block(block: Block): Block {
    const body = this.#body(block);
    return withBody(block, body, this.#names.all(block.yields));
  }

  /** Kinds of new merges: the join of what they merge, around loops too. */
  settleKinds(): void {
    const { kinds, heap } = this.#facts;
    for (let changed = true; changed;) {
      changed = false;
      for (const [id, sources] of this.#sources) {
        const old = kinds.get(id)!;
        const now = sources.reduce<Kind>((k, a) => heap.join(k, kindOf(this.#facts, a)), old);
        if (sameKind(now, old)) continue;
        kinds.set(id, now);
        changed = true;
      }
    }
  }

  #body(block: Block): Instr[] {
    const body: Instr[] = [];
    for (const instr of block.body) this.#instr(instr, body);
    return body;
  }

  #instr(instr: Instr, body: Instr[]): void {
    const { op, args, out } = instr;
    const web = this.#webs.of(op === 'object' || op === 'array' || op === 'select' ? out[0]! : (args[0] ?? lit(0)));
    if (web) {
      switch (op) {
        case 'object':
        case 'array':
          return void this.#contents.set(out[0]!, this.#made(instr, web));
        case 'load':
          return this.#names.set(out[0]!, this.#read(args[0] as Id, fixedKey(args[1]!)!));
        case 'store':
          return void this.#contents.get(args[0] as Id)!.set(fixedKey(args[1]!)!, this.#names.of(args[2]!));
        case 'length':
          return this.#names.set(out[0]!, lit(web.size));
        case 'select':
          return this.#select(instr, web, body);
        default:
      }
    }
    if (instr.blocks.length > 0) return void body.push(this.#construct(instr));
    const looked = this.#looked(instr);
    if (looked) return this.#names.set(out[0]!, looked);
    body.push(this.#names.instr(instr));
  }

  #made({ op, args, attr }: Instr, web: Web): Contents {
    const contents: Contents = new Map();
    for (const key of web.keys) {
      const at = op === 'array' ? Number(key) : attr.lastIndexOf(key);
      contents.set(key, this.#names.of(args[at] ?? lit(undefined)));
    }
    return contents;
  }

  #read(object: Id, key: string): Atom {
    return this.#contents.get(object)?.get(key) ?? lit(undefined);
  }

  /** Questions about an object as such, whose answers are known. */
  #looked({ op, args }: Instr): Atom | null {
    if (!args.some((a) => this.#webs.of(a))) return null;
    switch (op) {
      case 'nullish':
      case 'not':
      case 'seq':
        return lit(false);
      case 'sne':
        return lit(true);
      case 'typeof':
        return lit('object');
      default:
        return null;
    }
  }

  #select({ args, out, site }: Instr, web: Web, body: Instr[]): void {
    const contents: Contents = new Map();
    const test = this.#names.of(args[0]!);
    for (const key of web.keys) {
      const a = this.#read(args[1] as Id, key),
        b = this.#read(args[2] as Id, key);
      if (sameAtom(a, b)) contents.set(key, a);
      else {
        const id = this.#fresh(out[0]!, key, [a, b]);
        body.push(make('select', [id], [test, a, b], { site }));
        contents.set(key, id);
      }
    }
    this.#contents.set(out[0]!, contents);
  }

  #construct(instr: Instr): Instr {
    const layout = loopLayout(instr);
    if (layout) return this.#loop(instr, layout);
    return instr.op === 'back' || instr.blocks.length === 0
      ? withBlocks(
          instr,
          instr.blocks.map((b) => this.block(b)),
        )
      : this.#branches(instr);
  }

  /** `if`, `guard`, `attempt`, `settle`: each result that is a reference gives way to its slots; written slots become results. */
  #branches(instr: Instr): Instr {
    const written = this.#writtenSlots(instr);
    const before = written.map(({ id, key }) => this.#read(id, key));
    const merged = instr.out.map((id) => this.#webs.of(id));
    const args = instr.op === 'if' && this.#webs.of(instr.args[0]!) ? [lit(true)] : this.#names.all(instr.args);
    const ways = instr.blocks.map((b) => {
      const body = this.#body(b);
      const yields = b.yields.flatMap((a, k) =>
        merged[k] ? [...merged[k].keys].map((key) => this.#read(a as Id, key)) : [this.#names.of(a)],
      );
      for (const { id, key } of written) yields.push(this.#read(id, key));
      written.forEach(({ id, key }, k) => this.#contents.get(id)!.set(key, before[k]!));
      return { block: b, body, yields };
    });
    if (written.length === 0 && merged.every((w) => w === null)) {
      return withBlocks(
        { ...instr, args },
        ways.map((w) => withBody(w.block, w.body, w.yields)),
      );
    }
    let at = 0;
    const out: Id[] = [];
    const add = (of: Id, key: string): Id => {
      const id = this.#fresh(
        of,
        key,
        ways.map((w) => w.yields[at]!),
      );
      at++;
      out.push(id);
      return id;
    };
    instr.out.forEach((id, k) => {
      if (merged[k]) this.#contents.set(id, new Map([...merged[k].keys].map((key) => [key, add(id, key)])));
      else {
        out.push(id);
        at++;
      }
    });
    for (const { id, key } of written) this.#contents.get(id)!.set(key, add(id, key));
    return { ...instr, args, out, blocks: ways.map((w) => ({ params: w.block.params, body: w.body, yields: w.yields })) };
  }

  #loop(instr: Instr, { init, param, next }: { readonly init: number; readonly param: number; readonly next: number }): Instr {
    const block = instr.blocks[0]!;
    const written = this.#writtenSlots(instr);
    const args: Atom[] = instr.args.slice(0, init).map((a) => this.#names.of(a)),
      params = block.params.slice(0, param),
      out: Id[] = [];
    const carry = (of: Id, outOf: Id, key: string, first: Atom): [Id, Id] => {
      const inside = this.#fresh(of, key, [first]),
        after = this.#fresh(outOf, key, [inside]);
      args.push(first);
      params.push(inside);
      out.push(after);
      return [inside, after];
    };
    const after: [Id, Contents][] = [];
    instr.out.forEach((id, k) => {
      const inner = block.params[param + k]!,
        web = this.#webs.of(id);
      const first = instr.args[init + k]!;
      if (!web) {
        args.push(this.#names.of(first));
        params.push(inner);
        out.push(id);
        return;
      }
      const inside: Contents = new Map(),
        outside: Contents = new Map();
      for (const key of web.keys) {
        const [x, y] = carry(inner, id, key, this.#read(first as Id, key));
        inside.set(key, x);
        outside.set(key, y);
      }
      this.#contents.set(inner, inside);
      after.push([id, outside]);
    });
    const left = written.map(({ id, key }) => {
      const [inside, outside] = carry(id, id, key, this.#read(id, key));
      this.#contents.get(id)!.set(key, inside);
      return outside;
    });
    const body = this.#body(block);
    const yields: Atom[] = block.yields.slice(0, next).map((a) => this.#names.of(a));
    instr.out.forEach((id, k) => {
      const web = this.#webs.of(id),
        a = block.yields[next + k]!;
      if (web) for (const key of web.keys) yields.push(this.#read(a as Id, key));
      else yields.push(this.#names.of(a));
    });
    for (const { id, key } of written) yields.push(this.#read(id, key));
    for (let k = next; k < yields.length; k++) this.#sources.get(params[param + k - next]!)?.push(yields[k]!);
    for (const [id, contents] of after) this.#contents.set(id, contents);
    written.forEach(({ id, key }, k) => this.#contents.get(id)!.set(key, left[k]!));
    if (after.length === 0 && written.length === 0) return withBlocks({ ...instr, args }, [withBody(block, body, yields)]);
    return { ...instr, args, out, blocks: [{ params, body, yields }] };
  }

  /** Slots of allocations outside that the construct writes. */
  #writtenSlots(instr: Instr): Slot[] {
    const slots: Slot[] = [];
    for (const [id, keys] of this.#webs.written.get(instr) ?? []) if (this.#webs.of(id)) for (const key of keys) slots.push({ id, key });
    return slots;
  }

  /** A value for one slot of a merged reference, or of an object written inside a construct. */
  #fresh(like: Id, key: string, sources: Atom[]): Id {
    const { ids, kinds, names } = this.#facts;
    const id = ids.fresh();
    kinds.set(id, BOTTOM);
    this.#sources.set(id, sources);
    const name = names.get(like);
    if (name !== undefined) names.set(id, key === 'value' ? name : name + key.charAt(0).toUpperCase() + key.slice(1));
    return id;
  }
}
