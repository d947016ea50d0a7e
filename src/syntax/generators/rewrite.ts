/**
 * Generators as plain functions. `function* g(p) { … }` becomes a function that makes an iterator: variables that outlive a
 * step, one function that takes a step, and the object whose methods call it. Nothing after this knows of `yield`.
 */
import type * as t from '@babel/types';
import { types } from '../babel.ts';
import { classOfConstructor } from '../classes.ts';
import * as ast from '../emit/ast.ts';
import type { FunctionNode } from '../read.ts';
import type { Scopes } from '../scope.ts';
import { hoist } from './locals.ts';
import { MODES, Machine } from './machine.ts';
import { type Numbered, numbered } from './numbering.ts';
import { as, childrenOf, number, of, own } from './shape.ts';
import { statements } from './statements.ts';

interface Tree {
  readonly file: t.File;
  readonly node: FunctionNode;
}

/** The tree without generators, or null where there are none. Changes what it is given. Throws `Refused`. */
export function withoutGenerators({ file, node: root }: Tree, scopes: Scopes): Numbered | null {
  const found: t.Function[] = [];
  const visit = (node: t.Node): void => {
    for (const child of childrenOf(node)) visit(child);
    if (types().isFunction(node) && node.generator && !node.async) found.push(node);
  };
  visit(classOfConstructor(root) ?? root);
  if (found.length === 0) return null;
  for (const fn of found) rewrite(fn, scopes);
  return numbered(file, root);
}

/** A name whose value never changes. */
function isStill(node: t.Node, scopes: Scopes): boolean {
  if (node.type !== 'Identifier') return false;
  const binding = scopes.of(node);
  return binding ? !binding.assigned : node.name in globalThis;
}

/** Inner generators come first. */
function rewrite(fn: t.Function, scopes: Scopes): void {
  const body = fn.body as t.BlockStatement;
  const { names, vars, functions } = hoist(fn, scopes);
  const machine = new Machine((node) => isStill(node, scopes));
  statements(machine, body.body);
  const step = machine.step();
  const STEP = own('step');
  const sends = (mode: number): ast.Node => ({
    ...ast.closure([own('sent')], ast.invoke(ast.name(STEP), number(mode), ast.name(own('sent')))),
    ...(mode === MODES.return && !machine.ends && { idle: true }),
  });
  const itself: ast.Node = {
    type: 'ObjectMethod',
    kind: 'method',
    key: ast.field(ast.name('Symbol'), 'iterator'),
    computed: true,
    params: [],
    body: ast.block([ast.give({ type: 'ThisExpression' })]),
  };
  const iterator = ast.record(Object.keys(MODES), Object.values(MODES).map(sends));
  (iterator['properties'] as ast.Node[]).push(itself);
  body.body = [machine.declaration(names, vars), ...functions, as(ast.declare('const', [STEP, of(step)])), as(ast.give(iterator))];
  fn.generator = false;
}
