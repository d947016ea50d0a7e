/** A captured variable whose gradient is asked for, as a program has it. */
import type { Capture } from './environment.ts';

export interface Own {
  /** As the function calls it. */
  readonly name: string;
  readonly capture: Capture;
  /** Which parameter of the program it is; -1 where the program does not use it. */
  readonly at: number;
  /** It is the field of an object: the program changes it. */
  readonly cell: boolean;
}
