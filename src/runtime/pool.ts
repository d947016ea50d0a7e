/**
 * Buffers that outlive a call. A call takes one out and owns it; calls inside it get others. One of each kind is kept for
 * the next call, a large one only until the garbage collector wants it.
 */
import { fault } from '../fault/messages.ts';

interface Store {
  readonly length: number;
}

interface Recipe<S extends Store> {
  /** The word for it in messages. */
  readonly what: string;
  readonly bytes: number;
  /** The system gives its pages when they are written. */
  readonly paged: boolean;
  readonly make: (length: number) => S;
  /** Copies the old contents to the front of the new store. */
  readonly copy: (from: S, to: S) => void;
}

const FIRST = 1 << 10;
/** Above this many bytes a buffer is kept weakly. */
const LARGE = 1 << 23;
/** Above this many bytes a buffer grows in long strides: pages that are never touched cost nothing, copies do. */
const PAGED = 1 << 20;
const STRIDE = 8;
let limit: number | (() => number) = 2 ** 30;

const refusals = new WeakSet<object>();
/** The fault of a store that would have grown too large; what a program throws itself never is. */
export const isStoreFull = (error: unknown): boolean => typeof error === 'object' && error !== null && refusals.has(error);

/** The most bytes that one store may take, asked when a store has grown large; beyond it a call is refused with E_MEMORY. */
export function setLimit(bytes: number | (() => number)): void {
  limit = bytes;
}

const most = (): number => (typeof limit === 'number' ? limit : (limit = limit()));

/** The most bytes that a store of a segment, or of a call with a budget, may take. */
let bound = Infinity;

/** What the snapshots of a call with a budget hold. */
interface Ledger {
  held: number;
}
let kept: Ledger | null = null;
export const ledger = (): Ledger => kept ?? { held: 0 };

/** Runs with so many bytes for each store. */
export function within<T>(bytes: number, run: () => T): T {
  const outer = bound,
    before = kept;
  if (bound === Infinity) kept = { held: 0 };
  bound = Math.min(outer, bytes);
  try {
    return run();
  } finally {
    bound = outer;
    kept = before;
  }
}

function full(details: Record<string, string | number>, options?: ErrorOptions): Error {
  const error = fault('E_MEMORY', null, details, options);
  refusals.add(error);
  return error;
}

/** What waits for the next call. */
interface Kept<S extends object> {
  small: S | null;
  large: WeakRef<S> | null;
}

const nothing = <S extends object>(): Kept<S> => ({ small: null, large: null });

export class Pool<S extends Store & object> {
  readonly #recipe: Recipe<S>;
  /** For calls without a budget, and for those with one. */
  readonly #kept: readonly [Kept<S>, Kept<S>] = [nothing(), nothing()];

  constructor(recipe: Recipe<S>) {
    this.#recipe = recipe;
  }

  take(): S {
    const room = Math.floor(bound / this.#recipe.bytes);
    if (room < FIRST) return this.#recipe.make(Math.max(1, room));
    const kept = this.#kept[bound < Infinity ? 1 : 0];
    const store = kept.large?.deref() ?? kept.small;
    kept.small = kept.large = null;
    return store && store.length <= room ? store : this.#recipe.make(FIRST);
  }

  /** A store with room for `length` values and the old contents; refused before anything is allocated. */
  grow(store: S, length: number): S {
    const { bytes, paged, what, make, copy } = this.#recipe;
    if (length * bytes > bound) throw full({ bytes: Math.ceil(length) * bytes, limit: bound, what });
    if (length * bytes > most()) throw full({ bytes: Math.ceil(length) * bytes, limit: most(), what });
    const stride = paged && length * bytes > PAGED ? STRIDE : 2;
    const room = Math.max(Math.ceil(length), Math.min(stride * store.length, Math.floor(Math.min(bound, most()) / bytes)));
    let next: S;
    try {
      next = make(room);
    } catch (error) {
      throw full({ bytes: room * bytes, what }, { cause: error });
    }
    copy(store, next);
    return next;
  }

  give(store: S): void {
    const kept = this.#kept[bound < Infinity ? 1 : 0];
    if (store.length * this.#recipe.bytes > LARGE) kept.large = new WeakRef(store);
    else if (!kept.small || kept.small.length < store.length) kept.small = store;
  }
}
