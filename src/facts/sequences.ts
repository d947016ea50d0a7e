/** Arrays and typed arrays that do not mean what theirs mean: by properties of their own, or by the class that they are of. */
import { fault } from '../fault/messages.ts';
import type { ClassId } from './kinds.ts';

/** The engine stores no longer array without holes. */
const LONGEST = 2 ** 27;

/** Shadows have no holes: a sparse array of any length cannot have one. */
export function requireStorable(length: number): void {
  if (length > LONGEST)
    throw fault('E_MEMORY', null, { bytes: 8 * length, limit: 8 * LONGEST, what: `cotangents for an array of length ${length}` });
}

/** The prototype is the builtin one, of whatever realm. */
export function isPlainSequence(sequence: object): boolean {
  let above = 0;
  for (let o = Object.getPrototypeOf(sequence) as object | null; o; o = Object.getPrototypeOf(o) as object | null) above++;
  return above === (Array.isArray(sequence) ? 2 : 3);
}

export class Sequences {
  readonly #met: (readonly [sequence: object, cls: ClassId])[] = [];
  /** The names that the program looked up. */
  readonly asked = new Set<PropertyKey>();

  add(sequence: object, cls: ClassId): void {
    // what all of them inherit is no oddity
    if (sequence !== Array.prototype) this.#met.push([sequence, cls]);
  }

  /** Those of a class (`of` tells) that have their own idea of a name. */
  odd(name: PropertyKey, of: (cls: ClassId) => boolean): object[] {
    this.asked.add(name);
    return this.#met.flatMap(([sequence, cls]) =>
      of(cls) && (Object.hasOwn(sequence, name) || !isPlainSequence(sequence)) ? [sequence] : [],
    );
  }

  /** What sets a sequence apart under those names; '' for plain ones. */
  oddity(sequence: object): string {
    let told = isPlainSequence(sequence) ? '' : `of ${String(sequence.constructor?.name)}`;
    for (const name of this.asked)
      if (Object.hasOwn(sequence, name)) told += ` ${String(name)}: ${typeof (sequence as Record<PropertyKey, unknown>)[name]}`;
    return told;
  }

  forget(): void {
    this.#met.length = 0;
  }
}
