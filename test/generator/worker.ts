/** A process that judges the programs that it is asked for. */
import { differential } from './differential.ts';
import { generate } from './generate.ts';
import type { Judged } from './report.ts';
import { shrink } from './shrink.ts';
import type { Text } from './text.ts';
import { verdict, wayOf, type Verdict } from './verdict.ts';

export interface Task {
  readonly seed: number;
  readonly only?: readonly string[];
  readonly way?: string;
  readonly shrink?: boolean;
}

/** Whether two failures are the same one, as far as can be told: numbers and names differ between a program and a part of it. */
const same = (one: Verdict, other: Verdict): boolean => {
  const gist = ({ why }: Verdict): string => why.replace(/`[^`]*`|[\d.#]+/g, '').slice(0, 60);
  return (
    one.kind === other.kind && one.threw === other.threw && (one.kind === 'wrong' || one.kind === 'state' || gist(one) === gist(other))
  );
};

const judged = (text: Text, way: string): Verdict => (way === 'differential' ? differential(text) : verdict(text, way));

function judge({ seed, only, way, shrink: cut = false }: Task): Judged {
  const whole = generate(seed, { ...(only && { only }) });
  const how = way ?? wayOf(whole);
  const first = judged(whole, how);
  const text = cut && first.kind !== 'skipped' ? shrink(whole, (other) => same(first, judged(other, how))) : whole;
  const { kind, why } = cut ? judged(text, how) : first;
  return { seed, kind, why, features: whole.features, whole: cut ? text.whole : '', way: how };
}

/** A mistake in here is told as one. */
function answer(task: Task): Judged {
  try {
    return judge(task);
  } catch (error) {
    return { seed: task.seed, kind: 'oracle', why: String(error), features: [], whole: '' };
  }
}
process.on('message', (task: Task) => process.send!(answer(task)));
