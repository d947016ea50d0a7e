/** What is misused, refused or thrown: the code, the place, and that nothing has run before what could be known. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { setJournalLimit } from '../mutation/memory/index.ts';
import { AdjointError, grad, gradient, pullback, valueAndGradient } from '../src/index.ts';
import { setLimit } from '../src/runtime/index.ts';

const any = (value: unknown): never => value as never;
const state = { runs: 0 };

/** The refusal of a run that leaves `state` as it was. */
function refused(code: string, run: () => unknown, { placed = false, runs = 0 } = {}): AdjointError {
  state.runs = 0;
  let error: unknown;
  try {
    run();
  } catch (e) {
    error = e;
  }
  expect(error).toBeInstanceOf(AdjointError);
  const { code: found, message } = error as AdjointError;
  expect(found).toBe(code);
  expect(message).not.toMatch(/Cannot read propert|is not a function/);
  if (placed) expect(message).toMatch(/bad-inputs\.test\.ts:\d+:\d+\n[^]*\n> +\d+ \|/);
  expect(state.runs).toBe(runs);
  return error as AdjointError;
}
const call = (f: unknown, ...args: unknown[]): unknown => gradient(any(f), ...(args as never[]));

test('1: no function', () => {
  expect(refused('E_NOT_FUNCTION', () => call(42)).message).toContain('the number 42');
  expect(refused('E_NOT_FUNCTION', () => call(undefined)).message).toContain('undefined');
});

test('2: an argument is missing', () => {
  expect(refused('E_ARITY', () => call((x: number, rate: number) => x * rate, 2)).message).toContain('`rate`');
  expect(call((x: number, k?: number) => (k === undefined ? 3 * x : x), 2)).toEqual([3]);
});

test('3: more arguments than parameters', () => {
  expect(call((x: number) => x * x, 3, 4, [5])).toEqual([6, 0, [0]]);
  expect(call((...v: number[]) => v[0]! * v[1]!, 3, 4)).toEqual([4, 3]);
});

test('4: an array as result', () => {
  const list = (x: number): number[] => (state.runs++, [x, x]);
  const floats = (x: number): Float64Array => (state.runs++, Float64Array.of(x));
  for (const f of [list, floats]) expect(refused('E_NON_SCALAR', () => call(f, 2), { placed: true }).message).toContain('pullback');
});

test('5: no result', () => {
  const f = (x: number): void => {
    state.runs++;
    void (x * x);
  };
  expect(refused('E_NON_SCALAR', () => call(f, 2), { placed: true }).message).toContain('`return`');
});

test.each([
  ['a boolean', (x: number) => (state.runs++, x > 1)],
  ['a string', () => (state.runs++, 'text')],
  ['a BigInt', () => (state.runs++, 1n)],
  ['Date', () => (state.runs++, new Date(0))],
  ['a boxed Number', () => (state.runs++, new Number(3))],
])('6: %s as result', (words, f) => {
  expect(refused('E_NON_SCALAR', () => call(f, 2), { placed: true }).message).toContain(words);
});

test('7: asynchronous functions and generators', () => {
  refused('E_ASYNC', () => call(async (x: number) => (state.runs++, x), 2), { placed: true });
  refused('E_ASYNC', () => call((x: number) => (state.runs++, Promise.resolve(x)), 2), { placed: true });
  const steps = function* (x: number): Generator<number> {
    state.runs++;
    yield x;
  };
  refused('E_GENERATOR', () => call(steps, 2), { placed: true });
});

test('8: a constant', () => {
  expect(call(() => 3, { a: [1, 2], b: new Float64Array(2) }, 1)).toEqual([{ a: [0, 0], b: new Float64Array(2) }, 0]);
});

test('9: values that are not finite', () => {
  expect(valueAndGradient((x: number) => Math.log(x), 0)).toEqual([-Infinity, [Infinity]]);
  expect(valueAndGradient((x: number) => Math.sqrt(x), -1)).toEqual([Number.NaN, [Number.NaN]]);
});

test('10: `wrt` out of range', () => {
  refused('E_WRT', () => grad((x: number) => (state.runs++, x), { wrt: any(3) })(1));
});

test('11: nothing to differentiate', () => {
  expect(call((x: number, s: string) => x * s.length, 2, 'abc')).toEqual([3, null]);
  for (const value of ['text', new Int32Array(2), () => 1]) refused('E_NOT_DIFFERENTIABLE', () => call(() => ++state.runs, value));
});

test('12: functions without source', () => {
  const f = (x: number): number => (state.runs++, x);
  for (const hidden of [f.bind(null), new Proxy(f, {}), class {}]) refused('E_NO_SOURCE', () => call(hidden, 2));
  expect(call(Math.sin, 0)).toEqual([1]);
});

test('16: variables that cannot be found', () => {
  const f = new Function('x', 'return x * missing1 * missing2');
  const { message } = refused('E_CAPTURE', () => call(f, 2));
  for (const part of ['missing1, missing2', '>', 'scope: {']) expect(message).toContain(part);
  expect(grad(any(f), { scope: { missing1: 2, missing2: 3 } })(...(any([2]) as []))).toBe(6);
});

test('18, 19, 20: a pullback is called twice, arguments change in between, results are the caller’s', () => {
  const a = Float64Array.of(2, 3),
    [, back] = pullback((v: Float64Array) => v[0]! * v[1]!, a);
  a.fill(100);
  const [first] = back();
  first.fill(-1);
  expect(back()).toEqual([Float64Array.of(3, 2)]);
});

test('26: an object that contains itself', () => {
  const o = { x: 3, self: any(null) } as { x: number; self: { x: number } };
  o.self = o;
  const [found] = gradient((v: typeof o) => v.x * v.self.x, o) as unknown as [typeof o];
  expect(found.x).toBe(6);
  expect(found.self).toBe(found);
});

test('32: overlapping views', () => {
  const m = Float64Array.of(1, 2, 3);
  expect(gradient((a, b) => a[1]! * b[0]! * b[1]! * a[0]!, m.subarray(0, 2), m.subarray(1, 3))).toEqual([
    Float64Array.of(12, 12),
    Float64Array.of(12, 4),
  ]);
});

test('45: structuredClone of what is followed copies derivatives as well', () => {
  expect(call((x: number) => structuredClone({ x }).x * x, 2)).toEqual([4]);
});

test.each<[string, (x: number) => number]>([
  ['parseFloat', (x) => (state.runs++, parseFloat(any(x)) * x)],
  ['toFixed', (x) => (state.runs++, Number(x.toFixed(2)))],
  ['JSON.stringify', (x) => (state.runs++, Number(JSON.stringify(x)))],
  ['format', (x) => (state.runs++, Number(new Intl.NumberFormat('en').format(x)))],
])('45: %s of an active value', (name, f) => {
  const error = refused('E_NO_RULE', () => call(f, 2), { placed: true });
  expect(error.message).toContain(name);
});

test('46: native calls without active values run once', () => {
  const seen: unknown[] = [],
    note = console.debug;
  console.debug = (...values) => void seen.push(values);
  try {
    expect(call((x: number) => (console.debug('here', 1), performance.now() > 0 ? x * x : 0), 3)).toEqual([6]);
  } finally {
    console.debug = note;
  }
  expect(seen).toEqual([['here', 1]]);
});

test('51: an error in the middle', () => {
  const error = new Error('mine');
  const f = (a: Float64Array): number => {
    for (let i = 0; i < a.length; i++) {
      if (a[i]! < 0) throw error;
      a[i]! *= a[i]!;
    }
    return a[0]! + a[1]!;
  };
  const a = Float64Array.of(2, -1);
  expect(() => gradient(f, a)).toThrow(error);
  expect(a).toEqual(Float64Array.of(4, -1));
  expect(gradient(f, Float64Array.of(2, 3))).toEqual([Float64Array.of(4, 6)]);
});

test('53: as deep as half of the primal', () => {
  const f = (x: number, n: number): number => (n === 0 ? x : Math.sin(f(x, n - 1)));
  const deepest = (run: (n: number) => unknown): number => {
    let low = 1,
      high = 1 << 20;
    while (high - low > 50) {
      const n = (low + high) >> 1;
      try {
        run(n);
        low = n;
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
        high = n;
      }
    }
    return low;
  };
  gradient(f, 0.5, 10);
  expect(deepest((n) => gradient(f, 0.5, n)) / deepest((n) => f(0.5, n))).toBeGreaterThan(0.5);
});

test('57: the stores have a limit', () => {
  const kept = (x: number, n: number): number => {
    let y = x;
    for (let i = 0; i < n; i++) y = Math.sin(y) * y;
    return y;
  };
  const overwritten = (a: Float64Array, n: number): number => {
    for (let i = 0; i < n; i++) a[0] = Math.sin(a[0]!) * a[0]!;
    return a[0]!;
  };
  setLimit(1 << 16);
  setJournalLimit(1 << 13);
  try {
    const a = Float64Array.of(2);
    for (const run of [() => gradient(kept, 2, 1e6), () => gradient(overwritten, a, 1e6)]) {
      const { message } = refused('E_MEMORY', run, { placed: true });
      expect(message).toMatch(/^In `(kept|overwritten)`: .* \d+ bytes/);
    }
    expect(a).toEqual(Float64Array.of(2));
    expect(gradient(kept, 0, 3)).toEqual([0, 0]);
  } finally {
    setLimit(2 ** 30);
    setJournalLimit(2 ** 27);
  }
});

test('58: no code from strings', () => {
  const library = new URL('../dist/index.js', import.meta.url).href;
  const program = `import { gradient } from ${JSON.stringify(library)};
    for (const f of [(x) => x * x, Math.sin]) try { gradient(f, 2) } catch (error) { console.log(error.code) }`;
  const said = execFileSync(process.execPath, ['--disallow-code-generation-from-strings', '--input-type=module', '-e', program], {
    encoding: 'utf8',
    cwd: fileURLToPath(new URL('..', import.meta.url)),
  });
  expect(said.trim().split('\n')).toEqual(['E_CSP', 'E_CSP']);
});
