/** Errors that JavaScript itself throws. */
import * as K from '../../facts/kinds.ts';
import { lit } from '../../ir/ir.ts';
import { builtin } from './known.ts';
import { throwHere } from './split.ts';
import type { Lowering } from './state.ts';

/** Throws here, whatever stands around it: control does not go on. */
export function raise(l: Lowering, type: ErrorConstructor, message: string): void {
  const kind = K.ref(l.heap.site(l.key(l.at, 'error'), 'opaque'));
  throwHere(l, l.emit('construct', [builtin(l, type, type.name), lit(message)], { attr: [type.name], kind }));
}
