/** The same loss, written in TypeScript, in every way that users run it: the printed gradients are the same everywhere. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { type BuildOptions, type Plugin, build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { gradients } from './typescript/gradients.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'test/typescript');
const main = join(folder, 'main.ts');
const library = join(root, 'dist/index.js');
let made = '';

beforeAll(() => {
  made = mkdtempSync(join(tmpdir(), 'adjoint-'));
});
afterAll(() => rmSync(made, { recursive: true, force: true }));

const run = promisify(execFile);

/** The line with the gradients that a program prints. */
async function printed(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string | undefined> {
  const clean = { ...process.env, NODE_OPTIONS: '', VITEST: undefined, ...env };
  const { stdout } = await run(program, args, { cwd: folder, env: clean });
  return stdout.split('\n').find((line) => line.startsWith('gradients '));
}

const node = (...args: readonly string[]): ReturnType<typeof printed> => printed(process.execPath, args);

test('vitest, in this process', () => {
  const { ok } = JSON.parse(gradients().slice('gradients '.length)) as { ok: boolean };
  expect(ok).toBe(true);
});

test('tsx', async () => {
  const tsx = fileURLToPath(import.meta.resolve('tsx/cli'));
  expect(await node(tsx, '--tsconfig', join(folder, 'tsconfig.json'), main)).toBe(gradients());
});

test.each([
  ['no coverage', []],
  ['coverage by V8', ['--coverage.enabled', '--coverage.provider=v8']],
  ['coverage by istanbul', ['--coverage.enabled', '--coverage.provider=istanbul']],
])('vitest with %s', async (name, options) => {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const reports = options.length ? [`--coverage.reportsDirectory=${join(made, 'coverage')}`] : [];
  const ADJOINT_PRINTED = join(made, name);
  const env = { ADJOINT_PRINTED, ADJOINT_INSTRUMENTED: name.includes('istanbul') ? 'yes' : 'no' };
  const args = [vitest, 'run', '--config', join(folder, 'vitest.config.ts'), ...options, ...reports];
  await printed(process.execPath, args, env);
  expect(readFileSync(ADJOINT_PRINTED, 'utf8')).toBe(gradients());
});

test.each<[string, BuildOptions]>([
  ['minified', { minify: true }],
  ['minified, names kept by `__name`', { minify: true, keepNames: true }],
  ['for older engines: fields by `__publicField`', { target: 'es2017' }],
  ['as CommonJS', { format: 'cjs' }],
])('esbuild: %s', async (name, options) => {
  const format = options.format ?? 'esm';
  const outfile = join(made, `${name.replaceAll(/\W+/g, '-')}.${format === 'esm' ? 'mjs' : 'cjs'}`);
  const plugins = [outside(format === 'esm' ? pathToFileURL(library).href : library)];
  await build({ entryPoints: [main], bundle: true, platform: 'node', format, outfile, plugins, logLevel: 'error', ...options });
  if (name.includes('__publicField')) expect(readFileSync(outfile, 'utf8')).toContain('__publicField(this');
  expect(await node(outfile)).toBe(gradients());
});

/** The library stays outside of the bundle, as it does for users of Node. */
const outside = (path: string): Plugin => ({
  name: 'outside',
  setup: ({ onResolve }) => onResolve({ filter: /^adjoint$/ }, () => ({ path, external: true })),
});

test('types stripped by Node itself', async (context) => {
  const found = await stripping();
  if (!found) return context.skip('no Node 22.6 or newer was found: put one in the path, or name it in ADJOINT_NODE');
  expect(await printed(found.program, [...found.flags, main])).toBe(gradients());
});

/** A Node that runs TypeScript, and the flags that it needs for that. */
async function stripping(): Promise<{ program: string; flags: string[] } | null> {
  const named = process.env['ADJOINT_NODE'];
  const inPath = (process.env['PATH'] ?? '').split(delimiter).flatMap((dir) => ['node', 'node22', 'node24'].map((file) => join(dir, file)));
  for (const program of [...(named ? [named] : []), process.execPath, ...inPath.filter((file) => existsSync(file))]) {
    const { stdout } = await run(program, ['--version']).catch(() => ({ stdout: '' }));
    const [major = 0, minor = 0] = stdout.trim().slice(1).split('.').map(Number);
    if (major > 23 || (major === 23 && minor >= 6) || (major === 22 && minor >= 18)) return { program, flags: [] };
    if (major === 23 || (major === 22 && minor >= 6)) return { program, flags: ['--experimental-strip-types'] };
  }
  return null;
}
