/**
 * The reverse sweep under construction: frames of the forward blocks that are being reversed, where code is emitted, and
 * how forward values and cotangents are found from there.
 */
import type { Activity } from '../facts/activity.ts';
import type { Facts } from '../facts/facts.ts';
import { KERNEL, argsOf } from '../facts/kernels.ts';
import * as K from '../facts/kinds.ts';
import { kindOf, slotOf } from '../facts/memory.ts';
import { fault } from '../fault/messages.ts';
import { block, instr as make } from '../ir/build.ts';
import { type Atom, type Block, type Id, type Instr, type Lit, type Site, isId, isLit, lit } from '../ir/ir.ts';
import type { OpName } from '../ir/ops.ts';
import type { Reverse } from '../ir/sweeps.ts';
import type { Availability } from './availability.ts';
import type { Definitions } from './definitions.ts';
import { isFinite } from './finite.ts';
import type { Frame, Taken } from './frame.ts';
import { type KernelUse, activeArguments } from './kernels.ts';
import type { Later, Recall } from './recall.ts';

export type PartialsOf = (rule: string, count: number) => { readonly block: Block; readonly risky: boolean };

const TESTS: ReadonlySet<OpName> = new Set(['lt', 'le', 'gt', 'ge', 'eq', 'ne', 'seq', 'sne', 'not', 'nullish', 'has']);

export interface Setting {
  readonly facts: Facts;
  readonly activity: Activity;
  readonly definitions: Definitions;
  readonly availability: Availability;
  readonly recall: Recall;
  readonly later: ReadonlyMap<Id, Later>;
  readonly shadowOf: ReadonlyMap<Id, Id>;
  readonly partials: PartialsOf;
  readonly kernels: KernelUse;
}

export class Sweep implements Reverse {
  readonly setting: Setting;
  /** What each forward block keeps, in order. */
  readonly kept = new Map<Block, readonly Taken[]>();
  readonly #frames = new Map<Block, Frame>();
  frame!: Frame;
  #sink!: Instr[];
  #site: Site | null = null;

  constructor(setting: Setting) {
    this.setting = setting;
  }

  /** Runs `body` with a frame on top, and leaves its code complete: what it takes comes first. */
  within(frame: Frame, body: () => void): void {
    const { frame: outer } = this,
      sink = this.#sink;
    this.#frames.set(frame.block, frame);
    this.frame = frame;
    this.#sink = frame.out;
    body();
    this.#takes(frame);
    this.#frames.delete(frame.block);
    this.frame = outer;
    this.#sink = sink;
  }

  push(instr: Instr): void {
    this.#sink.push(instr);
  }

  fresh(kind: K.Kind, name?: string): Id {
    const { ids, kinds, names } = this.setting.facts,
      id = ids.fresh();
    kinds.set(id, kind);
    if (name !== undefined) names.set(id, name);
    return id;
  }

  barName(value: Id): string {
    return (this.setting.facts.names.get(value) ?? 't') + 'Bar';
  }

  at(instr: Instr): void {
    this.#site = instr.site;
    this.frame.cursor = this.setting.definitions.indexOf(instr);
  }

  emit(op: OpName, args: readonly Atom[], attr: readonly string[] = [], like?: Id): Atom {
    const { facts } = this.setting;
    const none = (op === 'hooked' && args.length > 2) || op === 'addslot' || op === 'undo' || op === 'store' || op === 'unsetshadow';
    if (none) {
      this.push(make(op, [], args, { attr, site: this.#site }));
      return lit(undefined);
    }
    const kind = like !== undefined ? facts.kinds.get(like)! : TESTS.has(op) ? K.BOOL : op === 'length' ? K.INT : K.NUM;
    const id = this.fresh(kind, like === undefined ? undefined : facts.names.get(like));
    if (like !== undefined && facts.shadows.has(like)) facts.shadows.add(id);
    this.push(make(op, [id], args, { attr, site: this.#site }));
    return id;
  }

  repeat(count: Atom, body: (index: Atom) => void): void {
    const sink = this.#sink,
      index = this.fresh(K.INT, 'i');
    this.#sink = [];
    body(index);
    const loop = make('for', [], [lit(0), count, lit(1)], { blocks: [block([index], this.#sink)] });
    this.#sink = sink;
    this.push(loop);
  }

  need(value: Atom): Atom {
    if (isLit(value)) return value;
    const d = this.setting.definitions.of(value),
      home = this.#frames.get(d.block);
    if (!home) throw fault('E_INTERNAL', null, { what: `the reverse sweep wants %${value} outside its block` });
    if (home.visible) return value;
    const known = home.values.get(value);
    if (known !== undefined) return known;
    const now =
      this.#handed(value, home) ??
      (this.setting.availability.recompute(value, this.#frames)
        ? this.#again(d.instr!, home)
        : (this.#stored(value, home) ?? this.#before(value, home) ?? this.#take(value, home)));
    home.values.set(value, now);
    return now;
  }

  number(value: Atom): Atom {
    const found = this.need(value);
    return K.isNumber(kindOf(this.setting.facts, found)) ? found : this.emit('plus', [found]);
  }

  shadow(value: Atom): Atom | null {
    const companion = isLit(value) ? undefined : this.setting.shadowOf.get(value);
    return companion === undefined ? null : this.need(companion);
  }

  bar(value: Atom): Atom | null {
    return isLit(value) ? null : this.#bar(value, this.frame);
  }

  setBar(value: Id, bar: Atom): void {
    this.frame.bars.set(value, bar);
  }

  add(value: Atom, contribution: Atom): void {
    if (isLit(value) || !this.active(value)) return;
    const sum = this.#bar(value, this.frame, true);
    const now = sum === null || (isLit(sum) && sum.lit === 0) ? contribution : this.emit('add', [sum, contribution]);
    if (!isLit(now) && now !== contribution) this.setting.facts.names.set(now, this.barName(value));
    this.frame.bars.set(value, now);
  }

  active(value: Atom): boolean {
    return this.setting.activity.active(value);
  }

  activeSlot(object: Atom, key: Atom): boolean {
    return this.setting.activity.activeSlot(slotOf(this.setting.facts, object, key));
  }

  finite(value: Atom): boolean {
    return isFinite(this.setting.facts, this.setting.definitions, value);
  }

  called(args: readonly (Atom | undefined)[], rule: string): Atom | null {
    const { definitions, facts } = this.setting;
    for (const id of definitions.calls(rule, args)) {
      const { block, index } = definitions.of(id),
        home = this.#frames.get(block);
      // of an outer block only what came before is surely there
      if (home && (home === this.frame || index < home.cursor) && K.isNumber(kindOf(facts, id))) return this.need(id);
    }
    return null;
  }

  partials(rule: string, count: number): { readonly block: Block; readonly risky: boolean } {
    return this.setting.partials(rule, count);
  }

  kernel(instr: Instr): void {
    const { facts, activity, kernels } = this.setting,
      y = instr.out[0]!,
      wrt = activeArguments(activity, instr);
    const g = wrt.length === 0 ? null : activity.shadowed(y) ? this.shadow(y) : this.bar(y);
    if (g === null) return;
    const args = argsOf(instr),
      isMemory = (i: number): boolean => K.isRef(kindOf(facts, args[i]!)),
      own = kernels.find(instr, 'back', wrt);
    // what comes before it is to be asked for as well
    if (!own) return wrt.forEach((i) => this.add(args[i]!, lit(1)));
    const values = [y, ...args].map((value, i) => (own.uses(i + 1) ? this.need(value) : lit(undefined)));
    const shadows = wrt.filter(isMemory).map((i) => this.shadow(args[i]!)!);
    const needs = own.needs.map((at) => this.need(instr.args[at]!));
    const numbers = wrt.filter((i) => !isMemory(i));
    const out = this.fresh(numbers.length === 1 ? K.NUM : own.kind, numbers.length === 1 ? this.barName(args[numbers[0]!] as Id) : 'bars');
    this.push(make('call', [out], [g, ...values, ...shadows, ...needs], { attr: [own.name, KERNEL], site: instr.site }));
    numbers.forEach((i, n) => this.add(args[i]!, numbers.length === 1 ? out : this.emit('load', [out, lit(n)])));
  }

  /** The cotangent as seen from a frame. A loop carries those of outer values that it adds to. */
  #bar(value: Id, frame: Frame, adding = false): Atom | null {
    const own = frame.bars.get(value);
    if (own !== undefined) return own;
    if (!frame.parent || this.setting.definitions.of(value).block === frame.block) return null;
    if (!frame.looping) return this.#bar(value, frame.parent, adding);
    if (!adding) return null;
    const init = this.#bar(value, frame.parent, true) ?? lit(0);
    const param = this.fresh(K.NUM, this.barName(value));
    frame.carries.push({ value, init, param });
    frame.bars.set(value, param);
    return param;
  }

  /** The turn after this one, reversed before it, has the value as what it was given. */
  #handed(value: Id, home: Frame): Atom | null {
    const later = home.looping ? this.setting.later.get(value) : undefined;
    if (!later) return null;
    const { loop, slot } = later,
      param = this.#like(value);
    const of = loop.blocks[0]!.params[slot + (loop.op === 'for' ? 1 : 0)]!;
    home.handed.push({ init: this.need(loop.out[slot]!), param, of });
    return param;
  }

  /** It is read from the slot that it was stored in. */
  #stored(value: Id, home: Frame): Atom | null {
    const store = this.setting.recall.stored(value, home.cursor);
    if (!store) return null;
    const [object, key] = store.args.slice(0, 2).map((a) => this.need(a)) as [Atom, Atom],
      id = this.#like(value);
    home.out.push(make('load', [id], [object, key], { site: store.site }));
    return id;
  }

  /** It is read from the slot that the turn before stored it in. */
  #before(value: Id, home: Frame): Atom | null {
    const before = home.looping ? this.setting.recall.before(value, home.cursor) : null;
    if (!before) return null;
    const { loop, init, store, key } = before,
      { facts } = this.setting;
    const [from, , step] = loop.args as [Atom, Atom, Lit];
    const index = home.values.get(loop.blocks[0]!.params[0]!) as Id;
    const object = this.need(store.args[0]!),
      first = this.need(from),
      start = this.need(init);
    for (const i of key) for (const a of i.args) if (isId(a) && this.setting.definitions.of(a).block !== home.block) this.need(a);
    const body: Instr[] = [],
      names = new Map<Id, Atom>();
    const previous = this.fresh(facts.kinds.get(index)!);
    body.push(make('sub', [previous], [index, step]));
    names.set(loop.blocks[0]!.params[0]!, previous);
    const named = (a: Atom): Atom => (isLit(a) ? a : (names.get(a) ?? this.need(a)));
    for (const i of key) {
      const id = this.#like(i.out[0]!);
      body.push(make(i.op, [id], i.args.map(named), { attr: i.attr, site: i.site }));
      names.set(i.out[0]!, id);
    }
    const [read, test, id] = [this.#like(value), this.fresh(K.BOOL), this.#like(value)];
    body.push(make('load', [read], [object, named(store.args[1]!)], { site: store.site }));
    home.out.push(make('sne', [test], [index, first]));
    home.out.push(make('if', [id], [test], { blocks: [block([], body, [read]), block([], [], [start])] }));
    return id;
  }

  #like(value: Id): Id {
    const { kinds, names } = this.setting.facts;
    return this.fresh(kinds.get(value)!, names.get(value));
  }

  #again(instr: Instr, home: Frame): Atom {
    const args = instr.args.map((a) => this.need(a)),
      { facts } = this.setting;
    const from = instr.out[0]!,
      id = this.fresh(facts.kinds.get(from)!, facts.names.get(from));
    if (facts.shadows.has(from)) facts.shadows.add(id);
    home.out.push(make(instr.op, [id], args, { attr: instr.attr, site: instr.site }));
    return id;
  }

  #take(value: Id, home: Frame): Atom {
    const { facts } = this.setting,
      as = this.fresh(facts.kinds.get(value)!, facts.names.get(value));
    if (facts.shadows.has(value)) facts.shadows.add(as);
    home.taken.push({ value, as });
    return as;
  }

  #takes(frame: Frame): void {
    this.kept.set(frame.block, frame.taken);
    for (const store of STORES) {
      const out = frame.taken.filter(({ value }) => storeOf(this.setting.facts, value) === store).map(({ as }) => as);
      if (out.length) frame.out.unshift(make('take', out, [], { attr: [store] }));
    }
  }
}

export type Store = 'tape' | 'path' | 'refs';
export const STORES: readonly Store[] = ['tape', 'path', 'refs'];

/** Where a value is kept: numbers on the tape, booleans and small integers apart, whatever else as it is. */
export function storeOf(facts: Facts, value: Id): Store {
  const kind = kindOf(facts, value);
  if (kind.prims === K.BOOLEAN && kind.cls === K.NO_CLASS) return 'path';
  return K.isNumber(kind) && !facts.shadows.has(value) ? 'tape' : 'refs';
}
