/** Rules of users: each way of telling a derivative gives what the source of the function gives, in every direction and order. */
import { describe, expect, test } from 'vitest';
import { refusal, sameAs } from './rule-checks.ts';
import {
  bilinear,
  defineRule,
  grad,
  gradient,
  hessian,
  hvp,
  inert,
  jacobian,
  linear,
  method,
  opaque,
  overwrite,
  pullback,
  pushforward,
  scalar,
  valueAndGradient,
  withRules,
} from '../src/index.ts';

type Matrix = number[][];

const square = (x: number): number => x * x;
const cube = (x: number): number => x * x * x;
const dot = (x: Float64Array, y: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!;
  return sum;
};
function axpy(a: number, x: Float64Array, y: Float64Array): void {
  for (let i = 0; i < x.length; i++) y[i]! += a * x[i]!;
}
function product(a: Matrix, b: Matrix): Matrix {
  return a.map((row) => b[0]!.map((_, j) => row.reduce((sum, x, k) => sum + x * b[k]![j]!, 0)));
}
const transposed = (a: Matrix): Matrix => a[0]!.map((_, j) => a.map((row) => row[j]!));
const norm = (x: number[]): number => Math.sqrt(x.reduce((sum, v) => sum + v * v, 0));
const twice = (x: number[]): number[] => x.map((v) => 2 * v);

const products = bilinear(product, [(g, _a, b) => product(g, transposed(b)), (g, a) => product(transposed(a), g)]);
const dots = bilinear(dot, [(g, _x, y) => y.map((v) => g * v), (g, x) => x.map((v) => g * v)]);
const axpys = overwrite(axpy, {
  writes: 2,
  pullback: (g, _y, a, x) => [dot(g, x), g.map((v) => a * v), g],
  pushforward: ([da, dx, dy], _y, a, x) => dy.map((v, i) => v + da * x[i]! + a * dx[i]!),
});
const norms = opaque(norm, { pullback: (g, y, x) => [x.map((v) => (g * v) / y)] });

const A = (): Matrix => [
  [1, 2],
  [3, 4],
];
const B = (): Matrix => [
  [1, -1],
  [0.5, 2],
];
const X = (): Float64Array => Float64Array.of(1, 2, 3);
const Y = (): Float64Array => Float64Array.of(0.5, -1, 2);
const cubes = (a: Matrix, b: Matrix): number => product(a, b).reduce((sum, row) => row.reduce((s, v) => s + v * v * v, sum), 0);

describe('functions of numbers', () => {
  const own = scalar(square, (x) => [2 * x]);
  test('partials that are expressions become operations', () => {
    sameAs([own], () => valueAndGradient((x: number) => Math.sin(square(x)), 1.5));
    sameAs([own], () => pushforward((x: number) => Math.sin(square(x)), [1.5], [1]));
    sameAs([own], () => hessian((x: number) => Math.sin(square(x)), 1.5));
    sameAs([own], () => grad(grad((x: number) => square(square(x))))(1.1));
  });

  const three = 3;
  const blocks = scalar(cube, (x) => {
    const t = three * x;
    return [t * x];
  });
  test('partials may be code with variables of its module', () => {
    sameAs([blocks], () => valueAndGradient((x: number) => Math.sin(cube(x)), 1.5));
    sameAs([blocks], () => pushforward((x: number) => Math.sin(cube(x)), [1.5], [1]));
    sameAs([blocks], () => hessian((x: number) => Math.sin(cube(x)), 1.5));
    sameAs([blocks], () => grad(grad(grad(cube)))(1.1));
  });

  test('the function itself is differentiated by its rule', () => {
    expect(withRules([scalar(cube, () => [42])], () => gradient(cube, 2))).toEqual([42]);
    expect(withRules([scalar(cube, () => [42])], () => grad(cube)(2))).toBe(42);
    expect(gradient(cube, 2)).toEqual([12]);
  });

  test('a partial that is infinite meets a cotangent of 0', () => {
    const zero = 0;
    const root = (x: number): number => Math.sqrt(x);
    const rule = scalar(root, (_x, y) => [0.5 / y], { risky: true });
    expect(withRules([rule], () => gradient((x: number) => zero * root(x) + x, 0))).toEqual([1]);
    const code = scalar(
      root,
      (_x, y) => {
        return [0.5 / y];
      },
      { risky: true },
    );
    expect(withRules([code], () => gradient((x: number) => zero * root(x) + x, 0))).toEqual([1]);
  });

  test('builtins of the language may have another rule', () => {
    const f = (x: number): number => Math.abs(x);
    expect(withRules([scalar(Math.abs, (x) => [x >= 0 ? 1 : -1])], () => gradient(f, 0))).toEqual([1]);
    expect(gradient(f, 0)).toEqual([0]);
  });
});

describe('products', () => {
  test('of matrices, in every direction', () => {
    sameAs([products], () => gradient(cubes, A(), B()));
    sameAs([products], () => pushforward(cubes, [A(), B()], [B(), A()]));
    sameAs([products], () => hvp(cubes, [A(), B()], [B(), A()]));
    sameAs([products], () => hessian(cubes, A(), B()));
    sameAs([products], () => jacobian(product, A(), B()));
  });

  test('a pullback may be called again, after the arguments have changed', () => {
    sameAs([products], () => {
      const a = A(),
        [value, back] = pullback(product, a, B());
      const first = back(B());
      a[0]![0] = 100;
      return [value, first, back(B()), back(A())];
    });
  });

  test('derivatives of derivatives', () => {
    const energy = (a: Matrix): number => gradient(cubes, a, B())[0].reduce((sum, row) => row.reduce((s, v) => s + v * v, sum), 0);
    sameAs([products], () => gradient(energy, A()), 6);
    sameAs([products], () => pushforward(energy, [A()], [B()]), 6);
  });

  test('in loops, and over memory that changes afterwards', () => {
    sameAs([products], () =>
      gradient((a: Matrix) => {
        let c = a;
        for (let i = 0; i < 3; i++) {
          c = product(c, B());
          c[0]![0] = c[0]![0]! * 2;
        }
        return c[0]![0]! + c[1]![1]! ** 2;
      }, A()),
    );
    sameAs([products], () => {
      const a = A();
      const found = gradient((m: Matrix) => {
        const c = product(m, m);
        m[0]![0] = 7 * m[1]![1]!;
        const d = product(m, c);
        m[1]![1] = 0;
        return d[0]![0]! * d[1]![0]!;
      }, a);
      return [found, a];
    });
  });

  test('only the adjoints that are wanted run', () => {
    let count = 0;
    const seen = (): number => count++;
    defineRule(inert(seen, 'number'));
    const counted = bilinear(dot, [(g, _x, y) => y.map((v) => g * v), (g, x) => (seen(), x.map((v) => g * v))]);
    const y = Y();
    withRules([counted], () => gradient((x: Float64Array) => dot(x, y), X()));
    expect(count).toBe(0);
    withRules([counted], () => gradient(dot, X(), y));
    expect(count).toBe(1);
  });

  test('linear functions', () => {
    const rule = linear(twice, [(g) => twice(g)]);
    const f = (x: number[]): number => norm(twice(x)) * x[0]!;
    sameAs([rule], () => gradient(f, [3, 4]));
    sameAs([rule], () => hessian(f, [3, 4]));
    sameAs([rule], () => jacobian(twice, [3, 4]));
  });
});

describe('functions that write their arguments', () => {
  const steps = (a: number, x: Float64Array, y: Float64Array): number => {
    axpy(a, x, y);
    axpy(a * a, x, y);
    y[0] = y[0]! ** 2;
    axpy(a, y, x);
    return dot(x, y);
  };
  const both = [axpys, dots];
  test('values, state and gradients', () => {
    sameAs(both, () => {
      const x = X(),
        y = Y();
      return [valueAndGradient(steps, 1.5, x, y), x, y];
    });
  });
  test('aliases', () => {
    sameAs(both, () => {
      const x = X();
      return [
        valueAndGradient(
          (a: number, v: Float64Array) => {
            axpy(a, v, v);
            return dot(v, v);
          },
          1.5,
          x,
        ),
        x,
      ];
    });
  });
  test('second order, seeds, columns', () => {
    sameAs(both, () => hvp(steps, [1.5, X(), Y()], [1, X(), Y()]));
    sameAs(both, () => hessian(steps, 1.5, X(), Y()));
    sameAs(both, () => jacobian(axpy, 2, X(), Y()));
    sameAs(both, () => {
      const [value, back] = pullback(axpy, 2, X(), Y());
      return [value, back(undefined, null, null, X()), back(undefined, null, X(), X())];
    });
    sameAs(both, () =>
      grad(
        grad((a: number) => {
          const x = X(),
            y = Y();
          axpy(a, x, y);
          axpy(a, y, x);
          return dot(x, y);
        }),
      )(1.3),
    );
  });
  test('several written arguments, and one that is given back', () => {
    function swapScaled(x: Float64Array, y: Float64Array, k: number): void {
      for (let i = 0; i < x.length; i++) [x[i], y[i]] = [k * y[i]!, x[i]!];
    }
    const rule = overwrite(swapScaled, {
      writes: [0, 1],
      pullback: ([gx, gy], _after, _x, y, k) => [gy, gx.map((v) => k * v), dot(gx, y)],
      pushforward: ([dx, dy, dk], _after, _x, y, k) => [dy.map((v, i) => k * v + dk * y[i]!), dx],
    });
    const f = (x: Float64Array, y: Float64Array, k: number): number => {
      swapScaled(x, y, k);
      swapScaled(y, x, k * k);
      return dot(x, x) + 3 * dot(x, y);
    };
    sameAs([rule], () => valueAndGradient(f, X(), Y(), 2));
    sameAs([rule], () => hessian(f, X(), Y(), 2));

    function scaleBy(x: number[], k: number): number[] {
      for (let i = 0; i < x.length; i++) x[i]! *= k;
      return x;
    }
    const fluent = overwrite(scaleBy, {
      writes: 0,
      gives: 'argument',
      pullback: [(g, _y, _x, k) => g.map((v) => v * k), (g, _y, x) => g.reduce((sum, v, i) => sum + v * x[i]!, 0)],
      pushforward: [(d, _y, _x, k) => d.map((v) => v * k), (d, _y, x) => x.map((v) => v * d)],
    });
    const h = (x: number[], k: number): number => norm(scaleBy(scaleBy(x, k), k)) * x[0]!;
    sameAs([fluent], () => valueAndGradient(h, [3, 4], 1.5));
    sameAs([fluent], () => hessian(h, [3, 4], 1.5));
  });
});

describe('functions that are called as they are', () => {
  test('the tangent of a number is had from its pullback', () => {
    const f = (x: number[]): number => norm(x) * x[0]!;
    sameAs([norms], () => gradient(f, [3, 4]));
    sameAs([norms], () => pushforward(f, [[3, 4]], [[1, 2]]));
    sameAs([norms], () => hessian(f, [3, 4]));
  });

  test('what is not a number has no tangent without a pushforward', () => {
    const rule = opaque(twice, { pullback: (g) => [twice(g)] });
    const error = refusal(() => withRules([rule], () => pushforward((x: number[]) => norm(twice(x)), [[3, 4]], [[1, 0]])));
    expect(error.code).toBe('E_NO_RULE');
    expect(error.hint).toContain('pushforward');
  });

  test('a function without source says what it gives', () => {
    const native = Function.prototype.bind.call(twice, null) as typeof twice;
    const silent = opaque(native, { pullback: (g) => [twice(g)] });
    const f = (x: number[]): number => norm(native(x)) * x[0]!;
    const error = refusal(() => withRules([silent], () => gradient(f, [3, 4])));
    expect(error.code).toBe('E_RULE');
    expect(error.hint).toContain('result');
    for (const result of ['number[]', (x: number[]) => x.slice()] as const) {
      const rule = opaque(native, { pullback: (g) => [twice(g)], result });
      expect(withRules([rule], () => gradient(f, [3, 4]))).toEqual([
        [16, 8].map((v) => expect.closeTo(v === 16 ? 13.6 : 4.8, 10) as number),
      ]);
    }
  });

  test('methods, with objects of a class', () => {
    class Row {
      cells: Float64Array;
      label: string;
      constructor(cells: Float64Array, label: string) {
        this.cells = cells;
        this.label = label;
      }
      times(k: number): Row {
        return new Row(
          this.cells.map((v) => v * k),
          this.label,
        );
      }
      sum(): number {
        return this.cells.reduce((a, b) => a + b, 0);
      }
    }
    const f = (x: Float64Array, k: number): number => new Row(x, 'row').times(k).times(2).sum() ** 2;
    const times = Row.prototype.times as (this: Row, k: number) => Row;
    const rule = opaque(times, {
      receiver: true,
      pullback: [(g, _y, _self, k) => ({ cells: g.cells.map((v) => v * k) }), (g, _y, self) => dot(g.cells, self.cells)],
      pushforward: [
        (d, _y, _self, k) => ({ cells: d.cells.map((v) => v * k) }),
        (d, _y, self) => ({ cells: self.cells.map((v) => v * d) }),
      ],
    });
    sameAs([rule], () => valueAndGradient(f, X(), 1.5));
    sameAs([rule], () => hessian(f, X(), 1.5));
    const told = method(Row.prototype, 'times', (self, k) => {
      const copy = new Row(self.cells.slice(), self.label);
      for (let i = 0; i < copy.cells.length; i++) copy.cells[i]! *= k;
      return copy;
    });
    sameAs([told], () => valueAndGradient(f, X(), 1.5));
  });

  test('an argument that is a number at one time and an array at another', () => {
    const energy = (x: number | number[]): number => (Array.isArray(x) ? x.reduce((sum, v) => sum + v * v, 0) : 3 * x * x);
    const told = opaque(energy, {
      result: 'number',
      pullback: (g, _y, x) => [Array.isArray(x) ? x.map((v) => 2 * g * v) : 6 * g * x],
      pushforward: ([dx], _y, x) =>
        Array.isArray(x) ? x.reduce((sum, v, i) => sum + 2 * v * (dx as number[])[i]!, 0) : 6 * x * (dx as number),
    });
    const f = (parts: (number | number[])[]): number => parts.reduce((sum: number, x) => sum * 0.5 + energy(x), 0);
    const first = (rows: number[][]): number => square(rows.flat()[0]!);
    const parts = (): (number | number[])[] => [3, [1, 2], 5];
    sameAs([told], () => gradient(f, parts()));
    sameAs([told], () => pushforward(f, [parts()], [[1, [0.5, -1], 2]]));
    sameAs([told], () => hvp(f, [parts()], [[1, [0.5, -1], 2]]));
    sameAs([scalar(square, (x) => [2 * x])], () => gradient(first, [[3, 2]]));
  });

  test('what it gives wrong is named', () => {
    const wrongCount = opaque(twice, { pullback: () => [] as never });
    const wrongLength = opaque(twice, { pullback: () => [[1, 2, 3]] });
    const f = (x: number[]): number => norm(twice(x));
    expect(refusal(() => withRules([wrongCount], () => gradient(f, [3, 4]))).message).toContain('0 cotangents');
    const error = refusal(() => withRules([wrongLength], () => gradient(f, [3, 4])));
    expect(error.message).toContain('`twice`');
    expect(error.message).toContain('3 in place of 2');
    const same = (x: number[]): number[] => x;
    const alias = opaque(same, { pullback: (g) => [g] });
    expect(refusal(() => withRules([alias], () => gradient((x: number[]) => norm(same(x)), [3, 4]))).hint).toContain('overwrite');
  });
});
