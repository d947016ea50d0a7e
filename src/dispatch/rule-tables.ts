/** Rules by the names that programs call them by. */
import { type Rule, ruleNamed, rules } from '../../rules/index.ts';
import { fault } from '../fault/messages.ts';
import * as runtime from '../runtime/index.ts';
import { partials } from '../syntax/partials.ts';

const ruleOrFault = (name: string): Rule => {
  const rule = ruleNamed(name);
  if (!rule) throw fault('E_INTERNAL', null, { what: `there is no rule ${name}` });
  if (rule.is === 'scalar' && rule.own) runtime.rules[name] = rule.fn;
  return rule;
};
export const partialsOf = (name: string, count: number): ReturnType<typeof partials> => partials(ruleOrFault(name), count);
export const isFlat = (name: string): boolean => ruleOrFault(name).is === 'flat';

let filled = false;
/** Emitted code finds the functions of rules here, as they were when this module was loaded. */
export function fillRules(): void {
  if (filled) return;
  filled = true;
  for (const rule of rules) if (rule.is === 'scalar' || rule.is === 'flat') runtime.rules[rule.name] = rule.fn;
}
