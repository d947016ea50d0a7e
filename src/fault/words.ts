/** How a message is told: what is known of the case comes as words, the sentences are here in `src/fault`. */
import type { FaultKind } from './fault.ts';

/** What is known of the case, by name: `{ callee: 'JSON.stringify' }`. */
export type Details = Readonly<Record<string, string | number>>;

export interface Message {
  readonly kind: FaultKind;
  /** What is the matter and why, in the user's terms. */
  readonly reason: (d: Details) => string;
  /** The way out. */
  readonly hint: (d: Details) => string;
}

/** `` `f` `` when there is a name, otherwise the words given. */
export const quoted = (name: string | number | undefined, otherwise: string): string =>
  name === undefined || name === '' ? otherwise : `\`${name}\``;
