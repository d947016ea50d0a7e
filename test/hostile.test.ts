/**
 * Resources, and sources that mean no good.
 *
 * | row | input |
 * |---|---|
 * | 49 | rules of a user's own that give something else than a derivative: `define-rule.test.ts` |
 * | 52 | functions that never return |
 * | 54–56 | sources that are too deep, too many kinds of arguments, derivatives of derivatives |
 * | 57, 58 | memory, and environments without code from strings |
 * | 59, 60 | names, texts and comments that could break out; strict and sloppy code |
 * | 61 | conversions that run the user's code |
 * | 62 | code that is not trusted |
 * | 63, 64 | builtins that were replaced, texts that are slow to search |
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runInThisContext } from 'node:vm';
import { expect, test } from 'vitest';
import { setJournalLimit } from '../mutation/memory/index.ts';
import { grad, gradient, pullback, valueAndGradient } from '../src/index.ts';
import { setLimit } from '../src/runtime/index.ts';
import { any, call, refused, state, thrown } from './refusal.ts';

test.each([
  ['brackets', (n: number) => `${'('.repeat(n)}x * x${')'.repeat(n)}`, 100, 1000],
  ['calls', (n: number) => `${'+s('.repeat(n)}x${')'.repeat(n)}`, 50, 800],
  ['terms', (n: number) => new Array<string>(n).fill('x').join('+'), 500, 30_000],
])('sources that are nested too deeply: %s', (_, text, fits, toomuch) => {
  const f = (n: number): Function => new Function('x', `const s = (y) => y; return ${text(n)}`);
  expect(call(f(fits), 3)).toHaveLength(1);
  refused('E_TOO_DEEP', () => call(f(toomuch), 3), { placed: true });
});

test('a long chain of `else if`, and many statements', () => {
  const many = new Function('x', `let s = x; ${'s = s * 1.001; '.repeat(2000)} return s`) as (x: number) => number;
  expect((call(many, 3) as number[])[0]).toBeCloseTo(1.001 ** 2000, 8);
});

test('more than 64 combinations of kinds are refused, and the earlier ones stay', () => {
  const f = (...x: number[]): number => x[0]! * x.length;
  for (let n = 1; n <= 64; n++) call(f, ...new Array<number>(n).fill(2));
  refused('E_SPECIALISE', () => call(f, ...new Array<number>(65).fill(2)));
  expect(call(f, 2, 3)).toEqual([2, 0]);
});

test('a derived program is a small multiple of the program', async () => {
  const { explanation } = await import('../src/index.ts');
  const text = Array.from({ length: 40 }, (_, i) => `if (y > ${i}) y = y * 1.01; else y = y + ${i};`).join('\n');
  const f = any(new Function('x', `let y = x; ${text} return y`)) as (x: number) => number;
  expect(explanation(f, 3).source.length / f.toString().length).toBeLessThan(12);
});

test('derivatives of verbs that cannot be nested are refused by name', () => {
  refused('E_NESTED', () => gradient(any(pullback), 2));
});

test('the stores have a limit', () => {
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

test('no code from strings', () => {
  const library = new URL('../dist/index.js', import.meta.url).href;
  const program = `import { gradient } from ${JSON.stringify(library)};
    for (const f of [(x) => x * x, Math.sin]) try { gradient(f, 2) } catch (error) { console.log(error.code) }`;
  const said = execFileSync(process.execPath, ['--disallow-code-generation-from-strings', '--input-type=module', '-e', program], {
    encoding: 'utf8',
    cwd: fileURLToPath(new URL('..', import.meta.url)),
  });
  expect(said.trim().split('\n')).toEqual(['E_CSP', 'E_CSP']);
});

test('names, texts and comments stay what they are', () => {
  const f = (xBar: number, runtime: number, memory: number, tape: number, $0: number): number => {
    const ünïcode = xBar * runtime, // </script> */ `
      text = '</script>*/\u2028`${1}`';
    return ünïcode * memory * tape * $0 * text.length;
  };
  expect(gradient(f, 1, 2, 3, 4, 5)).toEqual([2160, 1080, 720, 540, 432]);
  const words = new Function('let', 'yield', 'static', 'await', 'of', 'return let * yield * static * await * of');
  expect(call(words, 1, 2, 3, 4, 5)).toEqual([120, 60, 40, 30, 24]);
  for (const body of ['/* */ // \u2028 return x * x /* `*/ //', 'let y = x <!-- y\n --> z\n return y * x', 'return \\u0078 * x'])
    expect(call(new Function('x', body), 3)).toEqual([6]);
  const name = '*/ throw 1 //\n';
  expect(call({ [name]: (x: number) => x * x }[name], 3)).toEqual([6]);
});

test('derived code sees the variables of its function and leaves none behind', () => {
  const before = Object.keys(globalThis),
    runtime = { memory: 3 };
  expect(call((x: number) => x * runtime.memory, 3)).toEqual([3]);
  expect(Object.keys(globalThis)).toEqual(before);
  refused('E_CAPTURE', () => call(new Function('x', 'leak = 5; return x * leak'), 3), { placed: true });
});

test('sloppy code keeps its meaning', () => {
  for (const [body, strict] of [
    ['return (this === undefined ? 1 : 2) * x', 1],
    ['x.note = 1; return x * 2', null],
  ] as const) {
    expect(call(new Function('x', body), 3)).toEqual([2]);
    if (strict !== null) expect(call(new Function('x', `'use strict'; ${body}`), 3)).toEqual([strict]);
  }
  expect(call(new Function('x', 'return x * 010'), 3)).toEqual([8]);
  expect(call(new Function('x', 'x', 'return x * x'), 3, 4)).toEqual([0, 8]);
});

test('an object as a number is converted once, as JavaScript does', () => {
  const runs = { count: 0 };
  const five = any({ valueOf: () => (runs.count++, 5) }) as number;
  expect(grad((x: number, o: number) => x * o)(3, five)).toBe(5);
  expect(runs.count).toBe(1);
  expect(grad((x: number) => (five > 3 ? x * x : x))(3)).toBe(6);
  expect(grad((x: number, day: number) => x * day)(3, any(new Date(5)))).toBe(5);
  const error = new Error('mine');
  const failing = any({
    valueOf() {
      throw error;
    },
  }) as number;
  expect(thrown(() => gradient((x: number) => x * failing, 3))).toBe(error);
});

test('texts and truths are numbers in derivatives, too', () => {
  expect(gradient((x: number, s: number) => x * s, 2, any('3'))).toEqual([3, null]);
  expect(gradient((x: number, b: number) => x * b, 2, any(true))).toEqual([1, null]);
  expect(gradient((x: number[], s: number[]) => x[0]! * s[0]! + x[0]! * s[1]!, [2], any(['1', '2']))).toEqual([[3], [null, null]]);
});

test.each<[string, unknown]>([
  ['a `valueOf` that gives an object, and `toString`', { x: 3, valueOf: () => ({}), toString: () => '1' }],
  ['Symbol.toPrimitive', { x: 3, [Symbol.toPrimitive]: () => 1 }],
  ['toString', [3]],
])('a conversion by `%s` of what holds active numbers', (_, value) => {
  refused('E_COERCE', () => call((o: number) => (state.runs++, o * 2), value), { placed: true });
  refused('E_COERCE', () => call((o: number) => (state.runs++, Math.sin(o)), value), { placed: true });
});

test('a builtin that was replaced is a function like another, before and after', () => {
  const { sin } = Math,
    f = (x: number): number => Math.sin(x);
  expect(gradient(f, 0)).toEqual([1]);
  try {
    Math.sin = (x) => x * x;
    expect(valueAndGradient(f, 3)).toEqual([9, [6]]);
    Math.sin = sin.bind(Math);
    refused('E_NO_RULE', () => gradient(f, 3), { placed: true });
  } finally {
    Math.sin = sin;
  }
  expect(gradient(f, 0)).toEqual([1]);
});

test('derivatives use the functions of the engine, whatever the program has replaced', () => {
  const { log, cos } = Math;
  try {
    Math.log = Math.cos = () => 0;
    const [dx, dy] = gradient((x: number, y: number) => x ** y, 2, 3);
    expect([dx, dy]).toEqual([12, 8 * log(2)]);
    expect(gradient((x: number) => Math.sin(x), 1)).toEqual([cos(1)]);
  } finally {
    Object.assign(Math, { log, cos });
  }
});

test('the compiler does not run on builtins that were replaced', () => {
  const { push } = Array.prototype;
  const found = ((): unknown => {
    // oxlint-disable-next-line no-extend-native
    Array.prototype.push = () => 0;
    try {
      gradient((x: number) => x * x, 3);
    } catch (error) {
      return error;
    } finally {
      Array.prototype.push = push;
    }
    return null;
  })();
  expect(found).toMatchObject({ code: 'E_INTRINSIC' });
  expect((found as Error).message).toContain('`Array.prototype.push`');
});

test.each([
  ['brackets in comments', `/*${'('.repeat(2e5)}*/ return x * x /*${' '.repeat(1e5)}!*/`],
  ['spaces', `return x * x${' '.repeat(2e5)}${'\n'.repeat(1e5)}`],
  ['what looks like a native function', `return x * x /*${'{ [native code] '.repeat(2e4)}*/`],
])('texts that are slow to search: %s', (_, body) => {
  const start = performance.now();
  expect(call(new Function('x', body), 3)).toEqual([6]);
  expect(performance.now() - start).toBeLessThan(5000);
});

test('no rule of a user’s can be wrong: derivatives come from source, and a function without one is refused by name', () => {
  const options = { rules: new Map([[parseFloat, () => [1, 2, 3]]]) } as object;
  refused('E_UNSUPPORTED', () => grad((x: number) => parseFloat(any(x)), options));
  refused('E_NO_RULE', () => call((x: number) => (state.runs++, parseFloat(any(x))), 3), { placed: true });
});

test('a function that never returns is ended from outside, and the next call is right', () => {
  const u = [1, 2];
  const hang = (v: number[]): number => {
    while (v[0] !== 1e9) v[0] = v[0]! * 0.5 + v[1]!;
    return v[0];
  };
  const global = globalThis as { adjointHang?: () => unknown };
  global.adjointHang = () => call(hang, u);
  expect(() => runInThisContext('adjointHang()', { timeout: 300 })).toThrow(/timed out/);
  delete global.adjointHang;
  const f = (v: number[]): number => {
    for (let i = 0; i < 3; i++) v[0] = v[0]! * v[1]!;
    return v[0]!;
  };
  expect(call(f, [3, 2])).toEqual([[8, 36]]);
});

test('a function runs with the rights of its caller, and the README says so', () => {
  const text = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  expect(text).toMatch(/it is no sandbox/);
  const seen = { pid: 0 };
  expect(
    call((x: number) => {
      seen.pid = process.pid;
      return x * x;
    }, 3),
  ).toEqual([6]);
  expect(seen.pid).toBe(process.pid);
});
