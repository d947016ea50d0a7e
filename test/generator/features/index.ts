/** All features, by name. What a seed means changes when the list does. */
import type { Feature } from '../feature.ts';
import { arrays, sparse, typedArrays } from './arrays.ts';
import { classes, privates, prototypes } from './classes.ts';
import { exceptions, labels, order, switches, throws } from './flow.ts';
import { application, closures, higherOrder } from './functions.ts';
import { collections, generators, iteration } from './iteration.ts';
import { keys, optional } from './keys.ts';
import { integers, kinds, modules, polymorphism, recursive, strings } from './kinds.ts';
import { conversions, graphs, subclasses, symbols, templates } from './rare.ts';
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
  keys,
  optional,
  order,
  switches,
  labels,
  exceptions,
  throws,
  iteration,
  generators,
  collections,
  arrays,
  typedArrays,
  sparse,
  kinds,
  polymorphism,
  recursive,
  integers,
  strings,
  modules,
  templates,
  symbols,
  graphs,
  subclasses,
  conversions,
];
