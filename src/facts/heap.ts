/**
 * The abstract heap of one specialisation: memory classes joined by unification.
 *
 * Two references that may point to the same object are in one class. A class has one kind per named field and one for
 * all its elements. Classes come from the concrete arguments and captures (one object, one class) and from allocation
 * sites; whatever flows together is unified. The heap only ever grows towards the general, so lowering repeats until
 * `version` stands still.
 */
import { Classes } from './classes.ts';
import { BOTTOM, type ClassId, type Kind, NO_CLASS, classesIn, isBottom, isMixed, isNumber, isRef, prim } from './kinds.ts';
import * as K from './kinds.ts';
import {
  type Accessor,
  addAccessor,
  emptyClass,
  type Form,
  formOf,
  isKeyed,
  type MemoryClass,
  sameFields,
  sameKind,
  sameTarget,
  tagOf,
  type Target,
} from './memory-class.ts';
import { readObject } from './reading.ts';
import { Sequences } from './sequences.ts';
import { ELEMENT, fieldSlot, isApart, isIndex, isTupleSlot, KEYS, slotIn } from './slots.ts';

export { type Accessor, type Form, formOf, isKeyed, lacks, type MemoryClass, sameKind, type Target } from './memory-class.ts';
export { ELEMENT, fieldSlot, isApart, isElementSlot, isIndex, isSymbolSlot, KEYS, slotIn, tupleSlot } from './slots.ts';

/** Longer arrays are no tuples. */
const LONGEST_TUPLE = 4;

export class Heap extends Classes {
  #settled = false;
  readonly #sites = new Map<string, ClassId>();
  readonly #objects = new Map<object, ClassId>();
  readonly #lookedUp = new WeakSet<object>();
  readonly sequences = new Sequences();
  /** Objects that are being read: the first is read by the call that met it, so that depth is no matter. */
  readonly #unread: [object, ClassId][] = [];
  /** Classes to unify when the unification that runs is done. */
  readonly #pending: [ClassId, ClassId][] = [];
  #unifying = false;

  make(form?: Form): ClassId {
    const id = this.add(emptyClass());
    if (form) this.addForm(id, form);
    return id;
  }

  /** The class of an allocation site; the same key gives the same class in every round of lowering. */
  site(key: string, form: Form): ClassId {
    let id = this.#sites.get(key);
    if (id === undefined) this.#sites.set(key, (id = this.make(form)));
    this.addForm(id, form);
    return id;
  }

  addForm(id: ClassId, form: Form): void {
    const { forms } = this.get(id);
    if (!forms.has(form)) {
      forms.add(form);
      this.version++;
      // any key reaches any value
      if (isKeyed(form)) this.makeWild(id, true);
    }
  }

  set(id: ClassId, flag: 'user' | 'grows' | 'holey' | 'fixed'): void {
    if (flag === 'grows' || flag === 'holey') this.#untuple(id);
    const c = this.get(id);
    if (!c[flag]) {
      c[flag] = true;
      this.version++;
    }
  }

  /** A prototype that objects of the class have. */
  addProto(id: ClassId, proto: object): void {
    const { protos } = this.get(id);
    if (!protos.has(proto)) {
      protos.add(proto);
      this.version++;
    }
  }

  /** The class of a prototype that derived code made. */
  addMaker(id: ClassId, proto: ClassId): void {
    const { makers } = this.get(id);
    if ([...makers].some((maker) => this.same(maker, proto))) return;
    makers.add(proto);
    this.version++;
  }

  addConstructor(id: ClassId, name: string): void {
    const { constructors } = this.get(id);
    if (!constructors.has(name)) {
      constructors.add(name);
      this.version++;
    }
  }

  /** An object with these fields is made, or met. */
  hasFields(id: ClassId, fields: readonly string[]): void {
    const c = this.get(id);
    if (fields.some((name) => isIndex(name) || name.startsWith('%'))) return this.looseFields(id);
    if (c.fields === undefined) c.fields = fields;
    else if (c.fields !== null && !sameFields(c.fields, fields)) this.looseFields(id);
    else return;
    this.version++;
  }

  /** Its fields come and go. */
  looseFields(id: ClassId): void {
    const c = this.get(id);
    if (c.fields !== null) this.version++;
    c.fields = null;
  }

  addTarget(id: ClassId, target: Target): void {
    const { targets } = this.get(id);
    if (targets.some((t) => sameTarget(t, target))) return;
    targets.push(target);
    this.version++;
  }

  /** The kind of a slot so far (BOTTOM: nothing stored yet). */
  slot(id: ClassId, name: string): Kind {
    if (name === ELEMENT) {
      if (this.#settled && this.get(id).tuple) return this.#anyOf(this.get(id));
      this.#untuple(id);
    }
    const c = this.get(id);
    return c.slots.get(slotIn(c, name)) ?? BOTTOM;
  }

  /** Makes a slot at least as general as `kind`. */
  widen(id: ClassId, name: string, kind: Kind): void {
    if (name.startsWith('.')) this.addName(id, name.slice(1));
    this.#widen(id, name, kind);
  }

  /** The slot may be asked for, or be gone, where an object has none. */
  mayLack(id: ClassId, name: string): void {
    this.#widen(id, name, K.NOTHING);
  }

  #widen(id: ClassId, name: string, kind: Kind): void {
    if (name === ELEMENT) this.#untuple(id);
    const c = this.get(id);
    const key = slotIn(c, name);
    const old = c.slots.get(key);
    const joined = this.join(old ?? BOTTOM, kind);
    if (old && sameKind(old, joined)) return;
    this.get(id).slots.set(key, joined);
    this.version++;
  }

  /** Says that a new array has elements of these kinds; gives whether its class is one of tuples. */
  asTuple(id: ClassId, kinds: readonly Kind[]): boolean {
    const c = this.get(id);
    if (c.tuple === undefined) {
      const numbers = kinds.filter(isNumber).length;
      const others = kinds.filter((k) => isRef(k) || (k.prims !== 0 && (k.prims & K.NUMBER) === 0)).length;
      c.tuple = kinds.length > 1 && kinds.length <= LONGEST_TUPLE && others > 0 && numbers < kinds.length && others < kinds.length;
      this.version++;
    }
    return c.tuple;
  }

  #untuple(id: ClassId): void {
    const c = this.get(id);
    if (!c.tuple) {
      if (c.tuple === undefined) c.tuple = false;
      return;
    }
    c.tuple = false;
    this.version++;
    const all = [...c.slots].filter(([name]) => isTupleSlot(name));
    for (const [name] of all) c.slots.delete(name);
    for (const [, kind] of all) this.widen(id, ELEMENT, kind);
  }

  #anyOf({ slots }: MemoryClass): Kind {
    const all = [...slots].filter(([name]) => isTupleSlot(name)).map(([, kind]) => kind);
    return all.reduce((x, y) => ({ ...(isRef(x) ? x : y), prims: x.prims | y.prims, int: x.int && y.int, word: null }), BOTTOM);
  }

  /** No class changes any more: what is asked is answered as it stands. */
  settle(): void {
    this.#settled = true;
  }

  /** A name that objects of the class may have. */
  addName(id: ClassId, name: string): void {
    const { names } = this.get(id);
    if (names.has(name)) return;
    names.add(name);
    this.version++;
  }

  /** `open`: names that are not known may be stored. */
  makeWild(id: ClassId, open: boolean): void {
    this.#untuple(id);
    const c = this.get(id);
    if (open && !c.open) {
      c.open = true;
      this.version++;
    }
    if (c.wild) return;
    c.wild = true;
    this.version++;

    let all = BOTTOM;
    const names = [...c.slots.keys()].filter((name) => !isApart(name));
    for (const name of names) all = this.join(all, this.get(id).slots.get(name) ?? BOTTOM);
    const now = this.get(id);
    for (const name of [...now.slots.keys()]) if (!isApart(name)) now.slots.delete(name);
    if (all.prims !== 0 || isRef(all)) now.slots.set(ELEMENT, all);
  }

  join(a: Kind, b: Kind): Kind {
    const numA = (a.prims & K.NUMBER) !== 0,
      numB = (b.prims & K.NUMBER) !== 0;
    const parts = isRef(a) && isRef(b) ? this.#joined(a, b) : isRef(a) ? a : b;
    const word = a.word === b.word ? a.word : isBottom(a) ? b.word : isBottom(b) ? a.word : null;
    return this.rooted({ ...parts, prims: a.prims | b.prims, int: (!numA || a.int) && (!numB || b.int), word });
  }

  /** Code that cannot be seen may write these: what is known of their values is forgotten. */
  forgetWords(classes: readonly ClassId[]): void {
    for (const id of this.closure(classes))
      for (const [slot, kind] of this.get(id).slots) {
        if (kind.word === null) continue;
        this.get(id).slots.set(slot, { ...kind, word: null });
        this.version++;
      }
  }

  /** Functions with functions, other memory with other memory. */
  #joined(a: Kind, b: Kind): Kind {
    if (!isMixed(a) && !isMixed(b) && this.same(a.cls, b.cls)) return a;
    const all = [...classesIn(a), ...classesIn(b)];
    const functions = all.filter((id) => this.#isOfFunctions(id)),
      others = all.filter((id) => !this.#isOfFunctions(id));
    for (const list of [functions, others]) for (const id of list.slice(1)) this.unify(list[0]!, id);
    const [cls = functions[0]!] = others;
    return { ...a, cls, fn: others.length > 0 && functions.length > 0 ? functions[0]! : NO_CLASS };
  }

  #isOfFunctions(id: ClassId): boolean {
    const { forms } = this.get(id);
    return forms.size === 1 && forms.has('function');
  }

  /** With the classes as they are now. What cannot be seen may be any function: then there are no parts. */
  rooted(kind: Kind): Kind {
    const cls = this.root(kind.cls);
    if (!isMixed(kind)) return cls === kind.cls ? kind : { ...kind, cls };
    if (!this.same(cls, kind.fn) && this.get(cls).forms.has('opaque')) this.unify(cls, kind.fn);
    const fn = this.root(kind.fn);
    return this.same(cls, fn) ? { ...kind, cls: this.root(cls), fn: NO_CLASS } : { ...kind, cls, fn };
  }

  unify(a: ClassId, b: ClassId): void {
    this.#pending.push([a, b]);
    if (this.#unifying) return;
    this.#unifying = true;
    for (let next = this.#pending.pop(); next; next = this.#pending.pop()) this.#unify(...next);
    this.#unifying = false;
  }

  #unify(a: ClassId, b: ClassId): void {
    const x = this.root(a),
      y = this.root(b);
    if (x === y) return;
    const [into, from] = x < y ? [x, y] : [y, x];
    if (this.get(x).tuple !== this.get(y).tuple)
      for (const id of [x, y]) if (this.get(x).tuple === false || this.get(y).tuple === false) this.#untuple(id);
    const c = this.get(into),
      d = this.merge(from, into);
    for (const f of d.forms) c.forms.add(f);
    for (const t of d.targets) this.addTarget(into, t);
    for (const n of d.named) c.named.add(n);
    for (const [n, all] of d.accessors) for (const a of all) addAccessor(c, n, a);
    for (const p of d.protos) c.protos.add(p);
    for (const m of d.makers) c.makers.add(m);
    for (const n of d.hides) c.hides.add(n);
    for (const n of d.constructors) c.constructors.add(n);
    c.joined ||= d.joined || (c.slots.size > 0 && d.slots.size > 0);
    c.tuple ??= d.tuple;
    if (d.fields === null) c.fields = null;
    else if (d.fields) this.hasFields(into, d.fields);
    c.user ||= d.user;
    c.grows ||= d.grows;
    c.holey ||= d.holey;
    c.fixed ||= d.fixed;
    for (const n of d.names) c.names.add(n);
    if (d.wild || c.wild) this.makeWild(into, d.open);
    for (const [name, kind] of d.slots) this.#widen(into, name, kind);
  }

  /** The kind of a concrete value that the caller owns. Integers are told apart only where `int` is asked for. */
  ofValue(value: unknown, int = false): Kind {
    switch (typeof value) {
      case 'number':
        return prim(K.NUMBER, int && Number.isInteger(value));
      case 'boolean':
        return K.BOOL;
      case 'string':
        return K.TEXT;
      case 'undefined':
        return K.NOTHING;
      case 'bigint':
        return prim(K.BIGINT, true);
      case 'symbol':
        return prim(K.SYMBOL, true);
      default:
        return value === null ? prim(K.NULL, true) : K.ref(this.#ofObject(value as object));
    }
  }

  /** The kind of an object that is only looked up in (see lookup.ts): what it holds is no memory of the program. */
  ofLookedUp(object: object): Kind {
    const known = this.#objects.get(object);
    if (known !== undefined) return K.ref(this.root(known));
    const id = this.make('opaque');
    this.#objects.set(object, id);
    this.#lookedUp.add(object);
    return K.ref(id);
  }

  formOf(object: object): Form {
    return this.#lookedUp.has(object) ? 'opaque' : formOf(object);
  }

  /** Lets go of the concrete objects it was read from; the classes stay. */
  forget(): void {
    this.#objects.clear();
    this.sequences.forget();
  }

  /** The class of a concrete object met before, or undefined. */
  classOf(object: object): ClassId | undefined {
    const id = this.#objects.get(ArrayBuffer.isView(object) ? object.buffer : object);
    return id === undefined ? undefined : this.root(id);
  }

  #ofObject(object: object): ClassId {
    const key = ArrayBuffer.isView(object) ? object.buffer : object;
    const known = this.#objects.get(key);
    if (known !== undefined) {
      this.addForm(known, formOf(object));
      if (key !== object) {
        this.addConstructor(known, tagOf(object));
        this.sequences.add(object, known);
      }
      return this.root(known);
    }
    const id = this.make(formOf(object));
    this.#objects.set(key, id);
    const c = this.get(id);
    c.user = true;
    c.tuple = false;
    if (key !== object) c.constructors.add(tagOf(object));
    if (key !== object || formOf(object) === 'array') this.sequences.add(object, id);
    this.#unread.push([object, id]);
    if (this.#unread.length === 1) for (let i = 0; i < this.#unread.length; i++) readObject(this, ...this.#unread[i]!);
    if (this.#unread[0]?.[0] === object) this.#unread.length = 0;
    return this.root(id);
  }

  /** The class of the keys of a Map. */
  keys(id: ClassId): ClassId {
    const known = this.slot(id, KEYS).cls;
    if (known !== NO_CLASS) return this.root(known);
    const made = this.make('keys');
    this.get(made).user = this.get(id).user;
    this.widen(id, KEYS, K.ref(made));
    return made;
  }

  /** A sequence met at entry has a property beside its elements. */
  hasNamed(id: ClassId, name: string, field: PropertyDescriptor): void {
    if (!('value' in field)) return addAccessor(this.get(id), name, field as Accessor);
    if (typeof field.value === 'number') this.get(id).named.add(name);
    this.widen(id, fieldSlot(name), this.ofValue(field.value));
  }
}
