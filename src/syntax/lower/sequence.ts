/** What can be walked: arrays and typed arrays by index, everything else through its own iterator. */
import type * as t from '@babel/types';
import { ELEMENT } from '../../facts/heap.ts';
import * as K from '../../facts/kinds.ts';
import type { Kind } from '../../facts/kinds.ts';
import { collecting } from '../../../rules/index.ts';
import { fault } from '../../fault/messages.ts';
import { type Atom, lit } from '../../ir/ir.ts';
import { makeArray } from './allocate.ts';
import { methodOf } from './calls/call.ts';
import { inlineModel } from './calls/rule.ts';
import { invoke } from './calls/target.ts';
import { classOf, isSequence, mayBeKeyed } from './classes.ts';
import { evaluate } from './expression.ts';
import { walkKeyed } from './keyed.ts';
import { builtin } from './known.ts';
import { load } from './memory.ts';
import { builtinMethod } from './prototype.ts';
import type { Lowering } from './state.ts';

/** What is walked by index, and what each round gets. */
export interface Walked {
  readonly list: Atom;
  item(index: Atom): Atom;
}

/** What is walked by its own iterator, and what each round gets from a step of it. */
export interface Iterated {
  readonly from: Atom;
  item(step: Atom): Atom;
}
export const isIterated = (walk: Walked | Iterated): walk is Iterated => 'from' in walk;

/** The right side of a `for … of`: `list`, `list.entries()`, `list.keys()` and `list.values()`. */
export function walked(l: Lowering, node: t.ForOfStatement): Walked | Iterated {
  const { right } = node;
  const name = walkOf(right);
  if (name === null) return plain(l, node, evaluate(l, right));
  const { callee } = right as t.CallExpression & { callee: t.MemberExpression };
  const list = evaluate(l, callee.object as t.Expression);
  if (isSequence(classOf(l, list)) && builtinMethod(l, list, name)) return { list, item: (i) => part(l, node, list, i, name) };
  if (isKeyed(l, list) && builtinMethod(l, list, name)) return walkKeyed(l, node, list, name);
  return plain(l, node, invoke(l, right, methodOf(l, list, lit(name), name), []));
}

/** `entries`, `keys` or `values` where that is called. */
function walkOf(node: t.Expression): string | null {
  if (node.type !== 'CallExpression' || node.arguments.length > 0 || node.callee.type !== 'MemberExpression') return null;
  const { property, computed } = node.callee;
  return !computed && property.type === 'Identifier' && /^(entries|keys|values)$/.test(property.name) ? property.name : null;
}

function part(l: Lowering, node: t.Node, list: Atom, index: Atom, name: string): Atom {
  if (name === 'keys') return index;
  const value = load(l, list, index);
  return name === 'values' ? value : makeArray(l, node, [index, value], 'entry');
}

function plain(l: Lowering, node: t.Node, value: Atom): Walked | Iterated {
  if (isKeyed(l, value)) return walkKeyed(l, node, value, null);
  if (isOpaque(l, value)) {
    const from = iterator(l, node, value);
    return { from, item: (step) => l.emit('load', [step, lit('value')], { kind: l.anything(node) }) };
  }
  const list = sequenceOf(l, node, value);
  return { list, item: (i) => load(l, list, i) };
}

const isKeyed = (l: Lowering, value: Atom): boolean => mayBeKeyed(classOf(l, value));

/** Something of which only its iterator is known. */
const isOpaque = (l: Lowering, value: Atom): boolean => classOf(l, value)?.forms.has('opaque') ?? false;

/** What is walked by index: arrays and typed arrays as they are, all else as an array of what its iterator gives. */
export function sequenceOf(l: Lowering, node: t.Node, value: Atom): Atom {
  const c = classOf(l, value);
  const { prims } = l.kind(value);
  // undefined and null throw when their length is asked for
  if (isSequence(c) || (c === null && (prims & ~(K.UNDEFINED | K.NULL)) === 0)) return value;
  if (mayBeKeyed(c)) return inlineModel(l, node, collecting, [value]);
  if (isOpaque(l, value)) return listed(l, node, value, l.anything(node));
  if (c === null && (prims & K.STRING) !== 0) return listed(l, node, value, K.TEXT);
  throw fault('E_UNSUPPORTED', l.site, { construct: 'Walking through something that is not an array' });
}

/** `Array.from(value)`, natively. */
function listed(l: Lowering, node: t.Node, value: Atom, element: Kind): Atom {
  const cls = l.heap.site(l.key(node, 'list'), 'array');
  l.heap.widen(cls, ELEMENT, element);
  const callee = builtin(l, Array.from, 'Array.from');
  return l.emit('native', [callee, builtin(l, Array, 'Array'), value], { attr: ['Array.from', 'inert'], kind: K.ref(l.heap.root(cls)) });
}

/** The iterator of something opaque. */
function iterator(l: Lowering, node: t.Node, value: Atom): Atom {
  return l.emit('native', [builtin(l, iterate, 'iterate'), lit(undefined), value], { attr: ['iterator', 'inert'], kind: l.anything(node) });
}

/** One step of an iterator, and whether it gave something. */
export function advance(l: Lowering, node: t.Node, from: Atom): { step: Atom; go: Atom } {
  const step = l.emit('native', [builtin(l, next, 'next'), lit(undefined), from], { attr: ['next', 'inert'], kind: l.anything(node) });
  return { step, go: l.pure('not', load(l, step, lit('done'))) };
}

const iterate = (value: Iterable<unknown>): Iterator<unknown> => value[Symbol.iterator]();
const next = (from: Iterator<unknown>): IteratorResult<unknown> => from.next();
