/** The package as its users get it: what `npm run build` writes and what the lock installs. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';
import { beforeAll, describe, expect, test } from 'vitest';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const json = (file: string) => JSON.parse(readFileSync(join(root, file), 'utf8'));
const manifest = json('package.json');

/** Runs a program of a user of the built package in a process of its own: what it prints, and what it complains of. */
function run(program: string, ...flags: string[]): string {
  const output = execFileSync(process.execPath, [...flags, '--input-type=module', '--eval', program], {
    cwd: root,
    encoding: 'utf8',
    stdio: 'pipe',
  });
  return output.trim();
}

/** Whether a version (`[20, 19, 0]`) is in a range of the forms that `engines` uses. */
function satisfies(version: readonly number[], range: string): boolean {
  const compare = (b: readonly number[]): number => {
    for (let i = 0; i < 3; i++) if (version[i]! !== (b[i] ?? 0)) return version[i]! - (b[i] ?? 0);
    return 0;
  };
  const one = (word: string): boolean => {
    const [, operator, numbers] = /^(>=|<=|>|<|\^|~|=|)v?([\d.x*]*)$/.exec(word) ?? [];
    if (numbers === undefined) throw new Error(`unread range: ${word}`);
    const b = numbers.split('.').map(Number).filter(Number.isFinite);
    const order = compare(b);
    if (operator === '>=') return order >= 0;
    if (operator === '>') return order > 0;
    if (operator === '<') return order < 0;
    if (operator === '<=') return order <= 0;
    const same = operator === '^' ? 1 : operator === '~' ? Math.min(2, b.length) : b.length;
    return b.slice(0, same).every((n, i) => n === version[i]) && order >= 0;
  };
  return range.split('||').some((all) =>
    all
      .trim()
      .replace(/([<>=~^]) +/g, '$1')
      .split(/\s+/)
      .every(one),
  );
}

describe('what is installed', () => {
  test('the reader of ranges', () => {
    for (const range of ['>=20.19', '^20.19.0 || >=22.12.0', '20', '20.x', '*', '>= 12.0.0', '>=18 <21', '~20.19']) {
      expect(satisfies([20, 19, 0], range), range).toBe(true);
    }
    for (const range of ['>=22', '^22.18.0 || >=24.11.0', '^20.20.0', '~20.18', '<20'])
      expect(satisfies([20, 19, 0], range), range).toBe(false);
  });

  test.each([
    [20, 19, 0],
    [22, 12, 0],
    [24, 0, 0],
  ])('every package of the lock accepts Node %i.%i.%i', (...version) => {
    const packages: [string, { engines?: { node?: string }; optional?: boolean }][] = Object.entries(json('package-lock.json').packages);
    // packages for one platform only are skipped by npm where they do not fit, without a word
    const refused = packages.filter(([, p]) => !p.optional && p.engines?.node && !satisfies(version, p.engines.node));
    expect(refused.map(([name]) => name)).toEqual([]);
  });

  test('the lock is that of package.json', () => {
    const locked = json('package-lock.json').packages[''];
    expect([locked.name, locked.version, locked.dependencies, locked.devDependencies]).toEqual([
      manifest.name,
      manifest.version,
      manifest.dependencies,
      manifest.devDependencies,
    ]);
  });
});

describe('what is built', () => {
  beforeAll(() => void execFileSync(process.execPath, [join(root, 'scripts/ready.mjs')], { stdio: 'pipe' }));

  test('exports name files that are there and that are packed', () => {
    for (const file of [
      manifest.exports['.'],
      ...Object.keys(manifest.exports)
        .filter((k) => k.startsWith('./rules/'))
        .map((k) => manifest.exports[k]),
    ].flatMap((e) => Object.values<string>(e))) {
      expect(existsSync(join(root, file)), file).toBe(true);
      expect(
        manifest.files.some((f: string) => file.startsWith(`./${f}`)),
        file,
      ).toBe(true);
    }
  });

  test('every import of the library is a package that is declared, or Node', () => {
    const text = readFileSync(join(root, 'dist/library.js'), 'utf8');
    const imports = [...text.matchAll(/^(?:import|export)\b[^'"\n]*['"]([^'"\n]+)['"];$/gm)].map((m) => m[1]!);
    // packages that are loaded when they are needed, by name
    const names = [...imports, ...[...text.matchAll(/['"](@babel\/[\w-]+|immer)['"]/g)].map((m) => m[1]!)];
    expect(names.filter((n) => !n.startsWith('node:') && !(n in manifest.dependencies))).toEqual([]);
    expect(names).toContain('@babel/parser');
  });

  test('the script for Node has its packages in it, and its cache is for this engine', () => {
    const file = (name: string): string => join(root, 'dist', name);
    const text = readFileSync(file('node.cjs'), 'latin1');
    // a package of its own that Node has to find would cost more than all else in a first call
    const asked = new Set([...text.matchAll(/\brequire\(["']([^"']+)["']\)/g)].map((m) => m[1]!));
    expect([...asked].filter((name) => !isBuiltin(name))).toEqual([]);
    const script = new Script(text, { filename: 'adjoint:node.cjs', cachedData: readFileSync(file('node.cache')) });
    expect(script.cachedDataRejected).toBe(false);
  });

  test.each(['index.js', 'library.js'])('%s and its like give the same gradients', (file) => {
    const program = `
      const { gradient } = await import('./dist/${file}');
      const f = (rows, w) => rows.map((r) => r.reduce((s, x, j) => s + x * w[j], 0)).reduce((s, z) => s + Math.log1p(Math.exp(-z)), 0);
      console.log(JSON.stringify(gradient(f, [[1, 2], [3, 4]], [0.1, -0.2])));
      try { gradient((x) => parseInt(x), 2) } catch (error) { console.log(error.code, String(error.message).includes('parseInt')) }`;
    const rows = [
      [1, 2],
      [3, 4],
    ];
    const w = [0.1, -0.2];
    const slopes = rows.map((r) => -1 / (1 + Math.exp(r[0]! * w[0]! + r[1]! * w[1]!)));
    const [gradient, fault] = run(program).split('\n');
    const [, found] = JSON.parse(gradient!) as [unknown, number[]];
    w.forEach((_, j) =>
      expect(found[j]).toBeCloseTo(
        slopes.reduce((s, g, i) => s + g * rows[i]![j]!, 0),
        13,
      ),
    );
    expect(fault).toMatch(/^E_\w+ true$/);
  });

  test('declarations are whole and speak only of themselves', () => {
    const types = join(root, 'dist/types');
    for (const entry of readdirSync(types, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const text = readFileSync(join(entry.parentPath, entry.name), 'utf8');
      for (const [, to] of text.matchAll(/(?:from |import\()['"]([^'"]+)['"]/g)) {
        expect(to, entry.name).toMatch(/^\.{1,2}\/.*\.js$/);
        expect(existsSync(join(entry.parentPath, to!.replace(/\.js$/, '.d.ts'))), `${entry.name}: ${to}`).toBe(true);
      }
    }
  });

  test('the public names', () => {
    const verbs = ['gradient', 'valueAndGradient', 'pullback', 'grad', 'valueAndGrad', 'checkGradient', 'explain', 'AdjointError'];
    const names: string[] = JSON.parse(run(`console.log(JSON.stringify(Object.keys(await import('adjoint'))))`));
    expect(names).toEqual(expect.arrayContaining(verbs));
  });

  test('gives a gradient in plain Node, and prints no warning', () => {
    const program = `
      import { gradient } from 'adjoint';
      const scale = 3;
      const f = (x, n) => { for (let i = 0; i < n; i++) x[i] = scale * Math.tanh(x[i]) ** 2; return x.reduce((a, b) => a + b, 0); };
      process.on('warning', (w) => console.log(String(w)));
      console.log(JSON.stringify(Array.from(gradient(f, Float64Array.of(0.5, -1), 2)[0])));`;
    const derivative = (x: number): number => 6 * Math.tanh(x) * (1 - Math.tanh(x) ** 2);
    const found: number[] = JSON.parse(run(program));
    expect(found).toHaveLength(2);
    [0.5, -1].forEach((x, i) => expect(found[i]).toBeCloseTo(derivative(x), 13));
  });

  test('importing it loads no part of Babel that only faults and printing need', () => {
    const loaded = run(`
      import { createRequire } from 'node:module';
      await import('adjoint');
      const { cache } = createRequire(process.cwd() + '/package.json');
      console.log(JSON.stringify(Object.keys(cache).filter((f) => /@babel.(traverse|code-frame|generator)\\b/.test(f))));`);
    expect(JSON.parse(loaded)).toEqual([]);
  });

  const programs = ['README.md', 'docs/verbs.md', 'docs/rules.md', 'docs/packs.md'].flatMap((page) =>
    [...readFileSync(join(root, page), 'utf8').matchAll(/^```js\n([\s\S]*?)^```/gm)].map((m, i) => [i + 1, page, m[1]!] as const),
  );

  test.each(programs)('program %i of %s prints what it says', (_, __, program) => {
    const said = [...program.matchAll(/^console\.log.*\/\/ → (.*)$/gm)].map((m) => m[1]!);
    expect(said.length).toBeGreaterThan(0);
    expect(run(program).split('\n').slice(0, said.length)).toEqual(said);
  });
});
