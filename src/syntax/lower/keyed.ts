/**
 * Maps and Sets: what `get`, `set`, `has` and `delete` ask of the heap, and walking through them. A Set is told as a Map from
 * each member to itself, so that the member that comes out of a walk brings its shadow along.
 */
import type * as t from '@babel/types';
import { ELEMENT, KEYS, type MemoryClass } from '../../facts/heap.ts';
import * as K from '../../facts/kinds.ts';
import { type Kind, NO_CLASS, isRef, mayBeNumber } from '../../facts/kinds.ts';
import { fault } from '../../fault/messages.ts';
import { type Atom, type Id, isLit, lit } from '../../ir/ir.ts';
import { makeArray } from './allocate.ts';
import { classOf, isKeyedClass, mayBeKeyed } from './classes.ts';
import { builtin } from './known.ts';
import { loadOf, noteValue } from './memory.ts';
import type { Iterating } from './protocol.ts';
import { builtinMethod } from './prototype.ts';
import type { Stepped } from './sequence.ts';
import type { Lowering } from './state.ts';
import { NotTwin, isShared } from './twin.ts';

/** `Map` or `Set` for one that is followed, WeakMap and WeakSet included. */
export function makeKeyed(l: Lowering, node: t.Node, constructor: string, role = ''): Id {
  const cls = l.heap.site(l.key(node, role), constructor.endsWith('Map') ? 'map' : 'set');
  l.heap.set(cls, 'grows');
  return l.allocate('fresh', [lit(0)], K.ref(l.heap.root(cls)), [constructor]);
}

const isSet = (c: MemoryClass): boolean => c.forms.has('set');

/** The class of a Map or Set; null while nothing is known of the value. */
export function keyedClass(l: Lowering, object: Atom): MemoryClass | null {
  const c = classOf(l, object);
  if (c === null || isKeyedClass(c)) return c;
  throw fault('E_UNSUPPORTED', l.site, { construct: 'A value that is a Map or a Set at one time and another object at another time' });
}

/** … where it is about to be changed. */
function changed(l: Lowering, object: Atom): MemoryClass | null {
  const c = keyedClass(l, object);
  if (c !== null && l.session.twin && isShared(l, l.kind(object).cls)) throw new NotTwin();
  return c;
}

/** `-0` and `0` are one key. */
const keyOf = (key: Atom): Atom => (isLit(key) && Object.is(key.lit, -0) ? lit(0) : key);

/** The value under a key; of a Set the member. */
export function entry(l: Lowering, object: Atom, key: Atom): Atom {
  return keyedClass(l, object) === null ? l.emit('load', [object, keyOf(key)], { kind: K.BOTTOM }) : loadOf(l, object, keyOf(key), ELEMENT);
}

/** The keys of a Map as a Set of them. */
const keysOf = (l: Lowering, map: Atom): Id =>
  l.emit('load', [map, lit(KEYS)], { kind: keyedClass(l, map) ? K.ref(l.heap.keys(l.kind(map).cls)) : K.BOTTOM });

/** Whether a key may bring something along: a number a cotangent, an object its shadow. */
export const carries = (l: Lowering, key: Atom): boolean => carriesKind(l.kind(key));
const carriesKind = (kind: Kind): boolean => isRef(kind) || mayBeNumber(kind);

/** A key that is new to a Map. */
export function newKey(l: Lowering, map: Atom, given: Atom): void {
  const key = keyOf(given);
  const keys = keysOf(l, map),
    { cls } = l.kind(keys);
  if (cls !== NO_CLASS) {
    noteValue(l, keys, cls, key);
    l.heap.set(cls, 'grows');
  }
  l.act('store', [keys, key, key]);
}

export function putEntry(l: Lowering, object: Atom, given: Atom, value: Atom): void {
  const key = keyOf(given),
    c = changed(l, object);
  if (c !== null) {
    const { cls } = l.kind(object);
    noteValue(l, object, cls, value);
    l.heap.set(cls, 'grows');
    l.heap.widen(cls, ELEMENT, l.kind(value));
    if (!isSet(c)) l.heap.widen(l.heap.keys(cls), ELEMENT, l.kind(key));
  }
  l.act('store', [object, key, value]);
}

export function hasEntry(l: Lowering, object: Atom, key: Atom): Atom {
  keyedClass(l, object);
  return l.emit('has', [keyOf(key), object]);
}

export function removeEntry(l: Lowering, object: Atom, key: Atom): void {
  changed(l, object);
  l.act('delete', [object, keyOf(key)]);
}

export function clearEntries(l: Lowering, object: Atom): void {
  changed(l, object);
  l.act('setlength', [object, lit(0)]);
}

/** A property of a Map or Set: its size, or a method as a value. */
export function keyedProperty(l: Lowering, object: Atom, key: Atom): Atom {
  keyedClass(l, object);
  if (isLit(key) && key.lit === 'size') return l.emit('length', [object], { kind: K.INT });
  const method = isLit(key) && typeof key.lit === 'string' ? builtinMethod(l, object, key.lit) : null;
  if (method) return builtin(l, method, String((key as { lit: string }).lit));
  throw fault('E_UNSUPPORTED', l.site, { construct: 'A property of a Map or a Set that is not one of its methods' });
}

/** Refuses what would put properties on a Map or Set. */
export function requireNotKeyed(l: Lowering, object: Atom): void {
  if (mayBeKeyed(classOf(l, object))) throw fault('E_UNSUPPORTED', l.site, { construct: 'A property that is put on a Map or a Set' });
}

/** The native iterator of the keys, which knows what is added and deleted on the way. */
export function keysUnderWay(l: Lowering, node: t.Node, object: Atom): Iterating {
  keyedClass(l, object);
  const args = [builtin(l, iterateKeys, 'iterateKeys'), lit(undefined), object];
  return { iterator: l.emit('native', args, { attr: ['keys', 'inert'], kind: l.anything(node) }), next: null };
}

/** What its members are. */
function membersOf(l: Lowering, object: Atom): Kind {
  const c = keyedClass(l, object);
  if (c === null) return K.BOTTOM;
  const { cls } = l.kind(object);
  const known = l.heap.slot(isSet(c) ? cls : l.heap.keys(cls), ELEMENT);
  if (K.isBottom(known)) l.sawBottom = true;
  return known;
}

/** The key that a step of the iterator gives: it finds the entry, and brings nothing along. */
export const nameOf = (l: Lowering, node: t.Node, object: Atom, step: Atom): Atom =>
  l.emit('load', [step, lit('value')], { kind: memberKind(l, node, membersOf(l, object)) });

/** The key with what it went in with. */
export function member(l: Lowering, object: Atom, name: Atom): Atom {
  const c = keyedClass(l, object);
  if (c !== null && isSet(c)) return entry(l, object, name);
  const known = membersOf(l, object);
  return carriesKind(known) ? loadOf(l, keysOf(l, object), name, ELEMENT) : name;
}

/** How a walk through a Map or Set goes: by `name` of the walking method. */
export function walkKeyed(l: Lowering, node: t.Node, object: Atom, name: string | null): Stepped {
  const set = isSet(keyedClass(l, object)!),
    what = name ?? (set ? 'values' : 'entries');
  const item = (step: Atom): Atom => {
    const key = nameOf(l, node, object, step);
    if (what === 'values') return entry(l, object, key);
    const out = member(l, object, key);
    return what === 'keys' ? out : makeArray(l, node, [out, set ? out : entry(l, object, key)], 'entry');
  };
  return { from: keysUnderWay(l, node, object), item, silent: true };
}

/** A member as the iterator gives it, before it is looked up: it has no shadow yet. */
const memberKind = (l: Lowering, node: t.Node, { prims, cls }: Kind): Kind =>
  cls === NO_CLASS ? { ...K.BOTTOM, prims, int: false } : l.anything(node);

const iterateKeys = (object: Map<unknown, unknown> | Set<unknown>): Iterator<unknown> => object.keys();
