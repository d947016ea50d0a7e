/** Functions made by derived code are records that only derived code understands: none may stay behind in the caller's memory. */
import type { ClassId } from '../../facts/kinds.ts';
import * as K from '../../facts/kinds.ts';
import type { AdjointError } from '../../fault/fault.ts';
import { fault } from '../../fault/messages.ts';
import { type Atom, type Site, lit } from '../../ir/ir.ts';
import { CODE } from '../callbacks.ts';
import { builtin } from './known.ts';
import type { Lowering } from './state.ts';

export function refuseLeaks(l: Lowering): void {
  // what is put on a function is tested, from the round on that knows it to be one
  for (const { into, value, site } of l.puts) if (!isMadeHere(l, into) && mayLeak(l, into, value)) throw stays(site);
}

/** Some function of the class is made by derived code. */
export const isMadeHere = ({ heap }: Lowering, cls: ClassId): boolean => heap.get(cls).targets.some((target) => target.is === 'closure');

const stays = (site: Site | null): AdjointError =>
  fault('E_UNSUPPORTED', site, {
    construct: 'A function made here that stays in an object or a variable from outside after the call',
    instead: 'Make it outside of the differentiated function, or keep the values that it uses',
  });

/** Whether the caller can reach what is put, through what it is put into, and finds functions made here. */
export function mayLeak(l: Lowering, into: ClassId, value: ClassId): boolean {
  const { heap } = l;
  const owned = heap.roots().filter((root) => heap.get(root).user);
  // a function of the caller's beside those made here has nothing of what these take along
  const isFunction = (root: ClassId): boolean => isMadeHere(l, root) && [...heap.get(root).forms].every((form) => form === 'function');
  if (!heap.closure(owned, (root) => !isFunction(root)).has(heap.root(into))) return false;
  return [...heap.closure([value])].some((cls) => isMadeHere(l, cls));
}

/** A property of a function that may be the caller's, or made here: only the run tells. */
export function requireOwn(l: Lowering, object: Atom): void {
  const { site } = l;
  const test = (value: object): void => {
    if (!Object.hasOwn(value, CODE)) throw stays(site);
  };
  let tests = l.session.tests.get(l.at);
  if (!tests) l.session.tests.set(l.at, (tests = test));
  l.emit('native', [builtin(l, tests, 'requireOwn'), lit(undefined), object], { attr: ['requireOwn', 'inert'], kind: K.NOTHING });
}
