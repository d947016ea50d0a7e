/**
 * The language between source and emitted code: structured single assignment.
 *
 * A function is a tree of blocks. Every value is assigned once, by one instruction or as a block parameter, and is
 * visible in the rest of its block and in the blocks nested there. Operands are atoms, so evaluation order is the order
 * of the text. Control is structured (`if`, `for`, `loop`, `guard`, `attempt`); what a construct changes leaves it as results.
 * Nodes are immutable plain data: a pass builds new ones. Everything known *about* values (kinds, names, memory) lives in
 * side tables keyed by value.
 */
import type { OpName } from './ops.ts';

/** A value: a small integer, unique in its program. */
export type Id = number;

/** A literal operand. `-0`, `NaN` and infinities are literals too. */
export interface Lit {
  readonly lit: number | string | boolean | bigint | null | undefined;
}

export type Atom = Id | Lit;

/** A position in the user's source; `line` and `column` count from 1. */
export interface Site {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface Instr {
  readonly op: OpName;
  /** The values it defines. */
  readonly out: readonly Id[];
  readonly args: readonly Atom[];
  /** Compile-time words: a rule's name, field names, a constructor, a callee. Their meaning is the operation's. */
  readonly attr: readonly string[];
  readonly blocks: readonly Block[];
  readonly site: Site | null;
}

export interface Block {
  readonly params: readonly Id[];
  readonly body: readonly Instr[];
  readonly yields: readonly Atom[];
}

export interface Fn {
  readonly name: string;
  /** `body.params` are the parameters, `body.yields` the results. */
  readonly body: Block;
}

/** `fns[0]` is the entry; the others are called by name. Ids are unique across all of them. */
export interface Program {
  readonly fns: readonly Fn[];
}

export const isId = (atom: Atom): atom is Id => typeof atom === 'number';
export const isLit = (atom: Atom): atom is Lit => typeof atom !== 'number';
export const lit = (value: Lit['lit']): Lit => ({ lit: value });
