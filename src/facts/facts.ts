/** What is known of the values of a program, keyed by value. */
import type { Ids } from '../ir/build.ts';
import type { Atom, Id } from '../ir/ir.ts';
import type { Heap } from './heap.ts';
import type { Kernels } from './kernels.ts';
import type { Kind } from './kinds.ts';

export interface Facts {
  /** Every value has a kind. The shadow of a reference has the kind of its primal. */
  readonly kinds: Map<Id, Kind>;
  /** The user's name for a value, or one after its role; not unique. */
  readonly names: Map<Id, string>;
  /** Values that are shadows. */
  readonly shadows: Set<Id>;
  /** Values of copies of primal code that run in its place, with what they are copies of. */
  copies?: Map<Id, Id>;
  /**
   * Parameters of functions made of loops, with what stood there in the loop: the same value, or of the range of a counted loop the
   * bound that it lies within.
   */
  given?: Map<Id, Atom>;
  /** Of programs that call kernels. */
  readonly kernels?: Kernels;
  readonly heap: Heap;
  readonly ids: Ids;
}
