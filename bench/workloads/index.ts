/** All workloads. */
import { cluster } from './cluster.ts';
import { network } from './network.ts';
import { tridiagonal } from './tridiagonal.ts';
import { wave } from './wave.ts';
import type { Workload } from './workload.ts';

export const workloads: readonly Workload[] = [wave, tridiagonal, network, cluster];
