/** One program through the library in one way, and what is to be said of it. */
import { gradient, hvp, pullback, pushforward, valueAndGrad, valueAndGradient } from '../../src/index.ts';
import { copy, differs, off, read, unlike } from '../differences.ts';
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

/** The inner product of gradients with a direction, and the size of its terms. */
function along(gradients: unknown, want: Reference, number: (i: number) => number): { readonly sum: number; readonly size: number } {
  let sum = 0,
    size = 1;
  want.places.forEach(({ paths: [path = []] }, i) => {
    const term = (read(gradients, path) as number) * number(i);
    sum += term;
    size += Math.abs(term);
  });
  return { sum, size };
}

const near = (one: number, other: number, within: number, what: string): Verdict | null =>
  first('wrong', Math.abs(one - other) <= within || !Number.isFinite(other) ? null : `${what} is ${one}, not ${other}`);

/** A tangent is the inner product of direction and gradient, to the last digits. */
const pushed: Way = (text, want) => {
  const { f, given, state } = start(text);
  let tangent = NaN;
  const turn = direction(given, noise);
  const call = (): unknown => {
    const [value, found] = (pushforward as Call)(f, given, turn);
    tangent = found;
    return value;
  };
  const bad = ends(end(call, state), want);
  if (bad || want.threw) return bad;
  const again = start(text);
  const { sum, size } = along((gradient as Call)(again.f, ...again.given), want, noise);
  return near(tangent, sum, 1e-11 * size, 'the tangent');
};

/** The Hessian is symmetric. */
const curved: Way = (text, want) => {
  const other = (i: number): number => noise(i + 7);
  const product = (number: (i: number) => number): [unknown, Verdict | null] => {
    const { f, given, state } = start(text);
    let found: unknown;
    const turn = direction(given, number);
    const got = end(() => (found = (hvp as Call)(f, given, turn)), state);
    return [found, got.threw || want.threw ? ends(got, want) : first('state', unequal(got.left, want.left))];
  };
  const [one, bad] = product(noise);
  if (bad || want.threw) return bad;
  const [two] = product(other);
  const left = along(one, want, other),
    right = along(two, want, noise);
  return near(left.sum, right.sum, 1e-10 * (left.size + right.size), 'one side of the Hessian');
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
