/**
 * The shape of the house: the rooms, who may import whom, and the size of files.
 *
 * A room is a folder; its files may import each other. This table is the one place where an edge between rooms is
 * allowed. `fault` may be imported by every room and is left out of the rows.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Compile time, from the top down: `host → api → dispatch → { adjoint, trace, passes, syntax } → facts → ir`. */
const ROOMS: Record<string, readonly string[]> = {
  'src/index.ts': ['src/api', 'src/host', 'src/dispatch', 'src/syntax', 'src/linear-algebra'],
  'src/linear-algebra': ['src/api'],
  'src/host': ['src/api', 'src/dispatch', 'src/syntax'],
  'src/api': ['src/dispatch', 'src/ir', 'rules', 'mutation/memory', 'src/runtime'],
  'src/dispatch': [
    'src/adjoint',
    'mutation/trace',
    'src/passes',
    'src/syntax',
    'src/facts',
    'src/ir',
    'rules',
    'src/runtime',
    'mutation/memory',
  ],
  'src/adjoint': ['src/facts', 'src/ir', 'rules'],
  'mutation/trace': ['src/facts', 'src/ir', 'rules'],
  'src/passes': ['src/facts', 'src/ir', 'rules'],
  'src/syntax': ['src/facts', 'src/ir', 'rules'],
  'src/facts': ['src/ir', 'rules'],
  'src/ir': [],
  rules: [],
  // on the public names alone, as users are
  'rules/packs': ['src/index.ts'],
  'src/fault': [],
  // run time: what emitted code needs
  'src/runtime': [],
  'mutation/memory': [],
};

/** `import type` across rooms where a value import would be wrong: a fault carries a position. */
const TYPES: Record<string, readonly string[]> = { 'src/fault': ['src/ir'] };

/** Which packages a room may know. Node's modules outside of `src/host` are asked for only where there is Node. */
const PACKAGES: Record<string, RegExp> = {
  'src/syntax': /^(@babel\/.*|node:module|node:util)$/,
  'src/host': /^node:/,
  'src/facts': /^node:util$/,
  'mutation/memory': /^(immer|node:util)$/,
};

interface Import {
  readonly from: string;
  readonly to: string;
  readonly type: boolean;
}

const slashes = (path: string): string => path.split(sep).join('/');

function filesOf(folder: string): string[] {
  const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((e) => e.isFile() && e.name.endsWith('.ts'))
    .map((e) => slashes(relative(root, join(e.parentPath, e.name))))
    .sort();
}

const house = ['src', 'rules', 'mutation'].flatMap(filesOf);
const text = new Map([...house, ...['test', 'examples', 'bench'].flatMap(filesOf)].map((f) => [f, readFileSync(join(root, f), 'utf8')]));
const linesOf = (file: string): number => text.get(file)!.split('\n').length - 1;

/** The longest room that contains the file; '' if it stands outside of all. */
const roomOf = (file: string): string =>
  Object.keys(ROOMS)
    .filter((room) => file === room || file.startsWith(room + '/'))
    .sort((a, b) => b.length - a.length)[0] ?? '';

/** Static and dynamic imports, re-exports, `import('…')` in types, `require('…')`, `getBuiltinModule('…')`; comments are left out. */
function importsOf(file: string, source: string): Import[] {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  const found: Import[] = [];
  for (const [, words = '', to] of code.matchAll(
    /(?:^|;)\s*(?:(?:import|export)\s+([\w\s{},*$]+?)\s*from|import)\s*['"]([^'"\n]+)['"]/gm,
  )) {
    const names = /^\{([^}]*)\}$/
      .exec(words)?.[1]
      ?.split(',')
      .map((n) => n.trim())
      .filter(Boolean);
    found.push({ from: file, to: to!, type: /^type\s/.test(words) || (!!names?.length && names.every((n) => n.startsWith('type '))) });
  }
  for (const [, to] of code.matchAll(/\b(?:import|require|getBuiltinModule)\s*(?:\?\.)?\(\s*['"]([^'"\n]+)['"]/g))
    found.push({ from: file, to: to!, type: false });
  return found;
}

const all = house.flatMap((f) => importsOf(f, text.get(f)!));
const local = all.filter((i) => i.to.startsWith('.')).map((i) => ({ ...i, to: slashes(join(dirname(i.from), i.to)) }));
const between = local.map((i) => ({ ...i, a: roomOf(i.from), b: roomOf(i.to) })).filter((i) => i.a !== i.b);
const tell = (i: Import): string => `${i.from} imports ${i.to}`;

/** A path that comes back to where it began, if there is one. */
function circle(edges: ReadonlyMap<string, ReadonlySet<string>>): string[] | null {
  const done = new Set<string>();
  const visit = (room: string, path: string[]): string[] | null => {
    if (path.includes(room)) return [...path.slice(path.indexOf(room)), room];
    if (done.has(room)) return null;
    for (const next of edges.get(room) ?? []) {
      const found = visit(next, [...path, room]);
      if (found) return found;
    }
    done.add(room);
    return null;
  };
  for (const room of edges.keys()) {
    const found = visit(room, []);
    if (found) return found;
  }
  return null;
}

test('the reader of imports', () => {
  const source = `
    import a from './a.ts'; // from './not.ts'
    import type { B } from './b.ts';
    import { type C, type D } from './c.ts';
    import {
      type E,
      f,
    } from '../f.ts';
    import './g.ts';
    export * from './h.ts';
    export const from = 'x', i = (await import('./i.ts')).default;
    // import './not.ts'
    type J = import('./j.ts').J;
    const k = require('k') /* from './not.ts' */, l = process.getBuiltinModule?.('l');`;
  const found = importsOf('', source).map((i) => (i.type ? 'type ' : '') + i.to);
  expect(found).toEqual(['./a.ts', 'type ./b.ts', 'type ./c.ts', '../f.ts', './g.ts', './h.ts', './i.ts', './j.ts', 'k', 'l']);
});

describe('rooms', () => {
  test('every file stands in a room', () => {
    expect(house.filter((f) => roomOf(f) === '')).toEqual([]);
  });

  test('imports between rooms are those of the table', () => {
    const allowed = (a: string, b: string, type: boolean): boolean =>
      b === 'src/fault' || !!ROOMS[a]?.includes(b) || (type && !!TYPES[a]?.includes(b));
    expect(between.filter((i) => !allowed(i.a, i.b, i.type)).map(tell)).toEqual([]);
  });

  test('there is no circle, neither in the table nor in the imports of values', () => {
    expect(circle(new Map(Object.entries(ROOMS).map(([room, to]) => [room, new Set(to)])))).toBeNull();
    const edges = new Map<string, Set<string>>();
    for (const i of between) if (!i.type) edges.set(i.a, (edges.get(i.a) ?? new Set()).add(i.b));
    expect(circle(edges)).toBeNull();
  });

  test('run-time rooms are leaves, and the two builders never meet', () => {
    for (const leaf of ['src/runtime', 'mutation/memory']) expect(ROOMS[leaf]).toEqual([]);
    expect(between.filter((i) => i.a === 'mutation/memory' && i.b === 'src/fault').map(tell)).toEqual([]);
    expect([...ROOMS['src/adjoint']!, ...ROOMS['mutation/trace']!].filter((r) => r === 'src/adjoint' || r === 'mutation/trace')).toEqual(
      [],
    );
  });

  test('packages: Babel is known in src/syntax, Node in src/host', () => {
    const packages = all.filter((i) => !i.to.startsWith('.'));
    const babel = house.filter((f) => !f.startsWith('src/syntax/') && /['"]@babel\//.test(text.get(f)!));
    expect(babel).toEqual([]);
    expect(packages.filter((i) => !PACKAGES[roomOf(i.from)]?.test(i.to)).map(tell)).toEqual([]);
  });

  test('relative imports end in .ts and name a file that exists', () => {
    expect(local.filter((i) => !text.has(i.to)).map(tell)).toEqual([]);
  });
});

describe('files', () => {
  test('none is over 400 lines', () => {
    expect([...text.keys()].filter((f) => linesOf(f) > 400)).toEqual([]);
  });

  test('the median is about 100 lines, nine in ten are under 280', () => {
    const sizes = house.map(linesOf).sort((a, b) => a - b);
    expect(sizes[Math.floor(sizes.length / 2)]).toBeLessThanOrEqual(110);
    expect(sizes[Math.ceil(sizes.length * 0.9) - 1]).toBeLessThan(280);
  });

  test('each is named after what it knows', () => {
    expect([...text.keys()].filter((f) => /\b(utils?|helpers?|common|managers?|misc)\b/i.test(f))).toEqual([]);
  });
});
