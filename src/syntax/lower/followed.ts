/** What is learnt of functions from one attempt at lowering a call to the next. */
import type { AdjointError } from '../../fault/fault.ts';

/** Functions that lowering cannot follow to the end. What is learnt of them stays when the same call is lowered again. */
export interface Followed {
  readonly opaque: Map<Function, AdjointError>;
  readonly trapping: Set<Function>;
}

export const nothingLearnt = (): Followed => ({ opaque: new Map(), trapping: new Set() });
