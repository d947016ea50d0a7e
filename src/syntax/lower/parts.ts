/** Values that may be a function as well as other memory: each part of such a value is looked into by itself. */
import { isMixed } from '../../facts/kinds.ts';
import { type Atom, isId, lit } from '../../ir/ir.ts';
import { choose } from './branch.ts';
import { typeOf } from './expressions/operators.ts';
import type { Lowering } from './state.ts';

/** Functions made by derived code, which are records, included. */
export const isFunction = (l: Lowering, value: Atom): Atom => l.pure('seq', typeOf(l, value), lit('function'));

/** Does the same with either part of a value. */
export function eachPart(l: Lowering, value: Atom, run: (part: Atom) => Atom): Atom {
  if (!isId(value) || !isMixed(l.kind(value))) return run(value);
  return choose(
    l,
    isFunction(l, value),
    () => run(l.part(value, 'function')),
    () => run(l.part(value, 'memory')),
  );
}
