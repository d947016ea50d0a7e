/** What a run of many programs is told as. */
import type { Verdict } from './verdict.ts';

export interface Judged extends Verdict {
  readonly seed: number;
  readonly features: readonly string[];
  /** The text, where it was cut down. */
  readonly whole: string;
  readonly way?: string;
}

function tally<T>(all: readonly T[], keys: (one: T) => readonly string[]): [key: string, count: number][] {
  const counts = new Map<string, number>();
  for (const one of all) for (const key of keys(one)) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts].sort(([, p], [, q]) => q - p);
}
const list = (counts: readonly (readonly [string, number])[]): string => counts.map(([key, count]) => `${key} ${count}`).join(', ');

/** A refusal's code and gist. */
const gist = (why: string): string =>
  why
    .replace('AdjointError: ', '')
    .replace(/In `\w+`: |\s+at <.*$/g, '')
    .replace(/`[^`]*`/g, '`…`')
    .slice(0, 130);

interface Run {
  readonly from: number;
  readonly to: number;
  readonly seconds: number;
  /** Options that repeat it. */
  readonly again: string;
}

export function report(judged: readonly Judged[], small: readonly Judged[], { from, to, seconds, again }: Run): string {
  const of = (kind: string): Judged[] => judged.filter((one) => one.kind === kind);
  const refused = of('refused');
  const lines: string[] = [];
  const features = [...new Set(judged.flatMap((one) => one.features))].sort();
  if (features.length > 0) lines.push('feature            programs refused  failed');
  for (const name of features) {
    const having = judged.filter((one) => one.features.includes(name));
    const count = (test: (one: Judged) => boolean): string => String(having.filter(test).length).padStart(8);
    lines.push(
      `${name.padEnd(18)} ${count(() => true)}${count((one) => one.kind === 'refused')}${count((one) => !['right', 'refused'].includes(one.kind))}`,
    );
  }
  const seedOf = (why: string): number => refused.find((one) => gist(one.why) === why)!.seed;
  for (const [why, count] of tally(refused, (one) => [gist(one.why)]).slice(0, 20))
    lines.push(`refused ${count} x ${why} (seed ${seedOf(why)})`);
  for (const one of judged)
    if (!['right', 'refused'].includes(one.kind)) lines.push(`seed ${one.seed} ${one.kind} (${one.way ?? '?'}): ${one.why.slice(0, 200)}`);
  for (const one of small)
    lines.push(
      `--- seed ${one.seed} ${one.kind} (${one.way ?? '?'}): ${one.why}`,
      one.whole,
      `repeat: npm run fuzz -- --count 1 --seed ${one.seed}${again}`,
    );
  if (refused.length > 0) lines.push(`refused by code: ${list(tally(refused, (one) => [one.why.split(' ')[0]!]))}`);
  const oracle = of('oracle').length;
  lines.push(
    `fuzz: ${of('right').length} passed of ${judged.length}, refused ${refused.length}, wrong ${of('wrong').length}, state ${of('state').length}, ` +
      `crash ${of('crash').length}${oracle > 0 ? `, oracle ${oracle}` : ''} (seeds ${from}-${to}, ${seconds.toFixed(0)} s)`,
  );
  return lines.join('\n');
}
