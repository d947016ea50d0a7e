/** What is asked of every program: the plain call's value and state, and the derivatives that differences give. */
import { gradient, hvp, pullback, pushforward, valueAndGrad, valueAndGradient } from '../../src/index.ts';
import { copy, differences, differs, locations, off, read, unlike, write, type Location, type Path } from '../differences.ts';
import type { Program } from './program.ts';

type Call = (...args: any[]) => any;

/** What a plain call gives and leaves; `wanted` has the derivative of each location of the arguments. */
export interface Reference {
  readonly value: unknown;
  readonly error: unknown;
  /** Arguments and captured memory afterwards. */
  readonly after: unknown;
  readonly places: readonly Location[];
  readonly wanted: readonly number[];
  readonly tolerance: number;
  /** Seeds for the arguments as a kernel leaves them, mirroring their sharing. */
  readonly seeds: (scale: number) => unknown[];
}

/** Fixed numbers that look like any, for seeds and for what overwrites the arguments. */
export const noise = (i: number): number => Math.sin(12.9898 * (i + 1)) * 1.7;

/** Each location of `root` gets `number(i)`. */
export function overwrite(root: readonly unknown[], number: (i: number) => number): void {
  locations(root).forEach(({ paths: [path = []] }, i) => path.length > 1 && write(root, path, number(i)));
}

/** Seeds for arguments as a call leaves them: they mirror them, with the same sharing. */
export function seedsFor(args: readonly unknown[], scale: number): unknown[] {
  const made = copy(args).map((seed) => (typeof seed === 'object' ? seed : undefined));
  overwrite(made, (i) => scale * noise(i));
  return made;
}

const weigh = (args: readonly unknown[], seeds: readonly unknown[]): number =>
  locations(args).reduce((sum, { paths: [path = []] }) => sum + (path.length > 1 ? (read(args, path) as number) * (read(seeds, path) as number) : 0), 0);

export function refer({ make, args, more }: Program): Reference {
  const { f, memory } = make();
  const given = args();
  const places = locations(given);
  let value: unknown;
  let error: unknown;
  try {
    value = f(...given);
  } catch (thrown) {
    error = thrown;
  }
  const seeds = (scale: number): unknown[] => seedsFor(given, scale);
  const objective = (...of: unknown[]): unknown => {
    const run = make().f;
    if (value !== undefined) return run(...of);
    run(...of);
    return weigh(of, seeds(1));
  };
  const counts = ({ paths: [path = []] }: Location): boolean => path.length === 1 && (more.counts ?? []).includes(path[0] as number);
  const varied = places.filter((place) => !counts(place));
  const measured = (): number[] => {
    const found = differences(objective, args, varied);
    return places.map((place) => (counts(place) ? 0 : (found[varied.indexOf(place)] as number)));
  };
  const told = more.gradients && places.map(({ paths: [path = []] }) => read(more.gradients, path) as number);
  const wanted = told ?? (error === undefined && more.refused === undefined ? measured() : []);
  return { value, error, after: [given, memory], places, wanted, tolerance: more.tolerance ?? 1e-6, seeds };
}

/** A kernel without a result as a program with one: the sum of the memory that it leaves, each location with a weight. */
export function summed(program: Program): Program {
  const after = program.args();
  program.make().f(...after);
  const names = after.map((_, i) => `x${i}`).join(', ');
  const place = (path: Path): string => `x${path[0]}${path.slice(1).map((key) => `[${JSON.stringify(key)}]`).join('')}`;
  const terms = locations(after).flatMap(({ paths: [path = []] }, i) => (path.length > 1 ? [`${noise(i).toFixed(3)} * ${place(path)}`] : []));
  const wrap = new Function('kernel', `return (${names}) => { kernel(${names}); return ${terms.join(' + ')}; };`);
  const make = (): ReturnType<Program['make']> => {
    const { f, memory } = program.make();
    return { f: wrap(f), memory };
  };
  return { ...program, make };
}

/** One way to call a program; it throws what the program throws and returns what is wrong, or null. */
export type Check = (program: Program, want: Reference) => string | null;

function start({ make, args }: Program): { f: Call; given: unknown[]; entry: unknown[]; state: unknown[] } {
  const { f, memory } = make();
  const given = args();
  return { f, given, entry: copy(given), state: [given, memory] };
}

const judge = (gradients: unknown, entry: unknown[], want: Reference, scale = 1): string | null =>
  off(gradients, want.places, want.wanted, want.tolerance, scale) ?? entry.reduce<string | null>((bad, value, i) => bad ?? unlike(read(gradients, [i]), value), null);

const value = (got: unknown, want: Reference): string | null => differs(got, want.value, 'the value');

/** `gradient` and `valueAndGradient` agree, to the bit. */
export const plainly: Check = (program, want) => {
  const { f, given, entry, state } = start(program);
  const [got, gradients] = (valueAndGradient as Call)(f, ...given);
  const again = start(program);
  return (
    value(got, want) ??
    judge(gradients, entry, want) ??
    differs(state, want.after, 'state') ??
    differs((gradient as Call)(again.f, ...again.given), gradients, 'gradient') ??
    differs(again.state, want.after, 'state')
  );
};

/** The pullback may be called again, and nothing that happens to arguments and captures in between matters. */
export const pulledBack: Check = (program, want) => {
  const { f, given, entry, state } = start(program);
  const [got, back] = (pullback as Call)(f, ...given);
  let bad = value(got, want) ?? differs(state, want.after, 'state');
  const before: unknown[] = [];
  for (const scale of [1, 1, -1.5]) {
    const seeds = want.value === undefined ? want.seeds(scale) : [];
    const given0 = copy(seeds);
    const gradients = want.value === undefined ? back(undefined, ...seeds) : back(scale);
    bad ??= judge(gradients, entry, want, scale) ?? differs(seeds, given0, 'the seeds');
    if (scale === 1 && before.length > 0) bad ??= differs(gradients, before[0], 'the second answer');
    before.push(copy(gradients));
    overwrite(state, noise);
    const overwritten = copy(state);
    back(want.value === undefined ? undefined : 0.5);
    bad ??= differs(state, overwritten, 'memory that the pullback must not touch');
  }
  return bad;
};

/** Only numbers have tangents: of all else, copies have nothing. */
function withoutOthers(value: unknown, seen = new Set<unknown>()): unknown {
  if (typeof value === 'number') return value;
  if (typeof value !== 'object' || value === null) return undefined;
  if (seen.has(value) || ArrayBuffer.isView(value)) return value;
  seen.add(value);
  if (value instanceof Map) for (const [key, inner] of value) value.set(key, withoutOthers(inner, seen));
  else
    for (const key of Object.keys(value)) {
      const field = Object.getOwnPropertyDescriptor(value, key)!;
      if ('value' in field && typeof field.value !== 'number') (value as Record<string, unknown>)[key] = withoutOthers(field.value, seen);
    }
  return value;
}

/** A direction in the arguments: each location gets `number(i)`. */
export function direction(args: readonly unknown[], number: (i: number) => number): unknown[] {
  const made = withoutOthers(copy(args)) as unknown[];
  locations(args).forEach(({ paths }, i) => paths.forEach((path) => (path.length > 1 ? write(made, path, number(i)) : (made[path[0] as number] = number(i)))));
  return made;
}

const near = (got: unknown, wanted: number, tolerance: number, what: string): string | null => {
  if (typeof got === 'number' && (Object.is(got, wanted) || Math.abs(got - wanted) <= tolerance * (1 + Math.abs(wanted)))) return null;
  return `${what} is ${String(got)}, not ${wanted}`;
};

/**
 * The tangent along a direction is the inner product with the gradient, one by one and several in one run; a derivative that is not
 * finite has its own direction.
 */
export const forward: Check = (program, want) => {
  if (program.more.steep || program.args().some((arg) => arg instanceof Set)) return null;
  const turns = [noise, (i: number) => (i === 0 ? 1 : 0)].map((turn) => (i: number) => (Number.isFinite(want.wanted[i]) ? turn(i) : 0));
  const right = (push: (f: Call, given: unknown[]) => [unknown, readonly unknown[]], along: readonly ((i: number) => number)[]): string | null => {
    const { f, given, state } = start(program);
    const [got, tangents] = push(f, given);
    const off = along.map((turn, k) => {
      const expected = want.wanted.reduce((sum, d, i) => (Number.isFinite(d) ? sum + d * turn(i) : sum), 0);
      return near(tangents[k], expected, 10 * want.tolerance, `the tangent ${k + 1} of ${along.length}`);
    });
    return value(got, want) ?? off.find((bad) => bad !== null) ?? differs(state, want.after, 'state');
  };
  for (const turn of turns) {
    const bad = right((f, given) => {
      const [got, tangent] = (pushforward as Call)(f, given, direction(given, turn));
      return [got, [tangent]];
    }, [turn]);
    if (bad) return bad;
  }
  return right((f, given) => (pushforward as Call)(f, given, turns.map((turn) => direction(given, turn)), { chunk: turns.length }), turns);
};

/** Gradients of 32 bits are rounded. */
const single = (value: unknown, seen = new Set<unknown>()): boolean => {
  if (value instanceof Float32Array) return true;
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || seen.has(value)) return false;
  seen.add(value);
  return Object.values(value).some((inner) => single(inner, seen));
};

/** The Hessian is symmetric. */
export const curved: Check = (program, want) => {
  if (!want.wanted.every(Number.isFinite) || program.args().some((arg) => arg instanceof Set)) return null;
  const turns = [noise, (i: number) => noise(i + 7)];
  const products = turns.map((turn) => {
    const { f, given, state } = start(program);
    const along = direction(given, turn);
    const found = (hvp as Call)(f, given, along);
    return { found, bad: differs(state, want.after, 'state') };
  });
  const dot = (gradients: unknown, turn: (i: number) => number): number =>
    want.places.reduce((sum, { paths: [path = []] }, i) => sum + (read(gradients, path) as number) * turn(i), 0);
  const [one, other] = products as [(typeof products)[0], (typeof products)[0]];
  const left = dot(one.found, turns[1]!),
    right = dot(other.found, turns[0]!);
  return one.bad ?? other.bad ?? near(left, right, want.tolerance > 1e-6 || single(program.args()) ? 1e-5 : 1e-9, 'one side of the Hessian');
};

/** With options; the emitted code counts every value that it keeps and takes. */
export const forced =
  (options: { readonly mutation?: 'auto' | 'snapshot' | 'keep'; readonly memory?: number }): Check =>
  (program, want) => {
    const { f, given, entry, state } = start(program);
    const wrt = [...new Set(want.places.flatMap(({ paths }) => paths.map((path) => path[0] as number)))].sort((a, b) => a - b);
    const [got, gradients] = (valueAndGrad as Call)(f, { wrt, ...options, checked: true })(...given);
    const full: unknown[] = [];
    wrt.forEach((index, k) => (full[index] = gradients[k]));
    return value(got, want) ?? judge(full, entry, want) ?? differs(state, want.after, 'state');
  };

export const checks: Readonly<Record<string, Check>> = {
  gradient: plainly,
  pullback: pulledBack,
  auto: forced({}),
  snapshot: forced({ mutation: 'snapshot' }),
  keep: forced({ mutation: 'keep' }),
  bounded: forced({ memory: 1 << 14 }),
  forward,
  curved,
};
