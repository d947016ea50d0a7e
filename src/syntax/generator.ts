/** The one door to @babel/generator; loaded when something is printed. */
import type { Node } from './emit/ast.ts';
import { packageNamed } from './packages.ts';

type Generate = (node: Node, options: object) => { readonly code: string };

let generate: Generate | undefined;

const STYLE = { compact: false, comments: true, jsescOption: { quotes: 'single', minimal: true } };

/** Prints a syntax tree. */
export const printSyntax = (node: Node): string => generator()(flatten(node), STYLE).code;

/** Prints a syntax tree as the generator lays it out. */
export const printAsIs = (node: Node): string => generator()(node, STYLE).code;

function generator(): Generate {
  generate ??= (packageNamed('@babel/generator') as { default: Generate }).default;
  return generate;
}

/** Object literals, patterns and declarations of several variables stay on one line; the generator would break them. */
function flatten(node: Node): Node {
  let flat = node;
  for (const key in node) {
    const value: unknown = node[key as keyof Node];
    const next = Array.isArray(value) ? flattenAll(value) : isNode(value) ? flatten(value) : value;
    if (next === value) continue;
    if (flat === node) flat = { ...node };
    (flat as unknown as Record<string, unknown>)[key] = next;
  }
  const { type } = node,
    length = ((node['declarations'] ?? []) as unknown[]).length;
  if (type !== 'ObjectExpression' && type !== 'ObjectPattern' && length < 2) return flat;
  const code = generate!(flat, { ...STYLE, concise: true }).code.replace(/;$/, '');
  const verbatim = { type: 'Identifier', name: code };
  return length ? { type: 'ExpressionStatement', expression: verbatim } : verbatim;
}

/** The very list where nothing in it is laid out otherwise. */
function flattenAll(list: readonly unknown[]): readonly unknown[] {
  let flat: unknown[] | null = null;
  for (let i = 0; i < list.length; i++) {
    const value = list[i],
      next = isNode(value) ? flatten(value) : value;
    if (next !== value) (flat ??= [...list])[i] = next;
  }
  return flat ?? list;
}

const isNode = (x: unknown): x is Node => typeof x === 'object' && x !== null && 'type' in x;
