/** The functions of the program that are called: which are, for which kinds of arguments, and what they need from outside. */
import type { Capture } from '../environment.ts';

/** A function that is called and not inlined. */
export interface Outlined {
  readonly name: string;
  /** Captures from outside that it needs, handed on by every caller. */
  readonly needs: { readonly key: unknown; readonly capture: Capture }[];
}

export class Outlines {
  readonly #entry: string;
  readonly #recursive = new Set<string>();
  readonly #outlined = new Map<string, Outlined>();
  readonly #variants = new Map<string, Set<string>>();
  /** Stands still when nothing new is learnt. */
  version = 0;

  /** The name of the entry is taken. */
  constructor(entry: string) {
    this.#entry = entry;
  }

  isRecursive(key: string): boolean {
    return this.#recursive.has(key);
  }

  setRecursive(key: string): void {
    if (!this.#recursive.has(key)) this.version++;
    this.#recursive.add(key);
  }

  /** Whether a function is apart for these kinds of arguments: the first few are. */
  isApart(key: string, kinds: string, most: number): boolean {
    let known = this.#variants.get(key);
    if (!known) this.#variants.set(key, (known = new Set()));
    if (known.has(kinds)) return true;
    if (known.size >= most) return false;
    known.add(kinds);
    return true;
  }

  /** The function under a key, with a name of its own. */
  of(key: string, name: string): Outlined {
    let found = this.#outlined.get(key);
    if (!found) {
      const taken = new Set([this.#entry, ...[...this.#outlined.values()].map((o) => o.name)]);
      let unique = name;
      for (let i = 2; taken.has(unique); i++) unique = `${name}${i}`;
      this.#outlined.set(key, (found = { name: unique, needs: [] }));
    }
    return found;
  }

  need(outlined: Outlined, key: unknown, capture: Capture): void {
    if (outlined.needs.some((n) => n.key === key)) return;
    outlined.needs.push({ key, capture });
    this.version++;
  }
}
