/** What a memory class is, and the forms of its objects. */
import type { ClassId, Kind } from './kinds.ts';
import { isProxy } from './proxy.ts';

export type Form = 'float64' | 'float32' | 'ints' | 'array' | 'object' | 'map' | 'set' | 'keys' | 'function' | 'opaque';

/** What a call of a function value can run. */
export type Target =
  | { readonly is: 'closure'; readonly code: number }
  | { readonly is: 'function'; readonly value: (...args: never[]) => unknown };

/** Objects that are asked by `get`, `set` and `has`, not by property. */
export const isKeyed = (form: Form): boolean => form === 'map' || form === 'set' || form === 'keys';

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
  /** The names that its objects may have, unless it is `open`: one that was computed has been stored. */
  readonly names: Set<string>;
  open: boolean;
  readonly targets: Target[];
  /**
   * Arrays of a few elements of different kinds that are only asked for by literal indices, such as `[key, value]`: every
   * position is a slot. Undefined until the first of them is made; an index that is computed makes it false for good.
   */
  tuple: boolean | undefined;
  /** Reachable from the caller's arguments or captures. */
  user: boolean;
  /** The length may change: push, pop, `length =`, stores past the end. */
  grows: boolean;
  /** Elements may be missing. */
  holey: boolean;
  /** An object met at entry is frozen, sealed, or has fields that cannot be written. */
  fixed: boolean;
  /**
   * The fields that every object of the class has, in their order: undefined before the first object, null where they differ
   * or come and go.
   */
  fields: readonly string[] | null | undefined;
  /** Names under which arrays met at entry have a number, beside their elements. */
  readonly named: Set<string>;
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

export const emptyClass = (): MemoryClass => ({
  forms: new Set(),
  slots: new Map(),
  wild: false,
  names: new Set(),
  open: false,
  tuple: undefined,
  targets: [],
  user: false,
  grows: false,
  holey: false,
  fixed: false,
  fields: undefined,
  named: new Set(),
  joined: false,
  accessors: new Map(),
  hides: new Set(),
  protos: new Set(),
  makers: new Set(),
  constructors: new Set(),
});

/** No object of a wild class has a field of this name. */
export const lacks = ({ wild, open, names }: MemoryClass, name: string): boolean => wild && !open && !names.has(name);

export const sameFields = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((name, i) => name === b[i]);

/** `Float64Array`, `Uint8Array`, …. */
export const tagOf = (view: object): string => Object.prototype.toString.call(view).slice(8, -1);

export function formOf(object: object): Form {
  if (typeof object === 'function') return 'function';
  if (isProxy(object)) return 'opaque';
  if (object instanceof Float64Array) return 'float64';
  if (object instanceof Float32Array) return 'float32';
  if (ArrayBuffer.isView(object) && !(object instanceof DataView)) return 'ints';
  if (Array.isArray(object)) return 'array';
  if (isPlainMap(object)) return 'map';
  if (isPlainSet(object)) return 'set';
  const tag = Object.prototype.toString.call(object);
  return tag === '[object Object]' && !isPrototype(object) ? 'object' : 'opaque';
}

/** What a function of the outside gives to the objects that it makes: it is looked up in, never followed as memory. */
function isPrototype(object: object): boolean {
  const own = Object.getOwnPropertyDescriptor(object, 'constructor')?.value as unknown;
  return typeof own === 'function' && Object.getOwnPropertyDescriptor(own, 'prototype')?.value === object;
}

export function addAccessor(c: MemoryClass, name: string, { get, set }: Accessor): void {
  const known = c.accessors.get(name) ?? [];
  if (!known.some((a) => a.get === get && a.set === set)) c.accessors.set(name, [...known, { get, set }]);
}

/** No subclass, and without properties of its own: only its entries are memory. */
const isPlainMap = (object: object): boolean =>
  object instanceof Map && Object.getPrototypeOf(object) === Map.prototype && Object.keys(object).length === 0;
const isPlainSet = (object: object): boolean =>
  object instanceof Set && Object.getPrototypeOf(object) === Set.prototype && Object.keys(object).length === 0;

export const sameKind = (a: Kind, b: Kind): boolean =>
  a.prims === b.prims && a.cls === b.cls && a.fn === b.fn && a.int === b.int && a.word === b.word;
export const sameTarget = (a: Target, b: Target): boolean =>
  a.is === 'closure' ? b.is === 'closure' && a.code === b.code : b.is === 'function' && a.value === b.value;
