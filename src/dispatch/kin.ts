/**
 * Closures of one code. `gradient(x => loss(x, data), x0)` makes its function anew at every call; all of them are one piece of
 * code that sees other variables. What was compiled for one suits another whose variables are the same or, where they are memory,
 * of the same kinds; the kinds are tested as at every call. A number that never changes in one closure is a literal of its
 * program; once another closure has another number there, it is an input from then on.
 */
import type { Capture, Closure, Environment } from '../syntax/environment.ts';
import type { Captures } from './captures.ts';

/** What a compilation asked of the variables that its function itself sees. */
export interface Asked {
  readonly code: string;
  readonly captures: readonly Capture[];
  /** The names of those that may be other memory in another closure: nothing but the program's inputs was made of them. */
  readonly free: ReadonlySet<string>;
}

/** Functions with the same text are kept in mind together; only the last few texts are. */
const KEPT = 64;
const MOST = 8;

export class Kin<T extends { readonly asked: Asked | null }> {
  readonly #byText = new Map<string, T[]>();

  /** Those that may suit a function, with the captures that it has in the place of the captures they asked for. */
  *of(fn: Function, environment: Environment): Iterable<readonly [T, ReadonlyMap<string, Capture>]> {
    const { all, closure } = this.#look(fn, environment);
    for (const one of all) {
      const { code, captures, free } = one.asked!;
      if (closure?.code === code && captures.every((c) => suits(c, closure.captures.get(c.name), free.has(c.name))))
        yield [one, closure.captures];
    }
  }

  /** Variables that are numbers in a function and in one of its kin, and not the same ones, while all others suit. */
  varying(fn: Function, environment: Environment): ReadonlySet<string> {
    const { all, closure } = this.#look(fn, environment);
    for (const { asked } of all) {
      const { code, captures, free } = asked!;
      if (closure?.code !== code) continue;
      const others = captures.filter((c) => !suits(c, closure.captures.get(c.name), free.has(c.name)));
      if (others.every((c) => areNumbers(c, closure.captures.get(c.name))))
        return new Set([...others.map((c) => c.name), ...captures.flatMap((c) => (c.given ? [c.name] : []))]);
    }
    return NONE;
  }

  /** Those of the same text, and what the function sees of what they asked for. */
  #look(fn: Function, environment: Environment): { readonly all: readonly T[]; readonly closure: Closure | null } {
    const all = this.#byText.get(textOf(fn)) ?? [];
    const names = new Set(all.flatMap(({ asked }) => asked!.captures.map((c) => c.name)));
    return { all, closure: all.length === 0 ? null : (environment.closure?.(fn, [...names]) ?? null) };
  }

  add(fn: Function, one: T): void {
    if (!one.asked) return;
    const text = textOf(fn),
      all = this.#byText.get(text);
    if (all) {
      if (all.push(one) > MOST) all.shift();
      return;
    }
    if (this.#byText.size >= KEPT) this.#byText.delete(this.#byText.keys().next().value!);
    this.#byText.set(text, [one]);
  }
}

const textOf = (fn: Function): string => Function.prototype.toString.call(fn);

/** Memory may be other memory; what the program was made of must be the very same. */
function suits(before: Capture, now: Capture | undefined, free: boolean): boolean {
  if (before.given) return areNumbers(before, now);
  if (!now || now.constant !== before.constant || now.global !== before.global) return false;
  return free ? isObject(now.value) || !now.constant : Object.is(before.value, now.value);
}

const NONE: ReadonlySet<string> = new Set();
const areNumbers = (before: Capture, now: Capture | undefined): boolean =>
  now !== undefined && (now.constant || now.given === true) && typeof now.value === 'number' && typeof before.value === 'number';

/** What a function sees, where some numbers are given to its program at every call. */
export function withInputs(below: Environment, fn: Function, names: ReadonlySet<string>): Environment {
  if (names.size === 0) return below;
  return {
    ...below,
    captures(of, asked) {
      const found = below.captures(of, asked);
      if (of !== fn) return found;
      for (const [name, capture] of found) if (names.has(name) && capture.constant) found.set(name, asInput(capture));
      return found;
    },
  };
}

const asInput = (capture: Capture): Capture => ({
  ...capture,
  constant: false,
  given: true,
  direct: true,
  read: () => capture.value,
});

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

/** Null: other closures of the function's code cannot be told. `inputs`: the captures that the compiled program is given. */
export function askedOf(fn: Function, inputs: readonly Capture[], captures: Captures, environment: Environment): Asked | null {
  const closure = environment.closure?.(fn, []);
  if (!closure) return null;
  const asked = captures.of(fn);
  const isInput = ({ name }: Capture): boolean => inputs.some((c) => c.fn === fn && c.name === name);
  const free = asked.filter(
    ({ capture, shared }) => isInput(capture) && !(shared && isObject(capture.value)) && (isObject(capture.value) || !capture.constant),
  );
  return { code: closure.code, captures: asked.map(({ capture }) => capture), free: new Set(free.map(({ capture }) => capture.name)) };
}
