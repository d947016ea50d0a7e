/**
 * The abstract heap of one specialisation: memory classes joined by unification.
 *
 * Two references that may point to the same object are in one class. A class has one kind per named field and one for
 * all its elements. Classes come from the concrete arguments and captures (one object, one class) and from allocation
 * sites; whatever flows together is unified. The heap only ever grows towards the general, so lowering repeats until
 * `version` stands still.
 */
import { BOTTOM, type ClassId, type Kind, NO_CLASS, isRef, prim } from './kinds.ts';
import * as K from './kinds.ts';
import { type Form, formOf, hidesAccessor, tagOf } from './forms.ts';
import { Sequences, requireStorable } from './sequences.ts';
import { ELEMENT, fieldSlot, isIndex, isSymbolSlot, slotIn } from './slots.ts';
import { isSymbolName, symbolName } from '../ir/symbols.ts';

export { type Form, formOf } from './forms.ts';
export { ELEMENT, fieldSlot, isIndex, isSymbolSlot, slotIn } from './slots.ts';

/** What a call of a function value can run. */
export type Target =
  | { readonly is: 'closure'; readonly code: number }
  | { readonly is: 'function'; readonly value: (...args: never[]) => unknown };

/** A property that runs code. */
export interface Accessor {
  readonly get: (() => unknown) | undefined;
  readonly set: ((value: unknown) => void) | undefined;
}

export interface MemoryClass {
  readonly forms: Set<Form>;
  readonly slots: Map<string, Kind>;
  /** Every field and the elements are one slot: a computed name reaches any of them. */
  wild: boolean;
  readonly targets: Target[];
  /** Reachable from the caller's arguments or captures. */
  user: boolean;
  /** The length may change: push, pop, `length =`, stores past the end. */
  grows: boolean;
  /** Elements may be missing. */
  holey: boolean;
  /** An object met at entry is frozen, sealed, or has fields that cannot be written. */
  fixed: boolean;
  /** Accessors on objects met at entry, by name. */
  readonly accessors: Map<string, readonly Accessor[]>;
  /** Names of fields that hide an accessor which the object would inherit. */
  readonly hides: Set<string>;
  /** Objects of several origins: what one has another may lack. */
  joined: boolean;
  /** Prototypes from outside, `Object.prototype` included. */
  readonly protos: Set<object>;
  /** Classes of the prototypes that derived code made. */
  readonly makers: Set<ClassId>;
  /** Names of the constructors of the typed arrays in it. */
  readonly constructors: Set<string>;
}

const emptyClass = (): MemoryClass => ({
  forms: new Set(),
  slots: new Map(),
  wild: false,
  targets: [],
  user: false,
  grows: false,
  holey: false,
  fixed: false,
  joined: false,
  accessors: new Map(),
  hides: new Set(),
  protos: new Set(),
  makers: new Set(),
  constructors: new Set(),
});

export class Heap {
  version = 0;
  readonly #parents: ClassId[] = [];
  readonly #classes: (MemoryClass | null)[] = [];
  readonly #sites = new Map<string, ClassId>();
  readonly #objects = new Map<object, ClassId>();
  readonly #lookedUp = new WeakSet<object>();
  readonly sequences = new Sequences();
  /** Objects that are being read: the first is read by the call that met it, so that depth is no matter. */
  readonly #unread: [object, ClassId][] = [];
  /** Classes to unify when the unification that runs is done. */
  readonly #pending: [ClassId, ClassId][] = [];
  #unifying = false;

  root(id: ClassId): ClassId {
    if (id === NO_CLASS) return id;
    let r = id;
    while (this.#parents[r] !== r) r = this.#parents[r]!;
    while (this.#parents[id] !== r) [id, this.#parents[id]] = [this.#parents[id]!, r];
    return r;
  }

  get(id: ClassId): MemoryClass {
    return this.#classes[this.root(id)]!;
  }

  /** All class roots. */
  roots(): ClassId[] {
    return this.#parents.flatMap((p, i) => (p === i ? [i] : []));
  }

  /** Classes whose objects the caller can reach when the call is over: its own, what they refer to, and `results`. */
  reachable(results: readonly ClassId[]): ReadonlySet<ClassId> {
    return this.closure([...this.roots().filter((root) => this.get(root).user), ...results]);
  }

  /** The classes that references lead to, from these on. What `enter` turns down is not looked into. */
  closure(from: readonly ClassId[], enter: (root: ClassId) => boolean = () => true): ReadonlySet<ClassId> {
    const seen = new Set<ClassId>();
    const add = (id: ClassId): void => void seen.add(this.root(id));
    for (const id of from) if (id !== NO_CLASS) add(id);
    // the set grows while it is walked, so that depth is no matter
    for (const root of seen) if (enter(root)) this.below(root).forEach(add);
    return seen;
  }

  /** The classes that slots and prototypes of a class refer to. */
  below(id: ClassId): ClassId[] {
    const { slots, makers } = this.get(id);
    const all = [...[...slots.values()].map((slot) => slot.cls), ...makers];
    return all.flatMap((cls) => (cls === NO_CLASS ? [] : [this.root(cls)]));
  }

  same(a: ClassId, b: ClassId): boolean {
    return this.root(a) === this.root(b);
  }

  make(form?: Form): ClassId {
    const id = this.#parents.length;
    this.#parents.push(id);
    const c = emptyClass();
    if (form) c.forms.add(form);
    this.#classes.push(c);
    this.version++;
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
    }
  }

  set(id: ClassId, flag: 'user' | 'grows' | 'holey' | 'fixed'): void {
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

  addTarget(id: ClassId, target: Target): void {
    const { targets } = this.get(id);
    if (targets.some((t) => sameTarget(t, target))) return;
    targets.push(target);
    this.version++;
  }

  /** The kind of a slot so far (BOTTOM: nothing stored yet). */
  slot(id: ClassId, name: string): Kind {
    const c = this.get(id);
    return c.slots.get(slotIn(c, name)) ?? BOTTOM;
  }

  /** Makes a slot at least as general as `kind`. */
  widen(id: ClassId, name: string, kind: Kind): void {
    const c = this.get(id);
    const key = slotIn(c, name);
    const old = c.slots.get(key);
    const joined = this.join(old ?? BOTTOM, kind);
    if (old && sameKind(old, joined)) return;
    this.get(id).slots.set(key, joined);
    this.version++;
  }

  makeWild(id: ClassId): void {
    const c = this.get(id);
    if (c.wild) return;
    c.wild = true;
    this.version++;
    let all = BOTTOM;
    const names = [...c.slots.keys()].filter((name) => !isSymbolSlot(name));
    for (const name of names) all = this.join(all, this.get(id).slots.get(name) ?? BOTTOM);
    const now = this.get(id);
    for (const name of [...now.slots.keys()]) if (!isSymbolSlot(name)) now.slots.delete(name);
    now.slots.set(ELEMENT, all);
  }

  join(a: Kind, b: Kind): Kind {
    if (isRef(a) && isRef(b)) this.unify(a.cls, b.cls);
    const numA = (a.prims & K.NUMBER) !== 0,
      numB = (b.prims & K.NUMBER) !== 0;
    return { prims: a.prims | b.prims, cls: this.root(isRef(a) ? a.cls : b.cls), int: (!numA || a.int) && (!numB || b.int) };
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
    const c = this.#classes[into]!,
      d = this.#classes[from]!;
    this.#parents[from] = into;
    this.#classes[from] = null;
    this.version++;
    for (const f of d.forms) c.forms.add(f);
    for (const t of d.targets) this.addTarget(into, t);
    for (const [n, all] of d.accessors) for (const a of all) addAccessor(c, n, a);
    for (const p of d.protos) c.protos.add(p);
    for (const m of d.makers) c.makers.add(m);
    for (const n of d.hides) c.hides.add(n);
    for (const n of d.constructors) c.constructors.add(n);
    c.joined ||= d.joined || (c.slots.size > 0 && d.slots.size > 0);
    c.user ||= d.user;
    c.grows ||= d.grows;
    c.holey ||= d.holey;
    c.fixed ||= d.fixed;
    if (d.wild) this.makeWild(into);
    for (const [name, kind] of d.slots) this.widen(into, name, kind);
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
    if (key !== object) c.constructors.add(tagOf(object));
    if (key !== object || formOf(object) === 'array') this.sequences.add(object, id);
    this.#unread.push([object, id]);
    if (this.#unread.length === 1) for (let i = 0; i < this.#unread.length; i++) this.#read(...this.#unread[i]!);
    if (this.#unread[0]?.[0] === object) this.#unread.length = 0;
    return this.root(id);
  }

  #read(object: object, id: ClassId): void {
    const form = formOf(object);
    if (form === 'function') return this.addTarget(id, { is: 'function', value: object as (...args: never[]) => unknown });
    if (form === 'float64' || form === 'float32') return this.widen(id, ELEMENT, K.NUM);
    if (form === 'ints')
      return this.widen(id, ELEMENT, object instanceof BigInt64Array || object instanceof BigUint64Array ? prim(K.BIGINT, true) : K.INT);
    if (form !== 'array' && form !== 'object') return;
    if (!Object.isExtensible(object)) this.set(id, 'fixed');
    if (form === 'array') return this.#readArray(object as unknown[], id);
    const proto = Object.getPrototypeOf(object) as object | null;
    if (proto !== null) this.get(id).protos.add(proto);
    for (const symbol of Object.getOwnPropertySymbols(object)) {
      const d = Object.getOwnPropertyDescriptor(object, symbol)!;
      if ('value' in d) this.widen(id, fieldSlot(symbolName(symbol)), this.ofValue(d.value));
      else addAccessor(this.get(id), symbolName(symbol), d as Accessor);
    }
    for (const name of Object.keys(object)) {
      if (isSymbolName(name)) this.makeWild(id);
      const d = Object.getOwnPropertyDescriptor(object, name)!;
      if (!d.writable) this.set(id, 'fixed');
      if ('value' in d) {
        if (hidesAccessor(proto, name)) this.get(id).hides.add(name);
        this.widen(id, isIndex(name) ? ELEMENT : fieldSlot(name), this.ofValue(d.value));
      } else addAccessor(this.get(id), name, d as Accessor);
    }
  }

  #readArray(array: unknown[], id: ClassId): void {
    const { length } = array;
    requireStorable(length);
    let prims = 0;
    for (let i = 0; i < length; i++) {
      const v = array[i];
      if (typeof v === 'number') prims |= K.NUMBER;
      else if (v === undefined && !(i in array)) this.get(id).holey = true;
      else this.widen(id, ELEMENT, this.ofValue(v));
    }
    if (prims) this.widen(id, ELEMENT, K.NUM);
  }
}

function addAccessor(c: MemoryClass, name: string, { get, set }: Accessor): void {
  const known = c.accessors.get(name) ?? [];
  if (!known.some((a) => a.get === get && a.set === set)) c.accessors.set(name, [...known, { get, set }]);
}

export const sameKind = (a: Kind, b: Kind): boolean => a.prims === b.prims && a.cls === b.cls && a.int === b.int;
const sameTarget = (a: Target, b: Target): boolean =>
  a.is === 'closure' ? b.is === 'closure' && a.code === b.code : b.is === 'function' && a.value === b.value;
