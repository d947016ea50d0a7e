/** Functions made by derived code are records that only derived code understands: none may stay behind in the caller's memory. */
import { fault } from '../../fault/messages.ts';
import type { Lowering } from './state.ts';

export function refuseLeaks(l: Lowering): void {
  const { heap } = l;
  const open = heap.closure(heap.roots().filter((cls) => heap.get(cls).user));
  for (const { into, value, site } of l.puts) {
    if (!open.has(heap.root(into))) continue;
    const put = heap.closure(heap.get(value).user ? [] : [value]);
    if ([...put].some((cls) => heap.get(cls).targets.some((target) => target.is === 'closure'))) {
      throw fault('E_UNSUPPORTED', site, { construct: 'A function that stays in an object from outside after the call' });
    }
  }
}
