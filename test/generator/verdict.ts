/** One program through the library in one way, and what is to be said of it. */
import { gradient, hvp, pullback, pushforward, valueAndGrad, valueAndGradient } from '../../src/index.ts';
import { copy, differs, type Location, locations, off, type Path, read, unlike } from '../differences.ts';
import { direction, noise, overwrite } from '../programs/judge.ts';
import { Disagreement, end, make, oracle, type Outcome, type Reference } from './oracle.ts';
import type { Text } from './text.ts';
import { trace, unequal } from './trace.ts';

/**
 * `right`; `refused` by a code; `wrong` number, kind or value; `state` left otherwise than by a plain call; `crash`: any other error; `oracle`:
 * the twin is not the program; `skipped`: of no use.
 */
export type Kind = 'right' | 'refused' | 'wrong' | 'state' | 'crash' | 'oracle' | 'skipped';
export interface Verdict {
  readonly kind: Kind;
  readonly why: string;
  /** Whether the program itself throws. */
  readonly threw?: boolean;
}
type Call = (...args: any[]) => any;

const is = (kind: Kind, why = ''): Verdict => ({ kind, why });
const first = (kind: Kind, why: string | null): Verdict | null => (why === null ? null : is(kind, why));

/** A call under way: what it is given, what it may change. */
interface Start {
  readonly f: Call;
  readonly given: unknown[];
  readonly entry: unknown[];
  readonly state: unknown[];
}
function start(text: Text): Start {
  const { f, memory, args } = make(text);
  const given = args();
  return { f, given, entry: copy(given), state: [given, memory] };
}

/** The library's own error, or one of the program. */
const codeOf = (error: unknown): string | undefined => {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && code.startsWith('E_') ? code : undefined;
};
const told = (error: unknown): string =>
  (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).split('\n').slice(0, 2).join(' ');

function failed(error: unknown, want: Outcome): Verdict {
  const code = codeOf(error);
  if (code && code !== 'E_INTERNAL') return is('refused', `${code} ${told(error)}`);
  if (want.threw && !code) return is('wrong', `it throws ${told(error)}, not ${told(want.error)}`);
  return is('crash', told(error));
}

/** The value and the state, of a call or of the throw that ended it. */
function ends(got: Outcome, want: Reference): Verdict | null {
  if (got.threw && (!want.threw || codeOf(got.error))) return failed(got.error, want);
  return first('wrong', unequal(got.ended, want.ended)) ?? first('state', unequal(got.left, want.left));
}

function judge(gradients: unknown, entry: unknown[], want: Reference, scale = 1): Verdict | null {
  const bad = off(gradients, want.places, want.wanted, want.tolerance, scale);
  return first(
    'wrong',
    entry.reduce<string | null>((wrong, value, i) => wrong ?? unlike(read(gradients, [i]), value), bad),
  );
}

type Way = (text: Text, want: Reference) => Verdict | null;

/** `gradient` gives no value, so the program is asked for its state and its derivatives only. */
const plainly: Way = (text, want) => {
  const { f, given, entry, state } = start(text);
  let gradients: unknown;
  const got = end(() => (gradients = (gradient as Call)(f, ...given)), state);
  if (got.threw || want.threw) return ends(got, want);
  return judge(gradients, entry, want) ?? first('state', unequal(got.left, want.left));
};

const whole: Way = (text, want) => {
  const { f, given, entry, state } = start(text);
  let gradients: unknown;
  const call = (): unknown => {
    const [value, found] = (valueAndGradient as Call)(f, ...given);
    gradients = found;
    return value;
  };
  return ends(end(call, state), want) ?? (want.threw ? null : judge(gradients, entry, want));
};

/** With options; the emitted code counts every value that it keeps and takes. */
const forced =
  (options: { readonly mutation?: 'auto' | 'snapshot' | 'keep'; readonly memory?: number }): Way =>
  (text, want) => {
    const { f, given, entry, state } = start(text);
    const wrt = [...new Set(want.places.flatMap(({ paths }) => paths.map((path) => path[0] as number)))].sort((a, b) => a - b);
    const full: unknown[] = [];
    const call = (): unknown => {
      const [value, gradients] = (valueAndGrad as Call)(f, { wrt, ...options, checked: true })(...given);
      wrt.forEach((index, k) => (full[index] = gradients[k]));
      return value;
    };
    return ends(end(call, state), want) ?? (want.threw ? null : judge(full, entry, want));
  };

/** The pullback may be called again, and nothing that happens to the arguments in between matters. */
const pulledBack: Way = (text, want) => {
  const { f, given, entry, state } = start(text);
  let back: Call = () => null;
  const call = (): unknown => {
    const [value, found] = (pullback as Call)(f, ...given);
    back = found;
    return value;
  };
  const bad = ends(end(call, state), want);
  if (bad || want.threw) return bad;
  const before: unknown[] = [];
  for (const scale of [1, 1, -1.5]) {
    overwrite(state, noise);
    const overwritten = trace(state);
    const seeds = text.result ? [] : want.seeds(scale);
    const given0 = copy(seeds);
    const gradients = text.result ? back(scale) : back(undefined, ...seeds);
    const now =
      judge(gradients, entry, want, scale) ??
      first('state', differs(seeds, given0, 'the seeds') ?? unequal(trace(state), overwritten)) ??
      first('wrong', scale === 1 && before.length > 0 ? differs(gradients, before[0], 'the second answer') : null);
    if (now) return now;
    before.push(copy(gradients));
  }
  return null;
};

/** A sum of products of derivatives and weights, and the size of its terms. */
interface Product {
  readonly sum: number;
  readonly size: number;
}

/** At the locations of `places`, each by the first path that leads there. */
function product(places: readonly Location[], found: unknown, weight: (i: number, path: Path) => number): Product {
  let sum = 0,
    size = 0;
  places.forEach(({ paths: [path = []] }, i) => {
    const term = (read(found, path) as number) * weight(i, path);
    sum += term;
    size += Math.abs(term);
  });
  return { sum, size };
}

/**
 * Both products are one number, computed twice: their difference is measured by the larger of the sums of the magnitudes of their
 * terms. Terms that cancel lose digits whoever adds them; nothing else is forgiven, and where all terms are 0, so is the other sum.
 */
const same = (one: Product, other: Product, within: number, what: string): Verdict | null =>
  first(
    'wrong',
    Math.abs(one.sum - other.sum) <= within * Math.max(one.size, other.size) || !Number.isFinite(other.sum)
      ? null
      : `${what} is ${one.sum}, not ${other.sum}`,
  );

/** Forward and reverse agree, one direction by itself and two in one run: ⟨ȳ, ẏ⟩ is ⟨x̄, ẋ⟩, where ȳ is 1, or the seeds of the memory that a program without a result leaves. */
const pushed: Way = (text, want) => {
  const { f, given, state } = start(text);
  const turn = direction(given, noise);
  let tangent: unknown;
  const call = (): unknown => {
    const [value, found] = (pushforward as Call)(f, given, turn);
    tangent = found;
    return value;
  };
  const bad = ends(end(call, state), want);
  if (bad || want.threw) return bad;
  const again = start(text),
    lanes = start(text),
    other = (i: number): number => noise(i + 7),
    seeds = want.seeds(1);
  const gradients: unknown = text.result
    ? (gradient as Call)(again.f, ...again.given)
    : ((pullback as Call)(again.f, ...again.given)[1] as Call)(undefined, ...seeds);
  const left = locations(again.given).filter(({ paths: [path = []] }) => path.length > 1);
  const forward = (found: unknown): Product =>
    text.result
      ? { sum: found as number, size: Math.abs(found as number) }
      : product(left, found, (_, path) => read(seeds, path) as number);
  const apart = same(forward(tangent), product(want.places, gradients, noise), 1e-12, 'the tangent');
  if (apart) return apart;
  // two directions in one run
  let both: readonly unknown[] = [];
  const directions = [other, noise].map((number) => direction(lanes.given, number));
  const run = (): unknown => {
    const [value, found] = (pushforward as Call)(lanes.f, lanes.given, directions, { chunk: 2 });
    both = found;
    return value;
  };
  return (
    ends(end(run, lanes.state), want) ??
    same(forward(both[0]), product(want.places, gradients, other), 1e-12, 'the first tangent of two') ??
    same(forward(both[1]), forward(tangent), 1e-12, 'the second tangent of two')
  );
};

/** The Hessian H is symmetric: ⟨w, H v⟩ is ⟨v, H w⟩. */
const curved: Way = (text, want) => {
  if (!text.result) return is('skipped');
  const other = (i: number): number => noise(i + 7);
  const times = (number: (i: number) => number): [unknown, Verdict | null] => {
    const { f, given, state } = start(text);
    let found: unknown;
    const turn = direction(given, number);
    const got = end(() => (found = (hvp as Call)(f, given, turn)), state);
    return [found, got.threw || want.threw ? ends(got, want) : first('state', unequal(got.left, want.left))];
  };
  const [one, bad] = times(noise);
  if (bad || want.threw) return bad;
  const [two] = times(other);
  return same(product(want.places, one, other), product(want.places, two, noise), 1e-10, 'one side of the Hessian');
};

export const WAYS: Readonly<Record<string, Way>> = {
  gradient: plainly,
  auto: forced({}),
  pullback: pulledBack,
  snapshot: forced({ mutation: 'snapshot' }),
  valueAndGradient: whole,
  keep: forced({ mutation: 'keep' }),
  bounded: forced({ memory: 1 << 11 }),
  pushforward: pushed,
  hvp: curved,
};
const NAMES = Object.keys(WAYS);
/** The way that a seed is looked at; programs without a result only by their pullback. */
export const wayOf = ({ seed, result }: Text): string => (result ? (NAMES[seed % NAMES.length] as string) : 'pullback');

export function verdict(text: Text, way = wayOf(text)): Verdict {
  let want: Reference | null;
  try {
    want = oracle(text);
  } catch (error) {
    return is('oracle', told(error) + (error instanceof Disagreement ? '' : ` ${(error as Error).stack?.split('\n')[1] ?? ''}`));
  }
  if (!want) return is('skipped');
  const { threw } = want;
  try {
    return { ...((WAYS[way] as Way)(text, want) ?? is('right')), threw };
  } catch (error) {
    return { ...failed(error, want), threw };
  }
}
