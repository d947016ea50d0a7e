/**
 * An adjoint whose tape is ordinary memory: every value that is kept has a stack of its own, an array that the entry makes and
 * hands to the functions that it calls. What comes of it is a program like any other, which can be differentiated again.
 */
import type { Duals } from '../facts/duals.ts';
import type { Facts } from '../facts/facts.ts';
import { ELEMENT } from '../facts/heap.ts';
import * as K from '../facts/kinds.ts';
import { kindOf, slotKind, slotOf } from '../facts/memory.ts';
import { fault } from '../fault/messages.ts';
import { block, instr as make } from '../ir/build.ts';
import { type Atom, type Fn, type Id, type Instr, type Program, isId } from '../ir/ir.ts';
import { definedIds, forEachInstr, mapBlock } from '../ir/walk.ts';
import { Plain } from '../../mutation/trace/plain.ts';
import type { Stitched } from './stitch.ts';

/** `stitched` keeps everything on the tape, and runs at once. */
export function withStacks({ program, pairs }: Pick<Stitched, 'program' | 'pairs'>, facts: Facts, duals: Duals): Program {
  return new Stacks(program, pairs, facts, duals).all();
}

interface Stack {
  /** Of its elements. */
  readonly kind: K.Kind;
  readonly of: K.Kind;
  readonly name: string;
}

class Stacks {
  readonly #program: Program;
  readonly #pairs: ReadonlyMap<Id, Id>;
  readonly #facts: Facts;
  readonly #plain: Plain;
  readonly #stacks = new Map<string, Stack>();
  /** By function: the stacks that it or what it calls uses. */
  readonly #used = new Map<string, Set<string>>();
  readonly #duals: Duals;

  constructor(program: Program, pairs: ReadonlyMap<Id, Id>, facts: Facts, duals: Duals) {
    this.#program = program;
    this.#pairs = pairs;
    this.#facts = facts;
    this.#duals = duals;
    this.#plain = new Plain(facts, duals);
  }

  all(): Program {
    const { fns } = this.#program;
    for (const fn of fns) {
      const used = new Set<string>();
      this.#used.set(fn.name, used);
      forEachInstr(fn, (i) => this.#keysOf(i).forEach((key) => used.add(key)));
    }
    for (let grew = true; grew;) {
      grew = false;
      for (const fn of fns)
        forEachInstr(fn, (i) => {
          const own = this.#used.get(fn.name)!;
          if (i.op === 'call') for (const key of this.#used.get(i.attr[0]!)!) grew ||= !own.has(key) && !!own.add(key);
        });
    }
    const made = fns.map((fn, i) => this.#fn(fn, i === 0));
    this.#shadowsBecomeOrdinary({ fns: made });
    return { fns: made };
  }

  #fn({ name, body }: Fn, entry: boolean): Fn {
    const ids = new Map([...this.#used.get(name)!].map((key) => [key, this.#local(key)]));
    const stack = (key: string): Id => ids.get(key)!;
    const inner = mapBlock(body, (i) => this.#instr(i, stack));
    if (!entry) return { name, body: block([...inner.params, ...ids.values()], inner.body, inner.yields) };
    const start = [...ids.values()].map((id) => make('array', [id], []));
    return { name, body: block(inner.params, [...start, ...inner.body], inner.yields) };
  }

  #local(key: string): Id {
    const id = this.#facts.ids.fresh(),
      { of, name } = this.#stacks.get(key)!;
    this.#facts.kinds.set(id, of);
    this.#facts.names.set(id, name);
    return id;
  }

  #keysOf(i: Instr): string[] {
    switch (i.op) {
      case 'keep':
        return i.args.flatMap((v) => (isId(v) ? [this.#keyOf(v)] : []));
      case 'take':
        return i.out.map((as) => this.#keyOf(this.#pairs.get(as)!));
      case 'setshadow':
      case 'unsetshadow':
        return [this.#moved(i)];
      case 'journal':
      case 'undo':
      case 'settle':
      case 'back':
        throw fault('E_INTERNAL', i.site, { what: `${i.op} in an adjoint that is differentiated again` });
      default:
        return [];
    }
  }

  #keyOf(value: Id): string {
    const kind = kindOf(this.#facts, value);
    return this.#stack(
      `%${value}`,
      this.#facts.shadows.has(value) ? this.#duals.kind(kind) : kind,
      `${this.#facts.names.get(value) ?? 't'}Kept`,
    );
  }

  /** The shadows that a slot held. */
  #moved({ args: [shadow, key] }: Instr): string {
    return this.#stack(slotOf(this.#facts, shadow!, key!), this.#duals.kind(slotKind(this.#facts, shadow!, key!)), 'moved');
  }

  #stack(key: string, kind: K.Kind, name: string): string {
    if (this.#stacks.has(key)) return key;
    const { heap } = this.#facts,
      cls = heap.make('array');
    heap.set(cls, 'grows');
    heap.widen(cls, ELEMENT, kind);
    heap.addProto(cls, Array.prototype);
    this.#stacks.set(key, { kind, of: K.ref(cls), name });
    return key;
  }

  #instr(i: Instr, stack: (key: string) => Id): Instr | readonly Instr[] {
    switch (i.op) {
      case 'reserve':
        return [];
      case 'keep':
        return i.args.flatMap((v) => (isId(v) ? [make('push', [], [stack(this.#keyOf(v)), v], { site: i.site })] : []));
      case 'take':
        return i.out.map((as) => make('pop', [as], [stack(this.#keyOf(this.#pairs.get(as)!))], { site: i.site }));
      case 'call':
        return { ...i, args: [...i.args, ...[...this.#used.get(i.attr[0]!)!].map(stack)] };
      case 'setshadow':
      case 'unsetshadow':
        return this.#move(i, stack(this.#moved(i)));
      default:
        return this.#plain.of(i);
    }
  }

  #move({ op, args: [shadow, key, value], site }: Instr, stack: Id): Instr[] {
    const old = this.#facts.ids.fresh();
    this.#facts.kinds.set(old, this.#duals.kind(slotKind(this.#facts, shadow!, key!)));
    if (op === 'unsetshadow') return [make('pop', [old], [stack]), make('store', [], [shadow!, key!, old], { site })];
    return [
      make('load', [old], [shadow!, key!]),
      make('push', [], [stack, old]),
      make('store', [], [shadow!, key!, value as Atom], { site }),
    ];
  }

  /** From here on shadows have kinds of their own. */
  #shadowsBecomeOrdinary(program: Program): void {
    const { kinds, shadows } = this.#facts;
    for (const id of definedIds(program)) {
      if (!shadows.has(id)) continue;
      kinds.set(id, this.#duals.kind(kinds.get(id)!));
      shadows.delete(id);
    }
  }
}
