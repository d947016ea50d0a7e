/** All workloads. */
import { cluster } from './cluster.ts';
import { filter } from './filter.ts';
import { image } from './image.ts';
import { layers } from './layers.ts';
import { network } from './network.ts';
import { springs } from './springs.ts';
import { tridiagonal } from './tridiagonal.ts';
import { wave } from './wave.ts';
import type { Workload } from './workload.ts';

export const workloads: readonly Workload[] = [wave, tridiagonal, network, cluster, layers, image, filter, springs];
