/** Calls that may be given up and begun again. */
import { fault } from '../fault/messages.ts';
import { Outdated } from '../syntax/late.ts';
import type { Bound, Columns, Slot } from './call.ts';

/**
 * A call of a program that may turn out, on its way, to be compiled for another kind of a captured variable (see late.ts).
 * Where nothing can be noticed of it yet it is given up, and the call begins again.
 */
export class Repeated implements Bound {
  readonly #bound: Bound;
  readonly #again: () => Bound;

  constructor(bound: Bound, again: () => Bound) {
    this.#bound = bound;
    this.#again = again;
  }

  get calm(): boolean {
    return this.#bound.calm;
  }

  get own(): Bound['own'] {
    return this.#bound.own;
  }

  run(): ReturnType<Bound['run']> {
    return this.#orAgain((bound) => bound.run());
  }

  pull(): ReturnType<Bound['pull']> {
    return this.#orAgain((bound) => bound.pull());
  }

  push(directions: readonly (readonly unknown[])[]): ReturnType<Bound['push']> {
    return this.#orAgain((bound) => bound.push(directions));
  }

  curve(direction: readonly unknown[]): ReturnType<Bound['curve']> {
    return this.#orAgain((bound) => bound.curve(direction));
  }

  columns(places: readonly Slot[]): Columns {
    return this.#orAgain((bound) => bound.columns(places));
  }

  /** Later runs have the values of the first at hand, and cannot begin again. */
  later(): () => Bound {
    const next = this.#bound.later();
    const never = (): never => {
      throw fault('E_CAPTURE/late', null, { variable: 'a captured variable' });
    };
    return () => new Repeated(next(), never);
  }

  #orAgain<T>(run: (bound: Bound) => T): T {
    try {
      return run(this.#bound);
    } catch (error) {
      if (error instanceof Outdated) return run(this.#again());
      throw error;
    }
  }
}
