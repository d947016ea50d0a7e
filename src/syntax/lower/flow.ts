/** The values of variables, and the ways out, at one point of the program being lowered. */
import type { Atom, Lit } from '../../ir/ir.ts';

/** A variable of one activation; boxed ones hold the reference of their box. */
export interface Variable {
  readonly name: string;
  readonly boxed: boolean;
}

/** The value of a variable on a path where nobody will read it. Known by identity. */
export const NEVER: Lit = { lit: undefined };

const NONE: ReadonlySet<number> = new Set();

/** An overlay: what a branch sets is seen in the branch, and merged into the flow below it when the branch ends. */
export class Flow {
  readonly below: Flow | null;
  readonly #values = new Map<Variable, Atom>();
  /** Control can come to this point and go on. */
  falls = true;
  /** Exit codes that the exit variable can hold here instead of 0. */
  codes: ReadonlySet<number> = NONE;

  constructor(below: Flow | null = null) {
    this.below = below;
    if (below) {
      this.falls = below.falls;
      this.codes = below.codes;
    }
  }

  get(variable: Variable): Atom | undefined {
    for (let flow: Flow | null = this; flow; flow = flow.below) {
      const found = flow.#values.get(variable);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  set(variable: Variable, value: Atom): void {
    this.#values.set(variable, value);
  }

  fork(): Flow {
    return new Flow(this);
  }

  /** The variables set since the fork. */
  changed(): Iterable<Variable> {
    return this.#values.keys();
  }

  /** Control can be here at all, going on or on its way out. */
  get live(): boolean {
    return this.falls || this.codes.size > 0;
  }

  exits(code: number): void {
    this.falls = false;
    this.codes = new Set([code]);
  }

  /** Nothing comes after this point. */
  ends(): void {
    this.falls = false;
    this.codes = NONE;
  }

  /** Goes on, with no exit under way. */
  resumes(): void {
    this.falls = true;
    this.codes = NONE;
  }

  without(code: number): ReadonlySet<number> {
    return new Set([...this.codes].filter((c) => c !== code));
  }
}
