/** Many directions, several of them in each run of a tangent program that is as wide. */
import { type Bound, specialise } from '../dispatch/specialise.ts';
import type { Callable } from './edge.ts';

/** One entry per argument; what is left out stays. */
export type Direction = readonly unknown[];

/** How many directions share a run unless the user says. The bench has what other widths cost. */
export const WIDTH = 4;
/** More lanes than this only make code that no engine likes. */
export const WIDEST = 32;

/** The tangent program for these arguments, no wider than there are directions. */
export function wide(f: Callable, args: readonly unknown[], wrt: readonly number[], count: number, most = WIDTH): Chunks {
  const width = Math.max(1, Math.min(most, count));
  const lanes = width > 1 ? { width } : {};
  return new Chunks(specialise(f, args, { wrt, mode: 'tangent', mutation: 'auto', ...lanes }), width, count);
}

class Chunks {
  readonly #bound: Bound;
  readonly #width: number;
  readonly #count: number;

  constructor(bound: Bound, width: number, count: number) {
    this.#bound = bound;
    this.#width = width;
    this.#count = count;
  }

  /** The first run has the effects of the function, the others are made on private copies; the last may have lanes to spare. */
  along(direction: (index: number) => Direction): { readonly value: unknown; readonly tangents: readonly unknown[] } {
    const [bound, width, count] = [this.#bound, this.#width, this.#count];
    const later = count > width ? bound.later() : null,
      tangents: unknown[] = [];
    let value: unknown;
    for (let from = 0; from < Math.max(1, count); from += width) {
      const lanes = Array.from({ length: width }, (_, i) => (from + i < count ? direction(from + i) : []));
      const pushed = (from === 0 ? bound : later!()).push(lanes);
      if (from === 0) ({ value } = pushed);
      tangents.push(...pushed.tangents());
    }
    tangents.length = count;
    return { value, tangents };
  }
}
