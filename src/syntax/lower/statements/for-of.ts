/** `for … of`: arrays and typed arrays by index, the length read again every round as their iterators do; the rest by iterator. */
import type * as t from '@babel/types';
import { type Atom, lit } from '../../../ir/ir.ts';
import { absorb, proceed, settle } from '../branch.ts';
import type { Variable } from '../flow.ts';
import { length } from '../memory.ts';
import { assignTo, bindPattern } from '../patterns.ts';
import { close, closes } from '../protocol.ts';
import { type Stepped, isStepped, walked } from '../sequence.ts';
import { isTried } from '../split.ts';
import type { Lowering } from '../state.ts';
import { NOTHING, type Rest, statement } from '../statement.ts';
import { assigned } from '../unit.ts';
import { living, open } from '../variables.ts';
import { inside } from './exits.ts';
import { lowerLoop } from './loops.ts';
import { rethrow, tried } from './try.ts';
import { onLeaving, walk } from './walk.ts';
import { restValues, unrollOf } from './unroll.ts';

export function forOf(l: Lowering, node: t.ForOfStatement, names: readonly string[], rest: Rest): void {
  const values = restValues(l, node.right);
  if (values) return unrollOf(l, node, values, rest);
  const found = walked(l, node);
  if (isStepped(found)) return forIterated(l, node, found, names, rest);
  const { list, item } = found;
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

/** Over what has an iterator, which is told when the loop is left early. */
function forIterated(l: Lowering, node: t.ForOfStatement, { from, item, silent }: Stepped, names: readonly string[], rest: Rest): void {
  if (!l.flow.falls) return;
  const told = closes(l, from);
  // what is thrown out of the body closes an iterator as any exit does; those of the platform have nothing to close
  const tries = told && from.next !== null;
  let breaks = 0;
  walk(l, node, from, living(l, assigned(node, l.activation.unit.source)), (step) => {
    const value = item(step);
    const round = (): void => {
      const target = inside(l, node, names, 'loop', () => body(l, node, value));
      absorb(l, target.continues!);
      breaks = target.breaks;
    };
    if (tries) tried(l, round);
    else round();
    if (!silent && told) onLeaving(l, () => close(l, node, from));
  });
  absorb(l, breaks);
  settle(l);
  if (tries && !isTried(l)) rethrow(l);
  proceed(l, rest);
}

/** Gives the variable of the head its value for one round. */
export function bindForOf(l: Lowering, node: t.ForOfStatement | t.ForInStatement, value: Atom): void {
  const { left } = node;
  if (left.type !== 'VariableDeclaration') return assignTo(l, left, value);
  open(l, node);
  bindPattern(l, left.declarations[0]!.id as t.LVal, value, left.kind === 'var' ? 'assign' : 'declare');
}
