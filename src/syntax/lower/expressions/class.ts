import type * as t from '@babel/types';
import { fault } from '../../../fault/messages.ts';
import type { Atom } from '../../../ir/ir.ts';
import type { Lowering } from '../state.ts';

export function classValue(l: Lowering, _: t.Class): Atom {
  throw fault('E_UNSUPPORTED', l.site, { construct: 'A class' });
}
