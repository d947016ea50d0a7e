/**
 * Memory classes of shadows in programs where tangents are ordinary values: the shadow of an object is an object of a class of
 * its own, whose numbers are tangents and whose references are shadows.
 */
import { type Form, KEYS, fieldSlot } from './heap.ts';
import type { Facts } from './facts.ts';
import { type ClassId, type Kind, NO_CLASS, classesIn } from './kinds.ts';
import * as K from './kinds.ts';

/** What the shadow of an object of a form is; integers, functions and what is not looked into have none. */
const FORMS: Partial<Record<Form, Form>> = {
  float64: 'float64',
  float32: 'float64',
  array: 'array',
  object: 'object',
  map: 'map',
  set: 'map',
  keys: 'map',
  function: 'function',
};
/** Objects of these forms may have none. */
const PARTIAL: ReadonlySet<Form> = new Set(['ints', 'function', 'opaque']);

/** The shadow of a Map whose keys carry something too: the shadows of its values, and those of its keys. */
export const SLOTS = 'slots';
export const MEMBERS = 'members';

export class Duals {
  readonly #facts: Facts;
  readonly #has: (cls: ClassId) => boolean;
  readonly #classes = new Map<ClassId, ClassId>();

  /** `has`: whether the objects of a class have shadows. */
  constructor(facts: Facts, has: (cls: ClassId) => boolean) {
    this.#facts = facts;
    this.#has = has;
    // derivatives of kernels are told for shadows of these classes
    for (const [cls, dual] of facts.kernels?.mirrors ?? []) this.given(cls, dual);
  }

  /** Says that the shadows of a class are of this one, and the shadows of what it refers to of those that this one refers to. */
  given(cls: ClassId, dual: ClassId): void {
    const { heap } = this.#facts,
      root = heap.root(cls),
      known = this.#classes.get(root);
    if (known !== undefined) return heap.unify(known, dual);
    this.#classes.set(root, heap.root(dual));
    for (const [name, kind] of heap.get(root).slots) {
      const [below] = classesIn(kind),
        [own] = classesIn(heap.get(dual).slots.get(name) ?? K.BOTTOM);
      if (below !== undefined && own !== undefined) this.given(below, own);
    }
  }

  /** The kind of what goes with a value of this kind. */
  kind(kind: Kind): Kind {
    const { prims } = kind,
      classes = classesIn(kind),
      shadowed = classes.filter((cls) => this.#has(cls));
    const others = (prims & ~K.NUMBER) !== 0 || shadowed.length < classes.length || shadowed.some((cls) => this.isPartial(cls));
    const [cls = NO_CLASS, fn = NO_CLASS] = shadowed.map((id) => this.#class(id));
    return { prims: (prims & K.NUMBER) | (others ? K.NULL : 0), cls, fn, int: false, word: null };
  }

  /** Some of its objects have no shadow. */
  isPartial(cls: ClassId): boolean {
    return [...this.#facts.heap.get(cls).forms].some((form) => PARTIAL.has(form));
  }

  /** Its shadows are pairs. */
  isPair(cls: ClassId): boolean {
    const { heap } = this.#facts,
      keys = cls === NO_CLASS ? NO_CLASS : (heap.get(cls).slots.get(KEYS)?.cls ?? NO_CLASS);
    return keys !== NO_CLASS && heap.get(cls).forms.has('map') && this.#has(keys);
  }

  /** Of the shadows of the values of a Map, apart from those of its keys. */
  slots(cls: ClassId): Kind {
    return this.#facts.heap.slot(this.#class(cls), fieldSlot(SLOTS));
  }

  #class(cls: ClassId): ClassId {
    const { heap } = this.#facts,
      root = heap.root(cls),
      known = this.#classes.get(root);
    if (known !== undefined) return known;
    const id = heap.make();
    this.#classes.set(root, id);
    if (!this.isPair(root)) this.#fill(root, id);
    else {
      const slots = heap.make(),
        c = heap.get(id);
      c.forms.add('object');
      c.protos.add(Object.prototype);
      Object.assign(c, { fields: [SLOTS, MEMBERS], user: heap.get(root).user });
      c.slots.set(fieldSlot(SLOTS), K.ref(slots));
      c.slots.set(fieldSlot(MEMBERS), this.kind(heap.get(root).slots.get(KEYS)!));
      this.#fill(root, slots);
    }
    return id;
  }

  #fill(root: ClassId, id: ClassId): void {
    const { heap } = this.#facts,
      from = heap.get(root),
      c = heap.get(id);
    for (const form of from.forms) if (FORMS[form]) c.forms.add(FORMS[form]);
    if (c.forms.has('float64')) c.constructors.add('Float64Array');
    if (c.forms.has('object')) c.protos.add(Object.prototype);
    for (const name of from.named) c.named.add(name);
    for (const name of from.names) c.names.add(name);
    Object.assign(c, {
      wild: from.wild,
      open: from.open,
      tuple: from.tuple,
      user: from.user,
      grows: from.grows,
      holey: from.holey,
      joined: from.joined,
    });
    c.fields = from.fields;
    for (const [name, kind] of from.slots) if (name !== KEYS) c.slots.set(name, this.kind(kind));
    for (const maker of from.makers) if (this.#has(maker)) c.makers.add(this.#class(maker));
  }
}
