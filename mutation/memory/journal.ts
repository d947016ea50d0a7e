/**
 * The journal: numbers that stores overwrote, to put back. A call takes a journal and owns it, calls inside it get others;
 * one is kept for the next call, a large one only until the garbage collector wants it.
 */
import { Refusal } from './refusal.ts';

const FIRST = 1 << 10;
const LARGE = 1 << 22;
let limit = 2 ** 27;
let small: Float64Array | null = null;
let large: WeakRef<Float64Array> | null = null;

/** The most entries of a journal (1 GiB of them unless set). */
export function setJournalLimit(entries: number): void {
  limit = entries;
}

export function takeJournal(): Float64Array {
  const journal = large?.deref() ?? small ?? new Float64Array(FIRST);
  small = large = null;
  return journal;
}

/** A journal with room for `length` entries and the old contents; refused before anything is allocated. */
export function growJournal(journal: Float64Array, length: number): Float64Array {
  if (length > limit) throw new Refusal('E_MEMORY', { bytes: length * 8, limit: limit * 8, what: 'overwritten numbers' });
  const room = Math.max(length, Math.min(2 * journal.length, limit));
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
  if (journal.length > LARGE) large = new WeakRef(journal);
  else if (!small || small.length < journal.length) small = journal;
}
