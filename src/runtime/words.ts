/** What emitted code needs besides arithmetic and its stores. */
import { deferralOf } from '../fault/deferral.ts';
import { AdjointError } from '../fault/fault.ts';
import { fault } from '../fault/messages.ts';

/** Functions with a rule that are not members of Math, by the rule's name; the compiler puts them here. */
export const rules: Record<string, (...args: never[]) => unknown> = Object.create(null) as Record<string, (...args: never[]) => unknown>;

/** Symbols that key properties and are no members of `Symbol`, by the compiler's names for them; the compiler puts them here. */
export const symbols: Record<string, symbol> = Object.create(null) as Record<string, symbol>;

/** Slots that derived code keeps beside the user's: private members, accessors, prototypes. */
const HIDDEN = /^%(#|get |set |constructor$|proto$)/;

/** The keys that `for (key in object)` visits, in its order. */
export function keys(object: unknown): string[] {
  const list: string[] = [];
  for (const key in object as object) if (!HIDDEN.test(key)) list.push(key);
  return list;
}

/**
 * The error to throw when something was thrown inside a `try` body from where the derivative cannot go on. Faults of the
 * library pass through as they are. `where` is `file:line:column`.
 */
export function caught(error: unknown, where: string): unknown {
  if (isOwn(error)) return error;
  const [, file, line, column] = /^(.*):(\d+):(\d+)$/.exec(where) ?? [];
  return fault('E_CATCH', file === undefined ? null : { file, line: Number(line), column: Number(column) }, {}, { cause: error });
}

/**
 * What an operation inside a `try` has thrown, for the program to catch. Faults of the library are not the program's to catch, and
 * a stack that is full says nothing about the program: derived code needs another stack than the primal.
 */
export function foreseen(error: unknown, where: string): unknown {
  if (isOwn(error)) throw error;
  if (error instanceof Error && FULL.test(error.message)) throw caught(error, where);
  return error;
}
/** A fault of the library, also in the words of the memory room, which has no faults of its own. */
const isOwn = (error: unknown): boolean =>
  error instanceof AdjointError || deferralOf(error) !== undefined || (error instanceof Error && error.name === 'Refusal');

const FULL = /^(Maximum call stack size exceeded|too much recursion)/;
