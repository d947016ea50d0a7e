/** Methods of texts that call a function of the program's. */
import { type Rule, method } from './vocabulary.ts';

/** What `__matches` runs: where a pattern is found, and what a function that replaces it is given. */
export function matches(text: string, pattern: string | RegExp, all: boolean): { at: number; length: number; given: unknown[] }[] {
  const found: { at: number; length: number; given: unknown[] }[] = [];
  const note = (match: string, ...given: unknown[]): string => {
    const at = given.findLast((g) => typeof g === 'number') as number;
    found.push({ at, length: match.length, given: [match, ...given] });
    return '';
  };
  if (all) text.replaceAll(pattern, note);
  else text.replace(pattern, note);
  return found;
}

const replace = (all: boolean): Rule & { is: 'model' } =>
  method(
    all ? 'String.prototype.replaceAll(…, f)' : 'String.prototype.replace(…, f)',
    all ? String.prototype.replaceAll : String.prototype.replace,
    all
      ? (text, pattern, f) => {
          const found = __matches(text, pattern, true);
          let out = '';
          let last = 0;
          for (const m of found) {
            out += text.slice(last, m.at) + String(f(...m.given));
            last = m.at + m.length;
          }
          return out + text.slice(last);
        }
      : (text, pattern, f) => {
          const found = __matches(text, pattern, false);
          let out = '';
          let last = 0;
          for (const m of found) {
            out += text.slice(last, m.at) + String(f(...m.given));
            last = m.at + m.length;
          }
          return out + text.slice(last);
        },
  ) as Rule & { is: 'model' };

/** By the method: its model where the replacement is a function. */
export const replacing: ReadonlyMap<unknown, Rule & { is: 'model' }> = new Map([replace(false), replace(true)].map((rule) => [rule.fn, rule]));
