/** Expressions, in exact evaluation order. */
import type * as t from '@babel/types';
import { fault } from '../../fault/messages.ts';
import { type Atom, isId, isLit, lit } from '../../ir/ir.ts';
import { isSymbolName } from '../../ir/symbols.ts';
import { privateSlot } from '../classes.ts';
import { call, optional, tagged } from './calls/call.ts';
import { construct, made } from './calls/construct.ts';
import { inheritedValue, privateValue } from './calls/privates.ts';
import { classValue } from './expressions/class.ts';
import { raise } from './raise.ts';
import { materialise } from './closure.ts';
import { assignment, update } from './expressions/assignment.ts';
import { conditional, logical } from './expressions/conditions.ts';
import { arrayExpression, objectExpression } from './expressions/containers.ts';
import { binary, template, unary } from './expressions/operators.ts';
import { builtin, lookedUp } from './known.ts';
import { load } from './memory.ts';
import { bindTo } from './patterns.ts';
import type { Lowering } from './state.ts';
import { bindingOf, readVariable } from './variables.ts';

/** The value of an expression. */
export function evaluate(l: Lowering, node: t.Expression | t.PrivateName): Atom {
  const before = l.at;
  l.at = node;
  const value = node.type === 'PrivateName' ? lit(privateSlot(node.id.name)) : lowerExpression(l, node);
  l.at = before;
  return value;
}

function lowerExpression(l: Lowering, node: t.Expression): Atom {
  switch (node.type) {
    case 'NumericLiteral':
    case 'StringLiteral':
    case 'BooleanLiteral':
      return lit(node.value);
    case 'NullLiteral':
      return lit(null);
    case 'RegExpLiteral':
      return regExp(l, node);
    case 'BigIntLiteral':
      return lit(BigInt(node.value));
    case 'Identifier':
      return readVariable(l, node);
    case 'ParenthesizedExpression':
      return evaluate(l, node.expression);
    case 'BinaryExpression':
      return binary(l, node);
    case 'UnaryExpression':
      return unary(l, node);
    case 'LogicalExpression':
      return logical(l, node);
    case 'ConditionalExpression':
      return conditional(l, node);
    case 'AssignmentExpression':
      return assignment(l, node);
    case 'UpdateExpression':
      return update(l, node);
    case 'SequenceExpression':
      return sequence(l, node);
    case 'MemberExpression':
      return member(l, node);
    case 'OptionalMemberExpression':
    case 'OptionalCallExpression':
      return optional(l, node);
    case 'CallExpression':
      return call(l, node);
    case 'TaggedTemplateExpression':
      return tagged(l, node);
    case 'NewExpression':
      return construct(l, node);
    case 'ArrayExpression':
      return arrayExpression(l, node);
    case 'ObjectExpression':
      return objectExpression(l, node);
    case 'TemplateLiteral':
      return template(l, node);
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return materialise(l, l.activation.unit, node);
    case 'ThisExpression':
      return self(l);
    case 'MetaProperty':
      return newTarget(l);
    case 'ClassExpression':
      return classValue(l, node);
    default:
      throw fault('E_UNSUPPORTED', l.site, { construct: `A ${node.type}` });
  }
}

/** `this`; that of an arrow function of the outside is not found. */
export function self(l: Lowering): Atom {
  const { variables, unit } = l.activation;
  const variable = variables.get('this');
  const value = variable && l.flow.get(variable);
  if (value !== undefined) return value;
  if (!variables.has('new.target')) throw fault('E_CAPTURE', l.site, { names: 'this', one: 'this', name: unit.name });
  raise(l, ReferenceError, "Must call super constructor in derived class before accessing 'this' or returning from derived constructor");
  return lit(undefined);
}

/** What `super` means where properties are looked up: the prototype, or for static methods the class, above. */
export function above(l: Lowering): Atom {
  const { unit, node, variables } = l.activation;
  const known = l.session.superOf(l.session.code(unit, node));
  if (known) return lookedUp(l, known, 'super');
  const variable = variables.get('super');
  const value = variable && l.flow.get(variable);
  if (value === undefined) throw fault('E_PRIVATE', l.site, { name: 'super' });
  return value;
}

/** `new.target`: undefined in a plain call. */
function newTarget(l: Lowering): Atom {
  const variable = l.activation.variables.get('new.target');
  return (variable && l.flow.get(variable)) ?? lit(undefined);
}

/** An expression for what it does; swaps need no array then. */
export function run(l: Lowering, node: t.Expression): void {
  if (node.type === 'SequenceExpression') return node.expressions.forEach((e) => run(l, e));
  if (node.type !== 'AssignmentExpression' || node.operator !== '=' || node.left.type !== 'ArrayPattern') return void evaluate(l, node);
  const before = l.at;
  l.at = node;
  bindTo(l, node.left, node.right, 'assign');
  l.at = before;
}

/** A new one each time the literal is met. */
const regExp = (l: Lowering, { pattern, flags }: t.RegExpLiteral): Atom =>
  made(l, l.at, builtin(l, RegExp, 'RegExp'), RegExp, [lit(pattern), lit(flags)]);

function sequence(l: Lowering, { expressions }: t.SequenceExpression): Atom {
  let value: Atom = lit(undefined);
  for (const expression of expressions) value = evaluate(l, expression);
  return value;
}

function member(l: Lowering, node: t.MemberExpression): Atom {
  const callee = calleeItself(l, node);
  if (callee) return callee;
  if (node.object.type === 'Super') return inheritedValue(l, above(l), keyOf(l, node), self(l));
  const object = evaluate(l, node.object as t.Expression);
  const own = node.property.type === 'PrivateName' ? privateValue(l, object, node.property.id.name) : null;
  return own ?? load(l, object, keyOf(l, node));
}

/** `arguments.callee`: the function itself. */
export function calleeItself(l: Lowering, { object, property, computed }: t.MemberExpression): Atom | null {
  if (computed || property.type !== 'Identifier' || property.name !== 'callee') return null;
  if (object.type !== 'Identifier' || object.name !== 'arguments' || bindingOf(l, object)) return null;
  const { unit, node } = l.activation;
  if (unit.fn && node === unit.source.node) return lookedUp(l, unit.fn, unit.name || 'callee');
  throw fault('E_ARGUMENTS', l.site, { why: '`arguments.callee` of a function made in the code' });
}

/** The key of a member, property or method: a literal where it is written as a name. */
export function keyOf(
  l: Lowering,
  node:
    | t.MemberExpression
    | t.OptionalMemberExpression
    | t.ObjectProperty
    | t.ObjectMethod
    | t.ClassMethod
    | t.ClassPrivateMethod
    | t.ClassProperty
    | t.ClassPrivateProperty,
): Atom {
  const key = 'property' in node ? node.property : node.key;
  if (key.type === 'PrivateName') return lit(privateSlot(key.id.name));
  const computed = 'computed' in node && node.computed;
  return !computed && key.type === 'Identifier' ? lit(key.name) : keyFrom(l, evaluate(l, key as t.Expression));
}

/** A key from its value: a symbol that is known names a property as a text does. */
export function keyFrom(l: Lowering, value: Atom): Atom {
  if (isLit(value) && typeof value.lit === 'string' && isSymbolName(value.lit))
    throw fault('E_UNSUPPORTED', l.site, { construct: 'A property whose name begins with `@@`' });
  const symbol = isId(value) ? l.symbols.get(value) : undefined;
  return symbol === undefined ? value : lit(symbol);
}
