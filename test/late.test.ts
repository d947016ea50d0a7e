/** Captured variables that are read only where a run comes to them, and names that no scope of the engine shows. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gradient, pullback, valueAndGradient } from '../src/index.ts';
import { type Capture, environment, useEnvironment } from '../src/syntax/environment.ts';

const folder = mkdtempSync(join(tmpdir(), 'adjoint-late-'));
const modules = join(folder, 'node_modules', 'late');
const FILES = {
  'hooks.mjs': `let hook = null, factor = 2, other = 5;
export const setHook = (f) => { hook = f; };
export const setFactor = (v) => { factor = v; };
export const setOther = (v) => { other = v; };
const warn = (x) => { if (hook) hook(x); return x * 3; };
export const pure = (x) => (x > 10 ? warn(x) : x * x);
export const scaled = (x) => { if (x > 10) return x * factor; return x * x; };
export const writes = (u) => { u[0] *= 2; return u[0] > 10 ? u[0] * factor : u[0]; };
const first = (x) => x * factor, second = (x) => x * other;
export const both = (x) => first(x) + second(x);
export const pulled = (x) => (x > 1 ? x * x * factor : x);`,
  'named.mjs': `const self = 'outside', depth = 4;
export const outer = (function self(k) {
  const step = (x) => (k > 2 ? x * k * depth : self(k + 1)(x));
  step.again = function (j) { return self(+j); };
  return step;
})(1);
export const hidden = (function deep(k) {
  return (depth) => (x) => (k > 1 ? x * depth : deep(k + 1)(7)(x));
})(1);
export const powers = (x) => outer.again(3)(x) + outer(x);
export const accessors = (function make(f) {
  let g = f;
  const line = (x) => g(x) * x;
  line.g = (h) => (arguments_(h) ? ((g = typeof h === 'function' ? h : () => h), line) : g);
  line.copy = () => make(g);
  return line;
})((x) => x);
function arguments_(h) { return h !== undefined; }
export const changed = (x) => accessors.copy().g((y) => y * x * x)(x);`,
};
let hooks: Record<string, any>, named: Record<string, any>;
beforeAll(async () => {
  mkdirSync(modules, { recursive: true });
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(modules, name), text);
  hooks = await import(/* @vite-ignore */ pathToFileURL(join(modules, 'hooks.mjs')).href);
  named = await import(/* @vite-ignore */ pathToFileURL(join(modules, 'named.mjs')).href);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** How many captured variables are read at the beginning of what runs. */
function readBy(run: () => void): number {
  const real = environment();
  let count = 0;
  useEnvironment({
    captures: (fn, names) => real.captures(fn, names),
    locate: (fn) => real.locate(fn),
    values(captures: readonly Capture[]) {
      count += captures.filter((c) => !c.constant).length;
      return real.values(captures);
    },
  });
  try {
    run();
  } finally {
    useEnvironment(real);
  }
  return count;
}

describe('captured variables in code that may not run', () => {
  it('are not looked at while no run comes to them', () => {
    expect(gradient(hooks.pure, 3)).toEqual([6]);
    expect(readBy(() => expect(gradient(hooks.pure, 4)).toEqual([8]))).toBe(0);
    expect(gradient(hooks.pure, 20)).toEqual([3]);
    expect(readBy(() => expect(gradient(hooks.pure, 20)).toEqual([3]))).toBe(1);
  });

  it('are what they are at the time of the call that comes to them, of another kind too', () => {
    expect(gradient(hooks.scaled, 3)).toEqual([6]);
    hooks.setFactor(7);
    expect(gradient(hooks.scaled, 20)).toEqual([7]);
    hooks.setFactor(8);
    expect(gradient(hooks.scaled, 20)).toEqual([8]);
    hooks.setFactor('9');
    expect(gradient(hooks.scaled, 3)).toEqual([6]);
    expect(gradient(hooks.scaled, 20)).toEqual([9]);
    hooks.setFactor(2);
  });

  it('make a call begin again that nothing can be noticed of', () => {
    const seen: number[] = [];
    const f = (x: number): number => hooks.pure(x) + 1;
    expect(gradient(f, 3)).toEqual([6]);
    hooks.setHook((x: number) => void seen.push(x > 0 ? 1 : 0));
    expect(valueAndGradient(f, 20)).toEqual([61, [3]]);
    expect(seen).toEqual([1]);
    hooks.setHook(null);
    expect(gradient(f, 20)).toEqual([3]);
  });

  it('refuse one call that has changed something before it came to a variable of another kind', () => {
    const f = (u: number[]): number => hooks.writes(u);
    expect(gradient(f, [3])).toEqual([[2]]);
    hooks.setFactor('3');
    expect(() => gradient(f, [30])).toThrow(expect.objectContaining({ code: 'E_CAPTURE' }));
    expect(gradient(f, [30])).toEqual([[6]]);
    hooks.setFactor(2);
  });

  it('stay for the reverse sweep what they were', () => {
    expect(gradient(hooks.pulled, 0.5)).toEqual([1]);
    const [, back] = pullback(hooks.pulled, 3);
    hooks.setFactor(11);
    expect(back()).toEqual([12]);
    hooks.setFactor(2);
  });
});

it('variables of one module that several functions read are read in one look', () => {
  expect(gradient(hooks.both, 3)).toEqual([7]);
  hooks.setOther(6);
  expect(gradient(hooks.both, 3)).toEqual([8]);
  hooks.setOther(5);
});

describe('the name of a function expression', () => {
  it('is the function around the one that says it, whatever else has that name', () => {
    expect(gradient(named.outer, 2)).toEqual([12]);
    expect(gradient(named.powers, 2)).toEqual([24]);
  });

  it('sees the variables of its own place', () => {
    expect(gradient(named.hidden(5), 2)).toEqual([7]);
  });

  it('makes functions that keep others', () => {
    expect(gradient(named.changed, 2)).toEqual([32]);
    expect(named.accessors(3)).toBe(9);
  });
});
