/** What functions inherit; `call` and `apply` are the lowering's own. */
import { type Rule, method } from './vocabulary.ts';

export const functions: readonly Rule[] = [
  method('Function.prototype.bind', Function.prototype.bind, (f, self, ...bound) => (...more: any[]) => f.call(self, ...bound, ...more)),
];
