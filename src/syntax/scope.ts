/**
 * Which variable each name means. @babel/traverse builds the scopes; every occurrence of a name (reads, targets of
 * assignments, parts of patterns, declarations) is resolved against them once, so that lowering only looks up nodes.
 */
import type * as t from '@babel/types';
import { type Path, type TraverseBinding, type TraverseScope, traverse, types } from './babel.ts';
import { type Occurrence, hoists, isObjectUse, isWrite, ownerOf, roleOf } from './occurrence.ts';

export type BindingKind = 'param' | 'let' | 'const' | 'var' | 'function' | 'class' | 'catch';

export interface Binding {
  readonly name: string;
  readonly kind: BindingKind;
  /** The VariableDeclarator, FunctionDeclaration, FunctionExpression (its own name), class, CatchClause, or parameter. */
  readonly declaration: t.Node;
  /** The node whose scope holds it: a function (parameters, `var`s and the body's own declarations), block, loop, switch or catch clause. */
  readonly scope: t.Node;
  /** The function it belongs to. */
  readonly owner: t.Node;
  /** It may get a value after its initialisation. */
  readonly assigned: boolean;
  /** A function nested in its own function uses it. */
  readonly captured: boolean;
  /** Something may see it before its initialisation: a use further up, or a function made (or hoisted) before that point. */
  readonly hoisted: boolean;
  /** It is used as an object: made instances of, extended, given or asked for properties. */
  readonly asObject: boolean;
  /** The `for`, `for-in` or `for-of` in whose head it is declared. */
  readonly loop: t.Node | null;
}

export interface Scopes {
  /** The variable that an occurrence of a name means; null: it is not declared in the function (captured or global). */
  of(identifier: t.Node): Binding | null;
  /** The variables of one scope, in the order of their first occurrence. */
  declared(scope: t.Node): readonly Binding[];
  /** Names that are not declared in the function, in the order of their first occurrence. Its own name counts as free. */
  readonly free: readonly string[];
  /** The functions that use their `arguments`. */
  readonly argumentsOf: ReadonlySet<t.Node>;
}

/** A binding while its occurrences are collected. */
type Draft = { -readonly [K in keyof Binding]: Binding[K] };

/**
 * Resolves every name inside `root`, the one function (or method in an object or class) of `file`. With `identity` every
 * function that is used as a value is an object.
 */
export function scopesOf(file: t.File, root: t.Node, identity = false): Scopes {
  const drafts = new Map<object, Draft>();
  const byNode = new Map<t.Node, Binding>();
  const byScope = new Map<t.Node, Draft[]>();
  const occurrences = new Map<Draft, Occurrence[]>();
  const free = new Set<string>();
  const argumentsOf = new Set<t.Node>();
  const T = types();

  const draftOf = (name: string, found: TraverseBinding): Draft => {
    let draft = drafts.get(found);
    if (!draft) {
      drafts.set(found, (draft = describe(name, found)));
      const siblings = byScope.get(draft.scope);
      if (siblings) siblings.push(draft);
      else byScope.set(draft.scope, [draft]);
    }
    return draft;
  };

  traverse()(file, {
    Identifier(path) {
      const node = path.node as t.Identifier;
      const outer = path.parentPath?.parent;
      if (!T.isReferenced(node, path.parent, outer) && !T.isBinding(node, path.parent, outer)) return;
      if ((path.parent === root && path.key === 'id') || path.key === 'label') return;
      const found = resolve(path, node.name, root);
      if (!found) {
        const fn = node.name === 'arguments' ? ownerOf(path, true) : null;
        if (fn && T.isFunction(fn)) argumentsOf.add(fn);
        else free.add(node.name);
        return;
      }
      const draft = draftOf(node.name, found);
      byNode.set(node, draft);
      const list = occurrences.get(draft);
      const seen = { path, role: roleOf(path, draft) };
      if (list) list.push(seen);
      else occurrences.set(draft, [seen]);
    },
  });
  for (const [draft, list] of occurrences) settle(draft, list, identity);
  return {
    of: (node) => byNode.get(node) ?? null,
    declared: (scope) => byScope.get(scope) ?? [],
    free: [...free],
    argumentsOf,
  };
}

/** Climbs the scopes. The outermost one is the file's, where only the function's own name stands: that counts as free. */
function resolve(path: Path, name: string, root: t.Node): TraverseBinding | null {
  const { parent } = path;
  const declares = path.key === 'id' && (parent.type === 'FunctionDeclaration' || parent.type === 'ClassDeclaration');
  const params = parameterLists(path);
  for (let scope: TraverseScope | undefined = declares ? path.parentPath!.scope.parent : path.scope; scope; scope = scope.parent) {
    if (scope.block.type === 'Program') return null;
    const found = scope.getOwnBinding(name);
    if (!found || (found.kind === 'local' && found.path.node === root && !redeclared(found))) continue;
    // a default value does not see the variables of the body
    if (params.has(scope.block) && found.kind !== 'param' && found.kind !== 'local') continue;
    return found;
  }
  return null;
}

/** The functions in whose parameter list a path stands. */
function parameterLists(path: Path): Set<t.Node> {
  const found = new Set<t.Node>();
  for (let p: Path | null = path; p?.parentPath; p = p.parentPath) if (p.listKey === 'params') found.add(p.parent);
  return found;
}

/** The declaration in a function's body that hides the function's own name. */
function redeclared(binding: TraverseBinding): Path | undefined {
  return binding.constantViolations.find((v) => DECLARATIONS.has(v.node.type) && v.node !== binding.path.node);
}

const DECLARATIONS = new Set(['VariableDeclarator', 'FunctionDeclaration', 'ClassDeclaration']);

function describe(name: string, found: TraverseBinding): Draft {
  const path = (found.kind === 'local' && redeclared(found)) || found.path;
  const { node, parent } = path;
  const scope = found.scope.block;
  const list = node.type === 'VariableDeclarator' ? (parent as t.VariableDeclaration) : null;
  const head = list && path.parentPath!.parentPath;
  const inHead = head && /^For/.test(head.node.type) && path.parentPath!.key !== 'body';
  return {
    name,
    kind: kindOf(found.kind, node, list),
    declaration: node,
    scope,
    owner: ownerOf(found.scope.path, false),
    assigned: false,
    captured: false,
    hoisted: false,
    asObject: false,
    loop: inHead ? head.node : null,
  };
}

function kindOf(told: string, node: t.Node, list: t.VariableDeclaration | null): BindingKind {
  if (told === 'param') return 'param';
  if (list) return list.kind === 'let' || list.kind === 'var' ? list.kind : 'const';
  if (node.type === 'CatchClause') return 'catch';
  return node.type.startsWith('Class') ? 'class' : 'function';
}

/** Judges a binding by all its occurrences. */
function settle(draft: Draft, list: readonly Occurrence[], identity: boolean): void {
  let declarations = 0;
  // a function's value is there from the start of its block, a parameter's from its place in the list
  const ready = draft.kind === 'function' ? draft.scope.start! : draft.declaration.end!;
  const initialises = draft.kind === 'var' || draft.kind === 'function' || draft.kind === 'param';
  for (const { path, role } of list) {
    const fn = ownerOf(path, false);
    if (isWrite(role)) draft.assigned = true;
    if (isObjectUse(path) || (identity && role === 'reads' && path.key !== 'callee')) draft.asObject = true;
    // a `var` that repeats the name of a parameter or of another variable is an assignment
    if (role === 'declares' && initialises && ++declarations > 1) draft.assigned = true;
    if (fn !== draft.owner) {
      draft.captured = true;
      if (hoists(path, draft.owner) < ready) draft.hoisted = true;
    } else if (role !== 'declares' && path.node.start! < draft.declaration.start!) {
      if (draft.kind !== 'function' && draft.kind !== 'param') draft.hoisted = true;
    }
  }
}
