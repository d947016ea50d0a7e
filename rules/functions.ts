/** What functions inherit; `call` and `apply` are the lowering's own. */
import { type Rule, method } from './vocabulary.ts';

export const functions: readonly Rule[] = [
  // how many arguments are bound is known while lowering; without any, a bound function needs no list of them
  method('Function.prototype.bind', Function.prototype.bind, (f, self, ...bound) =>
    bound.length === 0 ? (...more: any[]) => f.call(self, ...more) : (...more: any[]) => f.call(self, ...bound, ...more),
  ),

  // of derived code a function is a record, which the engine would call an object
  method('Object.prototype.toString', Object.prototype.toString, (x) => (typeof x === 'function' ? '[object Function]' : __tag(x))),
];
