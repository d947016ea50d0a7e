/** The pack for stdlib: every function that is installed has a verdict, and what has a rule or is read passes `checkRule`. */
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { stdlib, verdicts } from '../rules/packs/stdlib.ts';
import { checkRule, gradient, withRules } from '../src/index.ts';
import { refusal } from './rule-checks.ts';

type Any = (...args: any[]) => any;
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const PREFIX = 'math-base-special-';
const names = readdirSync(join(root, 'node_modules/@stdlib')).flatMap((name) =>
  name.startsWith(PREFIX) ? [name.slice(PREFIX.length)] : [],
);
const functions: Readonly<Record<string, Any>> = Object.fromEntries(
  names.map((name) => [name, require(`@stdlib/${PREFIX}${name}`) as Any]),
);
const rules = stdlib(functions);

const SIZES = [1e-9, 1e-4, 0.02, 0.1, 0.3, 0.5, 0.77, 0.9, 0.99, 1.01, 1.3, 2.2, 3.7];
const signed = [...SIZES, ...SIZES.map((x) => -x)];
const wide = [...signed, 17, -17, 300, -300];
const positive = [...SIZES, ...SIZES.map((x) => 3 + 7 * x)];
const inside = [...signed.filter((x) => Math.abs(x) < 1), 0.2, 0.4, 0.6, 0.8, -0.2, -0.4, -0.6, -0.8];
const unit = Array.from({ length: 25 }, (_, i) => (i + 0.5) / 25);
const whole = Array.from({ length: 25 }, (_, i) => i - 12.37);
const ones = (list: readonly number[]): number[][] => list.map((x) => [x]);
const pairs = (list: readonly number[], other = list): number[][] => list.map((x, i) => [x, other[(7 * i + 3) % other.length]!]);

const POINTS: Record<string, readonly (readonly number[])[]> = {
  acos: ones(inside),
  asin: ones(inside),
  atan2: pairs(wide),
  beta: pairs(positive),
  betaln: pairs(positive),
  copysign: pairs(wide),
  digamma: ones([...positive.filter((x) => x > 1e-5), ...whole]),
  erf: ones(signed),
  erfc: ones(signed),
  erfinv: ones(inside),
  fmod: pairs(whole, positive.filter((x) => x > 1)), // oxfmt-ignore
  gamma: ones([...positive.filter((x) => x > 1e-3), ...whole]),
  gamma1pm1: ones(positive),
  gammaln: ones([...positive, 170.5, 1e5, -0.5, -1.7]),
  'gamma-lanczos-sum-expg-scaled': ones(positive),
  hypot: pairs(wide),
  'kernel-cos': pairs(inside, [1e-20]).map(([x, y]) => [x! * 0.7, y!]), // oxfmt-ignore
  'kernel-sin': pairs(inside, [1e-20]).map(([x, y]) => [x! * 0.7, y!]), // oxfmt-ignore
  'kernel-log1p': ones(inside.map((x) => 0.2 * x)),
  ln: ones(positive),
  log10: ones(positive),
  log1p: ones(positive.concat(-0.5, -0.9, -1e-6)),
  log1pmx: ones(positive.concat(-0.5, -0.9)),
  log2: ones(positive),
  logit: ones(unit),
  max: pairs(wide),
  min: pairs(wide),
  pow: pairs(positive, signed),
  powm1: pairs(positive, signed),
  sqrt: ones(positive),
  tan: ones(signed.concat(10, 40)),
  trigamma: ones([...positive.filter((x) => x > 1e-3), ...whole]),
  ceil: ones(whole),
  floor: ones(whole),
  round: ones(whole),
  trunc: ones(whole),
};
const moderate = ['exp', 'expm1', 'cosh', 'sinh', 'tanh'];
const own: Record<string, Any> = {
  gammainc: (x: number) => functions.gammainc!(x, 1.7) + functions.gammainc!(x, 0.4, true, true) + functions.gammainc!(x, 2.5, false),
  ldexp: (x: number) => functions.ldexp!(x, 3),
};
const pointsOf = (name: string): readonly (readonly number[])[] =>
  POINTS[name] ?? ones(name === 'gammainc' ? positive : moderate.includes(name) ? signed.concat(9, -9) : wide);

test('every function that is installed has a verdict', () => {
  expect(names.length).toBeGreaterThan(40);
  expect(names.filter((name) => verdicts[name] === undefined)).toEqual([]);
});

describe('what has a rule, or is read', () => {
  test.each(names.filter((name) => verdicts[name] !== 'refused'))('%s', (name) => {
    const points = pointsOf(name);
    expect(points.length).toBeGreaterThanOrEqual(25);
    withRules(rules, () => checkRule(own[name] ?? functions[name]!, points, { directions: 1, tolerance: 1e-5 })).assert();
  });
});

test('what has none is refused', () => {
  const { 'kernel-tan': part, gammainc } = functions;
  expect(refusal(() => withRules(rules, () => gradient((x: number) => part!(x, 0, 1), 0.3))).code).toBe('E_NO_RULE');
  expect(refusal(() => withRules(rules, () => gradient((s: number) => gammainc!(1, s), 0.3))).message).toContain('its second argument');
});

test('derivatives of any order', () => {
  const { gamma } = functions;
  const slope = (x: number): number => gradient((t: number) => gradient(gamma!, t)[0], x)[0];
  // Γ″(1) = γ² + π²/6
  expect(withRules(rules, () => slope(1))).toBeCloseTo(0.5772156649015329 ** 2 + Math.PI ** 2 / 6, 12);
});
