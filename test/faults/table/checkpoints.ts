/** Faults in loops that are checkpointed: snapshots, the schedule, and what goes from segment to segment. */
import { seeded } from '../fault.ts';

const TRACE = 'mutation/memory/trace.ts';
const SNAPSHOT = 'mutation/memory/snapshot.ts';
const LOOP = 'mutation/trace/checkpoint.ts';
const SEGMENTS = 'src/dispatch/segments.ts';
const STITCH = 'src/dispatch/stitch.ts';

export const checkpoints = [
  ...seeded('snapshots', [
    [SNAPSHOT, 'numbers are not copied', 'numbers.set(array, at);', ''],
    [SNAPSHOT, 'numbers are not put back', 'for (const array of holders.arrays) array.set(numbers.subarray(at, (at += array.length)));', ''],
    [SNAPSHOT, 'elements of arrays are not put back', 'if (i in values) array[i] = values[i];', 'if (i in values) continue;'],
    [SNAPSHOT, 'fields of records are not put back', 'else if (!Object.is(record[key], value)) record[key] = value;', ''],
    [SNAPSHOT, 'entries of Maps are not put back', 'for (let i = 0; i < values.length; i++) object.set(keys![i], values[i]);', ''],
    ['mutation/trace/checkpoint-state.ts', 'references are not followed', 'leads[at] = leadsOf(root);', ''],
    ['mutation/trace/checkpoint-state.ts', 'what changes hands is looked for once', 'fixed: !moves && roots.every(([at]) => !carried.has(values[at]!))', 'fixed: true'],
  ]),
  ...seeded('segments', [
    [TRACE, 'a segment starts from what the last one left', 'putState(mark.state);', ''],
    [TRACE, 'what comes before finds the state of the last segment', 'putState(marks.entry);\n    this.told', 'this.told'],
    [TRACE, 'what the loop looks at is as later code left it', 'putState(marks.entry);\n    while (end > 0)', 'while (end > 0)'],
    [TRACE, 'a segment has the seeds of the last one', 'bars = plan.seeds.map((k) => (k < 0 ? 0 : taken[k]));', ''],
    [TRACE, 'sums have the last contribution alone', 'plan.sums[i] ? (sums[i] as number) + (g as number) : g', 'g'],
    [TRACE, 'values that the loop carries are those of its start', 'this.#plan.next.map((k, i) => (k < 0 ? values[i] : results[k]))', 'this.#plan.next.map((_, i) => values[i])'],
    [TRACE, 'a segment begins one turn late', 'step === null ? end - at : from + at * step', 'step === null ? end - at : from + (at + (at > 0 ? 1 : 0)) * step'],
    [TRACE, 'turns of loops that are not counted get lost', "at += results[this.#plan.made] as number;", 'at = next;'],
    ['mutation/memory/adopt.ts', 'what was made anew has no cotangents yet', 'own.forEach((to, i) => add(to, given[i]));', ''],
    [TRACE, 'references between shadows are not put back', 'if (mark.links) putLinks(mark.links);', ''],
    [TRACE, 'cotangents in slots that move are lost', 'moved = lifted && { roots: [...this.#staying(after), ...before], lifted };', 'moved = null;'],
    [TRACE, 'what a walk has left behind keeps its cotangents', 'before = mark.links!.contents.map(({ object }) => object);', 'before = [];'],
    ['mutation/memory/links.ts', 'a cotangent goes along with a reference', "typeof shadow === 'number' ? 0 : shadow", 'shadow'],
    [LOOP, 'a limit ends the loop', "make('select', [again], [more, ongoing, lit(false)])", "make('select', [again], [more, ongoing, lit(true)])"],
    [SEGMENTS, 'shadows that change hands stay', 'return y !== undefined && isId(y) ? yields.indexOf(shadowOf.get(y)!) : -1;', 'return -1;'],
    [STITCH, 'arguments stay as a segment left them', 'if (this.#changedAgain(param)) return true;', ''],
    ['src/facts/activity.ts', 'what a loop makes of a constant is one', 'this.#mark(p, next[i]! >= 0 && this.active(fn.body.yields[next[i]!]!))', 'this.#mark(p, false)'],
  ]),
];
