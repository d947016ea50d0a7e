/** Later runs of a call, on private copies of what its arguments and captures held at first. */
import { Graph, type Role, cloneAll } from '../../mutation/memory/index.ts';
import { fault } from '../fault/messages.ts';
import type { Ready } from './ready.ts';

const RUN_AGAIN = 'Code with a function that is not transformed and may change memory, in a verb that needs several runs,';

/** Copies what the roots hold now; `make` is given a copy of that each time. */
export function copies<T>(
  { once, wholeBuffers }: Ready,
  roots: readonly unknown[],
  roles: readonly Role[],
  make: (roots: readonly unknown[], graph: Graph) => T,
): () => T {
  if (once) throw fault('E_UNSUPPORTED', null, { construct: RUN_AGAIN, instead: 'Use `hvp` or `pullback`, which run once' });
  const copy = (values: readonly unknown[]): unknown[] => {
    // what is only looked up in stays the same
    const same = values.flatMap((value, i) => (roles[i] === 'fixed' ? [[value as object, value] as const] : []));
    return cloneAll([...values], new Map(same));
  };
  const entry = copy(roots);
  return () => {
    const own = copy(entry);
    return make(own, new Graph(own, roles, { wholeBuffers }));
  };
}

type Holder = Map<unknown, unknown> | Record<PropertyKey, unknown>;

/** Puts the tangent of one number into a shadow, or into a list of values. */
export function putTangent(holder: object | null, key: unknown, tangent: number): void {
  if (holder instanceof Map) holder.set(key, tangent);
  else if (holder) (holder as Exclude<Holder, Map<unknown, unknown>>)[key as PropertyKey] = tangent;
}
