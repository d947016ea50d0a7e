/** Private methods and accessors of classes of the outside: they are found in the text of the class. */
import { type Atom, isId, lit } from '../../../ir/ir.ts';
import { privateMethods } from '../../classes.ts';
import { classOf } from '../classes.ts';
import { load } from '../memory.ts';
import { accessorsOf } from '../prototype.ts';
import type { Lowering } from '../state.ts';
import type { Unit } from '../unit.ts';
import type { Callee } from './call.ts';
import { enterFunction } from './inline.ts';
import { takenNow } from '../closure.ts';
import { lookedUp } from '../known.ts';
import { valueCallee } from './call.ts';
import { invoke } from './target.ts';

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
  const known = isId(above) ? l.knowns.get(above) : undefined;
  if (name !== null && known && c) {
    const found = accessorsOf(l, { ...c, protos: new Set([known]), forms: new Set(['object']) }, name);
    const getter = found?.known[0]?.accessor.get;
    if (getter) return invoke(l, l.at, valueCallee(l, lookedUp(l, getter, name), self, name), []);
  }
  return load(l, above, key);
}
