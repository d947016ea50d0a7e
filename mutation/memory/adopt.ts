/**
 * Shadows of what a segment made anew. When a segment is run again, it makes objects that the first run made too; the reverse
 * sweep of what follows has added cotangents to the shadows of those.
 */
import { Bars } from './entries.ts';

type Slots = Record<string, unknown>;

/** Adds the cotangents in what the second shadows lead to, to those in the same places of the first ones. */
export function adopt(own: readonly unknown[], given: readonly unknown[]): void {
  const seen = new Set<object>(),
    queue: [object, object][] = [];
  const add = (to: unknown, from: unknown): void => {
    if (typeof to !== 'object' || typeof from !== 'object' || to === null || from === null || to === from || seen.has(from)) return;
    seen.add(from);
    queue.push([to, from]);
  };
  own.forEach((to, i) => add(to, given[i]));
  // the list grows while it is walked
  for (const [to, from] of queue) {
    if (from instanceof Float64Array) {
      const sum = to as Float64Array;
      for (let i = 0; i < from.length; i++) sum[i]! += from[i]!;
    } else if (from instanceof Map) {
      entries(to as Map<unknown, unknown>, from, add);
      if (from instanceof Bars) entries((to as Bars).members, from.members, add);
    } else
      for (const key of Object.keys(from)) {
        const value = (from as Slots)[key];
        if (typeof value !== 'number') add((to as Slots)[key], value);
        else if (value !== 0) (to as Slots)[key] = (((to as Slots)[key] as number | null | undefined) ?? 0) + value;
      }
  }
}

/** By the order of entries: keys that are objects are made anew too. */
function entries(to: Map<unknown, unknown>, from: ReadonlyMap<unknown, unknown>, add: (to: unknown, from: unknown) => void): void {
  const keys = [...to.keys()];
  let at = 0;
  for (const [known, value] of from) {
    const key = to.has(known) ? known : keys[at];
    at++;
    if (typeof value !== 'number') add(to.get(key), value);
    else if (value !== 0) to.set(key, ((to.get(key) as number | null | undefined) ?? 0) + value);
  }
}
