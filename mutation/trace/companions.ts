/**
 * Shadows in the forward sweep: every reference that may lead to cotangents gets a companion value, its shadow, which is
 * loaded, merged, stored and passed beside it. Moving a reference moves its shadow. Whoever is not used is removed later.
 * Loops get a trip count, so that they can be run backwards.
 */
import { isErrorKey } from '../../src/ir/ops.ts';
import type { Activity } from '../../src/facts/activity.ts';
import type { Facts } from '../../src/facts/facts.ts';
import { KEYS } from '../../src/facts/heap.ts';
import { isKernel } from '../../src/facts/kernels.ts';
import { INT, NO_CLASS, NOTHING } from '../../src/facts/kinds.ts';
import { kindOf, slotKind } from '../../src/facts/memory.ts';
import { block, instr as make } from '../../src/ir/build.ts';
import { type Atom, type Block, type Fn, type Id, type Instr, type Program, isLit, lit } from '../../src/ir/ir.ts';
import type { OpName } from '../../src/ir/ops.ts';
import { isTurns } from '../../src/ir/turns.ts';
import { shadowForm } from './forms.ts';

export interface Companioned {
  readonly program: Program;
  readonly shadowOf: ReadonlyMap<Id, Id>;
  /** For push and pop: the index of the slot that comes or goes. For loops: the trip count. */
  readonly lengthBefore: ReadonlyMap<Instr, Id>;
  /** Parameters of the entry (by index) that have a shadow parameter, in the order of those. */
  readonly shadows: readonly number[];
}

export function companions(program: Program, facts: Facts, activity: Activity): Companioned {
  return new Companions(program, facts, activity).all();
}

class Companions {
  readonly #program: Program;
  readonly #facts: Facts;
  readonly #activity: Activity;
  readonly #shadows = new Map<Id, Id>();
  readonly #lengths = new Map<Instr, Id>();
  /** Inside an attempt a shadow moves after the write, which may throw. */
  #attempting = false;

  constructor(program: Program, facts: Facts, activity: Activity) {
    this.#program = program;
    this.#facts = facts;
    this.#activity = activity;
  }

  all(): Companioned {
    const entry = this.#program.fns[0]!.body.params;
    const shadows = entry.flatMap((p, i) => (this.#activity.shadowed(p) ? [i] : []));
    const fns = this.#program.fns.map((fn): Fn => {
      const own = this.#companions(fn.body.params);
      const body = this.#block(fn.body);
      return { name: fn.name, body: block([...body.params, ...own], body.body, [...body.yields, ...this.#results(fn.body.yields)]) };
    });
    return { program: { fns }, shadowOf: this.#shadows, lengthBefore: this.#lengths, shadows };
  }

  #new(like: Id): Id {
    const { ids, kinds, names, shadows } = this.#facts,
      id = ids.fresh();
    kinds.set(id, kinds.get(like)!);
    names.set(id, (names.get(like) ?? 'object') + 'Bar');
    shadows.add(id);
    this.#shadows.set(like, id);
    return id;
  }

  /** Companions of those that are shadowed. */
  #companions(values: readonly Id[]): Id[] {
    return values.filter((v) => this.#activity.shadowed(v)).map((v) => this.#new(v));
  }

  #results(yields: readonly Atom[]): Atom[] {
    return yields.filter((y) => this.#activity.shadowed(y)).map((y) => this.#of(y));
  }

  #of(atom: Atom): Atom {
    if (isLit(atom)) return lit(typeof atom.lit === 'number' ? 0 : null);
    return this.#shadows.get(atom) ?? lit(kindOf(this.#facts, atom).prims & 1 ? 0 : null);
  }

  #int(name: string): Id {
    const { ids, kinds, names } = this.#facts,
      id = ids.fresh();
    kinds.set(id, INT);
    names.set(id, name);
    return id;
  }

  #block(b: Block): Block {
    return block(
      b.params,
      b.body.flatMap((i) => this.#instr(i)),
      b.yields,
    );
  }

  #instr(i: Instr): readonly Instr[] {
    const { op, args, out, site } = i,
      result = out[0];
    const beside = (name: OpName, operands: readonly Atom[], attr: readonly string[] = []): Instr =>
      make(name, [this.#new(result!)], operands, { attr, site });
    const shadowed = result !== undefined && this.#activity.shadowed(result);
    switch (op) {
      case 'load':
        return shadowed ? [i, beside('load', [this.#of(args[0]!), args[1]!])] : [i];
      case 'select':
        return shadowed ? [i, beside('select', [args[0]!, this.#of(args[1]!), this.#of(args[2]!)])] : [i];
      case 'as':
        return shadowed ? [i, beside('as', [this.#of(args[0]!)], i.attr)] : [i];
      case 'view':
        return shadowed ? [i, beside('view', [this.#of(args[0]!), args[1]!, args[2]!])] : [i];
      case 'viewbuffer':
        return shadowed ? [i, beside('viewbuffer', [this.#of(args[0]!)], ['Float64Array'])] : [i];
      case 'zeros':
        return [i, ...this.#zeros(i)];
      case 'fresh':
      case 'array':
      case 'object':
      case 'copy':
        return shadowed ? [i, this.#allocation(i)] : [i];
      case 'native':
        if (isKernel(i)) return shadowed ? [i, make('zeros', [this.#new(result)], [result], { site })] : [i];
        return this.#inherits(i) ? [i, this.#inheriting(i)] : [i];
      case 'store':
        if (this.#isIdle(args[0]!)) return [];
        return this.#beside(i, this.#setshadow(i, args[0]!, args[1]!, args[2]!));
      case 'push':
      case 'pop':
        return this.#sized(i);
      case 'if':
      case 'guard':
        return [this.#merged(i)];
      case 'attempt':
        return this.#attempted(i);
      case 'for':
        return [this.#carried(i, 3, 1)];
      case 'loop':
        return [this.#counted(i)];
      case 'call':
        return [this.#call(i)];
      default:
        return [i];
    }
  }

  /** Memory of cotangents, made by a derivative inside of the program. */
  #zeros({ out, site }: Instr): Instr[] {
    const shadowed = out.filter((o) => this.#activity.shadowed(o));
    if (shadowed.length === 0) return [];
    return [make('zeros', shadowed.map((o) => this.#new(o)), shadowed, { site })]; // oxfmt-ignore
  }

  /** An array of a class: what its prototype leads to has shadows that hang on the prototype's. */
  #inherits({ attr, args }: Instr): boolean {
    const [what, how] = attr;
    return what === 'setPrototypeOf' && how === 'inert' && this.#activity.shadowed(args[2]!) && this.#activity.shadowed(args[3]!);
  }

  #inheriting({ args, attr, site }: Instr): Instr {
    const { ids, kinds } = this.#facts,
      id = ids.fresh();
    kinds.set(id, NOTHING);
    return make('native', [id], [args[0]!, args[1]!, this.#of(args[2]!), this.#of(args[3]!)], { attr, site });
  }

  #allocation(i: Instr): Instr {
    const result = i.out[0]!;
    if (i.op === 'copy' && this.#activity.leads(slotKind(this.#facts, result, 0)))
      return make('copy', [this.#new(result)], [this.#of(i.args[0]!)], { attr: ['Array'], site: i.site });
    const form = shadowForm(this.#facts, i);
    // the shadow of an error is a plain object
    const own = i.op === 'object' ? i.attr.filter((key) => !isErrorKey(key)) : [];
    const given = i.op === 'object' ? i.args.filter((_, k) => !isErrorKey(i.attr[k]!)) : i.op === 'array' ? i.args : [];
    const operands = given.map((a) => this.#of(a));
    const more = i.op === 'object' ? own : form === 'map' && this.#activity.leads(slotKind(this.#facts, result, lit(KEYS))) ? ['keys'] : [];
    return make('shadow', [this.#new(result)], [result, ...operands], { attr: [form, ...more], site: i.site });
  }

  /** The keys of a Map change with the Map: there is nothing to do unless they carry something. */
  #isIdle(object: Atom): boolean {
    const { cls } = kindOf(this.#facts, object);
    return cls !== NO_CLASS && this.#facts.heap.get(cls).forms.has('keys') && !this.#activity.shadowed(object);
  }

  /** Where references live, the shadow's slot is set too; it comes first, so that the cotangent is taken before it is put back (see `writes.ts` for attempts). */
  #setshadow(i: Instr, object: Atom, key: Atom, value: Atom): Instr[] {
    if (!this.#activity.shadowed(object) || !this.#activity.leads(slotKind(this.#facts, object, key))) return [];
    const attr = this.#attempting ? ['after'] : [];
    return [make('setshadow', [], [this.#of(object), key, this.#of(value)], { attr, site: i.site })];
  }

  #beside(i: Instr, moves: readonly Instr[]): Instr[] {
    return this.#attempting ? [i, ...moves] : [...moves, i];
  }

  #sized(i: Instr): Instr[] {
    const array = i.args[0]!;
    if (!this.#activity.shadowed(array)) return [i];
    const n = this.#int('n');
    const before = [make('length', [n], [array], { site: i.site })];
    this.#lengths.set(i, n);
    if (i.op === 'push') return [...before, ...this.#beside(i, this.#setshadow(i, array, n, i.args[1]!))];
    const last = this.#int('last'),
      result = i.out[0];
    before.push(make('sub', [last], [n, lit(1)], { site: i.site }));
    this.#lengths.set(i, last);
    if (result === undefined || !this.#activity.shadowed(result)) return [...before, i];
    return [...before, make('load', [this.#new(result)], [this.#of(array), last], { site: i.site }), i];
  }

  /** An error that the engine made has no shadow yet. */
  #attempted(i: Instr): Instr[] {
    const [, handler] = i.blocks as [Block, Block];
    const at = handler.yields.indexOf(handler.params[0]!);
    const error = i.out[at];
    const merged = this.#merged(i, at);
    if (error === undefined || !this.#activity.shadowed(error)) return [merged];
    return [merged, make('shadow', [this.#new(error)], [error], { attr: ['object'], site: i.site })];
  }

  /** `except`: a result that gets its companion otherwise. */
  #merged(i: Instr, except = -1): Instr {
    this.#attempting = i.op === 'attempt';
    const at = i.out.flatMap((o, k) => (this.#activity.shadowed(o) && k !== except ? [k] : []));
    const blocks = i.blocks
      .map((b) => this.#block(b))
      .map((b, n) => block(b.params, b.body, [...b.yields, ...at.map((k) => this.#of(i.blocks[n]!.yields[k]!))]));
    this.#attempting = false;
    return { ...i, out: [...i.out, ...this.#companions(i.out.filter((_, k) => k !== except))], blocks };
  }

  #carried(i: Instr, first: number, param: number): Instr {
    const body = i.blocks[0]!,
      next = body.yields.length - i.out.length;
    const at = i.out.flatMap((o, k) => (this.#activity.shadowed(o) || this.#activity.shadowed(body.params[param + k]!) ? [k] : []));
    const params = at.map((k) => this.#new(body.params[param + k]!));
    const inits = at.map((k) => this.#of(i.args[first + k]!));
    const inner = this.#block(body);
    const yields = [...inner.yields, ...at.map((k) => this.#of(body.yields[next + k]!))];
    return {
      ...i,
      args: [...i.args, ...inits],
      out: [...i.out, ...at.map((k) => this.#new(i.out[k]!))],
      blocks: [block([...body.params, ...params], inner.body, yields)],
    };
  }

  #counted(i: Instr): Instr {
    const b = i.blocks[0]!,
      trip = this.#int('trip'),
      next = this.#int('trip'),
      trips = this.#int('trips');
    const step = make('add', [next], [trip, lit(1)], { site: i.site });
    const counted: Instr = {
      ...i,
      args: [...i.args, lit(0)],
      out: [...i.out, trips],
      blocks: [block([...b.params, trip], [...b.body, step], [...b.yields, next])],
    };
    const loop = this.#carried(counted, 1, 0);
    this.#lengths.set(loop, trips);
    return loop;
  }

  #trace(): Id {
    const { ids, kinds, names } = this.#facts,
      id = ids.fresh();
    kinds.set(id, NOTHING);
    names.set(id, 'trace');
    return id;
  }

  #call(i: Instr): Instr {
    const callee = this.#program.fns.find((f) => f.name === i.attr[0])!;
    const extra = callee.body.params.flatMap((p, k) => (this.#activity.shadowed(p) ? [this.#of(i.args[k]!)] : []));
    const results = callee.body.yields.flatMap((y, k) => (this.#activity.shadowed(y) ? [this.#new(i.out[k]!)] : []));
    if (isTurns(i))
      return {
        ...i,
        op: 'record',
        attr: [i.attr[0]!, i.attr[3]!],
        args: [...i.args, ...extra],
        out: [...i.out, ...results, this.#trace()],
      };
    return { ...i, args: [...i.args, ...extra], out: [...i.out, ...results] };
  }
}
