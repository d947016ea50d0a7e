/** What lowering asks of the memory classes of values: which forms, which constructors. */
import { type Form, type MemoryClass, isKeyed } from '../../facts/heap.ts';
import { NO_CLASS } from '../../facts/kinds.ts';
import { fault } from '../../fault/messages.ts';
import { type Atom, type Id, isId } from '../../ir/ir.ts';
import type { Lowering } from './state.ts';

/** The class that an atom refers to; null if it refers to none. */
export function classOf(l: Lowering, atom: Atom): MemoryClass | null {
  const view = isId(atom) ? l.views.get(atom) : undefined;
  if (view) return view;
  const { cls } = l.kind(atom);
  if (cls === NO_CLASS) return null;
  const c = l.heap.get(cls);
  return isId(atom) && constructorsOf(c).length > 1 ? asMade(l, atom, c) : c;
}

/** What is made here is of one constructor, whatever else its class holds. */
function asMade(l: Lowering, atom: Id, c: MemoryClass): MemoryClass {
  const made = l.definitions.get(atom);
  switch (made?.op) {
    case 'fresh':
    case 'copy':
    case 'viewbuffer':
      return only(c, [made.attr[0]!]);
    case 'array':
      return only(c, ['Array']);
    case 'view':
      return only(c, [...c.constructors]);
    default:
      return c;
  }
}

/** A class, seen as holding only sequences of these constructors. */
export const only = (c: MemoryClass, constructors: readonly string[]): MemoryClass => ({
  ...c,
  forms: new Set(constructors.map(formOfConstructor)),
  constructors: new Set(constructors.filter((name) => name !== 'Array')),
});

/** A class, seen as holding nothing of some forms. */
export const except = (c: MemoryClass, gone: (form: Form) => boolean): MemoryClass => ({
  ...c,
  forms: new Set([...c.forms].filter((form) => !gone(form))),
  ...([...c.forms].every((form) => gone(form) || !isTypedForm(form)) && { constructors: new Set() }),
});

const TYPED: ReadonlySet<Form> = new Set<Form>(['float64', 'float32', 'ints']);
export const isTypedForm = (form: Form): boolean => TYPED.has(form);
/** All objects of the class are of these forms. */
export const onlyForms = (c: MemoryClass | null, accept: (form: Form) => boolean): boolean =>
  c !== null && c.forms.size > 0 && [...c.forms].every(accept);
export const isTypedClass = (c: MemoryClass | null): boolean => onlyForms(c, isTypedForm);
export const isArrayClass = (c: MemoryClass | null): boolean => onlyForms(c, (form) => form === 'array');
/** Elements and `length`: an array or a typed array. */
export const isSequence = (c: MemoryClass | null): boolean => onlyForms(c, (form) => form === 'array' || isTypedForm(form));

/** Some of its objects are Maps or Sets. */
export const mayBeKeyed = (c: MemoryClass | null): boolean => c !== null && [...c.forms].some(isKeyed);
/** Maps or Sets, and one kind of them only. */
export const isKeyedClass = (c: MemoryClass | null): boolean => onlyForms(c, isKeyed) && c!.forms.size === 1;

export function formOfConstructor(constructor: string): Form {
  return constructor === 'Array'
    ? 'array'
    : constructor === 'Float64Array'
      ? 'float64'
      : constructor === 'Float32Array'
        ? 'float32'
        : 'ints';
}

/** The constructors of the sequences of a class. */
export const constructorsOf = (c: MemoryClass): readonly string[] => [...(c.forms.has('array') ? ['Array'] : []), ...c.constructors];

/** The one constructor of all sequences of the class. */
export function constructorOf(l: Lowering, c: MemoryClass | null): string {
  const names = isSequence(c) ? constructorsOf(c!) : [];
  if (names.length === 1) return names[0]!;
  throw fault('E_UNSUPPORTED', l.site, { construct: 'A value that is one kind of array at one time and another kind at another time' });
}
