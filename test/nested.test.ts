/** Derivatives of derivatives: verbs inside of differentiated code, transforms of transforms, both directions mixed. */
import { describe, expect, test } from 'vitest';
import {
  diagonalHessian,
  grad,
  gradient,
  hessian,
  hvp,
  jacobian,
  onCotangent,
  pullback,
  pushforward,
  valueAndGrad,
  valueAndGradient,
} from '../src/index.ts';

const cube = (x: number): number => x ** 3;
const dCube = grad(cube);

const code = (run: () => unknown): unknown => {
  try {
    run();
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
  return undefined;
};

/** A central difference. */
const slope = (f: (x: number) => number, x: number): number => (f(x + 1e-5) - f(x - 1e-5)) / 2e-5;

describe('to any order', () => {
  test('transforms of transforms', () => {
    expect(grad(grad(cube))(2)).toBe(12);
    expect(grad(grad(grad(cube)))(2)).toBe(6);
    const f = (x: number): number => x * Math.sin(x);
    expect(grad(grad(grad(grad(f))))(0.5)).toBeCloseTo(0.5 * Math.sin(0.5) - 4 * Math.cos(0.5), 12);
    expect(valueAndGrad(dCube)(2)).toEqual([12, 12]);
  });
  test('a gradient written inside', () => {
    expect(gradient((x: number) => gradient(cube, x)[0], 2)).toEqual([12]);
    expect(gradient((x: number) => valueAndGradient(cube, x)[0] * valueAndGradient(cube, x)[1][0], 2)).toEqual([240]);
    expect(gradient((x: number) => x * dCube(x), 2)).toEqual([36]);
    expect(gradient((x: number) => grad((y: number) => y * y * x)(x), 2)).toEqual([8]);
    expect(gradient((x: number) => grad((y: number, z: number) => y * z * z, { wrt: 1 })(x, x), 3)).toEqual([12]);
    expect(gradient((x: number) => grad((y: number, z: number) => y * z * z, { wrt: [1, 0] })(x, x)[1]!, 3)).toEqual([6]);
  });
  test('both directions mixed', () => {
    expect(pushforward((x: number) => gradient(cube, x)[0], [2], [1])).toEqual([12, 12]);
    expect(hvp((x: number) => gradient(cube, x)[0], [2], [1])).toEqual([6]);
    expect(hessian((x: number) => x * dCube(x), 2)).toBe(36);
    expect(jacobian((x: number) => [dCube(x), gradient(dCube, x)[0]], 2)).toEqual([12, 6]);
    expect(gradient((x: number) => pushforward((y: number) => x * y ** 3, [x], [1])[1], 2)).toEqual([36]);
    expect(pushforward((x: number) => pushforward((y: number, z: number) => x * y * z, [x, 2], [1, x])[1], [3], [1])).toEqual([33, 29]);
    expect(gradient((x: number) => gradient((y: number) => pushforward(cube, [y], [x])[1], x)[0], 2)).toEqual([24]);
    const [, back] = pullback((x: number) => gradient(cube, x)[0] ** 2, 2);
    expect([back(1), back(2)]).toEqual([[288], [576]]);
  });
});

describe('levels do not confuse their perturbations', () => {
  test('an inner derivative with respect to something else', () => {
    expect(gradient((x: number) => x * gradient((y: number) => x + y, 1)[0], 3)).toEqual([1]);
    expect(gradient((x: number) => x * gradient((y: number) => x * y, 2)[0], 3)).toEqual([6]);
    expect(pushforward((x: number) => x * gradient((y: number) => x + y, 1)[0], [3], [1])).toEqual([3, 1]);
  });
  test('an inner function that closes over what is varied outside', () => {
    const f = (x: number): number => x * gradient((y: number) => gradient((z: number) => x * y * z * z, y)[0], x)[0];
    // d/dz: 2 x y z, at z = y: 2 x y²; d/dy: 4 x y, at y = x: 4 x²; times x: 4 x³
    expect(gradient(f, 2)).toEqual([48]);
  });
});

describe('through memory', () => {
  test('arrays and typed arrays', () => {
    const norm = (y: Float64Array): number => {
      let s = 0;
      for (let i = 0; i < y.length; i++) s += y[i]! ** 3;
      return s;
    };
    const f = (x: Float64Array): number => {
      const [g] = gradient(norm, x);
      let s = 0;
      for (const v of g) s += v * v;
      return s;
    };
    expect(gradient(f, Float64Array.of(1, 2))).toEqual([Float64Array.of(36, 288)]);
    expect(gradient((x: number[]) => grad((y: number[]) => y[0]! * y[1]! ** 2)(x)[1]!, [2, 3])).toEqual([[6, 4]]);
  });
  test('an inner loop that works in place', () => {
    const product = (y: number[]): number => {
      for (let k = 0; k < 2; k++) for (let i = 1; i < y.length; i++) y[i]! *= y[i - 1]!;
      return y[1]! * y[2]!;
    };
    const f = (x: number): number => {
      const [g] = gradient(product, [x, 0.7, 1.3 * x]);
      return g[0]! * g[2]!;
    };
    expect(gradient(f, 1.1)[0]).toBeCloseTo(slope(f, 1.1), 6);
  });
  test('what the inner function leaves behind is what a plain call leaves', () => {
    const f = (x: number): number => {
      const buffer = [0, 0];
      const inner = (y: number): number => {
        buffer[0] = x * y;
        buffer[1] = buffer[0]! * y;
        return buffer[1]!;
      };
      return gradient(inner, 2)[0] + buffer[1]!;
    };
    expect(f(3)).toBe(24);
    expect(gradient(f, 3)).toEqual([8]);
  });
  test('objects, and memory that is shared', () => {
    const f = (w: number[], b: number): number => {
      const shared = { w, same: w, b };
      const [g] = gradient((m: typeof shared) => (m.w[0]! * m.same[1]! + m.b) ** 2, shared);
      return g.w[0]! + g.same[0]! + g.b;
    };
    const at = (i: number, h: number): number => f(i === 0 ? [2 + h, 3] : [2, 3 + h], 1);
    const [dw] = gradient(f, [2, 3], 1);
    expect(dw[0]).toBeCloseTo((at(0, 1e-5) - at(0, -1e-5)) / 2e-5, 5);
    expect(dw[1]).toBeCloseTo((at(1, 1e-5) - at(1, -1e-5)) / 2e-5, 5);
  });
  test('an array that the inner function makes longer has a gradient of the length that it had', () => {
    const f = (x: number): number => {
      const [g] = gradient(
        (y: number[]) => {
          y.push(y[0]! * y[1]!);
          return y[2]! * y[2]!;
        },
        [x, x * x],
      );
      return g.length === 2 ? g[0]! + g[1]! : NaN;
    };
    expect(gradient(f, 1.5)[0]).toBeCloseTo(slope(f, 1.5), 5);
  });
  test('recursion, branches and loops without a count', () => {
    const power = (n: number, x: number): number => (n <= 0 ? 1 : 0.9 * x * power(n - 1, Math.sin(x)) + x);
    const f = (x: number): number => gradient((y: number) => power(3, y), x)[0];
    expect(gradient(f, 0.7)[0]).toBeCloseTo(slope(f, 0.7), 6);
    const g = (x: number): number =>
      gradient((y: number) => {
        let s = y;
        while (s < 50) s = s > 5 ? s * s + y : s + y * y;
        return s;
      }, x)[0];
    expect(gradient(g, 1.7)[0]! / slope(g, 1.7)).toBeCloseTo(1, 6);
  });
  test('an error that is caught inside', () => {
    const f = (x: number): number =>
      gradient((y: number) => {
        try {
          if (y > 1) throw new Error('large');
          return y;
        } catch {
          return y * y * x;
        }
      }, x)[0];
    expect(gradient(f, 2)).toEqual([8]);
  });
});

describe('inside of `try`', () => {
  test('what does not throw', () => {
    const f = (x: number): number => {
      try {
        return gradient(cube, x)[0];
      } catch {
        return x;
      }
    };
    expect(valueAndGradient(f, 2)).toEqual([12, [12]]);
    expect(pushforward(f, [2], [1])).toEqual([12, 12]);
  });
  test('what throws at some times: the number that is thrown has its derivative', () => {
    const f = (x: number[]): number => {
      let s = 1;
      for (const v of x)
        try {
          s *= gradient((y: number) => {
            if (y > 1) throw { at: y * x[0]! };
            return y ** 3;
          }, v)[0];
        } catch (e) {
          s += (e as { at: number }).at;
        }
      return s;
    };
    // (3 x0² + x1 x0) 3 x2²
    expect(f([1, 2, 0.5])).toBe(3.75);
    expect(valueAndGradient(f, [1, 2, 0.5])).toEqual([3.75, [[6, 0.75, 15]]]);
    expect(pushforward(f, [[1, 2, 0.5]], [[1, 0, 0]])).toEqual([3.75, 6]);
  });
  test('what was changed before the throw stays so', () => {
    const f = (x: number): number => {
      const held = [x];
      try {
        gradient((y: number) => {
          held[0]! *= y;
          if (y > 1) throw new RangeError('large');
          return y;
        }, x);
      } catch (e) {
        if (e instanceof RangeError) held[0]! *= 3;
      }
      return held[0]!;
    };
    expect(valueAndGradient(f, 2)).toEqual([12, [12]]);
    expect(valueAndGradient(f, 0.5)).toEqual([0.25, [1]]);
  });
  test('every other verb', () => {
    const tried = (run: () => number): number => {
      try {
        return run();
      } catch {
        return NaN;
      }
    };
    expect(gradient((x: number) => tried(() => pushforward(cube, [x], [1])[1]), 2)).toEqual([12]);
    expect(gradient((x: number) => tried(() => hessian(cube, x)), 2)).toEqual([6]);
    expect(gradient((x: number) => tried(() => pullback(cube, x)[1](1)[0]), 2)).toEqual([12]);
    expect(gradient((x: number[]) => tried(() => jacobian((y: number[]) => [y[0]! ** 3 * y[1]!], x)[0]![0]!), [2, 3])).toEqual([[36, 12]]);
    expect(gradient((x: number[]) => tried(() => hessian((y: number[]) => y[0]! ** 3 * y[1]!, x)[0]![0]!), [2, 3])).toEqual([[18, 12]]);
  });
});

describe('refused by name', () => {
  const pair = (x: number[]): number[] => [x[0]! * x[1]!, x[0]! ** 3];
  const inside = (run: (x: number[]) => number): unknown => code(() => gradient(run, [2, 3]));

  test('results that are neither numbers nor lists of them', () => {
    expect(inside((x) => jacobian((y: number[]) => ({ a: y[0]! }), x).a[0]!)).toBe('E_NESTED');
    expect(inside((x) => jacobian((y: number[]) => [[y[0]! * y[1]!]], x)[0]![0]![0]!)).toBe('E_NESTED');
    expect(inside((x) => jacobian((y: number[]) => void (y[0]! *= 2), x)[0]![0]!)).toBe('E_NESTED');
    expect(inside((x) => jacobian((y: { a: number[] }) => y.a[0]!, { a: x }).a[0]!)).toBe('E_NESTED');
  });
  test('several runs of what can be noticed', () => {
    const log: number[] = [];
    expect(inside((x) => jacobian((y: number[]) => [(y[0]! *= 2)], x)[0]![0]!)).toBe('E_NESTED');
    expect(inside((x) => jacobian((y: number[]) => [y[0]! * log.push(1)], x)[0]![0]!)).toBe('E_NESTED');
    expect(inside((x) => hessian((y: number[]) => y[0]! ** 2 * Math.random(), x)[0]![0]!)).toBe('E_NESTED');
    expect(log).toEqual([]);
  });
  test('seeds that do not fit, and seeds for arguments', () => {
    const back = (x: number[]): any => pullback(pair, x)[1];
    expect(inside((x) => back(x)([1])[0][0])).toBe('E_SEED');
    expect(inside((x) => back(x)(1)[0][0])).toBe('E_NESTED');
    expect(inside((x) => back(x)([1, 0], x)[0][0])).toBe('E_NESTED');
    expect(inside((x) => (pullback((y: number[]) => y[0]! ** 2, x)[1] as any)([1])[0][0])).toBe('E_NESTED');
  });
  test('an inner function whose result is no number', () => {
    expect(code(() => gradient((x: number) => gradient((y: number) => [y] as never, x)[0], 2))).toBe('E_NON_SCALAR');
  });
});

describe('second derivatives inside', () => {
  const quartic = (y: number): number => y ** 4;
  const chain = (u: Float64Array): number => {
    let s = 0;
    for (let i = 0; i + 1 < u.length; i++) s += u[i]! ** 2 * u[i + 1]!;
    return s;
  };

  test('of one number', () => {
    expect(valueAndGradient((x: number) => hessian(quartic, x), 2)).toEqual([48, [48]]);
    expect(gradient((x: number) => diagonalHessian(quartic, x)[0], 2)).toEqual([48]);
    expect(pushforward((x: number) => hessian(quartic, x), [2], [1])).toEqual([48, 48]);
    expect(gradient((x: number) => gradient((y: number) => hessian(quartic, y), x)[0], 2)).toEqual([24]);
  });
  test('along directions', () => {
    // 2 z² + 4 y z x at y = x, z = 3
    expect(gradient((x: number) => hvp((y: number, z: number) => y * y * z * z, [x, 3], [1, x])[0], 2)).toEqual([48]);
    expect(gradient((x: number) => hvp((y: number, z: number) => y * y * z * z, [x, 3], [1, undefined])[1], 2)).toEqual([12]);
    const f = (x: Float64Array): number => {
      const [h] = hvp(chain, [x], [Float64Array.of(1, 1, 1)]);
      return h[0]! * h[1]! + h[2]!;
    };
    expect(valueAndGradient(f, Float64Array.of(1, 2, 3))).toEqual([76, [Float64Array.of(36, 38, 12)]]);
  });
  test('a direction that is the memory of an argument', () => {
    const f = (x: number[]): number => {
      const [h] = hvp((y: number[]) => y[0]! ** 3 * y[1]!, [x], [x]);
      return h[0]!;
    };
    // 9 x0² x1
    expect(valueAndGradient(f, [2, 3])).toEqual([108, [[108, 36]]]);
    expect(code(() => gradient((x: number[]) => hvp((y: number[]) => y[0]! ** 3, [x], [[1]])[0][0]!, [2, 3]))).toBe('E_SEED');
  });
  test('in a loop that carries what it gives', () => {
    const f = (x: number): number => {
      let s = x;
      for (let i = 0; i < 3; i++) s = 0.1 * hessian(quartic, s) + hvp((y: number) => y * y * x, [s], [s])[0];
      return s;
    };
    expect(gradient(f, 0.4)[0]).toBeCloseTo(slope(f, 0.4), 6);
  });
  test('the function runs once, and hooks are left out as they are outside', () => {
    const runs = { count: 0 };
    const f = (y: number): number => {
      runs.count++;
      return onCotangent(y * y, () => 0) * y * y;
    };
    expect([gradient((x: number) => hessian(f, x), 2), runs.count]).toEqual([[48], 1]);
    expect(hessian(f, 2)).toBe(48);
  });
  test('in arrays', () => {
    expect(gradient((x: Float64Array) => hessian(chain, x)[0]![0]!, Float64Array.of(1, 2))).toEqual([Float64Array.of(0, 2)]);
    expect(gradient((x: number, y: number) => hessian((u: number, v: number) => u ** 3 * v * v, x, y)[0][1], 2, 3)).toEqual([72, 24]);
    const f = (x: number[]): number => {
      const [d] = diagonalHessian((y: number[]) => y[0]! ** 3 * y[1]! + y[1]! ** 4, x);
      return d[0]! + d[1]!;
    };
    expect(valueAndGradient(f, [2, 3])).toEqual([144, [[18, 84]]]);
    expect(pushforward(f, [[2, 3]], [[1, 0]])).toEqual([144, 18]);
    const mixed = (x: number[], a: number): number => {
      const [[, ya], [ay]] = hessian((y: number[], b: number) => y[0]! * y[1]! ** 2 * b ** 2, x, a);
      return ya[0]! * ay[1]!;
    };
    // ya[0] is 2 y1² b, ay[1] is 4 y0 y1 b: 8 y0 y1³ b²
    expect(gradient(mixed, [2, 3], 1)).toEqual([[216, 432], 864]);
  });
});

describe('jacobian and pullback inside', () => {
  const pair = (x: number[]): number[] => [x[0]! * x[1]!, x[0]! ** 3];

  test('of numbers', () => {
    expect(gradient((x: number) => jacobian(cube, x), 2)).toEqual([12]);
    expect(gradient((x: number) => pullback(cube, x)[1](1)[0], 2)).toEqual([12]);
    expect(gradient((x: number) => pullback(cube, x)[1](x)[0] + pullback(cube, x)[0], 2)).toEqual([48]);
    expect(gradient((x: number) => pullback(cube, x)[1]()[0], 2)).toEqual([12]);
  });
  test('of lists of numbers', () => {
    expect(gradient((x: number[]) => jacobian(pair, x)[1]![0]!, [2, 3])).toEqual([[12, 0]]);
    const both = (x: number, y: number): number => {
      const [a, b] = jacobian((u: number, v: number) => [u * v * v, u * u], x, y);
      return a[0]! * b[0]! + a[1]!;
    };
    expect(gradient(both, 2, 3)).toEqual([56, 108]);
    const several = (x: number[]): number => {
      const [y, back] = pullback(pair, x);
      return back([y[0]!, 1])[0][0]! + back([1, 0])[0][1]!;
    };
    expect(gradient(several, [2, 3])).toEqual([[22, 12]]);
  });
  test('both directions, and to any order', () => {
    expect(pushforward((x: number) => pullback(cube, x)[1](1)[0], [2], [1])).toEqual([12, 12]);
    expect(hvp((x: number[]) => jacobian(pair, x)[1]![0]!, [[2, 3]], [[1, 0]])).toEqual([[6, 0]]);
    const deep = (x: number): number => gradient((y: number) => pullback((z: number) => x * y * z ** 3, y)[1](x)[0], x)[0];
    expect(gradient(deep, 2)).toEqual([288]);
  });
  test('no perturbation is mistaken for another, and memory that is reached twice is one', () => {
    expect(gradient((x: number) => x * pullback((y: number) => x + y, 1)[1](1)[0], 3)).toEqual([1]);
    expect(gradient((x: number) => x * jacobian((y: number) => [x * y], 2)[0]!, 3)).toEqual([6]);
    const x = [2, 3];
    expect(jacobian((y: number[]) => [x[0]! * y[0]! * y[1]!], x)).toEqual([[12, 4]]);
    expect(gradient((z: number[]) => jacobian((y: number[]) => [z[0]! * y[0]! * y[1]!], z)[0]![0]!, [2, 3])).toEqual([[6, 4]]);
  });
  test('what changes after the pullback was made does not matter', () => {
    const f = (x: number[]): number => {
      const own = x.slice();
      const [y, back] = pullback(pair, own);
      own[0] = y[0] = y.length = 0;
      return back([1, 1])[0][0]!;
    };
    expect(valueAndGradient(f, [2, 3])).toEqual([15, [[12, 1]]]);
  });
});
