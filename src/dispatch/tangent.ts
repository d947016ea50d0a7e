/**
 * The tangent program: the primal with the tangent of every active number beside it, and the shadow of every object that may hold
 * some. It is a program like any other, without tape, so that it can be differentiated again, forward or in reverse.
 */
import { withoutHook } from '../adjoint/hook.ts';
import { tangentOf } from '../adjoint/tangent.ts';
import type { Activity } from '../facts/activity.ts';
import { Duals, MEMBERS, SLOTS } from '../facts/duals.ts';
import type { Facts } from '../facts/facts.ts';
import { KEYS } from '../facts/heap.ts';
import { KERNEL, argsOf, isKernel } from '../facts/kernels.ts';
import * as K from '../facts/kinds.ts';
import { kindOf, slotKind, slotOf } from '../facts/memory.ts';
import { block, instr as make } from '../ir/build.ts';
import { type Atom, type Block, type Fn, type Id, type Instr, type Program, type Site, isId, isLit, lit } from '../ir/ir.ts';
import type { OpName } from '../ir/ops.ts';
import type { Tangents } from '../ir/tangents.ts';
import { besideResult, inheritBeside, writeBeside } from '../../mutation/trace/tangent.ts';
import { Definitions } from './definitions.ts';
import { isFinite } from './finite.ts';
import { KernelUse, activeArguments } from './kernels.ts';
import type { PartialsOf } from './sweep.ts';

export interface Tangent {
  /** Its entry has the parameters of the primal, then those in `dots`; its results are the primal's and what goes with it. */
  readonly program: Program;
  /** Parameters of the primal entry, by index, that have a tangent or a shadow: parameters after the primal's, in this order. */
  readonly dots: readonly number[];
}

/** `wrt`: the parameters of the entry whose numbers have tangents. */
export function tangent(program: Program, facts: Facts, activity: Activity, partials: PartialsOf): Tangent {
  return new Builder(program, facts, activity, partials).all();
}

const TESTS: ReadonlySet<OpName> = new Set(['lt', 'le', 'gt', 'ge', 'eq', 'ne', 'seq', 'sne', 'not', 'nullish', 'has']);

class Builder implements Tangents {
  readonly #program: Program;
  readonly #facts: Facts;
  readonly #activity: Activity;
  readonly #definitions: Definitions;
  readonly #duals: Duals;
  readonly #dots = new Map<Id, Atom>();
  readonly partials: PartialsOf;
  readonly #kernels: KernelUse;
  #sink: Instr[] = [];
  #site: Site | null = null;

  constructor(program: Program, facts: Facts, activity: Activity, partials: PartialsOf) {
    this.#program = program;
    this.#facts = facts;
    this.#activity = activity;
    this.#definitions = new Definitions(program);
    this.#duals = new Duals(facts, (cls) => activity.activeClass(cls));
    this.partials = partials;
    this.#kernels = new KernelUse(facts);
  }

  all(): Tangent {
    const entry = this.#program.fns[0]!.body.params;
    const dots = entry.flatMap((p, i) => (this.carries(p) ? [i] : []));
    const fns = this.#program.fns.map((fn, i): Fn => {
      const own = this.#companions(fn.body.params);
      const body = this.#block(fn.body);
      const more = i === 0 ? [this.dot(fn.body.yields[0]!)] : this.#yielded(fn.body.yields);
      return { name: fn.name, body: block([...body.params, ...own], body.body, [...body.yields, ...more]) };
    });
    return { program: { fns: [...fns, ...this.#kernels.fns] }, dots };
  }

  fresh(like?: Id): Id {
    const { ids, kinds, names } = this.#facts,
      id = ids.fresh();
    kinds.set(id, like === undefined ? K.INT : this.#duals.kind(kindOf(this.#facts, like)));
    names.set(id, like === undefined ? 'i' : `${names.get(like) ?? 't'}Dot`);
    return id;
  }

  push(instr: Instr): void {
    this.#sink.push(instr);
  }

  emit(op: OpName, args: readonly Atom[], attr: readonly string[] = [], like?: Id): Atom {
    const id = this.fresh(like);
    if (like === undefined) {
      this.#facts.kinds.set(id, TESTS.has(op) ? K.BOOL : op === 'typeof' ? K.TEXT : K.NUM);
      this.#facts.names.delete(id);
    }
    this.push(make(op, [id], args, { attr, site: this.#site }));
    return id;
  }

  where(shadow: Atom, body: () => Atom, like?: Id): Atom {
    const sink = this.#sink;
    this.#sink = [];
    const value = body(),
      inside = this.#sink;
    this.#sink = sink;
    const out = like === undefined ? [] : [this.fresh(like)];
    const arm = (code: readonly Instr[], y: Atom): Block => block([], code, out.length ? [y] : []);
    const none = this.emit('nullish', [shadow]);
    this.push(make('if', out, [none], { blocks: [arm([], lit(null)), arm(inside, value)], site: this.#site }));
    return out[0] ?? lit(undefined);
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
    this.push(make('load', [id], [shadow, lit(keys ? MEMBERS : SLOTS)], { site: this.#site }));
    return id;
  }

  finite(value: Atom): boolean {
    return isFinite(this.#facts, this.#definitions, value);
  }

  #new(like: Id): Id {
    const id = this.fresh(like);
    this.#dots.set(like, id);
    return id;
  }

  #companions(values: readonly Id[]): Id[] {
    return values.filter((v) => this.carries(v)).map((v) => this.#new(v));
  }

  #yielded(yields: readonly Atom[]): Atom[] {
    return yields.filter((y) => this.carries(y)).map((y) => this.dot(y));
  }

  #block(b: Block): Block {
    const sink = this.#sink;
    this.#sink = [];
    for (const i of b.body) this.#instr(i);
    const made = block(b.params, this.#sink, b.yields);
    this.#sink = sink;
    return made;
  }

  #instr(i: Instr): void {
    this.#site = i.site;
    switch (i.op) {
      case 'if':
      case 'guard':
        return this.push(this.#merged(i));
      case 'attempt':
        return this.#attempted(i);
      case 'for':
        return this.push(this.#carried(i, 3, 1));
      case 'loop':
        return this.push(this.#carried(i, 1, 0));
      case 'call':
        return this.push(this.#call(i));
      default:
        this.#straight(i);
    }
  }

  #straight(i: Instr): void {
    if (i.op === 'zeros') return this.#zeros(i);
    if (isKernel(i)) return this.#kernel(i);
    if (i.op === 'hook') return this.#hook(i);
    const result = i.out[0];
    // what leaves its memory is read from the shadow first: nothing comes between
    this.push(i);
    if (result !== undefined && this.carries(result)) {
      const beside = tangentOf(this, i);
      if (beside !== undefined) this.#dots.set(result, this.#sure(i, result, beside));
      else this.#dots.set(result, besideResult(this, i) ?? this.dot(result));
    } else if (i.op === 'pop' && this.carries(i.args[0]!)) besideResult(this, { ...i, out: [result ?? this.#facts.ids.fresh()] });
    if (this.#mirrors(i)) writeBeside(this, i);
    if (i.op === 'native') inheritBeside(this, i);
  }

  /** Its rule tells the tangent of the result. */
  #kernel(i: Instr): void {
    this.push(i);
    const result = i.out[0]!,
      wrt = activeArguments(this.#activity, i);
    if (wrt.length === 0 || !this.carries(result)) return;
    const own = this.#kernels.find(i, 'push', wrt);
    if (!own) return;
    const args = argsOf(i),
      shadow = K.isRef(kindOf(this.#facts, result)) ? [this.#new(result)] : [];
    if (shadow.length > 0) this.push(make('zeros', shadow, [result], { site: i.site }));
    const given = [result, ...args, ...wrt.map((k) => this.dot(args[k]!)), ...shadow, ...own.needs.map((at) => i.args[at]!)];
    const out = shadow.length > 0 ? this.fresh() : this.#new(result);
    if (shadow.length > 0) this.#facts.kinds.set(out, K.NOTHING);
    this.push(make('call', [out], given, { attr: [own.name, KERNEL], site: i.site }));
  }

  /** It is for reverse sweeps. */
  #hook(i: Instr): void {
    for (const value of withoutHook(i)) {
      this.push(value);
      if (this.carries(i.out[0]!)) this.#dots.set(i.out[0]!, this.dot(i.args[0]!));
    }
  }

  /** Memory of cotangents, made by a derivative inside of the program. */
  #zeros(i: Instr): void {
    this.push(i);
    const shadowed = i.out.filter((o) => this.carries(o));
    if (shadowed.length > 0) this.push(make('zeros', shadowed.map((o) => this.#new(o)), shadowed, { site: i.site })); // oxfmt-ignore
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

  /** An error that the engine made has no shadow yet. */
  #attempted(i: Instr): void {
    const [, handler] = i.blocks as [Block, Block];
    const at = handler.yields.indexOf(handler.params[0]!),
      error = i.out[at];
    this.push(this.#merged(i, at));
    if (error !== undefined && this.#activity.shadowed(error)) this.push(make('object', [this.#new(error)], [], { site: i.site }));
  }

  /** `except`: a result that gets its tangent or shadow otherwise. */
  #merged(i: Instr, except = -1): Instr {
    const at = i.out.flatMap((o, k) => (this.carries(o) && k !== except ? [k] : []));
    const blocks = i.blocks.map((b) => {
      const made = this.#block(b);
      return block(made.params, made.body, [...made.yields, ...at.map((k) => this.dot(b.yields[k]!))]);
    });
    return { ...i, out: [...i.out, ...at.map((k) => this.#new(i.out[k]!))], blocks };
  }

  /** Loops: what comes in from operand `first`, block parameters from `param`. */
  #carried(i: Instr, first: number, param: number): Instr {
    const body = i.blocks[0]!,
      next = body.yields.length - i.out.length;
    const at = i.out.flatMap((o, k) => (this.carries(o) || this.carries(body.params[param + k]!) ? [k] : []));
    const inits = at.map((k) => this.dot(i.args[first + k]!));
    const params = at.map((k) => this.#new(body.params[param + k]!));
    const inner = this.#block(body);
    const yields = [...inner.yields, ...at.map((k) => this.dot(body.yields[next + k]!))];
    const blocks = [block([...body.params, ...params], inner.body, yields)];
    return { ...i, args: [...i.args, ...inits], out: [...i.out, ...at.map((k) => this.#new(i.out[k]!))], blocks };
  }

  #call(i: Instr): Instr {
    const callee = this.#program.fns.find((f) => f.name === i.attr[0])!;
    const extra = callee.body.params.flatMap((p, k) => (this.carries(p) ? [this.dot(i.args[k]!)] : []));
    const results = callee.body.yields.flatMap((y, k) => (this.carries(y) ? [this.#new(i.out[k]!)] : []));
    return { ...i, args: [...i.args, ...extra], out: [...i.out, ...results] };
  }
}
