/** Prints every rule with the points it was tried at and the worst errors: `npm run rules`. */
import { type Rule, rules } from '../rules/index.ts';
import { type RuleCheck, checkRule } from '../src/index.ts';
import { type Case, modelCase, scalarCase } from './rule-points.ts';

export const caseOf = (rule: Rule): Case | null =>
  rule.is === 'scalar' ? scalarCase(rule.name, rule.fn) : rule.is === 'model' ? modelCase(rule.name) : null;

export const check = ({ f, points, options }: Case): RuleCheck => checkRule(f, points, options);

const told = (error: number | null): string => (error === null ? '-' : error === 0 ? '0' : error.toExponential(1));

export function table(): string {
  const rows = rules.flatMap((rule) => {
    const one = caseOf(rule);
    if (!one) return [];
    const { points, worst, ok } = check(one);
    return [
      [rule.name, String(points), told(worst.forward), told(worst.reverse), told(worst.transpose), told(worst.second), ok ? '' : 'FAILED'],
    ];
  });
  const head = ['rule', 'points', 'forward', 'reverse', 'forward against reverse', 'second order', ''];
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

if (process.argv[1]?.endsWith('rule-table.ts')) console.log(table());
