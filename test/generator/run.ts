/**
 * `npm run fuzz -- --count N --seed S`: N random programs against the exact oracle, from seed S on.
 *
 * `--differential` compares with each optimising pass left out, each form of recording and a tiny budget instead · `--only classes,generators` the features that every program has (`core`: none) · `--way pullback` one way for all · `--show wrong,refused` which
 * failures are shown cut down, `--shrink 5` how many · `--print SEED` a program · `--procs 2` processes · `--list` the features.
 */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { FEATURES } from './features/index.ts';
import { generate } from './generate.ts';
import { pool } from './pool.ts';
import { report, type Judged } from './report.ts';
import { WAYS } from './verdict.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    way: { type: 'string' },
    show: { type: 'string', default: 'wrong,state,crash,oracle' },
    shrink: { type: 'string', default: '5' },
    procs: { type: 'string', default: String(Math.min(4, availableParallelism())) },
    print: { type: 'string' },
    list: { type: 'boolean', default: false },
    differential: { type: 'boolean', default: false },
  },
});

const way = values.differential ? 'differential' : values.way;
const names = FEATURES.map(({ name }) => name);
const unknown = [
  ...(values.only?.split(',').filter((name) => name !== 'core' && !names.includes(name)) ?? []),
  ...(way === undefined || way === 'differential' || way in WAYS ? [] : [way]),
];
const only = values.only?.split(',').filter((name) => name !== 'core');

async function survey(): Promise<void> {
  const worker = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url));
  const count = Number(values.count);
  const started = Date.now();
  const judged: Judged[] = [];
  const ask = pool(worker, Number(values.procs));
  const common = { ...(only && { only }), ...(way !== undefined && { way }) };
  let next = Number(values.seed);
  let of = 0;
  const line = async (): Promise<void> => {
    while (of < count) {
      of++;
      const seed = next++;
      const found = await ask({ ...common, seed });
      if (found.kind === 'skipped') of--;
      else judged.push(found);
    }
  };
  await Promise.all(Array.from({ length: Number(values.procs) }, line));
  judged.sort((one, other) => one.seed - other.seed);
  const shown = values.show.split(',');
  const failures = judged.filter(({ kind }) => shown.includes(kind)).slice(0, Number(values.shrink));
  const small = await Promise.all(failures.map(({ seed }) => ask({ ...common, seed, shrink: true })));
  ask.close();
  const again = `${values.only === undefined ? '' : ` --only ${values.only}`}${values.differential ? ' --differential' : ''}`;
  console.log(report(judged, small, { from: Number(values.seed), to: next - 1, seconds: (Date.now() - started) / 1000, again }));
  process.exitCode = judged.every(({ kind }) => kind === 'right' || kind === 'refused') ? 0 : 1;
}

if (unknown.length > 0) {
  console.error(`unknown: ${unknown.join(', ')}. Features: core, ${names.join(', ')}. Ways: ${Object.keys(WAYS).join(', ')}.`);
  process.exitCode = 2;
} else if (values.list) console.log(names.join('\n'));
else if (values.print !== undefined) {
  const text = generate(Number(values.print), { ...(only && { only }) });
  console.log(`${text.whole}\n// features: ${text.features.join(', ') || 'core'}`);
} else await survey();
