/** Private methods and accessors of classes of the outside: they are found in the text of the class. */
import { type Atom, isId, lit } from '../../../ir/ir.ts';
import { privateMethods } from '../../classes.ts';
import { classOf } from '../classes.ts';
import { load } from '../memory.ts';
import { readAccessor } from '../accessors.ts';
import type { Lowering } from '../state.ts';
import type { Unit } from '../unit.ts';
import type { Callee } from './call.ts';
import { enterFunction } from './inline.ts';
import { takenNow } from '../closure.ts';

/** The class of the outside in whose body the code stands that is being lowered. */
function classAround(l: Lowering): Unit | null {
  const { unit } = l.activation;
  if (unit.fn === null || unit.source.cls) return unit.source.cls ? unit : null;
  const home = l.session.homeOf(unit.fn);
  if (!home) return null;
  const constructor = typeof home === 'function' ? home : (Object.getOwnPropertyDescriptor(home, 'constructor')?.value as unknown);
  const found = typeof constructor === 'function' ? l.session.unit(constructor) : null;
  return found?.source.cls ? found : null;
}

/** The private method of that name, as a callee; null where the name is a field, or an accessor. */
export function privateCallee(l: Lowering, object: Atom, name: string, text: string): Callee | null {
  const unit = classAround(l);
  const method = unit && privateMethods(unit.source.cls!, name).find((m) => m.kind === 'method');
  if (!unit || !method) return null;
  return { targets: [], direct: { unit, node: method }, value: () => lit(undefined), mayBeMissing: false, receiver: object, text };
}

/** What a private getter gives; null where the name is no accessor of a class of the outside. */
export function privateValue(l: Lowering, object: Atom, name: string): Atom | null {
  const unit = classAround(l);
  const getter = unit && privateMethods(unit.source.cls!, name).find((m) => m.kind === 'get');
  if (!unit || !getter) return null;
  const callee = { unit, node: getter, taken: takenNow(l, unit, getter), name };
  return enterFunction(l, l.at, callee, object, { values: [], list: null });
}

/** `super.name`: a getter above runs on `this`. */
export function inheritedValue(l: Lowering, above: Atom, key: Atom, self: Atom): Atom {
  const c = classOf(l, above);
  const name = !isId(key) && typeof key.lit === 'string' ? key.lit : null;
  if (name === null || !c) return load(l, above, key);
  const known = isId(above) ? l.knowns.get(above) : undefined;
  const seen = known ? { ...c, protos: new Set([known]), forms: new Set(['object' as const]) } : c;
  const got = readAccessor(l, above, seen, name, () => load(l, above, key), self);
  if (got) return got;
  return load(l, above, key);
}
