/**
 * Every message of the project, by code. A slug `CODE/variant` is another message of the same code.
 *
 * A message is the reason, the place with its code, and the way out, in the words of the user's program; an engine's own
 * message never appears in one. To add one, add a row to the table of its topic.
 */
import type { Site } from '../ir/ir.ts';
import { AdjointError } from './fault.ts';
import { frame } from './frames.ts';
import { CALL } from './messages-call.ts';
import { LINEAR } from './messages-linear.ts';
import { MEMORY } from './messages-memory.ts';
import { PROGRAM } from './messages-program.ts';
import { RULES } from './messages-rules.ts';
import { WARNINGS } from './messages-warnings.ts';
import type { Details, Message } from './words.ts';

export type { Details, Message } from './words.ts';

export const MESSAGES = {
  ...CALL,
  ...PROGRAM,
  ...MEMORY,
  ...RULES,
  ...LINEAR,
  ...WARNINGS,
  /** what */
  E_INTERNAL: {
    kind: 'bug',
    reason: (d) => `This is a mistake in adjoint itself, not in your program: ${d.what ?? 'an inner contract is broken'}.`,
    hint: () => 'Please report it with the function and its arguments.',
  },
} as const satisfies Record<string, Message>;

export type Slug = keyof typeof MESSAGES;

/** `file:line:column`. */
export const placeText = (site: Site): string => `${site.file}:${site.line}:${site.column}`;

/** Makes the error; the caller throws it. The code frame is drawn now, from the texts that were registered. */
export function fault(slug: Slug, site: Site | null, details: Details = {}, options?: ErrorOptions): AdjointError {
  const row: Message = MESSAGES[slug];
  const hint = row.hint(details);
  // by concatenation: the program may have replaced methods of arrays, and this tells so
  let message = row.reason(details);
  if (site) {
    message += `\n  at ${placeText(site)}`;
    const code = frame(site);
    if (code) message += `\n${code}`;
  }
  if (hint) message += `\n${hint}`;
  return new AdjointError(
    slug.split('/')[0]!,
    row.kind,
    message,
    hint,
    site && { file: site.file, line: site.line, column: site.column },
    options,
  );
}

/** The same error, with what was learnt later: the function it is about, and the place. */
export function located(error: AdjointError, name: string, site: Site | null): AdjointError {
  const parts = [`In \`${name}\`: ${error.message.split('\n')[0]}`];
  if (site) parts.push(`  at ${placeText(site)}`, ...[frame(site)].filter((code) => code !== null && code !== ''));
  if (error.hint) parts.push(error.hint);
  const at = site && { file: site.file, line: site.line, column: site.column };
  return new AdjointError(error.code, error.kind, parts.join('\n'), error.hint, at, { cause: error });
}
