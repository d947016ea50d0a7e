/** Functions made by derived code are records that only derived code understands: none may stay behind in the caller's memory. */
import { fault } from '../../fault/messages.ts';
import type { Lowering } from './state.ts';

export function refuseLeaks(l: Lowering): void {
  const { heap } = l;
  const open = heap.reachable([]);
  for (const { into, value, site } of l.puts) {
    if (!open.has(heap.root(into))) continue;
    const put = heap.reachableFrom([value]);
    if ([...put].some((cls) => heap.get(cls).targets.some((target) => target.is === 'closure'))) {
      throw fault('E_UNSUPPORTED', site, {
        construct: 'A function made here that stays in an object or a variable from outside after the call',
        instead: 'Make it outside of the differentiated function, or keep the values that it uses',
      });
    }
  }
}
