/** Expressions with a `yield` in them: what stands before it is put aside, then the machine gives its value and waits. */
import type * as t from '@babel/types';
import * as ast from '../emit/ast.ts';
import type { Machine } from './machine.ts';
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
  all.forEach(({ node: operand, put }, i) => {
    const value = expression(m, operand);
    put(i < last ? aside(m, value) : value);
  });
  return node;
}

interface Operand {
  readonly node: t.Expression;
  readonly put: (value: t.Expression) => void;
}

/** What an expression evaluates, in order, and where each stands. */
function operands(node: t.Node): Operand[] {
  const at = <K extends string>(holder: t.Node, key: K): Operand => {
    const fields = holder as unknown as Record<string, t.Expression>;
    return { node: fields[key]!, put: (value) => void (fields[key] = value) };
  };
  const inList = (list: (t.Node | null)[]): Operand[] =>
    list.flatMap((item, i): Operand[] => {
      if (!item) return [];
      if (item.type === 'SpreadElement') {
        if (list.slice(i + 1).some((other) => other && yields(other))) throw new Refused(item, '`...` before a `yield`');
        return [at(item, 'argument')];
      }
      return [{ node: item as t.Expression, put: (value) => void (list[i] = value) }];
    });
  switch (node.type) {
    case 'BinaryExpression':
      return [at(node, 'left'), at(node, 'right')];
    case 'UnaryExpression':
      if (node.operator === 'delete' || node.operator === 'typeof') throw new Refused(node, `\`yield\` inside \`${node.operator}\``);
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
  if (sign === '&&' || sign === '||' || sign === '??' || (left.type !== 'Identifier' && left.type !== 'MemberExpression' && yields(left)))
    throw new Refused(node, '`yield` in this assignment');
  if (left.type === 'Identifier') {
    const old = sign === '' ? null : aside(m, left);
    const right = expression(m, node.right);
    return old ? { ...node, operator: '=', right: as(ast.binary(sign, of(old), of(right))) } : { ...node, right };
  }
  if (left.type !== 'MemberExpression') return { ...node, right: expression(m, node.right) };
  const object = aside(m, expression(m, left.object as t.Expression));
  const key = left.computed ? aside(m, expression(m, left.property as t.Expression)) : null;
  const place = { ...left, object, ...(key && { property: key }) } as t.MemberExpression;
  const old = sign === '' ? null : aside(m, { ...place });
  const right = expression(m, node.right);
  return { ...node, operator: '=', left: place, right: old ? as(ast.binary(sign, of(old), of(right))) : right };
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

function logical(m: Machine, node: t.LogicalExpression): t.Expression {
  const value = m.temp();
  const end = m.label();
  m.emit(set(value, expression(m, node.left)));
  const known = ast.name(value);
  const skips =
    node.operator === '&&' ? ast.unary('!', known) : node.operator === '||' ? known : ast.binary('!=', known, ast.literal({ lit: null }));
  m.emit(when(skips, m.jump(end)));
  m.emit(set(value, expression(m, node.right)));
  m.mark(end);
  return as(ast.name(value));
}
