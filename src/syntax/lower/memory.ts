/** Reading and writing memory: what each operation asks of the classes of the heap, and tells them. */
import { ELEMENT, type MemoryClass, fieldSlot, isApart, isElementSlot, isIndex, isSymbolSlot, lacks } from '../../facts/heap.ts';
import { ANY_PRIMITIVE } from '../../facts/infer.ts';
import * as K from '../../facts/kinds.ts';
import { type ClassId, type Kind, NO_CLASS, isRef } from '../../facts/kinds.ts';
import { slotAt, slotName } from '../../facts/memory.ts';
import { fault } from '../../fault/messages.ts';
import { type Atom, type Id, isId, isLit, lit } from '../../ir/ir.ts';
import { isSymbolName } from '../../ir/symbols.ts';
import { classOf, isArrayClass, isSequence, isTypedClass, mayBeKeyed } from './classes.ts';
import { isPrivateSlot } from '../classes.ts';
import { byName, hidesAccessor, readAccessor, writeAccessor } from './accessors.ts';
import { keyedProperty, requireNotKeyed } from './keyed.ts';
import { isKnownObject, knownProperty } from './known.ts';
import { madeMember } from './members.ts';
import { coerced } from './coerce.ts';
import { inheritedData, ownOrInherited } from './inheritance.ts';
import { isMadeHere, mayLeak, requireOwn } from './leaks.ts';
import { eachPart } from './parts.ts';
import { accessorsOf, hasSlot, inherited, ofPrimitives, ofText, plainUnder, sameForAll } from './prototype.ts';
import { writing } from './risk.ts';
import { whereAllowed } from './sloppy.ts';
import type { Lowering } from './state.ts';
import { isShared } from './twin.ts';

/** A key in the form that slots are known by: elements by number. */
export function normal(key: Atom): Atom {
  if (!isLit(key)) return key;
  if (typeof key.lit === 'string' && isIndex(key.lit)) return lit(Number(key.lit));
  if (Object.is(key.lit, -0)) return lit(0);
  if (typeof key.lit === 'number' && !isIndex(String(key.lit))) return lit(String(key.lit));
  return key.lit === null || key.lit === undefined || typeof key.lit === 'boolean' ? lit(String(key.lit)) : key;
}

/** A name computed at run time reaches every field of plain objects; one that is stored may be a new one. */
function spread(l: Lowering, cls: ClassId, key: Atom, stored: boolean): void {
  if (isLit(key)) return;
  const c = l.heap.get(cls),
    kind = l.kind(key);
  const number = (kind.prims & ~K.NUMBER) === 0 && !isRef(kind) && kind.int;
  if ((kind.prims & K.SYMBOL) !== 0 && [...c.slots.keys()].some(isSymbolSlot))
    throw fault('E_UNSUPPORTED', l.site, { construct: 'A key that may be a symbol, of an object that has symbols for keys,' });
  if (!number && (c.forms.has('object') || hasNames(c))) l.heap.makeWild(cls, stored);
}

/** Arrays of the class have more than elements. */
const hasNames = (c: MemoryClass): boolean =>
  c.forms.has('array') && [...c.slots].some(([slot, kind]) => slot.startsWith('.') && (isRef(kind) || (kind.prims & ~K.UNDEFINED) !== 0));

/** Symbols that are not known name nothing that the heap knows of; data under a known one has no place in gradients. */
function requireName(l: Lowering, object: Atom, key: Atom): void {
  if (isLit(key) && typeof key.lit === 'string' && isSymbolName(key.lit)) return requireOwnSymbol(l, object, key.lit);
  if (l.kind(key).prims === K.SYMBOL && !classOf(l, object)?.forms.has('opaque')) {
    throw fault('E_UNSUPPORTED', l.site, { construct: 'A property named by a symbol' });
  }
}

/** What the caller's objects hold under a symbol is methods and words. */
function requireOwnSymbol(l: Lowering, object: Atom, name: string): void {
  const c = classOf(l, object);
  const held = c?.user ? c.slots.get(`.${name}`) : undefined;
  if (!held || c!.forms.has('opaque')) return;
  const data = K.classesIn(held).some((cls) => [...l.heap.get(cls).forms].some((form) => form !== 'function'));
  if (data || K.mayBeNumber(held))
    throw fault('E_UNSUPPORTED', l.site, { construct: 'Data that an object from outside holds under a symbol' });
}

export function load(l: Lowering, object: Atom, given: Atom, ofRecord = false): Atom {
  return l.word(read(l, object, normal(l.word(given)), ofRecord));
}

function read(l: Lowering, object: Atom, key: Atom, ofRecord: boolean): Atom {
  if (K.isMixed(l.kind(object))) return eachPart(l, object, (part) => load(l, part, key, ofRecord));
  if (isId(object)) {
    const made = l.closures.has(object) ? l.definitions.get(object)! : null;
    const part = made && isLit(key) ? made.attr.indexOf(String(key.lit)) : -1;
    if (part >= 0 && !(isLit(key) && key.lit === 'prototype' && hasNewPrototype(l, object))) return made!.args[part]!;
    const rest = l.rests.get(object);
    if (rest && isLit(key) && typeof key.lit === 'number') return rest[key.lit] ?? lit(undefined);
    if (isLit(key) && isKnownObject(l, object)) {
      if (isPrivateSlot(String(key.lit))) throw fault('E_PRIVATE', l.site, { name: String(key.lit).slice(1) });
      const known = knownProperty(l, object, String(key.lit));
      if (known) return known;
    }
  }
  if (mayBeKeyed(classOf(l, object))) return keyedProperty(l, object, key);
  if (isLit(key) && key.lit === 'length') return length(l, object);
  if (isLit(key) && key.lit === 'buffer' && isTypedClass(classOf(l, object))) return buffer(l, object);
  if (isTypedClass(classOf(l, object)) && isOutside(key)) return lit(undefined);
  const found = ofRecord ? null : named(l, object, key);
  if (found) return found;
  requireName(l, object, key);
  const plain = (): Atom => plainly(l, object, key);
  const c = classOf(l, object),
    data = c === null || !mayName(l, key) || l.kind(object).prims !== 0 ? null : inheritedData(l, c, null);
  const slot = (): Atom => (data === null ? plain() : ownOrInherited(l, object, key, plain, data));
  return ofRecord ? slot() : byName(l, object, key, (name) => load(l, object, lit(name)), slot);
}

/** A computed key that may be the name of something. */
const mayName = (l: Lowering, key: Atom): boolean => !isLit(key) && (isRef(l.kind(key)) || (l.kind(key).prims & ~K.NUMBER) !== 0);

/** Reads a slot of an object that is asked by its methods. */
export function loadOf(l: Lowering, object: Atom, key: Atom, slot: string): Atom {
  const { cls } = l.kind(object);
  const own = l.heap.slot(cls, slot);
  const missing = K.isBottom(own);
  if (missing) l.sawBottom = true;
  return l.emit('load', [object, key], { kind: missing && l.session.resolving ? K.NOTHING : own });
}

/** A part of the record that a function value is. */
export const loadPart = (l: Lowering, closure: Atom, part: string): Atom => load(l, closure, lit(part), true);

/** A property that is no slot of the object: a method that all objects of its class inherit, or what a getter gives. */
function named(l: Lowering, object: Atom, key: Atom): Atom | null {
  const c = classOf(l, object);
  if (c === null || !isLit(key) || c.forms.has('opaque') || c.forms.size === 0) return null;
  const { prims, cls } = l.kind(object);
  if (typeof key.lit === 'number' && !isSequence(c)) {
    const element = (): Atom => l.emit('load', [object, key], { kind: loadKind(l, object, key) });
    return readAccessor(l, object, c, String(key.lit), element);
  }
  if (typeof key.lit !== 'string') return null;
  const name = key.lit;
  plainUnder(l, object, name);
  if (isPrivateSlot(name)) requireOurs(l, c, name);
  const none = !c.open && !c.names.has(name);
  const data = prims === 0 ? inheritedData(l, c, name) : null;
  if (c.wild && !none && data === null && accessorsOf(l, c, name) === null) return null;
  const own = none ? K.BOTTOM : l.heap.slot(cls, slotName(key));
  const missing = K.isBottom(own);
  const plain = (): Atom => plainly(l, object, key);
  if (name === 'constructor' && missing && c.makers.size > 0) {
    l.session.wantConstructors();
    if (hasSlot(l, c, '%constructor')) return load(l, object, lit('%constructor'));
  }
  if (name === 'prototype' && c.forms.has('function')) for (const t of c.targets) if (t.is === 'closure') l.session.wantPrototype(t.code);
  const field = (): Atom => l.emit('load', [object, key], { kind: loadKind(l, object, key, true) });
  const got = readAccessor(l, object, c, name, field);
  if (got) return got;
  if (data !== null) return ownOrInherited(l, object, key, missing ? null : plain, data);
  if (!missing || prims !== 0 || !l.isSolid(object)) return null;
  const made = madeMember(l, object, name);
  if (made) return made;
  return (c.forms.has('function') && functionProperty(l, c, name)) || sameForAll(l, c, name) || nothing(l, object, c, name);
}

/** Reads a slot that runs no code. */
function plainly(l: Lowering, object: Atom, key: Atom): Atom {
  const id = l.emit('load', [object, key], { kind: loadKind(l, object, key) });
  if (isLit(key) && l.isSolid(object) && hasSurely(l, object, String(key.lit))) l.solid.add(id);
  return id;
}

/** Every object of the class has a field of this name. */
function hasSurely(l: Lowering, object: Atom, name: string): boolean {
  const c = classOf(l, object);
  return c !== null && l.kind(object).prims === 0 && c.forms.size === 1 && c.forms.has('object') && (c.fields?.includes(name) ?? false);
}

/** Undefined, where no object of the class has or inherits anything under the name. */
function nothing(l: Lowering, object: Atom, c: MemoryClass, name: string): Atom | null {
  if (c.forms.has('function') || inherited(l, c, name)) return null;
  l.heap.mayLack(l.kind(object).cls, fieldSlot(name));
  return lit(undefined);
}

/** `name` and `length` of functions made by derived code. */
function functionProperty(l: Lowering, c: MemoryClass, name: string): Atom | null {
  const [target, ...more] = c.targets;
  if (target?.is !== 'closure' || more.length > 0) return null;
  const { node } = l.session.codeAt(target.code);
  if (name === 'name') return lit('id' in node && node.id ? node.id.name : '');
  return null;
}

/** The private members of an object of the outside cannot be seen. */
function requireOurs(l: Lowering, c: MemoryClass, name: string): void {
  if (c.user) throw fault('E_PRIVATE', l.site, { name: name.slice(1) });
}

/** A literal key that no typed array has an element for. */
const isOutside = (key: Atom): boolean =>
  isLit(key) && typeof key.lit === 'string' && (Number.isNaN(Number(key.lit)) ? false : String(Number(key.lit)) === key.lit);

/** `known`: the accessors that the object may have under this name have been asked for already. */
function loadKind(l: Lowering, object: Atom, key: Atom, known = false): Kind {
  const kind = l.kind(object);
  const named = isLit(key) && typeof key.lit === 'string';
  const text = (kind.prims & K.STRING) === 0 ? K.BOTTOM : named ? ofText(l, String(key.lit)) : K.TEXT;
  if (!isRef(kind) && named && !l.isBottom(object)) return ofPrimitives(l, kind.prims, String(key.lit));
  if (!isRef(kind)) return (kind.prims & ~K.STRING) !== 0 ? l.heap.join(text, K.NOTHING) : text;
  spread(l, kind.cls, key, false);
  return l.heap.join(text, slotKind(l, object, key, known));
}

function slotKind(l: Lowering, object: Atom, key: Atom, known = false): Kind {
  const { cls } = l.kind(object),
    c = classOf(l, object)!;
  if (c.forms.has('opaque')) return { ...ANY_PRIMITIVE, cls };
  if (isLit(key) && typeof key.lit === 'string' && lacks(c, key.lit)) return inherited(l, c, key.lit, known) ?? K.NOTHING;
  const slot = slotAt(l.heap, cls, key);
  const own = l.heap.slot(cls, slot);
  const missing = K.isBottom(own);
  if (!isElementSlot(slot) && (!c.wild || isApart(slot))) {
    const name = (key as { lit: string }).lit;
    const above = hasSurely(l, object, name) ? null : inherited(l, c, name, known);
    if (above) return missing ? above : l.heap.join(own, above);
    if (missing && c.forms.size > 0) l.heap.mayLack(cls, slot);
    return l.heap.slot(cls, slot);
  }
  // a name computed somewhere may be any: what is inherited under this one is found where no such name was stored
  const above = slotName(key) === ELEMENT ? null : inherited(l, c, (key as { lit: string }).lit);
  if (above) return l.heap.join(own, above);
  if (missing) l.sawBottom = true;
  return missing && l.session.resolving ? K.NOTHING : own;
}

export function length(l: Lowering, object: Atom): Atom {
  const kind = l.kind(object),
    c = classOf(l, object);
  if (isLit(object) && typeof object.lit === 'string') return lit(object.lit.length);
  const rest = isId(object) ? l.rests.get(object) : undefined;
  if (rest) return lit(rest.length);
  if (c === null || isSequence(c)) return l.emit('length', [object], { kind: kind.prims === 0 && c === null ? K.BOTTOM : K.INT });
  return named(l, object, lit('length')) ?? l.emit('load', [object, lit('length')], { kind: loadKind(l, object, lit('length')) });
}

/** `a.buffer`: only good for another view. */
function buffer(l: Lowering, object: Atom): Atom {
  const id = l.emit('load', [object, lit('buffer')], { kind: K.ref(l.heap.site('buffer', 'opaque')) });
  l.buffers.set(id, object);
  return id;
}

export function store(l: Lowering, object: Atom, given: Atom, value: Atom): void {
  if (K.isMixed(l.kind(object))) return void eachPart(l, object, (part) => (store(l, part, given, value), lit(undefined)));
  requireNotKeyed(l, object);
  const key = normal(l.word(given)),
    kind = l.kind(object);
  if (isRef(kind)) {
    if (isTypedClass(l.heap.get(kind.cls)) && isOutside(key)) return;
    if (isTypedClass(l.heap.get(kind.cls)) && isRef(l.kind(value))) return store(l, object, key, l.pure('plus', coerced(l, value)));
    if (isLit(key) && key.lit === 'length' && isArrayClass(l.heap.get(kind.cls))) return setLength(l, object, value);
    if (set(l, object, key, value)) return;
    note(l, object, kind.cls, key, value);
    if (isLit(key) && key.lit === 'prototype') for (const code of codesOf(l, object)) l.session.redefine(-1 - code, 'prototype');
    if (isLit(key) && typeof key.lit === 'string' && l.protos.has(l.heap.root(kind.cls)))
      l.session.redefine(l.heap.root(kind.cls), key.lit);
  }
  const write = (): void => whereAllowed(l, object, key, 'written', () => writing(l, object, () => l.act('store', [object, key, value])));
  const setter = (name: string): Atom => (store(l, object, lit(name), value), lit(undefined));
  byName(l, object, key, setter, () => (write(), lit(undefined)));
}

/** The functions made by derived code that a value may be. */
const codesOf = (l: Lowering, object: Atom): number[] =>
  l.heap.get(l.kind(object).cls).targets.flatMap((target) => (target.is === 'closure' ? [target.code] : []));

/** Somebody gives such a function another prototype. */
const hasNewPrototype = (l: Lowering, object: Id): boolean =>
  codesOf(l, object).some((code) => l.session.isRedefined(-1 - code, 'prototype'));

/** Whether a setter takes the value. */
function set(l: Lowering, object: Atom, key: Atom, value: Atom): boolean {
  const c = classOf(l, object);
  if (c === null || !isLit(key) || !/^(string|number)$/.test(typeof key.lit) || c.forms.has('opaque')) return false;
  if (typeof key.lit === 'number' && isSequence(c)) return false;
  const name = String(key.lit);
  if (isPrivateSlot(name)) requireOurs(l, c, name);
  return writeAccessor(l, object, c, name, value, () => own(l, object, key, value));
}

/** Gives an object a field of its own. Over an accessor that it inherits that is no store, but a definition. */
export function define(l: Lowering, object: Atom, key: Atom, value: Atom): void {
  if (isLit(key) && hidesAccessor(l, object, String(key.lit))) throw fault('E_ACCESSOR', l.site, { property: String(key.lit) });
  own(l, object, key, value);
}

function own(l: Lowering, object: Atom, key: Atom, value: Atom): void {
  const { cls } = l.kind(object);
  // an early round may know nothing of an object that a function makes
  if (cls !== NO_CLASS) note(l, object, cls, key, value);
  l.act('store', [object, key, value]);
}

/** What a store tells about its class. */
function note(l: Lowering, object: Atom, cls: ClassId, key: Atom, value: Atom): void {
  const c = l.heap.get(cls);
  requireName(l, object, key);
  spread(l, cls, key, true);
  if (isLit(key) && typeof key.lit === 'string') l.heap.addName(cls, key.lit);
  noteField(l, cls, key);
  if (l.session.twin && isShared(l, cls) && !(isId(object) && l.definitions.has(object))) requireOwn(l, object);
  else noteValue(l, object, cls, value);
  const slot = slotAt(l.heap, cls, key);
  if (isElementSlot(slot) && c.forms.has('array') && !isInside(l, object, key)) l.heap.set(cls, 'grows');
  l.heap.widen(cls, slotAt(l.heap, cls, key), stored(l, l.heap.get(cls), slot, value));
}

/** A field that the objects of the class may not have had. */
function noteField(l: Lowering, cls: ClassId, key: Atom): void {
  const { fields, forms } = l.heap.get(cls);
  if (!forms.has('object') || fields === null) return;
  if (!isLit(key) || !fields?.includes(String(key.lit))) l.heap.looseFields(cls);
}

/** Remembers that a reference was put somewhere, other than into what was made here. */
export function noteValue(l: Lowering, object: Atom, into: ClassId, value: Atom): void {
  const kind = l.kind(value);
  if (isId(object) && l.definitions.has(object)) return;
  // a number that carries a derivative has no place in a function of the caller's
  if (K.mayBeNumber(kind) && isMadeHere(l, into) && l.heap.get(into).user) requireOwn(l, object);
  if (!isRef(kind)) return;
  const held = K.classesIn(kind);
  if (isMadeHere(l, into) && held.some((cls) => mayLeak(l, into, cls))) return requireOwn(l, object);
  for (const cls of held) l.puts.push({ into, value: cls, site: l.site });
}

/** The kind that a slot has after a store: typed arrays convert. */
function stored(l: Lowering, c: MemoryClass, slot: string, value: Atom): Kind {
  if (slot === ELEMENT && isTypedClass(c)) return [...c.forms].every((form) => form === 'ints') ? K.INT : K.NUM;
  return l.kind(value);
}

/** The element surely exists already. */
function isInside(l: Lowering, object: Atom, key: Atom): boolean {
  if (l.activation.isModel) return true;
  const made = isId(object) ? l.definitions.get(object) : undefined;
  return made?.op === 'array' && isLit(key) && typeof key.lit === 'number' && key.lit < made.args.length && !classOf(l, object)?.grows;
}

export function push(l: Lowering, object: Atom, value: Atom): void {
  grow(l, object);
  const { cls } = l.kind(object);
  if (cls !== NO_CLASS) {
    noteValue(l, object, cls, value);
    l.heap.widen(cls, ELEMENT, l.kind(value));
  }
  l.act('push', [object, value]);
}

export function pop(l: Lowering, object: Atom): Atom {
  grow(l, object);
  return l.emit('pop', [object], { kind: elementKind(l, object) });
}

export function setLength(l: Lowering, object: Atom, value: Atom): void {
  grow(l, object);
  const { cls } = l.kind(object);
  if (cls !== NO_CLASS && !l.activation.isModel && !(isLit(value) && value.lit === 0)) l.heap.set(cls, 'holey');
  whereAllowed(l, object, lit('length'), 'written', () => writing(l, object, () => l.act('setlength', [object, value])));
}

function grow(l: Lowering, object: Atom): void {
  const { cls } = l.kind(object);
  if (cls !== NO_CLASS) l.heap.set(cls, 'grows');
}

/** What the elements of a sequence are. */
export function elementKind(l: Lowering, object: Atom): Kind {
  return classOf(l, object) === null ? K.BOTTOM : slotKind(l, object, 0);
}

export function remove(l: Lowering, object: Atom, given: Atom): Atom {
  if (K.isMixed(l.kind(object))) return eachPart(l, object, (part) => remove(l, part, given));
  requireNotKeyed(l, object);
  const key = normal(l.word(given)),
    { cls } = l.kind(object);
  if (cls !== NO_CLASS) {
    spread(l, cls, key, false);
    if (l.session.twin && isShared(l, cls)) requireOwn(l, object);
    l.heap.looseFields(cls);
    const slot = slotName(key);
    if (slot === ELEMENT) l.heap.set(cls, 'holey');
    else l.heap.mayLack(cls, slot);
  }
  whereAllowed(l, object, key, 'deleted', () => writing(l, object, () => l.act('delete', [object, key])));
  return lit(true);
}
