/**
 * Seeds faults into the transform, one at a time, and asks whether the tests' programs notice: `npm run faults`, `-- --only name`.
 *
 * A fault is a change of a text (test/faults). The library is bundled with it, and a process of its own runs the battery on that bundle.
 * Only a wrong number or a wrong state counts: ends with 1 when a fault survives, is noticed by an exception alone, or has rotted.
 *
 * `-- --write` notes in test/faults/noticed.json which program noticed which fault: it is asked first the next time, and so the rest is
 * seldom needed.
 */
import { fork } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle } from './build.mjs';
import { root } from './fingerprint.mjs';

const PROCESSES = 2;
/** For one program called in one way. */
const PATIENCE = 20_000;

const SOURCE = join(root, 'src/index.ts');
const LIBRARY = './library.mjs';
const NOTICED = join(root, 'test/faults/noticed.json');
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

/** What the battery finds in a folder with a library; `first`: which program to ask first, and how to call it. */
function judge(home, first) {
  return new Promise((done) => {
    const child = fork(join(home, 'battery.mjs'), first ? [first] : [], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      execArgv: ['--max-old-space-size=1500'],
    });
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

async function tried(changes, spoilt, number, first) {
  const home = join(folder, String(number));
  mkdirSync(home, { recursive: true });
  try {
    await bundle({ library: SOURCE }, output(home, 'library'), [replacing(textsWith(changes, spoilt))]);
    copyFileSync(join(folder, 'battery.mjs'), join(home, 'battery.mjs'));
    return await judge(home, first);
  } catch (error) {
    return { is: 'rotten', by: '', why: error.message.split('\n').slice(0, 3).join(' '), programs: 0 };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

const CAUGHT = { number: 'wrong number', state: 'wrong state' };
const MISSED = { exception: 'EXCEPTION ONLY', none: 'SURVIVED', hangs: 'HANGS', rotten: 'DOES NOT FIT' };
const column = (text, width) => (text.length > width ? `${text.slice(0, width - 1)}…` : text.padEnd(width));

async function main() {
  const options = process.argv.slice(2);
  const only = options.includes('--only') ? (options[options.indexOf('--only') + 1] ?? '') : '';
  mkdirSync(folder, { recursive: true });
  const { faults: all, UNCHECKED, keyOf, spoilt } = await table();
  const faults = all.filter((fault) => keyOf(fault).includes(only));
  if (faults.length === 0) throw new Error(`there is no fault named ${only}`);
  const noticed = existsSync(NOTICED) ? JSON.parse(readFileSync(NOTICED, 'utf8')) : {};
  await bundle({ battery: join(root, 'test/faults/battery.ts') }, output(folder, 'battery'), [besides], 'silent');

  const began = Date.now();
  const jobs = [...faults, null];
  const found = new Array(jobs.length);
  const missed = [];
  let next = 0;
  let told = 0;
  const tell = () => {
    for (; told < faults.length && found[told]; told++) {
      const fault = faults[told];
      const { is, by, why } = found[told];
      if (fault.mechanism !== faults[told - 1]?.mechanism) console.log(`\n${fault.mechanism}`);
      console.log(`  ${column(fault.name, 60)} ${column(CAUGHT[is] ?? MISSED[is], 14)} ${by}`);
      if (!CAUGHT[is]) missed.push(`${keyOf(fault)} (${MISSED[is]}${by && `, ${by}`}${why && `: ${why}`})`);
      else noticed[keyOf(fault)] = by;
    }
  };
  const work = async () => {
    while (next < jobs.length) {
      const k = next++;
      const fault = jobs[k];
      found[k] = await tried(fault ? [...UNCHECKED, fault] : UNCHECKED, spoilt, k, fault && noticed[keyOf(fault)]);
      tell();
    }
  };
  await Promise.all(Array.from({ length: PROCESSES }, work));

  const mechanisms = new Set(faults.map((fault) => fault.mechanism)).size;
  const seconds = Math.round((Date.now() - began) / 1000);
  console.log(`\n${faults.length} faults in ${mechanisms} mechanisms, ${faults.length - missed.length} caught, ${seconds} s`);
  console.log(missed.length ? `\nnot caught:\n${missed.map((line) => `  ${line}`).join('\n')}` : 'survivors: none');
  const plain = found.at(-1);
  if (plain.is !== 'none') console.log(`\nwithout any fault: ${plain.by}: ${plain.why}`);
  if (options.includes('--write')) {
    const known = all.map(keyOf).filter((key) => noticed[key]);
    writeFileSync(NOTICED, `${JSON.stringify(Object.fromEntries(known.map((key) => [key, noticed[key]])), null, 2)}\n`);
  }
  process.exitCode = missed.length || plain.is !== 'none' ? 1 : 0;
}

try {
  await main();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
