/**
 * References between shadows. A loop that moves references to memory with shadows moves the shadows too, so that a snapshot of
 * the loop holds where they were. Cotangents are no part of it: they stay where they are.
 */
import { type Reachable, ledTo, ownKeys, reach } from './reach.ts';

/** Of each class of shadows the fields whose references move (`[]`: all that is inside). */
export interface HeldLinks extends Reachable {
  readonly classes: readonly { readonly held: readonly string[]; readonly leads: readonly (readonly [field: string, to: number])[] }[];
  /** Slots that move may hold a cotangent at another time, or what moves is made by the loop. */
  readonly lifted: boolean;
}

type Slots = Record<PropertyKey, unknown>;
interface Contents {
  readonly object: object;
  readonly keys: readonly unknown[];
  readonly values: readonly unknown[];
  /** They are all that was there. */
  readonly all: boolean;
}

export interface Links {
  readonly contents: readonly Contents[];
  readonly bytes: number;
}

/** What an entry takes, and a list beside its entries. */
const ENTRY = 16,
  LIST = 64;

export function linksOf(table: HeldLinks, values: readonly unknown[]): Links {
  const contents: Contents[] = [];
  let bytes = LIST;
  each(table, values, (object, held) => {
    if (object instanceof Float64Array) {
      if (held.length > 0) contents.push({ object, keys: [], values: [], all: false });
      return;
    }
    const keys = held.flatMap((field) => keysOf(object, field));
    contents.push({ object, keys, values: keys.map((key) => at(object, key)), all: held.includes('[]') });
    bytes += LIST + ENTRY * keys.length;
  });
  return { contents, bytes };
}

/** Where there was a cotangent there is 0 again. */
export function putLinks({ contents }: Links): void {
  for (const { object, keys, values, all } of contents) {
    const now = all ? keysOf(object, '[]') : [];
    if (now.length > keys.length) {
      const before = new Set(keys);
      for (const key of now) if (!before.has(key) && isLink(at(object, key))) put(object, key, undefined);
    }
    for (let i = 0; i < keys.length; i++) {
      const value = values[i];
      if (typeof value !== 'number') put(object, keys[i], value);
      else if (typeof at(object, keys[i]) !== 'number') put(object, keys[i], 0);
    }
  }
}

/** References, and cotangents in slots that hold references at other times, as they were. */
export type Lifted = ReadonlyMap<object, ReadonlyMap<unknown, unknown>>;

/**
 * Notes the slots that move, and takes cotangents out of them: of what the values lead to, and of what a snapshot of before led to,
 * since a loop that walks along a list ends where most of it cannot be reached any more.
 */
export function lift(table: HeldLinks, values: readonly unknown[], before: Links): Lifted {
  const lifted = new Map<object, Map<unknown, unknown>>();
  const note = (object: object, keys: readonly unknown[]): void => {
    const own = lifted.get(object) ?? new Map<unknown, unknown>();
    lifted.set(object, own);
    if (object instanceof Float64Array) return emptied(object, own);
    for (const key of keys) {
      if (own.has(key)) continue;
      const value = at(object, key);
      own.set(key, value);
      if (typeof value === 'number' && value !== 0) put(object, key, 0);
    }
  };
  each(table, values, (object, held) => {
    if (object instanceof Float64Array && held.length === 0) return;
    note(object, object instanceof Float64Array ? [] : held.flatMap((field) => keysOf(object, field)));
  });
  for (const { object, keys, all } of before.contents) note(object, all ? keysOf(object, '[]') : keys);
  return lifted;
}

/** It holds no references, but its class may: where one would be put, a cotangent goes. */
function emptied(shadow: Float64Array, own: Map<unknown, unknown>): void {
  if (own.size > 0) return;
  for (let i = 0; i < shadow.length; i++) if (shadow[i] !== 0) own.set(i, shadow[i]);
  shadow.fill(0);
}

function each(table: HeldLinks, values: readonly unknown[], visit: (object: object, held: readonly string[]) => void): void {
  reach(table, values, led, (object, cls) => visit(object, table.classes[cls]!.held));
}

/** The shadow of a Map holds those of its keys apart. */
const led = (shadow: object, field: string): Iterable<unknown> =>
  field === 'keys' && 'members' in shadow ? [shadow.members] : ledTo(shadow, field);

function keysOf(shadow: object, field: string): unknown[] {
  if (field !== '[]') return [field];
  if (shadow instanceof Map) return [...(shadow as Map<unknown, unknown>).keys()];
  return Array.isArray(shadow) ? [...shadow.keys()] : ownKeys(shadow);
}

const at = (shadow: object, key: unknown): unknown => (shadow instanceof Map ? shadow.get(key) : (shadow as Slots)[key as PropertyKey]);

function put(shadow: object, key: unknown, value: unknown): void {
  if (shadow instanceof Map) shadow.set(key, value);
  else (shadow as Slots)[key as PropertyKey] = value;
}

const isLink = (value: unknown): boolean => typeof value === 'object' && value !== null;

/** What goes into a slot of a shadow: a reference, or else a cotangent that is 0 as yet. */
export const link = (shadow: unknown): unknown => (typeof shadow === 'number' ? 0 : shadow);
export const linksIn = (shadow: Iterable<unknown>): unknown[] => Array.from(shadow, link);
