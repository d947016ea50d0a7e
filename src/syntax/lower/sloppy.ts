/** Stores that sloppy code may not make: strict code throws there, sloppy code goes on as if nothing had been asked. */
import * as K from '../../facts/kinds.ts';
import { type Atom, isLit, lit } from '../../ir/ir.ts';
import { choose } from './branch.ts';
import { classOf } from './classes.ts';
import { builtin } from './known.ts';
import type { Lowering } from './state.ts';

/** Stores, or deletes, where the object lets the code; `act` does it. */
export function whereAllowed(l: Lowering, object: Atom, key: Atom, kind: 'written' | 'deleted', act: () => void): void {
  const c = classOf(l, object);
  const { strict } = l.activation.unit.source;
  const fixed = c?.fixed ?? false;
  // where it cannot be seen, code counts as strict: most is, and an error is no wrong number
  if (strict !== false || !(fixed || (c === null && isPrimitive(l, object)))) return act();
  const test = builtin(l, TESTS[kind], kind);
  const allowed = l.emit('native', [test, lit(undefined), object, key], { attr: [kind, 'inert'], kind: K.BOOL });
  choose(
    l,
    allowed,
    () => {
      act();
      return lit(undefined);
    },
    () => lit(undefined),
  );
}

/** Numbers, texts and the like, which take no properties; undefined and null throw in any code. */
function isPrimitive(l: Lowering, object: Atom): boolean {
  const { prims } = l.kind(object);
  return prims !== 0 && (isLit(object) ? object.lit !== undefined && object.lit !== null : (prims & (K.UNDEFINED | K.NULL)) !== prims);
}

const TESTS = { written: mayBeWritten, deleted: mayBeDeleted };

function mayBeWritten(object: unknown, key: PropertyKey): boolean {
  if (object === null || object === undefined) return true;
  if (typeof object !== 'object' && typeof object !== 'function') return false;
  for (let o: object | null = object; o; o = Object.getPrototypeOf(o) as object | null) {
    const found = Object.getOwnPropertyDescriptor(o, key);
    if (!found) continue;
    if (!('value' in found)) return found.set !== undefined;
    return found.writable === true && (o === object || Object.isExtensible(object));
  }
  return Object.isExtensible(object);
}

function mayBeDeleted(object: unknown, key: PropertyKey): boolean {
  if (object === null || object === undefined) return true;
  return Object.getOwnPropertyDescriptor(object, key)?.configurable ?? true;
}
