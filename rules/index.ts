/** Every rule, found by the identity that its function has when this module loads, or by name. */
export { arrayOf, filled } from './arrays.ts';
import { arrays } from './arrays.ts';
export { cloning } from './cloning.ts';
import { collections, walked } from './collections.ts';
import { elementary } from './elementary.ts';
import { functions } from './functions.ts';
import { inPlace } from './in-place.ts';
import { iteration, listed } from './iteration.ts';
import { making } from './making.ts';
export { partOf } from './parts.ts';
export { remaining, spreading } from './objects.ts';
import { objects } from './objects.ts';
import { reading } from './reading.ts';
import { definedNamed, definedRule } from './registry.ts';
export { matches, replacing } from './strings.ts';
import { typedArrays } from './typed-arrays.ts';
import { type Callable, type Rule, inert } from './vocabulary.ts';

export { type Intrinsic, intrinsics } from './intrinsics.ts';
export { collecting, filling } from './collections.ts';
export { ask, sortOrder, sorted, sorter } from './order.ts';
export { spreadRuleOf } from './reductions.ts';
export { partialsKernel } from './kernels.ts';
export { RuleSet, define, definedRule, nameRule, ruleSet, uniqueName, within } from './registry.ts';
export type { Callable, Gives, Kernel, Result, Rule, Told, World } from './vocabulary.ts';

export const rules: readonly Rule[] = [
  ...elementary,
  ...reading,
  ...making,
  ...inPlace,
  ...arrays,
  ...typedArrays,
  ...iteration,
  ...functions,
  ...objects,
  ...collections,
];

const byFunction = new Map<unknown, Rule>(rules.map((rule) => [rule.fn, rule]));
const byName = new Map<string, Rule>(rules.map((rule) => [rule.name, rule]));

/** The rule of a function, by identity; undefined for a function that has none. A user's rule wins over ours. */
export function ruleOf(fn: Callable): Rule | undefined {
  const own = definedRule(fn);
  if (own) return own.is === 'source' ? undefined : own;
  return byFunction.get(fn) ?? consoleMethod(fn);
}

const atOnce = new Map<unknown, Rule>([...listed, ...walked].map((rule) => [rule.fn, rule]));

/** The model that gives all at once what the iterator of `keys`, `values` or `entries` gives step by step. */
export const listRuleOf = (fn: Callable): Rule | undefined => atOnce.get(fn);

/** The rule that is called so: `Math.sin`, `Array.prototype.map`. */
export function ruleNamed(name: string): Rule | undefined {
  return byName.get(name) ?? definedNamed(name);
}

/** Test runners and loggers replace the methods of `console`; what is there now is as inert as what was. */
function consoleMethod(fn: Callable): Rule | undefined {
  for (const key of Object.keys(console)) {
    if ((console as unknown as Record<string, unknown>)[key] === fn) return inert(`console.${key}`, fn, 'anything', 'told');
  }
  return undefined;
}
