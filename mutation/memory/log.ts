/**
 * The shadows of a detached call that emitted code makes and rewires. `back` may be called again and starts each time from
 * the structure that the forward sweep left, with all cotangents 0.
 *
 * A reference's shadow may stand where a number stood, and the reverse.
 */
import { Bars } from './entries.ts';

export class Log {
  readonly #made: object[] = [];
  readonly #objects: Slots[] = [];
  readonly #keys: unknown[] = [];
  readonly #new: unknown[] = [];
  readonly #old: unknown[] = [];
  #at = 0;

  /** Notes a shadow made by the forward sweep, and gives it. */
  add<S extends object>(shadow: S): S {
    this.#made.push(shadow);
    return shadow;
  }

  /** Forward sweep: puts a reference's shadow into a slot. */
  set(shadow: object, key: unknown, value: unknown): void {
    const object = shadow as Slots;
    this.#objects.push(object);
    this.#keys.push(key);
    this.#new.push(value);
    this.#old.push(get(object, key));
    put(object, key, value);
    this.#at++;
  }

  /** Reverse sweep: takes the last one back. */
  unset(): void {
    const at = --this.#at;
    put(this.#objects[at]!, this.#keys[at]!, this.#old[at]);
  }

  /** Back to the end of the forward sweep, also from the middle of a reverse sweep that threw. */
  rewind(): void {
    for (const shadow of this.#made) zero(shadow);
    for (let i = 0; i < this.#objects.length; i++) put(this.#objects[i]!, this.#keys[i]!, this.#new[i]);
    this.#at = this.#objects.length;
  }
}

type Slots = Record<PropertyKey, unknown> | Map<unknown, unknown>;

const get = (object: Slots, key: unknown): unknown => (object instanceof Map ? object.get(key) : object[key as PropertyKey]);
function put(object: Slots, key: unknown, value: unknown): void {
  if (object instanceof Map) object.set(key, value);
  else object[key as PropertyKey] = value;
}

/** Sets the numbers in a shadow to 0. */
export function zero(shadow: object): void {
  if (shadow instanceof Float64Array) shadow.fill(0);
  else if (Array.isArray(shadow)) {
    for (let i = 0; i < shadow.length; i++) if (typeof shadow[i] === 'number') shadow[i] = 0;
  } else if (shadow instanceof Map) {
    for (const [key, value] of shadow) if (typeof value === 'number') shadow.set(key, 0);
    if (shadow instanceof Bars) zero(shadow.members);
  } else {
    const fields = shadow as Record<string, unknown>;
    for (const key of Object.keys(fields)) if (typeof fields[key] === 'number') fields[key] = 0;
  }
}
