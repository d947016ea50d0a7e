/** What a slot of a shadow can hold, which decides how a cotangent is added to it. */
import { NUMBER, isRef } from '../../facts/kinds.ts';
import * as K from '../../facts/kinds.ts';
import { isKeyed } from '../../facts/heap.ts';
import type { Facts } from '../../facts/facts.ts';
import { kindOf, slotKind } from '../../facts/memory.ts';
import { type Atom, isLit } from '../../ir/ir.ts';

export interface SlotForm {
  /** The object may have no shadow at all (its class also holds integer arrays, functions or opaque objects). */
  readonly absent: boolean;
  /**
   * `number`: always a cotangent. `missing`: a cotangent or nothing yet, which counts as 0.
   * `mixed`: also a reference's shadow, which takes no cotangent.
   */
  readonly holds: 'number' | 'missing' | 'mixed';
}

export function slotForm(facts: Facts, shadow: Atom, key: Atom): SlotForm {
  const { cls } = kindOf(facts, shadow);
  if (cls === K.NO_CLASS) return { absent: false, holds: 'number' };
  const { forms, grows, holey, user, wild } = facts.heap.get(cls);
  const absent = forms.has('ints') || forms.has('function') || forms.has('opaque');
  const named = isLit(key) && typeof key.lit === 'string' && !forms.has('object') && !forms.has('function');
  if (named && !isRef(slotKind(facts, shadow, key))) return { absent, holds: 'missing' };
  if (!forms.has('array') && !forms.has('object') && !forms.has('function') && ![...forms].some(isKeyed))
    return { absent, holds: 'number' };
  const kind = slotKind(facts, shadow, key);
  if (isRef(kind) || (kind.prims & K.NULL) !== 0) return { absent, holds: 'mixed' };
  const sure = kind.prims === NUMBER && !grows && !holey && !wild && !(user && forms.has('object'));
  return { absent, holds: sure ? 'number' : 'missing' };
}

export const isPlain = (form: SlotForm): boolean => !form.absent && form.holds === 'number';
