/** What rules are made of: checked when they are made, as far as that can be. */
import type { Callable, Kernel, Result, Rule, Told } from '../../rules/index.ts';
import { fault } from '../fault/messages.ts';
import { received } from './words.ts';

const rules = new WeakSet<object>();

/** Notes what a word has made. */
export function ruled(rule: Rule): Rule {
  rules.add(rule);
  return rule;
}

export function isRule(value: unknown): Rule {
  if (typeof value !== 'object' || value === null || !rules.has(value)) throw fault('E_RULE', null, { received: received(value) });
  return value as Rule;
}

export const named = (fn: Callable): string => fn.name || 'anonymous';

export function someFunction(fn: unknown, word: string): asserts fn is Callable {
  if (typeof fn !== 'function') throw fault('E_RULE/function', null, { word, received: received(fn) });
}

const NATIVE = /\{\s*\[native code\]\s*\}\s*$/;

/** A function whose text can be read. */
export function readable<F>(fn: F, of: unknown, what: string): F {
  const name = typeof of === 'function' ? named(of as Callable) : 'a function';
  if (typeof fn !== 'function') throw fault('E_RULE/part', null, { name, what, received: received(fn) });
  if (NATIVE.test(Function.prototype.toString.call(fn))) throw fault('E_RULE/source', null, { name, what });
  return fn;
}

interface Given {
  readonly word: 'linear' | 'bilinear' | 'opaque' | 'overwrite';
  readonly pullback: unknown;
  readonly pushforward?: unknown;
  readonly result?: unknown;
  readonly receiver?: boolean;
  readonly writes?: unknown;
  readonly gives?: 'nothing' | 'argument';
}

export function kernel(fn: unknown, { word, pullback, pushforward, result, receiver = false, writes = [], gives }: Given): Kernel {
  someFunction(fn, word);
  const written = [writes].flat() as number[];
  if (word === 'overwrite' && (written.length === 0 || !written.every((i) => Number.isInteger(i) && i >= 0)))
    throw fault('E_RULE/part', null, { name: named(fn), what: '`writes`', received: received(writes) });
  const parts = { fn, result: (result ?? null) as Result | null, receiver, writes: written, fluent: gives === 'argument' };
  const single = !Array.isArray(writes);
  return {
    is: 'kernel',
    name: named(fn),
    ...parts,
    call: calling({ ...parts, single }),
    form: word === 'linear' || word === 'bilinear' ? word : 'adjoint',
    pullback: told(pullback, fn, word === 'linear' || word === 'bilinear' ? 'its adjoint' : 'its pullback'),
    pushforward: pushforward === undefined ? null : told(pushforward, fn, 'its pushforward'),
    single,
    risky: false,
  };
}

function told(given: unknown, fn: Callable, what: string): Told {
  if (!Array.isArray(given)) return readable(given as Callable, fn, what);
  return (given as unknown[]).map((one) => (one === null ? null : readable(one as Callable, fn, what)));
}

interface Calling {
  readonly fn: Callable;
  readonly result: Result | null;
  readonly receiver: boolean;
  readonly writes: readonly number[];
  readonly single: boolean;
  readonly fluent: boolean;
}

/** The function as derived code calls it: it changes nothing that it is given, and gives new memory. */
function calling({ fn, result, receiver, writes, single, fluent }: Calling): Callable {
  const plain: Callable = receiver ? (self: unknown, ...args: unknown[]) => fn.apply(self, args) : fn;
  if (writes.length > 0) return (...args) => overwritten(fn, plain, args, { writes, single, fluent });
  return (...args) => {
    const y: unknown = plain(...args);
    if (typeof y === 'object' && y !== null) requireNew(fn, y, args);
    if (typeof result === 'string' && !suits(y, result))
      throw fault('E_RULE/gave', null, { name: named(fn), received: received(y), want: result });
    return y;
  };
}

const buffer = (value: unknown): unknown => (ArrayBuffer.isView(value) ? value.buffer : value);

function requireNew(fn: Callable, y: object, args: readonly unknown[]): void {
  for (let i = 0; i < args.length; i++)
    if (buffer(args[i]) === buffer(y)) throw fault('E_RULE/alias', null, { name: named(fn), argument: String(i) });
}

function suits(value: unknown, result: string): boolean {
  if (result === 'number') return typeof value === 'number';
  if (result === 'number[]') return Array.isArray(value) && (value.length === 0 || typeof value[0] === 'number');
  if (result === 'number[][]') return Array.isArray(value) && (value.length === 0 || Array.isArray(value[0]));
  return Object.prototype.toString.call(value) === `[object ${result}]`;
}

/** What a function leaves in the arguments that it writes; it gets copies of those. */
function overwritten(fn: Callable, plain: Callable, args: readonly unknown[], how: Pick<Calling, 'writes' | 'single' | 'fluent'>): unknown {
  const copies = new Map<unknown, unknown>();
  for (const at of how.writes) copies.set(args[at], copied(args[at]));
  for (const other of args) {
    if (copies.has(other) || !ArrayBuffer.isView(other)) continue;
    for (const at of how.writes)
      if (overlap(other, args[at])) throw fault('E_RULE/overlap', null, { name: named(fn), argument: String(at) });
  }
  const first = copies.get(args[how.writes[0]!]);
  const result: unknown = plain(...args.map((a) => (copies.has(a) ? copies.get(a) : a)));
  if (how.fluent ? result !== first : result !== undefined)
    throw fault('E_RULE/gave', null, {
      name: named(fn),
      received: received(result),
      want: how.fluent ? 'the argument that it writes' : 'nothing',
    });
  return how.single ? first : how.writes.map((at) => copies.get(args[at]));
}

function overlap(a: ArrayBufferView, b: unknown): boolean {
  return (
    ArrayBuffer.isView(b) &&
    a.buffer === b.buffer &&
    a.byteOffset < b.byteOffset + b.byteLength &&
    b.byteOffset < a.byteOffset + a.byteLength
  );
}

function copied(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (ArrayBuffer.isView(value)) return (value as Float64Array).slice();
  if (Array.isArray(value)) return value.map(copied);
  const copy = Object.create(Object.getPrototypeOf(value) as object | null) as Record<PropertyKey, unknown>;
  for (const key of Reflect.ownKeys(value)) copy[key] = copied((value as Record<PropertyKey, unknown>)[key]);
  return copy;
}
