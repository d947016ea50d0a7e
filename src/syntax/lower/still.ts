/** Functions that surely do nothing but give a result: it does not matter how often, or in which order, they are called. */
import type * as t from '@babel/types';
import { type Atom } from '../../ir/ir.ts';
import type { FunctionNode } from '../read.ts';
import { targetsOf } from './closure.ts';
import type { Lowering } from './state.ts';
import { walk } from './unit.ts';

const STILL: ReadonlySet<string> = new Set(
  (
    'FunctionExpression ArrowFunctionExpression FunctionDeclaration BlockStatement Directive ReturnStatement IfStatement VariableDeclaration ' +
    'VariableDeclarator Identifier NumericLiteral StringLiteral BooleanLiteral NullLiteral BinaryExpression LogicalExpression ' +
    'ConditionalExpression MemberExpression ParenthesizedExpression ArrayPattern ObjectPattern ObjectProperty'
  ).split(' '),
);

/** Every function that the value can be is made of arithmetic, comparisons and plain reads. */
export function isStill(l: Lowering, value: Atom): boolean {
  const targets = targetsOf(l, value);
  return (
    targets.length > 0 &&
    targets.every((target) => {
      const node = target.is === 'closure' ? l.session.codeAt(target.code).node : l.session.unit(target.value)?.source.node;
      return node !== undefined && isStillCode(node);
    })
  );
}

const judged = new WeakMap<FunctionNode, boolean>();

function isStillCode(fn: FunctionNode): boolean {
  let still = judged.get(fn);
  if (still !== undefined) return still;
  still = true;
  walk(fn, (node: t.Node) => {
    still &&= STILL.has(node.type) || (node.type === 'UnaryExpression' && node.operator !== 'delete');
    return still;
  });
  judged.set(fn, still);
  return still;
}
