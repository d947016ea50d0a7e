/** `for … in`: the keys are listed once, and each is left out if it is gone when its turn comes. */
import type * as t from '@babel/types';
import { ELEMENT } from '../../../facts/heap.ts';
import * as K from '../../../facts/kinds.ts';
import { isRef } from '../../../facts/kinds.ts';
import { type Atom, lit } from '../../../ir/ir.ts';
import { arm } from '../branch.ts';
import { evaluate } from '../expression.ts';
import type { Variable } from '../flow.ts';
import { length, load } from '../memory.ts';
import type { Lowering } from '../state.ts';
import { NOTHING, type Rest, fork, statement } from '../statement.ts';
import { assigned } from '../unit.ts';
import { living } from '../variables.ts';
import { requireListable } from '../accessors.ts';
import { bindForOf } from './for-of.ts';
import { lowerLoop } from './loops.ts';

export function forIn(l: Lowering, node: t.ForInStatement, names: readonly string[], rest: Rest): void {
  const object = evaluate(l, node.right);
  requireListable(l, object);
  const cls = l.heap.site(l.key(node, 'keys'), 'array');
  l.heap.widen(cls, ELEMENT, K.TEXT);
  const keys = l.allocate('keys', [object], K.ref(l.heap.root(cls)));
  const index: Variable = { name: 'i', boxed: false };
  l.flow.set(index, lit(0));
  const at = (): Atom => l.flow.get(index)!;
  const test = (): Atom => l.pure('lt', at(), length(l, keys));
  lowerLoop(
    l,
    {
      node,
      names,
      carried: [index, ...living(l, assigned(node, l.activation.unit.source))],
      first: test,
      test,
      body() {
        const key = load(l, keys, at());
        const present = isRef(l.kind(object)) ? l.emit('has', [key, object]) : lit(true);
        const body = arm(l, () => {
          bindForOf(l, node, key);
          statement(l, node.body, NOTHING);
        });
        fork(
          l,
          present,
          body,
          arm(l, () => {}),
          NOTHING,
        );
      },
      update: () => l.flow.set(index, l.pure('add', at(), lit(1))),
    },
    rest,
  );
}
