/** Members of prototypes that derived code makes: while nobody changes one, it is known without a load. */
import { fieldSlot } from '../../facts/heap.ts';
import { type Atom, type Id, isId } from '../../ir/ir.ts';
import { PROTO } from '../../ir/ops.ts';
import type { Lowering } from './state.ts';

/** Notes what a class put on its prototype. */
export function noteMember(l: Lowering, proto: Id, name: string, value: Atom): void {
  let members = l.members.get(proto);
  if (!members) l.members.set(proto, (members = new Map()));
  members.set(name, value);
}

/** The value that an object made here surely inherits under a name; null where that is not known. */
export function madeMember(l: Lowering, object: Atom, name: string): Atom | null {
  for (let at: Atom | undefined = protoOf(l, object); at !== undefined; at = protoOf(l, at)) {
    const found = isId(at) ? l.members.get(at)?.get(name) : undefined;
    const slots = l.heap.get(l.kind(at).cls)?.slots;
    if (found !== undefined) return l.session.isRedefined(l.heap.root(l.kind(at).cls), name) ? null : found;
    if (slots?.has(fieldSlot(name))) return null;
  }
  return null;
}

function protoOf(l: Lowering, object: Atom): Atom | undefined {
  const made = isId(object) ? l.definitions.get(object) : undefined;
  return made?.op === 'object' && made.attr[0] === PROTO && isId(made.args[0]!) && !l.knowns.has(made.args[0]) ? made.args[0] : undefined;
}
