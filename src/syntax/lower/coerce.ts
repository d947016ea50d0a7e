/** Objects that arithmetic takes as numbers or texts: their conversion runs code of the user's, once and where JavaScript does. */
import * as K from '../../facts/kinds.ts';
import { fault } from '../../fault/messages.ts';
import { type Atom, type Id, isId, lit } from '../../ir/ir.ts';
import { choose, refuseHere } from './branch.ts';
import { classOf, onlyForms } from './classes.ts';
import { builtin } from './known.ts';
import { isMadeHere } from './leaks.ts';
import { isOfLanguage, isPrototypeOfLanguage } from '../language.ts';
import { methodOf } from './calls/call.ts';
import { invoke } from './calls/target.ts';
import { mayHave } from './protocol.ts';
import { eachPart } from './parts.ts';
import type { Lowering } from './state.ts';

type Hint = 'default' | 'number';

/**
 * The primitive that arithmetic sees. An object becomes a constant of the run; one that holds active numbers is refused
 * when activity is known (`dispatch/refuse.ts`), where the value is an object in that run.
 */
export function coerced(l: Lowering, value: Atom, hint: Hint = 'number'): Atom {
  const { prims, cls } = l.kind(value);
  if (!isId(value) || cls === K.NO_CLASS || isUnmade(l, value)) return value;
  if (prims === 0 && l.isSolid(value)) return ofObject(l, value, hint, unconverted);
  // the engine converts what is opaque for itself
  if (K.classesIn(l.kind(value)).every((id) => isLeft(l, id))) return value;
  return choose(
    l,
    isObject(l, value),
    () => ofObject(l, asObject(l, value), hint, refused),
    () => asPrimitive(l, value),
  );
}

/** The same for operators whose result has no derivative: the engine converts for itself, unless derived code made the conversion. */
export function compared(l: Lowering, value: Atom): Atom {
  const kind = l.kind(value);
  const made = K.classesIn(kind).some((cls) => convertsHere(l, cls));
  return made || (kind.prims === 0 && l.isSolid(value)) ? coerced(l, value) : value;
}

function unconverted(l: Lowering): never {
  throw fault('E_COERCE', l.site);
}

/** Counts where a run comes to it. */
function refused(l: Lowering): Atom {
  refuseHere(l, fault('E_COERCE', l.site));
  return lit(undefined);
}

/** Nothing that has to do with numbers comes of it, and no code of the user's runs. */
function isLeft(l: Lowering, cls: K.ClassId): boolean {
  const c = l.heap.get(cls);
  if (onlyForms(c, (form) => form === 'opaque')) return true;
  const plain = [...c.slots.values()].every((slot) => !K.mayBeNumber(slot) && !K.isRef(slot));
  return plain && c.targets.length === 0 && c.makers.size === 0 && [...c.protos].every((p) => isPrototypeOfLanguage(p));
}

const isUnmade = (l: Lowering, value: Atom): boolean => K.classesIn(l.kind(value)).every((cls) => l.heap.get(cls).forms.size === 0);

function asObject(l: Lowering, value: Id): Id {
  const object = l.renamed(value, { ...l.kind(value), prims: 0 });
  l.solid.add(object);
  return object;
}

function asPrimitive(l: Lowering, value: Id): Id {
  const { prims, int } = l.kind(value);
  return l.renamed(value, K.prim(prims | (l.isSolid(value) ? 0 : K.UNDEFINED), int));
}

/** Whether a value that may be a primitive is an object or a function. */
export function isObject(l: Lowering, value: Id): Atom {
  const kind = l.kind(value),
    forms = K.classesIn(kind).flatMap((cls) => [...l.heap.get(cls).forms]);
  const word = l.pure('typeof', value);
  const is = (type: string): Atom => l.pure('seq', word, lit(type));
  const object = (): Atom => {
    if ((kind.prims & K.NULL) === 0) return is('object');
    return choose(
      l,
      is('object'),
      () => l.pure('sne', value, lit(null)),
      () => lit(false),
    );
  };
  if (!forms.some((form) => form === 'function' || form === 'opaque')) return object();
  return choose(l, is('function'), () => lit(true), object);
}

/** Derived code made the object, or a method that converts it: only derived code can call it. */
function convertsHere(l: Lowering, cls: K.ClassId): boolean {
  const c = l.heap.get(cls);
  return c.targets.some((t) => t.is === 'closure') || c.makers.size > 0 || CONVERSIONS.some((name) => isMade(l, cls, name));
}

/** `otherwise`: where derived code made the conversion, and it is not a plain `valueOf`. */
function ofObject(l: Lowering, value: Id, hint: Hint, otherwise: (l: Lowering) => Atom): Atom {
  const kind = l.kind(value);
  if (K.isMixed(kind)) return eachPart(l, value, (part) => (isId(part) ? ofObject(l, part, hint, otherwise) : part));
  const found = byMethod(l, value);
  if (found !== null) return found;
  if (convertsHere(l, kind.cls)) return otherwise(l);
  // what happens inside of builtin objects, such as dates, changes no memory
  const attr = onlyForms(classOf(l, value), (form) => form === 'opaque') ? ['valueOf', 'inert'] : ['valueOf', 'coerce'];
  return l.emit('native', [builtin(l, toPrimitive, 'toPrimitive'), lit(undefined), value, lit(hint)], {
    attr,
    kind: K.prim(K.PRIMITIVES),
  });
}

/** The primitive that a `valueOf` of the user's gives, which is followed like any method; null where it is another conversion. */
function byMethod(l: Lowering, value: Id): Atom | null {
  const c = classOf(l, value);
  if (K.isMixed(l.kind(value)) || !onlyForms(c, (form) => form === 'object') || mayHave(l, value, '@@toPrimitive')) return null;
  if (!mayHave(l, value, 'valueOf')) return null;
  const callee = methodOf(l, value, lit('valueOf'), 'valueOf');
  const isOurs = callee.targets.every((t) => t.is === 'closure' || (!isOfLanguage(t.value) && l.session.unit(t.value) !== null));
  if (callee.run || callee.targets.length === 0 || callee.mayBeMissing || !isOurs) return null;
  const found = invoke(l, l.at, callee, []);
  // an object is not taken, and asked for its text then
  if (l.kind(found).cls !== K.NO_CLASS) throw fault('E_COERCE', l.site);
  return found;
}

const CONVERSIONS = ['.valueOf', '.toString'];

/** Derived code made the method: a record, which only derived code can call. */
function isMade(l: Lowering, cls: number, slot: string): boolean {
  const kind = l.heap.slot(cls, slot);
  return K.classesIn(kind).some((id) => isMadeHere(l, id));
}

type Method = ((this: unknown, hint?: Hint) => unknown) | null | undefined;
const isReference = (value: unknown): boolean => (typeof value === 'object' && value !== null) || typeof value === 'function';

/** ToPrimitive of the language. */
function toPrimitive(value: object, hint: Hint): unknown {
  const methods = value as Record<PropertyKey, Method>;
  const exotic = methods[Symbol.toPrimitive];
  if (exotic !== undefined && exotic !== null) {
    const found = exotic.call(value, hint);
    if (!isReference(found)) return found;
  } else {
    for (const name of ['valueOf', 'toString']) {
      const method = methods[name];
      if (typeof method !== 'function') continue;
      const found = method.call(value);
      if (!isReference(found)) return found;
    }
  }
  throw new TypeError('Cannot convert object to primitive value');
}
