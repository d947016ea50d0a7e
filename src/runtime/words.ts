/** What emitted code needs besides arithmetic and its stores. */
import { fault } from '../fault/messages.ts';

/** Functions with a rule that are not members of Math, by the rule's name; the compiler puts them here. */
export const rules: Record<string, (...args: never[]) => unknown> = Object.create(null) as Record<string, (...args: never[]) => unknown>;

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
  const code = (error as { code?: unknown } | null)?.code;
  if (error instanceof Error && typeof code === 'string' && code.startsWith('E_')) return error;
  const [, file, line, column] = /^(.*):(\d+):(\d+)$/.exec(where) ?? [];
  return fault('E_CATCH', file === undefined ? null : { file, line: Number(line), column: Number(column) }, {}, { cause: error });
}
