/** Functions of `Math` whose arguments are spread from an array of unknown length, `Math.max(...list)`: folds over the list. */
import { type Callable, type Rule, model } from './vocabulary.ts';

/** By the function that is called; the parameter of each model is the list of all arguments. */
export const reductions: readonly Rule[] = [
  model('Math.max(...)', Math.max, (list) => {
    const n = list.length;
    let result = -Infinity;
    for (let i = 0; i < n; i++) result = Math.max(result, list[i]);
    return result;
  }),

  model('Math.min(...)', Math.min, (list) => {
    const n = list.length;
    let result = Infinity;
    for (let i = 0; i < n; i++) result = Math.min(result, list[i]);
    return result;
  }),

  // as V8 does it, to the last bit: scaled by the greatest, summed with compensation
  model('Math.hypot(...)', Math.hypot, (list) => {
    const n = list.length;
    let greatest = 0;
    for (let i = 0; i < n; i++) greatest = Math.max(greatest, Math.abs(list[i]));
    let infinite = false;
    for (let i = 0; i < n; i++) if (Math.abs(list[i]) === Infinity) infinite = true;
    if (infinite) return Infinity;
    if (greatest === 0) return 0;
    let sum = 0;
    let lost = 0;
    for (let i = 0; i < n; i++) {
      const x = Math.abs(list[i]) / greatest;
      const term = x * x - lost;
      const next = sum + term;
      lost = next - sum - term;
      sum = next;
    }
    return Math.sqrt(sum) * greatest;
  }),
];

const byFunction = new Map<Callable, Rule>(reductions.map((rule) => [rule.fn, rule]));

/** The model for `fn(...list)`, if there is one. */
export const spreadRuleOf = (fn: Callable): Rule | undefined => byFunction.get(fn);
