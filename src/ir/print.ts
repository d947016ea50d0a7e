/**
 * The language as text, one instruction a line; parse.ts reads it back.
 *
 *     fn sum(%0:a) {
 *       %1:n = length %0:a
 *       %5:s = for 0 %1:n 1 0 (%2:i, %3:s) {
 *         %4 = load %0:a %2:i
 *         %6:s = add %3:s %4
 *         yield %6:s
 *       }
 *       yield %5:s
 *     }
 */
import type { Atom, Block, Fn, Id, Instr, Lit, Program } from './ir.ts';
import { isId } from './ir.ts';

export interface PrintOptions {
  /** Hints written after the ids: `%5:left`. */
  readonly names?: ReadonlyMap<Id, string>;
  /** Write ` @line:column` after instructions that have a site. */
  readonly sites?: boolean;
}

export const print = (program: Program, options: PrintOptions = {}): string =>
  program.fns.map((fn) => printFn(fn, options)).join('\n\n') + '\n';

export const printFn = (fn: Fn, options: PrintOptions = {}): string => `fn ${word(fn.name)}${printBlock(fn.body, options, '', true)}`;

/** A block with its parameters: `(%1, %2) { … }`; the indentation is that of the line it ends on. */
export function printBlock(block: Block, options: PrintOptions = {}, indent = '', always = false): string {
  const inner = indent + '  ';
  const params = block.params.length || always ? `(${block.params.map((id) => printAtom(id, options)).join(', ')}) ` : '';
  const lines = block.body.map((instr) => inner + printInstr(instr, options, inner));
  if (block.yields.length) lines.push(`${inner}yield ${block.yields.map((a) => printAtom(a, options)).join(' ')}`);
  return lines.length ? `${params}{\n${lines.join('\n')}\n${indent}}` : `${params}{}`;
}

export function printInstr(instr: Instr, options: PrintOptions = {}, indent = ''): string {
  let text = instr.out.length ? `${instr.out.map((id) => printAtom(id, options)).join(', ')} = ${instr.op}` : instr.op;
  if (instr.attr.length) text += `[${instr.attr.map(word).join(', ')}]`;
  for (const a of instr.args) text += ' ' + printAtom(a, options);
  if (options.sites && instr.site) text += ` @${instr.site.line}:${instr.site.column}`;
  instr.blocks.forEach((block, i) => (text += (i ? ' else ' : ' ') + printBlock(block, options, indent)));
  return text;
}

export function printAtom(atom: Atom, options: PrintOptions = {}): string {
  if (!isId(atom)) return printLit(atom);
  const name = options.names?.get(atom);
  return name !== undefined && HINT.test(name) ? `%${atom}:${name}` : `%${atom}`;
}

/** `-0`, `NaN` and bigints (`10n`) included; strings as JSON. */
export function printLit({ lit }: Lit): string {
  if (typeof lit === 'string') return JSON.stringify(lit);
  if (typeof lit === 'bigint') return `${lit}n`;
  return Object.is(lit, -0) ? '-0' : String(lit);
}

/** A compile-time word; in quotes where it is not plain. */
const word = (text: string): string => (/^[A-Za-z_$][\w$.]*$/.test(text) ? text : JSON.stringify(text));

/** What may follow an id as a name. */
export const HINT = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;
