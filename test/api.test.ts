/** How the verbs are called: what is refused, what comes back, what stays as it was. */
import { describe, expect, test } from 'vitest';
import { AdjointError, checkGradient, explain, grad, gradient, jacobian, pullback, valueAndGrad, valueAndGradient } from '../src/index.ts';

const square = (x: number): number => x * x;
const norm = (a: Float64Array): number => {
  let s = 0;
  for (let i = 0; i < a.length; i++) s += a[i]! * a[i]!;
  return s;
};
function refused(run: () => unknown): AdjointError {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(AdjointError);
    expect((error as AdjointError).message).not.toMatch(/Cannot read|is not a function$|is not defined$/);
    return error as AdjointError;
  }
  throw new Error('nothing was refused');
}
const any = (value: unknown): never => value as never;

describe('results', () => {
  test('one gradient per argument, in its own shape', () => {
    expect(gradient(square, 3)).toEqual([6]);
    expect(gradient(norm, new Float64Array([1, 2]))).toEqual([new Float64Array([2, 4])]);
    expect(valueAndGradient((o: { a: number; b: number[] }, k: number) => k * o.a * o.b[1]!, { a: 2, b: [3, 4] }, 5)).toEqual([
      40,
      [{ a: 20, b: [0, 10] }, 8],
    ]);
  });

  test('a constant function has zeros, what is no number has null', () => {
    const f = (..._: unknown[]): number => 7;
    expect(gradient(f, 3, [1, 'a'], { u: 4, v: null }, new Float32Array(2), 'text', null, undefined, true, new Int32Array(2), f)).toEqual([
      0,
      [0, null],
      { u: 0, v: null },
      new Float32Array(2),
      null,
      null,
      null,
      null,
      null,
      null,
    ]);
  });

  test('more arguments than parameters', () => {
    expect(gradient(any(square), ...(any([3, 4]) as [never]))).toEqual([6, 0]);
  });

  test('transforms take the gradient in what `wrt` names', () => {
    const f = (x: number, y: number[], z: number): number => x * y[0]! * z;
    expect(grad(f)(2, [3], 4)).toBe(12);
    expect(grad(f, { wrt: 1 })(2, [3], 4)).toEqual([8]);
    expect(grad(f, { wrt: [2, 0] })(2, [3], 4)).toEqual([6, 12]);
    expect(valueAndGrad(f)(2, [3], 4)).toEqual([24, 12]);
    expect(valueAndGrad(f, { wrt: [1] })(2, [3], 4)).toEqual([24, [[8]]]);
    for (const mutation of ['auto', 'snapshot', 'keep'] as const)
      expect(grad(norm, { mutation })(new Float64Array([3]))).toEqual(new Float64Array([6]));
    expect(grad((x: number, s: string) => x * s.length, { wrt: [0, 1] })(2, 'abc')).toEqual([3, null]);
  });

  test('fresh memory every time', () => {
    const a = new Float64Array([1, 2]),
      [first] = gradient(norm, a);
    first.fill(9);
    const [second] = gradient(norm, a);
    expect(second).toEqual(new Float64Array([2, 4]));
    expect(first).toEqual(new Float64Array([9, 9]));
    expect(a).toEqual(new Float64Array([1, 2]));
  });

  test('the value is bit for bit that of the call, NaN included', () => {
    expect(valueAndGradient((x: number) => -0 * x, 1)[0]).toBe(-0);
    expect(valueAndGradient((x: number) => Math.log(x), -1)[0]).toBe(Number.NaN);
  });

  test('the own error comes through', () => {
    const error = new Error('mine');
    const f = (x: number): number => {
      if (x > 1) throw error;
      return x * x;
    };
    expect(() => gradient(f, 2)).toThrow(error);
    expect(gradient(f, 1)).toEqual([2]);
  });
});

describe('pullback', () => {
  const smooth = (u: Float64Array, k: number): void => {
    for (let i = 1; i < u.length; i++) u[i]! += k * u[i - 1]! * u[i]!;
  };
  test('of a number: seeds scale', () => {
    const [value, back] = pullback(square, 3);
    expect(value).toBe(9);
    expect([back(), back(2), back(undefined)]).toEqual([[6], [12], [6]]);
  });

  test('of a kernel: from exit to entry, again and again, whatever happens to the arguments', () => {
    const u = new Float64Array([2, 3, 5]),
      [value, back] = pullback(smooth, u, 0.5);
    expect(value).toBe(undefined);
    expect(u).toEqual(new Float64Array([2, 6, 20]));
    u.fill(Number.NaN);
    const seed = new Float64Array([0, 0, 1]);
    // exit[2] = u2 (1 + k u1 (1 + k u0))
    const expected = [new Float64Array([0.25 * 3 * 5, 5 * 0.5 * 2, 4]), 5 * (3 + 2 * 0.5 * 2 * 3)];
    for (let again = 0; again < 3; again++) {
      const found = back(undefined, seed);
      expect(found).toEqual(expected);
      found[0].fill(1);
    }
    expect(seed).toEqual(new Float64Array([0, 0, 1]));
    expect(back()).toEqual([new Float64Array(3), 0]);
  });

  test('of a result with a shape', () => {
    const [value, back] = pullback((a: number[], k: number) => ({ scaled: a.map((v) => v * k), first: a[0]! }), [1, 2], 3);
    expect(value).toEqual({ scaled: [3, 6], first: 1 });
    expect(back({ scaled: [1, 10] })).toEqual([[3, 30], 21]);
    expect(back({ first: 1 })).toEqual([[1, 0], 0]);
  });

  test('seeds of another shape are refused', () => {
    const [, back] = pullback(smooth, new Float64Array(3), 0.5);
    for (const bad of [[any([1, 2])], [any(3)], [any({})], [undefined, any(1), any(2)]])
      expect(refused(() => back(undefined, ...(bad as [never]))).code).toBe('E_SEED');
    const [, number] = pullback(square, 3);
    expect(refused(() => number(any([1]))).code).toBe('E_SEED');
  });

  test('memory reached by two paths counts once', () => {
    const both = (a: number[], b: number[]): void => {
      a[0]! *= 2;
      b[1]! *= 3;
    };
    const a = [1, 2],
      [, back] = pullback(both, a, a);
    expect(back(undefined, [1, 10], [1, 10])).toEqual([
      [2, 30],
      [2, 30],
    ]);
    expect(refused(() => back(undefined, [1, 10], [1, 11])).code).toBe('E_ALIAS');
  });
});

describe('refusals', () => {
  test.each([42, undefined, null, 'f', {}])('no function: %s', (f) => {
    for (const call of [
      () => gradient(any(f), any(1)),
      () => valueAndGradient(any(f)),
      () => pullback(any(f)),
      () => grad(any(f)),
      () => checkGradient(any(f), any([])),
      () => explain(any(f)),
    ]) {
      expect(refused(call).code).toBe('E_NOT_FUNCTION');
    }
  });

  test('a missing argument is named when it matters', () => {
    const f = (x: number, rate?: number): number => x * rate!;
    const error = refused(() => gradient(f, 3));
    expect(error.code).toBe('E_ARITY');
    expect(error.message).toContain('`rate`');
    expect(gradient((x: number, k: number | undefined) => (k === undefined ? x : 0), ...(any([3]) as [number, undefined]))).toEqual([1]);
  });

  test('what is no number', () => {
    const results: unknown[] = [[1], new Float64Array(1), true, 'text', 1n, new Date(0), null];
    for (const result of results)
      expect(
        refused(() =>
          gradient(
            any(() => result),
            ...(any([1]) as []),
          ),
        ).code,
      ).toBe('E_NON_SCALAR');
    const nothing = refused(() =>
      gradient(
        any((x: number) => void (x * x)),
        ...(any([1]) as []),
      ),
    );
    expect(nothing.code).toBe('E_NON_SCALAR');
    expect(nothing.message).toContain('return');
  });

  test('promises and generators', () => {
    expect(
      refused(() =>
        gradient(
          any(async (x: number) => x),
          ...(any([1]) as []),
        ),
      ).code,
    ).toBe('E_ASYNC');
    expect(
      refused(() =>
        gradient(
          any(() => Promise.resolve(1)),
          ...(any([1]) as []),
        ),
      ).code,
    ).toMatch(/E_ASYNC|E_NON_SCALAR/);
    expect(
      refused(() =>
        gradient(
          any(function* (x: number) {
            yield x;
          }),
          ...(any([1]) as []),
        ),
      ).code,
    ).toBe('E_GENERATOR');
  });

  test('`wrt` names an argument', () => {
    for (const wrt of [1, -1, 0.5, Number.NaN, [0, 1], [0, 0]])
      expect(refused(() => grad(square, { wrt: any(wrt) })(3)).code, String(wrt)).toBe('E_WRT');
    expect(refused(() => grad(square, { wrt: any('x') })).code).toBe('E_KIND');
  });

  test('nothing to differentiate', () => {
    for (const value of ['text', new Int32Array(2), () => 1, true, null, undefined, new WeakMap(), new Date(0)]) {
      expect(
        refused(() =>
          gradient(
            any(() => 1),
            ...(any([value]) as []),
          ),
        ).code,
      ).toBe('E_NOT_DIFFERENTIABLE');
    }
    expect(refused(() => grad((x: number, s: string) => x * s.length, { wrt: 1 })(1, 'a')).code).toBe('E_NOT_DIFFERENTIABLE');
  });

  test('options that do not exist yet, or are something else', () => {
    expect(refused(() => grad(square, any({ wtr: 1 }))).code).toBe('E_UNSUPPORTED');
    expect(refused(() => grad(square, any({ mutation: 'copy' }))).code).toBe('E_KIND');
    expect(refused(() => grad(square, any(3))).code).toBe('E_KIND');
  });

  test('functions without source', () => {
    class C {}
    for (const f of [square.bind(null), any(C), any(new Proxy(square, {}))]) expect(refused(() => gradient(f, 3)).code).toBe('E_NO_SOURCE');
    expect(gradient(Math.sin, 0)).toEqual([1]);
    expect(
      gradient(
        Object.assign((x: number) => 3 * x, { toString: () => 'x => x' }),
        2,
      ),
    ).toEqual([3]);
  });

  test('a derivative inside a derivative', () => {
    expect(gradient((x: number) => gradient(square, x)[0], 3)).toEqual([2]);
    expect(gradient((x: number) => pullback(square, x)[1](1)[0], 3)).toEqual([2]);
    expect(refused(() => gradient((x: number) => jacobian((y: number) => ({ y }), x).y, 3)).code).toBe('E_NESTED');
  });

  test('nothing has run when it could be known before', () => {
    const state = { runs: 0 };
    const f = (x: number): number[] => {
      state.runs++;
      return [x];
    };
    refused(() => grad(any(f), { wrt: any(3) })(...(any([1]) as [])));
    refused(() => gradient(any(f), ...(any(['a']) as [])));
    expect(state.runs).toBe(0);
  });
});

describe('checkGradient', () => {
  test('says that all is well', () => {
    const f = (o: { a: Float64Array; k: number }, row: number[]): number => {
      o.a[0]! *= o.k;
      return o.a[0]! * Math.sin(o.a[1]!) + row[0]! * o.k;
    };
    const args: [{ a: Float64Array; k: number }, number[]] = [{ a: new Float64Array([1, 2]), k: 3 }, [4]];
    const check = checkGradient(f, args);
    expect(check).toMatchObject({ ok: true, tried: 4, of: 4 });
    expect(check.worst).toBeLessThan(1e-8);
    expect(args).toEqual([{ a: new Float64Array([1, 2]), k: 3 }, [4]]);
  });

  test('shared memory is one location', () => {
    const m = new Float64Array([1, 2, 3]);
    expect(checkGradient((a, b) => a[1]! * b[0]! * a[0]!, [m.subarray(0, 2), m.subarray(1, 3)])).toMatchObject({ ok: true, of: 3 });
  });

  test('says where it is not', () => {
    const check = checkGradient((o: { x: number[] }) => Math.abs(o.x[1]!), [{ x: [5, 0] }], { tolerance: 1e-9 });
    expect(check.ok).toBe(true); // the subgradient 0 is the central difference
    const kink = checkGradient((o: { x: number[] }) => Math.max(o.x[1]!, 0) + o.x[0]!, [{ x: [5, 0] }]);
    expect(kink).toMatchObject({ ok: false, path: 'argument 0.x[1]' });
    expect(kink.difference).toBeCloseTo(0.5, 9); // one ulp of 5 divided by the step
  });
});

describe('what is not used', () => {
  test('a read that throws still throws, caught or not', () => {
    const bare = (x: number, list: { r: number }[]): number => {
      list[3]!.r;
      return x;
    };
    expect(() => gradient(bare, 2, [{ r: 1 }])).toThrow(TypeError);
    const caught = (x: number, list: { r: number }[]): number => {
      let y = x;
      try {
        list[3]!.r;
      } catch {
        y = y * 3;
      }
      return y;
    };
    expect(gradient(caught, 2, [{ r: 1 }])[0]).toBe(3);
  });
});
