/**
 * Seeds faults into the transform, one at a time, and asks whether the tests' programs notice: `npm run faults`, `-- --only name`.
 *
 * A fault is a change of a text (test/faults). The library is bundled with it, and a process of its own runs the battery on that bundle.
 * Only a wrong number or a wrong state counts: ends with 1 when a fault survives, is noticed by an exception alone, or has rotted.
 */
import { fork } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle } from './build.mjs';
import { root } from './fingerprint.mjs';

const PROCESSES = 2;
/** For one program called in one way. */
const PATIENCE = 20_000;

const SOURCE = join(root, 'src/index.ts');
const LIBRARY = './library.mjs';
const folder = join(root, 'node_modules', `.adjoint-faults-${process.pid}`);

const output = (dir, name) => ({ dir, entryFileNames: `${name}.mjs`, codeSplitting: false });

/** Gives the texts of some files another form. */
const replacing = (texts) => ({
  name: 'replacing',
  load: (id) => (texts.has(id) ? { code: texts.get(id), moduleType: 'ts' } : null),
});

/** The programs and the oracle, on a library that stands beside them. */
const besides = {
  name: 'besides',
  async resolveId(id, from) {
    const found = await this.resolve(id, from, { skipSelf: true });
    return found?.id === SOURCE ? { id: LIBRARY, external: true } : found;
  },
};

async function table() {
  await bundle({ table: join(root, 'test/faults/index.ts') }, output(folder, 'table'));
  return import(pathToFileURL(join(folder, 'table.mjs')).href);
}

/** The texts of the library with changes in them; throws for a change that does not fit. */
function textsWith(changes, spoilt) {
  const texts = new Map();
  for (const change of changes) {
    const file = resolve(root, change.file);
    const text = spoilt(change, texts.get(file) ?? readFileSync(file, 'utf8'));
    if (text === null) throw new Error(`the text is not found exactly once in ${change.file}`);
    texts.set(file, text);
  }
  return texts;
}

/** What the battery finds in a folder with a library. */
function judge(home) {
  return new Promise((done) => {
    const child = fork(join(home, 'battery.mjs'), [], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], execArgv: ['--max-old-space-size=1500'] });
    let found = null;
    let at = 'the start';
    let errors = '';
    let timer;
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        found ??= { is: 'hangs', by: at, why: `no answer in ${PATIENCE / 1000} s`, programs: 0 };
        child.kill('SIGKILL');
      }, PATIENCE);
    };
    wait();
    child.stderr.on('data', (text) => (errors = (errors + text).slice(-2000)));
    child.on('message', (message) => {
      wait();
      if (message.at) at = message.at;
      if (message.found) found = message.found;
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      done(found ?? { is: 'exception', by: at, why: `the process ended with ${code}: ${errors.trim().split('\n')[0]}`, programs: 0 });
    });
  });
}

async function tried(changes, spoilt, number) {
  const home = join(folder, String(number));
  mkdirSync(home, { recursive: true });
  try {
    await bundle({ library: SOURCE }, output(home, 'library'), [replacing(textsWith(changes, spoilt))]);
    copyFileSync(join(folder, 'battery.mjs'), join(home, 'battery.mjs'));
    return await judge(home);
  } catch (error) {
    return { is: 'rotten', by: '', why: error.message.split('\n')[0], programs: 0 };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

const CAUGHT = { number: 'wrong number', state: 'wrong state' };
const MISSED = { exception: 'EXCEPTION ONLY', none: 'SURVIVED', hangs: 'HANGS', rotten: 'NOT FOUND' };
const column = (text, width) => (text.length > width ? `${text.slice(0, width - 1)}…` : text.padEnd(width));

async function main() {
  const at = process.argv.indexOf('--only');
  const only = at < 0 ? '' : (process.argv[at + 1] ?? '');
  mkdirSync(folder, { recursive: true });
  const { faults: all, UNCHECKED, spoilt } = await table();
  const faults = all.filter(({ name, mechanism }) => `${mechanism}: ${name}`.includes(only));
  if (faults.length === 0) throw new Error(`there is no fault named ${only}`);
  await bundle({ battery: join(root, 'test/faults/battery.ts') }, output(folder, 'battery'), [besides]);

  const began = Date.now();
  const jobs = [null, ...faults];
  const found = new Array(jobs.length);
  let next = 0;
  const work = async () => {
    while (next < jobs.length) {
      const k = next++;
      found[k] = await tried(jobs[k] ? [UNCHECKED, jobs[k]] : [UNCHECKED], spoilt, k);
      if (process.stderr.isTTY) process.stderr.write(`\r${k} of ${faults.length} `);
    }
  };
  await Promise.all(Array.from({ length: PROCESSES }, work));
  if (process.stderr.isTTY) process.stderr.write('\r');

  const [plain, ...findings] = found;
  let mechanism = '';
  const missed = [];
  faults.forEach((fault, i) => {
    const { is, by, why } = findings[i];
    if (fault.mechanism !== mechanism) console.log(`\n${(mechanism = fault.mechanism)}`);
    console.log(`  ${column(fault.name, 64)} ${column(CAUGHT[is] ?? MISSED[is], 15)} ${by}`);
    if (!CAUGHT[is]) missed.push(`${fault.mechanism}: ${fault.name} (${MISSED[is]}${by && `, ${by}`}${why && `: ${why}`})`);
  });
  const mechanisms = new Set(faults.map((fault) => fault.mechanism)).size;
  console.log(`\n${faults.length} faults in ${mechanisms} mechanisms, ${faults.length - missed.length} caught, ${Math.round((Date.now() - began) / 1000)} s`);
  console.log(missed.length ? `\nnot caught:\n${missed.map((line) => `  ${line}`).join('\n')}` : 'survivors: none');
  if (plain.is !== 'none') console.log(`\nwithout any fault: ${plain.by}: ${plain.why}`);
  process.exitCode = missed.length || plain.is !== 'none' ? 1 : 0;
}

try {
  await main();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
