/** `x instanceof C`, decided while lowering where the classes of the heap tell. */
import * as K from '../../../facts/kinds.ts';
import { type Atom, isId, lit } from '../../../ir/ir.ts';
import { classOf } from '../classes.ts';
import { targetsOf } from '../closure.ts';
import { builtin, lookedUp } from '../known.ts';
import { lookup } from '../lookup.ts';
import type { Lowering } from '../state.ts';
import { prototypeOf } from './instantiate.ts';

export function isInstance(l: Lowering, x: Atom, constructor: Atom): Atom {
  const [target, ...more] = targetsOf(l, constructor);
  if (target && more.length === 0) {
    const known = target.is === 'function' ? decided(l, x, target.value) : null;
    if (known !== null) return lit(known);
    // a function of derived code is a record, which the engine knows nothing of
    if (target.is === 'closure') return inherits(l, prototypeOf(l, constructor), x);
  }
  return l.emit('instanceof', [x, constructor]);
}

/** `Object.getPrototypeOf(x)`, where all objects of the class have the same one; null otherwise. */
export function prototypeAsked(l: Lowering, fn: Function, [x]: readonly Atom[]): Atom | null {
  if (fn !== Object.getPrototypeOf && fn !== Reflect.getPrototypeOf) return null;
  const c = x === undefined ? null : classOf(l, x);
  if (c === null || l.kind(x!).prims !== 0 || [...c.forms].some((form) => form !== 'object')) return null;
  const [maker, ...makers] = c.makers,
    [proto, ...protos] = c.protos;
  if (maker !== undefined) {
    if (makers.length + c.protos.size > 0) return null;
    const id = l.emit('load', [x!, lit('__proto__')], { kind: K.ref(l.heap.root(maker)) });
    l.solid.add(id);
    return id;
  }
  return proto !== undefined && protos.length === 0 ? lookedUp(l, proto, 'prototype') : null;
}

/** `proto.isPrototypeOf(x)`. */
export function inherits(l: Lowering, proto: Atom, x: Atom): Atom {
  const test = builtin(l, Object.prototype.isPrototypeOf, 'isPrototypeOf');
  return l.emit('native', [test, proto, x], { attr: ['isPrototypeOf', 'inert'], kind: K.BOOL });
}

function decided(l: Lowering, x: Atom, constructor: Function): boolean | null {
  const { prims } = l.kind(x),
    c = classOf(l, x);
  if (!isId(x) || l.isBottom(x) || !l.isSolid(x)) return null;
  if (c === null) return false;
  if (c.makers.size > 0 || c.protos.size === 0 || [...c.forms].some((form) => form !== 'object')) return null;
  const own = lookup(l.session, constructor, Symbol.hasInstance);
  const proto = lookup(l.session, constructor, 'prototype')?.property.value as object;
  if (own?.owner !== Function.prototype || typeof proto !== 'object') return null;
  const found = new Set([...c.protos].map((p) => p === proto || Object.prototype.isPrototypeOf.call(proto, p)));
  const [only] = found;
  return found.size > 1 || (only && prims !== 0) ? null : only!;
}
