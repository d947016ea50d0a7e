/** Properties that run code: a read calls the getter, a write the setter, each with the object as `this`. */
import * as K from '../../facts/kinds.ts';
import { type MemoryClass, fieldSlot } from '../../facts/heap.ts';
import { fault } from '../../fault/messages.ts';
import { type Atom, lit } from '../../ir/ir.ts';
import { getterSlot, setterSlot } from '../classes.ts';
import { choose } from './branch.ts';
import { valueCallee } from './calls/call.ts';
import { invoke } from './calls/target.ts';
import { builtin, lookedUp } from './known.ts';
import { madeMember } from './members.ts';
import { type Accessors, accessorsOf, inherited } from './prototype.ts';
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

function run(
  l: Lowering,
  object: Atom,
  c: MemoryClass,
  self: Atom,
  { known, made, mixed }: Accessors,
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
  const known1 = (accessor: (typeof known)[number]['accessor']): Atom => {
    const fn = accessor[half];
    if (fn) return call(lookedUp(l, fn, `${half} ${name}`));
    if (half === 'get') return lit(undefined);
    const { strict } = l.activation.unit.source;
    if (strict === false) return lit(undefined);
    raise(l, TypeError, `Cannot set property ${name} of #<Object> which has only a getter`);
    return lit(undefined);
  };
  if (made) {
    const own = c.slots.get(fieldSlot(name));
    if (known.length > 0 || (own && (own.prims & ~K.UNDEFINED) !== 0)) throw fault('E_ACCESSOR', l.site, { property: name });
    return call(hidden(l, object, c, half === 'get' ? getterSlot(name) : setterSlot(name)));
  }
  const functions = new Set(known.map(({ accessor }) => accessor[half]));
  if (functions.size === 1 && !mixed) return known1(known[0]!.accessor);
  // several prototypes: the object's own decides
  if (known.some(({ at, accessor }) => at === accessor)) throw fault('E_ACCESSOR', l.site, { property: name });
  const proto = l.emit('native', [builtin(l, Object.getPrototypeOf, 'Object.getPrototypeOf'), lit(undefined), object], {
    attr: ['Object.getPrototypeOf', 'inert'],
    kind: { ...K.prim(K.NULL, true), cls: l.heap.site('prototype', 'opaque') },
  });
  const from = (i: number): Atom => {
    const at = known[i];
    if (!at) return plain();
    return choose(
      l,
      l.pure('seq', proto, lookedUp(l, at.at, 'prototype')),
      () => known1(at.accessor),
      () => from(i + 1),
    );
  };
  return from(0);
}

/** A hidden slot of the object's prototypes. */
const hidden = (l: Lowering, object: Atom, c: MemoryClass, slot: string): Atom =>
  madeMember(l, object, slot) ??
  l.emit('load', [object, lit(slot)], { kind: inherited(l, c, slot) ?? l.heap.slot(l.kind(object).cls, fieldSlot(slot)) });
