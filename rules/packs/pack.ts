/** What packs of rules are made of. */
import type { Rule } from '../../src/index.ts';

/**
 * What becomes of a function: it has a rule in the pack; its own source is differentiated; or it is refused, because its derivative
 * is not known here.
 */
export type Verdict = 'rule' | 'source' | 'refused';

// biome-ignore lint: a pack speaks of any callable
export type Any = (...args: any[]) => any;

/** Makes the rule of a function that a user gives. */
export type Make = (fn: Any) => Rule;

/** The rules of those functions that are given and have one. */
export const rulesOf = (table: Readonly<Record<string, Make>>, given: Readonly<Record<string, unknown>>): Rule[] =>
  Object.entries(table).flatMap(([name, make]) => (typeof given[name] === 'function' ? [make(given[name] as Any)] : []));

export const verdictsOf = (table: Readonly<Record<string, Make>>, refused: readonly string[], source: readonly string[]): Readonly<Record<string, Verdict>> =>
  Object.fromEntries([
    ...Object.keys(table).map((name) => [name, 'rule'] as const),
    ...source.map((name) => [name, 'source'] as const),
    ...refused.map((name) => [name, 'refused'] as const),
  ]);

/** Lets what is told find the variables that it uses without a look at scopes. */
export const knowing = <F extends Any>(fn: F, called: () => readonly unknown[]): F =>
  Object.defineProperty(fn, Symbol.for('adjoint.captures'), { value: called });
