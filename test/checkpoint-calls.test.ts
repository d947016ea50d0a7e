/** `checkpoint(f)`: calls that are run again instead of being recorded, wherever they stand. */
import { describe, expect, test, vi } from 'vitest';
import { checkpoint, explanation, grad, hvp, pullback, pushforward, valueAndGrad } from '../src/index.ts';
import { refused } from './refusal.ts';

type Call = (...args: any[]) => any;
type Make = (again: <F extends Call>(f: F) => F) => Call;

const flat = (value: unknown): number[] =>
  typeof value === 'number' ? [value] : typeof value === 'object' && value !== null ? Object.values(value).flatMap(flat) : [];

function near(found: unknown, wanted: unknown): void {
  const all = flat(wanted),
    scale = Math.max(...all.map(Math.abs), 1e-300);
  const got = flat(found);
  expect(got).toHaveLength(all.length);
  got.forEach((g, k) => expect(Math.abs(g - all[k]!) / scale).toBeLessThan(1e-12));
}

/** With and without `checkpoint`, in every mode. */
function same(make: Make, args: () => unknown[], wrt: number[]): void {
  const plain = make((f) => f);
  const one = args(),
    [value, gradient] = (valueAndGrad(plain, { wrt }) as Call)(...one);
  for (const options of [{}, { memory: 1 << 13 }, { mutation: 'snapshot' }, { mutation: 'keep' }] as const) {
    const other = args(),
      [again, found] = (valueAndGrad(make(checkpoint), { wrt, checked: true, ...options }) as Call)(...other);
    expect(again).toBe(value);
    expect(other).toEqual(one);
    near(found, gradient);
  }
  const direction = args().map((arg, i) => (wrt.includes(i) ? arg : undefined)) as never;
  const given = (): never => args() as never;
  near((hvp as Call)(make(checkpoint), given(), direction), (hvp as Call)(plain, given(), direction));
  near((pushforward as Call)(make(checkpoint), given(), direction), (pushforward as Call)(plain, given(), direction));
  near((pullback as Call)(make(checkpoint), ...args())[1](2), (pullback as Call)(plain, ...args())[1](2));
}

describe('the gradient is the same', () => {
  const diffuse = (u: Float64Array, k: number): void => {
    for (let i = 1; i < u.length - 1; i++) u[i]! += k * (1 + u[i]! * u[i]!) * (u[i - 1]! - 2 * u[i]! + u[i + 1]!);
  };

  test('of steps in place, made outside and inside of the function', () => {
    const args = (): unknown[] => [Float64Array.of(0, 1, 2, 1, 0.3, 0), 0.1, 20];
    const steps =
      (outside: boolean): Make =>
      (again) => {
        const step = outside ? again(diffuse) : diffuse;
        return (u: Float64Array, k: number, n: number) => {
          for (let t = 0; t < n; t++) (outside ? step : again(step))(u, k);
          let sum = 0;
          for (const x of u) sum += x * x;
          return sum;
        };
      };
    same(steps(true), args, [0, 1]);
    same(steps(false), args, [0, 1]);
  });

  test('of numbers, new arrays and records', () => {
    same(
      (again) => {
        const f = again((a: number, b: number) => Math.sin(a * b) * Math.exp(a));
        return (x: number, y: number) => f(x, y) * f(y, x) + f(f(x, 2), y);
      },
      () => [0.5, 0.7],
      [0, 1],
    );
    same(
      (again) => {
        const layer = again((h: number[], w: number[][]) => w.map((row) => Math.tanh(row.reduce((s, v, i) => s + v * h[i]!, 0))));
        return (ws: number[][][], x: number[]) => ws.reduce((h, w) => layer(h, w), x).reduce((a, b) => a + b, 0);
      },
      () => [[[[0.1, 0.2], [0.3, 0.4]], [[0.5, 0.6], [0.7, 0.8]]], [0.3, 0.9]], // oxfmt-ignore
      [0, 1],
    );
    same(
      (again) => {
        const move = again((b: { p: number; v: number }, dt: number) => {
          b.v -= Math.sin(b.p) * dt;
          b.p += b.v * dt;
          return { p: b.p, e: b.v * b.v };
        });
        return (b: { p: number; v: number }, n: number) => {
          const path: { p: number; e: number }[] = [];
          for (let i = 0; i < n; i++) path.push(move(b, 0.1));
          return path.reduce((s, at) => s + at.p * at.e, 0);
        };
      },
      () => [{ p: 1, v: 0.3 }, 15],
      [0],
    );
  });

  test('of closures, references that move, calls that throw, calls inside of each other, lists of arguments', () => {
    same(
      (again) => (x: number, n: number) => {
        let total = x;
        const add = again((k: number) => {
          total = Math.sin(total) + 0.1 * k * x;
          return total * k;
        });
        let sum = 0;
        for (let i = 0; i < n; i++) sum += add(i);
        return sum * total;
      },
      () => [0.5, 12],
      [0],
    );
    same(
      (again) => {
        const swap = again((s: { a: Float64Array; b: Float64Array }) => {
          for (let i = 0; i < 3; i++) s.b[i] = Math.sin(s.a[i]!) + 0.2 * s.a[(i + 1) % 3]!;
          [s.a, s.b] = [s.b, s.a];
        });
        return (s: { a: Float64Array; b: Float64Array }, n: number) => {
          for (let i = 0; i < n; i++) swap(s);
          return s.a[0]! * s.a[1]! + s.b[2]!;
        };
      },
      () => [{ a: Float64Array.of(1, 2, 3), b: new Float64Array(3) }, 7],
      [0],
    );
    same(
      (again) => (x: number, n: number) => {
        const f = again((v: number, i: number) => {
          if (i % 3 === 1) throw { v: v * 0.5 };
          return Math.sin(v) * 2;
        });
        let s = x;
        for (let i = 0; i < n; i++) {
          try {
            s = f(s, i);
          } catch (error) {
            s += (error as { v: number }).v;
          }
        }
        return s;
      },
      () => [0.5, 12],
      [0],
    );
    same(
      (again) => {
        const inner = again((x: number) => Math.sin(x) * x),
          outer = again((x: number) => inner(x) + inner(inner(x)));
        const tree = again((x: number, d: number): number => (d === 0 ? Math.sin(x) : tree(x * 1.1, d - 1) * tree(x * 0.9, d - 1) + x));
        return (x: number, list: number[]) => {
          const all = again((...a: number[]) => a.reduce((p, q) => p * q + 1, x));
          let y = x;
          for (let i = 0; i < 4; i++) y = outer(y);
          return y + tree(x, 3) + all(...list) * all(x, ...list);
        };
      },
      () => [0.5, [0.1, 0.2, 0.3]],
      [0, 1],
    );
  });

  test('of the function as a whole, and of one that takes derivatives itself', () => {
    const f = checkpoint((x: number, y: number) => Math.sin(x * y));
    expect(grad(f)(0.5, 2)).toBe(grad((x: number, y: number) => Math.sin(x * y))(0.5, 2));
    const meta = (g: Call): number => (grad((x: number) => grad(g as (x: number, y: number) => number)(x, 2) ** 2) as Call)(0.5);
    expect(meta(f)).toBeCloseTo(
      meta((x: number, y: number) => Math.sin(x * y)),
      12,
    );
  });
});

test('outside of derivatives it is the function', () => {
  const f = checkpoint(function add(a: number, b: number) {
    return a + b;
  });
  expect([f(1, 2), f.name, f.length]).toEqual([3, 'add', 2]);
  refused('E_NOT_FUNCTION', () => checkpoint(3 as never));
});

test('random numbers are drawn once, what is shown is shown once', () => {
  const told: unknown[] = [];
  vi.spyOn(console, 'debug').mockImplementation((what) => void told.push(what));
  const step = checkpoint((y: number, i: number) => {
    console.debug(i);
    return y * (1 + 0.1 * Math.random());
  });
  const f = (x: number): number => {
    let y = x;
    for (let i = 0; i < 5; i++) y = step(y, i);
    return y * y;
  };
  const [value, bar] = valueAndGrad(f)(1.5) as unknown as [number, number];
  expect(Math.abs((bar * 1.5) / (2 * value) - 1)).toBeLessThan(1e-14);
  expect(told).toEqual([0, 1, 2, 3, 4]);
  told.length = 0;
  hvp(f, [1.5], [1]);
  expect(told).toEqual([0, 1, 2, 3, 4]);
  vi.restoreAllMocks();
});

test('an error comes through, and leaves what a plain call leaves', () => {
  const step = checkpoint((u: number[], i: number) => {
    u[0] = Math.sin(u[0]!) + 1;
    if (i === 3) throw new RangeError('enough');
  });
  const f = (u: number[]): number => {
    for (let i = 0; i < 5; i++) step(u, i);
    return u[0]!;
  };
  const plain = [0.5],
    given = [0.5];
  expect(() => f(plain)).toThrow('enough');
  expect(() => grad(f)(given)).toThrow('enough');
  expect(given).toEqual(plain);
});

test('a call takes the memory of one run; explain tells of it', () => {
  const work = (x: number, n: number): number => {
    let y = x;
    for (let i = 0; i < n; i++) y = Math.sin(y) + 0.5 * x;
    return y;
  };
  const chain =
    (g: typeof work) =>
    (x: number): number => {
      let y = x;
      for (let t = 0; t < 30; t++) y = g(y, 100);
      return y;
    };
  const [recorded, again] = [explanation(chain(work), 0.5), explanation(chain(checkpoint(work)), 0.5)];
  expect(recorded.tapeBytes).toBeGreaterThan(20_000);
  expect(again.tapeBytes).toBeLessThan(2_000);
  expect(again.loops).toMatchObject([{ kind: 'call', turns: 30, factor: 2 }]);
  expect(String(again)).toMatch(/Checkpointed calls\n {2}line \d+ {2}30 calls {2}each run 2\.00 times/);
});
