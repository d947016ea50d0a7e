/** Captured variables that are read where the program comes to them, instead of ahead of every call. */
import type { Id } from '../../ir/ir.ts';
import type { Capture } from '../environment.ts';
import { Late } from '../late.ts';
import { builtin } from './known.ts';
import type { Lowering } from './state.ts';
import { isTried } from './split.ts';

/** The value of a captured variable, read here; null where it comes in from outside like the others. */
export function lateValue(l: Lowering, key: string, capture: Capture): Id | null {
  const { session } = l;
  const mayNotRun = l.arms > 0 && !(l.loops > 0 && typeof capture.value === 'number');
  if (!mayNotRun || isTried(l) || session.twin || session.firm.has(key) || typeof capture.value === 'symbol') {
    session.firm.add(key);
    return null;
  }
  let late = session.lates.get(key);
  if (!late) session.lates.set(key, (late = new Late(capture)));
  const { read } = late;
  const id = l.emit('native', [builtin(l, read, capture.name), { lit: undefined }], {
    attr: [capture.name, 'inert'],
    kind: l.heap.ofValue(capture.value),
  });
  l.solid.add(id);
  return id;
}
