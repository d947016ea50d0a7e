/** What a concrete object is to the heap. */
import { isProxy } from './proxy.ts';

export type Form = 'float64' | 'float32' | 'ints' | 'array' | 'object' | 'function' | 'opaque';

/** `Float64Array`, `Uint8Array`, …. */
export const tagOf = (view: object): string => Object.prototype.toString.call(view).slice(8, -1);

export function formOf(object: object): Form {
  if (typeof object === 'function') return 'function';
  if (isProxy(object)) return 'opaque';
  if (object instanceof Float64Array) return 'float64';
  if (object instanceof Float32Array) return 'float32';
  if (ArrayBuffer.isView(object) && !(object instanceof DataView)) return 'ints';
  if (Array.isArray(object)) return 'array';
  const tag = Object.prototype.toString.call(object);
  return tag === '[object Object]' && !isPrototype(object) ? 'object' : 'opaque';
}

/** Objects with this prototype inherit an accessor under the name. */
export function hidesAccessor(proto: object | null, name: string): boolean {
  for (let at = proto; at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at) as object | null) {
    const found = Object.getOwnPropertyDescriptor(at, name);
    if (found) return !('value' in found);
  }
  return false;
}

/** What a function of the outside gives to the objects that it makes: it is looked up in, never followed as memory. */
function isPrototype(object: object): boolean {
  const own = Object.getOwnPropertyDescriptor(object, 'constructor')?.value as unknown;
  return typeof own === 'function' && Object.getOwnPropertyDescriptor(own, 'prototype')?.value === object;
}
