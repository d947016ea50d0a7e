/** Making memory. Everything made at one place (of one way of calls) is of one class. */
import type * as t from '@babel/types';
import { ELEMENT, type Form, fieldSlot, isIndex, tupleSlot } from '../../facts/heap.ts';
import * as K from '../../facts/kinds.ts';
import type { Atom, Id } from '../../ir/ir.ts';
import { PROTO } from '../../ir/ops.ts';
import { classOf, formOfConstructor } from './classes.ts';
import { elementKind } from './memory.ts';
import type { Lowering } from './state.ts';

/** `{ … }` with literal keys. `role` tells apart several objects made at one node. */
export function makeObject(
  l: Lowering,
  node: t.Node,
  keys: readonly string[],
  values: readonly Atom[],
  role = '',
  form: Form = 'object',
): Id {
  const cls = l.heap.site(l.key(node, role), form);
  if (form === 'object') l.heap.hasFields(cls, keys);
  if (form === 'object' && keys[0] !== PROTO) l.heap.addProto(cls, Object.prototype);
  keys.forEach((key, i) => key !== PROTO && l.heap.widen(cls, isIndex(key) ? ELEMENT : fieldSlot(key), l.kind(values[i]!)));
  return l.allocate('object', values, K.ref(l.heap.root(cls)), keys);
}

/** `[ … ]`; `holes` are positions without an element. */
export function makeArray(l: Lowering, node: t.Node, values: readonly Atom[], role = '', holes: readonly number[] = []): Id {
  const cls = l.heap.site(l.key(node, role), 'array');
  if (holes.length > 0) l.heap.set(cls, 'holey');
  const kinds = values.map((value) => l.kind(value));
  const tuple = holes.length === 0 && l.heap.asTuple(cls, kinds);
  kinds.forEach((kind, i) => holes.includes(i) || l.heap.widen(cls, tuple ? tupleSlot(i) : ELEMENT, kind));
  return l.allocate('array', values, K.ref(l.heap.root(cls)), holes.map(String));
}

/** `new C(n)` and copies: a new array of the constructor, the elements of which are `element`. */
export function makeSequence(l: Lowering, node: t.Node, op: 'fresh' | 'copy', constructor: string, arg: Atom, role = ''): Id {
  const form = formOfConstructor(constructor);
  const cls = l.heap.site(l.key(node, role), form);
  if (form !== 'array') {
    l.heap.addConstructor(cls, constructor);
    l.heap.widen(cls, ELEMENT, form === 'ints' ? K.INT : K.NUM);
  } else if (op === 'copy') {
    if (classOf(l, arg)?.holey) l.heap.set(cls, 'holey');
    l.heap.widen(cls, ELEMENT, elementKind(l, arg));
  }
  return l.allocate(op, [arg], K.ref(l.heap.root(cls)), [constructor]);
}
