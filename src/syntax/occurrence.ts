/** What one occurrence of a name does to its variable. */
import type * as t from '@babel/types';
import type { Path } from './babel.ts';
import type { Binding } from './scope.ts';

/** `declares`: the declaration itself (with or without initial value). `writes`: any other assignment. */
export type Role = 'reads' | 'writes' | 'declares';

export interface Occurrence {
  readonly path: Path;
  readonly role: Role;
}

export const isWrite = (role: Role): boolean => role === 'writes';

const FUNCTION = /^(Function|ArrowFunction|ObjectMethod|ClassMethod|ClassPrivateMethod|StaticBlock|ClassProperty|ClassPrivateProperty)/;

/** The function around a path (the file itself when there is none); with `own`, the one whose `arguments` and `this` are seen. */
export function ownerOf(path: Path, own: boolean): t.Node {
  let p: Path = path;
  // a function's name belongs to the outside, the rest to the function
  if (path.key === 'id' && path.parent.type === 'FunctionDeclaration') p = path.parentPath!;
  if (p !== path && p.parentPath) p = p.parentPath;
  for (; ; p = p.parentPath) {
    if (FUNCTION.test(p.node.type) && !(own && p.node.type === 'ArrowFunctionExpression')) return p.node;
    if (!p.parentPath) return p.node;
  }
}

/** A name where a function stands for more than its calls. */
export function isObjectUse({ parent, key }: Path): boolean {
  switch (parent.type) {
    case 'NewExpression':
      return key === 'callee';
    case 'MemberExpression':
    case 'OptionalMemberExpression':
      return (
        key === 'object' && !(parent.property.type === 'Identifier' && !parent.computed && /^(call|apply|bind)$/.test(parent.property.name))
      );
    case 'BinaryExpression':
      return /^(instanceof|in|[!=]==?)$/.test(parent.operator);
    case 'ClassDeclaration':
    case 'ClassExpression':
      return key === 'superClass';
    default:
      return false;
  }
}

/** Climbs out of a pattern: the path whose place in its parent says what happens to the name. */
function outOfPattern(path: Path): Path {
  let p = path;
  for (; p.parentPath; p = p.parentPath) {
    const { parent, key } = p;
    const inside =
      parent.type === 'ArrayPattern' ||
      parent.type === 'ObjectPattern' ||
      parent.type === 'RestElement' ||
      (parent.type === 'AssignmentPattern' && key === 'left') ||
      (parent.type === 'ObjectProperty' && key === 'value' && p.parentPath.parent.type === 'ObjectPattern');
    if (!inside) return p;
  }
  return p;
}

export function roleOf(path: Path, binding: Pick<Binding, 'kind' | 'declaration' | 'loop'>): Role {
  const p = outOfPattern(path);
  const { parent, key } = p;
  switch (parent.type) {
    case 'AssignmentExpression':
      return key === 'left' ? 'writes' : 'reads';
    case 'UpdateExpression':
      return 'writes';
    case 'ForInStatement':
    case 'ForOfStatement':
      return key === 'left' ? 'writes' : 'reads';
    case 'VariableDeclarator':
      return key === 'id' ? declarator(p, binding) : 'reads';
    case 'CatchClause':
      return key === 'param' ? 'declares' : 'reads';
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
    case 'ClassExpression':
      return key === 'id' || p.listKey === 'params' ? 'declares' : 'reads';
    default:
      return p.listKey === 'params' || (key === 'id' && FUNCTION.test(parent.type)) ? 'declares' : 'reads';
  }
}

/** `let` and `const` begin a new variable; a `var` assigns the function's one, again and again in a loop. */
function declarator(path: Path, binding: Pick<Binding, 'kind' | 'declaration' | 'loop'>): Role {
  const list = path.parentPath!.parent as t.VariableDeclaration;
  if (list.kind !== 'var') return 'declares';
  const first = path.parent === binding.declaration;
  const head = path.parentPath!.parentPath!.parent;
  const eachTurn = head.type === 'ForInStatement' || head.type === 'ForOfStatement';
  const given = eachTurn || (path.parent as t.VariableDeclarator).init != null;
  if (!given) return first ? 'declares' : 'reads';
  return first && !eachTurn && !insideLoop(path) ? 'declares' : 'writes';
}

const LOOP = /^(For|While|DoWhile)/;

function insideLoop(path: Path): boolean {
  for (let p: Path | null = path; p && !FUNCTION.test(p.node.type); p = p.parentPath) {
    if (p.parentPath && LOOP.test(p.parent.type) && p.key !== 'init' && !FUNCTION.test(p.parent.type)) return true;
  }
  return false;
}

/**
 * The earliest position at which the function that contains `path` can exist, seen from its outer function `owner`:
 * a declaration from the start of its block, an expression from its own start.
 */
export function hoists(path: Path, owner: t.Node): number {
  let position = path.node.start!;
  for (let p: Path | null = path; p && p.node !== owner; p = p.parentPath) {
    if (p.node.type === 'FunctionDeclaration') position = Math.min(position, p.parent.start ?? 0);
    else if (FUNCTION.test(p.node.type)) position = Math.min(position, p.node.start!);
  }
  return position;
}
