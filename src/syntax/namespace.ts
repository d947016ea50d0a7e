/**
 * Members of imported modules. `la.dot` (with `import * as la`), and what bundlers and vitest make of imports,
 * `(0, imports_1.dot)(x)`, mean one variable of another module: they become one free name, `la.dot`, so that the rest of
 * the compiler sees a captured function and not an exotic object with accessors.
 */
import type * as t from '@babel/types';
import { isProxy } from '../facts/proxy.ts';
import { types } from './babel.ts';
import type { Scopes } from './scope.ts';

/** `module`: an ES module's namespace, or a runner's stand-in for one. `exports`: a compiled CommonJS module's exports. */
export function namespaceForm(value: unknown): 'module' | 'exports' | null {
  if (typeof value !== 'object' || value === null || isProxy(value)) return null;
  if (Object.getOwnPropertyDescriptor(value, Symbol.toStringTag)?.value === 'Module') return 'module';
  return Object.getOwnPropertyDescriptor(value, '__esModule')?.value === true ? 'exports' : null;
}

/** A read of `object.member` where `object` is a free name. */
export interface Candidate {
  readonly node: t.Node;
  readonly object: string;
  readonly member: string;
  /** The callee of `object.member(…)`, where the object is `this`. */
  readonly method: boolean;
}

type Ancestor = { readonly node: t.Node; readonly key: string };

export function candidatesIn(root: t.Node, scopes: Scopes): Candidate[] {
  const found: Candidate[] = [];
  types().traverse(root, (node, ancestors) => {
    if (node.type !== 'MemberExpression' || node.object.type !== 'Identifier' || scopes.of(node.object) !== null) return;
    const { object, property } = node;
    const above: Ancestor | undefined = ancestors.at(-1);
    if (object.name in globalThis || !above || isTarget(above)) return;
    const member =
      !node.computed && property.type === 'Identifier' ? property.name : property.type === 'StringLiteral' ? property.value : null;
    if (member === null || !/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(member)) return;
    found.push({ node, object: object.name, member, method: above.node.type === 'CallExpression' && above.key === 'callee' });
  });
  return found;
}

/** Makes a candidate the name `object.member`, in place. */
export function flatten({ node, object, member }: Candidate): void {
  const fields = node as unknown as Record<string, unknown>;
  for (const key of Object.keys(fields)) if (key !== 'start' && key !== 'end' && key !== 'loc') delete fields[key];
  Object.assign(fields, { type: 'Identifier', name: `${object}.${member}` });
}

/** Assigned or deleted. */
function isTarget({ node, key }: Ancestor): boolean {
  switch (node.type) {
    case 'AssignmentExpression':
    case 'ForInStatement':
    case 'ForOfStatement':
    case 'AssignmentPattern':
      return key === 'left';
    case 'UnaryExpression':
      return node.operator === 'delete';
    case 'ObjectProperty':
    case 'UpdateExpression':
    case 'ArrayPattern':
    case 'RestElement':
      return true;
    default:
      return false;
  }
}
