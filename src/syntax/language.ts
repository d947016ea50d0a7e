/** The functions that the language itself brings, as they are when they are first asked for. */

let found: Set<unknown> | null = null;

/** A function of the language: what it runs of the user's, it was given. */
export function isOfLanguage(fn: Function): boolean {
  found ??= collect();
  return found.has(fn);
}

/** A prototype that the language brings. */
export function isPrototypeOfLanguage(object: object): boolean {
  const maker: unknown = Object.getOwnPropertyDescriptor(object, 'constructor')?.value;
  return typeof maker === 'function' && isOfLanguage(maker) && maker.prototype === object;
}

function collect(): Set<unknown> {
  const all = new Set<unknown>();
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    const own = Object.getOwnPropertyDescriptor(globalThis, name)!;
    // what a program adds is enumerable
    if ('value' in own && !own.enumerable) members(own.value, all);
  }
  for (const iterable of [[], new Map(), new Set(), '', 'a'.matchAll(/a/g)])
    members(Object.getPrototypeOf(iterable[Symbol.iterator]()), all);
  return all;
}

function members(owner: unknown, all: Set<unknown>): void {
  if ((typeof owner !== 'object' && typeof owner !== 'function') || owner === null) return;
  if (typeof owner === 'function') all.add(owner);
  for (const key of Reflect.ownKeys(owner)) {
    const { value, get } = Object.getOwnPropertyDescriptor(owner, key)!;
    if (get && isNative(get as Function)) all.add(get);
    if (typeof value === 'function' && isNative(value as Function)) all.add(value);
    if (key === 'prototype' && typeof value === 'object') members(value, all);
  }
}

/** Its code is the engine's. */
export const isNative = (fn: Function): boolean => NATIVE.test(Function.prototype.toString.call(fn));

const NATIVE = /\{\s*\[native code\]\s*\}$/;
