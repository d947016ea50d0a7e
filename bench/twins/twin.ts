/** A workload once more over memory that holds several kinds of things: the same computation and the same expert. */
import type { Workload } from '../workloads/workload.ts';

export interface Twin extends Workload {
  /** The workload whose memory holds one kind of thing in each place. */
  readonly plain: Workload;
}
