/** Properties that run code: a read calls the getter, a write the setter, each with the object as `this`. */
import * as K from '../../facts/kinds.ts';
import { type Accessor, type MemoryClass, fieldSlot, isIndex } from '../../facts/heap.ts';
import { fault } from '../../fault/messages.ts';
import { type Atom, isId, isLit, lit } from '../../ir/ir.ts';
import { PROTO } from '../../ir/ops.ts';
import { accessorIn, getterSlot, setterSlot } from '../classes.ts';
import { choose } from './branch.ts';
import { valueCallee } from './calls/call.ts';
import { inherits } from './calls/instance.ts';
import { invoke } from './calls/target.ts';
import { classOf, isSequence } from './classes.ts';
import { hasOwn } from './inheritance.ts';
import { lookedUp } from './known.ts';
import { lookup } from './lookup.ts';
import { madeMember } from './members.ts';
import { type Accessors, accessorNames, accessorsOf, hasSlot, inherited, isAccessor } from './prototype.ts';
import { raise } from './raise.ts';
import type { Lowering } from './state.ts';

type Half = 'get' | 'set';

/** The value of a property that is an accessor; null where it is none. `plain` reads it as a field. */
export function readAccessor(l: Lowering, object: Atom, c: MemoryClass, name: string, plain: () => Atom, self = object): Atom | null {
  const found = accessorsOf(l, c, name);
  return found && run(l, object, c, self, found, name, 'get', [], plain);
}

/** Whether a write of a property was done by a setter. */
export function writeAccessor(l: Lowering, object: Atom, c: MemoryClass, name: string, value: Atom, plain: () => void): boolean {
  const found = accessorsOf(l, c, name);
  if (!found) return false;
  run(l, object, c, object, found, name, 'set', [value], () => (plain(), lit(undefined)));
  return true;
}

/** A test for each of more accessors than these is more than anybody reads. */
const MOST_NAMES = 64;

/** A computed name may be that of an accessor: tests for each, `plain` for all others. */
export function byName(l: Lowering, object: Atom, key: Atom, accessor: (name: string) => Atom, plain: () => Atom): Atom {
  const c = classOf(l, object);
  if (c === null || isLit(key) || isSequence(c) || c.forms.has('opaque')) return plain();
  const { prims, cls } = l.kind(key);
  const names = [...accessorNames(l, c)].filter((name) => (prims & ~K.NUMBER) !== 0 || cls !== K.NO_CLASS || isIndex(name));
  if (names.length > 0 && (cls !== K.NO_CLASS || (prims & ~(K.NUMBER | K.STRING | K.UNDEFINED)) !== 0))
    throw fault('E_ACCESSOR', l.site, { property: names[0]! });
  if (names.length > MOST_NAMES) throw fault('E_TOO_LARGE', l.site, { what: 'a computed name that may be that of very many accessors' });
  const from = (i: number): Atom => {
    const name = names[i];
    if (name === undefined) return plain();
    const isText = l.pure('seq', key, lit(name));
    const test =
      isIndex(name) && (prims & K.NUMBER) !== 0 ? l.pure('select', l.pure('seq', key, lit(Number(name))), lit(true), isText) : isText;
    return choose(
      l,
      test,
      () => accessor(name),
      () => from(i + 1),
    );
  };
  return from(0);
}

/** Whether a field of its own would hide an accessor of the outside that an object made here inherits. */
export function hidesAccessor(l: Lowering, object: Atom, name: string): boolean {
  const made = isId(object) ? l.definitions.get(object) : undefined;
  const from = made?.op === 'object' && made.attr[0] === PROTO ? made.args[0]! : object;
  const known = isId(from) ? l.knowns.get(from) : undefined;
  if (known && from !== object) return isAccessor(lookup(l.session, known, name));
  const c = classOf(l, from);
  return c !== null && !c.forms.has('opaque') && (accessorsOf(l, c, name)?.levels.length ?? 0) > 0;
}

function run(
  l: Lowering,
  object: Atom,
  c: MemoryClass,
  self: Atom,
  { own, levels, made, mixed, hidden: hides }: Accessors,
  name: string,
  half: Half,
  args: readonly Atom[],
  plain: () => Atom,
): Atom {
  const call = (fn: Atom): Atom =>
    invoke(
      l,
      l.at,
      valueCallee(l, fn, self, `${half} ${name}`),
      args.map((value) => ({ value, spread: false })),
    );
  const known = (accessor: Accessor): Atom => {
    const fn = accessor[half];
    if (fn) return call(lookedUp(l, fn, `${half} ${name}`));
    return missing(l, name, half);
  };
  const isOwn = (): Atom => hasOwn(l, object, lit(name));
  const field = c.slots.get(fieldSlot(name));
  const hasField = field !== undefined && ((field.prims & ~K.UNDEFINED) !== 0 || K.isRef(field));
  if (made || own.length > 0) {
    if (levels.length > 0 || hasField || (made && own.length > 0) || own.length > 1) throw fault('E_ACCESSOR', l.site, { property: name });
    if (made && !hasSlot(l, c, half === 'get' ? getterSlot(name) : setterSlot(name))) return missing(l, name, half);
    if (made) return call(hidden(l, object, c, half === 'get' ? getterSlot(name) : setterSlot(name)));
    return c.joined ? choose(l, isOwn(), () => known(own[0]!), plain) : known(own[0]!);
  }
  const from = (i: number): Atom => {
    const level = levels[i];
    if (!level) return plain();
    const here = (): Atom => (level.accessor ? known(level.accessor) : plain());
    return i === levels.length - 1 && !mixed ? here() : choose(l, reaches(l, object, level.at), here, () => from(i + 1));
  };
  return hides ? choose(l, isOwn(), plain, () => from(0)) : from(0);
}

/** An accessor that has only its other half. */
function missing(l: Lowering, name: string, half: Half): Atom {
  if (half === 'set' && l.activation.unit.source.strict !== false)
    raise(l, TypeError, `Cannot set property ${name} of #<Object> which has only a getter`);
  return lit(undefined);
}

/** Refuses to ask whether there is a property where derived code may have put an accessor: it stands under another name. */
export function requireNoAccessor(l: Lowering, object: Atom, name: string): void {
  const c = classOf(l, object);
  if (c && (hasSlot(l, c, getterSlot(name)) || hasSlot(l, c, setterSlot(name)))) throw fault('E_ACCESSOR', l.site, { property: name });
}

/** Refuses to list what an object has, where derived code put accessors there: the objects have them under other names. */
export function requireListable(l: Lowering, object: Atom): void {
  const c = classOf(l, object);
  if (c === null || l.protos.has(l.heap.root(l.kind(object).cls))) return;
  for (const slot of c.slots.keys()) {
    const name = accessorIn(slot.slice(1));
    if (name !== null) throw fault('E_ACCESSOR', l.site, { property: name });
  }
}

/** The object inherits from a prototype of the outside, or is the function. */
function reaches(l: Lowering, object: Atom, at: object): Atom {
  if (typeof at === 'function') return l.pure('seq', object, lookedUp(l, at, at.name));
  return inherits(l, lookedUp(l, at, 'prototype'), object);
}

/** A hidden slot of the object's prototypes. */
const hidden = (l: Lowering, object: Atom, c: MemoryClass, slot: string): Atom =>
  madeMember(l, object, slot) ??
  l.emit('load', [object, lit(slot)], { kind: inherited(l, c, slot) ?? l.heap.slot(l.kind(object).cls, fieldSlot(slot)) });
