/**
 * How the verbs are called, and what functions give back.
 *
 * | row | input |
 * |---|---|
 * | 1–3 | no function; too few and too many arguments |
 * | 4–8 | results: arrays, nothing, other types, promises and generators, constants |
 * | 9 | values that are not finite, and debug mode |
 * | 10, 11 | `wrt` out of range, nothing to differentiate |
 * | 12–17 | functions without source, with their own `toString`, methods, instrumented, with free and with shadowed names |
 * | 18–21 | a pullback called twice, arguments that change, results that are changed, a derivative inside a derivative |
 */
import { expect, test } from 'vitest';
import { type AdjointError, grad, gradient, pullback, valueAndGradient } from '../src/index.ts';
import { any, call, refused, state } from './refusal.ts';

test('no function', () => {
  expect(refused('E_NOT_FUNCTION', () => call(42)).message).toContain('the number 42');
  expect(refused('E_NOT_FUNCTION', () => call(undefined)).message).toContain('undefined');
});

test('an argument is missing', () => {
  expect(refused('E_ARITY', () => call((x: number, rate: number) => x * rate, 2)).message).toContain('`rate`');
  expect(call((x: number, k?: number) => (k === undefined ? 3 * x : x), 2)).toEqual([3]);
});

test('more arguments than parameters', () => {
  expect(call((x: number) => x * x, 3, 4, [5])).toEqual([6, 0, [0]]);
  expect(call((...v: number[]) => v[0]! * v[1]!, 3, 4)).toEqual([4, 3]);
});

test('an array as result', () => {
  const list = (x: number): number[] => (state.runs++, [x, x]);
  const floats = (x: number): Float64Array => (state.runs++, Float64Array.of(x));
  for (const f of [list, floats]) expect(refused('E_NON_SCALAR', () => call(f, 2), { placed: true }).message).toContain('pullback');
});

test('no result', () => {
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
])('%s as result', (words, f) => {
  expect(refused('E_NON_SCALAR', () => call(f, 2), { placed: true }).message).toContain(words);
});

test('asynchronous functions and generators', () => {
  refused('E_ASYNC', () => call(async (x: number) => (state.runs++, x), 2), { placed: true });
  refused('E_ASYNC', () => call((x: number) => (state.runs++, Promise.resolve(x)), 2), { placed: true });
  const steps = function* (x: number): Generator<number> {
    state.runs++;
    yield x;
  };
  refused('E_GENERATOR', () => call(steps, 2), { placed: true });
});

test('a constant', () => {
  expect(call(() => 3, { a: [1, 2], b: new Float64Array(2) }, 1)).toEqual([{ a: [0, 0], b: new Float64Array(2) }, 0]);
});

test('values that are not finite', () => {
  expect(valueAndGradient((x: number) => Math.log(x), 0)).toEqual([-Infinity, [Infinity]]);
  expect(valueAndGradient((x: number) => Math.sqrt(x), -1)).toEqual([Number.NaN, [Number.NaN]]);
});

test('`wrt` out of range', () => {
  refused('E_WRT', () => grad((x: number) => (state.runs++, x), { wrt: any(3) })(1));
});

test('nothing to differentiate', () => {
  expect(call((x: number, s: string) => x * s.length, 2, 'abc')).toEqual([3, null]);
  for (const value of ['text', new Int32Array(2), () => 1]) refused('E_NOT_DIFFERENTIABLE', () => call(() => ++state.runs, value));
});

test('functions without source', () => {
  const f = (x: number): number => (state.runs++, x);
  for (const hidden of [f.bind(null), new Proxy(f, {}), class {}]) refused('E_NO_SOURCE', () => call(hidden, 2));
  expect(call(Math.sin, 0)).toEqual([1]);
});

test('variables that cannot be found', () => {
  const f = new Function('x', 'return x * missing1 * missing2');
  const { message } = refused('E_CAPTURE', () => call(f, 2));
  for (const part of ['missing1, missing2', '>', 'scope: {']) expect(message).toContain(part);
  expect(grad(any(f), { scope: { missing1: 2, missing2: 3 } })(...(any([2]) as []))).toBe(6);
});

test('a pullback is called twice, arguments change in between, results are the caller’s', () => {
  const a = Float64Array.of(2, 3),
    [, back] = pullback((v: Float64Array) => v[0]! * v[1]!, a);
  a.fill(100);
  const [first] = back();
  first.fill(-1);
  expect(back()).toEqual([Float64Array.of(3, 2)]);
});

test('debug mode names the first value or derivative that is not finite', () => {
  const warned: AdjointError[] = [];
  const debug = (warning: AdjointError): void => void warned.push(warning);
  const f = (x: number): number => {
    const y = Math.sqrt(x - 2);
    return Math.log(y) * 3;
  };
  expect(grad(f, { debug })(1)).toBeNaN();
  expect(grad((x: number) => Math.sqrt(x), { debug })(0)).toBe(Infinity);
  expect(grad((x: number) => Math.sqrt(x), { debug })(4)).toBe(0.25);
  expect(warned.map((w) => w.code)).toEqual(['W_NONFINITE', 'W_NONFINITE']);
  expect(warned[0]!.message).toMatch(/value that is not finite, NaN[^]*> +\d+ \| +const y = Math.sqrt/);
  expect(warned[1]!.message).toContain('derivative that is not finite, Infinity');
});

test('an own `toString` of a function is not asked', () => {
  const f = Object.assign((x: number) => x * x, { toString: () => '(x) => 7 * x' });
  class Lying extends Function {
    override toString(): string {
      return '(x) => 7 * x';
    }
  }
  expect(call(f, 3)).toEqual([6]);
  expect(call(new Lying('x', 'return x * x'), 3)).toEqual([6]);
});

test('methods, members of classes and accessors are functions like others', () => {
  class Base {
    factor(): number {
      return 2;
    }
  }
  class Scale extends Base {
    #hidden = 2;
    static #rate = 3;
    static cube(x: number): number {
      return x * x * x;
    }
    square(x: number): number {
      return x * x;
    }
    secret(x: number): number {
      state.runs++;
      return this.#hidden * x;
    }
    shared(x: number): number {
      state.runs++;
      return Scale.#rate * x;
    }
    above(x: number): number {
      state.runs++;
      return super.factor() * x;
    }
    get one(): number {
      return 1;
    }
  }
  const { square, above, shared } = Scale.prototype;
  const plain = {
    ['comp' + 'uted'](x: number) {
      return x * x;
    },
  };
  expect(call(square, 3)).toEqual([6]);
  expect(call(Scale.cube, 3)).toEqual([27]);
  expect(call(plain['computed'], 3)).toEqual([6]);
  expect(call(Object.getOwnPropertyDescriptor(Scale.prototype, 'one')!.get, 3)).toEqual([0]);
  const scale = new Scale();
  refused('E_PRIVATE', () => call((x: number) => scale.secret(x), 3), { placed: true });
  for (const f of [above, shared]) refused('E_PRIVATE', () => call(f, 3), { placed: true });
});

test('counters between the statements are effects that carry no derivative', () => {
  const counts = { s: [0, 0, 0], f: [0], b: [[0, 0]] };
  let cov_x = (): typeof counts => {
    cov_x = () => counts;
    return cov_x();
  };
  cov_x();
  const f = (x: number): number => {
    cov_x().f[0]!++;
    cov_x().s[0]!++;
    const y = (cov_x().s[1]!++, x * x);
    return x > 0 ? (cov_x().b[0]![0]!++, y) : (cov_x().b[0]![1]!++, -y);
  };
  expect(gradient(f, 3)).toEqual([6]);
  expect(counts).toEqual({ s: [1, 1, 0], f: [1], b: [[1, 0]] });
});

test('a name that shadows a builtin means what it means', () => {
  const Math = { sin: (x: number) => x * x },
    Float64Array = Array;
  expect(gradient((x: number) => Math.sin(x), 3)).toEqual([6]);
  expect(gradient((x: number) => ((list) => ((list[0] = x), list[0] * list[0]))(new Float64Array<number>(2)), 3)).toEqual([6]);
  expect(call(new Function('Math', 'undefined', 'return Math * Math * undefined'), 3, 2)).toEqual([12, 9]);
});

test('a pullback inside a derivative of what runs once is refused, and a derivative beside it has its own memory', () => {
  refused('E_NESTED', () => gradient((x: number) => x * pullback((y: number) => (state.runs++, y * y), x)[1](1)[0], 3));
  const outside = { slope: (y: number) => gradient((z: number) => z * z * z, y)[0] };
  expect(gradient((x: number) => x * x * outside.slope(2), 3)).toEqual([72]);
});
