/** Functions of the user's that see the cotangents of memory on their way. */
import { Bars } from './entries.ts';
import { Refusal } from './refusal.ts';
import { tangentsOf } from './tangents.ts';

type Slots = Record<PropertyKey, unknown>;

/** Gives the hook a copy of the cotangents in the shape of the object, and takes over what it leaves there or gives instead. */
export function hooked(hook: (cotangent: unknown) => unknown, object: object, shadow: object | null): void {
  if (shadow === null) return;
  const [shown] = tangentsOf([object], [shadow]);
  const given = hook(shown) ?? shown;
  takeOver(shadow, given, shown, 'what `onCotangent` gives', new Set());
}

/** `like` has the shape that is asked for. */
function takeOver(shadow: object, given: unknown, like: unknown, path: string, seen: Set<object>): void {
  if (seen.has(shadow)) return;
  seen.add(shadow);
  const refuse = (wants: string): never => {
    throw new Refusal('E_SEED', { path, wants, received: typeof given === 'object' ? 'something else' : `a ${typeof given}` });
  };
  if (typeof given !== 'object' || given === null) return refuse('an array or object is needed');
  const keys = keysOf(like as object),
    own = keysOf(given);
  if (isSequence(like) ? lengthOf(given) !== lengthOf(like as object) : own.length !== keys.length)
    refuse('the same length or the same fields are needed');
  for (const key of keys) {
    const [expected, value, bar] = [get(like as object, key), get(given, key), get(shadow, key)];
    const there = `${path}[${String(key)}]`;
    if (typeof expected === 'number') {
      if (typeof value !== 'number')
        throw new Refusal('E_SEED', { path: there, wants: 'a number is needed', received: value === null ? 'null' : `a ${typeof value}` });
      if (typeof bar === 'number') put(shadow, key, value);
    } else if (typeof expected === 'object' && expected !== null && typeof bar === 'object' && bar !== null)
      takeOver(bar, value, expected, there, seen);
  }
}

const isSequence = (value: unknown): boolean => Array.isArray(value) || ArrayBuffer.isView(value);
const lengthOf = (value: object): unknown => (isSequence(value) ? (value as { length: number }).length : undefined);
const keysOf = (value: object): readonly unknown[] => (value instanceof Map ? [...value.keys()] : Object.keys(value));
const slots = (object: object): object => (object instanceof Bars ? object.slots : object);
const get = (object: object, key: unknown): unknown =>
  object instanceof Map ? (slots(object) as Map<unknown, unknown>).get(key) : (object as Slots)[key as PropertyKey];
function put(object: object, key: unknown, value: number): void {
  if (object instanceof Map) object.set(key, value);
  else (object as Slots)[key as PropertyKey] = value;
}
