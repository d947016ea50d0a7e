/**
 * Whether the values of a later call are such as a program was compiled for: the same kinds in the same memory classes, and
 * nothing joined that was apart. What a program was compiled for is learnt from the values of its first call.
 */
import { ELEMENT, KEYS, type Heap, fieldSlot, isIndex } from '../facts/heap.ts';
import { BOTTOM, type ClassId, type Kind, NO_CLASS } from '../facts/kinds.ts';
import * as K from '../facts/kinds.ts';

const BITS: Readonly<Record<string, number>> = {
  number: K.NUMBER,
  boolean: K.BOOLEAN,
  string: K.STRING,
  undefined: K.UNDEFINED,
  bigint: K.BIGINT,
  symbol: K.SYMBOL,
};

const tagOf = (object: object): string => Object.prototype.toString.call(object).slice(8, -1);

export class Fit {
  readonly #heap: Heap;
  /** Per class: lists of keys of its records, names of its opaque objects. */
  readonly #shapes = new Map<ClassId, Set<string>>();
  readonly #kinds: readonly Kind[];

  constructor(heap: Heap, kinds: readonly Kind[], roots: readonly unknown[]) {
    this.#heap = heap;
    this.#kinds = kinds;
    new Walk(heap, (cls, shape) => this.#learn(cls, shape)).all(roots, kinds);
  }

  holds(roots: readonly unknown[]): boolean {
    return new Walk(this.#heap, (cls, shape) => this.#shapes.get(cls)?.has(shape) ?? false).all(roots, this.#kinds);
  }

  #learn(cls: ClassId, shape: string): true {
    let shapes = this.#shapes.get(cls);
    if (!shapes) this.#shapes.set(cls, (shapes = new Set()));
    shapes.add(shape);
    return true;
  }
}

class Walk {
  readonly #heap: Heap;
  readonly #shape: (cls: ClassId, shape: string) => boolean;
  readonly #classes = new Map<object, ClassId>();
  readonly #queue: object[] = [];

  constructor(heap: Heap, shape: (cls: ClassId, shape: string) => boolean) {
    this.#heap = heap;
    this.#shape = shape;
  }

  all(roots: readonly unknown[], kinds: readonly Kind[]): boolean {
    if (!roots.every((root, i) => this.#value(root, kinds[i]!))) return false;
    // the queue grows while it is walked
    for (let i = 0; i < this.#queue.length; i++) {
      const object = this.#queue[i]!;
      if (!this.#object(object, this.#classes.get(object)!)) return false;
    }
    return true;
  }

  #value(value: unknown, { prims, cls, int }: Kind): boolean {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null) {
      const bit = value === null ? K.NULL : BITS[typeof value]!;
      return (prims & bit) !== 0 && (bit !== K.NUMBER || !int || Number.isInteger(value));
    }
    if (cls === NO_CLASS) return false;
    const root = this.#heap.root(cls),
      known = this.#classes.get(value);
    if (known !== undefined) return known === root;
    this.#classes.set(value, root);
    this.#queue.push(value);
    if (!ArrayBuffer.isView(value)) return true;
    const shared = this.#classes.get(value.buffer);
    if (shared === undefined) this.#classes.set(value.buffer, root);
    return shared === undefined || shared === root;
  }

  #object(object: object, cls: ClassId): boolean {
    const c = this.#heap.get(cls),
      form = this.#heap.formOf(object);
    if (!c.forms.has(form)) return false;
    switch (form) {
      case 'function':
        return c.targets.some((t) => t.is === 'function' && t.value === object);
      case 'float64':
      case 'float32':
      case 'ints':
        return c.constructors.has(tagOf(object));
      case 'array':
        return this.#array(object as unknown[], this.#heap.slot(cls, ELEMENT), c.holey) && this.#named(object, cls);
      case 'map':
      case 'set':
        return this.#keyed(object as Map<unknown, unknown> | Set<unknown>, cls);
      case 'object':
        return this.#record(object, cls);
      default:
        return this.#shape(cls, tagOf(object));
    }
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
      if (!slot.startsWith('.')) continue;
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
    if (!c.wild && !this.#shape(cls, keys.join('\0'))) return false;
    for (const key of keys) {
      const field = Object.getOwnPropertyDescriptor(object, key)!;
      if (!('value' in field)) {
        if (!c.accessors.get(key)?.some((a) => a.get === field.get && a.set === field.set)) return false;
      } else if (!this.#value(field.value, this.#heap.slot(cls, isIndex(key) ? ELEMENT : fieldSlot(key)))) return false;
    }
    return true;
  }
}
