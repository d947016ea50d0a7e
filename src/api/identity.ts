/**
 * The identity that forward and reverse derivatives satisfy at a point, tried with random directions and seeds: for a function
 * with arguments x, result y and memory that it may overwrite, ⟨ȳ, ẏ⟩ + ⟨x̄ after, ẋ after⟩ = ⟨x̄, ẋ⟩, both sides against differences.
 * Seeds for the arguments as they are after the call make cotangents start from other numbers than 0.
 */
import { cloneAll } from '../../mutation/memory/index.ts';
import { fault } from '../fault/messages.ts';
import { AdjointError } from '../fault/fault.ts';
import { differences } from './differences.ts';
import { gradient } from './gradient.ts';
import { hvp } from './hessian.ts';
import { differentiable } from './options.ts';
import { Places } from './places.ts';
import { pullback } from './pullback.ts';
import { pushforward } from './pushforward.ts';

type Any = (...args: any[]) => any;

/** The errors at one point, each relative to the size of what is compared; null: not available. */
export interface Errors {
  /** The tangent against differences. */
  readonly forward: number | null;
  /** The pullback against differences. */
  readonly reverse: number;
  /** The tangent against the pullback. */
  readonly transpose: number | null;
  /** The derivative of the gradient against differences of gradients. */
  readonly second: number | null;
}

export interface Found {
  readonly errors: Errors;
  /** What is not as a plain call does it, in words. */
  readonly wrong: readonly string[];
  /** Why forward or second derivatives are not available. */
  readonly missing: readonly string[];
}

/** The most that tangents and cotangents may disagree. */
export const EXACT = 1e-9;

/** More numbers than this are not differentiated twice. */
const MOST = 200;

/** The function with all that it leaves: its result, and its arguments as they are afterwards. */
// oxfmt-ignore
const WHOLE: readonly ((f: Any) => Any)[] = [
  (f) => () => ({ y: f() }),
  (f) => (a) => { const y = f(a); return { y, a }; },
  (f) => (a, b) => { const y = f(a, b); return { y, a, b }; },
  (f) => (a, b, c) => { const y = f(a, b, c); return { y, a, b, c }; },
  (f) => (a, b, c, d) => { const y = f(a, b, c, d); return { y, a, b, c, d }; },
  (f) => (a, b, c, d, e) => { const y = f(a, b, c, d, e); return { y, a, b, c, d, e }; },
  (f) => (a, b, c, d, e, g) => { const y = f(a, b, c, d, e, g); return { y, a, b, c, d, e, g }; },
];

/** Numbers between -1 and 1 that do not depend on the run, none of them small. */
export function random(seed: number): () => number {
  let s = (seed * 7919 + 12345) % 2147483647;
  return () => {
    s = (s * 16807) % 2147483647;
    const x = (2 * s) / 2147483647 - 1;
    return x < 0 ? x - 0.1 : x + 0.1;
  };
}

/** How a point is tried. */
export interface Trying {
  readonly steps?: readonly number[] | undefined;
  /** Compare with differences, second derivatives too. */
  readonly differences?: boolean;
}

const wholes = new WeakMap<Any, Any[]>();

export function tryIdentity(
  f: Any,
  args: readonly unknown[],
  draw: () => number,
  { steps = STEPS, differences = true }: Trying = {},
): Found {
  const make = WHOLE[args.length];
  if (!make) throw fault('E_UNSUPPORTED', null, { construct: 'A check of a function of more than 6 arguments' });
  let known = wholes.get(f);
  if (!known) wholes.set(f, (known = []));
  return new Trial(f, (known[args.length] ??= make(f)), args, draw, steps).all(differences);
}

class Trial {
  readonly #f: Any;
  readonly #whole: Any;
  readonly #args: readonly unknown[];
  readonly #in: Places;
  readonly #out: Places;
  readonly #value: unknown;
  readonly #direction: readonly number[];
  readonly #weights: readonly number[];
  readonly #steps: readonly number[];
  readonly #wrong: string[] = [];
  readonly #missing: string[] = [];

  constructor(f: Any, whole: Any, args: readonly unknown[], draw: () => number, steps: readonly number[]) {
    this.#f = f;
    this.#steps = steps;
    this.#whole = whole;
    this.#args = args;
    const entry = cloneAll([...args]);
    this.#value = whole(...entry) as unknown;
    this.#in = new Places(
      args,
      args.flatMap((a, i) => (differentiable(a) ? [i] : [])),
    );
    this.#out = new Places([this.#value], [0]);
    // by the size of each number, so that none crosses a kink at 0
    this.#direction = Array.from({ length: this.#in.count }, (_, i) => draw() * (Math.abs(this.#in.read(args, i)) || 1));
    this.#weights = Array.from({ length: this.#out.count }, draw);
  }

  all(differs: boolean): Found {
    const { state, reverse } = this.#reverse();
    this.#compareState(state);
    const tangent = this.#forward(),
      transpose = tangent === null ? null : error(tangent, reverse, 0);
    if (!differs) return { errors: { forward: null, reverse: 0, transpose, second: null }, wrong: this.#wrong, missing: this.#missing };
    const quotient = derivative((h) => this.#at(h), this.#steps),
      size = sum(this.#out.count, (i) => Math.abs(this.#weights[i]! * this.#out.read([this.#value], i)));
    const against = (x: number): number => error(x, quotient, size);
    const errors = {
      forward: tangent === null ? null : against(tangent),
      reverse: against(reverse),
      transpose,
      second: this.#second(),
    };
    return { errors, wrong: this.#wrong, missing: this.#missing };
  }

  /** The arguments, moved along the direction. */
  #moved(h: number): unknown[] {
    const copy = cloneAll([...this.#args]);
    return copy.map((value, i) =>
      differentiable(value) ? this.#in.fill(i, value, (k) => this.#in.read(this.#args, k) + h * this.#direction[k]!) : value,
    );
  }

  #at(h: number): number {
    const value = this.#whole(...this.#moved(h)) as unknown;
    return sum(this.#out.count, (i) => this.#weights[i]! * this.#out.read([value], i));
  }

  #seed(): unknown {
    return this.#out.fill(0, this.#out.zeros()[0], (i) => this.#weights[i]!);
  }

  #tangents(): unknown[] {
    const zeros = this.#in.zeros();
    return this.#args.map((value, i) => (differentiable(value) ? this.#in.fill(i, zeros[i], (k) => this.#direction[k]!) : undefined));
  }

  #reverse(): { readonly state: unknown; readonly reverse: number } {
    const [state, back] = pullback(this.#whole, ...(cloneAll([...this.#args]) as any[]));
    const once = (): number => {
      const bars = back(this.#seed() as never) as unknown[];
      return sum(this.#in.count, (i) => this.#in.read(bars, i) * this.#direction[i]!);
    };
    const reverse = once();
    if (!Object.is(reverse, once())) this.#wrong.push('the pullback gives something else when it is called again');
    return { state, reverse };
  }

  #forward(): number | null {
    const tangents = this.#tangents();
    return this.#available('forward', () => {
      const [, dot] = pushforward(this.#whole, cloneAll([...this.#args]) as any[], tangents as any[]);
      return sum(this.#out.count, (i) => this.#weights[i]! * this.#out.read([dot], i));
    });
  }

  /** Along the direction, of the gradient in another direction. */
  #second(): number | null {
    const { count } = this.#in;
    if (count === 0 || count + this.#out.count > MOST) return null;
    const total = totalOf(this.#args.length, this.#out);
    const other = this.#direction.map((d, i) => this.#weights[i % this.#weights.length]! * d);
    const fixed = [this.#f, [...this.#weights]],
      along = (bars: readonly unknown[]): number => sum(count, (i) => this.#in.read(bars.slice(2), i) * other[i]!);
    const at = [...fixed, ...cloneAll([...this.#args])],
      by = [undefined, undefined, ...this.#tangents()];
    const curved = this.#available('second order', () => along(hvp(total as Any, at as any[], by as any[]) as unknown[]));
    if (curved === null) return null;
    const slopes = (given: readonly unknown[]): unknown[] => gradient(total as Any, ...[...fixed, ...given]) as unknown[];
    const slope = (h: number): number => along(slopes(this.#moved(h)));
    const here = slopes(cloneAll([...this.#args])).slice(2),
      size = sum(count, (i) => Math.abs(this.#in.read(here, i) * other[i]!));
    return error(curved, derivative(slope, this.#steps), size);
  }

  #available(what: string, run: () => number): number | null {
    try {
      return run();
    } catch (thrown) {
      if (!(thrown instanceof AdjointError) || thrown.kind === 'bug') throw thrown;
      this.#missing.push(`${what}: ${thrown.code}: ${thrown.message.split('\n')[0]}`);
      return null;
    }
  }

  /** Value, state and aliases against a plain call. */
  #compareState(state: unknown): void {
    for (let i = 0; i < this.#out.count; i++) {
      const [is, was] = [this.#out.read([state], i), this.#out.read([this.#value], i)];
      if (!Object.is(is, was) && !(Math.abs(is - was) <= 1e-12 * Math.abs(was)))
        this.#wrong.push(`a number of the result, or of an argument after the call, is ${is} and not ${was} as of a plain call`);
    }
    if (aliases(state) !== aliases(this.#value)) this.#wrong.push('result and arguments share memory otherwise than after a plain call');
  }
}

const sum = (count: number, at: (i: number) => number): number => {
  let all = 0;
  for (let i = 0; i < count; i++) all += at(i);
  return all;
};

function error(a: number, b: number, size: number): number {
  if (Object.is(a, b) || !Number.isFinite(b)) return 0;
  const apart = Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b), size, Number.MIN_VALUE);
  return Number.isNaN(apart) ? Number.POSITIVE_INFINITY : apart;
}

const STEPS = [1e-2, 3e-3, 1e-3, 3e-4, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8];

/** The derivative of `at` at 0. */
const derivative = (at: (h: number) => number, steps: readonly number[]): number =>
  differences((h) => (at(h) - at(-h)) / (2 * h), steps).finer;

/** Which objects are the same, in the order in which they are met. */
function aliases(root: unknown): string {
  const met = new Map<object, number>(),
    order: number[] = [];
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const known = met.get(value);
    order.push(known ?? met.size);
    if (known !== undefined) return;
    met.set(value, met.size);
    if (ArrayBuffer.isView(value)) walk(value.buffer);
    else if (value instanceof Map || value instanceof Set) for (const inner of value.values()) walk(inner);
    else for (const key of Object.keys(value)) walk((value as Record<string, unknown>)[key]);
  };
  walk(root);
  return order.join();
}

type Total = (...args: never[]) => number;
/** By their text: what is compiled of one is used again. */
const totals = new Map<string, Total>();

/** The weighted sum of all that the function leaves, as a function of it, the weights and its arguments. */
function totalOf(count: number, out: Places): Total {
  const params = Array.from({ length: count }, (_, i) => 'abcdeg'[i]!);
  const terms = out.slots().map(({ steps, owner, key }, i) => {
    if (owner instanceof Map || steps.some((s) => s.owner instanceof Map || s.owner instanceof Set))
      throw fault('E_UNSUPPORTED', null, { construct: 'A check of second derivatives of a Map' });
    const path = [...steps.map((s) => s.key), key].map((k) => `[${JSON.stringify(k)}]`).join('');
    return `all${path} * w[${i}]`;
  });
  const all = `const y = f(${params.join(', ')}); const all = { ${['y', ...params].join(', ')} };`;
  const text = `${all} return ${terms.join(' + ') || '0'};`;
  let total = totals.get(text);
  if (!total) totals.set(text, (total = new Function('f', 'w', ...params, text) as Total));
  return total;
}
