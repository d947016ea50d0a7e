/** Data that objects inherit from prototypes which derived code made: `Object.create(instance)`, fields on a prototype. */
import type { MemoryClass } from '../../facts/heap.ts';
import * as K from '../../facts/kinds.ts';
import { type ClassId, type Kind, isRef } from '../../facts/kinds.ts';
import { type Atom, type Id, isLit, lit } from '../../ir/ir.ts';
import { isPrivateSlot } from '../classes.ts';
import { choose } from './branch.ts';
import { load } from './memory.ts';
import { inherited } from './prototype.ts';
import { raise } from './raise.ts';
import type { Lowering } from './state.ts';

/**
 * The class of the prototypes that derived code made and that have a number, or memory, under a name (null: any name): its
 * cotangents live with the prototype, not with the object.
 */
export function inheritedData(l: Lowering, c: MemoryClass, name: string | null): ClassId | null {
  const found = [...c.makers].filter((maker) =>
    name === null
      ? hasData(l, maker, new Set())
      : isData(l, inherited(l, { ...c, protos: new Set(), forms: new Set(), makers: new Set([maker]) }, name)),
  );
  for (const maker of found.slice(1)) l.heap.unify(found[0]!, maker);
  return found.length === 0 ? null : l.heap.root(found[0]!);
}

const isData = (l: Lowering, kind: Kind | null): boolean =>
  kind !== null && (K.mayBeNumber(kind) || K.isMixed(kind) || (isRef(kind) && !l.heap.get(kind.cls).forms.has('function')));

function hasData(l: Lowering, maker: ClassId, seen: Set<ClassId>): boolean {
  if (seen.has(maker)) return false;
  seen.add(maker);
  const { slots, makers } = l.heap.get(maker);
  const own = [...slots].some(([slot, kind]) => !slot.startsWith('.%') && isData(l, kind));
  return own || [...makers].some((further) => hasData(l, l.heap.root(further), seen));
}

/** Whether an object has a property of its own. */
export const hasOwn = (l: Lowering, object: Atom, key: Atom): Id =>
  l.emit('apply', [object, key], { attr: ['Object.hasOwn'], kind: K.BOOL });

/** `own`: null where no object has a property of its own under the key. Private members are not inherited. */
export function ownOrInherited(l: Lowering, object: Atom, key: Atom, own: (() => Atom) | null, data: ClassId): Atom {
  const above = (): Atom => {
    if (!isLit(key) || !isPrivateSlot(String(key.lit)))
      return load(l, l.emit('load', [object, lit('__proto__')], { kind: K.ref(data) }), key);
    raise(l, TypeError, 'Cannot read private member from an object whose class did not declare it');
    return lit(undefined);
  };
  return own === null ? above() : choose(l, hasOwn(l, object, key), own, above);
}
