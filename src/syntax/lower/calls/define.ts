/** `Object.defineProperty` with a descriptor that is written out there: a store, and then the flags of the property. */
import type * as t from '@babel/types';
import { fault } from '../../../fault/messages.ts';
import { type Atom, isId, isLit, lit } from '../../../ir/ir.ts';
import { classOf } from '../classes.ts';
import { hasOwn } from '../inheritance.ts';
import { builtin } from '../known.ts';
import { store } from '../memory.ts';
import { accessorsOf } from '../prototype.ts';
import type { Lowering } from '../state.ts';

/** Functions that change what an object has in ways that are not followed. */
const CHANGING: ReadonlySet<unknown> = new Set([Object.setPrototypeOf, Reflect.defineProperty, Reflect.setPrototypeOf]);

/** What a call that defines properties gives; null for other functions, and for objects whose inside is not followed. */
export function define(l: Lowering, _: t.Node, fn: Function, args: readonly Atom[]): Atom | null {
  const [object, key = lit('undefined'), descriptor] = args;
  const c = object === undefined ? null : classOf(l, object);
  if (c === null || c.forms.has('opaque')) return null;
  if (CHANGING.has(fn)) throw fault('E_UNSUPPORTED', l.site, { construct: `\`${fn.name}\` of an object that is followed` });
  if (fn === Object.defineProperties) return defineAll(l, object!, key);
  return fn === Object.defineProperty ? defineOne(l, object!, key, descriptor) : null;
}

/** … with a list of descriptors that is written out there. */
function defineAll(l: Lowering, object: Atom, list: Atom): Atom {
  const made = isId(list) ? l.definitions.get(list) : undefined;
  if (made?.op !== 'object')
    throw fault('E_UNSUPPORTED', l.site, { construct: '`Object.defineProperties` with descriptors made elsewhere' });
  made.attr.forEach((name, i) => defineOne(l, object, lit(name), made.args[i]!));
  return object;
}

function defineOne(l: Lowering, object: Atom, key: Atom, descriptor: Atom | undefined): Atom {
  const made = descriptor !== undefined && isId(descriptor) ? l.definitions.get(descriptor) : undefined;
  const part = (name: string): Atom | undefined => (made?.attr.includes(name) ? made.args[made.attr.indexOf(name)] : undefined);
  if (part('get') ?? part('set')) throw fault('E_ACCESSOR', l.site, { property: isId(key) ? '[…]' : String(key.lit) });
  const value = part('value');
  if (made?.op !== 'object' || value === undefined)
    throw fault('E_UNSUPPORTED', l.site, { construct: '`Object.defineProperty` with a descriptor without a value, or made elsewhere,' });
  if (isLit(key) && accessorsOf(l, classOf(l, object)!, String(key.lit))) throw fault('E_ACCESSOR', l.site, { property: String(key.lit) });
  const had = hasOwn(l, object, key);
  store(l, object, key, value);
  l.heap.set(l.kind(object).cls, 'grows');
  const flags = ['writable', 'enumerable', 'configurable'].map((name) => part(name) ?? lit(undefined));
  l.emit('native', [builtin(l, protect, 'protect'), lit(undefined), object, key, had, ...flags], { attr: ['defineProperty', 'inert'] });
  return object;
}

/** Flags that are not given stay as they are, or are false for a new property. */
function protect(object: object, key: PropertyKey, had: boolean, ...flags: (boolean | undefined)[]): void {
  const given: PropertyDescriptor = {};
  (['writable', 'enumerable', 'configurable'] as const).forEach((name, i) => {
    if (flags[i] !== undefined || !had) given[name] = Boolean(flags[i]);
  });
  Object.defineProperty(object, key, given);
}
