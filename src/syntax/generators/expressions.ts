/** Expressions with a `yield` in them: what stands before it is put aside, then the machine gives its value and waits. */
import type * as t from '@babel/types';
import * as ast from '../emit/ast.ts';
import type { Machine } from './machine.ts';
import { destructure } from './patterns.ts';
import { Refused, as, of, set, when, yields } from './shape.ts';

/** What is left to evaluate of an expression once its yields are done. */
export function expression(m: Machine, node: t.Expression): t.Expression {
  if (!yields(node)) return node;
  switch (node.type) {
    case 'YieldExpression':
      return yielded(m, node);
    case 'ParenthesizedExpression':
      return expression(m, node.expression);
    case 'SequenceExpression':
      for (const part of node.expressions.slice(0, -1)) statementOf(m, expression(m, part));
      return expression(m, node.expressions.at(-1)!);
    case 'AssignmentExpression':
      return assignment(m, node);
    case 'ConditionalExpression':
      return conditional(m, node);
    case 'LogicalExpression':
      return logical(m, node);
    case 'CallExpression':
      return call(m, node);
    case 'OptionalMemberExpression':
    case 'OptionalCallExpression':
      return chain(m, node);
    case 'UpdateExpression':
      return { ...node, argument: expression(m, node.argument) };
    case 'BinaryExpression':
    case 'UnaryExpression':
    case 'MemberExpression':
    case 'NewExpression':
    case 'ArrayExpression':
    case 'ObjectExpression':
    case 'TemplateLiteral':
      return parts(m, node);
    default:
      throw new Refused(node, `\`yield\` inside a ${node.type}`);
  }
}

/** An expression for what it does. */
export function statementOf(m: Machine, node: t.Expression): void {
  if (node.type !== 'Identifier') m.emit(as(ast.say(of(node))));
}

function yielded(m: Machine, node: t.YieldExpression): t.Expression {
  const value = node.argument ? expression(m, node.argument) : as<t.Expression>(ast.name('undefined'));
  if (!node.delegate) return aside(m, m.give(value));
  const iterator = m.temp('iterator');
  m.emit(set(iterator, iteratorOf(value)));
  return aside(m, as(ast.field(ast.name(m.delegate(iterator)), 'value')));
}

/** `value[Symbol.iterator]()`. */
export const iteratorOf = (value: t.Expression): ast.Node => ast.invoke(ast.at(of(value), ast.field(ast.name('Symbol'), 'iterator')));

/** Puts a value into a variable of the machine: what comes may change what it was made of. */
export function aside(m: Machine, node: t.Expression): t.Expression {
  if (/^(Numeric|String|Boolean|Null)Literal$/.test(node.type) || m.isStill(node)) return node;
  const name = m.temp();
  m.emit(set(name, node));
  return as(ast.name(name));
}

/** Evaluates children in order; those before a yield are put aside. */
function parts<T extends t.Expression>(m: Machine, node: T): T {
  const all = operands(node);
  const last = all.findLastIndex(({ node: operand }) => yields(operand));
  all.forEach(({ node: operand, put, spread }, i) => {
    const value = expression(m, operand);
    put(i < last ? aside(m, spread ? listOf(value) : value) : value);
  });
  return node;
}

interface Operand {
  readonly node: t.Expression;
  readonly put: (value: t.Expression) => void;
  /** What it iterates over stands in its place. */
  readonly spread?: true;
}

const listOf = (value: t.Expression): t.Expression =>
  as({ type: 'ArrayExpression', elements: [{ type: 'SpreadElement', argument: of(value) }] });

/** What an expression evaluates, in order, and where each stands. */
function operands(node: t.Node): Operand[] {
  const at = <K extends string>(holder: t.Node, key: K): Operand => {
    const fields = holder as unknown as Record<string, t.Expression>;
    return { node: fields[key]!, put: (value) => void (fields[key] = value) };
  };
  const inList = (list: (t.Node | null)[]): Operand[] =>
    list.flatMap((item, i): Operand[] => {
      if (!item) return [];
      if (item.type === 'SpreadElement') return [{ ...at(item, 'argument'), spread: true }];
      return [{ node: item as t.Expression, put: (value) => void (list[i] = value) }];
    });
  switch (node.type) {
    case 'BinaryExpression':
      return [at(node, 'left'), at(node, 'right')];
    case 'UnaryExpression':
      return [at(node, 'argument')];
    case 'MemberExpression':
      return [at(node, 'object'), ...(node.computed ? [at(node, 'property')] : [])];
    case 'NewExpression':
      return [at(node, 'callee'), ...inList(node.arguments)];
    case 'ArrayExpression':
      return inList(node.elements);
    case 'TemplateLiteral':
      return inList(node.expressions);
    case 'ObjectExpression':
      return node.properties.flatMap((property) => {
        if (property.type !== 'ObjectProperty') {
          if (!yields(property) && property.type === 'ObjectMethod' && !property.computed) return [];
          throw new Refused(property, '`yield` in an object literal with this');
        }
        return [...(property.computed ? [at(property, 'key')] : []), at(property, 'value')];
      });
    default:
      throw new Refused(node, `\`yield\` inside a ${node.type}`);
  }
}

/** `f(…)` and `o.f(…)`: the function is found before the arguments are evaluated. */
function call(m: Machine, node: t.CallExpression): t.Expression {
  const { callee } = node;
  if (!node.arguments.some(yields)) return { ...node, callee: expression(m, callee as t.Expression) };
  if (callee.type !== 'MemberExpression') return whole(m, node, [aside(m, expression(m, callee as t.Expression))]);
  if (isBuiltin(m, callee)) return whole(m, node, [callee]);
  const object = aside(m, expression(m, callee.object as t.Expression));
  const key = callee.computed ? aside(m, expression(m, callee.property as t.Expression)) : null;
  const method = key ? ast.at(of(object), of(key)) : { ...of(callee), object };
  const fn = aside(m, as(method));
  return whole(m, { ...node, callee: as(ast.field(of(fn), 'call')) }, [object], true);
}

/** `Math.max` and the like: it does not matter when it is looked up. */
const isBuiltin = (m: Machine, { object, computed }: t.MemberExpression): boolean =>
  !computed && object.type === 'Identifier' && object.name in globalThis && m.isStill(object);

function whole(m: Machine, node: t.CallExpression, before: readonly t.Expression[], receiver = false): t.Expression {
  const list = as<t.ArrayExpression>({ type: 'ArrayExpression', elements: node.arguments });
  const { elements } = parts(m, list);
  const given = elements as t.CallExpression['arguments'];
  return receiver ? { ...node, arguments: [...before, ...given] } : { ...node, callee: before[0]!, arguments: given };
}

function assignment(m: Machine, node: t.AssignmentExpression): t.Expression {
  const { left, operator } = node;
  const sign = operator.slice(0, -1);
  if (sign === '&&' || sign === '||' || sign === '??') return shortcut(m, node, sign);
  if ((left.type === 'ArrayPattern' || left.type === 'ObjectPattern') && yields(left)) {
    const value = aside(m, expression(m, node.right));
    destructure(m, left, value);
    return value;
  }
  if (left.type === 'Identifier') {
    const old = sign === '' ? null : aside(m, left);
    const right = expression(m, node.right);
    return old ? { ...node, operator: '=', right: as(ast.binary(sign, of(old), of(right))) } : { ...node, right };
  }
  if (left.type !== 'MemberExpression') return { ...node, right: expression(m, node.right) };
  const place = placeOf(m, left);
  const old = sign === '' ? null : aside(m, { ...place });
  const right = expression(m, node.right);
  return { ...node, operator: '=', left: place, right: old ? as(ast.binary(sign, of(old), of(right))) : right };
}

/** A property whose object and name have been evaluated. */
export function placeOf(m: Machine, node: t.MemberExpression): t.MemberExpression {
  const object = aside(m, expression(m, node.object as t.Expression));
  const key = node.computed ? aside(m, expression(m, node.property as t.Expression)) : null;
  return { ...node, object, ...(key && { property: key }) };
}

/** `a ||= b`, `a &&= b`, `a ??= b`. */
function shortcut(m: Machine, { left, right }: t.AssignmentExpression, sign: string): t.Expression {
  const place = left.type === 'MemberExpression' ? placeOf(m, left) : left;
  const value = m.temp(),
    end = m.label();
  m.emit(set(value, place.type === 'MemberExpression' ? { ...place } : place), when(skips(sign, value), m.jump(end)));
  m.emit(set(value, expression(m, right)), set(place, ast.name(value)));
  m.mark(end);
  return as(ast.name(value));
}

/** `o?.[a]?.(b)`: what is missing ends all of it. */
function chain(m: Machine, node: t.OptionalMemberExpression | t.OptionalCallExpression): t.Expression {
  const value = m.temp(),
    end = m.label();
  const known = (link: t.Expression, optional: boolean): t.Expression => {
    const found = aside(m, link);
    if (optional) m.emit(when(ast.binary('==', of(found), ast.literal({ lit: null })), m.jump(end)));
    return found;
  };
  const member = (link: t.OptionalMemberExpression): t.MemberExpression =>
    placeOf(m, as({ ...of(link), type: 'MemberExpression', object: of(known(follow(link.object), link.optional)), optional: false }));
  const follow = (link: t.Expression): t.Expression => {
    if (link.type === 'OptionalMemberExpression') return member(link);
    if (link.type !== 'OptionalCallExpression') return expression(m, link);
    const { callee, optional } = link;
    const call = { ...link, type: 'CallExpression' } as unknown as t.CallExpression;
    if (callee.type !== 'OptionalMemberExpression' && callee.type !== 'MemberExpression')
      return whole(m, call, [known(follow(callee as t.Expression), optional)]);
    const place = callee.type === 'MemberExpression' ? placeOf(m, callee) : member(callee);
    const fn = known(place, optional);
    return whole(m, { ...call, callee: as(ast.field(of(fn), 'call')) }, [place.object as t.Expression], true);
  };
  m.emit(set(value, ast.name('undefined')));
  m.emit(set(value, follow(node)));
  m.mark(end);
  return as(ast.name(value));
}

function conditional(m: Machine, node: t.ConditionalExpression): t.Expression {
  const value = m.temp();
  const otherwise = m.label(),
    end = m.label();
  m.emit(when(ast.unary('!', of(expression(m, node.test))), m.jump(otherwise)));
  m.emit(set(value, expression(m, node.consequent)), ...m.jump(end));
  m.mark(otherwise);
  m.emit(set(value, expression(m, node.alternate)));
  m.mark(end);
  return as(ast.name(value));
}

/** Whether `&&`, `||` or `??` has its value with its left side. */
function skips(operator: string, name: string): ast.Node {
  const known = ast.name(name);
  return operator === '&&' ? ast.unary('!', known) : operator === '||' ? known : ast.binary('!=', known, ast.literal({ lit: null }));
}

function logical(m: Machine, node: t.LogicalExpression): t.Expression {
  const value = m.temp();
  const end = m.label();
  m.emit(set(value, expression(m, node.left)));
  m.emit(when(skips(node.operator, value), m.jump(end)));
  m.emit(set(value, expression(m, node.right)));
  m.mark(end);
  return as(ast.name(value));
}
