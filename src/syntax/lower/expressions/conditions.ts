/** Expressions that may skip a part: `?:`, `&&`, `||`, `??`. */
import type * as t from '@babel/types';
import type { Atom } from '../../../ir/ir.ts';
import { choose } from '../branch.ts';
import { evaluate } from '../expression.ts';
import { within } from '../narrow.ts';
import type { Lowering } from '../state.ts';

export function conditional(l: Lowering, { test, consequent, alternate }: t.ConditionalExpression): Atom {
  return choose(
    l,
    evaluate(l, test),
    () => within(l, test, true, () => evaluate(l, consequent)),
    () => within(l, test, false, () => evaluate(l, alternate)),
  );
}

export const logical = (l: Lowering, { operator, left, right }: t.LogicalExpression): Atom =>
  shortcut(l, operator, evaluate(l, left), () =>
    operator === '??' ? evaluate(l, right) : within(l, left, operator === '&&', () => evaluate(l, right)),
  );

/** `value && right()` and its kin. */
export function shortcut(l: Lowering, operator: string, value: Atom, right: () => Atom): Atom {
  if (operator === '&&') return choose(l, value, right, () => value);
  if (operator === '||') return choose(l, value, () => value, right);
  return choose(l, l.pure('nullish', value), right, () => value);
}
