/**
 * Captured variables that are read only where the program comes to them: primitives that can change between calls, in code
 * that may never run. To look at a variable of another module costs far more than most programs.
 */
import type { Capture } from './environment.ts';

/** What is thrown where a variable turns out to be of another kind than the program was compiled for. */
export class Outdated extends Error {
  readonly variable: string;
  constructor(variable: string) {
    super(variable);
    this.variable = variable;
  }
}

export class Late {
  readonly capture: Capture;
  readonly #kind: string;
  #value: unknown;
  /** It is known for the call that runs: at first for the one that the program is compiled for. */
  #fresh = true;
  /** Some call came to it: later calls read it with the others. */
  met = false;

  constructor(capture: Capture) {
    this.capture = capture;
    this.#value = capture.value;
    this.#kind = kindOf(capture.value);
  }

  /** Another call begins. */
  forget(): void {
    this.#fresh = false;
  }

  /** What it holds at the beginning of a call; false if that is of another kind. */
  suits(value: unknown): boolean {
    this.#value = value;
    this.#fresh = kindOf(value) === this.#kind;
    return this.#fresh;
  }

  /** What the program calls. */
  readonly read = (): unknown => {
    this.met = true;
    if (!this.#fresh && !this.suits(this.capture.read())) throw new Outdated(this.capture.name);
    return this.#value;
  };
}

const kindOf = (value: unknown): string =>
  value === null ? 'null' : typeof value === 'function' || typeof value === 'object' ? 'reference' : typeof value;
