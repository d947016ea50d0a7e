/** What tests of rules compare. */
import { expect } from 'vitest';
import { type AdjointError, type Rule, source, withRules } from '../src/index.ts';

/** The same under the rules and by the sources. */
export function sameAs(rules: readonly Rule[], run: () => unknown, digits = 10): void {
  const told = withRules(rules, run),
    plain = withRules(
      rules.map(({ fn }) => source(fn)),
      run,
    );
  close(told, plain, digits);
}

export function close(a: unknown, b: unknown, digits: number): void {
  if (typeof a === 'number' && typeof b === 'number') return void expect(a).toBeCloseTo(b, digits);
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) return void expect(a).toEqual(b);
  expect(Object.keys(a)).toEqual(Object.keys(b));
  for (const key of Object.keys(a)) close((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key], digits);
}

export function refusal(run: () => unknown): AdjointError {
  try {
    run();
  } catch (error) {
    return error as AdjointError;
  }
  throw new Error('nothing was refused');
}
