/** Loops of models over their rest parameters: the values are known one by one, so the loop is written out. */
import type * as t from '@babel/types';
import { fault } from '../../../fault/messages.ts';
import { type Atom, isId, isLit } from '../../../ir/ir.ts';
import { evaluate, run } from '../expression.ts';
import { truth } from '../fold.ts';
import { divide } from '../split.ts';
import type { Lowering } from '../state.ts';
import { NOTHING, type Rest, statement } from '../statement.ts';
import { bindingOf } from '../variables.ts';
import { bindForOf } from './for-of.ts';

/** The values of a rest parameter that is named here. */
export function restValues(l: Lowering, node: t.Node): readonly Atom[] | null {
  const binding = l.activation.isModel && node.type === 'Identifier' ? bindingOf(l, node) : null;
  const variable = binding && l.activation.variables.get(binding);
  const value = variable ? l.flow.get(variable) : undefined;
  return (value !== undefined && isId(value) && l.rests.get(value)) || null;
}

/** The test of a `for` asks for the length of a rest parameter. */
export function isUnrolled(l: Lowering, test: t.Expression | null | undefined): boolean {
  if (test?.type !== 'BinaryExpression' || test.right.type !== 'MemberExpression') return false;
  return restValues(l, test.right.object) !== null;
}

export function unroll(l: Lowering, { test, update, body }: t.ForStatement, rest: Rest): void {
  for (;;) {
    const go = evaluate(l, test!);
    if (!isLit(go)) throw fault('E_INTERNAL', l.site, { what: 'the length of a rest parameter is not known' });
    if (!truth(go)) return rest();
    statement(l, body, NOTHING);
    divide(l);
    if (update) run(l, update);
  }
}

export function unrollOf(l: Lowering, node: t.ForOfStatement, values: readonly Atom[], rest: Rest): void {
  for (const value of values) {
    bindForOf(l, node, value);
    statement(l, node.body, NOTHING);
    divide(l);
  }
  rest();
}
