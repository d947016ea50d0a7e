/**
 * The user's memory as it is at one moment, put back later: after a reverse sweep that restored older contents on its way, or
 * after a call that is to leave its arguments as they were. Only what differs is written.
 */
import { put } from './shape.ts';

type Fields = Record<string, unknown>;

interface Kept {
  readonly object: object;
  readonly floats: ArrayBufferView | null;
  /** Elements of an array, values of a record, of a Map or of a Set. */
  readonly values: readonly unknown[];
  /** Fields of a record, keys of a Map, members of a Set. */
  readonly keys: readonly unknown[] | null;
}

export type Saved = readonly Kept[];

/** Copies everything that can be reached from the objects. */
export function save(objects: readonly unknown[]): Saved {
  const saved: Kept[] = [],
    queue: object[] = [];
  let known = objects.length > 1 ? new Set<object>() : null;
  const add = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || known?.has(value)) return;
    known?.add(value);
    queue.push(value);
  };
  objects.forEach(add);
  for (let i = 0; i < queue.length; i++) {
    const object = queue[i]!;
    if (ArrayBuffer.isView(object)) {
      if (!(object instanceof DataView)) saved.push({ object, floats: (object as Float64Array).slice(), values: [], keys: null });
      continue;
    }
    known ??= new Set(queue);
    if (Array.isArray(object)) {
      const values = object.slice() as unknown[];
      for (let k = 0; k < values.length; k++) if (typeof values[k] === 'object') add(values[k]);
      saved.push({ object, floats: null, values, keys: null });
    } else if (isKeyed(object)) {
      const keys = [...object.keys()],
        values = [...object.values()];
      keys.forEach(add);
      values.forEach(add);
      saved.push({ object, floats: null, values, keys });
    } else if (Object.prototype.toString.call(object) === '[object Object]') {
      const keys = dataKeys(object);
      const values = keys.map((key) => (object as Fields)[key]);
      values.forEach(add);
      saved.push({ object, floats: null, values, keys });
    }
  }
  return saved;
}

export function putBack(saved: Saved): void {
  for (const { object, floats, values, keys } of saved) {
    if (floats) (object as Float64Array).set((floats as Float64Array).subarray(0, (object as Float64Array).length));
    else if (isKeyed(object)) putEntries(object, keys!, values);
    else if (keys) putFields(object as Fields, keys as readonly string[], values);
    else putElements(object as unknown[], values);
  }
}

function putElements(array: unknown[], values: readonly unknown[]): void {
  if (array.length !== values.length) array.length = values.length;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (!Object.is(array[i], value)) array[i] = value;
    if (value === undefined && i in array !== i in values) {
      if (i in values) array[i] = undefined;
      else delete array[i];
    }
  }
}

function putFields(record: Fields, keys: readonly string[], values: readonly unknown[]): void {
  const now = dataKeys(record);
  let same = 0;
  while (same < keys.length && now[same] === keys[same]) same++;
  for (let i = same; i < now.length; i++) delete record[now[i]!];
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!;
    if (i >= same) put(record, key, values[i]);
    else if (!Object.is(record[key], values[i])) record[key] = values[i];
  }
}

type Keyed = Map<unknown, unknown> | Set<unknown>;
const isKeyed = (object: object): object is Keyed => object instanceof Map || object instanceof Set;

function putEntries(keyed: Keyed, keys: readonly unknown[], values: readonly unknown[]): void {
  let same = keyed.size === keys.length,
    i = 0;
  for (const [key, value] of keyed.entries()) {
    same &&= Object.is(key, keys[i]) && Object.is(value, values[i]);
    i++;
  }
  if (same) return;
  keyed.clear();
  keys.forEach((key, k) => (keyed instanceof Map ? keyed.set(key, values[k]) : keyed.add(key)));
}

const dataKeys = (record: object): string[] =>
  Object.keys(record).filter((key) => 'value' in Object.getOwnPropertyDescriptor(record, key)!);
