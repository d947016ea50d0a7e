/**
 * Copies of the state that a loop changes, to put back. What is copied is told by memory class (`mutation/trace/checkpoint-state.ts`
 * makes the table). Objects stay who they are; only what is in them is copied.
 */

/** A class of memory: whether its objects are copied, and which fields lead on (`[]`: all that is inside, `keys`: keys of a Map). */
export interface Held {
  readonly copied: boolean;
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
}

export interface Snapshot {
  readonly holders: Holders;
  readonly numbers: Uint8Array;
  readonly contents: readonly Contents[];
  /** What it takes, roughly. */
  readonly bytes: number;
}

/** What is in an array (its elements), a record (keys and values) or a Map (the same). */
interface Contents {
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
    const contents = holders.objects.map(contentsOf);
    let entries = holders.arrays.length;
    for (const { keys, values: held } of contents) entries += held.length + (keys?.length ?? 0);
    return { holders, numbers, contents, bytes: size + ENTRY * entries + LIST * (contents.length + 1) };
  }

  /** It will not be put back any more. */
  drop(snapshot: Snapshot): void {
    if (this.#spare.length === 0) this.#spare.push(snapshot.numbers);
  }
}

export function putState({ holders, numbers, contents }: Snapshot): void {
  let at = 0;
  for (const array of holders.arrays) array.set(numbers.subarray(at, (at += array.length)));
  for (let i = 0; i < contents.length; i++) putContents(holders.objects[i]!, contents[i]!);
}

function holdersOf({ classes, roots }: HeldState, values: readonly unknown[]): Holders {
  const arrays: Uint8Array[] = [],
    objects: object[] = [];
  const seen = new Map<object, Set<number>>(),
    queue: [object, number][] = [];
  const add = (value: unknown, cls: number): void => {
    if (typeof value !== 'object' || value === null) return;
    const as = seen.get(value);
    if (as?.has(cls)) return;
    if (as) as.add(cls);
    else seen.set(value, new Set([cls]));
    if (classes[cls]!.copied && ![...(as ?? [])].some((other) => other !== cls && classes[other]!.copied)) {
      if (!ArrayBuffer.isView(value)) objects.push(value);
      else if (!(value instanceof DataView)) arrays.push(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
    }
    if (classes[cls]!.leads.length > 0) queue.push([value, cls]);
  };
  for (const [at, cls] of roots) add(values[at], cls);
  // the list grows while it is walked
  for (const [object, cls] of queue)
    for (const [field, to] of classes[cls]!.leads) for (const value of ledTo(object, field)) add(value, to);
  return { arrays, objects };
}

function ledTo(object: object, field: string): Iterable<unknown> {
  if (object instanceof Map) return field === 'keys' ? object.keys() : object.values();
  if (object instanceof Set || Array.isArray(object)) return object as Iterable<unknown>;
  if (field === '[]') return ownKeys(object).map((key) => (object as Fields)[key]);
  return Object.getOwnPropertyDescriptor(object, field)?.value === undefined ? NOTHING : [(object as Fields)[field]];
}

type Fields = Record<PropertyKey, unknown>;
const NOTHING: readonly unknown[] = [];

/** Keys of data properties. */
const ownKeys = (object: object): PropertyKey[] =>
  Reflect.ownKeys(object).filter((key) => 'value' in Object.getOwnPropertyDescriptor(object, key)!);

function contentsOf(object: object): Contents {
  if (object instanceof Map) return { keys: [...object.keys()], values: [...object.values()] };
  if (object instanceof Set) return { keys: null, values: [...(object as Set<unknown>)] };
  if (Array.isArray(object)) return { keys: null, values: object.slice() as unknown[] };
  const keys = ownKeys(object);
  return { keys, values: keys.map((key) => (object as Fields)[key]) };
}

function putContents(object: object, { keys, values }: Contents): void {
  if (object instanceof Map) {
    object.clear();
    for (let i = 0; i < values.length; i++) object.set(keys![i], values[i]);
  } else if (object instanceof Set) {
    object.clear();
    for (const value of values) object.add(value);
  } else if (Array.isArray(object)) putElements(object, values);
  else putFields(object as Fields, keys as PropertyKey[], values);
}

function putElements(array: unknown[], values: readonly unknown[]): void {
  if (array.length !== values.length) array.length = values.length;
  for (let i = 0; i < values.length; i++) {
    if (i in values) array[i] = values[i];
    else delete array[i];
  }
}

/** The keys come back in their order. */
function putFields(record: Fields, keys: readonly PropertyKey[], values: readonly unknown[]): void {
  const now = ownKeys(record);
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
