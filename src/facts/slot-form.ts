/** What a slot of a shadow can hold, which decides how a cotangent is added to it. */
import { NUMBER, isMixed, isRef } from './kinds.ts';
import * as K from './kinds.ts';
import { isKeyed } from './heap.ts';
import type { Facts } from './facts.ts';
import { kindOf, slotKind } from './memory.ts';
import { type Atom, isLit } from '../ir/ir.ts';

export interface SlotForm {
  /** What the shadow itself can be. */
  readonly absent: Absent;
  /** The slot is `length`, which is no slot of the arrays and typed arrays that are in the class as well. */
  readonly sized: boolean;
  /**
   * `number`: always a cotangent. `missing`: a cotangent or nothing yet, which counts as 0.
   * `mixed`: also a reference's shadow, which takes no cotangent.
   */
  readonly holds: 'number' | 'missing' | 'mixed';
}

/**
 * Whether the owner of a slot surely has a shadow. `null`: there may be none (its class also holds integer arrays,
 * functions or opaque objects). `number`: the owner may be a number, whose shadow is a cotangent. `primitive`: it may be
 * any primitive, so the shadow may be a cotangent or null.
 */
export type Absent = false | 'null' | 'number' | 'primitive';

const PRIMITIVE = K.BOOLEAN | K.STRING | K.BIGINT | K.SYMBOL;

export function absentForm(facts: Facts, shadow: Atom): Absent {
  const { cls, prims } = kindOf(facts, shadow);
  if (cls === K.NO_CLASS) return false;
  const { forms } = facts.heap.get(cls);
  const none =
    (prims & PRIMITIVE) !== 0 || isMixed(kindOf(facts, shadow)) || forms.has('ints') || forms.has('function') || forms.has('opaque');
  if ((prims & K.NUMBER) !== 0) return none ? 'primitive' : 'number';
  return none ? 'null' : false;
}

export function slotForm(facts: Facts, shadow: Atom, key: Atom): SlotForm {
  const { cls } = kindOf(facts, shadow);
  if (cls === K.NO_CLASS) return { absent: false, sized: false, holds: 'number' };
  const { forms, grows, holey, user, wild } = facts.heap.get(cls);
  const absent = absentForm(facts, shadow);
  const named = isLit(key) && typeof key.lit === 'string' && !forms.has('object') && !forms.has('function');
  if (named && key.lit !== 'length' && !isRef(slotKind(facts, shadow, key))) return { absent, sized: false, holds: 'missing' };
  if (!forms.has('array') && !forms.has('object') && !forms.has('function') && ![...forms].some(isKeyed))
    return { absent, sized: false, holds: 'number' };
  const sized = isLit(key) && key.lit === 'length' && (forms.has('array') || forms.has('float64') || forms.has('float32'));
  const kind = slotKind(facts, shadow, key);
  if (isRef(kind) || (kind.prims & K.NULL) !== 0) return { absent, sized, holds: 'mixed' };
  const sure = kind.prims === NUMBER && !grows && !holey && !wild && !(user && forms.has('object'));
  return { absent, sized, holds: sure ? 'number' : 'missing' };
}

/** A slot that is there, and in which a number, or nothing yet, is a cotangent. */
export const isPlace = (form: SlotForm): boolean => !form.absent && !form.sized && form.holds !== 'mixed';

export const isPlain = (form: SlotForm): boolean => !form.absent && !form.sized && form.holds === 'number';
