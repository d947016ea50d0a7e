/** The test kit: every rule of the library passes it, and wrong rules do not. */
import { describe, expect, test } from 'vitest';
import { rules } from '../rules/index.ts';
import { type Rule, bilinear, checkGradient, checkRule, linear, opaque, overwrite, scalar, withRules } from '../src/index.ts';
import { refusal } from './rule-checks.ts';
import { NOT_OF_NUMBERS } from './rule-points.ts';
import { caseOf, check } from './rule-table.ts';

describe('rules of the library', () => {
  const cases = rules.flatMap((rule) => {
    const one = caseOf(rule);
    return one ? [[rule.name, one] as const] : [];
  });

  test('every rule that takes numbers has 25 points or more', () => {
    const numeric = rules.filter((rule) => (rule.is === 'scalar' || rule.is === 'model') && !NOT_OF_NUMBERS.test(rule.name));
    expect(numeric.map((rule) => rule.name).filter((name) => !cases.some(([known]) => known === name))).toEqual([]);
    expect(cases.filter(([, { points }]) => points.length < 25).map(([name]) => name)).toEqual([]);
  });

  test.each(cases)('%s', (_, one) => {
    check(one).assert();
  });
});

const square = (x: number): number => x * x;
const dot = (x: number[], y: number[]): number => x.reduce((sum, v, i) => sum + v * y[i]!, 0);
const twice = (x: number[]): number[] => x.map((v) => 2 * v);
function shift(x: number[], by: number): void {
  for (let i = 0; i < x.length; i++) x[i]! += by * i;
}
const lists = [[[1, -2, 3]], [[0.5, 1e-8, -4]]];
const two = lists.map(([x]) => [x!, [2, 0.1, -1]]);
const scaled = (k: number, x: readonly number[]): number[] => x.map((v) => k * v);

/** What the report on a rule says. */
const wrong = (rule: Rule, points: readonly (readonly unknown[])[]): string[] =>
  withRules([rule], () => checkRule(rule.fn, points).failures.map(({ what }) => what.replace(/ \(.*/, '')));

describe('wrong rules', () => {
  const cotangents = 'cotangents are not what differences say',
    tangents = 'tangents are not what differences say',
    disagree = 'tangents and cotangents disagree';
  test.each<[string, Rule, readonly (readonly unknown[])[], string]>([
    ['a partial', scalar(square, (x) => [2.001 * x]), [[3], [-1e-3]], cotangents],
    ['an adjoint', bilinear(dot, [(g, _x, y) => scaled(g, y), (g, _x, y) => scaled(g, y)]), two, disagree],
    ['a pushforward', opaque(twice, { pullback: (g) => [scaled(2, g)], pushforward: ([d]) => scaled(3, d) }), lists, tangents],
    ['a pullback', opaque(twice, { pullback: (g) => [scaled(3, g)], pushforward: ([d]) => scaled(2, d) }), lists, cotangents],
    ['no linear function', linear(((x) => x.map((v) => v * v)) as typeof twice, [(g) => g]), lists, tangents],
    [
      'a cotangent of what was overwritten',
      overwrite(shift, { writes: 0, pullback: (g) => [null, g.reduce((s, v, i) => s + v * i, 0)] }),
      [[[1, 2, 3], 0.5]],
      cotangents,
    ],
  ])('%s', (_, rule, points, expected) => {
    expect(wrong(rule, points)).toContain(expected);
  });

  test('a write that is not told', () => {
    const sorted = (x: number[]): number => (x.sort((a, b) => a - b), x[0]!);
    const told = opaque(sorted, { result: 'number', pullback: (g, _y, x) => [x.map((v) => (v === Math.min(...x) ? g : 0))] });
    expect(wrong(told, [[[3, 1, 2]]])).toContain('it writes argument 0, which its rule does not say');
  });

  test('a report tells the point, and throws where that is asked', () => {
    const report = withRules([scalar(square, () => [3])], () => checkRule(square, [[1.5], [2]]));
    expect(report.ok).toBe(false);
    expect(report.failures.every(({ point }) => point === 1)).toBe(true);
    const error = refusal(() => report.assert());
    expect(error.code).toBe('E_CHECK');
    expect(error.message).toContain('at point 1, [2]');
    expect(checkRule(square, [[1.5], [2]]).assert().worst.second).toBeLessThan(1e-7);
  });

  test('what is not available is said', () => {
    const report = withRules([opaque(twice, { pullback: (g) => [scaled(2, g)] })], () => checkRule(twice, lists));
    expect(report.ok).toBe(true);
    expect(report.worst.forward).toBeNull();
    expect(report.missing.join()).toContain('a pullback alone');
  });

  test('a gradient is checked forward too', () => {
    const f = (x: number): number => square(x) * x;
    expect(checkGradient(f, [2]).assert().transpose).toBeLessThan(1e-15);
    const error = refusal(() => withRules([scalar(square, () => [3])], () => checkGradient(f, [2]).assert()));
    expect(error.message).toContain('at argument 0 the derivative is 10, and differences say 12');
  });
});
