/** Expressions that may skip a part: `?:`, `&&`, `||`, `??`. */
import type * as t from '@babel/types';
import * as K from '../../../facts/kinds.ts';
import { type Atom, isId } from '../../../ir/ir.ts';
import { choose } from '../branch.ts';
import { evaluate } from '../expression.ts';
import { within, without } from '../narrow.ts';
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
  if (operator === '&&') return choose(l, value, right, () => falsy(l, value));
  if (operator === '||') return choose(l, value, () => present(l, value), right);
  return choose(l, l.pure('nullish', value), right, () => present(l, value));
}

/** The value where it counts as false: it is no object. */
function falsy(l: Lowering, value: Atom): Atom {
  const kind = l.kind(value);
  if (!isId(value) || !K.isRef(kind)) return value;
  const id = l.renamed(value, K.prim(l.isSolid(value) ? kind.prims : kind.prims | K.UNDEFINED, kind.int));
  l.solid.add(id);
  return id;
}

/** The value where it is neither undefined nor null. */
function present(l: Lowering, value: Atom): Atom {
  const kind = without(l.kind(value), K.UNDEFINED | K.NULL);
  return isId(value) && (kind.prims !== 0 || K.isRef(kind)) ? l.renamed(value, kind) : value;
}
