/** Functions made by derived code are records that only derived code understands: none may stay behind in the caller's memory. */
import type { Heap } from '../../facts/heap.ts';
import { type ClassId, NO_CLASS } from '../../facts/kinds.ts';
import { fault } from '../../fault/messages.ts';
import type { Lowering } from './state.ts';

export function refuseLeaks(l: Lowering): void {
  const { heap } = l;
  const open = reachable(
    heap,
    heap.roots().filter((cls) => heap.get(cls).user),
  );
  for (const { into, value, site } of l.puts) {
    if (!open.has(heap.root(into))) continue;
    const put = reachable(heap, heap.get(value).user ? [] : [value]);
    if ([...put].some((cls) => heap.get(cls).targets.some((target) => target.is === 'closure'))) {
      throw fault('E_UNSUPPORTED', site, { construct: 'A function that stays in an object from outside after the call' });
    }
  }
}

/** The classes that references lead to. */
function reachable(heap: Heap, from: readonly ClassId[]): Set<ClassId> {
  const found = new Set<ClassId>();
  const visit = (cls: ClassId): void => {
    const root = heap.root(cls);
    if (cls === NO_CLASS || found.has(root)) return;
    found.add(root);
    for (const slot of heap.get(root).slots.values()) visit(slot.cls);
  };
  from.forEach(visit);
  return found;
}
