/** What the heap learns of a concrete object: the kinds of its slots, and what it leads to. */
import { isSymbolName, symbolName } from '../ir/symbols.ts';
import type { Heap } from './heap.ts';
import { type ClassId, prim } from './kinds.ts';
import * as K from './kinds.ts';
import { type Accessor, addAccessor, formOf, isKeyed } from './memory-class.ts';
import { isPlainSequence, requireStorable } from './sequences.ts';
import { ELEMENT, fieldSlot, isIndex } from './slots.ts';

export function readObject(heap: Heap, object: object, id: ClassId): void {
  const form = formOf(object);
  if (form === 'function') return heap.addTarget(id, { is: 'function', value: object as (...args: never[]) => unknown });
  if (form === 'float64' || form === 'float32') return heap.widen(id, ELEMENT, K.NUM);
  if (form === 'ints')
    return heap.widen(id, ELEMENT, object instanceof BigInt64Array || object instanceof BigUint64Array ? prim(K.BIGINT, true) : K.INT);
  if (isKeyed(form)) return readKeyed(heap, object as Map<unknown, unknown> | Set<unknown>, id);
  if (form !== 'array' && form !== 'object') return;
  if (!Object.isExtensible(object)) heap.set(id, 'fixed');
  if (form === 'array') readArray(heap, object as unknown[], id);
  else readFields(heap, object, id);
}

function readFields(heap: Heap, object: object, id: ClassId): void {
  const proto = Object.getPrototypeOf(object) as object | null;
  if (proto !== null) heap.get(id).protos.add(proto);
  const names = Object.keys(object);
  const symbols = Object.getOwnPropertySymbols(object);
  if (names.some(isSymbolName)) heap.makeWild(id, true);
  const copied = symbols.filter((symbol) => Object.prototype.propertyIsEnumerable.call(object, symbol));
  heap.hasFields(id, [...names, ...copied.map(symbolName)]);
  for (const key of [...names, ...symbols]) {
    if (hidesAccessor(proto, key)) heap.get(id).hides.add(typeof key === 'symbol' ? symbolName(key) : key);
    readField(heap, id, key, Object.getOwnPropertyDescriptor(object, key)!);
  }
}

/** Objects with this prototype inherit an accessor under the name. */
function hidesAccessor(proto: object | null, name: PropertyKey): boolean {
  for (let at = proto; at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at) as object | null) {
    const found = Object.getOwnPropertyDescriptor(at, name);
    if (found) return !('value' in found);
  }
  return false;
}

function readField(heap: Heap, id: ClassId, key: string | symbol, field: PropertyDescriptor): void {
  const name = typeof key === 'symbol' ? symbolName(key) : key;
  if (typeof key === 'string' && !field.writable) heap.set(id, 'fixed');
  if ('value' in field) return heap.widen(id, isIndex(name) ? ELEMENT : fieldSlot(name), heap.ofValue(field.value));
  addAccessor(heap.get(id), name, field as Accessor);
  heap.looseFields(id);
}

function readKeyed(heap: Heap, object: Map<unknown, unknown> | Set<unknown>, id: ClassId): void {
  heap.set(id, 'grows');
  for (const [key, value] of object.entries()) {
    heap.widen(id, ELEMENT, heap.ofValue(value));
    if (object instanceof Map) heap.widen(heap.keys(id), ELEMENT, heap.ofValue(key));
  }
}

function readArray(heap: Heap, array: unknown[], id: ClassId): void {
  const { length } = array;
  requireStorable(length);
  if (!isPlainSequence(array)) heap.addProto(id, Object.getPrototypeOf(array) as object);
  let prims = 0;
  for (let i = 0; i < length; i++) {
    const v = array[i];
    if (typeof v === 'number') prims |= K.NUMBER;
    else if (v === undefined && !(i in array)) heap.get(id).holey = true;
    else heap.widen(id, ELEMENT, heap.ofValue(v));
  }
  if (prims) heap.widen(id, ELEMENT, K.NUM);
}
