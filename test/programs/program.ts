/** A small program of the catalogue, and how it is called. */
export interface Program {
  readonly name: string;
  /** A function with captures of its own, fresh on every call; `memory` is what it captures and may write. */
  readonly make: () => { f: (...args: any[]) => unknown; memory: readonly unknown[] };
  /** Fresh arguments. */
  readonly args: () => unknown[];
  readonly more: More;
}

export interface More {
  /** The gradients, where differences cannot tell (kinks, infinities, rounded storage). */
  readonly gradients?: readonly unknown[];
  /** Arguments that only count or choose: their derivative is 0, and differences would cross a step. */
  readonly counts?: readonly number[];
  /** A derivative on the way is infinite, though none of the whole is. */
  readonly steep?: boolean;
  /** Tolerance against differences; default 1e-6. */
  readonly tolerance?: number;
  /** The program's own error. */
  readonly throws?: RegExp;
  /** It must be refused with this code, and nothing may have changed. */
  readonly refused?: string;
  /** Arguments of further calls of the same function. */
  readonly then?: readonly (() => unknown[])[];
  /** A refusal by code is right as well. */
  readonly mayRefuse?: boolean;
}

/** A program that captures nothing that it writes, other than its module's scratch memory. */
export const program = (name: string, args: () => unknown[], f: (...args: any[]) => unknown, more: More = {}): Program => {
  return { name, args, make: () => ({ f, memory: [] }), more };
};

/** A program made by an enclosing function; `make` gives it and the memory that it captures. */
export const closure = (name: string, args: () => unknown[], make: Program['make'], more: More = {}): Program => ({ name, args, make, more });
