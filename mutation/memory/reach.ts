/** What values lead to, by tables of memory classes (`mutation/trace/checkpoint-state.ts` makes them). */

export interface Reachable {
  /** Which fields lead on, and as what class; `[]`: all that is inside, `keys`: keys of a Map. */
  readonly classes: readonly { readonly leads: readonly (readonly [field: string, to: number])[] }[];
  /** Which of the values lead to something, and the class of each. */
  readonly roots: readonly (readonly [at: number, cls: number])[];
}

type Led = (object: object, field: string) => Iterable<unknown>;
type Visit = (object: object, cls: number, before: ReadonlySet<number> | undefined) => void;

/** Visits every object once as each class that it is reached as; `before`: the other classes so far. */
export function reach({ classes, roots }: Reachable, values: readonly unknown[], led: Led, visit: Visit): void {
  const seen = new Map<object, Set<number>>(),
    queue: [object, number][] = [];
  const add = (value: unknown, cls: number): void => {
    if (typeof value !== 'object' || value === null) return;
    const as = seen.get(value);
    if (as?.has(cls)) return;
    visit(value, cls, as);
    if (as) as.add(cls);
    else seen.set(value, new Set([cls]));
    if (classes[cls]!.leads.length > 0) queue.push([value, cls]);
  };
  for (const [at, cls] of roots) add(values[at], cls);
  // the list grows while it is walked
  for (const [object, cls] of queue) for (const [field, to] of classes[cls]!.leads) for (const value of led(object, field)) add(value, to);
}

type Fields = Record<PropertyKey, unknown>;
const NOTHING: readonly unknown[] = [];

/** What is under a field, or all that is inside. */
export function ledTo(object: object, field: string): Iterable<unknown> {
  if (object instanceof Map) return field === 'keys' ? object.keys() : object.values();
  if (object instanceof Set || (Array.isArray(object) && field === '[]')) return object as Iterable<unknown>;
  if (field === '%proto') return [Object.getPrototypeOf(object)];
  if (field === '[]') return ownKeys(object).map((key) => (object as Fields)[key]);
  return Object.getOwnPropertyDescriptor(object, field)?.value === undefined ? NOTHING : [(object as Fields)[field]];
}

/** Keys of data properties. */
export const ownKeys = (object: object): PropertyKey[] =>
  Reflect.ownKeys(object).filter((key) => 'value' in Object.getOwnPropertyDescriptor(object, key)!);
