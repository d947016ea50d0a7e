/**
 * One direction of a tangent program: the tangent of every active number along it, and the shadow of every object that may hold
 * some, in memory of classes of its own. Several lanes go beside one primal; each tells of an instruction what goes with it.
 */
import { tangentOf } from '../adjoint/tangent.ts';
import type { Activity } from '../facts/activity.ts';
import { Duals, MEMBERS, SLOTS } from '../facts/duals.ts';
import type { Facts } from '../facts/facts.ts';
import { KEYS } from '../facts/heap.ts';
import { KERNEL, argsOf } from '../facts/kernels.ts';
import * as K from '../facts/kinds.ts';
import { kindOf, slotKind, slotOf } from '../facts/memory.ts';
import { block, instr as make } from '../ir/build.ts';
import { type Atom, type Block, type Id, type Instr, type Site, isId, isLit, lit } from '../ir/ir.ts';
import type { OpName } from '../ir/ops.ts';
import type { Tangents } from '../ir/tangents.ts';
import { besideResult, inheritBeside, writeBeside } from '../../mutation/trace/tangent.ts';
import type { Definitions } from './definitions.ts';
import { isFinite } from './finite.ts';
import { type KernelUse, activeArguments } from './kernels.ts';
import type { PartialsOf } from './sweep.ts';

/** The code under construction, which all lanes write. */
export class Code {
  site: Site | null = null;
  #sink: Instr[] = [];

  push(instr: Instr): void {
    this.#sink.push(instr);
  }

  /** What `body` pushes, apart. */
  apart(body: () => void): Instr[] {
    const sink = this.#sink,
      inside = (this.#sink = []);
    body();
    this.#sink = sink;
    return inside;
  }
}

/** What all lanes know. */
export interface Common {
  readonly facts: Facts;
  readonly activity: Activity;
  readonly definitions: Definitions;
  readonly partials: PartialsOf;
  readonly kernels: KernelUse;
  readonly code: Code;
}

const TESTS: ReadonlySet<OpName> = new Set(['lt', 'le', 'gt', 'ge', 'eq', 'ne', 'seq', 'sne', 'not', 'nullish', 'has']);

export class Lane implements Tangents {
  readonly #facts: Facts;
  readonly #activity: Activity;
  readonly #definitions: Definitions;
  readonly #duals: Duals;
  readonly #dots = new Map<Id, Atom>();
  readonly partials: PartialsOf;
  readonly #kernels: KernelUse;
  readonly #code: Code;

  constructor({ facts, activity, definitions, partials, kernels, code }: Common) {
    this.#facts = facts;
    this.#activity = activity;
    this.#definitions = definitions;
    this.#duals = new Duals(facts, (cls) => activity.activeClass(cls));
    this.partials = partials;
    this.#kernels = kernels;
    this.#code = code;
  }

  fresh(like?: Id): Id {
    const { ids, kinds, names } = this.#facts,
      id = ids.fresh();
    kinds.set(id, like === undefined ? K.INT : this.#duals.kind(kindOf(this.#facts, like)));
    names.set(id, like === undefined ? 'i' : `${names.get(like) ?? 't'}Dot`);
    return id;
  }

  push(instr: Instr): void {
    this.#code.push(instr);
  }

  emit(op: OpName, args: readonly Atom[], attr: readonly string[] = [], like?: Id): Atom {
    const id = this.fresh(like);
    if (like === undefined) {
      this.#facts.kinds.set(id, TESTS.has(op) ? K.BOOL : op === 'typeof' ? K.TEXT : K.NUM);
      this.#facts.names.delete(id);
    }
    this.push(make(op, [id], args, { attr, site: this.#code.site }));
    return id;
  }

  where(shadow: Atom, body: () => Atom, like?: Id): Atom {
    let value: Atom = lit(undefined);
    const inside = this.#code.apart(() => void (value = body()));
    const out = like === undefined ? [] : [this.fresh(like)];
    const arm = (code: readonly Instr[], y: Atom): Block => block([], code, out.length ? [y] : []);
    const none = this.emit('nullish', [shadow]);
    this.push(make('if', out, [none], { blocks: [arm([], lit(null)), arm(inside, value)], site: this.#code.site }));
    return out[0] ?? lit(undefined);
  }

  /** It is a reference whose object has a shadow. */
  shadowed(value: Atom): boolean {
    return this.#activity.shadowed(value);
  }

  carries(value: Atom): boolean {
    return this.#activity.active(value) || this.#activity.shadowed(value);
  }

  dot(value: Atom): Atom {
    if (isLit(value)) return lit(typeof value.lit === 'number' ? 0 : null);
    return this.#dots.get(value) ?? lit(K.mayBeNumber(kindOf(this.#facts, value)) ? 0 : null);
  }

  tangent(value: Atom): Atom | null {
    if (!this.#activity.active(value)) return null;
    const dot = this.dot(value);
    if (isLit(dot)) return dot.lit === 0 ? null : lit(Number(dot.lit));
    return K.isNumber(kindOf(this.#facts, value)) ? dot : this.#ifNumber(dot, dot);
  }

  /** What is told by no kind: the tangent of what is no number here is 0. */
  #ifNumber(value: Atom, dot: Atom): Atom {
    return this.emit('select', [this.emit('seq', [this.emit('typeof', [value]), lit('number')]), dot, lit(0)]);
  }

  number(value: Atom): Atom {
    return K.isNumber(kindOf(this.#facts, value)) ? value : this.emit('plus', [value]);
  }

  mayLackShadow(object: Atom): boolean {
    const kind = kindOf(this.#facts, object);
    return (kind.prims & ~(K.UNDEFINED | K.NULL)) !== 0 || K.classesIn(kind).some((cls) => this.#duals.isPartial(cls));
  }

  isNumber(value: Atom): boolean {
    return K.isNumber(kindOf(this.#facts, value));
  }

  mayInherit(object: Atom): boolean {
    return K.classesIn(kindOf(this.#facts, object)).some((cls) => {
      const { forms, makers, protos } = this.#facts.heap.get(cls);
      return forms.has('object') && (makers.size > 0 || [...protos].some((proto) => proto !== Object.prototype));
    });
  }

  paired(object: Atom): boolean {
    return this.#duals.isPair(kindOf(this.#facts, object).cls);
  }

  pair(object: Atom): readonly [slots: Id, members: Id] {
    const slots = this.fresh(),
      members = this.fresh();
    this.#facts.kinds.set(slots, this.#duals.slots(kindOf(this.#facts, object).cls));
    this.#facts.kinds.set(members, this.#duals.kind(slotKind(this.#facts, object, lit(KEYS))));
    this.#facts.names.set(slots, SLOTS);
    this.#facts.names.set(members, MEMBERS);
    return [slots, members];
  }

  part(object: Atom, shadow: Atom, keys: boolean): Atom {
    if (!this.paired(object)) return shadow;
    const id = this.pair(object)[keys ? 1 : 0];
    this.push(make('load', [id], [shadow, lit(keys ? MEMBERS : SLOTS)], { site: this.#code.site }));
    return id;
  }

  finite(value: Atom): boolean {
    return isFinite(this.#facts, this.#definitions, value);
  }

  /** A new value that goes with this one. */
  made(like: Id): Id {
    const id = this.fresh(like);
    this.#dots.set(like, id);
    return id;
  }

  /** New values for those that carry something. */
  companions(values: readonly Id[]): Id[] {
    return values.filter((v) => this.carries(v)).map((v) => this.made(v));
  }

  yielded(yields: readonly Atom[]): Atom[] {
    return yields.filter((y) => this.carries(y)).map((y) => this.dot(y));
  }

  /** What goes with one value goes with the other. */
  rename(value: Id, as: Atom): void {
    if (this.carries(value)) this.#dots.set(value, this.dot(as));
  }

  /** After an instruction that is neither control nor a kernel: what goes with its result, and with what it does to memory. */
  beside(i: Instr): void {
    if (i.op === 'zeros') return this.#zeros(i);
    const result = i.out[0];
    if (result !== undefined && this.carries(result)) {
      const beside = tangentOf(this, i);
      if (beside !== undefined) this.#dots.set(result, this.#sure(i, result, beside));
      else this.#dots.set(result, besideResult(this, i) ?? this.dot(result));
    } else if (i.op === 'pop' && this.carries(i.args[0]!)) besideResult(this, { ...i, out: [result ?? this.#facts.ids.fresh()] });
    if (this.#mirrors(i)) writeBeside(this, i);
    if (i.op === 'native') inheritBeside(this, i);
  }

  /** Its rule tells the tangent of the result. */
  kernel(i: Instr): void {
    const result = i.out[0]!,
      wrt = activeArguments(this.#activity, i);
    if (wrt.length === 0 || !this.carries(result)) return;
    const own = this.#kernels.find(i, 'push', wrt);
    if (!own) return;
    const args = argsOf(i),
      shadow = K.isRef(kindOf(this.#facts, result)) ? [this.made(result)] : [];
    if (shadow.length > 0) this.push(make('zeros', shadow, [result], { site: i.site }));
    const given = [result, ...args, ...wrt.map((k) => this.dot(args[k]!)), ...shadow, ...own.needs.map((at) => i.args[at]!)];
    const out = shadow.length > 0 ? this.fresh() : this.made(result);
    if (shadow.length > 0) this.#facts.kinds.set(out, K.NOTHING);
    this.push(make('call', [out], given, { attr: [own.name, KERNEL], site: i.site }));
  }

  /** Memory of cotangents, made by a derivative inside of the program. */
  #zeros(i: Instr): void {
    const shadowed = i.out.filter((o) => this.carries(o));
    if (shadowed.length > 0) this.push(make('zeros', shadowed.map((o) => this.made(o)), shadowed, { site: i.site })); // oxfmt-ignore
  }

  /** A result that may be a text has a tangent only where it is a number. */
  #sure(i: Instr, result: Id, tangent: Atom | null): Atom {
    if (tangent === null || isLit(tangent)) return tangent ?? lit(0);
    const dot = K.isNumber(kindOf(this.#facts, result)) ? tangent : this.#ifNumber(result, tangent);
    const { names } = this.#facts;
    if (isId(dot) && i.args.every((a) => this.#dots.get(a as Id) !== dot)) names.set(dot, `${names.get(result) ?? 't'}Dot`);
    return dot;
  }

  /** A field of a record that never holds a tangent need not be kept in step; lengths always are. */
  #mirrors(i: Instr): boolean {
    const [object, key] = i.args;
    if (object === undefined || !this.#activity.shadowed(object)) return false;
    if (i.op !== 'store') return true;
    const { heap } = this.#facts,
      { forms, wild } = heap.get(kindOf(this.#facts, object).cls);
    if (wild || [...forms].some((form) => form !== 'object')) return true;
    return this.#activity.activeSlot(slotOf(this.#facts, object, key!)) || this.#activity.leads(slotKind(this.#facts, object, key!));
  }
}
