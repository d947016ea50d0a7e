/** Functions that are made anew for every call: compiled once, and never mistaken for one another. */
import { expect, test } from 'vitest';
import { gradient, pullback } from '../src/index.ts';

const square = (x: number): number => x * x;
const cube = (x: number): number => x * x * x;
const shared = [2, 3];

function loss(x: number, data: ArrayLike<number>): number {
  let s = 0;
  for (let i = 0; i < data.length; i++) s += (x * data[i]! - 1) ** 2;
  return s;
}
const slope = (x: number, data: readonly number[]): number => data.reduce((s, d) => s + 2 * (x * d - 1) * d, 0);
const sharedTimes = (x: number): number => x * shared[0]!;

/** How many programs are compiled meanwhile. */
function compiled(run: () => void): number {
  const { Function: real } = globalThis;
  let count = 0;
  globalThis.Function = new Proxy(real, {
    construct(target, args) {
      if (args[0] === 'Math') count++;
      return Reflect.construct(target, args) as object;
    },
  });
  try {
    run();
  } finally {
    globalThis.Function = real;
  }
  return count;
}

test('a closure made for every call is compiled once', () => {
  const one =
    (data: readonly number[]): ((x: number) => number) =>
    (x) =>
      loss(x, data);
  const count = compiled(() => {
    for (let i = 0; i < 50; i++) {
      const data = [i, i + 0.5, 2];
      expect(gradient(one(data), 0.5)[0]).toBeCloseTo(slope(0.5, data), 10);
    }
  });
  // integers first, then others
  expect(count).toBeLessThanOrEqual(2);
});

test('memory of another kind, constants and functions of other values', () => {
  const one =
    (data: ArrayLike<number>, k: number, f: (x: number) => number): ((x: number) => number) =>
    (x) =>
      k * f(x) + data[0]! * x;
  const slopes = [
    [one([1.5], 2, square), 2 * 6 + 1.5],
    [one(Float64Array.of(2.5), 2, square), 2 * 6 + 2.5],
    [one([3.5], 5, square), 5 * 6 + 3.5],
    [one([1.5], 2, cube), 2 * 27 + 1.5],
    [one([1.5], 2, (x) => -x), -2 + 1.5],
    [one([1.5], 2, (x) => x), 2 + 1.5],
    [one([-1.5], 2, square), 2 * 6 - 1.5],
  ] as const;
  for (const [f, g] of slopes) expect(gradient(f, 3)[0]).toBeCloseTo(g, 12);
});

test('two names for one object, then for two', () => {
  const one =
    (a: number[], b: number[]): ((x: number) => number) =>
    (x) => {
      a[0] = x;
      return b[0]! * x;
    };
  const same = [5];
  expect(gradient(one(same, same), 3)).toEqual([6]);
  expect(gradient(one([5], [7]), 3)).toEqual([7]);
  expect(gradient(one(same, same), 3)).toEqual([6]);
});

test('an object that a function outside uses as well', () => {
  const one =
    (own: readonly number[]): ((x: number) => number) =>
    (x) =>
      sharedTimes(x) * own[0]!;
  expect(gradient(one(shared), 3)).toEqual([4]);
  expect(gradient(one([10, 20]), 3)).toEqual([20]);
});

test('an object that is an argument as well', () => {
  const one =
    (own: readonly number[]): ((w: readonly number[]) => number) =>
    (w) =>
      w[0]! * own[0]!;
  const w = [3];
  expect(gradient(one(w), w)).toEqual([[6]]);
  expect(gradient(one([5]), w)).toEqual([[5]]);
  expect(gradient(one(w), w)).toEqual([[6]]);
});

test('variables that change are read afresh from their own closure', () => {
  const one = (k: number): { f: (x: number) => number; grow: () => void } => {
    let factor = k;
    return { f: (x) => factor * x, grow: () => void factor++ };
  };
  for (const k of [2, 7, 11]) {
    const { f, grow } = one(k);
    expect(gradient(f, 3)).toEqual([k]);
    grow();
    expect(gradient(f, 3)).toEqual([k + 1]);
  }
});

test('kernels: each back belongs to its own closure', () => {
  const one =
    (scale: readonly number[]): ((a: Float64Array) => void) =>
    (a) => {
      for (let i = 0; i < a.length; i++) a[i] = a[i]! * scale[i]!;
    };
  const backs = [[2, 3] as const, [5, 7] as const].map((scale) => [pullback(one(scale), Float64Array.of(1, 1))[1], scale] as const);
  for (const [back, scale] of backs) expect([...back(undefined, Float64Array.of(1, 1))[0]]).toEqual([...scale]);
});

test('a look at a closure takes the engine three questions, and what it hands out is let go', async () => {
  const { Session } = process.getBuiltinModule('node:inspector');
  const data = [1, 2, 3];
  const once = (): void => void gradient((x: number) => loss(x, data), 0.5);
  once();
  const { post } = Session.prototype;
  const asked: string[] = [];
  Session.prototype.post = function (this: unknown, method: string, ...rest: unknown[]) {
    asked.push(method);
    return (post as (...all: unknown[]) => void).call(this, method, ...rest);
  } as typeof post;
  try {
    for (let i = 0; i < 64; i++) once();
    expect(asked.filter((method) => method !== 'Runtime.releaseObjectGroup').length).toBeLessThanOrEqual(3 * 64);
    expect(asked.filter((method) => method === 'Runtime.releaseObjectGroup').length).toBeLessThanOrEqual(5);
    asked.length = 0;
    once();
    await new Promise((done) => setTimeout(done, 300));
    expect(asked).toContain('Runtime.releaseObjectGroup');
  } finally {
    Session.prototype.post = post;
  }
});

test('numbers that differ from closure to closure are inputs of one program', () => {
  const one =
    (k: number, n: number): ((x: number) => number) =>
    (x) => {
      let s = 0;
      for (let i = 0; i < n; i++) s += k * x ** 2 * i;
      return s;
    };
  const count = compiled(() => {
    for (let i = 0; i < 60; i++) {
      const k = i / 3,
        n = i % 7;
      expect(gradient(one(k, n), 1.5)[0]).toBeCloseTo((3 * k * n * (n - 1)) / 2, 9);
    }
  });
  expect(count).toBeLessThanOrEqual(3);
});
