/** Statements with a `yield` in them, taken apart into stretches of a machine; all others stay as they are. */
import type * as t from '@babel/types';
import * as ast from '../emit/ast.ts';
import { aside, expression, iteratorOf, statementOf } from './expressions.ts';
import type { Machine } from './machine.ts';
import { Refused, as, blockOf, isFunction, mapChildren, of, set, when, yields } from './shape.ts';

export function statements(m: Machine, list: readonly t.Statement[]): void {
  for (const node of list) statement(m, node);
}

export function statement(m: Machine, node: t.Statement, names: readonly string[] = []): void {
  if (!yields(node)) return m.emit(leaping(m, node));
  switch (node.type) {
    case 'BlockStatement':
      return statements(m, node.body);
    case 'ExpressionStatement':
      return statementOf(m, expression(m, node.expression));
    case 'ReturnStatement':
      return m.emit(...m.returning(node.argument ? expression(m, node.argument) : null));
    case 'ThrowStatement':
      return m.emit(as(ast.raise(of(expression(m, node.argument)))));
    case 'IfStatement':
      return branch(m, node);
    case 'LabeledStatement':
      return labelled(m, node, names);
    case 'ForStatement':
    case 'WhileStatement':
    case 'DoWhileStatement':
      return loop(m, node, names);
    case 'ForOfStatement':
      return forOf(m, node, names);
    case 'ForInStatement':
      return forIn(m, node, names);
    case 'SwitchStatement':
      return choice(m, node, names);
    case 'TryStatement':
      return attempt(m, node);
    default:
      throw new Refused(node, `\`yield\` inside a ${node.type}`);
  }
}

/** A statement without a `yield`: what leaves it for code that was taken apart, and `return`, goes there. */
function leaping(m: Machine, node: t.Statement): t.Statement {
  const change = (inner: t.Node, around: readonly t.Node[]): t.Node => {
    if (isFunction(inner)) return inner;
    if (inner.type === 'ReturnStatement') return blockOf(m.returning(inner.argument ?? null));
    if ((inner.type === 'BreakStatement' || inner.type === 'ContinueStatement') && !around.some((a) => isTarget(a, inner)))
      return blockOf(m.leaving(inner));
    mapChildren(inner, (child) => change(child, [...around, inner]));
    return inner;
  };
  return change(node, []) as t.Statement;
}

function isTarget(node: t.Node, { type, label }: t.BreakStatement | t.ContinueStatement): boolean {
  if (label) return node.type === 'LabeledStatement' && node.label.name === label.name;
  return /^(For|While|DoWhile)/.test(node.type) || (type === 'BreakStatement' && node.type === 'SwitchStatement');
}

function branch(m: Machine, { test, consequent, alternate }: t.IfStatement): void {
  const otherwise = m.label(),
    end = alternate ? m.label() : otherwise;
  m.emit(when(ast.unary('!', of(expression(m, test))), m.jump(otherwise)));
  statement(m, consequent);
  if (alternate) {
    m.emit(...m.jump(end));
    m.mark(otherwise);
    statement(m, alternate);
  }
  m.mark(end);
}

function labelled(m: Machine, { label, body }: t.LabeledStatement, names: readonly string[]): void {
  const all = [...names, label.name];
  if (/^(For|While|DoWhile|Labeled)/.test(body.type)) return statement(m, body, all);
  const end = m.label();
  m.inside({ names: all, breaks: end }, () => statement(m, body));
  m.mark(end);
}

function loop(m: Machine, node: t.ForStatement | t.WhileStatement | t.DoWhileStatement, names: readonly string[]): void {
  const test = m.label(),
    next = node.type === 'WhileStatement' ? test : m.label(),
    end = m.label();
  if (node.type === 'ForStatement' && node.init) statementOf(m, expression(m, node.init as t.Expression));
  if (node.type !== 'DoWhileStatement') {
    m.mark(test);
    if (node.test) m.emit(when(ast.unary('!', of(expression(m, node.test))), m.jump(end)));
  } else m.mark(test);
  m.inside({ names, breaks: end, continues: next, plain: true }, () => statement(m, node.body));
  if (node.type === 'WhileStatement') m.emit(...m.jump(test));
  else {
    m.mark(next);
    if (node.type === 'DoWhileStatement') m.emit(when(ast.unary('!', of(expression(m, node.test))), m.jump(end)));
    else if (node.update) statementOf(m, expression(m, node.update));
    m.emit(...m.jump(test));
  }
  m.mark(end);
}

/** Over an iterator of its own; it is closed when the loop is left early. */
function forOf(m: Machine, node: t.ForOfStatement, names: readonly string[]): void {
  const iterator = m.temp('iterator'),
    step = m.temp('step');
  const next = m.label(),
    end = m.label();
  const field = (object: string, name: string): ast.Node => ast.field(ast.name(object), name);
  m.emit(set(iterator, iteratorOf(expression(m, node.right))));
  m.mark(next);
  m.emit(set(step, ast.method(ast.name(iterator), 'next')), when(field(step, 'done'), m.jump(end)));
  const closing = m.finally(),
    failed = m.label(),
    outer = m.guard;
  m.inside({ names, breaks: end, plain: true }, () => {
    m.inside({ finally: closing }, () => {
      m.inside({ names, continues: next }, () => {
        m.closing(failed, iterator);
        m.emit(set(node.left as t.Node, field(step, 'value')));
        statement(m, node.body);
      });
    });
    m.unguard(outer);
    m.emit(...m.jump(next));
    m.closed(failed, iterator);
    m.mark(closing.label);
    m.emit(
      when(ast.binary('!=', field(iterator, 'return'), ast.literal({ lit: null })), [
        as(ast.say(ast.method(ast.name(iterator), 'return'))),
      ]),
    );
    m.resume(closing);
  });
  m.mark(end);
}

/** The names are listed first; one that is gone when its turn comes is left out. */
function forIn(m: Machine, node: t.ForInStatement, names: readonly string[]): void {
  const object = aside(m, expression(m, node.right)),
    list = m.temp('names'),
    index = m.temp('i');
  const test = m.label(),
    next = m.label(),
    end = m.label();
  const key = m.temp('key');
  const all: ast.Node = {
    type: 'ForInStatement',
    left: ast.name(key),
    right: of(object),
    body: ast.say(ast.method(ast.name(list), 'push', ast.name(key))),
  };
  m.emit(set(list, ast.array([])), as(all), set(index, ast.number(0)));
  m.mark(test);
  m.emit(when(ast.unary('!', ast.binary('<', ast.name(index), ast.field(ast.name(list), 'length'))), m.jump(end)));
  m.emit(set(key, ast.at(ast.name(list), ast.name(index))));
  m.emit(when(ast.unary('!', ast.binary('in', ast.name(key), of(object))), m.jump(next)));
  m.inside({ names, breaks: end, continues: next, plain: true }, () => {
    m.emit(set(node.left as t.Node, ast.name(key)));
    statement(m, node.body);
  });
  m.mark(next);
  m.emit(set(index, ast.binary('+', ast.name(index), ast.number(1))), ...m.jump(test));
  m.mark(end);
}

function choice(m: Machine, { discriminant, cases }: t.SwitchStatement, names: readonly string[]): void {
  const value = aside(m, expression(m, discriminant));
  const labels = cases.map(() => m.label()),
    end = m.label();
  cases.forEach(({ test }, i) => {
    if (test) m.emit(when(ast.binary('===', of(value), of(expression(m, test))), m.jump(labels[i]!)));
  });
  const otherwise = cases.findIndex(({ test }) => !test);
  m.emit(...m.jump(otherwise < 0 ? end : labels[otherwise]!));
  m.inside({ names, breaks: end, plain: true }, () => {
    cases.forEach(({ consequent }, i) => {
      m.mark(labels[i]!);
      statements(m, consequent);
    });
  });
  m.mark(end);
}

function attempt(m: Machine, { block, handler, finalizer }: t.TryStatement): void {
  const outer = m.guard;
  const end = m.label(),
    caught = handler ? m.label() : 0,
    last = finalizer ? m.finally() : null,
    thrown = finalizer ? m.label() : 0;
  const done = (): void => {
    m.protect(outer);
    m.emit(...(last ? m.enter(last) : m.jump(end)));
  };
  const body = (): void => {
    m.protect(caught || thrown);
    statement(m, block);
    done();
    if (!handler) return;
    m.mark(caught);
    m.protect(thrown || outer);
    if (handler.param) m.emit(set(handler.param as t.LVal, m.error));
    statement(m, handler.body);
    done();
  };
  if (last) {
    m.inside({ finally: last, guard: outer }, body);
    m.mark(thrown);
    m.protect(outer);
    m.emit(...m.enter(last, true));
    m.mark(last.label);
    statement(m, finalizer!);
    m.resume(last);
  } else body();
  m.mark(end);
}
