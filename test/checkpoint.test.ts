/** Long loops in bounded memory: schedules, snapshots, and gradients that agree with those of the whole tape. */
import { describe, expect, test } from 'vitest';
import { adopt } from '../mutation/memory/adopt.ts';
import { ahead, evenly } from '../mutation/memory/schedule.ts';
import { type HeldState, putState, States } from '../mutation/memory/snapshot.ts';
import { explanation, grad, valueAndGrad } from '../src/index.ts';
import { refused } from './refusal.ts';

type Call = (...args: any[]) => any;

/** Turns that are run to take `turns` back by the schedule, each reversed turn once more included. */
function work(turns: number, free: number): number {
  if (turns <= 1) return turns;
  if (free === 0) return (turns * (turns + 1)) / 2;
  const next = ahead(turns, free);
  return next + work(turns - next, free - 1) + work(next, free);
}

/** The least that any schedule needs. */
function least(turns: number, free: number, known = new Map<string, number>()): number {
  if (turns <= 1) return turns;
  if (free === 0) return (turns * (turns + 1)) / 2;
  const key = `${turns} ${free}`;
  let best = known.get(key) ?? Infinity;
  if (best === Infinity) {
    for (let next = 1; next < turns; next++) best = Math.min(best, next + least(turns - next, free - 1, known) + least(next, free, known));
    known.set(key, best);
  }
  return best;
}

describe('schedule', () => {
  test('is binomial: no other runs fewer turns again', () => {
    const known = new Map<string, number>();
    for (let free = 0; free <= 5; free++)
      for (let turns = 1; turns <= 40; turns++) expect([turns, free, work(turns, free)]).toEqual([turns, free, least(turns, free, known)]);
  });
  test('never stands still and never overshoots', () => {
    for (const turns of [2, 3, 1000, 123457])
      for (const free of [1, 2, 3, 7, 100, 5000]) {
        const next = ahead(turns, free);
        expect(next).toBeGreaterThan(0);
        expect(next).toBeLessThan(turns);
      }
  });
  test('snapshots and tape get as much memory where there is enough', () => {
    const length = evenly(10_000, 100, 400);
    expect((10_000 / length) * 400).toBeCloseTo(length * 100, -3);
  });
});

describe('snapshots', () => {
  const all = (count: number, leads: HeldState['classes'][number]['leads'] = []): HeldState => ({
    classes: [{ copied: true, leads }],
    roots: Array.from({ length: count }, (_, at) => [at, 0] as const),
    fixed: false,
  });

  test('objects stay who they are, and get back what was in them', () => {
    const inner = { z: 1 };
    const values = [
      Float64Array.of(1, 2),
      new Int8Array([3, 4]),
      [5, , 7],
      { a: 1, b: inner },
      new Map<unknown, unknown>([
        ['k', 1],
        [inner, 2],
      ]),
      new Set([1, 2]),
    ]; // oxlint-disable-line no-sparse-arrays
    const before = structuredClone(values);
    const snapshot = new States(all(6, [['b', 0]])).take(values);
    const [floats, ints, list, record, map, set] = values as [
      Float64Array,
      Int8Array,
      unknown[],
      Record<string, unknown>,
      Map<unknown, unknown>,
      Set<number>,
    ];
    floats[0] = ints[1] = 9;
    list[1] = 6;
    list.push(8);
    delete record['a'];
    record['c'] = 3;
    inner.z = 2;
    map.delete('k');
    map.set('k', 5);
    set.clear();
    putState(snapshot);
    expect(values).toEqual(before);
    expect(Object.keys(record)).toEqual(['a', 'b']);
    expect([...map.keys()]).toEqual(['k', inner]);
    expect(record['b']).toBe(inner);
    expect(1 in list).toBe(false);
  });
  test('what the loop does not write is not copied', () => {
    const table: HeldState = {
      classes: [
        { copied: false, leads: [['u', 1]] },
        { copied: true, leads: [] },
      ],
      roots: [[0, 0]],
      fixed: true,
    };
    const data = new Float64Array(1e5),
      state = { data, u: Float64Array.of(1) };
    const snapshot = new States(table).take([state]);
    expect(snapshot.bytes).toBeLessThan(500);
    state.u[0] = data[0] = 5;
    putState(snapshot);
    expect([state.u[0], data[0]]).toEqual([1, 5]);
  });
  test('state that is not listed ahead is found on every snapshot', () => {
    const states = new States(all(1, [['next', 0]]));
    const first: Record<string, unknown> = { x: 1, next: null };
    const one = states.take([first]);
    const second = { x: 2, next: null };
    first['next'] = second;
    const two = states.take([first]);
    second.x = 7;
    putState(two);
    expect(first).toEqual({ x: 1, next: { x: 2, next: null } });
    putState(one);
    expect(first).toEqual({ x: 1, next: null });
  });
});

test('cotangents of what a segment made anew come to its shadows, place by place', () => {
  const shared = Float64Array.of(1, 2);
  const from = { list: [3, { z: 4 }], shared, map: new Map<unknown, unknown>([['k', 5]]) };
  const to = { list: [10, { z: 20 }], shared, map: new Map<unknown, unknown>([['k', 30]]) };
  adopt([to, shared, null], [from, shared, 0]);
  expect(to).toEqual({ list: [13, { z: 24 }], shared: Float64Array.of(1, 2), map: new Map([['k', 35]]) });
});

/** With and without a budget, twice each, and what the arguments are afterwards. */
function agree(f: Call, args: () => unknown[], memory: number): void {
  const plain = valueAndGrad(f as () => number) as Call,
    bounded = valueAndGrad(f as () => number, { memory }) as Call;
  const one = args(),
    [value, gradient] = plain(...one);
  for (let i = 0; i < 2; i++) {
    const other = args(),
      [same, found] = bounded(...other);
    expect(same).toBe(value);
    expect(other).toEqual(one);
    const wanted: number[] = flat(gradient),
      got: number[] = flat(found);
    const scale = Math.max(...wanted.map(Math.abs), 1e-300);
    got.forEach((g, k) => expect(Math.abs(g - wanted[k]!) / scale).toBeLessThan(1e-12));
  }
}
const flat = (value: unknown): number[] =>
  typeof value === 'number' ? [value] : typeof value === 'object' && value !== null ? Object.values(value).flatMap(flat) : [];

describe('loops in a budget', () => {
  const start = (n: number): Float64Array<ArrayBuffer> => Float64Array.from({ length: n }, (_, i) => Math.sin(i + 1));

  function heat(u: Float64Array, steps: number): number {
    for (let t = 0; t < steps; t++)
      for (let i = 1; i < u.length - 1; i++) u[i]! += 0.1 * (1 + u[i]! * u[i]!) * (u[i - 1]! - 2 * u[i]! + u[i + 1]!);
    let sum = 0;
    for (let i = 0; i < u.length; i++) sum += u[i]! * u[i]!;
    return sum;
  }
  test.each([0, 1, 2, 3, 17, 1000])('in place, %i steps', (steps) => agree(heat, () => [start(12), steps], 1 << 14));

  test('a loop until it is near enough', () => {
    const root = (x: number): number => {
      let y = x,
        turns = 0;
      while (Math.abs(y * y - x) > 1e-3 || turns < 300) {
        y -= 0.01 * (y * y - x) * y;
        turns++;
        if (turns > 5000) break;
      }
      return y * turns;
    };
    agree(root, () => [2.5], 1 << 12);
  });

  test('loops one after the other, over the same memory and over what lies between', () => {
    const twice = (u: Float64Array, v: Float64Array, n: number): number => {
      for (let t = 0; t < n; t++) for (let i = 0; i < u.length; i++) u[i] = Math.sin(u[i]!) + v[i]! * u[i]!;
      v[0] = u[0]! * 2;
      for (let t = 0; t < n; t++) for (let i = 0; i < u.length; i++) v[i] = 0.9 * v[i]! + 0.1 * u[i]! * v[i]!;
      let sum = 0;
      for (let i = 0; i < u.length; i++) sum += u[i]! * v[i]!;
      return sum;
    };
    agree(twice, () => [start(5), start(5).map((x) => 0.3 * x), 200], 1 << 13);
  });

  test('buffers that change places, new arrays in every turn, records, a Map, a captured variable', () => {
    const swap = (u: Float64Array, n: number): number => {
      let from: Float64Array = u,
        to: Float64Array = new Float64Array(u.length);
      for (let t = 0; t < n; t++) {
        for (let i = 0; i < u.length; i++) to[i] = Math.sin(from[i]!) + 0.5 * from[(i + 1) % u.length]! * from[i]!;
        [from, to] = [to, from];
      }
      return from[0]! * from[2]!;
    };
    agree(swap, () => [start(4), 301], 1 << 13);
    const fresh = (u: number[], n: number): number => {
      let x = u;
      for (let t = 0; t < n; t++) x = x.map((v, i) => Math.sin(v) + 0.5 * v * u[i]!);
      return x.reduce((a, b) => a + b * b, 0);
    };
    agree(fresh, () => [[0.3, -0.7, 1.1], 250], 1 << 13);
    const bodies = (list: { p: { x: number }; v: number }[], n: number): number => {
      const seen = new Map<string, number>([['energy', 0]]);
      for (let t = 0; t < n; t++)
        for (const b of list) {
          b.v -= 0.01 * Math.sin(b.p.x);
          b.p.x += 0.01 * b.v;
          seen.set('energy', seen.get('energy')! * 0.99 + b.v * b.v);
        }
      return seen.get('energy')! + list[0]!.p.x;
    };
    agree(
      bodies,
      () => [
        [
          { p: { x: 1 }, v: 0.5 },
          { p: { x: -0.4 }, v: 0 },
        ],
        300,
      ],
      1 << 13,
    );
    const scratch = new Float64Array(3);
    const captured = (u: Float64Array, n: number): number => {
      scratch.fill(0);
      for (let t = 0; t < n; t++) for (let i = 0; i < 3; i++) scratch[i] = Math.tanh(scratch[i]! + u[i]! * scratch[(i + 2) % 3]! + u[i]!);
      return scratch[0]! * scratch[1]!;
    };
    agree(captured, () => [start(3), 300], 1 << 13);
  });

  test('nests of loops: a turn that is too long by itself is taken back in parts as well', () => {
    const epochs = (w: number[], data: Float64Array, epochs: number, turns: number): number => {
      const v = [0, 0];
      let loss = 0;
      for (let e = 0; e < epochs; e++) {
        let sum = 0;
        for (let t = 0; t < turns; t++) {
          const x = data[t % data.length]!,
            error = Math.tanh(w[0]! * x + w[1]!) - x * x;
          for (let k = 0; k < 2; k++) v[k] = 0.9 * v[k]! + 0.01 * error * (k === 0 ? x : 1);
          w[0]! -= 0.01 * v[0]!;
          w[1]! -= 0.01 * v[1]!;
          sum += error * error;
        }
        loss = 0.5 * loss + sum;
      }
      return loss;
    };
    const args = (): unknown[] => [[0.3, -0.1], start(9), 3, 2000];
    agree(epochs, args, 1 << 16);
    const plain = grad(epochs)([0.3, -0.1], start(9), 3, 2000);
    expect(() => agree(epochs, args, 1 << 15)).not.toThrow();
    expect(plain).toHaveLength(2);
    const mixed = (x: number, n: number): number => {
      let y = x;
      for (let i = 0; i < n; i++) {
        let z = y;
        for (let k = 0; k < 10 * i; k++) z = Math.sin(z) * 0.9 + 0.1 * y;
        while (z * z > 0.01 && z < 5) z *= 0.99;
        y = 0.5 * y + z;
      }
      return y;
    };
    agree(mixed, () => [0.7, 60], 1 << 14);
    agree(mixed, () => [0.7, 200], 3 << 13);
  });

  test('a function that calls itself, inside of the loop', () => {
    const down = (x: number, n: number): number => (n === 0 ? x : Math.sin(down(x * 1.01, n - 1)) + x);
    const repeated = (x: number, n: number): number => {
      let y = x;
      for (let t = 0; t < n; t++) y = down(y * 0.5, 1 + (t % 4));
      return y;
    };
    agree(repeated, () => [0.8, 120], 1 << 14);
  });

  test('what throws leaves what a plain call leaves', () => {
    const f = (u: Float64Array, n: number): number => {
      for (let t = 0; t < n; t++) {
        u[0] = Math.sin(u[0]!) + 1;
        if (t === 70) throw new RangeError('enough');
      }
      return u[0]!;
    };
    const plain = Float64Array.of(0.5),
      given = Float64Array.of(0.5);
    expect(() => f(plain, 100)).toThrow('enough');
    expect(() => grad(f, { memory: 1 << 12 })(given, 100)).toThrow('enough');
    expect(given).toEqual(plain);
  });

  test('the stores of a call stay within the budget, or it is refused', () => {
    const long = (x: number, n: number): number => {
      let y = x;
      for (let t = 0; t < n; t++) y = Math.sin(y) + x;
      return y;
    };
    expect(grad(long, { memory: 1 << 16 })(0.3, 1e5)).toBeCloseTo(grad(long)(0.3, 1e5), 9);
    const deep = (x: number, n: number): number => (n === 0 ? x : Math.sin(deep(x, n - 1)) + x);
    refused('E_MEMORY', () => grad(deep, { memory: 1 << 13 })(0.3, 3000));
  });

  test('explain tells the schedule', () => {
    const told = explanation(valueAndGrad(heat, { memory: 1 << 14 }), start(12), 1000);
    const [loop] = told.loops;
    expect(told.loops).toHaveLength(1);
    expect(loop!.turns).toBe(1000);
    expect(loop!.snapshots).toBeGreaterThan(3);
    expect(loop!.factor).toBeGreaterThan(1.5);
    expect(loop!.factor).toBeLessThan(5);
    expect(told.tapeBytes).toBeLessThan(1 << 13);
    expect(String(told)).toMatch(/Checkpointed loops\n {2}line \d+ {2}1000 turns {2}\d+ snapshots {2}\d+ segments {2}each turn run \d/);
    expect(explanation(heat, start(12), 10).loops).toEqual([]);
  });

  test('a budget is a positive number of bytes', () => {
    for (const memory of [0, -1, NaN, '4 MiB']) refused('E_KIND', () => grad((x: number) => x, { memory: memory as number }));
  });
});
