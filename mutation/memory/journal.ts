/**
 * The journal: numbers that stores overwrote, to put back. A call takes a journal and owns it, calls inside it get others;
 * one is kept for the next call, a large one only until the garbage collector wants it.
 */
import { Refusal } from './refusal.ts';

const FIRST = 1 << 10;
/** Above this many entries a journal is kept weakly. */
const LARGE = 1 << 20;
/** Above this many entries it grows in long strides: pages that are never touched cost nothing, copies do. */
const PAGED = 1 << 17;
const STRIDE = 8;
let limit: number | (() => number) = 2 ** 27;

/** What waits for the next call. */
interface Kept {
  small: Float64Array | null;
  large: WeakRef<Float64Array> | null;
}
/** For calls without a budget, and for those with one. */
const kept: readonly [Kept, Kept] = [
  { small: null, large: null },
  { small: null, large: null },
];

/** The most entries of a journal. */
export function setJournalLimit(entries: number | (() => number)): void {
  limit = entries;
}

const most = (): number => (typeof limit === 'number' ? limit : (limit = limit()));

/** The most bytes that a journal of a segment, or of a call with a budget, may take. */
let bound = Infinity;

/** Runs with so many bytes for each journal. */
export function boundJournal<T>(bytes: number, run: () => T): T {
  const outer = bound;
  bound = Math.min(outer, bytes);
  try {
    return run();
  } finally {
    bound = outer;
  }
}

export function takeJournal(): Float64Array {
  const room = Math.floor(bound / 8);
  if (room < FIRST) return new Float64Array(Math.max(1, room));
  const here = kept[bound < Infinity ? 1 : 0];
  const journal = here.large?.deref() ?? here.small;
  here.small = here.large = null;
  return journal && journal.length <= room ? journal : new Float64Array(FIRST);
}

/** A journal with room for `length` entries and the old contents; refused before anything is allocated. */
export function growJournal(journal: Float64Array, length: number): Float64Array {
  if (length * 8 > bound) throw new Refusal('E_MEMORY', { bytes: Math.ceil(length) * 8, limit: bound, what: 'overwritten numbers' });
  if (length > most()) throw new Refusal('E_MEMORY', { bytes: Math.ceil(length) * 8, limit: most() * 8, what: 'overwritten numbers' });
  const stride = length > PAGED ? STRIDE : 2;
  const room = Math.max(Math.ceil(length), Math.min(stride * journal.length, most(), bound / 8));
  let next: Float64Array;
  try {
    next = new Float64Array(room);
  } catch {
    throw new Refusal('E_MEMORY', { bytes: room * 8, what: 'overwritten numbers' });
  }
  next.set(journal);
  return next;
}

export function giveJournal(journal: Float64Array): void {
  const here = kept[bound < Infinity ? 1 : 0];
  if (journal.length > LARGE) here.large = new WeakRef(journal);
  else if (!here.small || here.small.length < journal.length) here.small = journal;
}
