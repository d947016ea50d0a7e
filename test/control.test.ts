/** What differentiated code says about its own derivative, and what the options of `grad` ask for beside a gradient. */
import { describe, expect, test } from 'vitest';
import {
  AdjointError,
  grad,
  gradient,
  hessian,
  hvp,
  isDifferentiating,
  jacobian,
  onCotangent,
  pullback,
  pushforward,
  stopGradient,
  valueAndGrad,
} from '../src/index.ts';

const code = (run: () => unknown): unknown => {
  try {
    run();
  } catch (error) {
    return error instanceof AdjointError ? error.code : error;
  }
  return undefined;
};

describe('stopGradient', () => {
  test('a number is itself, and has no derivative', () => {
    expect(stopGradient(3)).toBe(3);
    const f = (x: number): number => x * stopGradient(x * x);
    expect(gradient(f, 3)).toEqual([9]);
    expect(pushforward(f, [3], [1])).toEqual([27, 9]);
    expect(pullback(f, 3)[1](2)).toEqual([18]);
    expect(hvp((x: number) => x * x * stopGradient(x), [3], [1])).toEqual([6]);
    expect(hessian((x: number) => x * x * stopGradient(x), 3)).toBe(6);
  });

  test('all levels are stopped', () => {
    expect(gradient((x: number) => gradient((y: number) => y * stopGradient(y) * x, x)[0], 3)).toEqual([3]);
    expect(gradient((x: number) => stopGradient(gradient((y: number) => y * y, x)[0]) * x, 3)).toEqual([6]);
  });

  test('of memory a copy is made, in derived code as outside', () => {
    const f = (x: Float64Array): number => {
      const y = stopGradient(x);
      x[0] = 5 * x[0]!;
      let s = 0;
      for (let i = 0; i < x.length; i++) s += x[i]! * y[i]!;
      return s;
    };
    const x = Float64Array.of(1, 2, 3);
    expect(f(x.slice())).toBe(18);
    expect(valueAndGrad(f)(x.slice())).toEqual([18, Float64Array.of(5, 2, 3)]);
    const model = { a: 2, b: [3, 4], name: 'm' };
    const g = (m: typeof model): number => {
      const still = stopGradient(m);
      still.b[1] = 10;
      return m.a * still.b[0]! + still.a * m.b[1]! + still.b[1]!;
    };
    expect(g(structuredClone(model))).toBe(24);
    expect(valueAndGrad(g)(model)).toEqual([24, { a: 3, b: [0, 2], name: null }]);
    expect(grad((m: number[][]) => stopGradient(m)[0]![0]! * m[1]![0]!)([[2], [3]])).toEqual([[0], [2]]);
  });

  test('as a callback', () => {
    expect(gradient((xs: number[]) => xs.map((x) => stopGradient(x)).reduce((s, y, i) => s + y * xs[i]!, 0), [2, 3])).toEqual([[2, 3]]);
  });

  test('functions are refused', () => {
    expect(code(() => gradient((x: number) => stopGradient(() => x)() * x, 3))).toBe('E_UNSUPPORTED');
  });
});

describe('onCotangent', () => {
  test('sees the cotangent on its way back', () => {
    const seen: unknown[] = [];
    const f = (x: number): number => {
      const y = onCotangent(x * x, (g) => void seen.push(g));
      return 3 * y;
    };
    expect([f(3), seen]).toEqual([27, []]);
    expect(gradient(f, 3)).toEqual([18]);
    expect(seen).toEqual([3]);
  });

  test('what it gives takes the place of the cotangent', () => {
    const clipped = (x: number): number => {
      let s = x;
      for (let i = 0; i < 4; i++) s = onCotangent(2 * s, (g) => Math.min(1.5, g));
      return s;
    };
    for (const mutation of ['auto', 'snapshot', 'keep'] as const) expect(grad(clipped, { mutation, checked: true })(3)).toBe(3);
    const [, back] = pullback(clipped, 3);
    expect([back(1), back(0.01), back(1)]).toEqual([[3], [0.16], [3]]);
    const bound = 0.5;
    expect(gradient((x: number) => onCotangent(x * x, (g) => Math.min(g, bound)) * 3, 3)).toEqual([3]);
  });

  test('the last one comes first', () => {
    const order: string[] = [];
    const f = (x: number, y: number): number => {
      const a = onCotangent(x * y, () => void order.push('a'));
      const b = onCotangent(a * y, () => void order.push('b'));
      return onCotangent(b + a, () => void order.push('c'));
    };
    gradient(f, 2, 3);
    expect(order).toEqual(['c', 'b', 'a']);
  });

  test('of arrays and objects it sees what they hold at this place', () => {
    const seen: unknown[] = [];
    const f = (x: Float64Array): number => {
      onCotangent(x, (g) => void seen.push(g.slice()));
      for (let i = 0; i < x.length; i++) x[i] = x[i]! * x[i]!;
      onCotangent(x, (g) => {
        for (let i = 0; i < g.length; i++) g[i] = Math.min(1, g[i]!);
      });
      return 0.5 * x[0]! + 2 * x[1]!;
    };
    for (const mutation of ['auto', 'snapshot', 'keep'] as const) {
      const x = Float64Array.of(2, 3);
      expect(grad(f, { mutation, checked: true })(x)).toEqual(Float64Array.of(2, 6));
      expect(x).toEqual(Float64Array.of(4, 9));
    }
    expect(pullback(f, Float64Array.of(2, 3))[1](1)).toEqual([Float64Array.of(2, 6)]);
    expect(seen).toEqual(Array.from({ length: 4 }, () => Float64Array.of(2, 6)));
    expect(
      gradient((m: { a: number; b: number[] }) => onCotangent(m, (g) => ({ a: 10 * g.a, b: g.b })).a * m.b[0]!, { a: 2, b: [3] }),
    ).toEqual([{ a: 30, b: [2] }]);
  });

  test('forward there is nothing to see', () => {
    const f = (x: number): number => onCotangent(x * x, () => 0) * 3;
    expect(pushforward(f, [3], [1])).toEqual([27, 18]);
    expect(hvp((x: number) => onCotangent(x * x, () => 0) * x, [3], [1])).toEqual([18]);
    expect(jacobian((x: number[]) => [onCotangent(x[0]!, (g) => 2 * g) * x[1]!, x[0]!], [2, 3])).toEqual([[3, 2], [1, 0]]); // oxfmt-ignore
  });

  test('inside of a derivative that is differentiated it is code like any other', () => {
    // inside: the cotangent of y * y is x, squared; times 2 y
    expect(gradient((x: number) => gradient((y: number) => onCotangent(y * y, (g) => g * g) * x, x)[0], 3)).toEqual([54]);
    expect(pushforward((x: number) => gradient((y: number) => onCotangent(y * y, (g) => g * g) * x, x)[0], [3], [1])).toEqual([54, 54]);
    expect(code(() => gradient((x: number) => gradient((y: number[]) => onCotangent(y, () => {})[0]! ** 2, [x])[0]![0]!, 3))).toBe(
      'E_NESTED',
    );
  });

  test('what cannot be meant is refused', () => {
    const wrong: never = 3 as never;
    expect(code(() => onCotangent(2, wrong))).toBe('E_KIND');
    expect(code(() => gradient((x: number) => onCotangent(x, wrong), 2))).toBe('E_KIND');
    expect(code(() => gradient((x: number[]) => onCotangent(x, () => [1])[0]!, [2, 3]))).toBe('E_SEED');
    expect(code(() => gradient((x: number[]) => onCotangent(x, () => ['a'] as never)[0]!, [2]))).toBe('E_SEED');
    expect(code(() => gradient((x: number, s: number) => onCotangent(x * x, (g) => g * s) * 3, 3, 2))).toBe('E_UNSUPPORTED');
  });

  test('what it throws comes through, and everything is as a plain call leaves it', () => {
    const f = (u: Float64Array): number => {
      u[0] = u[0]! * u[0]!;
      const s = onCotangent(u[0]! * u[0]!, () => {
        throw new RangeError('too large');
      });
      u[0] = 7;
      return s;
    };
    const u = Float64Array.of(3);
    expect(() => gradient(f, u)).toThrow(RangeError);
    expect(u[0]).toBe(7);
    expect(valueAndGrad((x: number) => x * x)(2)).toEqual([4, 4]);
  });
});

test('isDifferentiating', () => {
  const f = (x: number): number => (isDifferentiating() ? 2 * x : x);
  expect([f(3), isDifferentiating()]).toEqual([3, false]);
  expect([gradient(f, 3), pushforward(f, [3], [1]), hvp((x: number) => f(x) * x, [3], [1])]).toEqual([[2], [6, 2], [4]]);
  expect(pullback(f, 3)[0]).toBe(6);
});

const W = 3;
let bias = 0.5;
const table = [1, 2, 3];
const model = { scale: 2, name: 'm', shift: Float64Array.of(1, 2) };
const unused = { a: 1, b: [2, 3] };
const weigh = (x: number): number => W * x;

describe('gradients of captured variables', () => {
  const f = (x: number): number => W * x + bias * bias + table[0]! * x + model.scale * model.shift[1]! + (x > 100 ? unused.a : 0);

  test('by name, each in its own shape', () => {
    const captures = { W: 2, table: [2, 0, 0], model: { scale: 2, name: null, shift: Float64Array.of(0, 2) }, unused: { a: 0, b: [0, 0] } };
    expect(valueAndGrad(f, { captures: true })(2)).toEqual([12.25, 4, { ...captures, bias: 1 }]);
    bias = 2;
    expect(grad(f, { captures: true })(2)).toEqual([4, { ...captures, bias: 4 }]);
    expect(grad(f)(2)).toBe(4);
    bias = 0.5;
  });

  test('with `wrt`, and of a function without parameters', () => {
    expect(grad((x: number, y: number) => W * x * y, { captures: true, wrt: [0, 1] })(3, 4)).toEqual([[12, 9], { W: 12 }]);
    expect(grad((x: number) => W * x, { captures: true, wrt: [] })(3)).toEqual([[], { W: 3 }]);
    expect(valueAndGrad(() => W * W * bias, { captures: true })()).toEqual([4.5, null, { W: 3, bias: 9 }]);
  });

  test('every way to the variable counts, also through other functions', () => {
    expect(grad((x: number) => weigh(x) * W, { captures: true })(3)).toEqual([9, { W: 18 }]);
    expect(grad((x: number) => weigh(x) * 2, { captures: true })(3)).toEqual([6, {}]);
    expect(grad((x: number) => ((y: number) => W * y)(x) + [1, 2].map((q) => q * W).reduce((a, c) => a + c, 0), { captures: true })(3)).toEqual([3, { W: 6 }]); // oxfmt-ignore
    const sum = (): number => table[0]! + table[1]!;
    expect(grad((x: number) => sum() * table[0]! * x, { captures: true })(2)).toEqual([3, { table: [8, 2, 0] }]);
  });

  test('where it cannot be told whether two variables are one, that is refused', () => {
    const make = (): ((x: number) => number) => {
      const rate = 2;
      const inner = (x: number): number => rate * x;
      return (x) => inner(x) + rate * x;
    };
    expect(code(() => grad(make(), { captures: true })(3))).toBe('E_CAPTURE');
    expect(grad(make())(3)).toBe(4);
  });

  test('memory that the function changes', () => {
    const values = [2, 3];
    const scale = 5;
    const g = (x: number): number => {
      values[0] = values[0]! * x;
      return scale * values[0] + values[1]!;
    };
    expect(grad(g, { captures: true })(3)).toEqual([10, { values: [15, 1], scale: 6 }]);
    expect(values).toEqual([6, 3]);
    expect(grad(g, { captures: true })(3)).toEqual([30, { values: [15, 1], scale: 18 }]);
  });

  test('variables that the function assigns', () => {
    let count = 0;
    const g = (x: number): number => {
      count = count + x;
      return count * x;
    };
    expect([grad(g, { captures: true })(2), count]).toEqual([[4, { count: 2 }], 2]);
    expect([grad(g, { captures: true })(2), count]).toEqual([[6, { count: 2 }], 4]);
  });

  test('given along', () => {
    const g = new Function('x', 'return k * x * x') as (x: number) => number;
    expect(grad(g, { captures: true, scope: { k: 3 } })(2)).toEqual([12, { k: 4 }]);
    expect(grad(g, { captures: true, scope: { k: 4 } })(2)).toEqual([16, { k: 4 }]);
  });

  test('of a gradient', () => {
    expect(
      grad(
        grad((x: number) => W * x * x * x),
        { captures: true },
      )(2),
    ).toEqual([36, { W: 12 }]);
  });

  test('not inside of another derivative', () => {
    const inner = grad((y: number) => W * y * y, { captures: true });
    expect(code(() => gradient((x: number) => inner(x)[0], 2))).toBe('E_NESTED');
    expect(code(() => grad(f, { captures: 3 as never }))).toBe('E_KIND');
  });
});

describe('restore', () => {
  const squares = (u: Float64Array): number => {
    for (let i = 0; i < u.length; i++) u[i] = u[i]! * u[i]!;
    return u[0]! + u[1]!;
  };

  test('the arguments are as they were', () => {
    const u = Float64Array.of(1, 2);
    expect(valueAndGrad(squares, { restore: true })(u)).toEqual([5, Float64Array.of(2, 4)]);
    expect(u).toEqual(Float64Array.of(1, 2));
    grad(squares)(u);
    expect(u).toEqual(Float64Array.of(1, 4));
  });

  test('objects, lists, Maps and Sets, also when the function throws', () => {
    const make = () => ({ list: [1, 2], map: new Map([['a', 1]]), set: new Set([1]), nested: { x: 1 } }) as Record<string, any>;
    const state = make();
    const { list } = state as { list: number[] };
    const f = (s: Record<string, any>, x: number): number => {
      s['list'].push(x);
      s['nested'].x = x;
      s['more'] = 1;
      s['map'].set('b', x);
      s['set'].delete(1);
      delete s['list'];
      if (x > 5) throw new RangeError('too large');
      return x * x;
    };
    expect(grad(f, { restore: true, wrt: 1 })(state, 2)).toBe(4);
    expect(state).toEqual(make());
    expect(state['list']).toBe(list);
    expect(() => grad(f, { restore: true, wrt: 1 })(state, 9)).toThrow(RangeError);
    expect(state).toEqual(make());
  });
});
