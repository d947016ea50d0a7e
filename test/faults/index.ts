/** The table of seeded faults, by mechanism. */
import { checkpoints } from './table/checkpoints.ts';
import { derivatives } from './table/derivatives.ts';
import { edges } from './table/edges.ts';
import type { Fault } from './fault.ts';
import { knowledge } from './table/knowledge.ts';
import { userRules } from './table/rules.ts';
import { sweeps } from './table/sweeps.ts';

export const faults: readonly Fault[] = [...derivatives, ...sweeps, ...knowledge, ...checkpoints, ...edges, ...userRules];
export { type Fault, UNCHECKED, keyOf, spoilt } from './fault.ts';
