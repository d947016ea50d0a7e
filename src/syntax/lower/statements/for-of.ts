/** `for … of`: arrays and typed arrays by index, the length read again every round as their iterators do; the rest by iterator. */
import type * as t from '@babel/types';
import { type Atom, lit } from '../../../ir/ir.ts';
import type { Variable } from '../flow.ts';
import { length } from '../memory.ts';
import { assignTo, bindPattern } from '../patterns.ts';
import { type Iterated, advance, isIterated, walked } from '../sequence.ts';
import type { Lowering } from '../state.ts';
import { NOTHING, type Rest, statement } from '../statement.ts';
import { assigned } from '../unit.ts';
import { living, open } from '../variables.ts';
import { lowerLoop } from './loops.ts';
import { restValues, unrollOf } from './unroll.ts';

export function forOf(l: Lowering, node: t.ForOfStatement, names: readonly string[], rest: Rest): void {
  const values = restValues(l, node.right);
  if (values) return unrollOf(l, node, values, rest);
  const walk = walked(l, node);
  if (isIterated(walk)) return forIterated(l, node, walk, names, rest);
  const { list, item } = walk;
  const index: Variable = { name: 'i', boxed: false };
  l.flow.set(index, lit(0));
  const at = (): Atom => l.flow.get(index)!;
  const test = (): Atom => l.pure('lt', at(), length(l, list));
  const update = (): void => l.flow.set(index, l.pure('add', at(), lit(1)));
  const carried = [index, ...living(l, assigned(node, l.activation.unit.source))];
  lowerLoop(l, { node, names, carried, first: test, test, update, body: () => body(l, node, item(at())) }, rest);
}

function body(l: Lowering, node: t.ForOfStatement, value: Atom): void {
  bindForOf(l, node, value);
  statement(l, node.body, NOTHING);
}

/** Over a Map, a Set and the like: their own iterator runs, once and natively. */
function forIterated(l: Lowering, node: t.ForOfStatement, { from, item }: Iterated, names: readonly string[], rest: Rest): void {
  const step: Variable = { name: 'step', boxed: false };
  const test = (): Atom => {
    const next = advance(l, node, from);
    l.flow.set(step, next.step);
    return next.go;
  };
  l.flow.set(step, lit(undefined));
  const carried = [step, ...living(l, assigned(node, l.activation.unit.source))];
  lowerLoop(l, { node, names, carried, first: test, test, update: () => {}, body: () => body(l, node, item(l.flow.get(step)!)) }, rest);
}

/** Gives the variable of the head its value for one round. */
export function bindForOf(l: Lowering, node: t.ForOfStatement | t.ForInStatement, value: Atom): void {
  const { left } = node;
  if (left.type !== 'VariableDeclaration') return assignTo(l, left, value);
  open(l, node);
  bindPattern(l, left.declarations[0]!.id as t.LVal, value, left.kind === 'var' ? 'assign' : 'declare');
}
