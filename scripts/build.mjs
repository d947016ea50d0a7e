/**
 * Builds dist/: the library as one module (`library.js`, for bundlers) and in the form that Node starts fastest (`index.js`, see
 * entry.mjs), `types/` (declarations), `examples/`, `bench/` and `test/` (the random programs), one file per module on top of it.
 *
 * The library is not minified: rules are told as functions whose text is read at run time. In `library.js` packages stay imports.
 * The new folder takes the place of the old one in one step, so that a build that fails or is cut short leaves the old one.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { bundleBabel, withBabel } from './babel.mjs';
import { writeEntry } from './entry.mjs';
import { STAMP, fingerprint, root } from './fingerprint.mjs';

const SOURCE = join(root, 'src/index.ts');

/** Bare names are left to Node. */
const isPackage = (id) => !id.startsWith('.') && !id.startsWith('/') && !/^[A-Za-z]:[\\/]/.test(id);

export async function bundle(input, output, plugins = [], logLevel = 'warn') {
  const made = await rolldown({ cwd: root, input, platform: 'node', external: isPackage, tsconfig: false, logLevel, plugins });
  await made.write({ format: 'esm', minify: false, comments: true, ...output });
  await made.close();
}

const library = (folder) => bundle({ library: SOURCE }, { dir: folder, codeSplitting: false });

/** The library and Babel in one classic script. */
async function script(folder) {
  const babel = await bundleBabel(join(folder, 'babel'));
  // comments go, lines stay: errors show them
  const output = { dir: folder, entryFileNames: '[name].cjs', format: 'cjs', codeSplitting: false, comments: false };
  await bundle({ node: SOURCE }, output, [withBabel(babel)]);
  rmSync(join(folder, 'babel'), { recursive: true });
}

/** The library is imported by its name, as users do. */
const byName = {
  name: 'by-name',
  async resolveId(id, from) {
    const found = await this.resolve(id, from, { skipSelf: true });
    return found?.id === SOURCE ? { id: 'adjoint', external: true } : found;
  },
};

/** Packs of rules, each a module of its own. */
const PACKS = ['immer', 'mathjs', 'ml-matrix', 'stdlib'];
const packs = (folder) =>
  bundle(
    Object.fromEntries(PACKS.map((name) => [name, join(root, `rules/packs/${name}.ts`)])),
    { dir: join(folder, 'rules'), entryFileNames: '[name].js', chunkFileNames: 'shared/[name].js' },
    [byName],
  );

/** Programs that use the library: each module keeps its own file. */
async function programs(folder, name, ...entries) {
  const files = entries.map((entry) => [entry.replace(/\.ts$/, ''), join(root, name, entry)]).filter(([, file]) => existsSync(file));
  if (files.length === 0) return;
  await bundle(
    Object.fromEntries(files),
    { dir: join(folder, name), preserveModules: true, preserveModulesRoot: join(root, name), entryFileNames: '[name].js' },
    [byName],
  );
}

/** Declarations of what the public ones speak of, and of nothing else. */
function declarations(folder) {
  const all = join(folder, 'all-types');
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  execFileSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json'), '--outDir', all], { stdio: 'inherit' });
  const queue = ['src/index.d.ts', ...PACKS.map((name) => `rules/packs/${name}.d.ts`)];
  for (const file of queue) {
    const text = readFileSync(join(all, file), 'utf8').replace(/(from |import\()(['"])(\.{1,2}\/[^'"]*)\.ts\2/g, (_, head, quote, path) => {
      const next = join(dirname(file), `${path}.d.ts`);
      if (!queue.includes(next)) queue.push(next);
      return `${head}${quote}${path}.js${quote}`;
    });
    const target = join(folder, 'types', file);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
  rmSync(all, { recursive: true });
}

export async function build() {
  const print = fingerprint();
  const folder = join(root, 'node_modules', `.adjoint-${process.pid}`);
  const old = `${folder}-old`;
  try {
    await library(folder);
    await script(folder);
    await packs(folder);
    writeEntry(folder, root);
    declarations(folder);
    await programs(folder, 'examples', 'main.ts');
    await programs(folder, 'bench', 'run.ts', 'first.ts');
    await programs(folder, 'test', 'generator/run.ts', 'generator/worker.ts');
    writeFileSync(join(folder, STAMP), print);
    const dist = join(root, 'dist');
    if (existsSync(dist)) renameSync(dist, old);
    renameSync(folder, dist);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    rmSync(old, { recursive: true, force: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await build();
