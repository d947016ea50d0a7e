/**
 * What the adjoint does to shadows, told in ordinary operations on memory, so that it can be differentiated again. Shadows are
 * then objects of classes of their own (see facts/duals.ts).
 */
import type { Duals } from '../../src/facts/duals.ts';
import type { Facts } from '../../src/facts/facts.ts';
import { fieldSlot, isKeyed } from '../../src/facts/heap.ts';
import * as K from '../../src/facts/kinds.ts';
import { kindOf } from '../../src/facts/memory.ts';
import { fault } from '../../src/fault/messages.ts';
import { block, instr as make } from '../../src/ir/build.ts';
import { type Atom, type Id, type Instr, isId, isLit, lit } from '../../src/ir/ir.ts';
import { type OpName, PROTO } from '../../src/ir/ops.ts';

export class Plain {
  readonly #facts: Facts;
  readonly #duals: Duals;
  #out: Instr[] = [];

  constructor(facts: Facts, duals: Duals) {
    this.#facts = facts;
    this.#duals = duals;
  }

  /** The instruction in ordinary operations. `kindOf` of shadows is still that of their primals. */
  of(i: Instr): readonly Instr[] {
    this.#out = [];
    this.#instr(i);
    return this.#out;
  }

  isShadow(atom: Atom): boolean {
    return isId(atom) && this.#facts.shadows.has(atom);
  }

  /** The kind of what a slot of a shadow holds. */
  slotKind(shadow: Atom, kind: K.Kind): K.Kind {
    return this.isShadow(shadow) ? this.#duals.kind(kind) : kind;
  }

  #instr(i: Instr): void {
    switch (i.op) {
      case 'shadow':
        return this.#shadow(i);
      case 'addslot':
        return this.#where(i.args[0]!, () => this.#add(i));
      case 'takeslot':
        return this.#take(i);
      case 'load':
        if (this.isShadow(i.args[0]!) && this.#mayLack(i.args[0]!)) return this.#loaded(i);
        return void this.#out.push(i);
      default:
        return void this.#out.push(i);
    }
  }

  #emit(op: OpName, args: readonly Atom[], kind: K.Kind = K.NUM, attr: readonly string[] = []): Id {
    const id = this.#facts.ids.fresh();
    this.#facts.kinds.set(id, kind);
    this.#out.push(make(op, [id], args, { attr }));
    return id;
  }

  #shadow({ args: [primal, ...references], attr: [form, ...keys], out, site }: Instr): void {
    const put = (op: OpName, args: readonly Atom[], attr: readonly string[] = []): void =>
      void this.#out.push(make(op, out, args, { attr, site }));
    const shadow = out[0]!;
    switch (form) {
      case 'floats':
        return put('fresh', [this.#emit('length', [primal!], K.INT)], ['Float64Array']);
      case 'zeros': {
        const n = this.#emit('length', [primal!], K.INT),
          i = this.#facts.ids.fresh();
        this.#facts.kinds.set(i, K.INT);
        put('fresh', [n], ['Array']);
        const body = [make('store', [], [shadow, i, lit(0)])];
        return void this.#out.push(make('for', [], [lit(0), n, lit(1)], { blocks: [block([i], body)] }));
      }
      case 'map':
        if (keys.length > 0) throw fault('E_NESTED', site, { verb: 'gradient' });
        return put('fresh', [lit(0)], ['Map']);
      case 'array':
        return put('array', references);
      default: {
        const from = keys[0] === PROTO && isLit(references[0]!) ? 1 : 0;
        const more = this.#numericFields(primal!, keys);
        return put('object', [...references.slice(from), ...more.map(() => lit(0))], [...keys.slice(from), ...more]);
      }
    }
  }

  #numericFields(primal: Atom, keys: readonly string[]): string[] {
    const { cls } = kindOf(this.#facts, primal);
    if (cls === K.NO_CLASS) return [];
    return [...this.#facts.heap.get(cls).slots]
      .filter(([slot, kind]) => slot.startsWith('.') && K.isNumber(kind) && !keys.some((key) => fieldSlot(key) === slot))
      .map(([slot]) => slot.slice(1));
  }

  #mayLack(shadow: Atom): boolean {
    const kind = kindOf(this.#facts, shadow);
    return (kind.prims & ~(K.UNDEFINED | K.NULL)) !== 0 || K.classesIn(kind).some((cls) => this.#duals.isPartial(cls));
  }

  #isObject(shadow: Atom): Id {
    const isText = this.#emit('seq', [this.#emit('typeof', [shadow], K.TEXT), lit('object')], K.BOOL);
    return this.#emit('select', [isText, this.#emit('sne', [shadow, lit(null)], K.BOOL), lit(false)], K.BOOL);
  }

  /** Where there is a shadow. */
  #where(shadow: Atom, body: () => void): void {
    if (!this.#mayLack(shadow)) return body();
    const test = this.#isObject(shadow),
      out = this.#out;
    this.#out = [];
    body();
    const inside = this.#out;
    this.#out = out;
    this.#out.push(make('if', [], [test], { blocks: [block([], inside), block([], [])] }));
  }

  #loaded(i: Instr): void {
    const inner = this.#facts.ids.fresh(),
      result = i.out[0]!;
    this.#facts.kinds.set(inner, kindOf(this.#facts, result));
    if (this.isShadow(result)) this.#facts.shadows.add(inner);
    const test = this.#isObject(i.args[0]!);
    const blocks = [block([], [{ ...i, out: [inner] }], [inner]), block([], [], [lit(null)])];
    this.#out.push(make('if', [result], [test], { blocks, site: i.site }));
  }

  /** What stands in a slot as a cotangent, and whether it is one: nothing yet counts as 0, a shadow is none. */
  #slot(shadow: Atom, key: Atom): { readonly old: Id; readonly isNumber: Id } {
    const found = this.#emit('load', [shadow, key], { ...K.NUM, prims: K.NUMBER | K.NULL | K.UNDEFINED });
    const isNumber = this.#emit('seq', [this.#emit('typeof', [found], K.TEXT), lit('number')], K.BOOL);
    return {
      old: this.#emit('select', [isNumber, found, lit(0)]),
      isNumber: this.#emit('select', [this.#emit('nullish', [found], K.BOOL), lit(true), isNumber], K.BOOL),
    };
  }

  #isSure(shadow: Atom, key: Atom): boolean {
    const { cls } = kindOf(this.#facts, shadow);
    const c = this.#facts.heap.get(cls);
    if ([...c.forms].some((form) => form === 'object' || form === 'function' || isKeyed(form)) || c.grows || c.holey) return false;
    return [...c.slots.values()].every(K.isNumber) && !(isLit(key) && typeof key.lit === 'string');
  }

  #add({ args: [shadow, key, g], site }: Instr): void {
    if (this.#isSure(shadow!, key!)) {
      const sum = this.#emit('add', [this.#emit('load', [shadow!, key!]), g!]);
      return void this.#out.push(make('store', [], [shadow!, key!, sum], { site }));
    }
    const { old, isNumber } = this.#slot(shadow!, key!);
    const sum = this.#emit('add', [old, g!]);
    // a slot that holds a shadow stays as it is; whether a cotangent is 0 says nothing about its derivative
    this.#out.push(make('if', [], [isNumber], { blocks: [block([], [make('store', [], [shadow!, key!, sum], { site })]), block([], [])] }));
  }

  #take({ args: [shadow, key], out: [result], site }: Instr): void {
    const clear = (): Instr => make('store', [], [shadow!, key!, lit(0)], { site });
    if (!this.#mayLack(shadow!) && this.#isSure(shadow!, key!)) {
      const { old } = this.#slot(shadow!, key!);
      this.#out.push(make('plus', [result!], [old]), clear());
      return;
    }
    const test = this.#isObject(shadow!),
      out = this.#out;
    this.#out = [];
    const { old, isNumber } = this.#slot(shadow!, key!);
    this.#out.push(make('if', [], [isNumber], { blocks: [block([], [clear()]), block([], [])] }));
    const inside = this.#out;
    this.#out = out;
    this.#out.push(make('if', [result!], [test], { blocks: [block([], inside, [old]), block([], [], [lit(0)])], site }));
  }
}
