/** Where rules hold, what takes their place, and what is no rule. */
import { describe, expect, test } from 'vitest';
import {
  type Rule,
  bilinear,
  defineRule,
  flat,
  grad,
  gradient,
  hvp,
  model,
  never,
  opaque,
  overwrite,
  pushforward,
  scalar,
  source,
  withRules,
} from '../src/index.ts';
import { refusal } from './rule-checks.ts';

const square = (x: number): number => x * x;
const dot = (x: Float64Array, y: Float64Array): number => x.reduce((sum, v, i) => sum + v * y[i]!, 0);
function axpy(a: number, x: Float64Array, y: Float64Array): void {
  for (let i = 0; i < x.length; i++) y[i]! += a * x[i]!;
}

describe('other code in the place of a function', () => {
  /** A root of `f` by bisection: no derivative goes through it. */
  function root(f: (x: number) => number, low: number, high: number): number {
    let a = low,
      b = high;
    for (let i = 0; i < 80; i++) {
      const m = (a + b) / 2;
      if (f(m) > 0 === f(b) > 0) b = m;
      else a = m;
    }
    return (a + b) / 2;
  }
  const plain = (x: number): number => x;
  const implicit = model(root, (f, low, high) => {
    let x = plain(root(f, low, high));
    // each step of Newton's method doubles the order up to which derivatives are right
    for (let i = 0; i < 2; i++) x -= f(x) / gradient(f, x)[0];
    return x;
  });

  test('an implicit function, by a derivative inside of the rule', () => {
    const f = (a: number): number => root((x) => x * x * x - a, 0, 10) * a;
    const rules = [implicit, flat(plain, 'number')];
    const third = 4 / 3;
    expect(withRules(rules, () => gradient(f, 8))[0]).toBeCloseTo(third * 2, 9);
    expect(withRules(rules, () => grad(grad(f))(8))).toBeCloseTo((third / 3) * 8 ** (-2 / 3), 9);
    expect(withRules(rules, () => pushforward(f, [8], [1]))[1]).toBeCloseTo(third * 2, 9);
  });

  test('no derivative, no rule, no differentiation', () => {
    const f = (x: number): number => x * square(x);
    expect(withRules([flat(square)], () => gradient(f, 3))).toEqual([9]);
    expect(withRules([flat(square)], () => withRules([source(square)], () => gradient(f, 3)))).toEqual([27]);
    const error = refusal(() => withRules([never(square, 'it is measured.')], () => gradient(f, 3)));
    expect(error.code).toBe('E_NO_RULE');
    expect(error.message).toContain('it is measured.');
    expect(withRules([never(square, 'it is measured.')], () => gradient((x: number) => x * square(2), 3))).toEqual([4]);
  });
});

describe('scopes', () => {
  test('rules hold while the function runs, also when it throws, and nested', () => {
    const f = (x: number): number => square(x);
    const as = (slope: number): Rule => scalar(square, (x) => [x > 0 ? slope : slope]);
    const slope = (): number => gradient(f, 1)[0];
    const seven = scalar(square, () => [7]),
      eight = scalar(square, () => [8]);
    expect(slope()).toBe(2);
    expect(withRules([seven], () => [slope(), withRules([eight], slope), slope()])).toEqual([7, 8, 7]);
    expect(() =>
      withRules([seven], () => {
        throw new RangeError('out');
      }),
    ).toThrow('out');
    expect(slope()).toBe(2);
    expect(withRules([as(5)], slope)).toBe(5);
    for (let i = 0; i < 100; i++) expect(withRules([scalar(square, () => [3])], slope)).toBe(3);
    expect(slope()).toBe(2);
  });

  test('a rule that is defined later is used from then on', () => {
    const half = (x: number): number => x / 2;
    const f = (x: number): number => half(x);
    expect(gradient(f, 1)).toEqual([0.5]);
    defineRule(scalar(half, () => [10]));
    expect(gradient(f, 1)).toEqual([10]);
    defineRule(source(half));
    expect(gradient(f, 1)).toEqual([0.5]);
  });
});

describe('what is no rule', () => {
  test.each<[string, () => unknown]>([
    ['a rule', () => defineRule(square as never)],
    ['scalar', () => scalar(3 as never, (() => [1]) as never)],
    ['partials', () => scalar(square, 3 as never)],
    ['cannot be read', () => opaque(square, { pullback: Math.sin as never })],
    ['its adjoint', () => bilinear(dot, [null, 'no' as never])],
    ['`writes`', () => overwrite(axpy, { writes: -1 as 2, pullback: (g) => [null, null, g] })],
  ])('%s', (words, run) => {
    const error = refusal(run);
    expect(error.code).toBe('E_RULE');
    expect(`${error.message}`).toMatch(words === 'a rule' ? /no rule/ : words);
    expect(error.hint).toBeTruthy();
  });
});

test('what a rule tells may call what cannot be read: that has no derivative of its own', () => {
  const times = ((x: number[], k: number): number[] => x.map((v) => v * k)).bind(null);
  const squares = (x: number[]): number[] => x.map((v) => v * v);
  const rule = opaque(squares, {
    pullback: (g, _y, x) => [times(x.map((v, i) => v * g[i]!), 2)], // oxfmt-ignore
    pushforward: ([d], _y, x) => times(x.map((v, i) => v * d[i]!), 2), // oxfmt-ignore
  });
  const f = (x: number[]): number => squares(x).reduce((p, v) => p * v);
  withRules([rule], () => {
    expect(gradient(f, [2, 3])).toEqual([[36, 24]]);
    expect(pushforward(f, [[2, 3]], [[1, 1]])).toEqual([36, 60]);
    expect(refusal(() => hvp(f, [[2, 3]], [[1, 0]])).code).toBe('E_NO_RULE');
    expect(refusal(() => gradient((x: number[]) => gradient(f, x)[0][0]!, [2, 3])).code).toBe('E_NO_RULE');
  });
});

test('Maps and functions without a derivative may be given along', () => {
  const looked = (x: number[], by: Map<string, number>, f: (v: number) => number): number => x.reduce((p, v) => p * f(v), by.get('k')!);
  const rule = opaque(looked, { result: 'number', pullback: (g, y, x) => [x.map((v) => (g * y) / v), null, null] });
  const by = new Map([['k', 2]]);
  withRules([rule], () => expect(gradient((x: number[]) => looked(x, by, (v) => v), [2, 3])).toEqual([[6, 4]]));
});
