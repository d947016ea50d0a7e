/** What is done to memory of one structure, number by number: adding, inner products, copies, assignment. Told as code, by class. */
import type * as t from '@babel/types';
import { ELEMENT, isKeyed, type MemoryClass } from '../../../facts/heap.ts';
import * as K from '../../../facts/kinds.ts';
import { fault } from '../../../fault/messages.ts';
import { type Atom, lit } from '../../../ir/ir.ts';
import { PROTO } from '../../../ir/ops.ts';
import { readSource } from '../../read.ts';
import { makeObject } from '../allocate.ts';
import { classOf, isSequence } from '../classes.ts';
import { inherit } from '../expressions/class.ts';
import { lookedUp } from '../known.ts';
import { load } from '../memory.ts';
import type { Lowering } from '../state.ts';
import type { Unit } from '../unit.ts';
import { enterFunction } from './inline.ts';

const units = new Map<string, Unit>();

/** Runs code that speaks of what it is given and of intrinsics. */
export function told(l: Lowering, node: t.Node, text: string, name: string, values: readonly Atom[]): Atom {
  let unit = units.get(text);
  if (!unit) units.set(text, (unit = { source: readSource(text, name), fn: null, name }));
  return enterFunction(l, node, { unit, node: unit.source.node, taken: [], name }, lit(undefined), { values, list: null });
}

/** Whether what a slot holds is a number; what may be that or memory is refused, as nobody could say where a cotangent belongs. */
function holdsNumbers(l: Lowering, kind: K.Kind): boolean {
  if (K.mayBeNumber(kind) && K.isRef(kind))
    throw fault('E_UNSUPPORTED', l.site, {
      construct: 'A place that holds a number at one time and an object at another, given to a function with a rule,',
    });
  return K.mayBeNumber(kind);
}
const text = (value: string): string => JSON.stringify(value);

/** What an object of a class may consist of. */
function partsOf(l: Lowering, c: MemoryClass): readonly { readonly name: string; readonly kind: K.Kind }[] {
  if (c.wild || c.forms.size !== 1 || !c.forms.has('object'))
    throw fault('E_UNSUPPORTED', l.site, { construct: 'An object with computed names, given to a function with a rule,' });
  return [...c.slots].flatMap(([slot, kind]) => (slot.startsWith('.') && !slot.startsWith('.%') ? [{ name: slot.slice(1), kind }] : []));
}

/** Guards against what leads back to itself: trees and lists of unknown depth. */
function inside<T>(l: Lowering, c: MemoryClass, run: () => T): T {
  if (l.structures.has(c))
    throw fault('E_UNSUPPORTED', l.site, { construct: 'An object that leads to others of its kind, given to a function with a rule,' });
  l.structures.add(c);
  try {
    return run();
  } finally {
    l.structures.delete(c);
  }
}

/** `shadow += contribution`, where there is one. `argument`: for messages, -1 for the result. */
export function accumulate(l: Lowering, node: t.Node, shadow: Atom, contribution: Atom, argument: Atom): Atom {
  const c = classOf(l, shadow);
  if (c === null) return lit(undefined);
  const missing = 'if (c === null || c === undefined) return;';
  return inside(l, c, () => {
    if (isSequence(c)) {
      const each = holdsNumbers(l, l.heap.slot(l.kind(shadow).cls, ELEMENT)) ? 's[i] += +c[i];' : '__accumulate(s[i], c[i], k);';
      const code = `(s, c, k) => { ${missing} const n = s.length; if (c.length !== n) __shape(k, c.length, n); for (let i = 0; i < n; i++) ${each} }`;
      return told(l, node, code, 'accumulate', [shadow, contribution, argument]);
    }
    const fields = partsOf(l, c).flatMap(({ name, kind }) => {
      const at = `[${text(name)}]`;
      if (holdsNumbers(l, kind)) return [`if (typeof c${at} === "number") s${at} += +c${at};`];
      return K.isRef(kind) ? [`__accumulate(s${at}, c${at}, k);`] : [];
    });
    return told(l, node, `(s, c, k) => { ${missing} ${fields.join(' ')} }`, 'accumulate', [shadow, contribution, argument]);
  });
}

/** The sum of all products of numbers at the same places. */
export function inner(l: Lowering, node: t.Node, cotangent: Atom, tangent: Atom, argument: Atom): Atom {
  const c = classOf(l, tangent);
  if (c === null) return lit(0);
  const missing = 'if (c === null || c === undefined) return 0;';
  return inside(l, c, () => {
    if (isSequence(c)) {
      const each = holdsNumbers(l, l.heap.slot(l.kind(tangent).cls, ELEMENT)) ? 'c[i] * t[i]' : '__inner(c[i], t[i], k)';
      const code = `(c, t, k) => { ${missing} const n = t.length; if (c.length !== n) __shape(k, c.length, n); let sum = 0; for (let i = 0; i < n; i++) sum += ${each}; return sum; }`;
      return told(l, node, code, 'inner', [cotangent, tangent, argument]);
    }
    const terms = partsOf(l, c).flatMap(({ name, kind }) => {
      const at = `[${text(name)}]`;
      if (holdsNumbers(l, kind)) return [`(typeof c${at} === "number" ? c${at} * t${at} : 0)`];
      return K.isRef(kind) ? [`__inner(c${at}, t${at}, k)`] : [];
    });
    return told(l, node, `(c, t, k) => { ${missing} return ${terms.join(' + ') || '0'}; }`, 'inner', [cotangent, tangent, argument]);
  });
}

/** New memory with the same content. What holds no number is not copied. */
export function duplicate(l: Lowering, node: t.Node, value: Atom): Atom {
  const c = classOf(l, value);
  if (c === null || [...c.forms].some((form) => form === 'function' || form === 'opaque' || isKeyed(form))) return value;
  return inside(l, c, () => {
    if (isSequence(c)) {
      const flat = !K.isRef(l.heap.slot(l.kind(value).cls, ELEMENT));
      const code = flat
        ? '(a) => __copy(a)'
        : '(a) => { const n = a.length; const b = __like(a, n); for (let i = 0; i < n; i++) b[i] = __duplicate(a[i]); return b; }';
      return told(l, node, code, 'duplicate', [value]);
    }
    const names = partsOf(l, c).map(({ name }) => name),
      values = names.map((name) => duplicate(l, node, load(l, value, lit(name)))),
      role = `copy ${names.join()}`;
    if (c.makers.size === 0 && c.protos.size === 1 && c.protos.has(Object.prototype)) return makeObject(l, node, names, values, role);
    const proto = prototypeOf(l, value, c),
      made = makeObject(l, node, [PROTO, ...names], [proto, ...values], role);
    inherit(l, l.kind(made).cls, proto);
    return made;
  });
}

/** The prototype that all objects of a class have. */
function prototypeOf(l: Lowering, value: Atom, { protos, makers }: MemoryClass): Atom {
  const [proto] = protos,
    [maker] = makers;
  if (protos.size === 1 && makers.size === 0) return lookedUp(l, proto!, 'prototype');
  if (protos.size === 0 && makers.size === 1) return l.emit('load', [value, lit('__proto__')], { kind: K.ref(maker!) });
  throw fault('E_UNSUPPORTED', l.site, { construct: 'An object of one of several classes, given to a function with a rule,' });
}

/** Gives one memory the content of another one of the same structure. */
export function assign(l: Lowering, node: t.Node, to: Atom, from: Atom): Atom {
  const c = classOf(l, to);
  if (c === null) return lit(undefined);
  return inside(l, c, () => {
    if (isSequence(c)) {
      const each = K.isRef(l.heap.slot(l.kind(to).cls, ELEMENT)) ? '__assign(a[i], b[i]);' : 'a[i] = b[i];';
      return told(l, node, `(a, b) => { const n = a.length; for (let i = 0; i < n; i++) ${each} }`, 'assign', [to, from]);
    }
    const fields = partsOf(l, c).map(({ name, kind }) => {
      const at = `[${text(name)}]`;
      return K.isRef(kind) ? `__assign(a${at}, b${at});` : `a${at} = b${at};`;
    });
    return told(l, node, `(a, b) => { ${fields.join(' ')} }`, 'assign', [to, from]);
  });
}
