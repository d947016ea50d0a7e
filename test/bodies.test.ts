/**
 * What functions are made of.
 *
 * | row | input |
 * |---|---|
 * | 40–42 | scopes that are only known at run time, `yield` and `await`, `arguments` tied to parameters |
 * | 43 | errors that are caught |
 * | 44 | `delete`, `in`, labels, iterators |
 * | 45, 46 | native functions with and without active numbers |
 * | 47, 48 | numbers that become text, keys and indices |
 * | 50 | names like `constructor` |
 * | 51–53 | errors of the user's, code that ends somewhere, recursion near the limit of the stack |
 */
import { expect, test } from 'vitest';
import { AdjointError, grad, gradient, pullback, valueAndGradient } from '../src/index.ts';
import { any, call, refused, state, thrown } from './refusal.ts';

test('scopes that are only known at run time', () => {
  // oxlint-disable-next-line no-eval
  refused('E_DYNAMIC_SCOPE', () => call((x: number) => (state.runs++, eval('x * x')), 2), { placed: true });
  refused('E_DYNAMIC_SCOPE', () => call(new Function('o', 'with (o) { return x * x }'), { x: 2 }), { placed: true });
  const made = (x: number): number => {
    state.runs++;
    return (new Function('v', 'return v * v') as (v: number) => number)(x);
  };
  refused('E_NO_RULE', () => call(made, 2), { placed: true });
  expect(call((x: number) => (new Function('v', 'return v * v') as (v: number) => number)(3) * x, 2)).toEqual([9]);
});

test('`await` where an active number enters', () => {
  const later = async (x: number): Promise<number> => {
    await Promise.resolve();
    return x;
  };
  refused('E_ASYNC', () => call((x: number) => (state.runs++, void later(x), x * x), 2), { placed: true });
  expect(call((x: number) => (void later(1), x * x), 2)).toEqual([4]);
});

test.each([
  ['x = x * 2; return arguments[0] * y'],
  ['arguments[0] = y * y; return x * y'],
  ['const a = arguments; a[0] = y; return x * y'],
])('`arguments` that is tied to parameters: %s', (body) => {
  refused('E_ARGUMENTS', () => call(new Function('x', 'y', body), 2, 3), { placed: true });
  const strict = new Function('x', 'y', `'use strict'; ${body}`) as (x: number, y: number) => number;
  expect(valueAndGradient(strict, 2, 3)[0]).toBe(strict(2, 3));
});

test('`arguments.callee` is the function itself', () => {
  expect(call(new Function('x', 'return x < 1 ? 1 : arguments.callee(x - 1) * x'), 3)).toEqual([11]);
});

test('`delete`, `in`, labels and iterators on what is inactive', () => {
  expect(call((o: { x?: number }) => ((y: number) => (delete o.x, y * ('x' in o ? 2 : 3)))(o.x!), { x: 3 })).toEqual([{ x: 3 }]);
  const labels = (x: number): number => {
    let sum = 0;
    outer: for (let i = 0; i < 3; i++)
      for (let j = 0; j < 3; j++) {
        if (j > i) continue outer;
        sum += x * x;
      }
    return sum;
  };
  expect(call(labels, 3)).toEqual([36]);
  expect(call((x: number) => [...new Set([1, 2, 2])][1]! * x, 3)).toEqual([2]);
});

test.each<[string, (x: number) => number]>([
  ['parseFloat', (x) => (state.runs++, parseFloat(any(x)) * x)],
  ['toFixed', (x) => (state.runs++, Number(x.toFixed(2)))],
  ['JSON.stringify', (x) => (state.runs++, Number(JSON.stringify(x)))],
  ['format', (x) => (state.runs++, Number(new Intl.NumberFormat('en').format(x)))],
])('%s of an active value', (name, f) => {
  const error = refused('E_NO_RULE', () => call(f, 2), { placed: true });
  expect(error.message).toContain(name);
});

test('structuredClone of what is followed copies derivatives as well', () => {
  expect(call((x: number) => structuredClone({ x }).x * x, 2)).toEqual([4]);
});

test('native calls without active values run once', () => {
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

test.each<[string, string, (x: number) => number]>([
  ['E_STRING', '`+`', (x) => Number('' + x)],
  ['E_STRING', 'a template', (x) => Number(`${x}`)],
  ['E_STRING', 'an array, and back', (x) => Number([`${x}`][0])],
  ['E_STRING', 'the name of a constant', (x) => ({ 3: 5 })[`${x}` as unknown as 3] * x],
  ['E_STRING', 'the first letter of a text', (x) => Number(`${x}`[0])],
  [
    'E_STRING',
    'the message of an error',
    new Function('x', 'try { throw new Error(x) } catch (e) { return Number(e.message) }') as () => number,
  ],
  [
    'E_NO_RULE',
    'the cause of an error',
    new Function('x', "try { throw new Error('', { cause: { x } }) } catch (e) { return e.cause.x }") as () => number,
  ],
  ['E_NO_RULE', '`String`', (x) => Number(String(x))],
  ['E_NO_RULE', '`toString`', (x) => Number(x.toString())],
  ['E_NO_RULE', '`join`', (x) => Number([x].join(''))],
  ['E_COERCE', 'an array as a number', (x) => any([x]) * 1],
  ['E_ACTIVE_KEY', 'a key', (x) => Number(Object.keys({ [x]: 1 })[0])],
])('%s: a number becomes a number again by %s', (code, _, f) => {
  refused(code, () => call(f, 3), { placed: true });
});

test('an index is a constant of the run', () => {
  const list = [1, 2, 4];
  expect(call((x: number) => list[Math.floor(x)]! * x, 1.5)).toEqual([2]);
  expect(call((x: number, a: number[]) => a[x | 0]! * x, 1.5, list)).toEqual([2, [0, 1.5, 0]]);
  expect(call((x: number, a: number[]) => a[x]! * x, 1, list)).toEqual([2, [0, 1, 0]]);
});

test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf'])('`%s` is a name like another', (name) => {
  expect(call(new Function('x', `const o = { ['${name}']: (y) => y * y }; return o.${name}(x)`), 3)).toEqual([6]);
  const named = { [name]: (x: number) => x * x }[name];
  expect(call(named, 3)).toEqual([6]);
});

test('an error in the middle', () => {
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

test.each<[string, (x: number, o: never) => unknown, unknown]>([
  ['a property of nothing', (x, o: { a: { b: number } }) => x * o.a.b, {}],
  ['a property of null', (x, o: { a: number }) => x * o.a, null],
  ['a method that is missing', (x, o: { go(x: number): number }) => x * o.go(x), {}],
  ['a length that is none', (x, n: number) => (new Array<number>(n).fill(x)[0] ?? 0) * x, -1],
  ['too large an array', (x, n: number) => (new Float64Array(n).fill(x)[0] ?? 0) * x, 2 ** 40],
  ['a symbol as a number', (x, s: number) => x * s, Symbol('s')],
  ['`in` a number', (x, n: object) => ('a' in n ? x : 0), 5],
  ['a variable that is constant', new Function('x', 'const k = 2; k = x; return k') as () => number, 0],
])('the engine’s own errors are those of a plain call: %s', (_, f, value) => {
  const plain = thrown(() => f(2, any(value))) as Error,
    found = thrown(() => grad(any(f))(...(any([2, value]) as []))) as Error;
  expect(found).not.toBeInstanceOf(AdjointError);
  expect(found.constructor).toBe(plain.constructor);
  expect(found.message).toBe(plain.message);
});

test.each<[string, unknown]>([
  ['no error', { mine: 1 }],
  ['nothing', undefined],
  ['an error with a code', Object.assign(new Error('mine'), { code: 'E_MINE' })],
  ['an error like ours', new AdjointError('E_MEMORY', 'refused', 'kept numbers', '', null)],
  ['the error of a deep stack', new RangeError('Maximum call stack size exceeded')],
])('what the function throws comes through as it is: %s', (_, value) => {
  const f = (x: number): number => {
    if (x > 1) throw value;
    return x;
  };
  expect(thrown(() => gradient(f, 2))).toBe(value);
  expect(gradient(f, 1)).toEqual([1]);
});

test('the catch path really runs', () => {
  const f = (list: { r: number }[], x: number): number => {
    let y = x;
    try {
      y *= list[0]!.r;
      list[0]!.r = y;
      y += list[1]!.r;
    } catch (error) {
      y = error instanceof TypeError ? y * y * error.message.length : 0;
    }
    return y;
  };
  const list = [{ r: 3 }];
  const [, gradients] = valueAndGradient(any(f), ...([list, 2] as never[])) as unknown as [number, unknown[]];
  const length = "Cannot read properties of undefined (reading 'r')".length;
  expect(list).toEqual([{ r: 6 }]);
  expect(gradients).toEqual([[{ r: 2 * 6 * 2 * length }], 2 * 6 * 3 * length]);
});

test('a full stack is not the program’s to catch', () => {
  const forever = (v: number): number => forever(v + 1) + 1;
  const f = (x: number): number => {
    try {
      return forever(x);
    } catch {
      return x * x;
    }
  };
  expect(refused('E_CATCH', () => call(f, 2), { placed: true }).cause).toBeInstanceOf(RangeError);
  const ofUsers = (x: number): number => {
    try {
      if (x > 1) throw new RangeError('mine');
      return x;
    } catch (error) {
      return x * (error as Error).message.length;
    }
  };
  expect(call(ofUsers, 2)).toEqual([4]);
});

test('an error that passes through a `finally`, and one that is thrown again', () => {
  const error = new Error('mine');
  const f = (a: Float64Array): number => {
    try {
      try {
        a[0]! *= 2;
        if (a[1]! < 0) throw error;
        a[1]! *= a[0]!;
      } finally {
        a[2]! += a[0]!;
      }
    } catch (caught) {
      a[0]! += 1;
      throw caught;
    }
    return a[1]! * a[2]!;
  };
  const a = Float64Array.of(2, -1, 3);
  expect(() => gradient(f, a)).toThrow(error);
  expect(a).toEqual(Float64Array.of(5, -1, 7));
  expect(() => pullback(f, Float64Array.of(2, -1, 3))).toThrow(error);
  // y = 2 a0 a1 (a2 + 2 a0)
  expect(gradient(f, Float64Array.of(1, 2, 3))).toEqual([Float64Array.of(4 * 5 + 4 * 2, 2 * 5, 4)]);
});

test('as deep as half of the primal', () => {
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
