/** Forward mode and second derivatives: shapes, sharing, effects, what is refused. */
import { describe, expect, test } from 'vitest';
import { diagonalHessian, gradient, hessian, hvp, jacobian, pullback, pushforward } from '../src/index.ts';

const code = (run: () => unknown): unknown => {
  try {
    run();
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
  return undefined;
};

describe('the seed examples of Zygote', () => {
  test('x ** 2 + sin x', () => {
    const f = (x: number): number => x ** 2 + Math.sin(x);
    expect(gradient(f, 2)[0]).toBeCloseTo(4 + Math.cos(2), 12);
    expect(pushforward(f, [2], [1])).toEqual([f(2), 4 + Math.cos(2)]);
    expect(hessian(f, 2)).toBeCloseTo(2 - Math.sin(2), 12);
  });
  test('the pullback of sin', () => {
    const [value, back] = pullback(Math.sin, 0.5);
    expect(value).toBe(Math.sin(0.5));
    expect(back(1)).toEqual([Math.cos(0.5)]);
  });
  test('a branch', () => {
    const pow = (x: number, n: number): number => {
      let r = 1;
      while (n > 0) {
        n -= 1;
        r *= x;
      }
      return r;
    };
    expect(gradient(pow, 2, 3)[0]).toBe(12);
    expect(hessian((x: number) => (x > 0 ? pow(x, 3) : -x), 2)).toBe(12);
    expect(hessian((x: number) => (x > 0 ? pow(x, 3) : -x), -2)).toBe(0);
  });
  test('a sum of squares in a loop', () => {
    const f = (x: number[]): number => {
      let s = 0;
      for (const v of x) s += v * v;
      return s;
    };
    expect(gradient(f, [1, 2, 3])).toEqual([[2, 4, 6]]);
    expect(hvp(f, [[1, 2, 3]], [[1, 0, -1]])).toEqual([[2, 0, -2]]);
  });
  test('the squares of a product with a matrix', () => {
    const x = [1, -2];
    const f = (W: number[][]): number => W.map((row) => row.reduce((s, w, j) => s + w * x[j]!, 0) ** 2).reduce((s, y) => s + y, 0);
    expect(gradient(f, [[1, 2], [3, 4]])).toEqual([[[-6, 12], [-10, 20]]]); // oxfmt-ignore
    expect(hvp(f, [[[1, 2], [3, 4]]], [[[1, 0], [0, 0]]])).toEqual([[[2, -4], [0, 0]]]); // oxfmt-ignore
  });
});

describe('pushforward', () => {
  test('the value is that of one plain call, effects included', () => {
    const log: number[] = [];
    const f = (u: number[], k: number): { total: number; u: number[] } => {
      log.push(1);
      u[0]! *= k;
      return { total: u[0]! + u[1]!, u };
    };
    const u = [2, 3];
    const [value, tangent] = pushforward(f, [u, 5], [[1, 0], 1]);
    expect([value, value.u === u, u, log]).toEqual([{ total: 13, u: [10, 3] }, true, [10, 3], [1]]);
    expect(tangent).toEqual({ total: 7, u: [7, 0] });
  });
  test('a kernel that returns nothing gives the tangents of its arguments as it leaves them', () => {
    const kernel = (u: Float64Array, k: number): void => {
      for (let i = 1; i < u.length; i++) u[i]! += k * u[i - 1]!;
    };
    expect(pushforward(kernel, [Float64Array.of(1, 2, 3), 2], [[1, 0, 0], 0])).toEqual([undefined, [Float64Array.of(1, 2, 4), 0]]);
  });
  test('one place has one tangent, however it is reached', () => {
    const f = (a: Float64Array, b: Float64Array): number => a[0]! * b[0]!;
    const a = Float64Array.of(3);
    expect(pushforward(f, [a, a], [[1], [1]])[1]).toBe(6);
    expect(pushforward(f, [a, a], [[1], undefined])[1]).toBe(6);
    expect(code(() => pushforward(f, [a, a], [[1], [2]]))).toBe('E_ALIAS');
  });
  test('results are fresh memory', () => {
    const f = (u: Float64Array): Float64Array => u;
    const given = Float64Array.of(1, 2);
    const [, tangent] = pushforward(f, [Float64Array.of(3, 4)], [given]);
    expect(tangent).toEqual(given);
    expect(tangent.buffer === given.buffer).toBe(false);
  });
  test('a tangent of 0 contributes 0 through an infinite partial', () => {
    expect(pushforward((x: number, y: number) => Math.sqrt(x) + y, [0, 1], [0, 1])[1]).toBe(1);
    expect(pushforward((x: number, y: number) => Math.sqrt(x) + y, [0, 1], [1, 1])[1]).toBe(Infinity);
  });
  test('exceptions that are caught', () => {
    const f = (x: number): number => {
      let y = x;
      try {
        y = x * 3;
        if (x > 1) throw new RangeError('large');
        y = 0;
      } catch {
        y = y * y;
      }
      return y;
    };
    expect(pushforward(f, [2], [1])).toEqual([36, 36]);
    expect(hessian(f, 2)).toBe(18);
  });
  test('refuses what does not fit', () => {
    const f = (x: number, u: number[]): number => x * u[0]!;
    expect(code(() => pushforward(f, [1, [2]], [1, [1, 2]]))).toBe('E_SEED');
    expect(code(() => pushforward(f, [1, [2]], ['1' as never, [1]]))).toBe('E_SEED');
    expect(code(() => pushforward(f, [1, [2]], [1, [1], 1] as never))).toBe('E_SEED');
    expect(code(() => pushforward(f, 1 as never, [1]))).toBe('E_KIND');
  });
});

describe('several directions in one run', () => {
  const units = (n: number): number[][] => Array.from({ length: n }, (_, i) => Array.from({ length: n }, (__, j) => +(i === j)));
  const cube = (x: number[]): number[] => x.map((v, i) => v ** 3 * x[(i + 1) % x.length]!);

  test('each has the tangent that it has by itself, whatever the width', () => {
    const alone = units(5).map((d) => pushforward(cube, [[1, 2, 3, 4, 5]], [d])[1]);
    for (const chunk of [1, 2, 3, 5, 8])
      expect(pushforward(cube, [[1, 2, 3, 4, 5]], units(5).map((d) => [d] as const), { chunk })).toEqual([cube([1, 2, 3, 4, 5]), alone]); // oxfmt-ignore
    expect(pushforward(cube, [[1, 2]], [], {})).toEqual([[2, 8], []]);
  });
  test('the memory of one is apart from that of another', () => {
    const f = (u: number[]): void => {
      const held = [u[0]!];
      held.push(u[1]! * u[0]!);
      u[1] = held.pop()!;
      u.reverse();
    };
    const u = [3, 5];
    expect(pushforward(f, [u], [[[1, 0]], [[0, 1]]], { chunk: 2 })[1]).toEqual([[[5, 1]], [[3, 0]]]);
    expect(u).toEqual([15, 3]);
  });
  test('effects happen once, in however many runs', () => {
    const log: number[] = [];
    const f = (u: number[]): number => {
      log.push(1);
      u[0] = u[0]! * u[1]!;
      return u[0] + u[2]!;
    };
    const u = [2, 3, 4];
    expect(pushforward(f, [u], units(3).map((d) => [d] as const), { chunk: 2 })).toEqual([10, [3, 2, 1]]); // oxfmt-ignore
    expect([u, log]).toEqual([[6, 3, 4], [1]]);
  });
  test('recursion, errors that are caught, maps, and partials that are infinite', () => {
    const f = (x: number, y: number): number => {
      const rec = (n: number, a: number): number => (n === 0 ? a : rec(n - 1, a * y + x));
      const held = new Map([['x', x]]);
      try {
        if (x > 0) throw { at: rec(6, x) };
      } catch (e) {
        held.set('x', (e as { at: number }).at * x);
      }
      return held.get('x')! + Math.sqrt(x - x);
    };
    const along = [[1, 0], [0, 1], [1, 1]] as const; // oxfmt-ignore
    const alone = along.map((d) => pushforward(f, [2, 3], d)[1]);
    expect(pushforward(f, [2, 3], along, { chunk: 3 })[1]).toEqual(alone);
    expect(alone.every(Number.isFinite)).toBe(true);
  });
  test('what is no list of directions, no width and no option is refused', () => {
    const push = pushforward as (...args: unknown[]) => unknown;
    expect(code(() => push(cube, [[1]], 1, { chunk: 2 }))).toBe('E_KIND');
    expect(code(() => push(cube, [[1]], [1], { chunk: 2 }))).toBe('E_KIND');
    expect(code(() => push(cube, [[1]], [[[1]]], { chunk: 0 }))).toBe('E_KIND');
    expect(code(() => push(cube, [[1]], [[[1]]], { chunk: 1e9 }))).toBe('E_KIND');
    expect(code(() => push(cube, [[1]], [[[1]]], { width: 2 }))).toBe('E_UNSUPPORTED');
    expect(code(() => push(cube, [[1]], [[[1]]], 2))).toBe('E_KIND');
  });
});

describe('jacobian', () => {
  const residuals = (x: Float64Array, k: number): number[] => Array.from({ length: 4 }, (_, i) => Math.sin(k * x[i % 3]!));
  test('one block for each argument, rows in the shape of the argument', () => {
    const [dx, dk] = jacobian(residuals, Float64Array.of(1, 2, 3), 0.5);
    expect(dx).toHaveLength(4);
    expect(dx[3]).toEqual(Float64Array.of(0.5 * Math.cos(0.5), 0, 0));
    expect(dk[1]).toBeCloseTo(2 * Math.cos(1), 12);
  });
  test('objects in, objects out', () => {
    expect(jacobian((x: number) => ({ a: [x * x, 3], name: 'y' }), 2)).toEqual({ a: [4, 0], name: null });
    expect(jacobian((o: { u: number; v: number[] }) => [o.u * o.v[1]!, o.v[0]!], { u: 2, v: [3, 4] })).toEqual([
      { u: 4, v: [0, 2] },
      { u: 0, v: [1, 0] },
    ]);
  });
  test('forward and in reverse it is the same', () => {
    const wide = (x: number[]): number[] => Array.from({ length: 40 }, (_, i) => x[i % 4]! * Math.exp(x[(i * 3) % 4]!));
    const x = [0.1, 0.2, 0.3, 0.4];
    const rows = wide(x).map((_, i) => gradient((y: number[]) => wide(y)[i]!, x)[0]);
    jacobian(wide, x).forEach((row, i) => row.forEach((d, j) => expect(d).toBeCloseTo(rows[i]![j]!, 12)));
  });
  test('a kernel that works in place', () => {
    const u = [1, 2, 3];
    const scan = (v: number[]): void => {
      for (let i = 1; i < v.length; i++) v[i]! *= v[i - 1]!;
    };
    expect(jacobian(scan, u)).toEqual([[1, 0, 0], [2, 1, 0], [6, 3, 2]]); // oxfmt-ignore
    expect(u).toEqual([1, 2, 6]);
    const scaled = (v: number[], k: number): void => void (v[0]! *= k);
    expect(jacobian(scaled, [3], 2)).toEqual([[[[2]], [3]], null]);
  });
});

describe('second derivatives', () => {
  const rosenbrock = (x: Float64Array): number => {
    let s = 0;
    for (let i = 0; i + 1 < x.length; i++) s += 100 * (x[i + 1]! - x[i]! ** 2) ** 2 + (1 - x[i]!) ** 2;
    return s;
  };
  test('the Hessian of one argument, and its diagonal', () => {
    const x = Float64Array.of(1, 2, 3);
    expect(hessian(rosenbrock, x)).toEqual([
      Float64Array.of(402, -400, 0),
      Float64Array.of(-400, 3802, -800),
      Float64Array.of(0, -800, 200),
    ]);
    expect(diagonalHessian(rosenbrock, x)).toEqual([Float64Array.of(402, 3802, 200)]);
    expect(hvp(rosenbrock, [x], [[1, 1, 0]])).toEqual([Float64Array.of(2, 3402, -800)]);
  });
  test('blocks of several arguments', () => {
    expect(hessian((x: number, y: number) => x * x * y, 2, 3)).toEqual([[6, 4], [4, 0]]); // oxfmt-ignore
    const [[aa, ab], [ba]] = hessian((a: number[], o: { k: number }) => a[0]! * a[1]! * o.k, [2, 3], { k: 5 });
    expect([aa, ab, ba]).toEqual([[[0, 5], [5, 0]], [{ k: 3 }, { k: 2 }], { k: [3, 2] }]); // oxfmt-ignore
  });
  test('through a loop that works in place, its effects once', () => {
    const runs: number[] = [];
    const f = (u: number[]): number => {
      runs.push(u[0]!);
      for (let k = 0; k < 2; k++) u[0]! *= u[1]!;
      return u[0]! * u[0]!;
    };
    const u = [2, 3];
    expect(hessian(f, u)).toEqual([[162, 432], [432, 432]]); // oxfmt-ignore
    expect([u, runs]).toEqual([[18, 3], [2]]);
  });
  test('a random number is the same in every run', () => {
    const f = (u: number[]): number => Math.random() * u[0]! * u[1]!;
    const [[, a], [b]] = hessian(f, [1, 2]) as unknown as [[number, number], [number]];
    expect(a).toBe(b);
  });
  test('a result that is no number is refused', () => {
    expect(code(() => hvp((x: number[]) => x as never, [[1]], [[1]]))).toBe('E_NON_SCALAR');
    expect(code(() => hessian((s: string) => s.length, 'abc'))).toBe('E_NOT_DIFFERENTIABLE');
  });
});
