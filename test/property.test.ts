/**
 * Random programs against an exact oracle. `ADJOINT_FUZZ` is how many (default 60), `ADJOINT_SEED` where they begin. A failure is shown cut
 * down, with its arguments.
 */
import { describe, expect, test } from 'vitest';
import { differences, locations } from './differences.ts';
import { generate, type Text } from './generator/generate.ts';
import { asProgram, oracle } from './generator/oracle.ts';
import { shrink } from './generator/shrink.ts';
import { checks, type Check } from './programs/judge.ts';

const COUNT = Number(process.env['ADJOINT_FUZZ'] ?? 60);
const SEED = Number(process.env['ADJOINT_SEED'] ?? 1);
/** Of a hundred programs so many may be refused, by a code. */
const REFUSED = 3;

type Verdict = { readonly is: 'right' | 'skipped' | 'refused' | 'wrong'; readonly why: string };

function verdict(text: Text, check: Check): Verdict {
  const want = oracle(text);
  if (!want) return { is: 'skipped', why: '' };
  try {
    const wrong = check(asProgram(text), want);
    return { is: wrong === null ? 'right' : 'wrong', why: wrong ?? '' };
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    const refused = /^E_(?!INTERNAL)/.test(String(code));
    return { is: refused ? 'refused' : 'wrong', why: refused ? String(code) : `${code ?? 'crash'}: ${message}` };
  }
}

function survey(check: Check, result: boolean): void {
  const refusals: string[] = [];
  let failures = 0;
  let first = '';
  for (let seed = SEED; seed < SEED + COUNT; seed++) {
    const text = generate(seed, result);
    const { is, why } = verdict(text, check);
    if (is === 'refused') refusals.push(`${seed} ${why}`);
    if (is !== 'wrong' || failures++ > 0) continue;
    const kind = why.startsWith('E_') || why.startsWith('crash');
    const small = shrink(text, (other) => {
      const now = verdict(other, check);
      return now.is === 'wrong' && (now.why.startsWith('E_') || now.why.startsWith('crash')) === kind;
    });
    first = `seed ${seed}: ${verdict(small, check).why}\n${small.whole}\n--- called with\n${small.args}`;
  }
  expect(failures, `${failures} of ${COUNT} programs failed\n${first}`).toBe(0);
  expect(refusals.length, refusals.join(', ')).toBeLessThanOrEqual(Math.ceil((COUNT * REFUSED) / 100));
}

describe('the oracle', () => {
  test('agrees with differences', () => {
    for (let seed = 1000; seed < 1040; seed++) {
      const text = generate(seed);
      const want = oracle(text);
      if (!want) continue;
      const { make, args } = asProgram(text);
      // the last argument only counts
      const varied = want.places.filter(({ paths: [path = []] }) => path.length > 1 || path[0] !== 5);
      const found = differences((...given) => make().f(...given), args, varied);
      varied.forEach((place, i) => {
        const exact = want.wanted[want.places.indexOf(place)] as number;
        expect(Math.abs((found[i] as number) - exact), `seed ${seed}, ${String(place.paths[0])}`).toBeLessThan(
          1e-6 * (1 + Math.abs(exact)),
        );
      });
    }
  });
  test('knows shared memory', () => {
    const shared = Array.from({ length: 60 }, (_, seed) => asProgram(generate(seed)).args()).filter((args) =>
      locations(args).some(({ paths }) => paths.length > 1),
    );
    expect(shared.length).toBeGreaterThan(15);
  });
});

describe('random programs', () => {
  const limit = 60_000 + COUNT * 1_000;
  for (const [way, check] of Object.entries(checks)) test(way, () => survey(check, true), limit);
  test('without a result: pullback', () => survey(checks['pullback'] as Check, false), limit);
});
