/** Syntax that machines are made of. */
import type * as t from '@babel/types';
import { types } from '../babel.ts';
import type { Node } from '../emit/ast.ts';
import * as ast from '../emit/ast.ts';

/** Something in a generator that has no place in a machine. */
export class Refused extends Error {
  readonly node: t.Node;
  readonly construct: string;
  constructor(node: t.Node, construct: string) {
    super(construct);
    this.node = node;
    this.construct = construct;
  }
}

/** Names that no source can say. */
export const own = (word: string): string => `${word}'`;

/** A node of ours among those of the source. */
export const as = <T extends t.Node>(node: Node): T => node as unknown as T;
/** A node of the source among ours. */
export const of = (node: t.Node): Node => node as unknown as Node;

export const set = (target: t.Node | string, value: t.Node | Node): t.Statement =>
  as(ast.say(ast.assign('=', typeof target === 'string' ? ast.name(target) : of(target), value as Node)));
export const nothing = (): Node => ast.name('undefined');
export const number = (value: number): Node => ast.number(value);
export const when = (test: Node, body: readonly t.Statement[]): t.Statement =>
  as({ type: 'IfStatement', test, consequent: ast.block(body.map(of)), alternate: null });
export const isEqual = (x: string, y: number): Node => ast.binary('===', ast.name(x), number(y));
export const result = (value: Node, done: boolean): t.Statement =>
  as(ast.give(ast.record(['value', 'done'], [value, ast.literal({ lit: done })])));
export const blockOf = (body: readonly t.Statement[]): t.BlockStatement => as(ast.block(body.map(of)));

type Holder = Record<string, t.Node | (t.Node | null)[] | null | undefined>;

/** Replaces the children of a node, in the order of the text. */
export function mapChildren(node: t.Node, change: (child: t.Node, key: string) => t.Node): void {
  const holder = node as unknown as Holder;
  for (const key of types().VISITOR_KEYS[node.type] ?? []) {
    const child = holder[key];
    if (Array.isArray(child)) holder[key] = child.map((c) => c && change(c, key));
    else if (child) holder[key] = change(child, key);
  }
}

export function childrenOf(node: t.Node): t.Node[] {
  const found: t.Node[] = [];
  for (const key of types().VISITOR_KEYS[node.type] ?? []) {
    const child = (node as unknown as Holder)[key];
    if (Array.isArray(child)) found.push(...child.filter((c) => c !== null));
    else if (child) found.push(child);
  }
  return found;
}

export const isFunction = (node: t.Node): node is t.Function => types().isFunction(node);

const yielding = new WeakMap<t.Node, boolean>();

/** A `yield` of this function stands in it. */
export function yields(node: t.Node): boolean {
  let found = yielding.get(node);
  if (found === undefined) {
    found = node.type === 'YieldExpression' || (!isFunction(node) && childrenOf(node).some(yields));
    yielding.set(node, found);
  }
  return found;
}
