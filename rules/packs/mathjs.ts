/**
 * math.js, for numbers, arrays and dense matrices of real numbers. Its functions are dispatchers over signatures, whose source says
 * little about numbers; the rules tell each of them as code over nested arrays, or call it as it is. They belong to the functions that
 * you give: of the package's namespace, or of an instance of your own.
 *
 * @example
 * defineRule(...mathjs(math));
 */
import { type Rule, never } from '../../src/index.ts';
import { type Any, type Verdict, verdictsOf } from './pack.ts';
import { ELEMENTWISE } from './mathjs/elementwise.ts';
import { EQUATIONS } from './mathjs/equations.ts';
import type { Makes } from './mathjs/forms.ts';
import { PRODUCTS } from './mathjs/products.ts';
import { REFUSED } from './mathjs/refused.ts';
import { STRUCTURE, ofMatrices } from './mathjs/structure.ts';
import { STATISTICS } from './mathjs/statistics.ts';
import { SYSTEMS } from './mathjs/systems.ts';

const RULES: Readonly<Record<string, Makes>> = { ...ELEMENTWISE, ...EQUATIONS, ...PRODUCTS, ...STATISTICS, ...STRUCTURE, ...SYSTEMS };

const isFunction = (x: unknown): x is Any => typeof x === 'function';

/** The rules for the functions of math.js that are given, by their names there. */
export function mathjs(functions: Readonly<Record<string, unknown>>): Rule[] {
  const given = Object.keys(functions).filter((name) => isFunction(functions[name]));
  const told = given.flatMap((name) => (Object.hasOwn(RULES, name) ? RULES[name]!(functions[name] as Any, name) : []));
  const refused = given.flatMap((name) => (Object.hasOwn(REFUSED, name) ? [never(functions[name] as Any, REFUSED[name]!)] : []));
  const { matrix } = functions;
  return [...told, ...refused, ...(isFunction(matrix) ? ofMatrices(Object.getPrototypeOf(matrix([]))) : [])];
}

export const verdicts: Readonly<Record<string, Verdict>> = verdictsOf(RULES as never, Object.keys(REFUSED), []);
