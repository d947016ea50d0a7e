/** A Map or Set as it was at entry. Its shadow and its gradient are Maps with the same keys; a Set's keys are its members. */
import type { Node } from './nodes.ts';
import type { Objects } from './shape.ts';
import { NUMBER, REF, tagOf } from './tags.ts';

export type Keyed = Map<unknown, unknown> | Set<unknown>;
type Slots = Map<unknown, unknown>;

/** The shadow of a Map. */
export class Bars extends Map<unknown, unknown> {
  /** Cotangents and shadows of its keys. */
  readonly members: Slots = new Map();
  /** Programs with tangents see a pair: the shadows of the values, and those of the keys. */
  get slots(): this {
    return this;
  }
}

/** What emitted code makes beside a new Map. */
export const bars = (): Bars => new Bars();

export class Entries implements Node {
  readonly first: number;
  readonly count = 1;
  readonly keys: readonly unknown[];
  readonly tags: Uint8Array;
  /** Ids of the values that are objects. */
  readonly refs: Int32Array;
  /** Ids of the keys that are objects; null for a Set. */
  readonly members: Int32Array | null;

  constructor(first: number, keys: readonly unknown[], tags: Uint8Array, refs: Int32Array, members: Int32Array | null) {
    this.first = first;
    this.keys = keys;
    this.tags = tags;
    this.refs = refs;
    this.members = members;
  }

  holds(objects: Objects): boolean {
    const { keys, tags, refs } = this,
      object = objects[this.first] as unknown as Keyed;
    if (object.size !== keys.length) return false;
    let i = 0;
    for (const [key, value] of object.entries()) {
      if (!Object.is(key, keys[i]) || (tags[i] === REF ? value !== objects[refs[i]!] : tagOf(value) !== tags[i])) return false;
      i++;
    }
    return true;
  }

  make(_: Objects, shadows: unknown[]): void {
    const { keys, members } = this;
    const own: Slots = this.#mirror(null, members ? new Bars() : new Map());
    if (members) for (const key of keys) (own as Bars).members.set(key, typeof key === 'number' ? 0 : null);
    shadows[this.first] = own;
  }

  link(list: unknown[]): void {
    const { keys, tags, refs, members } = this,
      own = list[this.first] as Slots;
    for (let i = 0; i < keys.length; i++) if (tags[i] === REF) own.set(keys[i], list[refs[i]!] ?? null);
    if (own instanceof Bars)
      for (let i = 0; i < keys.length; i++) if (members![i]! >= 0) own.members.set(keys[i], list[members![i]!] ?? null);
  }

  drain(shadows: unknown[], gradients: unknown[]): void {
    const shadow = shadows[this.first] as Slots;
    gradients[this.first] = this.#mirror(shadow, new Map());
    this.#settle(shadow);
    for (let i = 0; i < this.keys.length; i++) if (this.tags[i] === NUMBER) shadow.set(this.keys[i], 0);
    if (!(shadow instanceof Bars)) return;
    this.#settle(shadow.members);
    for (const key of this.keys) if (typeof key === 'number') shadow.members.set(key, 0);
  }

  /** Gives a shadow the keys of the entry again. */
  #settle(shadow: Slots): void {
    const entry = shadow.size > this.keys.length ? new Set(this.keys) : null;
    if (entry) for (const key of shadow.keys()) if (!entry.has(key)) shadow.delete(key);
  }

  #mirror(shadow: Slots | null, own: Slots): Slots {
    for (let i = 0; i < this.keys.length; i++) {
      const key = this.keys[i];
      own.set(key, this.tags[i] === NUMBER ? (shadow?.get(key) ?? 0) : null);
    }
    return own;
  }
}

/** A Map or Set with nothing but entries. */
export const isKeyed = (object: object): object is Keyed =>
  object instanceof Bars ||
  (((object instanceof Map && Object.getPrototypeOf(object) === Map.prototype) ||
    (object instanceof Set && Object.getPrototypeOf(object) === Set.prototype)) &&
    Object.keys(object).length === 0);
