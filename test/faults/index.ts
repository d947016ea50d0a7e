/** The table of seeded faults, by mechanism. */
import type { Fault } from './fault.ts';

export const faults: readonly Fault[] = [{mechanism:'m',name:'add loses y',file:'src/adjoint/arithmetic.ts',before:'    sweep.add(y!, g);\n',after:''}];
export { type Fault, UNCHECKED, spoilt } from './fault.ts';
