/**
 * Copies of the state that a loop changes, to put back. What is copied is told by memory class (`mutation/trace/checkpoint-state.ts`
 * makes the table). Objects stay who they are; only what is in them is copied.
 */
import { ledTo, ownKeys, reach } from './reach.ts';

/** A class of memory: whether its objects are copied, and which fields lead on (`[]`: all that is inside, `keys`: keys of a Map). */
export interface Held {
  readonly copied: boolean;
  /** An array with properties that hang on it by name. */
  readonly hung?: true;
  readonly leads: readonly (readonly [field: string, to: number])[];
}

export interface HeldState {
  readonly classes: readonly Held[];
  /** Which of the values lead to state, and the class of each. */
  readonly roots: readonly (readonly [at: number, cls: number])[];
  /** The same values always lead to the same objects. */
  readonly fixed: boolean;
}

/** What holds the state: numbers in typed arrays, and all else. */
interface Holders {
  readonly arrays: readonly Uint8Array[];
  readonly objects: readonly object[];
  /** Arrays among them with properties by name. */
  readonly hung: ReadonlySet<object>;
}

export interface Snapshot {
  readonly holders: Holders;
  readonly numbers: Uint8Array;
  readonly contents: readonly Contents[];
  /** What it takes, roughly. */
  readonly bytes: number;
}

/** What is in an array (its elements, and what hangs on it), a record (keys and values) or a Map (the same). */
interface Contents {
  readonly hung: Contents | null;
  readonly keys: readonly unknown[] | null;
  readonly values: readonly unknown[];
}

/** What a list takes beside its entries, and an entry. */
const LIST = 48,
  ENTRY = 8;

export class States {
  readonly #table: HeldState;
  readonly #spare: Uint8Array[] = [];
  #holders: Holders | null = null;

  constructor(table: HeldState) {
    this.#table = table;
  }

  take(values: readonly unknown[]): Snapshot {
    const holders = this.#table.fixed ? (this.#holders ??= holdersOf(this.#table, values)) : holdersOf(this.#table, values);
    let size = 0,
      at = 0;
    for (const array of holders.arrays) size += array.length;
    const spare = this.#spare.pop();
    const numbers = spare?.length === size ? spare : new Uint8Array(size);
    for (const array of holders.arrays) {
      numbers.set(array, at);
      at += array.length;
    }
    const contents = holders.objects.map((object) => contentsOf(object, holders.hung.has(object)));
    let entries = holders.arrays.length;
    for (const { keys, values: held, hung } of contents) entries += held.length + (keys?.length ?? 0) + 2 * (hung?.values.length ?? 0);
    return { holders, numbers, contents, bytes: size + ENTRY * entries + LIST * (contents.length + 1) };
  }

  /** It will not be put back any more. */
  drop(snapshot: Snapshot): void {
    if (this.#spare.length === 0) this.#spare.push(snapshot.numbers);
  }
}

/** What the values lead to, once. */
export const takeState = (values: readonly unknown[], table: HeldState): Snapshot => new States(table).take(values);

export function putState({ holders, numbers, contents }: Snapshot): void {
  let at = 0;
  for (const array of holders.arrays) array.set(numbers.subarray(at, (at += array.length)));
  for (let i = 0; i < contents.length; i++) putContents(holders.objects[i]!, contents[i]!);
}

function holdersOf(table: HeldState, values: readonly unknown[]): Holders {
  const arrays: Uint8Array[] = [],
    objects: object[] = [],
    hung = new Set<object>(),
    { classes } = table;
  reach(table, values, ledTo, (object, cls, before) => {
    if (!classes[cls]!.copied || [...(before ?? [])].some((other) => classes[other]!.copied)) return;
    if (!ArrayBuffer.isView(object)) {
      objects.push(object);
      if (classes[cls]!.hung && Array.isArray(object)) hung.add(object);
    } else if (!(object instanceof DataView)) arrays.push(new Uint8Array(object.buffer, object.byteOffset, object.byteLength));
  });
  return { arrays, objects, hung };
}

type Fields = Record<PropertyKey, unknown>;

function contentsOf(object: object, isHung: boolean): Contents {
  const hung = isHung ? fieldsOf(object, namesOf(object)) : null;
  if (object instanceof Map) return { keys: [...object.keys()], values: [...object.values()], hung };
  if (object instanceof Set) return { keys: null, values: [...(object as Set<unknown>)], hung };
  if (Array.isArray(object)) return { keys: null, values: object.slice() as unknown[], hung };
  return fieldsOf(object, ownKeys(object));
}

const fieldsOf = (object: object, keys: readonly PropertyKey[]): Contents => ({
  keys,
  values: keys.map((key) => (object as Fields)[key]),
  hung: null,
});

/** Of what hangs on an array. */
const namesOf = (array: object): PropertyKey[] =>
  ownKeys(array).filter((key) => typeof key === 'symbol' || (key !== 'length' && !/^(0|[1-9]\d*)$/.test(String(key))));

function putContents(object: object, { keys, values, hung }: Contents): void {
  if (object instanceof Map) {
    object.clear();
    for (let i = 0; i < values.length; i++) object.set(keys![i], values[i]);
  } else if (object instanceof Set) {
    object.clear();
    for (const value of values) object.add(value);
  } else if (Array.isArray(object)) putElements(object, values);
  else putFields(object as Fields, ownKeys(object), keys as PropertyKey[], values);
  if (hung) putFields(object as Fields, namesOf(object), hung.keys as PropertyKey[], hung.values);
}

function putElements(array: unknown[], values: readonly unknown[]): void {
  if (array.length !== values.length) array.length = values.length;
  for (let i = 0; i < values.length; i++) {
    if (i in values) array[i] = values[i];
    else delete array[i];
  }
}

/** The keys come back in their order. */
function putFields(record: Fields, now: readonly PropertyKey[], keys: readonly PropertyKey[], values: readonly unknown[]): void {
  let same = 0;
  while (same < keys.length && now[same] === keys[same]) same++;
  for (let i = same; i < now.length; i++) delete record[now[i]!];
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!,
      value = values[i];
    if (i >= same) Object.defineProperty(record, key, { value, writable: true, enumerable: true, configurable: true });
    else if (!Object.is(record[key], value)) record[key] = value;
  }
}
