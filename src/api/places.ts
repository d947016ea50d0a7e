/**
 * The numbers of a list of values as places in memory. What several paths reach is one place; a number that is passed by value is
 * a place of its own. The structure is that of the moment when the places were found, whatever happens to the values later.
 */
import { cloneAll, tangentsOf } from '../../mutation/memory/index.ts';
import { fault } from '../fault/messages.ts';

type Fields = Record<PropertyKey, unknown>;

/** A way to a place: the value it starts at, one key after another, with the object that has it, and the last one. */
interface Place {
  readonly root: number;
  readonly steps: readonly Step[];
  /** Null for a root. */
  readonly owner: object | null;
  readonly key: unknown;
}
/** The floats of a view that is alone on its buffer are places in a row. */
interface Row {
  readonly view: ArrayBufferView;
  readonly first: number;
  readonly of: Omit<Place, 'key' | 'owner'>;
}
interface Step {
  readonly owner: object;
  readonly key: unknown;
}

const OBJECT_KEYS = 'A Map with objects as keys, or a Set of objects, in a matrix of derivatives';
const isFloats = (value: unknown): value is Float64Array | Float32Array => value instanceof Float64Array || value instanceof Float32Array;
const isKeyed = (value: unknown): value is Map<unknown, unknown> | Set<unknown> => value instanceof Map || value instanceof Set;

export class Places {
  readonly #roots: readonly unknown[];
  readonly #all: Place[] = [];
  readonly #ofRoot = new Map<number, number>();
  readonly #of = new Map<object, Map<unknown, number>>();
  readonly #rows = new Map<ArrayBufferLike, Row>();
  readonly #seen = new Set<object>();

  /** `which`: the roots whose numbers count. */
  constructor(
    values: readonly unknown[],
    which: readonly number[],
    { stay = false }: { /** The values do not change. */ stay?: boolean } = {},
  ) {
    const roots = (this.#roots = stay ? values : cloneAll([...values]));
    for (const root of which) {
      if (typeof roots[root] === 'number') this.#ofRoot.set(root, this.#all.push({ root, steps: [], owner: null, key: undefined }) - 1);
      else this.#walk(roots[root], root);
    }
  }

  get count(): number {
    return this.#all.length;
  }

  /** One per root: memory of its shape, all numbers 0. */
  zeros(): unknown[] {
    return tangentsOf(
      this.#roots,
      this.#roots.map(() => null),
    );
  }

  /** The direction that changes one place alone: one seed per root, undefined for those that stay. */
  unit(index: number): unknown[] {
    const { root, steps, owner, key } = this.#all[index]!;
    const seeds: unknown[] = this.#roots.map(() => undefined);
    const last = owner === null ? 1 : seedOf({ owner, key }, 1);
    seeds[root] = steps.reduceRight<unknown>((inner, step) => seedOf(step, inner), last);
    return seeds;
  }

  /** Where the places are: the argument, and the object and key unless it is the argument itself. */
  slots(): readonly Place[] {
    return this.#all;
  }

  /** What stands at a place in values of the shape of the roots. */
  read(values: readonly unknown[], index: number): number {
    const { root, steps, owner, key } = this.#all[index]!;
    const holder = steps.reduce((value, step) => get(value, step.key), values[root]);
    return (owner === null ? holder : get(holder, key)) as number;
  }

  /** Puts a number into every place of a value of the shape of a root, and gives the value. */
  fill(root: number, into: unknown, at: (place: number) => number): unknown {
    const whole = this.#ofRoot.get(root);
    if (whole !== undefined) return at(whole);
    const seen = new Set<object>();
    const walk = (owner: unknown, target: unknown): void => {
      if (typeof owner !== 'object' || owner === null || typeof target !== 'object' || target === null || seen.has(target)) return;
      seen.add(target);
      const put = (key: unknown, inner: unknown): void => {
        const place = this.#placeOf(owner, key);
        if (place === undefined) return walk(inner, get(target, key));
        if (target instanceof Map) target.set(key, at(place));
        else (target as Fields)[key as PropertyKey] = at(place);
      };
      if (isFloats(owner)) owner.forEach((x, i) => put(i, x));
      else for (const [key, inner] of isKeyed(owner) ? owner.entries() : dataOf(owner)) put(key, inner);
    };
    walk(this.#roots[root], into);
    return into;
  }

  /** The structure of a root with `at` of its place where it has a number, null for all else. */
  spread(root: number, at: (place: number) => unknown): unknown {
    const made = new Map<object, unknown>();
    const place = (owner: object, key: unknown): unknown => {
      const found = this.#placeOf(owner, key);
      return found === undefined ? null : at(found);
    };
    const copy = (value: unknown): unknown => {
      if (typeof value !== 'object' || value === null) return null;
      const known = made.get(value);
      if (known !== undefined) return known;
      if (isFloats(value)) {
        const own = remember(made, value, new Array<unknown>(value.length));
        for (let i = 0; i < value.length; i++) own[i] = place(value, i);
        return own;
      }
      if (ArrayBuffer.isView(value)) return null;
      if (isKeyed(value)) {
        const own = remember(made, value, new Map<unknown, unknown>());
        for (const [key, inner] of value.entries()) own.set(key, typeof inner === 'number' ? place(value, key) : copy(inner));
        return own;
      }
      const own = remember(made, value, (Array.isArray(value) ? new Array<unknown>(value.length) : {}) as Fields);
      for (const [key, inner] of dataOf(value)) own[key] = typeof inner === 'number' ? place(value, key) : copy(inner);
      return own;
    };
    const whole = this.#ofRoot.get(root);
    return whole === undefined ? copy(this.#roots[root]) : at(whole);
  }

  #walk(value: unknown, root: number): void {
    const queue: { readonly value: unknown; readonly steps: readonly Step[] }[] = [{ value, steps: [] }];
    // the queue grows while it is walked
    for (const { value: owner, steps } of queue) {
      if (typeof owner !== 'object' || owner === null || this.#seen.has(owner)) continue;
      this.#seen.add(owner);
      const add = (key: unknown): void => this.#add(owner, key, { root, steps });
      if (isFloats(owner)) this.#floats(owner, { root, steps });
      if (ArrayBuffer.isView(owner)) continue;
      for (const [key, inner] of isKeyed(owner) ? owner.entries() : dataOf(owner)) {
        // copies of the values have other keys
        if (isKeyed(owner) && typeof key === 'object' && key !== null) throw fault('E_UNSUPPORTED', null, { construct: OBJECT_KEYS });
        if (typeof inner !== 'number') queue.push({ value: inner, steps: [...steps, { owner, key }] });
        else if (!(owner instanceof Set)) add(key);
      }
    }
  }

  #floats(view: Float64Array | Float32Array, of: Row['of']): void {
    const other = this.#rows.get(view.buffer);
    if (other === undefined && !this.#of.has(view.buffer)) {
      this.#rows.set(view.buffer, { view, first: this.#all.length, of });
      for (let i = 0; i < view.length; i++) this.#all.push({ root: of.root, steps: of.steps, owner: view, key: i });
      return;
    }
    if (other !== undefined) {
      // no longer alone: its places by their bytes
      this.#rows.delete(view.buffer);
      const first = other.view as Float64Array;
      for (let i = 0; i < first.length; i++) this.#slotsOf(first.buffer).set(slotOf(first, i)[1], other.first + i);
    }
    for (let i = 0; i < view.length; i++) this.#add(view, i, of);
  }

  #placeOf(owner: object, key: unknown): number | undefined {
    const row = isFloats(owner) ? this.#rows.get(owner.buffer) : undefined;
    if (row?.view === owner) return row.first + (key as number);
    const [holder, name] = slotOf(owner, key);
    return this.#of.get(holder)?.get(name);
  }

  #slotsOf(holder: object): Map<unknown, number> {
    let slots = this.#of.get(holder);
    if (!slots) this.#of.set(holder, (slots = new Map()));
    return slots;
  }

  #add(owner: object, key: unknown, { root, steps }: Row['of']): void {
    const [holder, name] = slotOf(owner, key),
      slots = this.#slotsOf(holder);
    if (!slots.has(name)) slots.set(name, this.#all.push({ root, steps, owner, key }) - 1);
  }
}

const get = (holder: unknown, key: unknown): unknown => (holder instanceof Map ? holder.get(key) : (holder as Fields)[key as PropertyKey]);

/** Where views overlap, one byte of the buffer is one place. */
const slotOf = (owner: object, key: unknown): [object, unknown] =>
  isFloats(owner) ? [owner.buffer, owner.byteOffset + (key as number) * owner.BYTES_PER_ELEMENT] : [owner, key];

function remember<T>(made: Map<object, unknown>, from: object, value: T): T {
  made.set(from, value);
  return value;
}

function seedOf({ owner, key }: Step, inner: unknown): unknown {
  if (isKeyed(owner)) return new Map([[key, inner]]);
  const seed = (isFloats(owner) ? new Float64Array(owner.length) : Array.isArray(owner) ? new Array<unknown>(owner.length) : {}) as Fields;
  seed[key as PropertyKey] = inner;
  return seed;
}

/** Own fields and elements that are data, in their order. */
function dataOf(value: object): [string, unknown][] {
  if (!Array.isArray(value) && Object.prototype.toString.call(value) !== '[object Object]') return [];
  const found: [string, unknown][] = [];
  for (const key of Object.keys(value)) {
    const field = Object.getOwnPropertyDescriptor(value, key)!;
    if ('value' in field) found.push([key, field.value]);
  }
  return found;
}
