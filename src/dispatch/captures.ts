/** Every capture that a compilation asked for: what it knows of the world around the function must still hold at later calls. */
import { formOf, isKeyed } from '../facts/heap.ts';
import type { Capture, Environment } from '../syntax/environment.ts';

export class Captures implements Environment {
  readonly #below: Environment;
  readonly #found = new Map<Function, Map<string, Capture>>();

  constructor(below: Environment) {
    this.#below = below;
  }

  captures(fn: Function, names: readonly string[]): Map<string, Capture> {
    const found = this.#below.captures(fn, names);
    let all = this.#found.get(fn);
    if (!all) this.#found.set(fn, (all = new Map()));
    for (const [name, capture] of found) {
      all.set(name, capture);
    }
    return found;
  }

  values(captures: readonly Capture[]): unknown[] {
    return this.#below.values(captures);
  }

  locate(fn: Function): ReturnType<Environment['locate']> {
    return this.#below.locate(fn);
  }

  /** Those that one function was asked for; `shared`: another function, or another name, means the same object. */
  of(fn: Function): { readonly capture: Capture; readonly shared: boolean }[] {
    const all = [...this.#found.values()].flatMap((found) => [...found.values()]);
    return [...(this.#found.get(fn)?.values() ?? [])].map((capture) => ({
      capture,
      shared: all.some((other) => other !== capture && other.value === capture.value),
    }));
  }

  /** Those that can change: bindings that are assigned, and the insides of objects. */
  changing(): Capture[] {
    return [...this.#found.values()].flatMap((all) => [...all.values()].filter((c) => !c.constant || hasSlots(c.value)));
  }
}

function hasSlots(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const form = formOf(value);
  return form === 'object' || form === 'array' || isKeyed(form);
}
