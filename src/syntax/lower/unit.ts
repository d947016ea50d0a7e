/** A function as lowering sees it, and what its syntax says about variables: facts of the text, the same in every round. */
import type * as t from '@babel/types';
import type { Kernel } from '../../../rules/index.ts';
import { types } from '../babel.ts';
import { classOfConstructor, fieldsOfClass, isField } from '../classes.ts';
import type { FunctionNode, Source } from '../read.ts';
import type { Binding } from '../scope.ts';

/** A live function with its source, or a rule's model. */
export interface Unit {
  readonly source: Source;
  /** The function whose captures the free names are; null for a model, which has none. */
  readonly fn: Function | null;
  readonly name: string;
  /** Of derivatives of a kernel: its rule, and the functions of the rule that they call. */
  readonly kernel?: Kernel;
  readonly told?: readonly (Function | null)[];
}

/**
 * What a nested function takes along: variables around it, for arrows `this`, `arguments` and `new.target`, and for what
 * stands in a class the prototype (or class) above it, `super`, and the class above it, `parent`.
 */
export type Captured = Binding | 'this' | 'arguments' | 'new.target' | 'super' | 'parent';

export const isFunction = (node: t.Node): node is FunctionNode => types().isFunction(node);

/** The children of a node, in the order of the text. */
export function* children(node: t.Node): Iterable<t.Node> {
  for (const key of types().VISITOR_KEYS[node.type] ?? []) {
    const child = (node as unknown as Record<string, t.Node | (t.Node | null)[] | null | undefined>)[key];
    if (!Array.isArray(child)) {
      if (child) yield child;
      continue;
    }
    for (const c of child) if (c) yield c;
  }
}

/** Visits a node and everything in it; `visit` gives false to leave a node's inside out. */
export function walk(node: t.Node, visit: (node: t.Node, parent: t.Node | null) => boolean | void, parent: t.Node | null = null): void {
  if (visit(node, parent) === false) return;
  for (const child of children(node)) walk(child, visit, node);
}

/** The function that a binding always means: a declaration, or a `const` made with a function, never assigned. */
export function staticFunction(binding: Binding): FunctionNode | null {
  if (binding.assigned || binding.asObject) return null;
  const { declaration, kind } = binding;
  if (kind === 'function') return isFunction(declaration) ? declaration : null;
  if ((kind !== 'const' && kind !== 'let') || binding.loop || declaration.type !== 'VariableDeclarator') return null;
  const { id, init } = declaration;
  return id.type === 'Identifier' && init && (init.type === 'FunctionExpression' || init.type === 'ArrowFunctionExpression') ? init : null;
}

const within = (inner: t.Node, outer: t.Node): boolean => inner.start! >= outer.start! && inner.end! <= outer.end!;

const capturedBy = new WeakMap<t.Node, readonly Captured[]>();

/** What a function takes along. Instead of functions that a name always means, what those take along themselves. */
export function captured(fn: FunctionNode, source: Source): readonly Captured[] {
  let found = capturedBy.get(fn);
  if (!found) {
    const all = new Set<Captured>();
    collect(fn, partsOf(fn), source, all, new Set());
    capturedBy.set(fn, (found = [...all]));
  }
  return found;
}

/** A constructor runs the initial values of its class's fields as well. */
function partsOf(fn: FunctionNode): readonly t.Node[] {
  const cls = classOfConstructor(fn);
  return cls ? [fn, ...fieldsOfClass(cls)] : [fn];
}

/** What the `this` and the `super` of a place belong to. */
interface Own {
  readonly self: boolean;
  readonly above: boolean;
}

function collect(fn: FunctionNode, outermost: readonly t.Node[], source: Source, all: Set<Captured>, seen: Set<t.Node>): void {
  if (seen.has(fn)) return;
  seen.add(fn);
  const visit = (node: t.Node, own: Own): void => {
    if (node.type === 'ThisExpression' && own.self) all.add('this');
    if (node.type === 'MetaProperty' && own.self) all.add('new.target');
    if (node.type === 'CallExpression' && node.callee.type === 'Super' && own.above) all.add('parent');
    if (node.type === 'MemberExpression' && node.object.type === 'Super' && own.above) all.add('super');
    if (node.type === 'Identifier') {
      const binding = source.scopes.of(node);
      if (binding === null) {
        if (own.self && isArguments(node, source)) all.add('arguments');
        return;
      }
      if (within(binding.owner, fn) || outermost.some((part) => within(binding.owner, part))) return;
      const target = staticFunction(binding);
      if (target) collect(target, outermost, source, all, seen);
      else all.add(binding);
      return;
    }
    for (const child of children(node)) visit(child, inside(child, own));
  };
  const isArrow = fn.type === 'ArrowFunctionExpression';
  const own: Own = { self: isArrow, above: isArrow || /Method$/.test(fn.type) };
  for (const part of fn === outermost[0] ? outermost : [fn])
    for (const child of children(part)) if (child !== (part as { id?: t.Node }).id) visit(child, inside(child, own));
}

const NONE: Own = { self: false, above: false };

function inside(node: t.Node, own: Own): Own {
  if (node.type === 'ArrowFunctionExpression') return own;
  return isFunction(node) || isField(node) || node.type === 'StaticBlock' ? NONE : own;
}

const isArguments = (node: t.Identifier, source: Source): boolean => node.name === 'arguments' && source.scopes.argumentsOf.size > 0;

/** The function itself uses `this` (arrows in it included). */
export function usesThis(fn: FunctionNode): boolean {
  if (classOfConstructor(fn)) return true;
  let found = false;
  for (const child of children(fn)) {
    walk(child, (node) => {
      if (node.type === 'ThisExpression' || node.type === 'Super') found = true;
      return !found && (node.type === 'ArrowFunctionExpression' || !isFunction(node));
    });
  }
  return found;
}

const early = new WeakMap<t.Node, ReadonlySet<Binding>>();

/** The variables that a function value may take along before they have their value. */
function takenEarly(source: Source): ReadonlySet<Binding> {
  let found = early.get(source.node);
  if (!found) early.set(source.node, (found = findEarly(source)));
  return found;
}

function findEarly(source: Source): ReadonlySet<Binding> {
  const found = new Set<Binding>();
  const take = (fn: FunctionNode, from: number): void => {
    for (const c of captured(fn, source)) if (typeof c !== 'string' && c.hoisted && from < c.declaration.end!) found.add(c);
  };
  walk(source.node, (node, parent) => {
    if (node.type === 'Identifier') {
      const binding = source.scopes.of(node);
      const target = binding && staticFunction(binding);
      // its value is made where it is used
      if (target && !(parent?.type === 'CallExpression' && parent.callee === node)) take(target, node.start!);
    } else if (node !== source.node && isFunction(node) && !isStatic(node, parent, source)) {
      take(node, node.type === 'FunctionDeclaration' ? 0 : node.start!);
    }
  });
  return found;
}

/** A function node whose name always means it: no value is made where it stands. */
function isStatic(fn: FunctionNode, parent: t.Node | null, source: Source): boolean {
  const name = fn.type === 'FunctionDeclaration' ? fn.id : parent?.type === 'VariableDeclarator' && parent.init === fn ? parent.id : null;
  const binding = name && source.scopes.of(name);
  return !!binding && staticFunction(binding) === fn;
}

/** A variable that must live in memory: a function takes it along, and it changes (or gets its value) afterwards. */
export function isBoxed(binding: Binding, source: Source): boolean {
  if (!binding.captured || staticFunction(binding)) return false;
  // the methods of a class are made before its name has a value
  if (binding.kind === 'class') return true;
  // functions of a scope are made one after the other, and take each other along
  if (binding.kind === 'function' && isFunction(binding.declaration)) return true;
  return binding.assigned || binding.kind === 'var' || (binding.hoisted && takenEarly(source).has(binding));
}

const assignedIn = new WeakMap<t.Node, ReadonlySet<Binding>>();

/** The variables that code assigns (nested functions not looked into: what they assign is boxed). */
export function assigned(node: t.Node, source: Source): ReadonlySet<Binding> {
  let found = assignedIn.get(node);
  if (!found) {
    const all = new Set<Binding>();
    walk(node, (inner) => {
      if (isFunction(inner)) return false;
      for (const target of targets(inner)) addNames(target, source, all);
      return true;
    });
    assignedIn.set(node, (found = all));
  }
  return found;
}

/** The names in a pattern; what stands in a member's object or in a default value is only read. */
function addNames(pattern: t.Node, source: Source, all: Set<Binding>): void {
  walk(pattern, (node, parent) => {
    const binding = node.type === 'Identifier' ? source.scopes.of(node) : null;
    if (binding) all.add(binding);
    return node.type !== 'MemberExpression' && !(parent?.type === 'AssignmentPattern' && parent.right === node);
  });
}

function targets(node: t.Node): readonly t.Node[] {
  switch (node.type) {
    case 'AssignmentExpression':
      return [node.left];
    case 'UpdateExpression':
      return [node.argument];
    case 'ForInStatement':
    case 'ForOfStatement':
      return [node.left];
    case 'VariableDeclarator':
      return [node.id];
    default:
      return [];
  }
}

const exits = new WeakMap<t.Node, boolean>();

/** A statement that control may leave otherwise than at its end. */
export function mayExit(node: t.Node): boolean {
  let found = exits.get(node);
  if (found === undefined) {
    found = isExit(node);
    if (!found) for (const child of children(node)) if (HOLDS_STATEMENTS.test(child.type) && mayExit(child)) found = true;
    exits.set(node, found);
  }
  return found;
}

const HOLDS_STATEMENTS = /Statement$|^SwitchCase$|^CatchClause$/;
const isExit = ({ type }: t.Node): boolean =>
  type === 'BreakStatement' || type === 'ContinueStatement' || type === 'ReturnStatement' || type === 'ThrowStatement';
