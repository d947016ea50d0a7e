/** The one door to @babel/generator; loaded when something is printed. */
import { createRequire } from 'node:module';
import type { Node } from './emit/ast.ts';

type Generate = (node: Node, options: object) => { readonly code: string };

let generate: Generate | undefined;

const STYLE = { compact: false, comments: true, jsescOption: { quotes: 'single', minimal: true } };

/** Prints a syntax tree. */
export const printSyntax = (node: Node): string => generator()(flatten(node), STYLE).code;

/** Prints a syntax tree as the generator lays it out. */
export const printAsIs = (node: Node): string => generator()(node, STYLE).code;

function generator(): Generate {
  generate ??= (createRequire(import.meta.url)('@babel/generator') as { default: Generate }).default;
  return generate;
}

/** Object literals, patterns and declarations of several variables stay on one line; the generator would break them. */
function flatten(node: Node): Node {
  const made: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(node)) {
    made[key] = Array.isArray(value) ? value.map((v: unknown) => (isNode(v) ? flatten(v) : v)) : isNode(value) ? flatten(value) : value;
  }
  const flat = made as unknown as Node;
  const { type } = node,
    length = ((node['declarations'] ?? []) as unknown[]).length;
  if (type !== 'ObjectExpression' && type !== 'ObjectPattern' && length < 2) return flat;
  const code = generate!(flat, { ...STYLE, concise: true }).code.replace(/;$/, '');
  const verbatim = { type: 'Identifier', name: code };
  return length ? { type: 'ExpressionStatement', expression: verbatim } : verbatim;
}

const isNode = (x: unknown): x is Node => typeof x === 'object' && x !== null && 'type' in x;
