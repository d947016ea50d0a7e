/**
 * The checked mode of emitted code: counts every value that goes into a store and comes out again. A store is a typed array
 * for speed, where a write or read out of bounds is silent.
 */
import { fault } from '../fault/messages.ts';

export type StoreName = 'tape' | 'path' | 'refs' | 'journal';

export class Check {
  readonly kept: Record<StoreName, number> = { tape: 0, path: 0, refs: 0, journal: 0 };
  readonly taken: Record<StoreName, number> = { tape: 0, path: 0, refs: 0, journal: 0 };

  /** `count` values were put at `pointer` … of a store with room for `room`. */
  keep(store: StoreName, count: number, pointer: number, room: number): void {
    if (!(pointer >= 0 && pointer + count <= room)) fail(`the ${store} has room for ${room} values, and ${pointer + count} were kept`);
    this.kept[store] += count;
  }

  /** `count` values are read down to `pointer`, the pointer after the read. */
  take(store: StoreName, count: number, pointer: number): void {
    if (!(pointer >= 0)) fail(`${-pointer} values more were taken from the ${store} than were kept`);
    this.taken[store] += count;
  }

  /** A reverse sweep is over: all pointers are back at 0, every value was taken once. */
  end(pointers: Partial<Record<StoreName, number>>): void {
    for (const [store, pointer] of Object.entries(pointers) as [StoreName, number][]) {
      if (pointer !== 0) fail(`${pointer} values are left in the ${store}`);
      if (this.kept[store] !== this.taken[store])
        fail(`${this.kept[store]} values were put into the ${store}, ${this.taken[store]} taken out`);
      this.taken[store] = 0;
    }
    finished++;
  }
}

function fail(what: string): never {
  throw fault('E_INTERNAL', null, { what });
}

let finished = 0;
/** How many checked reverse sweeps have come to their end in this process. */
export const checkedSweeps = (): number => finished;
/** The counter of one call. */
export const check = (): Check => new Check();
