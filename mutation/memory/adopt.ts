/**
 * Shadows of what a segment made anew. When a segment is run again, it makes objects that the first run made too; the reverse
 * sweep of what follows has added cotangents to the shadows of those.
 */
import { Bars } from './entries.ts';
import type { Lifted } from './links.ts';

type Slots = Record<string, unknown>;
type Pair = (to: unknown, from: unknown) => void;

/** Where references have moved meanwhile: shadows that were there before, and what was in their slots after the segment. */
export interface Moved {
  readonly roots: readonly unknown[];
  readonly lifted: Lifted;
}

/** Adds the cotangents in what the second shadows lead to, to those in the same places of the first ones. */
export function adopt(own: readonly unknown[], given: readonly unknown[], moved: Moved | null = null): void {
  const seen = new Set<object>(),
    queue: [object, object][] = [];
  const add: Pair = (to, from) => {
    if (typeof to !== 'object' || typeof from !== 'object' || to === null || from === null || seen.has(from)) return;
    if (to === from && !moved?.lifted.has(from)) return;
    seen.add(from);
    queue.push([to, from]);
  };
  own.forEach((to, i) => add(to, given[i]));
  for (const root of moved?.roots ?? []) add(root, root);
  // the list grows while it is walked
  for (const [to, from] of queue) {
    const lifted = moved?.lifted.get(from);
    if (from instanceof Float64Array) {
      const sum = to as Float64Array;
      if (to !== from) for (let i = 0; i < from.length; i++) sum[i]! += from[i]!;
      for (const [i, value] of lifted ?? []) sum[i as number]! += value as number;
    } else if (from instanceof Map) {
      entries(to as Map<unknown, unknown>, from, lifted, add);
      if (from instanceof Bars) members(to as Bars, from, moved, add);
    } else fields(to as Slots, from as Slots, lifted, add);
  }
}

function fields(to: Slots, from: Slots, lifted: ReadonlyMap<unknown, unknown> | undefined, add: Pair): void {
  const now = Object.keys(from);
  const elements = Array.isArray(from);
  for (const name of now) {
    const key = elements ? Number(name) : name,
      noted = lifted?.has(key) ?? false;
    const value = noted ? lifted!.get(key) : from[name];
    if (typeof value !== 'number') add(to[name], value);
    else if (value !== 0 && (to !== from || noted)) to[name] = numeral(to[name]) + value;
  }
}

/** By the order of entries: keys that are objects are made anew too. */
function entries(
  to: Map<unknown, unknown>,
  from: ReadonlyMap<unknown, unknown>,
  lifted: ReadonlyMap<unknown, unknown> | undefined,
  add: Pair,
): void {
  const keys = [...to.keys()];
  let at = 0;
  for (const [known, found] of from) {
    const key = to.has(known) ? known : keys[at],
      noted = lifted?.has(known) ?? false;
    const value = noted ? lifted!.get(known) : found;
    at++;
    if (typeof value !== 'number') add(to.get(key), value);
    else if (value !== 0 && (to !== from || noted)) to.set(key, numeral(to.get(key)) + value);
  }
}

function members(to: Bars, from: Bars, moved: Moved | null, add: Pair): void {
  if (to.members !== from.members || moved?.lifted.has(from.members))
    entries(to.members, from.members, moved?.lifted.get(from.members), add);
}

const numeral = (value: unknown): number => (value as number | null | undefined) ?? 0;
