/**
 * Whether the values of a later call are such as a program was compiled for: the same kinds in the same memory classes, and
 * nothing joined that was apart. What a program was compiled for is learnt from the values of its first call.
 */
import { isPlainSequence } from '../facts/sequences.ts';
import { ELEMENT, KEYS, type Heap, type MemoryClass, fieldSlot, isIndex, lacks } from '../facts/heap.ts';
import { BOTTOM, type ClassId, type Kind, NO_CLASS } from '../facts/kinds.ts';
import * as K from '../facts/kinds.ts';
import { isProxy } from '../facts/proxy.ts';
import { isSymbolName, symbolName } from '../ir/symbols.ts';

const BITS: Readonly<Record<string, number>> = {
  number: K.NUMBER,
  boolean: K.BOOLEAN,
  string: K.STRING,
  undefined: K.UNDEFINED,
  bigint: K.BIGINT,
  symbol: K.SYMBOL,
};

/** Every array has one; records in its class may have a field of that name. */
const LENGTH = fieldSlot('length');

const tagOf = (object: object): string => Object.prototype.toString.call(object).slice(8, -1);

/** What is known of a world that stays while the rest changes from call to call. */
export type Classes = ReadonlyMap<object, ClassId>;

export class Fit {
  readonly #heap: Heap;
  /** Per class: lists of keys of its records, names of its opaque objects. */
  readonly #shapes = new Map<ClassId, Set<string>>();

  constructor(heap: Heap, kinds: readonly Kind[], roots: readonly unknown[]) {
    this.#heap = heap;
    new Walk(heap, (cls, shape) => this.#learn(cls, shape), NONE).all(roots, kinds);
  }

  /** The classes of all that can be reached from the roots; null if they do not fit. */
  classes(roots: readonly unknown[], kinds: readonly Kind[]): Classes | null {
    const walk = this.#walk(NONE);
    return walk.all(roots, kinds) ? walk.classes : null;
  }

  /** Whether these fit beside what is known already, and whether they are apart from it. */
  beside(known: Classes, roots: readonly unknown[], kinds: readonly Kind[]): 'apart' | 'joined' | null {
    const walk = this.#walk(known);
    return !walk.all(roots, kinds) ? null : walk.joined ? 'joined' : 'apart';
  }

  #walk(known: Classes): Walk {
    return new Walk(this.#heap, (cls, shape) => this.#shapes.get(cls)?.has(shape) ?? false, known);
  }

  #learn(cls: ClassId, shape: string): true {
    let shapes = this.#shapes.get(cls);
    if (!shapes) this.#shapes.set(cls, (shapes = new Set()));
    shapes.add(shape);
    return true;
  }
}

const NONE: Classes = new Map();

class Walk {
  readonly #heap: Heap;
  readonly #shape: (cls: ClassId, shape: string) => boolean;
  readonly #known: Classes;
  readonly classes = new Map<object, ClassId>();
  readonly #queue: object[] = [];
  /** It met something that was known before. */
  joined = false;
  readonly #symbolic = new Map<ClassId, boolean>();

  constructor(heap: Heap, shape: (cls: ClassId, shape: string) => boolean, known: Classes) {
    this.#heap = heap;
    this.#shape = shape;
    this.#known = known;
  }

  all(roots: readonly unknown[], kinds: readonly Kind[]): boolean {
    if (!roots.every((root, i) => this.#value(root, kinds[i]!))) return false;
    // the queue grows while it is walked
    for (let i = 0; i < this.#queue.length; i++) {
      const object = this.#queue[i]!;
      if (!this.#object(object, this.classes.get(object)!)) return false;
    }
    return true;
  }

  #value(value: unknown, { prims, cls, fn, int }: Kind): boolean {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null) {
      const bit = value === null ? K.NULL : BITS[typeof value]!;
      return (prims & bit) !== 0 && (bit !== K.NUMBER || !int || Number.isInteger(value));
    }
    if (cls === NO_CLASS) return false;
    const root = this.#heap.root(fn !== NO_CLASS && typeof value === 'function' ? fn : cls),
      known = this.#classOf(value);
    if (known !== undefined) return known === root;
    this.classes.set(value, root);
    this.#queue.push(value);
    if (!ArrayBuffer.isView(value)) return true;
    const shared = this.#classOf(value.buffer);
    if (shared === undefined) this.classes.set(value.buffer, root);
    return shared === undefined || shared === root;
  }

  #classOf(object: object): ClassId | undefined {
    const before = this.#known.size === 0 ? undefined : this.#known.get(object);
    if (before !== undefined) this.joined = true;
    return before ?? this.classes.get(object);
  }

  #object(object: object, cls: ClassId): boolean {
    const c = this.#heap.get(cls),
      form = this.#heap.formOf(object);
    if (!c.forms.has(form)) return false;
    if (!c.fixed && (form === 'array' || form === 'object') && !Object.isExtensible(object)) return false;
    switch (form) {
      case 'function':
        return c.targets.some((t) => t.is === 'function' && t.value === object);
      case 'float64':
      case 'float32':
      case 'ints':
        return c.constructors.has(tagOf(object)) && this.#isKnown(object, cls);
      case 'array':
        if (!this.#isKnown(object, cls)) return false;
        return this.#array(object as unknown[], this.#heap.slot(cls, ELEMENT), c.holey) && this.#named(object, cls);
      case 'map':
      case 'set':
        return this.#keyed(object as Map<unknown, unknown> | Set<unknown>, cls);
      case 'object':
        return this.#record(object, cls);
      default:
        return this.#shape(cls, isProxy(object) ? 'Proxy' : tagOf(object));
    }
  }

  /** Subclasses, and sequences with properties that the program asks for, are known one by one. */
  #isKnown(sequence: object, cls: ClassId): boolean {
    const oddity = this.#heap.sequences.oddity(sequence);
    if (oddity === '') return true;
    if (!isPlainSequence(sequence) && !this.#heap.get(cls).protos.has(Object.getPrototypeOf(sequence) as object)) return false;
    return this.#shape(cls, oddity);
  }

  #array(array: readonly unknown[], kind: Kind, holey: boolean): boolean {
    const numbers = (kind.prims & K.NUMBER) !== 0 && !kind.int;
    for (let i = 0; i < array.length; i++) {
      const value = array[i];
      if (numbers && typeof value === 'number') continue;
      if (value === undefined && !(i in array) ? !holey : !this.#value(value, kind)) return false;
    }
    return true;
  }

  /** What the program asks of an array by name. */
  #named(array: object, cls: ClassId): boolean {
    for (const [slot, kind] of this.#heap.get(cls).slots) {
      if (!slot.startsWith('.') || slot === LENGTH) continue;
      const field = Object.getOwnPropertyDescriptor(array, slot.slice(1));
      if (field && (!('value' in field) || !this.#value(field.value, kind))) return false;
    }
    return true;
  }

  #keyed(object: Map<unknown, unknown> | Set<unknown>, cls: ClassId): boolean {
    const values = this.#heap.slot(cls, ELEMENT),
      inside = this.#heap.slot(cls, KEYS).cls,
      keys = inside === NO_CLASS ? BOTTOM : this.#heap.slot(inside, ELEMENT);
    for (const [key, value] of object.entries()) {
      if (!this.#value(value, values) || (object instanceof Map && !this.#value(key, keys))) return false;
    }
    return true;
  }

  #record(object: object, cls: ClassId): boolean {
    const c = this.#heap.get(cls),
      proto = Object.getPrototypeOf(object) as object | null;
    if (proto !== null && !c.protos.has(proto)) return false;
    const keys = Object.keys(object);
    if (c.wild ? keys.some((key) => !isIndex(key) && lacks(c, key)) : !this.#shape(cls, keys.join('\0'))) return false;
    for (const key of keys) {
      const field = Object.getOwnPropertyDescriptor(object, key)!;
      if (!field.writable && !c.fixed) return false;
      if (!('value' in field)) {
        if (!c.accessors.get(key)?.some((a) => a.get === field.get && a.set === field.set)) return false;
      } else if (!this.#value(field.value, this.#heap.slot(cls, isIndex(key) ? ELEMENT : fieldSlot(key)))) return false;
    }
    return !this.#asksForSymbols(cls, c) || this.#symbols(object, cls);
  }

  /** What a record holds under symbols counts only where the program can ask for it. */
  #asksForSymbols(cls: ClassId, { slots, protos }: MemoryClass): boolean {
    let asks = this.#symbolic.get(cls);
    if (asks === undefined) {
      asks =
        [...slots.keys()].some((slot) => isSymbolName(slot.slice(1))) ||
        [...protos].some((proto) => Object.getOwnPropertySymbols(proto).length > 0);
      this.#symbolic.set(cls, asks);
    }
    return asks;
  }

  #symbols(object: object, cls: ClassId): boolean {
    const symbols = Object.getOwnPropertySymbols(object);
    if (symbols.length === 0) return true;
    const names = symbols.map(symbolName);
    if (!this.#heap.get(cls).wild && !this.#shape(cls, names.join('\0'))) return false;
    return symbols.every((symbol, i) => {
      const field = Object.getOwnPropertyDescriptor(object, symbol)!;
      return 'value' in field && this.#value(field.value, this.#heap.slot(cls, fieldSlot(names[i]!)));
    });
  }
}
