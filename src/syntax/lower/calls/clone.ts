/**
 * `structuredClone` of what is followed: a copy of every object, class by class, with what is shared shared again. Each class
 * has a Map of its own from its objects to their copies.
 */
import type * as t from '@babel/types';
import { cloning } from '../../../../rules/index.ts';
import * as K from '../../../facts/kinds.ts';
import { type ClassId, NO_CLASS, classesIn, isMixed, isRef } from '../../../facts/kinds.ts';
import { fault } from '../../../fault/messages.ts';
import { type Atom, type Id, isLit, lit } from '../../../ir/ir.ts';
import { isSymbolName } from '../../../ir/symbols.ts';
import { makeObject } from '../allocate.ts';
import { choose } from '../branch.ts';
import { classOf, isTypedForm } from '../classes.ts';
import { entry, hasEntry, makeKeyed } from '../keyed.ts';
import { builtin } from '../known.ts';
import { load } from '../memory.ts';
import { eachPart } from '../parts.ts';
import { surelyFields } from '../patterns.ts';
import type { Lowering } from '../state.ts';
import { eachView, viewsOf } from '../views.ts';
import { inlineModel } from './rule.ts';

/** One call of `structuredClone`, as long as it is being lowered. */
export interface Cloning {
  readonly seen: ReadonlyMap<ClassId, Id>;
  /** Classes whose copying is under way. */
  readonly busy: Set<ClassId>;
  /** For messages. */
  readonly by: string;
}

/** `by`: who makes it; into what `stopGradient` makes flows no derivative. */
export function structured(l: Lowering, node: t.Node, value: Atom, by = 'structuredClone'): Atom {
  const before = l.cloning;
  const seen = new Map<ClassId, Id>();
  const meet = (cls: ClassId): void => {
    const root = l.heap.root(cls);
    if (cls === NO_CLASS || seen.has(root) || l.heap.get(root).forms.has('opaque')) return;
    if (!l.heap.get(root).forms.has('keys')) seen.set(root, makeKeyed(l, node, 'Map', `seen ${seen.size}`));
    for (const slot of l.heap.get(root).slots.values()) classesIn(slot).forEach(meet);
  };
  classesIn(l.kind(value)).forEach(meet);
  l.cloning = { seen, busy: new Set(), by };
  const copy = cloned(l, node, value);
  l.cloning = before;
  return copy;
}

/** The copy of one value. */
export function cloned(l: Lowering, node: t.Node, value: Atom): Atom {
  const kind = l.kind(value);
  if (!isRef(kind)) return primitive(l, value);
  if (isMixed(kind)) return eachPart(l, value, (part) => cloned(l, node, part));
  if (kind.prims === 0 && l.isSolid(value)) return object(l, node, value);
  const isObject = choose(
    l,
    l.pure('seq', l.pure('typeof', value), lit('object')),
    () => l.pure('sne', value, lit(null)),
    () => lit(false),
  );
  return choose(
    l,
    isObject,
    () => object(l, node, value),
    () => primitive(l, value),
  );
}

const isStopped = (l: Lowering): boolean => l.cloning!.by === 'stopGradient';

function primitive(l: Lowering, value: Atom): Atom {
  if (!isStopped(l) || isLit(value) || !K.mayBeNumber(l.kind(value))) return value;
  return l.emit('stop', [value], { kind: l.kind(value) });
}

function object(l: Lowering, node: t.Node, value: Atom): Atom {
  const { seen, busy } = l.cloning!,
    cls = l.heap.root(l.kind(value).cls),
    made = seen.get(cls);
  if (made === undefined) return opaque(l, node, value);
  if (busy.has(cls))
    throw fault('E_UNSUPPORTED', l.site, { construct: `\`${l.cloning!.by}\` of objects that lead to others of their kind` });
  busy.add(cls);
  const copy = choose(
    l,
    hasEntry(l, made, value),
    () => entry(l, made, value),
    () => fresh(l, node, value, made),
  );
  busy.delete(cls);
  return copy;
}

function fresh(l: Lowering, node: t.Node, value: Atom, seen: Id): Atom {
  const fields = surelyFields(l, value)?.filter((name) => !isSymbolName(name));
  if (fields) {
    const values = fields.map((name) => cloned(l, node, load(l, value, lit(name))));
    const copy = makeObject(l, node, fields, values, `clone ${l.cloning!.busy.size}`);
    putNew(l, node, seen, value, copy);
    return copy;
  }
  const c = classOf(l, value)!;
  const [form, ...more] = c.forms,
    views = viewsOf(c);
  if (views.length > 1) return eachView(l, value as Id, views, () => fresh(l, node, value, seen));
  if (more.length > 0 || form === 'function')
    throw fault('E_UNSUPPORTED', l.site, { construct: `\`${l.cloning!.by}\` of values of different kinds at one place` });
  const model = isTypedForm(form!)
    ? isStopped(l) && form !== 'ints'
      ? cloning.floats
      : cloning.typed
    : form === 'array' && c.holey
      ? cloning.holey
      : cloning[form as 'array' | 'object' | 'map' | 'set'];
  return inlineModel(l, node, model, [value, seen]);
}

const putNew = (l: Lowering, node: t.Node, seen: Id, value: Atom, copy: Atom): unknown =>
  inlineModel(l, node, cloning.note, [seen, value, copy]);

/** Nothing of it is known: it holds no active numbers. */
const opaque = (l: Lowering, node: t.Node, value: Atom): Atom =>
  l.emit('native', [builtin(l, structuredClone, 'structuredClone'), lit(undefined), value], {
    attr: ['structuredClone'],
    kind: K.ref(l.anything(node).cls),
  });
