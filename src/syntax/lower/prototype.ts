/** What objects inherit: methods of the user's prototypes and of the builtin ones. */
import type { Form, MemoryClass } from '../../facts/heap.ts';
import { ANY_PRIMITIVE } from '../../facts/infer.ts';
import * as K from '../../facts/kinds.ts';
import type { Kind } from '../../facts/kinds.ts';
import { fault } from '../../fault/messages.ts';
import type { Atom } from '../../ir/ir.ts';
import { classOf } from './classes.ts';
import type { Lowering } from './state.ts';

const TypedArray = (Object.getPrototypeOf(Float64Array) as { prototype: object }).prototype;
const PROTOTYPES: Readonly<Record<Form, object | null>> = {
  float64: TypedArray,
  float32: TypedArray,
  ints: TypedArray,
  array: Array.prototype,
  function: Function.prototype,
  object: null,
  opaque: null,
};
const PRIMITIVES: readonly (readonly [number, object])[] = [
  [K.STRING, String.prototype],
  [K.NUMBER, Number.prototype],
  [K.BOOLEAN, Boolean.prototype],
  [K.BIGINT, BigInt.prototype],
];

/** The kind of what objects of a class inherit under a name, or null. */
export function inherited(l: Lowering, c: MemoryClass, name: string): Kind | null {
  const found = [
    ...[...c.protos].map((proto) => own(l, proto, name)),
    ...[...c.forms].map((form) => (form === 'opaque' ? null : ofBuiltin(l, PROTOTYPES[form] ?? Object.prototype, name))),
  ];
  if (found.every((kind) => kind === null)) return null;
  return found.map((kind) => kind ?? K.NOTHING).reduce((x, y) => l.heap.join(x, y));
}

/** What a prototype of the user's gives. */
function own(l: Lowering, proto: object, name: string): Kind | null {
  const found = descriptor(proto, name);
  if (found && !('value' in found)) throw fault('E_ACCESSOR', l.site, { property: name });
  return found ? l.heap.ofValue(found.value) : null;
}

/** What a builtin prototype gives; its getters tell the size and the buffer of a typed array. */
export function ofBuiltin(l: Lowering, proto: object, name: string): Kind | null {
  const found = descriptor(proto, name);
  if (!found) return null;
  return 'value' in found ? l.heap.ofValue(found.value) : { ...ANY_PRIMITIVE, cls: l.heap.site('getter', 'opaque') };
}

/** What a text gives under a name. */
export const ofText = (l: Lowering, name: string): Kind => ofBuiltin(l, String.prototype, name) ?? K.NOTHING;

function descriptor(from: object, name: string): PropertyDescriptor | undefined {
  for (let o: object | null = from; o; o = Object.getPrototypeOf(o) as object | null) {
    const found = Object.getOwnPropertyDescriptor(o, name);
    if (found) return name === '__proto__' ? undefined : found;
  }
  return undefined;
}

/** The builtin method that `name` means whatever the value is; null where values have their own, or differ. */
export function builtinMethod(l: Lowering, value: Atom, name: string): Function | null {
  const found = new Set<unknown>();
  const c = classOf(l, value),
    { prims } = l.kind(value);
  if (c) {
    if (c.slots.has('.' + name) && !c.forms.has('function')) return null;
    for (const form of c.forms) found.add(PROTOTYPES[form] && valueIn(PROTOTYPES[form], name));
  } else for (const [bit, proto] of PRIMITIVES) if ((prims & bit) !== 0) found.add(valueIn(proto, name));
  const [only] = found;
  return found.size === 1 && typeof only === 'function' ? only : null;
}

function valueIn(proto: object, name: string): unknown {
  return descriptor(proto, name)?.value as unknown;
}
