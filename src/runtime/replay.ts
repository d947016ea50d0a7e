/**
 * Several runs of one call: what the first run drew, read from clocks and printed is remembered, and later runs get the same
 * again without drawing, reading or printing.
 */

/** Where a result was an object: it is made anew, of what belongs to the later run. */
const AGAIN = Symbol('again');

export class Replay {
  readonly #results: unknown[] = [];
  #at = 0;
  #first = true;

  /** One run; the first is the one that is remembered. */
  run<T>(body: () => T): T {
    const outer = current;
    current = this;
    this.#at = 0;
    try {
      return body();
    } finally {
      current = outer;
      this.#first = false;
    }
  }

  result(call: () => unknown): unknown {
    if (!this.#first) {
      const known = this.#results[this.#at++];
      if (known !== AGAIN) return known;
    }
    // what it calls may be a call of the library with runs of its own
    current = null;
    try {
      const result = call();
      if (this.#first) this.#results.push(isObject(result) ? AGAIN : result);
      return result;
    } finally {
      current = this;
    }
  }
}

let current: Replay | null = null;

export const isObject = (value: unknown): boolean => (typeof value === 'object' && value !== null) || typeof value === 'function';

/** Emitted code calls functions that change nothing they are given through this. */
export function replayed(callee: (...args: unknown[]) => unknown, receiver: unknown, args: unknown[]): unknown {
  const call = (): unknown => Reflect.apply(callee, receiver, args);
  return current === null ? call() : current.result(call);
}
