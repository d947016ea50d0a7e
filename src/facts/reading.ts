/** What the heap learns of a concrete object: the kinds of its slots, and what it leads to. */
import type { Heap } from './heap.ts';
import { type ClassId, prim } from './kinds.ts';
import * as K from './kinds.ts';
import { type Accessor, ELEMENT, addAccessor, fieldSlot, formOf, isIndex, isKeyed } from './memory-class.ts';

export function readObject(heap: Heap, object: object, id: ClassId): void {
  const form = formOf(object);
  if (form === 'function') return heap.addTarget(id, { is: 'function', value: object as (...args: never[]) => unknown });
  if (form === 'float64' || form === 'float32') return heap.widen(id, ELEMENT, K.NUM);
  if (form === 'ints')
    return heap.widen(id, ELEMENT, object instanceof BigInt64Array || object instanceof BigUint64Array ? prim(K.BIGINT, true) : K.INT);
  if (form === 'array') return readArray(heap, object as unknown[], id);
  if (isKeyed(form)) return readKeyed(heap, object as Map<unknown, unknown> | Set<unknown>, id);
  if (form !== 'object') return;
  const proto = Object.getPrototypeOf(object) as object | null;
  if (proto !== null) heap.get(id).protos.add(proto);
  const names = Object.keys(object);
  heap.hasFields(id, names);
  for (const name of names) {
    const d = Object.getOwnPropertyDescriptor(object, name)!;
    if ('value' in d) heap.widen(id, isIndex(name) ? ELEMENT : fieldSlot(name), heap.ofValue(d.value));
    else {
      addAccessor(heap.get(id), name, d as Accessor);
      heap.looseFields(id);
    }
  }
}

function readKeyed(heap: Heap, object: Map<unknown, unknown> | Set<unknown>, id: ClassId): void {
  heap.set(id, 'grows');
  for (const [key, value] of object.entries()) {
    heap.widen(id, ELEMENT, heap.ofValue(value));
    if (object instanceof Map) heap.widen(heap.keys(id), ELEMENT, heap.ofValue(key));
  }
}

function readArray(heap: Heap, array: unknown[], id: ClassId): void {
  let prims = 0;
  for (let i = 0; i < array.length; i++) {
    const v = array[i];
    if (typeof v === 'number') prims |= K.NUMBER;
    else if (v === undefined && !(i in array)) heap.get(id).holey = true;
    else heap.widen(id, ELEMENT, heap.ofValue(v));
  }
  if (prims) heap.widen(id, ELEMENT, K.NUM);
}
