/**
 * Memory classes of shadows in programs where tangents are ordinary values: the shadow of an object is an object of a class of
 * its own, whose numbers are tangents and whose references are shadows.
 */
import type { Form } from './heap.ts';
import type { Facts } from './facts.ts';
import { type ClassId, type Kind, NO_CLASS } from './kinds.ts';
import * as K from './kinds.ts';

/** What the shadow of an object of a form is; integers, functions and what is not looked into have none. */
const FORMS: Partial<Record<Form, Form>> = {
  float64: 'float64',
  float32: 'float64',
  array: 'array',
  object: 'object',
  map: 'map',
  set: 'map',
};

export class Duals {
  readonly #facts: Facts;
  readonly #has: (cls: ClassId) => boolean;
  readonly #classes = new Map<ClassId, ClassId>();

  /** `has`: whether the objects of a class have shadows. */
  constructor(facts: Facts, has: (cls: ClassId) => boolean) {
    this.#facts = facts;
    this.#has = has;
  }

  /** The kind of what goes with a value of this kind. */
  kind({ prims, cls }: Kind): Kind {
    const shadowed = cls !== NO_CLASS && this.#has(cls);
    const others = (prims & ~K.NUMBER) !== 0 || (cls !== NO_CLASS && (!shadowed || this.isPartial(cls)));
    return { prims: (prims & K.NUMBER) | (others ? K.NULL : 0), cls: shadowed ? this.#class(cls) : NO_CLASS, int: false };
  }

  /** Some of its objects have no shadow. */
  isPartial(cls: ClassId): boolean {
    return [...this.#facts.heap.get(cls).forms].some((form) => !(form in FORMS));
  }

  #class(cls: ClassId): ClassId {
    const { heap } = this.#facts,
      root = heap.root(cls),
      known = this.#classes.get(root);
    if (known !== undefined) return known;
    const id = heap.make(),
      from = heap.get(root),
      c = heap.get(id);
    this.#classes.set(root, id);
    for (const form of from.forms) if (FORMS[form]) c.forms.add(FORMS[form]);
    if (c.forms.has('float64')) c.constructors.add('Float64Array');
    if (c.forms.has('object')) c.protos.add(Object.prototype);
    for (const name of from.named) c.named.add(name);
    Object.assign(c, { wild: from.wild, tuple: from.tuple, user: from.user, grows: from.grows, holey: from.holey, joined: from.joined });
    c.fields = from.fields;
    for (const [name, kind] of from.slots) c.slots.set(name, this.kind(kind));
    for (const maker of from.makers) if (this.#has(maker)) c.makers.add(this.#class(maker));
    return id;
  }
}
