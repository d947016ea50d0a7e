/**
 * What the turns of a checkpointed loop draw, read from clocks and show: the first time is remembered. When turns are run again
 * they get the same, and nothing is drawn, read or shown.
 */
import { Pool } from './pool.ts';
import { isObject, replayed } from './replay.ts';

const numbers = new Pool<Float64Array>({
  what: 'random numbers and times',
  bytes: 8,
  paged: true,
  make: (n) => new Float64Array(n),
  copy: (from, to) => to.set(from),
});

type Call = () => unknown;

/** What calls gave, in their order: numbers, or else nothing; what is neither is noted apart. */
class Outcomes {
  at = 0;
  #known = 0;
  #numbers: Float64Array | null;
  /** Null where it was an object: that is made anew. */
  readonly #others = new Map<number, Call | null>();

  constructor(given: 'numbers' | 'nothing') {
    this.#numbers = given === 'numbers' ? new Float64Array(1) : null;
  }

  ask(call: Call): unknown {
    const at = this.at++;
    if (at < this.#known) return this.#others.size > 0 && this.#others.has(at) ? (this.#others.get(at) ?? call)() : this.#numbers?.[at];
    this.#known++;
    let found: unknown;
    try {
      found = call();
    } catch (error) {
      this.#others.set(at, () => {
        throw error;
      });
      throw error;
    }
    if (!this.#keeps(at, found)) this.#others.set(at, isObject(found) ? null : () => found);
    return found;
  }

  #keeps(at: number, found: unknown): boolean {
    if (this.#numbers === null) return found === undefined;
    if (typeof found !== 'number') return false;
    if (at >= this.#numbers.length) this.#numbers = numbers.grow(this.#numbers, at + 1);
    this.#numbers[at] = found;
    return true;
  }
}

/** How many numbers were asked for, and how often something was shown. */
export type Place = readonly [drawn: number, told: number];

export class Draws {
  readonly #drawn = new Outcomes('numbers');
  readonly #told = new Outcomes('nothing');

  get place(): Place {
    return [this.#drawn.at, this.#told.at];
  }

  /** From here on all is known that was asked after it. */
  set place([drawn, told]: Place) {
    this.#drawn.at = drawn;
    this.#told.at = told;
  }

  drawn(call: Call): unknown {
    return this.#drawn.ask(call);
  }

  told(call: Call): unknown {
    return this.#told.ask(call);
  }
}

let current: Draws | null = null;

/** Runs with code that asks the world asking here instead; null: the world. */
export function asking<T>(draws: Draws | null, run: () => T): T {
  const outer = current;
  current = draws;
  try {
    return run();
  } finally {
    current = outer;
  }
}

/** Where the loop that is under way asks: one inside of it asks there too. */
export const draws = (): Draws => current ?? new Draws();

type Callee = (...args: unknown[]) => unknown;

/** Emitted code calls functions through these that give something else every time, or show something. */
export const drawn = (callee: Callee, receiver: unknown, args: unknown[]): unknown => called('drawn', callee, receiver, args);
export const told = (callee: Callee, receiver: unknown, args: unknown[]): unknown => called('told', callee, receiver, args);

function called(how: 'drawn' | 'told', callee: Callee, receiver: unknown, args: unknown[]): unknown {
  const draws = current;
  if (draws === null) return replayed(callee, receiver, args);
  // what it calls may be a call of the library, which asks for itself
  return draws[how](() => asking(null, () => replayed(callee, receiver, args)));
}
