/**
 * Variables of a generator that must outlive a step. They become variables of the function around the machine: one for all
 * rounds of a loop, so that a function made in a loop takes along what its round's variables hold when it is made.
 */
import type * as t from '@babel/types';
import * as ast from '../emit/ast.ts';
import type { Binding, Scopes } from '../scope.ts';
import { Refused, as, childrenOf, isFunction, mapChildren, of, own, yields } from './shape.ts';

export interface Locals {
  readonly names: readonly string[];
  /** Those that can be read before they are assigned. */
  readonly vars: ReadonlySet<string>;
  /** Function declarations of the body itself. */
  readonly functions: readonly t.Statement[];
}

/** Takes the declarations out of a generator's body. */
export function hoist(fn: t.Function, scopes: Scopes): Locals {
  const body = fn.body as t.BlockStatement;
  const kept = keptIn(fn, scopes);
  rename(fn, kept, scopes);
  takeAlong(fn, kept, scopes);
  const functions = body.body.filter((s) => s.type === 'FunctionDeclaration');
  body.body = body.body.filter((s) => s.type !== 'FunctionDeclaration');
  mapChildren(body, (child) => undeclared(child, kept, scopes));
  const names = [...kept].filter((b) => !functions.includes(b.declaration as t.FunctionDeclaration)).map(nameOf);
  const vars = new Set([...kept].filter((b) => b.kind === 'var' || b.hoisted).map(nameOf));
  return { names: [...new Set(names)], vars, functions };
}

const renamed = new WeakMap<Binding, string>();
const nameOf = (binding: Binding): string => renamed.get(binding) ?? binding.name;

function each(node: t.Node, visit: (node: t.Node, around: readonly t.Node[]) => boolean | void, around: readonly t.Node[] = []): void {
  if (visit(node, around) === false) return;
  for (const child of childrenOf(node)) each(child, visit, [...around, node]);
}

/** Variables of the body: all `var`s, and what is declared in a scope with a `yield` in it. */
function keptIn(fn: t.Function, scopes: Scopes): Set<Binding> {
  const kept = new Set<Binding>();
  each(fn.body, (node) => {
    const binding = node.type === 'Identifier' ? scopes.of(node) : null;
    if (!binding || binding.owner !== fn || binding.kind === 'param') return;
    if (binding.kind === 'const' && binding.assigned) throw new Refused(node, 'Assigning to a constant in a generator');
    if (binding.kind === 'var' || binding.scope === fn || yields(binding.scope)) kept.add(binding);
  });
  return kept;
}

/** Two variables of one name get two names. */
function rename(fn: t.Function, kept: ReadonlySet<Binding>, scopes: Scopes): void {
  const users = new Map<string, Set<Binding | null>>();
  each(fn, (node) => {
    if (node.type !== 'Identifier') return;
    const found = users.get(node.name);
    if (found) found.add(scopes.of(node));
    else users.set(node.name, new Set([scopes.of(node)]));
  });
  let count = 1;
  for (const binding of kept) {
    const others = [...(users.get(binding.name) ?? [])].filter((b) => b !== binding && b !== null);
    // a free name is never hidden by what is declared inside
    if (others.length > 0 && binding.kind !== 'var') renamed.set(binding, own(`${binding.name}${++count}`));
  }
  each(fn, (node, around) => {
    const binding = node.type === 'Identifier' ? scopes.of(node) : null;
    if (!binding || !kept.has(binding)) return;
    (node as t.Identifier).name = nameOf(binding);
    const parent = around.at(-1);
    if (parent?.type === 'ObjectProperty') parent.shorthand = false;
  });
}

/** Functions made in a loop get the variables of their round by value: `((x) => f)(x)`. */
function takeAlong(fn: t.Function, kept: ReadonlySet<Binding>, scopes: Scopes): void {
  const loops = new Map<Binding, t.Node>();
  each(fn.body, (node, around) => {
    const binding = node.type === 'Identifier' ? scopes.of(node) : null;
    if (!binding || !kept.has(binding) || binding.kind === 'var' || !binding.captured) return;
    const at = around.findLastIndex((a) => a === binding.scope);
    const loop = around.slice(0, at + 1).findLast((a) => /^(For|While|DoWhile)/.test(a.type) && yields(a));
    if (loop) loops.set(binding, loop);
  });
  if (loops.size === 0) return;
  const change = (node: t.Node): t.Node => {
    if (!isFunction(node)) {
      mapChildren(node, change);
      return node;
    }
    const taken = takenBy(node, loops, scopes);
    if (taken.length === 0) return node;
    for (const binding of taken) refuseLate(node, binding, loops.get(binding)!, scopes);
    if (node.type !== 'FunctionExpression' && node.type !== 'ArrowFunctionExpression')
      throw new Refused(node, 'This function, made in a loop of a generator,');
    const names = taken.map(nameOf);
    return as(ast.invoke(ast.closure(names, of(node)), ...names.map(ast.name)));
  };
  mapChildren(fn.body, change);
}

function takenBy(fn: t.Function, loops: ReadonlyMap<Binding, t.Node>, scopes: Scopes): Binding[] {
  const taken = new Set<Binding>();
  each(fn, (node) => {
    const binding = node.type === 'Identifier' ? scopes.of(node) : null;
    if (binding && loops.has(binding)) taken.add(binding);
  });
  return [...taken];
}

/** A variable that changes, or gets its value, after the function was made cannot be taken along by value. */
function refuseLate(fn: t.Function, binding: Binding, loop: t.Node, scopes: Scopes): void {
  const head = loop.type === 'ForStatement' && binding.loop === loop ? loop : null;
  const early = binding.loop === null && fn.start! < binding.declaration.end!;
  let changes = false;
  if (binding.assigned)
    each(loop, (node, around) => {
      if (head && around.includes(head) && head.update && within(node, head.update)) return;
      const target = node.type === 'AssignmentExpression' ? node.left : node.type === 'UpdateExpression' ? node.argument : null;
      if (target) each(target, (inner) => void (changes ||= scopes.of(inner) === binding));
      if ((node.type === 'ForOfStatement' || node.type === 'ForInStatement') && binding.loop !== node)
        each(node.left, (inner) => void (changes ||= scopes.of(inner) === binding));
    });
  if (early || changes)
    throw new Refused(fn, `A function in a loop of a generator that uses \`${binding.name}\`, which changes afterwards,`);
}
const within = (inner: t.Node, outer: t.Node): boolean => inner.start! >= outer.start! && inner.end! <= outer.end!;

/** Declarations of what outlives a step become assignments. */
function undeclared(node: t.Node, kept: ReadonlySet<Binding>, scopes: Scopes, key = 'body'): t.Node {
  if (isFunction(node) && node.type !== 'FunctionDeclaration') return node;
  if (node.type === 'FunctionDeclaration') {
    const binding = node.id && scopes.of(node.id);
    return binding && kept.has(binding) ? as({ type: 'EmptyStatement' }) : node;
  }
  if (node.type === 'BlockStatement') node.body = [...functionsOf(node, kept, scopes), ...node.body];
  if (node.type === 'SwitchStatement') {
    const made = node.cases.flatMap((c) => functionsOf(c, kept, scopes));
    if (made.length > 0) throw new Refused(node, 'A function declared in a `switch` of a generator');
  }
  mapChildren(node, (child, place) => undeclared(child, kept, scopes, place));
  if (node.type !== 'VariableDeclaration' || !declares(node, kept, scopes)) return node;
  const each = node.declarations.flatMap((d): t.Expression[] => assigned(d, node.kind));
  if (key === 'left') return node.declarations[0]!.id;
  if (key === 'init') return each.length === 1 ? each[0]! : as({ type: 'SequenceExpression', expressions: each });
  return as(each.length === 1 ? ast.say(of(each[0]!)) : ast.block(each.map((e) => ast.say(of(e)))));
}

/** In a loop's head a declaration without values is an expression still. */
function assigned({ id, init, start, end }: t.VariableDeclarator, kind: string): t.Expression[] {
  if (!init && kind === 'var') return [];
  const value = init ? of(init) : ast.name('undefined');
  return [as({ ...ast.assign('=', of(id), value), start, end })];
}

function declares({ declarations }: t.VariableDeclaration, kept: ReadonlySet<Binding>, scopes: Scopes): boolean {
  let found = false;
  for (const { id } of declarations)
    each(id, (node) => {
      const binding = node.type === 'Identifier' ? scopes.of(node) : null;
      if (binding && kept.has(binding)) found = true;
    });
  return found;
}

/** Functions declared in a block have their value from its start. */
function functionsOf(node: t.BlockStatement | t.SwitchCase, kept: ReadonlySet<Binding>, scopes: Scopes): t.Statement[] {
  const list = node.type === 'BlockStatement' ? node.body : node.consequent;
  return list.flatMap((s): t.Statement[] => {
    const binding = s.type === 'FunctionDeclaration' && s.id ? scopes.of(s.id) : null;
    if (!binding || !kept.has(binding)) return [];
    return [as(ast.say(ast.assign('=', ast.name(nameOf(binding)), { ...of(s), type: 'FunctionExpression', id: null })))];
  });
}
