/** Statements. Each is lowered together with what comes after it, so that an exit needs no test where its place is known. */
import type * as t from '@babel/types';
import { fault } from '../../fault/messages.ts';
import { type Atom, lit } from '../../ir/ir.ts';
import { type Arm, arm, enter, join, proceed, settle } from './branch.ts';
import { evaluate, run } from './expression.ts';
import { classDeclaration } from './expressions/class.ts';
import { decided } from './fold.ts';
import { bindTo } from './patterns.ts';
import { within } from './narrow.ts';
import { divide } from './split.ts';
import { RETURN, type Lowering } from './state.ts';
import { labelled, leave } from './statements/exits.ts';
import { forIn } from './statements/for-in.ts';
import { forOf } from './statements/for-of.ts';
import { doLoop, forLoop, whileLoop } from './statements/loops.ts';
import { switchStatement } from './statements/switch.ts';
import { throwStatement, tryStatement } from './statements/try.ts';
import { mayExit } from './unit.ts';
import { isIdle } from './statements/closing.ts';
import { bindingOf, declareUnset, open } from './variables.ts';

/** What follows: lowered where control falls through, at most once. */
export type Rest = () => void;

/** Nothing follows. */
export const NOTHING: Rest = () => {};

/** Lowers statements from `from` on, then `rest`. */
export function statements(l: Lowering, list: readonly t.Statement[], rest: Rest = NOTHING, from = 0): void {
  for (let i = from; i < list.length; i++) {
    if (!l.flow.falls) return;
    if (i > from) divide(l);
    const node = list[i]!;
    if (mayExit(node)) return statement(l, node, () => statements(l, list, rest, i + 1));
    statement(l, node, NOTHING);
  }
  if (!l.flow.falls || rest === NOTHING) return;
  divide(l);
  rest();
}

export function statement(l: Lowering, node: t.Statement, rest: Rest): void {
  const before = l.at;
  l.at = node;
  lowerStatement(l, node, () => {
    l.at = before;
    rest();
  });
  l.at = before;
}

function lowerStatement(l: Lowering, node: t.Statement, rest: Rest): void {
  switch (node.type) {
    case 'BlockStatement':
      open(l, node);
      return statements(l, node.body, rest);
    case 'ExpressionStatement':
      run(l, node.expression);
      return then(l, rest);
    case 'VariableDeclaration':
      for (const declarator of node.declarations) declareOne(l, node, declarator);
      return then(l, rest);
    case 'ClassDeclaration':
      classDeclaration(l, node);
      return then(l, rest);
    case 'FunctionDeclaration':
    case 'EmptyStatement':
    case 'DebuggerStatement':
      return rest();
    case 'IfStatement':
      if (isIdle(l, node)) return rest();
      return ifStatement(l, node, rest);
    case 'ReturnStatement':
      return returnStatement(l, node);
    case 'ForStatement':
      return forLoop(l, node, [], rest);
    case 'WhileStatement':
      return whileLoop(l, node, [], rest);
    case 'DoWhileStatement':
      return doLoop(l, node, [], rest);
    case 'ForOfStatement':
      return forOf(l, node, [], rest);
    case 'ForInStatement':
      return forIn(l, node, [], rest);
    case 'LabeledStatement':
      return labelled(l, node, rest);
    case 'BreakStatement':
    case 'ContinueStatement':
      return leave(l, node);
    case 'SwitchStatement':
      return switchStatement(l, node, rest);
    case 'ThrowStatement':
      return throwStatement(l, node);
    case 'TryStatement':
      if (isIdle(l, node)) return statement(l, node.block, rest);
      return tryStatement(l, node, rest);
    default:
      throw fault('E_UNSUPPORTED', l.site, { construct: `A ${node.type}` });
  }
}

/** Goes on, unless a call that never returns stood here. */
function then(l: Lowering, rest: Rest): void {
  if (l.flow.falls) rest();
}

function declareOne(l: Lowering, list: t.VariableDeclaration, { id, init, definite }: t.VariableDeclarator): void {
  if (definite) return declareUnset(l, bindingOf(l, id)!);
  if (init) bindTo(l, id, init, list.kind === 'var' ? 'assign' : 'declare');
  else if (list.kind !== 'var') bindTo(l, id, null, 'declare');
}

function returnStatement(l: Lowering, { argument }: t.ReturnStatement): void {
  const value: Atom = argument ? evaluate(l, argument) : lit(undefined);
  if (!l.flow.falls) return;
  const { exit, result } = l.activation;
  l.flow.set(result, value);
  l.flow.set(exit, lit(RETURN));
  l.flow.exits(RETURN);
}

function ifStatement(l: Lowering, node: t.IfStatement, rest: Rest): void {
  const test = evaluate(l, node.test);
  const consequent = (): void => within(l, node.test, true, () => statement(l, node.consequent, NOTHING));
  const alternate = (): void => within(l, node.test, false, () => (node.alternate ? statement(l, node.alternate, NOTHING) : undefined));
  const known = decided(test, l);
  if (known === true) return statement(l, node.consequent, rest);
  if (known === false) return node.alternate ? statement(l, node.alternate, rest) : rest();
  fork(l, test, arm(l, consequent), arm(l, alternate), rest);
}

/** Joins two arms. Where only one falls through, the rest belongs to it. */
export function fork(l: Lowering, test: Atom, a: Arm, b: Arm, rest: Rest): void {
  const only = a.flow.falls === b.flow.falls ? null : a.flow.falls ? a : b;
  if (only && rest !== NOTHING) enter(l, only, () => proceed(l, rest));
  join(l, test, a, b);
  settle(l);
  if (!only) proceed(l, rest);
}
