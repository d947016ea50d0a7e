/** The catalogue, by class. */
import { again } from './again.ts';
import { alias } from './alias.ts';
import { calls } from './calls.ts';
import { classes } from './classes.ts';
import { builtins } from './builtins.ts';
import { collections } from './collections.ts';
import { containers } from './containers.ts';
import { control } from './control.ts';
import { controlVerbs } from './control-verbs.ts';
import { effects } from './effects.ts';
import { exceptions } from './exceptions.ts';
import { inPlace } from './in-place.ts';
import { iteration } from './iteration.ts';
import { kernels } from './kernels.ts';
import { kinds } from './kinds.ts';
import { loops } from './loops.ts';
import { nested } from './nested.ts';
import { numerics } from './numerics.ts';
import { order } from './order.ts';
import { outside } from './outside.ts';
import type { Program } from './program.ts';
import { refusals } from './refusals.ts';
import { ruled } from './ruled.ts';
import { scope } from './scope.ts';
import { subclasses } from './subclasses.ts';
import { sweeps } from './sweeps.ts';

export const catalogue: Readonly<Record<string, readonly Program[]>> = {
  alias,
  'in place': inPlace,
  control,
  order,
  scope,
  containers,
  collections,
  builtins,
  numerics,
  calls,
  classes,
  subclasses,
  again,
  effects,
  exceptions,
  outside,
  iteration,
  kernels,
  loops,
  kinds,
  nested,
  'control verbs': controlVerbs,
  refusals,
  ruled,
  sweeps,
};
