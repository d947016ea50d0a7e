/**
 * Properties of objects that a program does not follow as memory: prototypes, functions, namespaces. They are looked up
 * while lowering, along the prototypes, and what is found is relied on: a later call is tested for it.
 */

export interface Found {
  /** The object in the chain that has the property. */
  readonly owner: object;
  readonly property: PropertyDescriptor;
}

/** One property that a program is compiled for. */
export interface Reliance {
  readonly object: object;
  readonly name: PropertyKey;
  readonly found: Found | null;
}

export function find(object: object, name: PropertyKey): Found | null {
  for (let o: object | null = object; o; o = Object.getPrototypeOf(o) as object | null) {
    const property = Object.getOwnPropertyDescriptor(o, name);
    if (property) return { owner: o, property };
  }
  return null;
}

/** Whether a later call finds the same. References are compared, other data is read anew by whoever needs it. */
export function isStill({ object, name, found }: Reliance): boolean {
  if (!found) return !(name in object);
  const { owner, property } = found;
  const now = owner === object || find(object, name)?.owner === owner ? Object.getOwnPropertyDescriptor(owner, name) : undefined;
  if (!now) return false;
  const { value } = property as { value?: unknown };
  return typeof value === 'function' || (typeof value === 'object' && value !== null) || 'get' in property
    ? now.value === property.value && now.get === property.get && now.set === property.set
    : 'value' in now;
}
