/** Rules against the functions they stand for: partials against differences, sources against what they may speak of. */
import { parse } from '@babel/parser';
import babelTraverse from '@babel/traverse';
import { describe, expect, test } from 'vitest';
import { type Callable, type Rule, intrinsics, ruleNamed, ruleOf, rules, spreadRuleOf } from '../rules/index.ts';

type Traverse = (ast: unknown, visitor: { Program(path: { scope: { globals: object } }): void }) => void;
const traverse = ((babelTraverse as unknown as { default?: unknown }).default ?? babelTraverse) as Traverse;

/** Numbers that do not depend on the run. */
function random(seed: number): () => number {
  let s = seed;
  return () => (s = (s * 16807) % 2147483647) / 2147483647;
}

const scalars = rules.filter((rule) => rule.is === 'scalar');
const models = rules.filter((rule) => rule.is === 'model');

const domains: Record<string, [number, number]> = {
  'Math.acos': [-0.9, 0.9],
  'Math.asin': [-0.9, 0.9],
  'Math.atanh': [-0.9, 0.9],
  'Math.acosh': [1.2, 4],
  'Math.log': [0.2, 5],
  'Math.log2': [0.2, 5],
  'Math.log10': [0.2, 5],
  'Math.log1p': [-0.8, 5],
  'Math.sqrt': [0.2, 5],
  'Math.pow': [0.3, 3],
  'Math.tan': [-1.2, 1.2],
};

describe('partials', () => {
  test.each(scalars.map((rule) => [rule.name, rule] as const))('%s agrees with central differences', (name, rule) => {
    const [low, high] = domains[name] ?? [-3, 3];
    const next = random(7);
    const coarse = name.endsWith('round');
    for (let k = 0; k < 20; k++) {
      const n = rule.partials.length - 1;
      const x = Array.from({ length: n }, () => low + (high - low) * next());
      const partials = rule.partials(...x, rule.fn(...x)) as number[];
      expect(partials).toHaveLength(n);
      for (let i = 0; i < n; i++) {
        const h = coarse ? 0.0625 : 1e-5;
        const at = (d: number): number => rule.fn(...x.map((v, j) => (j === i ? v + d : v)));
        const difference = (at(h) - at(-h)) / (2 * h);
        expect(Math.abs(partials[i]! - difference)).toBeLessThan((coarse ? 0.02 : 1e-7) * (1 + Math.abs(difference)));
        if (rule.each) expect(rule.each(x[i], rule.fn(...x))).toBe(partials[i]);
      }
    }
  });

  test('each kink has its documented subgradient', () => {
    const at = (name: string, ...x: number[]): number[] => {
      const rule = ruleNamed(name) as Rule & { is: 'scalar' };
      return rule.partials(...x, rule.fn(...x));
    };
    expect(at('Math.abs', 0)).toEqual([0]);
    expect(at('Math.abs', -5)).toEqual([-1]);
    expect(at('Math.max', 2, 2)).toEqual([1, 0]);
    expect(at('Math.min', 2, 2)).toEqual([1, 0]);
    expect(at('Math.sqrt', 0)).toEqual([Infinity]);
    expect(at('Math.hypot', 0, 0)).toEqual([0, 0]);
    expect(at('Math.cbrt', -8)[0]).toBeCloseTo(1 / 12, 15);
    expect(at('Math.pow', 0, 0)[0]).toBe(0);
    expect(at('Math.pow', 0, 1)).toEqual([1, 0]);
    expect(at('Math.pow', 0, 2)).toEqual([0, 0]);
    expect(at('Math.pow', -2, 3)[0]).toBe(12);
    expect(at('Math.pow', Infinity, -1)).toEqual([-0, 0]);
  });

  test('only rules marked risky have partials that are infinite or NaN at finite arguments', () => {
    const values = [-1e3, -2, -1, -0.5, 0, 0.5, 1, 2, 1e3];
    for (const rule of scalars) {
      const n = rule.partials.length - 1;
      const points = n === 1 ? values.map((x) => [x]) : values.flatMap((x) => values.map((y) => [x, y]));
      const bad = points.some((x) => {
        const y: number = rule.fn(...x);
        return Number.isFinite(y) && (rule.partials(...x, y) as number[]).some((p) => !Number.isFinite(p));
      });
      if (!rule.risky) expect(bad, rule.name).toBe(false);
    }
  });
});

describe('the table', () => {
  test('every function of Math has a rule', () => {
    // the exact sum of an iterable has none yet
    const missing = Object.getOwnPropertyNames(Math).filter((key) => {
      const fn = (Math as unknown as Record<string, unknown>)[key];
      return typeof fn === 'function' && ruleOf(fn as Callable) === undefined;
    });
    expect(missing.filter((key) => key !== 'sumPrecise')).toEqual([]);
  });

  test('names and functions are unique, but for keys that one function has under two names', () => {
    expect(new Set(rules.map((rule) => rule.name)).size).toBe(rules.length);
    for (const rule of rules) expect(ruleNamed(rule.name), rule.name).toBe(rule);
  });

  test('rules are found by identity, never by name', () => {
    expect(ruleOf(Math.sin)?.name).toBe('Math.sin');
    expect(ruleOf({ sin: (x: number) => x }.sin)).toBeUndefined();
    expect(ruleOf(Float32Array.prototype.map)?.name).toBe('TypedArray.prototype.map');
    expect(ruleNamed('constructor')).toBeUndefined();
  });

  test('a console method that was replaced is as inert as before', () => {
    const real = console.log;
    const mine = (): void => {};
    console.log = mine;
    expect(ruleOf(mine)?.is).toBe('inert');
    console.log = real;
    expect(ruleOf(mine)).toBeUndefined();
  });

  test('what turns numbers into text and back has no rule', () => {
    for (const fn of [parseFloat, parseInt, String, JSON.stringify, Number.prototype.toFixed])
      expect(ruleOf(fn as Callable)).toBeUndefined();
  });
});

describe('sources', () => {
  const globalsOf = (fn: Callable): string[] => {
    const ast = parse(`(${Function.prototype.toString.call(fn)})`, { sourceType: 'script', strictMode: true });
    let found: string[] = [];
    traverse(ast, { Program: (path) => void (found = Object.keys(path.scope.globals)) });
    return found;
  };

  test('partials speak only of their parameters and Math', () => {
    for (const rule of scalars) {
      for (const fn of rule.each ? [rule.partials, rule.each] : [rule.partials]) {
        expect(
          globalsOf(fn).filter((name) => name !== 'Math'),
          rule.name,
        ).toEqual([]);
      }
    }
  });

  test('models speak only of their parameters, builtins and intrinsics', () => {
    const allowed = new Set([
      'Math',
      'Array',
      'Object',
      'Int32Array',
      'TypeError',
      'RangeError',
      'undefined',
      'Infinity',
      'Symbol',
      ...intrinsics,
    ]);
    const spread = [Math.max, Math.min, Math.hypot].map((fn) => spreadRuleOf(fn)!);
    for (const rule of [...models, ...spread]) {
      expect(
        globalsOf((rule as Rule & { is: 'model' }).source).filter((name) => !allowed.has(name)),
        rule.name,
      ).toEqual([]);
    }
  });
});
