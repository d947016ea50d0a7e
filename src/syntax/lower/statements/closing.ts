/**
 * Loops of generators over iterators, left by an error: the iterator is told. What the rewriting of generators makes for that
 * (see generators/machine.ts) stays only where some iterator does something when it is told.
 */
import type * as t from '@babel/types';
import * as K from '../../../facts/kinds.ts';
import { lit } from '../../../ir/ir.ts';
import { arm } from '../branch.ts';
import { load } from '../memory.ts';
import type { Lowering } from '../state.ts';
import { isFunction, walk } from '../unit.ts';
import { readVariable } from '../variables.ts';

/** Made by the rewriting: `if (iterator.return != null) …`, and the `try` around a machine that has such statements only. */
type Closing = { readonly closes?: true };
/** The `return` of an iterator that has nothing to do. */
type Ending = { readonly idle?: true };

/** Whether such a statement has nothing to do here. */
export function isIdle(l: Lowering, node: t.IfStatement | t.TryStatement): boolean {
  if (!(node as Closing).closes) return false;
  return node.type === 'IfStatement' ? !closes(l, node) : !conditionsIn(node).some((inner) => closes(l, inner));
}

const conditions = new WeakMap<t.Node, readonly t.IfStatement[]>();

function conditionsIn(node: t.TryStatement): readonly t.IfStatement[] {
  let found = conditions.get(node);
  if (!found) {
    const all: t.IfStatement[] = [];
    walk(node.block, (inner) => {
      if (inner.type === 'IfStatement' && (inner as Closing).closes) all.push(inner);
      return !isFunction(inner);
    });
    conditions.set(node, (found = all));
  }
  return found;
}

/** Whether the iterator that a condition speaks of may have to be told. Nothing is emitted. */
function closes(l: Lowering, { test }: t.IfStatement): boolean {
  const { object } = (test as t.BinaryExpression).left as t.MemberExpression;
  let found = K.BOTTOM;
  arm(l, () => void (found = l.kind(load(l, readVariable(l, object as t.Identifier), lit('return')))));
  if ((found.prims & ~(K.UNDEFINED | K.NULL)) !== 0) return true;
  return K.classesIn(found).some((cls) => {
    const { forms, targets } = l.heap.get(cls);
    return forms.has('opaque') || targets.some((t) => t.is === 'function' || !(l.session.codeAt(t.code).node as Ending).idle);
  });
}
