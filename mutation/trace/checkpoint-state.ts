/** What a snapshot holds: of each class of memory the slots that are written, and where references lead to such memory. */
import type { Facts } from '../../src/facts/facts.ts';
import { isElementSlot, isKeyed, isSymbolSlot, KEYS } from '../../src/facts/heap.ts';
import { type ClassId, classesIn } from '../../src/facts/kinds.ts';
import { kindOf, type Slot } from '../../src/facts/memory.ts';
import type { Id } from '../../src/ir/ir.ts';

/** A class in a table, for run time. */
export interface Held {
  /** Its objects are copied. */
  readonly copied: boolean;
  /** Fields that lead on, with places in the table; `[]` stands for all elements, entries and computed names, `keys` for keys. */
  readonly leads: readonly (readonly [field: string, to: number])[];
}

export interface HeldState {
  readonly classes: readonly Held[];
  /** Places of values that lead to state, with places in the table. */
  readonly roots: readonly (readonly [at: number, cls: number])[];
  /** The same values always lead to the same objects. */
  readonly fixed: boolean;
}

/** Of what the values lead to, the slots that `written` names; `carried`: values that change. */
export function heldState(facts: Facts, values: readonly Id[], written: ReadonlySet<Slot>, carried: ReadonlySet<Id>): HeldState {
  const { heap } = facts;
  const copied = (root: ClassId): boolean => {
    if (written.has('*')) return true;
    for (const slot of written) if (slot.startsWith(`${root}:`)) return true;
    return false;
  };
  const starts = values.map((id) => (facts.shadows.has(id) ? [] : classesIn(kindOf(facts, id)).map((cls) => heap.root(cls))));
  const worth = new Map<ClassId, boolean>();
  for (const root of heap.closure(starts.flat())) worth.set(root, [...heap.closure([root])].some(copied));
  const classes: Held[] = [],
    places = new Map<ClassId, number>();
  const place = (root: ClassId): number => {
    let at = places.get(root);
    if (at === undefined) {
      places.set(root, (at = classes.length));
      classes.push({ copied: copied(root), leads: [] });
      classes[at] = { copied: copied(root), leads: leadsOf(root) };
    }
    return at;
  };
  const leadsOf = (root: ClassId): [string, number][] => {
    const { slots, forms } = heap.get(root),
      keyed = [...forms].some(isKeyed);
    return [...slots].flatMap(([slot, kind]) => {
      const isKeys = slot === KEYS;
      const field = isKeys ? 'keys' : keyed || isElementSlot(slot) || isSymbolSlot(slot) ? '[]' : slot.slice(1);
      // the keys of a Map are a class of their own, whose object is the Map itself
      const to = isKeys ? [...heap.get(kind.cls).slots.values()].flatMap(classesIn) : classesIn(kind);
      return to.flatMap((cls): [string, number][] => (worth.get(heap.root(cls)) ? [[field, place(heap.root(cls))]] : []));
    });
  };
  const roots = starts.flatMap((list, at) => list.filter((root) => worth.get(root)).map((root): [number, number] => [at, place(root)]));
  const moves = [...places.keys()].some((root) =>
    [...heap.get(root).slots].some(([slot, kind]) => classesIn(kind).length > 0 && (written.has('*') || written.has(`${root}:${slot}`))),
  );
  return { classes, roots, fixed: !moves && roots.every(([at]) => !carried.has(values[at]!)) };
}
