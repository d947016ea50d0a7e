/** Objects that arithmetic takes as numbers or texts: their conversion runs code of the user's, once and where JavaScript does. */
import * as K from '../../facts/kinds.ts';
import { fault } from '../../fault/messages.ts';
import { type Atom, lit } from '../../ir/ir.ts';
import { classOf, onlyForms } from './classes.ts';
import { builtin } from './known.ts';
import { isMadeHere } from './leaks.ts';
import { eachPart } from './parts.ts';
import type { Lowering } from './state.ts';

type Hint = 'default' | 'number';

/**
 * The primitive that arithmetic sees. Only what is surely an object is converted here; it is a constant of the run, and an
 * object that holds active numbers is refused when activity is known (`dispatch/refuse.ts`).
 */
export function coerced(l: Lowering, value: Atom, hint: Hint = 'number'): Atom {
  const { prims, cls } = l.kind(value);
  if (prims !== 0 || cls === K.NO_CLASS || !l.isSolid(value)) return value;
  if (K.isMixed(l.kind(value))) return eachPart(l, value, (part) => coerced(l, part, hint));
  const c = classOf(l, value)!;
  if (c.forms.size === 0) return value;
  if (c.targets.some((t) => t.is === 'closure') || c.makers.size > 0 || CONVERSIONS.some((name) => isMade(l, cls, name)))
    throw fault('E_COERCE', l.site);
  // what happens inside of builtin objects, such as dates, changes no memory
  const attr = onlyForms(c, (form) => form === 'opaque') ? ['valueOf', 'inert'] : ['valueOf', 'coerce'];
  return l.emit('native', [builtin(l, toPrimitive, 'toPrimitive'), lit(undefined), value, lit(hint)], {
    attr,
    kind: K.prim(K.PRIMITIVES),
  });
}

const CONVERSIONS = ['.valueOf', '.toString'];

/** Derived code made the method: a record, which only derived code can call. */
function isMade(l: Lowering, cls: number, slot: string): boolean {
  const kind = l.heap.slot(cls, slot);
  return K.classesIn(kind).some((id) => isMadeHere(l, id));
}

type Method = ((this: unknown, hint?: Hint) => unknown) | null | undefined;
const isObject = (value: unknown): boolean => (typeof value === 'object' && value !== null) || typeof value === 'function';

/** ToPrimitive of the language. */
function toPrimitive(value: object, hint: Hint): unknown {
  const methods = value as Record<PropertyKey, Method>;
  const exotic = methods[Symbol.toPrimitive];
  if (exotic !== undefined && exotic !== null) {
    const found = exotic.call(value, hint);
    if (!isObject(found)) return found;
  } else {
    for (const name of ['valueOf', 'toString']) {
      const method = methods[name];
      if (typeof method !== 'function') continue;
      const found = method.call(value);
      if (!isObject(found)) return found;
    }
  }
  throw new TypeError('Cannot convert object to primitive value');
}
