/** What objects inherit: from prototypes of the outside, from those that derived code made, and from the builtin ones. */
import { fault } from '../../fault/messages.ts';
import { isPlainSequence } from '../../facts/sequences.ts';
import { type Accessor, type Form, type MemoryClass, fieldSlot, formOf, lacks, slotIn } from '../../facts/heap.ts';
import { ANY_PRIMITIVE } from '../../facts/infer.ts';
import * as K from '../../facts/kinds.ts';
import type { Kind } from '../../facts/kinds.ts';
import { accessorIn, getterSlot, setterSlot } from '../classes.ts';
import { type Atom, type Lit, isId, lit } from '../../ir/ir.ts';
import { propertyOf } from '../../ir/symbols.ts';
import { classOf, constructorsOf } from './classes.ts';
import { reference } from './known.ts';
import type { Found } from '../reliance.ts';
import { lookup } from './lookup.ts';
import type { Lowering } from './state.ts';

const TypedArray = (Object.getPrototypeOf(Float64Array) as { prototype: object }).prototype;
const PROTOTYPES: Readonly<Record<Form, object | null>> = {
  float64: TypedArray,
  float32: TypedArray,
  ints: TypedArray,
  array: Array.prototype,
  map: Map.prototype,
  set: Set.prototype,
  keys: null,
  function: Function.prototype,
  object: null,
  opaque: null,
};
const PRIMITIVES: readonly (readonly [number, object])[] = [
  [K.STRING, String.prototype],
  [K.NUMBER, Number.prototype],
  [K.BOOLEAN, Boolean.prototype],
  [K.BIGINT, BigInt.prototype],
  [K.SYMBOL, Symbol.prototype],
];

type Literal = Lit['lit'];
const ITERATOR = '@@iterator';

export const prototypeNamed = (name: string): object => (globalThis as unknown as Record<string, { prototype: object }>)[name]!.prototype;

/** Where objects of a class look after themselves: prototypes, and functions for their own properties. */
export function above(c: MemoryClass): readonly object[] {
  const found = new Set<object>(c.protos);
  for (const form of c.forms) {
    if (form === 'function') for (const target of c.targets) found.add(target.is === 'function' ? target.value : Function.prototype);
    else if (PROTOTYPES[form] === TypedArray) for (const name of c.constructors) found.add(prototypeNamed(name));
    else if (PROTOTYPES[form]) found.add(PROTOTYPES[form]);
    else if (form === 'object' && c.protos.size === 0 && c.makers.size === 0) found.add(Object.prototype);
  }
  return [...found];
}

/** The kind of what objects of a class inherit under a name, or null. `data`: accessors do not count. */
export function inherited(l: Lowering, c: MemoryClass, name: string, data = false, seen = new Set<MemoryClass>()): Kind | null {
  if (seen.has(c)) return null;
  seen.add(c);
  const kinds = above(c).flatMap((object) => {
    const found = name === '__proto__' ? null : lookup(l.session, object, name);
    return found && !(data && isAccessor(found)) ? [kindOfFound(l, object, found, name)] : [];
  });
  for (const maker of c.makers) {
    const kind = ofMaker(l, l.heap.get(maker), name, data, seen);
    if (kind) kinds.push(kind);
  }
  if (kinds.length === 0) return null;
  const everywhere = kinds.length >= above(c).length + c.makers.size;
  return (everywhere ? kinds : [...kinds, K.NOTHING]).reduce((x, y) => l.heap.join(x, y));
}

/** What a prototype that derived code made gives: its own, or what it inherits itself. */
function ofMaker(l: Lowering, maker: MemoryClass, name: string, data: boolean, seen: Set<MemoryClass>): Kind | null {
  const own = lacks(maker, name) ? undefined : maker.slots.get(slotIn(maker, fieldSlot(name)));
  const has = own !== undefined && (own.prims !== 0 || K.isRef(own));
  if (has && !maker.joined && !maker.wild) return own;
  const further = inherited(l, maker, name, data, seen);
  return has && further ? l.heap.join(own, further) : has ? own : further;
}

function kindOfFound(l: Lowering, object: object, { property }: Found, name: string): Kind {
  if (!('value' in property)) return { ...ANY_PRIMITIVE, cls: l.heap.site('getter', 'opaque') };
  const value: unknown = property.value;
  if (typeof value !== 'object' || value === null) return l.heap.ofValue(value);
  // an object that several share through their prototypes has no shadow on the way
  if (formOf(value) === 'opaque' || typeof object !== 'function') return l.heap.ofLookedUp(value);
  l.session.watch({ object, name, value });
  const kind = l.heap.ofValue(value);
  l.heap.widen(l.heap.ofValue(object).cls, fieldSlot(name), kind);
  return kind;
}

/** The one value that a name means on all objects of a class, which have none of their own; null where it depends. */
export function sameForAll(l: Lowering, c: MemoryClass, name: string): Atom | null {
  if (c.makers.size > 0 || c.forms.has('opaque') || c.forms.size === 0 || name === '__proto__') return null;
  const found = new Set<unknown>(above(c).map((object) => lookup(l.session, object, name)?.property.value as unknown));
  const [only] = found;
  if (found.size !== 1 || only === undefined || typeof only === 'symbol') return null;
  return (typeof only === 'object' || typeof only === 'function') && only !== null ? reference(l, only, name) : lit(only as Literal);
}

/** What is found under a name on a prototype of the outside (or on a function, which has properties of its own); null: no accessor. */
export interface Level {
  readonly at: object;
  readonly accessor: Accessor | null;
}

/** The accessors that a name may mean on objects of a class. */
export interface Accessors {
  /** Of the objects themselves. */
  readonly own: readonly Accessor[];
  /** By where it is found: who inherits comes before what it inherits from. */
  readonly levels: readonly Level[];
  /** Derived code made some: functions in hidden slots. */
  readonly made: boolean;
  /** Other objects of the class have a plain field, or nothing, there. */
  readonly mixed: boolean;
  /** An object's own field may hide what it inherits. */
  readonly hidden: boolean;
}

export function accessorsOf(l: Lowering, c: MemoryClass, name: string): Accessors | null {
  const own = c.accessors.get(name) ?? [];
  const made = hasSlot(l, c, getterSlot(name)) || hasSlot(l, c, setterSlot(name));
  const all = [...outsideOf(l, c)].map((at): Level => {
    const found = lookup(l.session, at, name);
    return { at, accessor: isAccessor(found) ? { get: found.property.get, set: found.property.set as Accessor['set'] } : null };
  });
  const known = all.filter(({ accessor }) => accessor !== null);
  if (known.length === 0 && own.length === 0 && !made) return null;
  const bare = all.filter(({ at, accessor }) => accessor === null && !known.some((other) => inherits(at, other.at)));
  return { own, levels: levelsOf(all.filter((level) => !bare.includes(level))), made, mixed: bare.length > 0, hidden: c.hides.has(name) };
}

const inherits = (at: object, from: object): boolean => typeof at !== 'function' && Object.prototype.isPrototypeOf.call(from, at);

/** Sorted, without those that have what they inherit. */
function levelsOf(all: readonly Level[]): Level[] {
  const depth = ({ at }: Level): number => all.filter((other) => inherits(at, other.at)).length;
  const sorted = all.toSorted((x, y) => depth(y) - depth(x));
  return sorted.filter(({ at, accessor }, i) => {
    const next = sorted.slice(i + 1).find((other) => inherits(at, other.at));
    return !next || next.accessor?.get !== accessor?.get || next.accessor?.set !== accessor?.set || !next.accessor !== !accessor;
  });
}

/** Prototypes of the outside, also behind those that derived code made. */
function outsideOf(l: Lowering, c: MemoryClass, seen = new Set<MemoryClass>()): Set<object> {
  if (seen.has(c)) return new Set();
  seen.add(c);
  return new Set([...above(c), ...[...c.makers].flatMap((maker) => [...outsideOf(l, l.heap.get(maker), seen)])]);
}

/** The names of all accessors that objects of a class may have: a computed name may be any of them. */
export function accessorNames(l: Lowering, c: MemoryClass): ReadonlySet<string> {
  const names = new Set(c.accessors.keys());
  for (const from of outsideOf(l, c))
    for (let at: object | null = from; at && at !== Object.prototype; at = Object.getPrototypeOf(at) as object | null)
      for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(at)))
        if (isAccessor({ owner: at, property })) names.add(name);
  const made = (of: MemoryClass, seen: Set<MemoryClass>): void => {
    if (seen.has(of)) return;
    seen.add(of);
    for (const slot of of.slots.keys()) {
      const name = accessorIn(slot.slice(1));
      if (name !== null) names.add(name);
    }
    for (const maker of of.makers) made(l.heap.get(maker), seen);
  };
  made(c, new Set());
  return names;
}

/** A property that runs code of a user's. */
export const isAccessor = (found: Found | null): found is Found => found !== null && !('value' in found.property) && !isBuiltin(found);

/** `__proto__`, and the getters that tell the size and the buffer of a typed array: no code of a user's. */
const isBuiltin = ({ owner }: Found): boolean => owner === Object.prototype || owner === TypedArray || owner === Function.prototype;

/** A slot of the class itself or of a prototype that derived code made. */
export function hasSlot(l: Lowering, c: MemoryClass, name: string, seen = new Set<MemoryClass>()): boolean {
  if (seen.has(c)) return false;
  seen.add(c);
  return c.slots.has(fieldSlot(name)) || [...c.makers].some((maker) => hasSlot(l, l.heap.get(maker), name, seen));
}

/** What a text gives under a name. */
export const ofText = (l: Lowering, name: string): Kind => ofPrimitives(l, K.STRING, name);

/** What primitives of these kinds give under a name. */
export const ofPrimitives = (l: Lowering, prims: number, name: string): Kind =>
  PRIMITIVES.filter(([bit]) => (prims & bit) !== 0)
    .map(([, proto]) => under(l, proto, name))
    .reduce((x, y) => l.heap.join(x, y), (prims & (K.UNDEFINED | K.NULL)) === 0 ? K.BOTTOM : K.NOTHING);

function under(l: Lowering, proto: object, name: string): Kind {
  const found = lookup(l.session, proto, name);
  if (!found) return K.NOTHING;
  return 'value' in found.property ? l.heap.ofValue(found.property.value) : ANY_PRIMITIVE;
}

/** The builtin method that `name` means whatever the value is; null where values have their own, or differ. */
export function builtinMethod(l: Lowering, value: Atom, name: string): Function | null {
  const found = new Set<unknown>();
  const c = classOf(l, value),
    { prims } = l.kind(value);
  if (c) {
    plainUnder(l, value, name);
    if ((c.slots.has('.' + name) && !c.forms.has('function')) || redefines(l, c, name)) return null;
    for (const form of c.forms) {
      const proto = PROTOTYPES[form] ?? (isId(value) ? l.madeWith.get(value) : null);
      found.add(proto ? methodIn(l, proto, name) : null);
    }
  } else for (const [bit, proto] of PRIMITIVES) if ((prims & bit) !== 0) found.add(methodIn(l, proto, name));
  const [only] = found;
  return found.size === 1 && typeof only === 'function' ? only : null;
}

/** The class has arrays of classes that extend `Array`. */
export const extendsArray = (c: MemoryClass | null): boolean =>
  c !== null && c.forms.has('array') && (c.makers.size > 0 || [...c.protos].some((proto) => Array.prototype.isPrototypeOf(proto)));

/** Some of those have a meaning of their own for a name that all arrays know. */
function redefines(l: Lowering, c: MemoryClass, name: string): boolean {
  if (!extendsArray(c)) return false;
  if ([...c.makers].some((maker) => redefinesIn(l, l.heap.get(maker), name, new Set()))) return true;
  return [...c.protos].some((proto) => {
    const owner = lookup(l.session, proto, name)?.owner;
    return owner !== undefined && owner !== Array.prototype && owner !== Object.prototype;
  });
}

function redefinesIn(l: Lowering, maker: MemoryClass, name: string, seen: Set<MemoryClass>): boolean {
  if (seen.has(maker)) return false;
  seen.add(maker);
  if (maker.slots.has(fieldSlot(name))) return true;
  const further = [...maker.makers].some((above) => redefinesIn(l, l.heap.get(above), name, seen));
  return further || [...maker.protos].some((p) => p !== Array.prototype && Object.hasOwn(p, name));
}

/** Refuses sequences of the user's that have their own idea of a name: a subclass, or an own property over a builtin one. */
export function plainUnder(l: Lowering, value: Atom, given: PropertyKey): void {
  const name = typeof given === 'string' ? propertyOf(given) : given;
  const c = classOf(l, value);
  if (c && name === Symbol.iterator && redefines(l, c, ITERATOR)) throw fault('E_SUBCLASS', l.site, { name: 'yours' });
  if (!c?.user || name === 'length' || constructorsOf(c).length === 0) return;
  const root = l.heap.root(l.kind(value).cls);
  for (const odd of l.heap.sequences.odd(name, (cls) => l.heap.root(cls) === root)) {
    const maker =
      isPlainSequence(odd) || Array.isArray(odd) ? null : (Object.getPrototypeOf(odd) as { constructor?: Function } | null)?.constructor;
    if (maker) throw fault('E_SUBCLASS', l.site, { name: maker.name });
    if (!Object.hasOwn(odd, name)) continue;
    if (name in (Array.isArray(odd) ? Array.prototype : TypedArray)) throw fault('E_SUBCLASS/own', l.site, { property: String(name) });
    const own = Object.getOwnPropertyDescriptor(odd, name);
    if (own && typeof name === 'string') l.heap.hasNamed(root, name, own);
  }
}

function methodIn(l: Lowering, proto: object, name: string): unknown {
  return name === '__proto__' ? undefined : (lookup(l.session, proto, name)?.property.value as unknown);
}
