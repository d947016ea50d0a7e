/* oxlint-disable */
import { expect, test } from 'vitest';
import { AdjointError } from '../src/fault/fault.ts';
import { gradient } from '../src/index.ts';
import { isSymbolName, propertyOf, symbolName } from '../src/ir/symbols.ts';
import { type Source, readSource } from '../src/syntax/read.ts';

const made = (text: string): ((...args: any[]) => any) => new Function(`return ${text}`)() as never;

function fault(run: () => unknown): AdjointError {
  try {
    run();
  } catch (error) {
    if (error instanceof AdjointError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

const bodyOf = ({ node }: Source): string => JSON.stringify(node);

test('a generator that only loops takes one stretch a step', () => {
  const source = readSource('function* f(n) { for (let i = 0; i < n; i++) yield i }');
  expect(source.generator).toBe(true);
  expect(bodyOf(source)).not.toMatch(/YieldExpression|LabeledStatement/);
});

test('stretches of a generator inside of another one stay apart', () => {
  const source = readSource(
    'function* f(a) { for (const n of a) if (n) yield* (function* () { for (const m of a) if (m) yield n * m })() }',
  );
  expect(bodyOf(source)).not.toContain('YieldExpression');
  expect(bodyOf(source).match(/LabeledStatement/g)).toHaveLength(2);
});

test('every node has a position of its own, and its place is that of the source', () => {
  const source = readSource('function* f(x) {\n  yield x;\n  yield Math.fround(x);\n}');
  const starts: number[] = [];
  let line = 0;
  JSON.stringify(source.node, (_, value) => {
    if (value && typeof value === 'object' && 'start' in value) {
      starts.push(value.start as number);
      if (value.type === 'Identifier' && value.name === 'Math') line = source.site(value).line;
    }
    return value;
  });
  expect(new Set(starts).size).toBe(starts.length);
  expect(line).toBe(3);
});

test('a generator cannot be differentiated itself, what walks through it can', () => {
  const steps = made('function* steps(x) { yield x * x }');
  expect(fault(() => gradient(steps, 2)).code).toBe('E_GENERATOR');
  expect(
    gradient((x: number) => {
      for (const v of steps(x)) return v;
    }, 3),
  ).toEqual([6]);
});

test.each([
  [
    'a function that keeps a variable of its round which changes',
    '(x) => { function* g() { for (let i = 0; i < 2; i++) { let k = i; const f = () => k; k += x; yield f } } return [...g()][0]() }',
    'E_UNSUPPORTED',
  ],
  ['an assigned constant', '(x) => { function* g() { const k = x; k = 2; yield k } return [...g()][0] }', 'E_UNSUPPORTED'],
  ['an asynchronous generator', '(x) => { async function* g() { yield x } g(); return x }', 'E_ASYNC'],
  ['a key that looks like the name of a symbol', "(x) => ({ '@@iterator': x })['@@iterator']", 'E_UNSUPPORTED'],
])('%s is refused', (_, text, code) => expect(fault(() => gradient(made(text), 2)).code).toBe(code));

test('data of the caller under a symbol has no place in a gradient', () => {
  const key = Symbol('key');
  expect(fault(() => gradient((o: any) => o[key] * o.x, { x: 1, [key]: 2 })).code).toBe('E_UNSUPPORTED');
});

test('names of symbols and back', () => {
  const own = Symbol('own');
  for (const symbol of [Symbol.iterator, Symbol.for('shared'), own]) {
    expect(isSymbolName(symbolName(symbol))).toBe(true);
    expect(propertyOf(symbolName(symbol))).toBe(symbol);
  }
  expect([symbolName(Symbol.iterator), symbolName(Symbol.for('shared'))]).toEqual(['@@iterator', '@@for:shared']);
  expect(symbolName(own)).not.toBe(symbolName(Symbol('own')));
  expect(propertyOf('plain')).toBe('plain');
});

test('a call with an iterator of another kind is compiled for itself', () => {
  class List {
    items: number[];
    constructor(items: number[]) {
      this.items = items;
    }
    *[Symbol.iterator]() {
      yield* this.items;
    }
  }
  const f = (list: any, x: number) => {
    let s = 0;
    for (const v of list) s += v * x;
    return s;
  };
  const own = Object.assign(new List([1, 2]), {
    *[Symbol.iterator]() {
      yield 10;
    },
  });
  expect(gradient(f, new List([1, 2]), 3)[1]).toBe(3);
  expect(gradient(f, own as any, 3)[1]).toBe(10);
  expect(gradient(f, new List([4]), 3)[1]).toBe(4);
});
