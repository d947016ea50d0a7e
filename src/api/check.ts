/** `checkGradient`: a gradient against finite differences. */
import { verb } from '../runtime/index.ts';
import { cloneAll } from '../../mutation/memory/index.ts';
import { AdjointError } from '../fault/fault.ts';
import { fault } from '../fault/messages.ts';
import { differences } from './differences.ts';
import { EXACT, random, tryIdentity } from './identity.ts';
import { checkFunction } from './options.ts';
import { valueAndGradient } from './gradient.ts';
import type { Gradients } from './types.ts';

/** Options of {@link checkGradient}. */
export interface CheckOptions {
  /** The largest error that is `ok`, relative to 1 + the size of the derivative. 1e-6 unless given. */
  readonly tolerance?: number;
  /** How many memory locations are tried, spread evenly over all of them. 200 unless given. */
  readonly samples?: number;
}

/** What {@link checkGradient} found. */
export interface GradientCheck<A extends readonly unknown[]> {
  readonly ok: boolean;
  readonly value: number;
  readonly gradient: Gradients<A>;
  /** The worst difference, relative to 1 + the size of the derivative. */
  readonly worst: number;
  /** Where it is: `argument 0.x[3]`. */
  readonly path: string;
  /** There: the derivative and the difference quotient. */
  readonly derivative: number;
  readonly difference: number;
  /** How many locations were tried, of how many. */
  readonly tried: number;
  readonly of: number;
  /** How far the derivative in forward mode is from the one in reverse, along a random direction; null: not available. */
  readonly transpose: number | null;
  /** Throws an error that tells what failed, if something did; gives this report. */
  assert(): GradientCheck<A>;
}

type Path = readonly PropertyKey[];
type Fields = Record<PropertyKey, unknown>;
const STEPS = [1e-3, 1e-4, 1e-5];

/**
 * Compares the gradient of `f` with central differences over the memory locations of its arguments (what is shared counts
 * once), derivatives forward with those in reverse, and value and state with a plain call. `f` runs many times, always on copies of the arguments that share what the arguments share.
 *
 * @example
 * const { ok, worst, path } = checkGradient(loss, [params, data]);
 */
export function checkGradient<A extends unknown[]>(
  f: (...args: A) => number,
  args: readonly [...A],
  options: CheckOptions = {},
): GradientCheck<A> {
  checkFunction(f);
  const { tolerance = 1e-6, samples = 200 } = options;
  const entry = cloneAll(args) as A;
  const [value, gradient] = valueAndGradient(f, ...(cloneAll(entry) as A));
  const all = locations(entry),
    stride = Math.max(1, all.length / samples);
  let worst = 0,
    worstPath: Path = [],
    derivative = 0,
    difference = 0,
    tried = 0;
  for (let at = 0; at < all.length; at += stride, tried++) {
    const path = all[Math.floor(at)]!,
      exact = valueAt(gradient, path) as number,
      quotient = differ(f, entry, path);
    const error = errorOf(exact, quotient);
    if (tried > 0 && !(error > worst)) continue;
    [worst, worstPath, derivative, difference] = [error, path, exact, quotient];
  }
  const { transpose, wrong } = against(f as never, entry),
    path = told(worstPath);
  if (worst > tolerance) wrong.push(`at ${path} the derivative is ${derivative}, and differences say ${difference}`);
  const report: GradientCheck<A> = {
    ok: wrong.length === 0,
    value,
    gradient,
    worst,
    path,
    derivative,
    difference,
    tried,
    of: all.length,
    transpose,
    assert() {
      if (report.ok) return report;
      throw fault('E_CHECK', null, { name: f.name || 'the function', found: wrong.map((what) => `  ${what}`).join('\n') });
    },
  };
  return report;
}

/** Forward against reverse, and value and state against a plain call. */
function against(f: (...args: never[]) => number, entry: readonly unknown[]): { transpose: number | null; wrong: string[] } {
  try {
    const { errors, wrong } = tryIdentity(f as (...args: unknown[]) => number, entry, random(1), { differences: false });
    const { transpose } = errors;
    const apart =
      transpose !== null && transpose > EXACT ? [`forward and reverse derivatives disagree (error ${transpose.toExponential(1)})`] : [];
    return { transpose, wrong: [...wrong, ...apart] };
  } catch (error) {
    if (error instanceof AdjointError && error.kind !== 'bug') return { transpose: null, wrong: [] };
    throw error;
  }
}

function errorOf(exact: number, quotient: number): number {
  if (Object.is(exact, quotient)) return 0;
  const error = Math.abs(exact - quotient) / (1 + Math.max(Math.abs(exact), Math.abs(quotient)));
  return Number.isNaN(error) ? Number.POSITIVE_INFINITY : error;
}

/** One path to every number that can be changed. */
function locations(args: readonly unknown[]): Path[] {
  const found: Path[] = [],
    seen = new Set<object>(),
    floats = new Map<unknown, Set<number>>();
  const queue: [unknown, Path][] = args.map((value, i) => [value, [i]]);
  for (const [value, path] of queue) {
    if (typeof value === 'number') found.push(path);
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    if (value instanceof Float64Array || value instanceof Float32Array) {
      const bytes = floats.get(value.buffer) ?? new Set<number>();
      floats.set(value.buffer, bytes);
      for (let i = 0; i < value.length; i++) {
        const byte = value.byteOffset + i * value.BYTES_PER_ELEMENT;
        if (!bytes.has(byte)) found.push([...path, i]);
        bytes.add(byte);
      }
    } else if (Array.isArray(value) || Object.prototype.toString.call(value) === '[object Object]') {
      for (const key of Object.keys(value)) {
        const field = Object.getOwnPropertyDescriptor(value, key)!;
        if ('value' in field && (field.writable || typeof field.value === 'object')) queue.push([field.value, [...path, key]]);
      }
    }
  }
  return found;
}

/** By differences, of a number at one path. */
function differ<A extends unknown[]>(f: (...args: A) => number, entry: A, path: Path): number {
  const x = valueAt(entry, path) as number,
    scale = Math.max(1, Math.abs(x));
  const moved = (h: number): [value: number, step: number] => {
    const args = cloneAll(entry),
      owner = valueAt(args, path.slice(0, -1)) as Fields,
      key = path.at(-1)!;
    owner[key] = x + h;
    const step = (owner[key] as number) - x; // what rounding left of it
    return [f(...args), step];
  };
  const slope = (h: number): number => {
    const [up, above] = moved(h),
      [down, below] = moved(-h);
    return (up - down) / (above - below);
  };
  return differences((h) => slope(h * scale), STEPS).coarser;
}

const valueAt = (root: unknown, path: Path): unknown => path.reduce<unknown>((value, key) => (value as Fields)[key], root);
const told = ([index, ...keys]: Path): string =>
  index === undefined
    ? ''
    : `argument ${String(index)}${keys.map((key) => (/^\d+$/.test(String(key)) ? `[${String(key)}]` : `.${String(key)}`)).join('')}`;

verb('checkGradient', checkGradient);
