/** Passes that are left out change nothing but the time. */
import { expect, test } from 'vitest';
import { OPTIONAL } from '../src/dispatch/pipeline.ts';
import { valueAndGrad } from '../src/index.ts';
import { PASSES, differential } from './generator/differential.ts';
import { generate } from './generator/generate.ts';
import { refused } from './refusal.ts';

test('every optimising pass can be left out, and is in the differential form of the random programs', () => {
  expect([...PASSES].sort()).toEqual([...OPTIONAL].sort());
  const f = (u: Float64Array, n: number): number => {
    for (let t = 0; t < n; t++) for (let i = 1; i < u.length; i++) u[i]! += 0.1 * (1 + u[i]! * u[i]!) * u[i - 1]!;
    return u.reduce((s, x) => s + x * x);
  };
  const of = (without: readonly string[]): number[] => [...valueAndGrad(f, { without, checked: true })(Float64Array.of(1, 2, 3), 4)[1]];
  const wanted = of([]);
  for (const pass of PASSES) of([pass]).forEach((g, i) => expect(Math.abs(g / wanted[i]! - 1)).toBeLessThan(1e-12));
  refused('E_KIND', () => valueAndGrad(f, { without: ['dead'] }));
});

test.each([3, 11])('random program %i', (seed) => {
  expect(differential(generate(seed))).toMatchObject({ kind: 'right' });
});
