/** Array and object literals, with spreads. */
import type * as t from '@babel/types';
import { spreading } from '../../../../rules/index.ts';
import * as K from '../../../facts/kinds.ts';
import { fault } from '../../../fault/messages.ts';
import { type Atom, isLit, lit } from '../../../ir/ir.ts';
import { getterSlot, setterSlot } from '../../classes.ts';
import { inlineModel } from '../calls/rule.ts';
import { makeArray, makeObject, makeSequence } from '../allocate.ts';
import { classOf, isSequence } from '../classes.ts';
import { materialise } from '../closure.ts';
import { evaluate, keyOf } from '../expression.ts';
import { load, push, store } from '../memory.ts';
import { appendAll, copyPresent, possibleFields, surelyFields } from '../patterns.ts';
import type { Lowering } from '../state.ts';
import { evaluateAtOnce, sequenceOf } from '../sequence.ts';
import { restValues } from '../statements/unroll.ts';

export function arrayExpression(l: Lowering, node: t.ArrayExpression): Atom {
  const { elements } = node;
  const first = elements[0];
  if (elements.length === 1 && first?.type === 'SpreadElement') {
    const source = sequenceOf(l, node, evaluateAtOnce(l, first.argument));
    const c = classOf(l, source);
    if (isSequence(c) && !c!.holey) return makeSequence(l, node, 'copy', 'Array', source);
    return appended(l, node, source);
  }
  const at = elements.findIndex((e) => e?.type === 'SpreadElement');
  if (at >= 0) return spreadArray(l, node, at);
  const holes = elements.flatMap((e, i) => (e === null ? [i] : []));
  const array = makeArray(
    l,
    node,
    elements.map((e) => (e === null ? lit(undefined) : evaluate(l, e as t.Expression))),
    '',
    holes,
  );
  if (elements.length === 0) l.heap.set(l.kind(array).cls, 'grows');
  return array;
}

function appended(l: Lowering, node: t.Node, source: Atom): Atom {
  const array = makeArray(l, node, []);
  l.heap.set(l.kind(array).cls, 'grows');
  appendAll(l, node, array, source);
  return array;
}

/** What stands before the first spread is in the array from the start, the rest is appended. */
function spreadArray(l: Lowering, node: t.ArrayExpression, at: number): Atom {
  const element = (e: t.ArrayExpression['elements'][number]): Atom => (e ? evaluate(l, e as t.Expression) : lit(undefined));
  const array = makeArray(l, node, node.elements.slice(0, at).map(element));
  node.elements.slice(at).forEach((e, i) => {
    if (e?.type !== 'SpreadElement') return push(l, array, element(e));
    const known = restValues(l, e.argument);
    if (known) return known.forEach((value) => push(l, array, value));
    const source = sequenceOf(l, e, evaluateAtOnce(l, e.argument));
    appendAll(l, node, array, source, 0, String(i));
  });
  return array;
}

export function objectExpression(l: Lowering, node: t.ObjectExpression): Atom {
  const keys: string[] = [];
  const values: Atom[] = [];
  let made: Atom | null = null;
  const add = (key: Atom, value: Atom): void => {
    if (made !== null) return store(l, made, key, value);
    if (isLit(key) && (typeof key.lit === 'string' || typeof key.lit === 'number')) return put(keys, values, String(key.lit), value);
    made = makeObject(l, node, keys, values);
    store(l, made, key, value);
  };
  for (const property of node.properties) {
    if (property.type === 'SpreadElement') {
      const source = evaluate(l, property.argument);
      const fields = surelyFields(l, source);
      if (fields) for (const name of fields) add(lit(name), load(l, source, lit(name)));
      else if (!isNothing(l, source)) spreadObject(l, property, (made ??= makeObject(l, node, keys, values)), source);
    } else if (property.type === 'ObjectMethod') add(methodKey(l, property), materialise(l, l.activation.unit, property));
    else add(fieldKey(l, property), evaluate(l, property.value as t.Expression));
  }
  return made ?? makeObject(l, node, keys, values);
}

function put(keys: string[], values: Atom[], key: string, value: Atom): void {
  const at = keys.indexOf(key);
  if (at >= 0) values[at] = value;
  else {
    keys.push(key);
    values.push(value);
  }
}

function fieldKey(l: Lowering, property: t.ObjectProperty): Atom {
  const key = keyOf(l, property);
  if (!property.computed && isLit(key) && key.lit === '__proto__')
    throw fault('E_UNSUPPORTED', l.site, { construct: 'An object literal with `__proto__`' });
  return key;
}

function methodKey(l: Lowering, method: t.ObjectMethod): Atom {
  const key = keyOf(l, method);
  if (method.kind === 'method') return key;
  if (!isLit(key)) throw fault('E_ACCESSOR', l.site, { property: '[…]' });
  return lit((method.kind === 'get' ? getterSlot : setterSlot)(String(key.lit)));
}

/** Copies the fields that only a run knows. */
function spreadObject(l: Lowering, node: t.Node, to: Atom, source: Atom): void {
  const possible = possibleFields(l, source);
  if (possible) copyPresent(l, node, to, source, possible);
  else inlineModel(l, node, spreading, [to, source]);
}

/** Nothing is known of it yet, or it has no fields. */
const isNothing = (l: Lowering, source: Atom): boolean => classOf(l, source) === null && (l.kind(source).prims & K.STRING) === 0;
