/**
 * Our gradients beside adjoints written by hand, and both beside the loss itself.
 *
 *     npm run bench                 every workload
 *     npm run bench -- wave         some of them
 *     npm run bench -- --seconds 5  how long each is timed (2)
 */
import { parseArgs } from 'node:util';
import { measure, type Figures } from './measure.ts';
import { cluster } from './workloads/cluster.ts';
import { network } from './workloads/network.ts';
import { tridiagonal } from './workloads/tridiagonal.ts';
import { wave } from './workloads/wave.ts';

const { values, positionals } = parseArgs({ options: { seconds: { type: 'string', default: '2' } }, allowPositionals: true });
const workloads = [wave, tridiagonal, network, cluster].filter(({ name }) => positionals.length === 0 || positionals.includes(name));
const columns = (cells: readonly string[]): string => cells.map((cell, i) => (i === 0 ? cell.padEnd(14) : cell.padStart(15))).join('');
const ratio = (x: number): string => (Number.isNaN(x) ? '–' : x.toFixed(2));

console.log(columns(['workload', 'primal us', 'expert/primal', 'ours/primal', 'ours/expert']) + '   verdict');
const rows: Figures[] = [];
for (const workload of workloads) {
  const row = measure(workload, Number(values.seconds));
  rows.push(row);
  const { name, primal, expert, ours, verdict } = row;
  console.log(`${columns([name, primal.toFixed(1), ratio(expert / primal), ratio(ours / primal), ratio(ours / expert)])}   ${verdict}`);
}
const mean = (of: (row: Figures) => number): string => {
  const logs = rows.map((row) => Math.log(of(row))).filter((log) => !Number.isNaN(log));
  return ratio(logs.length > 0 ? Math.exp(logs.reduce((a, b) => a + b, 0) / logs.length) : NaN);
};
console.log(
  columns(['geometric mean', '', mean((r) => r.expert / r.primal), mean((r) => r.ours / r.primal), mean((r) => r.ours / r.expert)]),
);
process.exitCode = rows.every(({ verdict }) => verdict === 'ok') ? 0 : 1;
