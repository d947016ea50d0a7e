import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { installHost } from '../src/host/index.ts';
import { type Capture, environment, globalsOnly, withScope } from '../src/syntax/environment.ts';
import { read } from '../src/syntax/read.ts';
import * as source from './captured/source.ts';
import twice, { counter, scale, table } from './captured/source.ts';

installHost();

const captures = (fn: Function): Record<string, Capture> =>
  Object.fromEntries(environment().captures(fn, read(fn, environment()).scopes.free));

/** Modules as Node itself loads them; vitest leaves what is in node_modules alone. */
const folder = mkdtempSync(join(tmpdir(), 'adjoint-captures-'));
const modules = join(folder, 'node_modules', 'real');
const FILES = {
  'b.mjs': `export let k = 3; export const data = [1, 2]; export function setK(v) { k = v; }
export const helper = (x) => x * k; export default function dd(x) { return x; }`,
  'c.mjs': `export { data as list, k as again } from './b.mjs'; export * from './b.mjs';`,
  'd.cjs': `exports.size = 4; let hidden = 1; exports.f = (x) => x * hidden * exports.size; exports.bump = () => { hidden++; };
exports.loose = function (p) { const change = (list) => { list[0] = 2; }; change(arguments); return () => p; };`,
  'e.cjs': `var tableOfOps = { add: '+' }; var settled = {}; var reached = 1; var steady;
(function () { for (var k in tableOfOps) settled[k] = eval('1' + tableOfOps[k] + '2'); steady = { s: 1 }; exports.reach = eval('(v) => { reached = v; }'); })();
exports.f = (x) => x * settled.add * steady.s; exports.reached = (x) => x * reached; `,
  'h.cjs': `var later = 1; exports.later = (x) => x * later; exports.run = (function (text) { return eval(text); });`,
  'g.cjs': `var kept = 1; var named = 1; (function () { kept = 2; })(); (() => { named = 3; exports.kept = (x) => x * kept; }).call(this);
(function again(n) { exports.again = again; named = n; })(1); exports.named = (x) => x * named;`,
  'node_modules/pack/package.json': `{ "name": "pack", "exports": { ".": { "require": "./old.cjs", "default": "./new.mjs" }, "./twin": { "development": "./one.mjs", "default": "./two.mjs" } } }`,
  'node_modules/pack/new.mjs': `export const steady = 1; export let moving = 2; export const move = () => { moving++; };`,
  'node_modules/pack/one.mjs': `export let twin = 1; export const turn = () => { twin++; };`,
  'node_modules/pack/two.mjs': `export const twin = 1;`,
  'a.mjs': `import dd, { data, helper, k } from './b.mjs';
import { again, list, setK } from './c.mjs';
import * as ns from './b.mjs';
import { f as fromCommon } from './d.cjs';
const c = 5; let m = 7; var once = 8; let never = 9; const [d1] = [1];
export const bump = () => { m++; };
export function fact(n) { return n <= 1 ? c : n * fact(n - 1); }
export let memo = function self(n) { return n ? memo(n - 1) + self(0) : 1; };
export const inner = memo;
memo = (n) => inner(n) + 100;
export const imports = (x) => x * k + data[0] + helper(x) + dd(x) + again + list[0] + fromCommon(x);
export const members = (x) => x * ns.k + ns.data[0] + ns.helper(x);
export const own = (x) => x + c + m + once + never + d1 + Math.sin(x);
export function outer(p) { let q = 2; q++; const Math = { sin: () => 1 }; return (x) => x * p + q + Math.sin(x); }
export function early() { const probe = () => late; const before = globalThis.adjointProbe(probe); let late = 4; return [before, globalThis.adjointProbe(probe)]; }
export const missing = (x) => x * nowhere;
export const turns = () => { const fs = []; for (var i = 0; i < 3; i++) { var square = i * i; const f = () => square; globalThis.adjointProbe?.(f); fs.push(f); } return fs; };
export function* steps() { let k = 1; const f = () => k; yield f; k = 2; yield f; }
const shade = 3; export const plain = () => shade; export const shaded = () => { let shade = 1; globalThis.adjointShade = () => { shade = 2; }; return () => shade; };
import { moving, steady } from 'pack';
import { twin } from 'pack/twin';
export const packaged = (x) => x * steady * moving * twin;
export { setK };`,
};
let a: Record<string, any>;
beforeAll(async () => {
  mkdirSync(modules, { recursive: true });
  mkdirSync(join(modules, 'node_modules', 'pack'), { recursive: true });
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(modules, name), text);
  await import(/* @vite-ignore */ pathToFileURL(join(modules, 'node_modules/pack/one.mjs')).href);
  a = await import(/* @vite-ignore */ pathToFileURL(join(modules, 'a.mjs')).href);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const summary = (fn: Function): Record<string, boolean> => Object.fromEntries(Object.values(captures(fn)).map((c) => [c.name, c.constant]));

describe('captures of a module', () => {
  it('tells constants from variables by the text of the script', () => {
    expect(summary(a.own)).toEqual({ c: true, m: false, once: true, never: true, d1: true, Math: true });
    const { c, m, Math: math } = captures(a.own);
    expect([c!.value, m!.value, math!.value, math!.global]).toEqual([5, 7, Math, true]);
  });

  it('reads variables again', () => {
    const { m } = captures(a.own);
    const before = m!.read() as number;
    a.bump();
    expect(m!.read()).toBe(before + 1);
    expect(environment().values([m!])).toEqual([before + 1]);
    expect(captures(a.own).m!.value).toBe(before + 1);
  });

  it('follows imports to the module that has the variable', () => {
    expect(summary(a.imports)).toEqual({ k: false, data: true, helper: true, dd: true, again: false, list: true, fromCommon: true });
    a.setK(11);
    expect(captures(a.imports).again!.value).toBe(11);
    a.setK(3);
  });

  it('takes members of a namespace for variables', () => {
    expect(summary(a.members)).toEqual({ 'ns.k': false, 'ns.data': true, 'ns.helper': true });
    expect(captures(a.members)['ns.k']!.value).toBe(3);
  });

  it('gives live references', async () => {
    const b = await import(/* @vite-ignore */ pathToFileURL(join(modules, 'b.mjs')).href);
    expect(captures(a.imports).data!.value).toBe(b.data);
  });

  it('looks into inner scopes first, also for the names of globals', () => {
    const found = captures(a.outer(3));
    expect(found.p!.value).toBe(3);
    expect(found.q).toMatchObject({ value: 3 });
    expect(found.Math!.value).not.toBe(Math);
    expect(found.Math!.global).toBe(false);
  });

  it('keeps closures of one text apart', () => {
    expect([a.outer(1), a.outer(2)].map((f) => captures(f).p!.value)).toEqual([1, 2]);
  });

  it('finds the name of a declaration outside, and of an expression in itself', () => {
    expect(captures(a.fact).fact).toMatchObject({ value: a.fact, constant: true });
    const { self, memo } = captures(a.inner);
    expect(self).toMatchObject({ value: a.inner, constant: true });
    expect(memo!.value).not.toBe(a.inner);
  });

  it('does not call a variable constant before it has its value', () => {
    const seen: unknown[] = [];
    (globalThis as any).adjointProbe = (f: Function) => seen.push(...Object.values(captures(f)).map((c) => [c.value, c.constant]));
    a.early();
    expect(seen).toEqual([
      [undefined, false],
      [4, true],
    ]);
    delete (globalThis as any).adjointProbe;
  });

  it('calls what only its own function assigns constant once that function is over', () => {
    const { memo } = captures(a.inner);
    expect(memo!.constant).toBe(true);
    const seen: unknown[] = [];
    (globalThis as any).adjointProbe = (f: Function) => seen.push(...Object.values(captures(f)).map((c) => [c.value, c.constant]));
    const [last] = a.turns();
    delete (globalThis as any).adjointProbe;
    expect(seen).toEqual([
      [0, false],
      [1, false],
      [4, false],
    ]);
    expect(captures(last).square).toMatchObject({ value: 4, constant: true });
  });

  it('does not when that function may go on, as a generator', () => {
    const steps = a.steps();
    const f = steps.next().value;
    expect(captures(f).k).toMatchObject({ value: 1, constant: false });
    steps.next();
    expect(captures(f).k).toMatchObject({ value: 2, constant: false });
  });

  it('tells variables of one name apart', () => {
    expect(summary(a.plain)).toEqual({ shade: true });
    expect(captures(a.shaded()).shade).toMatchObject({ value: 1, constant: false });
  });

  it('does not trust a parameter that `arguments` may change', () => {
    const d = createRequire(import.meta.url)(join(modules, 'd.cjs'));
    expect(captures(d.loose(1)).p).toMatchObject({ value: 2, constant: false });
  });

  it('follows the names of packages', () => {
    expect(summary(a.packaged)).toEqual({ steady: true, moving: false, twin: false });
  });

  it('leaves out what cannot be found', () => {
    expect(captures(a.missing)).toEqual({});
  });

  it('asks nothing again when everything is constant', () => {
    const names = ['c', 'once', 'd1', 'Math'];
    environment().captures(a.own, names);
    const asked = vi.spyOn(process.getBuiltinModule('node:inspector').Session.prototype, 'post');
    environment().captures(a.own, names);
    expect(asked).not.toHaveBeenCalled();
    asked.mockRestore();
  });

  it('reads CommonJS modules', () => {
    const d = createRequire(import.meta.url)(join(modules, 'd.cjs'));
    expect(summary(d.f)).toEqual({ hidden: false, exports: true });
    expect(captures(d.f).exports!.value).toBe(d);
  });
});

describe('captures under vitest', () => {
  const shift = 2;
  let turns = 0;
  it('sees imports through the runner', () => {
    const f = (x: number): number => scale(x) * counter + table[0]! + twice(x) + source.counter + shift + turns;
    turns++;
    const found = Object.values(captures(f));
    expect(found.map((c) => c.value)).toEqual(expect.arrayContaining([scale, counter, table, twice, 2, 1]));
    expect(found.find((c) => c.value === 1)!.constant).toBe(false);
    expect(found.find((c) => c.value === 2)!.constant).toBe(true);
  });
  it('reads variables of other modules again', () => {
    const f = (x: number): number => x * counter;
    const found = Object.values(captures(f)).find((c) => c.value === 3)!;
    source.setCounter(5);
    expect(environment().values([found])).toEqual([5]);
    source.setCounter(3);
  });
});

describe('captures of evaluated functions', () => {
  const load = (name: string): Record<string, any> => createRequire(import.meta.url)(join(modules, name)) as Record<string, any>;
  it('a function that is called where it stands is part of the code around it, unless it has a name', () => {
    const g = load('g.cjs');
    expect(captures(g.kept).kept).toMatchObject({ value: 2, constant: true });
    expect(captures(g.named).named).toMatchObject({ value: 1, constant: false });
  });
  it('where `eval` has run while a module was loaded, what no evaluated code speaks of is constant after that', () => {
    const e = load('e.cjs');
    expect(captures(e.f)).toMatchObject({ settled: { constant: true }, steady: { constant: true } });
    expect(captures(e.reached).reached).toMatchObject({ value: 1, constant: false });
    e.reach(5);
    expect(captures(e.reached).reached).toMatchObject({ value: 5, constant: false });
  });
  it('a variable of a module in which `eval` may still run is not constant', () => {
    const e = load('h.cjs');
    expect(captures(e.later).later).toMatchObject({ value: 1, constant: false });
    e.run('later = 4');
    expect(captures(e.later).later).toMatchObject({ value: 4, constant: false });
  });
  it('finds what an enclosing function holds, and never calls it constant across an `eval`', () => {
    const outer = new Function('k', 'return (x) => x * k;');
    expect(captures(outer(4))).toMatchObject({ k: { value: 4, constant: true } });
    const evaluated = new Function('k', 'const f = eval("(x) => x * k"); k = 9; return f;')(4);
    expect(captures(evaluated)).toMatchObject({ k: { value: 9, constant: false } });
  });
});

describe('other environments', () => {
  const k = 2;
  const f = (x: number): number => x * k + Math.abs(x);
  it('without an inspector only globals are found', () => {
    expect([...globalsOnly.captures(f, ['k', 'Math', 'undefined']).keys()]).toEqual(['Math', 'undefined']);
    expect(globalsOnly.locate(f)).toBeNull();
  });
  it('the caller can give what is missing', () => {
    const scope = { k: 7, far: 1 };
    const given = withScope(environment(), scope, f);
    const other = (x: number): number => x * k;
    expect(given.captures(f, ['k', 'Math']).get('k')).toMatchObject({ value: 7, constant: false });
    expect(given.captures(other, ['k', 'far']).get('k')!.value).toBe(2);
    expect(given.captures(other, ['k', 'far']).get('far')!.value).toBe(1);
    const old = given.captures(f, ['k']).get('k')!;
    expect(withScope(environment(), { k: 8 }, f).values([old])).toEqual([8]);
  });
  it('the language’s own globals are constant, a program’s are not', () => {
    (globalThis as any).adjointTest = 1;
    const found = globalsOnly.captures(f, ['adjointTest', 'Math', 'Float64Array', 'NaN']);
    expect([...found.values()].map((c) => c.constant)).toEqual([false, true, true, true]);
    delete (globalThis as any).adjointTest;
  });
});

describe('places', () => {
  it('leads to the file as it was written', () => {
    const line = Number(/:(\d+):\d+\)?$/.exec(new Error().stack!.split('\n')[1]!)![1]) + 1;
    const here = read((x: number): number => x, environment());
    expect(here.site(here.node)).toEqual({ file: 'test/captures.test.ts', line, column: 23 });
  });
  it('tells functions on one line apart', () => {
    const source = read(a.outer(1), environment());
    const row = FILES['a.mjs'].split('\n').findIndex((l) => l.startsWith('export function outer'));
    expect(source.site(source.node)).toMatchObject({ line: row + 1, column: FILES['a.mjs'].split('\n')[row]!.indexOf('(x) =>') + 1 });
  });
});
