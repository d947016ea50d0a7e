/** Patterns with a `yield` in them, in a default value or a computed name: one place after the other. */
import type * as t from '@babel/types';
import * as ast from '../emit/ast.ts';
import { aside, expression, iteratorOf, placeOf } from './expressions.ts';
import type { Machine } from './machine.ts';
import { Refused, as, of, set, when, yields } from './shape.ts';

/** Gives the places of a pattern their values; `value` may be evaluated more than once. */
export function destructure(m: Machine, pattern: t.Node, value: t.Expression): void {
  if (!yields(pattern) && pattern.type !== 'AssignmentPattern') return m.emit(set(pattern, value));
  switch (pattern.type) {
    case 'MemberExpression':
      return m.emit(set(placeOf(m, pattern), value));
    case 'AssignmentPattern':
      return withDefault(m, pattern, value);
    case 'ObjectPattern':
      return fields(m, pattern, value);
    case 'ArrayPattern':
      return elements(m, pattern, value);
    default:
      throw new Refused(pattern, `\`yield\` inside a ${pattern.type}`);
  }
}

function withDefault(m: Machine, { left, right }: t.AssignmentPattern, value: t.Expression): void {
  const given = m.temp(),
    end = m.label();
  m.emit(set(given, value), when(ast.binary('!==', ast.name(given), ast.name('undefined')), m.jump(end)));
  m.emit(set(given, expression(m, right)));
  m.mark(end);
  destructure(m, left, as(ast.name(given)));
}

function fields(m: Machine, { properties }: t.ObjectPattern, value: t.Expression): void {
  for (const property of properties) {
    if (property.type === 'RestElement') throw new Refused(property, '`...` in a pattern with a `yield`');
    const key = property.computed ? aside(m, expression(m, property.key as t.Expression)) : property.key;
    const computed = property.computed || key.type !== 'Identifier';
    const field = { type: 'MemberExpression', object: of(value), property: of(key), computed };
    destructure(m, property.value, aside(m, as(field)));
  }
}

function elements(m: Machine, { elements: list }: t.ArrayPattern, value: t.Expression): void {
  const iterator = m.temp('iterator'),
    step = m.temp('step'),
    done = m.temp('done');
  const closing = m.finally(),
    failed = m.label(),
    outer = m.guard;
  const field = (name: string): ast.Node => ast.field(ast.name(step), name);
  const isOpen = ast.unary('!', ast.name(done));
  const truth = (lit: boolean): ast.Node => ast.literal({ lit });
  // an iterator that fails has ended
  const advance = (then: readonly t.Statement[]): t.Statement[] => [
    set(done, truth(true)),
    set(step, ast.method(ast.name(iterator), 'next')),
    when(ast.unary('!', field('done')), [set(done, truth(false)), ...then]),
  ];
  m.emit(set(iterator, iteratorOf(value)), set(done, truth(false)));
  m.inside({ finally: closing }, () => {
    m.closing(failed, iterator);
    for (const element of list) {
      const found = m.temp();
      if (element?.type === 'RestElement') {
        const body = advance([as(ast.say(ast.method(ast.name(found), 'push', field('value'))))]);
        m.emit(set(found, ast.array([])), as(ast.whilst(isOpen, body.map(of))));
        destructure(m, element.argument, as(ast.name(found)));
        continue;
      }
      m.emit(set(found, ast.name('undefined')), when(isOpen, advance([set(found, field('value'))])));
      if (element) destructure(m, element, as(ast.name(found)));
    }
  });
  const close = when(isOpen, [
    when(ast.binary('!=', ast.field(ast.name(iterator), 'return'), ast.literal({ lit: null })), [
      as(ast.say(ast.method(ast.name(iterator), 'return'))),
    ]),
  ]);
  m.unguard(outer);
  m.emit(...m.enter(closing));
  m.closed(failed, iterator, done);
  m.mark(closing.label);
  m.emit(close);
  m.resume(closing);
}
