/** Values from outside: captures, globals, and what hangs on objects that never change. */
import { fieldSlot, formOf } from '../../facts/heap.ts';
import * as K from '../../facts/kinds.ts';
import type { AdjointError } from '../../fault/fault.ts';
import { fault } from '../../fault/messages.ts';
import { type Atom, type Id, type Instr, type Lit, isLit, lit } from '../../ir/ir.ts';
import { CELL } from '../cells.ts';
import { propertyOf, symbolName } from '../../ir/symbols.ts';
import type { Capture } from '../environment.ts';
import { lateValue } from './late.ts';
import { lookup } from './lookup.ts';
import { load, store } from './memory.ts';
import { asked } from './own.ts';
import { isStandIn } from '../stand-in.ts';
import { standIn } from './closure.ts';
import type { Lowering } from './state.ts';
import type { Unit } from './unit.ts';

/** The value of a free name. */
export function free(l: Lowering, unit: Unit, name: string): Atom {
  if (name === 'undefined') return lit(undefined);
  const capture = unit.fn === null ? globalOf(name) : l.session.free(unit, name);
  if (!capture) throw fault('E_CAPTURE', l.site, { names: missing(l, unit, name).join(', '), name: unit.name });
  return atomOf(l, capture);
}

/** All that a function misses, the one that it came to first. */
const missing = (l: Lowering, unit: Unit, first: string): string[] => [
  first,
  ...(unit.fn === null
    ? []
    : unit.source.scopes.free.filter((name) => name !== first && name !== 'undefined' && !l.session.free(unit, name))),
];

export function isDefined(l: Lowering, unit: Unit, name: string): boolean {
  return unit.fn === null ? name in globalThis : l.session.free(unit, name) !== undefined;
}

function globalOf(name: string): Capture {
  const read = (): unknown => (globalThis as Record<string, unknown>)[name];
  return { fn: globalOf, name, value: read(), constant: true, global: true, read };
}

const isReference = (value: unknown): value is object => (typeof value === 'object' && value !== null) || typeof value === 'function';

/** A capture as an operand: constant primitives are literals, all else comes in as an input. */
export function atomOf(l: Lowering, found: Capture): Atom {
  const own = asked(l.session, found),
    capture = own ?? found,
    { value, constant } = capture;
  if (l.session.cells && isVariable(capture)) return load(l, cellOf(l, capture), lit(CELL));
  if (own) return input(l, captureKey(own), own);
  if (!isReference(value)) {
    if (constant && typeof value !== 'symbol') return lit(value as Lit['lit']);
    const key = captureKey(capture);
    const late = constant || capture.given || l.inputs.has(key) ? null : lateValue(l, key, capture);
    if (late !== null) return late;
    const id = input(l, key, capture);
    if (constant) l.symbols.set(id, symbolName(value as symbol));
    return id;
  }
  if (isStandIn(value)) return standIn(l, value as Function);
  const id = input(l, constant ? value : captureKey(capture), capture);
  if (constant && (typeof value === 'function' || formOf(value) === 'opaque')) l.knowns.set(id, value);
  return id;
}

/** What tells a captured variable from others, as far as its function does. */
export const captureKey = ({ fn, name }: Capture): string => `${idOf(fn)}:${name}`;

/** It may change while the program runs. What the caller gave along stays for the call. */
export const isVariable = ({ constant, given }: Capture): boolean => !constant && !given;

/** The object that stands for a captured variable. */
function cellOf(l: Lowering, capture: Capture): Id {
  const { object } = l.session.cells!.of(capture);
  return input(l, object, { ...capture, value: object, constant: true, global: false, read: () => object });
}

/** Assigns a free name: a registration lets its variable be written. */
export function assign(l: Lowering, unit: Unit, name: string, value: Atom): void {
  const capture = unit.fn === null ? undefined : l.session.free(unit, name);
  const may = capture && (capture.write || (l.session.twin && isVariable(capture)));
  if (!may) throw assignment(l, unit, name);
  if (!l.session.cells) throw new CellsWanted();
  l.session.cells.assigned(capture);
  store(l, cellOf(l, capture), lit(CELL), value);
}

const assignments = new WeakSet<object>();

/** The refusal of an assignment. */
export function assignment(l: Lowering, unit: Unit, name: string): AdjointError {
  const made = fault('E_CAPTURE/assigned', l.site, { variable: name, name: unit.name });
  assignments.add(made);
  return made;
}

/** Whether an error refuses the assignment of a captured variable: such a function may still run beside its derivative (see twin.ts). */
export const isAssignment = (error: unknown): boolean => typeof error === 'object' && error !== null && assignments.has(error);

/** Captured variables change while the program runs: lowering begins again with cells for them. */
export class CellsWanted extends Error {}

const ids = new WeakMap<object, number>();
let lastId = 0;
/** A number for a live function, or an object whose property is a capture. */
export function idOf(fn: object): number {
  let id = ids.get(fn);
  if (id === undefined) ids.set(fn, (id = ++lastId));
  return id;
}

/** The value that brings a capture into the function being made. */
export function input(l: Lowering, key: unknown, capture: Capture): Id {
  const known = l.inputs.get(key);
  if (known) return known.id;
  const id = l.fresh(l.heap.ofValue(capture.value), capture.name.replace(/.*\./, ''));
  l.solid.add(id);
  l.inputs.set(key, { id, key, capture });
  return id;
}

/** The values that instructions use. Inputs that nothing uses (`Math` in `Math.sin(x)`) do not come in. */
export function usedIn(body: readonly Instr[], yields: readonly Atom[] = [], used = new Set<Id>()): Set<Id> {
  for (const value of yields) if (!isLit(value)) used.add(value);
  for (const { args, blocks } of body) {
    for (const arg of args) if (!isLit(arg)) used.add(arg);
    for (const inner of blocks) usedIn(inner.body, inner.yields, used);
  }
  return used;
}

/** A builtin that lowering itself speaks of. */
export function builtin(l: Lowering, value: object, name: string): Id {
  const id = input(l, value, { fn: builtin, name, value, constant: true, global: true, read: () => value });
  l.knowns.set(id, value);
  return id;
}

/** A function or namespace whose properties can be looked up now. */
export const isKnownObject = (l: Lowering, object: Atom): boolean => !isLit(object) && l.knowns.has(object);

/** An object of the outside that is only looked up in. */
export function lookedUp(l: Lowering, value: object, name: string): Id {
  const known = l.inputs.get(value);
  if (known) {
    l.knowns.set(known.id, value);
    return known.id;
  }
  const kind = typeof value === 'function' ? l.heap.ofValue(value) : l.heap.ofLookedUp(value);
  const id = l.fresh(kind, name.replace(/.*\./, ''));
  l.solid.add(id);
  const capture: Capture = { fn: builtin, name, value, constant: true, global: true, lookedUp: true, read: () => value };
  l.inputs.set(value, { id, key: value, capture });
  l.knowns.set(id, value);
  return id;
}

/** A property of a known object; null: it can change while the program runs, so that it has to be loaded. */
export function knownProperty(l: Lowering, object: Id, name: PropertyKey): Atom | null {
  const owner = l.knowns.get(object)!;
  const found = lookup(l.session, owner, name);
  if (!found) return isStored(l, object, name) ? null : lit(undefined);
  const { property } = found;
  if (!('value' in property)) return null;
  const value: unknown = property.value;
  const label = `${l.facts.names.get(object) ?? ''}.${String(name)}`;
  if (isStored(l, object, name)) return null;
  if (isReference(value)) return reference(l, value, label);
  if (!property.writable) return atomOf(l, { fn: builtin, name: label, value, constant: true, global: true, read: () => value });
  if (typeof owner === 'function' && !isNative(owner)) return null;
  const read = (): unknown => (owner as Record<PropertyKey, unknown>)[typeof name === 'string' ? propertyOf(name) : name];
  return atomOf(l, { fn: owner as Function, name: label, value, constant: false, global: true, read });
}

/** A function or object that was found: nothing else will be there while the program runs. */
export function reference(l: Lowering, value: object, label: string): Id {
  if (typeof value === 'function' || formOf(value) === 'opaque') return lookedUp(l, value, label);
  return input(l, value, { fn: builtin, name: label, value, constant: true, global: false, read: () => value });
}

/** The program puts something there itself. */
function isStored(l: Lowering, object: Id, name: PropertyKey): boolean {
  const slot = l.heap.slot(l.kind(object).cls, fieldSlot(String(name)));
  return (slot.prims & ~K.UNDEFINED) !== 0 || K.isRef(slot);
}

/** A function that the engine itself made; only then is a writable property taken to stay. */
function isNative(value: unknown): boolean {
  if (typeof value !== 'function') return false;
  let native = natives.get(value);
  if (native === undefined) natives.set(value, (native = /\{\s*\[native code\]\s*\}$/.test(Function.prototype.toString.call(value))));
  return native;
}
const natives = new WeakMap<Function, boolean>();
