/** All features, by name. A new one goes to the end of its topic. */
import type { Feature } from '../feature.ts';
import { classes, privates, prototypes } from './classes.ts';
import { application, closures, higherOrder } from './functions.ts';
import { accessing, objects } from './objects.ts';
import { argumentsObject, destructuring, parameters } from './parameters.ts';

export const FEATURES: readonly Feature[] = [
  objects,
  accessing,
  classes,
  privates,
  prototypes,
  closures,
  higherOrder,
  application,
  parameters,
  argumentsObject,
  destructuring,
];
