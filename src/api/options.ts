/** What a verb is called with, checked before anything runs. */
import { isProxy } from '../../mutation/memory/index.ts';
import { OPTIONAL } from '../dispatch/pipeline.ts';
import type { AdjointError } from '../fault/fault.ts';
import { fault } from '../fault/messages.ts';
import type { Wrt } from './types.ts';
import { received } from './words.ts';

/** Options of {@link grad} and {@link valueAndGrad} besides `wrt`. */
export interface Options {
  /** How the values are remembered that the function overwrites: chosen by cost (`auto`, the default), or one form throughout. */
  readonly mutation?: 'auto' | 'snapshot' | 'keep';
  /**
   * Bytes that may be taken for what the derivative has to remember. Long loops are then checkpointed: their state is copied now and
   * then, and they are run again from there, part by part, on the way back. Unbounded unless given.
   */
  readonly memory?: number;
  /** Afterwards the arguments are as they were, instead of as the function leaves them, also when it throws. */
  readonly restore?: boolean;
  /** Captured variables that cannot be found, by name: `{ scope: { k } }`. */
  readonly scope?: Readonly<Record<string, unknown>>;
  /** Count every value that is kept and taken and check the program between passes: slow, for tests. */
  readonly checked?: boolean;
  /** Passes of the compiler to leave out, by name: the result is the same, and slower. For finding mistakes of ours. */
  readonly without?: readonly string[];
  /**
   * Look at every number: the first value or derivative that is not finite is told with its place, and so are stores that round
   * a number with a derivative. Warnings go to the function, or to `console.warn`. Slow, for finding mistakes.
   */
  readonly debug?: boolean | ((warning: AdjointError) => void);
}

export interface Checked {
  readonly wrt: readonly number[];
  /** `wrt` was one index, not a list. */
  readonly single: boolean;
  /** `wrt` was left out. */
  readonly first: boolean;
  readonly captures: boolean;
  readonly restore: boolean;
  readonly mutation: 'auto' | 'snapshot' | 'keep';
  readonly memory: number | null;
  readonly scope: Readonly<Record<string, unknown>> | null;
  readonly checked: boolean;
  /** In order. */
  readonly without: string;
  readonly debug: ((warning: AdjointError) => void) | null;
}

const MUTATIONS: readonly unknown[] = ['auto', 'snapshot', 'keep'];
const KNOWN = new Set(['wrt', 'mutation', 'memory', 'scope', 'checked', 'debug', 'captures', 'restore', 'without']);

/** Refuses options that cannot be meant. */
export function checkOptions(options: (Options & { readonly wrt?: Wrt | undefined; readonly captures?: boolean }) | undefined): Checked {
  const given = options ?? {};
  const need = (what: string, expected: string, value: unknown): never => {
    throw fault('E_KIND', null, { what, expected, received: received(value) });
  };
  if (typeof given !== 'object') need('The second argument', 'an object of options', given);
  for (const [name, value] of Object.entries(given)) {
    if (KNOWN.has(name) || value === undefined) continue;
    throw fault('E_UNSUPPORTED', null, { construct: `A function under the option \`${name}\``, instead: 'Leave the option out' });
  }
  const { captures = false, restore = false, without = [] } = given;
  const { wrt = 0, mutation = 'auto', memory = null, scope = null, checked = false, debug = false } = given;
  if (!MUTATIONS.includes(mutation)) need('The option `mutation`', "'auto', 'snapshot' or 'keep'", mutation);
  if (memory !== null && !(typeof memory === 'number' && memory > 0)) need('The option `memory`', 'a positive number of bytes', memory);
  if (typeof scope !== 'object') need('The option `scope`', 'an object of variables by name', scope);
  if (typeof wrt !== 'number' && !Array.isArray(wrt)) need('The option `wrt`', 'the index of an argument, or a list of them,', wrt);
  if (!Array.isArray(without) || !without.every((name) => OPTIONAL.has(name as string)))
    need('The option `without`', `a list of ${[...OPTIONAL].map((name) => `'${name}'`).join(', ')}`, without);
  if (typeof captures !== 'boolean') need('The option `captures`', 'true or false', captures);
  if (typeof restore !== 'boolean') need('The option `restore`', 'true or false', restore);
  if (typeof debug !== 'boolean' && typeof debug !== 'function') need('The option `debug`', 'true, false or a function', debug);
  const warned = typeof debug === 'function' ? debug : debug ? (warning: AdjointError) => console.warn(warning.message) : null;
  return {
    wrt: typeof wrt === 'number' ? [wrt] : [...wrt],
    single: typeof wrt === 'number',
    first: given.wrt === undefined,
    captures,
    restore,
    mutation,
    memory,
    scope,
    checked,
    without: [...without].sort().join(),
    debug: warned,
  };
}

/** Refuses what is not a function. */
export function checkFunction(f: unknown): void {
  if (typeof f !== 'function') throw fault('E_NOT_FUNCTION', null, { received: received(f) });
}

/** Whether a derivative can live in an argument. */
export function differentiable(value: unknown): boolean {
  if (typeof value === 'number') return true;
  if (typeof value !== 'object' || value === null) return false;
  if (isProxy(value)) return true; // refused by name, untouched
  if (value instanceof Float64Array || value instanceof Float32Array || Array.isArray(value)) return true;
  if (value instanceof Map || value instanceof Set) return Object.getPrototypeOf(value) === (value instanceof Map ? Map : Set).prototype;
  return !ArrayBuffer.isView(value) && Object.prototype.toString.call(value) === '[object Object]';
}

const WHOLE: (readonly number[])[] = [];
/** `[0, 1, …, count - 1]`, the same list for the same count. */
export const firstIndices = (count: number): readonly number[] => (WHOLE[count] ??= Array.from({ length: count }, (_, i) => i));

/** Of the arguments asked for, those with a derivative. Refuses indices that name no argument, and a choice without any number. */
export function activeOf(wrt: readonly number[], args: readonly unknown[]): readonly number[] {
  const count = args.length;
  if (wrt !== WHOLE[count]) {
    const seen = new Set<number>();
    for (const index of wrt) {
      if (!Number.isInteger(index) || index < 0 || index >= count || seen.has(index))
        throw fault('E_WRT', null, { index: String(index), count });
      seen.add(index);
    }
  }
  const every = wrt.every((index) => differentiable(args[index]));
  const active = every ? wrt : wrt.filter((index) => differentiable(args[index]));
  if (active.length === 0 && wrt.length > 0)
    throw fault('E_NOT_DIFFERENTIABLE', null, { index: wrt[0]!, received: received(args[wrt[0]!]) });
  return active;
}
