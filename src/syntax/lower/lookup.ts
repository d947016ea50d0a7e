/** Looks properties up while lowering, and notes that the program relies on what was found. */
import { type Found, find } from '../reliance.ts';
import { propertyOf } from '../../ir/symbols.ts';
import type { Session } from './session.ts';

/** The property as it is now, or null. A text may be the name of a symbol. */
export function lookup(session: Session, object: object, key: PropertyKey): Found | null {
  const name = typeof key === 'string' ? propertyOf(key) : key;
  const known = session.relied(object, name);
  if (known) return known.found;
  const found = find(object, name);
  session.rely({ object, name, found });
  if (found && typeof found.property.value === 'function') session.atHome(found.property.value as Function, found.owner);
  for (const part of [found?.property.get, found?.property.set]) if (part && found) session.atHome(part, found.owner);
  return found;
}
