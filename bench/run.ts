/**
 * Our gradients beside adjoints written by hand, and both beside the loss itself; the time from importing the library to the first
 * gradient in a fresh process; the bytes that one gradient keeps and journals. Then workloads over memory of mixed
 * kinds beside the same ones over memory of one kind; second derivatives beside gradients and a Hessian by hand; then what ten thousand calls leave in the heap.
 *
 *     npm run bench                 every workload
 *     npm run bench -- wave         some of them
 *     npm run bench -- --seconds 5  how long each is timed (2)
 *     npm run bench -- --readme     the table goes into README as well
 */
import { parseArgs } from 'node:util';
import { heapGrowth } from './calls.ts';
import { measure, measureTwin, once, type Figures } from './measure.ts';
import { quote } from './readme.ts';
import { measureSecond } from './second.ts';
import { mixedCluster } from './twins/cluster.ts';
import { mixedNetwork } from './twins/network.ts';
import { mixedTridiagonal } from './twins/tridiagonal.ts';
import { workloads as all } from './workloads/index.ts';

const { values, positionals } = parseArgs({
  options: { seconds: { type: 'string', default: '2' }, readme: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const isAsked = ({ name }: { readonly name: string }): boolean => positionals.length === 0 || positionals.includes(name);
const workloads = all.filter(isAsked);
const twins = [mixedTridiagonal, mixedNetwork, mixedCluster].filter(isAsked);
const columns = (cells: readonly string[]): string =>
  cells.map((cell, i) => (i === 0 ? cell.padEnd(14) : cell.padStart(i === 2 ? 15 : 13))).join('');
const ratio = (x: number): string => (Number.isNaN(x) ? '–' : x.toFixed(2));

const heads = ['workload', 'primal us', 'expert/primal', 'ours/primal', 'ours/expert', 'first ms', 'tape B', 'journal B'],
  table: string[][] = [];
console.log(columns(heads) + '   verdict');
const rows: Figures[] = [];
for (const workload of workloads) {
  const row = measure(workload, Number(values.seconds));
  rows.push(row);
  const { name, primal, expert, ours, verdict } = row;
  const { first, tapeBytes, journalBytes } = verdict === 'ok' ? once(workload) : { first: NaN, tapeBytes: NaN, journalBytes: NaN };
  const figures = [primal.toFixed(1), ratio(expert / primal), ratio(ours / primal), ratio(ours / expert)];
  const cells = [name, ...figures, first.toFixed(0), String(tapeBytes), String(journalBytes)];
  table.push(cells);
  console.log(`${columns(cells)}   ${verdict}`);
}
if (values.readme) quote('README.md', heads, table);
const mean = (of: (row: Figures) => number): string => {
  const logs = rows.map((row) => Math.log(of(row))).filter((log) => !Number.isNaN(log));
  return ratio(logs.length > 0 ? Math.exp(logs.reduce((a, b) => a + b, 0) / logs.length) : NaN);
};
console.log(
  columns(['geometric mean', '', mean((r) => r.expert / r.primal), mean((r) => r.ours / r.primal), mean((r) => r.ours / r.expert)]),
);

if (twins.length > 0) console.log('\n' + columns(['mixed kinds', 'primal/plain', 'ours/plain']) + '   verdict');
const verdicts = rows.map(({ verdict }) => verdict);
for (const twin of twins) {
  const { name, primal, ours, verdict } = measureTwin(twin, Number(values.seconds));
  verdicts.push(verdict);
  console.log(`${columns([name, ratio(primal), ratio(ours)])}   ${verdict}`);
}
if (positionals.length === 0 || positionals.includes('second')) {
  console.log('\n' + columns(['second order', 'ours/yardstick']) + '   verdict');
  for (const { name, ratio: times, verdict } of measureSecond(Number(values.seconds))) {
    verdicts.push(verdict);
    console.log(`${columns([name, ratio(times)])}   ${verdict}`);
  }
}
if (positionals.length === 0) {
  const growth = heapGrowth(10_000);
  verdicts.push(growth < 1e6 ? 'ok' : 'the heap grows');
  console.log(`\n10000 calls, half of them throwing: the heap grows by ${(growth / 1024).toFixed(0)} KiB   ${verdicts.at(-1)}`);
}
process.exitCode = verdicts.every((verdict) => verdict === 'ok') ? 0 : 1;
