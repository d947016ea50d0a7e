/** How large the stores of a call may grow. */
import { setJournalLimit } from '../../mutation/memory/index.ts';
import { setLimit } from '../runtime/index.ts';

/** The most bytes that each store of one call may take, asked when one has grown large. */
export function limitStores(bytes: () => number): void {
  setLimit(bytes);
  setJournalLimit(() => Math.floor(bytes() / 8));
}
