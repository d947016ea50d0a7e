/**
 * Loops that take several turns at a stride: the body is printed once and written out as text, since printing is what emission
 * spends its time on. Two loops stand in one block, the second takes the turns that are left:
 *
 *     for (; i < n - 3; i++) { body; i++; body; i++; body; i++; body }
 *     for (; i < n; i++) { body }
 */
import * as ast from './ast.ts';
import type { Node } from './ast.ts';

const TURNS = 'turns',
  SAME = 'the same';

/** `most` holds where all turns of a stride are due, `one` where another one is. */
export function strided(start: Node, most: Node, one: Node, on: Node, body: readonly Node[], turns: number): Node {
  const mark = (text: string): Node => ast.say(ast.text(text));
  return ast.block([start, ast.count(null, most, on, [mark(`${turns} ${TURNS}`), ...body]), ast.count(null, one, on, [mark(SAME)])]);
}

const STRIDE = new RegExp(`^(\\s*)  ['"](\\d+) ${TURNS}['"];$`),
  REST = new RegExp(`^\\s*['"]${SAME}['"];$`);

/** Writes out what `strided` marks in a text as it is printed: a statement a line, two columns a level. */
export function writtenOut(text: string): string {
  if (!text.includes(` ${TURNS}`)) return text;
  const lines = text.split('\n'),
    made: string[] = [];
  let body: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!,
      [, indent, turns] = STRIDE.exec(line) ?? [];
    if (turns === undefined) {
      if (REST.test(line)) made.push(...body);
      else made.push(line);
      continue;
    }
    body = lines.slice(at + 1, lines.indexOf(`${indent}}`, at));
    made.push(...stride(body, Number(turns), `${indent}  ${/; ([^;]*)\) \{$/.exec(lines[at - 1]!)![1]};`, `${indent}  `));
    at += body.length;
  }
  return made.join('\n');
}

function stride(body: readonly string[], turns: number, on: string, indent: string): string[] {
  const declares = body.some((line) => line.startsWith(`${indent}const `) || line.startsWith(`${indent}let `));
  const one = declares ? [`${indent}{`, ...body.map((line) => `  ${line}`), `${indent}}`] : body;
  return Array.from({ length: turns }, (_, k) => (k === 0 ? one : [on, ...one])).flat();
}
