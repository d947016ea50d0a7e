/**
 * What no lowering can follow is refused before it begins: syntax outside the list, names whose variable is only known
 * at run time, and `arguments` that is tied to parameters.
 */
import type * as t from '@babel/types';
import type { AdjointError } from '../fault/fault.ts';
import { type Slug, fault } from '../fault/messages.ts';
import { types } from './babel.ts';
import { isField } from './classes.ts';
import type { Source } from './read.ts';

/** The node types that lowering knows (it may still refuse a use of one). */
export const ALLOWED: ReadonlySet<string> = new Set(
  (
    'FunctionDeclaration FunctionExpression ArrowFunctionExpression ObjectMethod ClassMethod ClassPrivateMethod ' +
    'BlockStatement Directive DirectiveLiteral EmptyStatement ExpressionStatement VariableDeclaration VariableDeclarator DebuggerStatement ' +
    'IfStatement ForStatement ForInStatement ForOfStatement WhileStatement DoWhileStatement SwitchStatement SwitchCase LabeledStatement ' +
    'BreakStatement ContinueStatement ReturnStatement ThrowStatement TryStatement CatchClause ' +
    'Identifier NumericLiteral StringLiteral BooleanLiteral NullLiteral BigIntLiteral RegExpLiteral TemplateLiteral TemplateElement TaggedTemplateExpression ' +
    'ArrayExpression ObjectExpression ObjectProperty SpreadElement ParenthesizedExpression ' +
    'UnaryExpression BinaryExpression LogicalExpression ConditionalExpression AssignmentExpression UpdateExpression SequenceExpression ' +
    'CallExpression OptionalCallExpression NewExpression MemberExpression OptionalMemberExpression ThisExpression ' +
    'ArrayPattern ObjectPattern AssignmentPattern RestElement ' +
    'ClassDeclaration ClassExpression ClassBody ClassProperty ClassPrivateProperty StaticBlock PrivateName Super MetaProperty'
  ).split(' '),
);

/** What is refused, in the user's words; anything else that is not allowed is told by its node type. */
const REFUSED: Readonly<Record<string, readonly [Slug, string]>> = {
  WithStatement: ['E_DYNAMIC_SCOPE', '`with`'],
  AwaitExpression: ['E_ASYNC', ''],
  YieldExpression: ['E_GENERATOR', ''],
  ImportExpression: ['E_UNSUPPORTED', '`import()` (ImportExpression)'],
  Import: ['E_UNSUPPORTED', '`import()` (Import)'],
};

const judged = new WeakMap<Source, AdjointError | 'open'>();

/** The fault that keeps a function out, or null. Nothing is thrown: a call without active values may still run it as it is. */
export function barrier(source: Source): AdjointError | null {
  let found = judged.get(source);
  if (!found) judged.set(source, (found = examine(source) ?? 'open'));
  return found === 'open' ? null : found;
}

export function fence(source: Source): void {
  const found = barrier(source);
  if (found) throw found;
}

type Ancestors = t.TraversalAncestors;

function examine(source: Source): AdjointError | null {
  const refusals: { readonly node: t.Node; readonly slug: Slug; readonly details: Record<string, string> }[] = [];
  const refuse = (node: t.Node, slug: Slug, details: Record<string, string> = {}): void => void refusals.push({ node, slug, details });
  types().traverse(source.cls ?? source.node, (node, ancestors) => {
    if (ancestors.length === 1 && ancestors[0]!.key === 'key') return;
    if (source.cls && !isConstruction(source.cls, source.node, ancestors)) return;
    if (!ALLOWED.has(node.type)) {
      const [slug, construct] = REFUSED[node.type] ?? ['E_UNSUPPORTED', `Syntax of the kind ${node.type}`];
      refuse(node, slug, { construct, name: slug === 'E_ASYNC' || slug === 'E_GENERATOR' ? source.name : '' });
    } else if (node !== source.node && types().isFunction(node) && (node.async || node.generator)) {
      refuse(node, node.async ? 'E_ASYNC' : 'E_GENERATOR', { name: functionName(node) });
    } else if (node.type === 'MetaProperty' && node.meta.name !== 'new') {
      refuse(node, 'E_UNSUPPORTED', { construct: '`import.meta`' });
    } else if (node.type === 'ForOfStatement' && node.await) {
      refuse(node, 'E_ASYNC');
    } else if (isDirectEval(node, source)) {
      refuse(node, 'E_DYNAMIC_SCOPE', { construct: 'Direct `eval`' });
    } else if (node.type === 'Identifier' && node.name === 'arguments' && source.scopes.argumentsOf.size > 0) {
      const why = argumentsUse(node, ancestors, source);
      if (why) refuse(node, 'E_ARGUMENTS', { why });
    }
  });
  const first = refusals.sort((a, b) => a.node.start! - b.node.start!)[0];
  return first ? fault(first.slug, source.site(first.node), first.details) : null;
}

/** Of a class of the outside only what makes an instance is run here; its methods are functions of their own. */
function isConstruction(cls: t.Class, constructor: t.Node, ancestors: Ancestors): boolean {
  const member = ancestors.find((a) => a.node === cls.body)
    ? ancestors[ancestors.findIndex((a) => a.node === cls.body) + 1]?.node
    : undefined;
  return member !== undefined && (member === constructor || (isField(member) && !member.static));
}

const functionName = (node: t.Function): string => ('id' in node && node.id ? node.id.name : '');

function isDirectEval(node: t.Node, { scopes }: Source): boolean {
  return (
    node.type === 'CallExpression' && node.callee.type === 'Identifier' && node.callee.name === 'eval' && scopes.of(node.callee) === null
  );
}

/** Why a use of `arguments` cannot be taken as an array of the call's arguments; null when it can. */
function argumentsUse(node: t.Identifier, ancestors: Ancestors, source: Source): string | null {
  const above = ancestors.at(-1);
  if (!above || source.scopes.of(node) !== null) return null;
  const owner = ancestors.findLast((a) => types().isFunction(a.node) && a.node.type !== 'ArrowFunctionExpression')?.node;
  const fn = owner as t.Function | undefined;
  if (!fn || !source.scopes.argumentsOf.has(fn) || above.key === 'property' || above.key === 'key') return null;
  const member = above.node.type === 'MemberExpression' && above.key === 'object' ? above.node : null;
  if (member && !member.computed && member.property.type === 'Identifier' && /^(callee|length)$/.test(member.property.name)) return null;
  if (!isMapped(fn, source)) return null;
  const outer = ancestors.at(-2);
  const written = outer && ((outer.node.type === 'AssignmentExpression' && outer.key === 'left') || outer.node.type === 'UpdateExpression');
  if (member && written) return 'assigning its elements assigns the parameters as well';
  if (fn.params.some((p) => p.type === 'Identifier' && source.scopes.of(p)?.assigned))
    return 'a parameter is assigned, which changes its elements as well';
  const read = member || above.node.type === 'SpreadElement' || isCopied(above, source);
  return read ? null : 'it is handed on while it is tied to the parameters';
}

/** `Array.from(arguments)`, `f.apply(this, arguments)`, `[].slice.call(arguments, 1)`: only read. */
function isCopied({ node, key, index }: t.TraversalAncestors[number], source: Source): boolean {
  if (node.type !== 'CallExpression' || key !== 'arguments' || node.callee.type !== 'MemberExpression' || node.callee.computed)
    return false;
  const { object, property } = node.callee,
    name = (property as t.Identifier).name;
  if (name === 'from') return object.type === 'Identifier' && object.name === 'Array' && source.scopes.of(object) === null;
  if (name === 'apply') return index === 1;
  const method = object.type === 'MemberExpression' && object.property.type === 'Identifier' ? object.property.name : '';
  return name === 'call' && index === 0 && /^(slice|concat)$/.test(method);
}

/** In sloppy functions with plain parameters, `arguments[0]` and the first parameter are one variable. */
function isMapped(fn: t.Function, source: Source): boolean {
  if (source.strict || fn.params.some((p) => p.type !== 'Identifier')) return false;
  return !(fn.body.type === 'BlockStatement' && fn.body.directives.some((d) => d.value.value === 'use strict'));
}
