/** What a snapshot holds: of each class of memory the slots that are written, and where references lead to such memory. */
import type { Facts } from '../../src/facts/facts.ts';
import { isElementSlot, isKeyed, isSymbolSlot, KEYS } from '../../src/facts/heap.ts';
import { type ClassId, classesIn, mayBeNumber } from '../../src/facts/kinds.ts';
import { kindOf, type Slot } from '../../src/facts/memory.ts';
import type { Id } from '../../src/ir/ir.ts';

/** Fields that lead on, with places in the table; `[]` stands for all elements, entries and computed names, `keys` for keys. */
type Leads = readonly (readonly [field: string, to: number])[];

/** A class in a table, for run time. */
export interface Held {
  /** Its objects are copied. */
  readonly copied: boolean;
  /** An array with properties that hang on it by name. */
  readonly hung?: true;
  readonly leads: Leads;
}

export interface HeldState {
  readonly classes: readonly Held[];
  /** Places of values that lead to state, with places in the table. */
  readonly roots: readonly (readonly [at: number, cls: number])[];
  /** The same values always lead to the same objects. */
  readonly fixed: boolean;
}

export interface HeldLinks {
  readonly classes: readonly {
    /** Fields whose references move. */
    readonly held: readonly string[];
    readonly leads: Leads;
  }[];
  readonly roots: readonly (readonly [at: number, cls: number])[];
  /** Cotangents have to be looked after: what moves is made by the loop, or has its slot from a number. */
  readonly lifted: boolean;
}

/** Of what the values lead to, the slots that `written` names; `carried`: values that change. */
export function heldState(facts: Facts, values: readonly Id[], written: ReadonlySet<Slot>, carried: ReadonlySet<Id>): HeldState {
  const copied = (root: ClassId): boolean => written.has('*') || slotsIn(written, root).length > 0;
  const own = values.map((id) => !facts.shadows.has(id));
  const { found, leads, roots } = tableOf(facts, values, own, copied, false);
  const moves = found.some((root) =>
    [...facts.heap.get(root).slots].some(
      ([slot, kind]) => classesIn(kind).length > 0 && (written.has('*') || written.has(`${root}:${slot}`)),
    ),
  );
  return {
    classes: found.map((root, i) => ({ copied: copied(root), leads: leads[i]!, ...(isHung(facts, root) && { hung: true as const }) })),
    roots,
    fixed: !moves && roots.every(([at]) => !carried.has(values[at]!)),
  };
}

/** Of the shadows that the values lead to, the slots that `moved` names. `makes`: there may be shadows of what the loop makes. */
export function heldLinks(facts: Facts, values: readonly Id[], moved: ReadonlySet<Slot>, makes: boolean): HeldLinks | null {
  if (moved.size === 0) return null;
  const { heap } = facts;
  const own = values.map((id) => facts.shadows.has(id));
  const { found, leads, roots } = tableOf(facts, values, own, (root) => slotsIn(moved, root).length > 0, true);
  const numeric = found.some((root) => slotsIn(moved, root).some((slot) => mayBeNumber(heap.slot(root, slot))));
  const held = (root: ClassId): string[] => [...new Set(slotsIn(moved, root).map((slot) => fieldOf(facts, root, slot)))];
  return {
    classes: found.map((root, i) => ({ held: held(root), leads: leads[i]! })),
    roots,
    lifted: makes || numeric,
  };
}

function isHung(facts: Facts, root: ClassId): boolean {
  const { forms, slots } = facts.heap.get(root);
  return forms.has('array') && [...slots.keys()].some((slot) => isSymbolSlot(slot) || (slot.startsWith('.') && !isElementSlot(slot)));
}

/** The names of a class's slots in a set of slots. */
function slotsIn(slots: ReadonlySet<Slot>, root: ClassId): string[] {
  const prefix = `${root}:`;
  return [...slots].flatMap((slot) => (slot.startsWith(prefix) ? [slot.slice(prefix.length)] : []));
}

function fieldOf(facts: Facts, root: ClassId, slot: string): string {
  const keyed = [...facts.heap.get(root).forms].some(isKeyed);
  return slot === KEYS ? 'keys' : keyed || isElementSlot(slot) || isSymbolSlot(slot) ? '[]' : slot.slice(1);
}

interface Table {
  readonly found: readonly ClassId[];
  readonly leads: readonly Leads[];
  readonly roots: readonly (readonly [at: number, cls: number])[];
}

/** The classes that lead to a class that counts. `apart`: the keys of a Map are an object of their own. */
function tableOf(facts: Facts, values: readonly Id[], own: readonly boolean[], counts: (root: ClassId) => boolean, apart: boolean): Table {
  const { heap } = facts;
  const starts = values.map((id, at) => (own[at] ? classesIn(kindOf(facts, id)).map((cls) => heap.root(cls)) : []));
  const worth = new Map<ClassId, boolean>();
  for (const root of heap.closure(starts.flat())) worth.set(root, [...heap.closure([root])].some(counts));
  const found: ClassId[] = [],
    leads: Leads[] = [],
    places = new Map<ClassId, number>();
  const place = (root: ClassId): number => {
    let at = places.get(root);
    if (at === undefined) {
      places.set(root, (at = found.length));
      found.push(root);
      leads.push([]);
      leads[at] = leadsOf(root);
    }
    return at;
  };
  const leadsOf = (root: ClassId): [string, number][] =>
    [...heap.get(root).slots].flatMap(([slot, kind]) => {
      const to = slot === KEYS && !apart ? [...heap.get(kind.cls).slots.values()].flatMap(classesIn) : classesIn(kind);
      return to.flatMap((cls): [string, number][] =>
        worth.get(heap.root(cls)) ? [[fieldOf(facts, root, slot), place(heap.root(cls))]] : [],
      );
    });
  const roots = starts.flatMap((list, at) => list.filter((root) => worth.get(root)).map((root): [number, number] => [at, place(root)]));
  return { found, leads, roots };
}
