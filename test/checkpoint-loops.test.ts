/** Loops of every kind in a budget: what they draw and show, references that move, stores of their own for every segment. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { explanation, valueAndGrad } from '../src/index.ts';
import { refused } from './refusal.ts';

type Call = (...args: any[]) => any;

const flat = (value: unknown): number[] =>
  typeof value === 'number'
    ? [value]
    : value instanceof Map
      ? [...value.values()].flatMap(flat)
      : typeof value === 'object' && value !== null
        ? Object.values(value).flatMap(flat)
        : [];

/** In a budget, with every kept value counted: the same as without one, and its loops are checkpointed. */
function agree(f: Call, args: () => unknown[], memory = 1 << 13): void {
  const one = args(),
    [value, gradient] = (valueAndGrad(f) as Call)(...one);
  const wanted = flat(gradient),
    scale = Math.max(...wanted.map(Math.abs), 1e-300);
  for (const bytes of [memory, 2 * memory]) {
    const bounded = valueAndGrad(f as () => number, { memory: bytes, checked: true }) as Call;
    for (let i = 0; i < 2; i++) {
      const other = args(),
        [same, found] = bounded(...other);
      expect(same).toBe(value);
      expect(other).toEqual(one);
      flat(found).forEach((g, k) => expect(Math.abs(g - wanted[k]!) / scale).toBeLessThan(1e-12));
    }
  }
  const { loops, tapeBytes, journalBytes } = explanation(valueAndGrad(f as () => number, { memory }), ...(args() as []));
  expect(loops.some(({ segments }) => segments > 1)).toBe(true);
  expect(tapeBytes + journalBytes).toBeLessThanOrEqual(2 * memory);
}

afterEach(() => vi.restoreAllMocks());

describe('the world is asked once', () => {
  test('random numbers are drawn once, and are the same in every run', () => {
    const walk = (x: number, n: number): number => {
      let y = x;
      for (let t = 0; t < n; t++) y *= 1 + 0.01 * (Math.random() - 0.5);
      return y * y;
    };
    for (const memory of [1 << 14, 1 << 15]) {
      const [value, bar] = valueAndGrad(walk, { memory })(1.5, 1000) as unknown as [number, number];
      expect(Math.abs((bar * 1.5) / (2 * value) - 1)).toBeLessThan(1e-12);
    }
    const { loops } = explanation(valueAndGrad(walk, { memory: 1 << 14 }), 1.5, 1000);
    expect(loops[0]!.factor).toBeGreaterThan(1.5);
  });

  test('a loop inside of a loop, until a draw ends it', () => {
    const walk = (x: number, n: number, drawn: number[]): number => {
      let y = x;
      for (let t = 0; t < n; t++) {
        let turns = 0;
        while (turns < 40 && Math.random() < 0.95) {
          y *= 1 + 0.001 * Math.sin(turns++);
          drawn[t % 7] = turns;
        }
      }
      return y;
    };
    const [value, bar] = valueAndGrad(walk, { memory: 1 << 15 })(1.5, 60, [0, 0, 0, 0, 0, 0, 0]) as unknown as [number, number];
    expect(Math.abs((bar * 1.5) / value - 1)).toBeLessThan(1e-12);
  });

  test('clocks are read once, what is shown is shown once', () => {
    const told: unknown[][] = [];
    vi.spyOn(console, 'debug').mockImplementation((...args) => void told.push(args));
    const f = (x: number, n: number): number => {
      let y = x,
        last = Date.now();
      for (let t = 0; t < n; t++) {
        const now = Date.now();
        y = Math.sin(y) + 0.1 * x + 1e-300 * (now - last);
        last = now;
        if (t % 100 === 0) console.debug('turn', t);
      }
      return y;
    };
    valueAndGrad(f, { memory: 1 << 14 })(0.5, 1000);
    expect(told.map(([, t]) => t)).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900]);
  });

  test('numbers that are drawn count in the budget; the loop is named', () => {
    const f = (x: number, n: number): number => {
      let y = x;
      for (let t = 0; t < n; t++) y = Math.sin(y) + Math.random() * x;
      return y;
    };
    expect(refused('E_MEMORY', () => valueAndGrad(f, { memory: 1 << 12 })(0.5, 1000), { placed: true }).message).toMatch(/random numbers/);
  });

  test('what a loop changes has to fit in', () => {
    const f = (u: Float64Array, n: number): number => {
      for (let t = 0; t < n; t++) for (let i = 0; i < u.length; i++) u[i] = Math.sin(u[i]!);
      return u[0]!;
    };
    const error = refused('E_MEMORY', () => valueAndGrad(f, { memory: 1 << 10 })(new Float64Array(200), 50), { placed: true });
    expect(error.message).toMatch(/the state of a loop/);
  });
});

describe('state of every kind', () => {
  test('Maps and Sets that are walked, numbers made text', () => {
    agree(
      (m: Map<string, number>, n: number) => {
        for (let t = 0; t < n; t++) {
          for (const [key, value] of m) m.set(key, Math.sin(value) + 0.1 * value);
          m.forEach((value, key) => void m.set(key, value * 0.99));
        }
        let sum = 0;
        for (const value of m.values()) sum += value;
        return sum;
      },
      () => [new Map([['a', 1], ['b', 2]]), 700], // oxfmt-ignore
    );
    agree(
      (x: number, n: number) => {
        const seen = new Set([1, 2, 3]);
        let y = x;
        for (let t = 0; t < n; t++) for (const k of seen) y = Math.sin(y) * k * 0.3 + 0.1 * x + 1e-300 * t.toFixed(1).length;
        return y;
      },
      () => [0.5, 700],
    );
  });

  test('fields, rows and entries that change places', () => {
    agree(
      (s: { a: Float64Array; b: Float64Array }, n: number) => {
        for (let t = 0; t < n; t++) {
          for (let i = 0; i < 3; i++) s.b[i] = Math.sin(s.a[i]!) + 0.5 * s.a[(i + 1) % 3]!;
          [s.a, s.b] = [s.b, s.a];
        }
        return s.a[0]! * s.a[1]! + s.b[2]!;
      },
      () => [{ a: Float64Array.of(1, 2, 3), b: new Float64Array(3) }, 901],
    );
    agree(
      (m: number[][], n: number) => {
        for (let t = 0; t < n; t++) {
          const k = t % m.length;
          [m[0], m[k]] = [m[k]!, m[0]!];
          for (let j = 0; j < 2; j++) m[0]![j] = Math.sin(m[0]![j]!) + 0.1 * m[1]![j]!;
          if (t % 50 === 0) m.reverse();
        }
        return m[0]![0]! * m[1]![1]!;
      },
      () => [[[1, 2], [3, 4], [5, 6]], 700], // oxfmt-ignore
    );
    agree(
      (x: number, n: number) => {
        const m = new Map([['a', { v: x }], ['b', { v: 2 * x }]]); // oxfmt-ignore
        for (let t = 0; t < n; t++) {
          const a = m.get('a')!,
            b = m.get('b')!;
          a.v = Math.sin(a.v) + 0.2 * b.v;
          m.set('a', b).set('b', a);
        }
        return m.get('a')!.v * m.get('b')!.v;
      },
      () => [0.5, 501],
    );
  });

  test('objects that turns make, and put where other turns find them', () => {
    agree(
      (m: number[][], n: number) => {
        for (let t = 0; t < n; t++) {
          const k = t % m.length;
          m[k] = m[k]!.map((v, j) => Math.sin(v) + 0.1 * m[(k + 1) % m.length]![j]!);
        }
        return m[0]![0]! * m[1]![1]!;
      },
      () => [[[1, 2], [3, 4], [5, 6]], 700], // oxfmt-ignore
    );
    agree(
      (x: number, n: number) => {
        const queue = [{ v: x }, { v: 2 * x }];
        for (let t = 0; t < n; t++) {
          const head = queue.shift()!;
          queue.push({ v: Math.sin(head.v) + 0.1 * queue[0]!.v });
        }
        return queue[0]!.v * queue[1]!.v;
      },
      () => [0.5, 400],
    );
    agree(
      (x: number, n: number) => {
        const keys = [{ v: x }, { v: 2 * x }],
          m = new Map([[keys[0]!, 1], [keys[1]!, 2]]); // oxfmt-ignore
        for (let t = 0; t < n; t++) {
          for (const [key, w] of m) key.v = Math.sin(key.v) + 0.01 * w;
          const old = keys[t % 2]!,
            next = { v: old.v * 0.99 };
          m.delete(old);
          keys[t % 2] = next;
          m.set(next, 1 + (t % 3));
        }
        let sum = 0;
        for (const [key, w] of m) sum += key.v * w;
        return sum;
      },
      () => [0.7, 300],
    );
  });

  test('a slot that holds a number at one time and an object at another', () => {
    agree(
      (x: number, n: number) => {
        const m: (number | { v: number })[] = [x, { v: 2 * x }];
        for (let t = 0; t < n; t++) {
          const at = typeof m[0] === 'number' ? 0 : 1,
            a = m[at] as number,
            b = m[1 - at] as { v: number };
          m[1 - at] = Math.sin(a) + b.v * 0.1;
          m[at] = { v: b.v * 0.9 + a * 0.1 };
        }
        const at = typeof m[0] === 'number' ? 0 : 1;
        return (m[at] as number) * (m[1 - at] as { v: number }).v;
      },
      () => [0.5, 401],
    );
    // the elements of both are one class: the parts of a sum are read from where others would have shadows
    agree(
      (u: Float64Array, m: unknown[], n: number) => {
        const both = [u, m];
        let sum = 0;
        for (let t = 0; t < n; t++) {
          u[t % 3] = Math.sin(u[t % 3]!) + 0.1 * sum;
          sum += (both[0]!.slice(1) as number[]).reduce((p, q) => p + q) * 0.1;
        }
        return sum + u[2]!;
      },
      () => [Float64Array.of(1, 2, 3), [[1], [2]], 300],
    );
  });

  test('nests: what inner loops make and move', () => {
    agree(
      (m: number[][], n: number, k: number) => {
        for (let t = 0; t < n; t++) {
          for (let i = 0; i < k; i++) {
            const r = i % m.length;
            m[r] = m[r]!.map((v, j) => Math.sin(v) + 0.1 * m[(r + 1) % m.length]![j]!);
          }
          [m[0], m[1]] = [m[1]!, m[0]!];
          m[0]![0]! *= 0.99;
        }
        return m[0]![0]! * m[1]![1]!;
      },
      () => [[[1, 2], [3, 4], [5, 6]], 4, 300], // oxfmt-ignore
    );
  });

  test('a captured variable that turns assign, a class with a static field, a closure', () => {
    let count = 0;
    const counted = (x: number, n: number): number => {
      let y = x;
      for (let t = 0; t < n; t++) {
        count++;
        y = Math.sin(y) + 0.1 * x * (t % 3);
      }
      return y;
    };
    agree(counted, () => [0.5, 500]);
    expect(count).toBeGreaterThan(0);
    count = 0;
    valueAndGrad(counted, { memory: 1 << 13 })(0.5, 500);
    expect(count).toBe(500);
    agree(
      (x: number, n: number) => {
        class Step {
          static total = 0;
          v = x;
          run(): void {
            Step.total = Math.sin(Step.total) + 0.1 * this.v;
            this.v *= 0.999;
          }
        }
        const step = new Step();
        let again = 0;
        const each = (): void => {
          step.run();
          again = Math.sin(again) + Step.total;
        };
        for (let t = 0; t < n; t++) each();
        return again;
      },
      () => [0.5, 700],
    );
  });
});

test('segments share no stores with what was recorded before them', () => {
  const down = (x: number, n: number): number => (n === 0 ? x : Math.sin(down(x * 1.01, n - 1)) + x);
  const f = (x: number, n: number): number => {
    let y = x;
    for (let k = 0; k < 40; k++) y = Math.sin(y) + down(y * 0.1, 2);
    for (let t = 0; t < n; t++) y = down(y * 0.5, 1 + (t % 4) * (t > n / 2 ? 10 : 1));
    return y;
  };
  agree(f, () => [0.7, 100], 1 << 12);
});

describe('loops of functions that are called', () => {
  test('a recursive function with a long loop', () => {
    const relax = (u: Float64Array, n: number, level: number): void => {
      for (let t = 0; t < n; t++)
        for (let i = 1; i < u.length - 1; i++) u[i]! += 0.1 * (1 + u[i]! * u[i]!) * (u[i - 1]! - 2 * u[i]! + u[i + 1]!);
      if (level === 0) return;
      relax(u, n, level - 1);
      u[0] = Math.sin(u[0]!);
    };
    const energy = (u: Float64Array, n: number): number => {
      relax(u, n, 2);
      return u.reduce((s, x) => s + x * x);
    };
    agree(energy, () => [Float64Array.from({ length: 9 }, (_, i) => Math.sin(i + 1)), 200]);
  });

  test('called by turns of a loop: a turn that is too long by itself is taken back in parts', () => {
    const settle = (x: number, n: number, level: number): number => {
      let y = x;
      for (let i = 0; i < n; i++) y = Math.sin(y) + 0.1 * x;
      return level === 0 ? y : settle(y, n, level - 1) * x;
    };
    const repeated = (x: number, n: number): number => {
      let s = x;
      for (let t = 0; t < 6; t++) s = 0.5 * s + settle(s, n, 1);
      return s;
    };
    agree(repeated, () => [0.5, 400], 1 << 12);
  });

  test('loops of a function that calls itself from them', () => {
    const tree = (x: number, depth: number): number => {
      let s = 0;
      for (let i = 0; i < 10; i++) s += depth === 0 ? Math.sin(x + i) * x : tree(Math.sin(x) + 0.01 * i, depth - 1);
      return s;
    };
    agree((x: number) => tree(x, 2), () => [0.5], 1 << 12); // oxfmt-ignore
  });

  test('inside of a loop that cannot be run again', () => {
    const f = (x: number, n: number): number => {
      let y = x;
      for (let t = 0; t < 3; t++) {
        y += 1e-300 * new Date(5).getTime();
        for (let i = 0; i < n; i++) y = Math.sin(y) + 0.1 * x;
      }
      return y;
    };
    agree(f, () => [0.5, 600], 1 << 12);
  });
});
