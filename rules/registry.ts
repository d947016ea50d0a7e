/**
 * The rules of users: those that hold everywhere, and those of the scope that runs. A set of rules is one object, the same
 * whenever the same rules hold, so that what was compiled under one set is told from the rest by one comparison.
 */
import type { Callable, Rule } from './vocabulary.ts';

export class RuleSet {
  readonly #rules: ReadonlyMap<unknown, Rule>;
  readonly #next = new WeakMap<Rule, RuleSet>();

  constructor(rules: ReadonlyMap<unknown, Rule> = new Map()) {
    this.#rules = rules;
  }

  get(fn: unknown): Rule | undefined {
    return this.#rules.get(fn);
  }

  /** With a rule more; it takes the place of the one that its function had. */
  with(rule: Rule): RuleSet {
    let next = this.#next.get(rule);
    if (!next) this.#next.set(rule, (next = new RuleSet(new Map(this.#rules).set(rule.fn, rule))));
    return next;
  }
}

let everywhere = new RuleSet();
/** The rules of the scopes that run, outermost first. */
let scopes: readonly (readonly Rule[])[] = [];
let current = everywhere;
const named = new Map<string, WeakRef<Rule>>();

/** What holds now. */
export const ruleSet = (): RuleSet => current;

export function define(rule: Rule): void {
  everywhere = everywhere.with(rule);
  renew();
}

/** Runs with more rules, which win over those from outside; afterwards, also when it throws, all is as before. */
export function within<T>(rules: readonly Rule[], run: () => T): T {
  const outer = scopes;
  scopes = [...outer, rules];
  renew();
  try {
    return run();
  } finally {
    scopes = outer;
    renew();
  }
}

function renew(): void {
  current = scopes.flat().reduce((set, rule) => set.with(rule), everywhere);
}

/** The user's rule of a function, by identity. */
export const definedRule = (fn: Callable): Rule | undefined => current.get(fn);

/** Rules that emitted code calls by name. */
export const definedNamed = (name: string): Rule | undefined => named.get(name)?.deref();

let count = 0;
/** A name that no other rule has. */
export const uniqueName = (fn: Callable): string => `${fn.name || 'anonymous'}#${++count}`;
export function nameRule(rule: Rule): Rule {
  named.set(rule.name, new WeakRef(rule));
  return rule;
}
