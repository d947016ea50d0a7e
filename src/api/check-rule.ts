/** `checkRule`: a function and the derivatives that its rule tells, tried at points. */
import { cloneAll } from '../../mutation/memory/index.ts';
import { definedRule } from '../../rules/index.ts';
import { fault } from '../fault/messages.ts';
import { verb } from '../runtime/index.ts';
import { EXACT, type Errors, random, tryIdentity } from './identity.ts';
import { Places } from './places.ts';
import { received } from './words.ts';

/** Options of {@link checkRule}. */
export interface RuleCheckOptions {
  /** The largest error against differences that is `ok`; 1e-6 unless given. Second derivatives may be ten times as far off. */
  readonly tolerance?: number;
  /** How many random directions and seeds are tried at each point; 2 unless given. */
  readonly directions?: number;
  /** Steps of differences, relative to the size of each number; for functions that round. */
  readonly steps?: readonly number[];
  /** For other random numbers. */
  readonly seed?: number;
  /** The function is a method: the first value of each point is its receiver. */
  readonly receiver?: boolean;
}

/** What is wrong at a point. */
export interface RuleFailure {
  /** The index of the point. */
  readonly point: number;
  readonly what: string;
}

/** What {@link checkRule} found. */
export interface RuleCheck {
  readonly ok: boolean;
  readonly name: string;
  /** How many points were tried. */
  readonly points: number;
  /** The worst errors over all points: forward and reverse against differences, against each other, and second derivatives. */
  readonly worst: Errors;
  readonly failures: readonly RuleFailure[];
  /** Why a direction or second derivatives are not available. */
  readonly missing: readonly string[];
  /** Throws an error that tells what failed, if something did; gives this report. */
  assert(): RuleCheck;
}

type Any = (...args: any[]) => any;

/**
 * Tries the derivatives of a function at points: tangents and cotangents against differences and against each other, with random
 * seeds for the result and for the arguments as they are after the call, second derivatives, and value, state and shared memory
 * against a plain call.
 *
 * @example
 * checkRule(erf, [[-2], [0], [1e-8], [3]]).assert();
 */
export function checkRule<F extends Any>(
  fn: F,
  points: readonly (Readonly<Parameters<F>> | readonly unknown[])[],
  options: RuleCheckOptions = {},
): RuleCheck {
  if (typeof fn !== 'function') throw fault('E_RULE/function', null, { word: 'checkRule', received: received(fn) });
  const { tolerance = 1e-6, directions = 2, seed = 1, receiver = false, steps } = options;
  const f: Any = receiver ? (self: unknown, ...args: unknown[]) => fn.call(self, ...args) : fn;
  const draw = random(seed),
    failures: RuleFailure[] = [],
    missing = new Set<string>();
  let worst: Errors = { forward: null, reverse: 0, transpose: null, second: null };
  const rule = definedRule(fn);
  points.forEach((point, index) => {
    if (rule?.is === 'kernel')
      for (const at of written(f, point as readonly unknown[]))
        if (!rule.writes.includes(at)) failures.push({ point: index, what: `it writes argument ${at}, which its rule does not say` });
    for (let k = 0; k < directions; k++) {
      const found = tryIdentity(f, point as readonly unknown[], draw, { steps });
      for (const what of found.wrong) failures.push({ point: index, what });
      for (const why of found.missing) missing.add(why);
      worst = greatest(worst, found.errors);
      for (const what of judged(found.errors, tolerance)) failures.push({ point: index, what });
    }
  });
  const report: RuleCheck = {
    ok: failures.length === 0,
    name: fn.name || 'anonymous',
    points: points.length,
    worst,
    failures,
    missing: [...missing],
    assert() {
      if (report.ok) return report;
      throw fault('E_CHECK', null, { name: report.name, found: toldOf(report, points) });
    },
  };
  return report;
}

/** The arguments that a plain call changes. */
function written(f: Any, point: readonly unknown[]): number[] {
  const args = cloneAll([...point]);
  f(...args);
  return point.flatMap((value, i) => {
    const places = new Places([value], [0]);
    for (let k = 0; k < places.count; k++) if (!Object.is(places.read([value], k), places.read([args[i]], k))) return [i];
    return [];
  });
}

/** What of the errors is too large, in words. */
export function judged({ forward, reverse, transpose, second }: Errors, tolerance: number): string[] {
  const wrong: string[] = [];
  const judge = (is: number | null, most: number, what: string): void => {
    if (is !== null && !(is <= most)) wrong.push(`${what} (error ${is.toExponential(1)})`);
  };
  judge(forward, tolerance, 'tangents are not what differences say');
  judge(reverse, tolerance, 'cotangents are not what differences say');
  judge(transpose, EXACT, 'tangents and cotangents disagree');
  judge(second, 10 * tolerance, 'second derivatives are not what differences of gradients say');
  return wrong;
}

const most = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : Math.max(a, b));
const greatest = (a: Errors, b: Errors): Errors => ({
  forward: most(a.forward, b.forward),
  reverse: Math.max(a.reverse, b.reverse),
  transpose: most(a.transpose, b.transpose),
  second: most(a.second, b.second),
});

const SHOWN = 5;
function toldOf({ failures }: RuleCheck, points: readonly unknown[]): string {
  const lines = failures.slice(0, SHOWN).map(({ point, what }) => `  at point ${point}, ${shown(points[point])}: ${what}`);
  return [...lines, ...(failures.length > SHOWN ? [`  and ${failures.length - SHOWN} more`] : [])].join('\n');
}

const WIDE = 80;
function shown(point: unknown): string {
  const text = JSON.stringify(point, (_, value: unknown) => (ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value)) ?? '';
  return text.length > WIDE ? `${text.slice(0, WIDE)}…` : text;
}

verb('checkRule', checkRule);
