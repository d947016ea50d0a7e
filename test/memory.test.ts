/** Run-time memory: graphs, shadows and what is kept of them between calls. */
import { describe, expect, test } from 'vitest';
import { Graph, Recent, type Role, Shadows } from '../mutation/memory/index.ts';

const graphOf = (roots: readonly unknown[], role: Role = 'asked'): Graph =>
  new Graph(
    roots,
    roots.map(() => role),
  );
/** The gradients after a sweep that did what `sweep` does to the shadows of the roots. */
function gradients(roots: readonly unknown[], sweep: (...shadows: never[]) => void = () => {}): any[] {
  const shadows = Shadows.of(graphOf(roots));
  sweep(...(roots.map((_, i) => shadows.root(i)) as never[]));
  return shadows.gradients(true);
}
const code = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'nothing thrown';
};

describe('gradients have the shape of entry', () => {
  test('numbers, primitives, arrays, records', () => {
    const f = (x: number): number => x;
    expect(gradients([1, 'a', null, undefined, true, f, 1n])).toEqual([0, null, null, null, null, null, null]);
    expect(gradients([[1, 2], { a: 1, b: 'x', c: [3], d: null, e: f }])).toEqual([[0, 0], { a: 0, b: null, c: [0], d: null, e: null }]);
    expect(gradients([new Int32Array(3), new Map(), { d: new Date(), m: new Map([['a', 1]]), s: new Set(['b']) }])).toEqual([
      null,
      new Map(),
      { d: null, m: new Map([['a', 0]]), s: new Map([['b', null]]) },
    ]);
    expect(gradients([[], {}, new Float64Array(0)])).toEqual([[], {}, new Float64Array(0)]);
  });

  test('typed arrays keep their kind, cotangents are doubles', () => {
    const [g, h] = gradients([new Float32Array([1, 2]), new Float64Array(2)], (s: Float64Array, t: Float64Array) => {
      expect(s).toBeInstanceOf(Float64Array);
      s[1] = 0.1;
      t[0] = 5;
    });
    expect(g).toEqual(new Float32Array([0, 0.1]));
    expect(h).toEqual(new Float64Array([5, 0]));
  });

  test('holes stay holes', () => {
    // oxlint-disable-next-line no-sparse-arrays
    const [g] = gradients([[1, , 3, undefined]]);
    expect(1 in g).toBe(false);
    expect(g).toHaveLength(4);
    expect([g[0], g[2], g[3]]).toEqual([0, 0, null]);
  });

  test('shared objects and cycles', () => {
    const row = [1, 2],
      cycle: { v: number; self?: unknown; row: number[] } = { v: 1, row };
    cycle.self = cycle;
    const [a, b, c] = gradients([row, { p: row, q: row }, cycle], (s: number[], t: { p: number[]; q: number[] }) => {
      expect(t.p).toBe(s);
      expect(t.q).toBe(s);
      s[0] = 7;
    });
    expect(a).toEqual([7, 0]);
    expect(b).toEqual({ p: [7, 0], q: [7, 0] });
    expect(c.self).toBe(c);
    expect(c.row).toEqual([7, 0]);
  });

  test('names that mean something to the language', () => {
    const o = JSON.parse('{ "__proto__": 1, "constructor": 2, "toString": 3, "a b": 4 }') as object;
    const [g] = gradients([o]),
      [list] = gradients([Array.from({ length: 20 }, () => JSON.parse(JSON.stringify(o)) as object)]);
    for (const each of [g, list[3]]) {
      expect(Object.keys(each)).toEqual(Object.keys(o));
      expect(Object.getOwnPropertyDescriptor(each, '__proto__')?.value).toBe(0);
      expect(Object.getPrototypeOf(each)).toBe(Object.prototype);
    }
    expect(({} as { polluted?: unknown }).polluted).toBe(undefined);
  });

  test('many records of one shape, few records of many shapes', () => {
    const point = (i: number) => ({ x: i, name: 'p', at: { u: i, v: [i] } });
    const points = Array.from({ length: 50 }, (_, i) => point(i));
    const [g] = gradients([points], (s: { x: number; at: { u: number; v: number[] } }[]) =>
      s.forEach((p, i) => ((p.x += i), (p.at.u += 2 * i), (p.at.v[0]! += 3 * i))),
    );
    expect(g).toEqual(points.map((_, i) => ({ x: i, name: null, at: { u: 2 * i, v: [3 * i] } })));
    const mixed = Array.from({ length: 40 }, (_, i) => ({ [`k${i}`]: i, [`r${i}`]: [i] }));
    expect(gradients([mixed])[0]).toEqual(mixed.map((_, i) => ({ [`k${i}`]: 0, [`r${i}`]: [0] })));
  });

  test('depth and size are no matter', () => {
    let deep: unknown = 1;
    for (let i = 0; i < 1e5; i++) deep = i % 2 ? [deep] : { d: deep };
    let g = gradients([deep])[0] as unknown;
    for (let i = 1e5 - 1; i >= 0; i--) g = i % 2 ? (g as unknown[])[0] : (g as { d: unknown }).d;
    expect(g).toBe(0);
    expect(gradients([Array.from({ length: 1e6 }, () => 1)])[0]).toHaveLength(1e6);
  });

  test('an object with an accessor', () => {
    let ran = 0;
    const o = {
      v: 1,
      get twice() {
        ran++;
        return 2 * this.v;
      },
    };
    const graph = graphOf([o]);
    expect(Shadows.of(graph).gradients(true)).toEqual([{ v: 0, twice: null }]);
    expect(graph.holds([o])).toBe(false);
    expect(ran).toBe(0);
  });

  test('class instances give plain objects', () => {
    class P {
      v = 1;
      get sq() {
        return this.v ** 2;
      }
    }
    expect(gradients([new P()])[0]).toStrictEqual({ v: 0 });
  });
});

describe('shared buffers', () => {
  test('overlapping views have one shadow memory', () => {
    const m = new Float64Array(8);
    const [g, h] = gradients([m.subarray(1, 4), m.subarray(3, 6)], (s: Float64Array, t: Float64Array) => {
      s[2] = 5;
      expect(t[0]).toBe(5);
      expect(s.buffer.byteLength).toBe(5 * 8);
    });
    expect(g).toEqual(new Float64Array([0, 0, 5]));
    expect(h).toEqual(new Float64Array([5, 0, 0]));
    expect(g.buffer).not.toBe(h.buffer);
  });

  test('kinds: apart is fine, on top of each other is refused', () => {
    const buffer = new ArrayBuffer(64);
    const a = new Float64Array(buffer, 0, 2),
      b = new Float32Array(buffer, 16, 2),
      c = new Uint8Array(buffer, 4, 2);
    expect(gradients([a, b])).toEqual([new Float64Array(2), new Float32Array(2)]);
    expect(code(() => graphOf([a, c]))).toBe('E_PUNNING');
    expect(code(() => graphOf([a, c], 'watched'))).toBe('nothing thrown');
  });

  test('whole buffers', () => {
    const a = new Float64Array(8).subarray(2, 4);
    const shadows = Shadows.of(new Graph([a], ['asked'], { wholeBuffers: true }));
    expect((shadows.root(0) as Float64Array).byteOffset).toBe(16);
    expect((shadows.root(0) as Float64Array).buffer.byteLength).toBe(64);
    expect(shadows.gradients(true)).toEqual([new Float64Array(2)]);
  });

  test('a Proxy is refused where cotangents could live', () => {
    const p = new Proxy([1], {});
    expect(code(() => graphOf([p]))).toBe('E_PROXY');
    expect(code(() => graphOf([{ p }]))).toBe('E_PROXY');
    expect(code(() => graphOf([p], 'watched'))).toBe('nothing thrown');
  });
});

describe('between calls', () => {
  const make = () => ({
    list: Array.from({ length: 20 }, (_, i) => ({ x: i, y: [i, 2] })),
    m: new Float64Array(4),
    s: 'a',
    u: undefined as unknown,
    n: [1, 'b'] as unknown[],
    f: [2, 3],
  });
  test('a graph holds for the same memory only', () => {
    const o = make(),
      graph = graphOf([o, 1]);
    const holds = (): boolean => graph.holds([o, 2]);
    expect(holds()).toBe(true);
    const changes: ((o: any) => void)[] = [
      (o) => (o.list[3].x = 'a'),
      (o) => (o.list[3].z = 1),
      (o) => delete o.list[3].x,
      (o) => o.list.push({ x: 1, y: [1] }),
      (o) => (o.list[2] = { ...o.list[2] }),
      (o) => (o.list[2].y = [1]),
      (o) => (o.list[2].y[0] = null),
      (o) => (o.list[2].y.length = 1),
      (o) => (o.m = new Float64Array(4)),
      (o) => (o.s = 1),
      (o) => (o.u = null),
      (o) => (o.n[1] = 2),
      (o) => (o.n[0] = 'c'),
      (o) => delete o.n[0],
      (o) => (o.f = null),
      (o) => (delete o.u, (o.w = undefined)),
      (o) => (o.list[1] = o.list[2]),
      (o) => ([o.list[1], o.list[2]] = [o.list[2], o.list[1]]),
    ];
    for (const change of changes) {
      const p = make(),
        g = graphOf([p]);
      expect(g.holds([p])).toBe(true);
      change(p);
      expect(g.holds([p]), change.toString()).toBe(false);
    }
    o.list[3]!.x = 5;
    o.m[0] = 3;
    o.s = 'b';
    o.f[0] = 1;
    expect(holds()).toBe(true);
    expect(graph.holds([o])).toBe(false);
    expect(graph.holds([o, 'a'])).toBe(false);
  });

  test('shadows are used again, and clean; a call inside a call gets its own', () => {
    const o = [make(), [1, 2, 'x'], new Float32Array(2)],
      graph = graphOf(o);
    const first = Shadows.of(graph),
      inner = Shadows.of(graph);
    expect(inner).not.toBe(first);
    const dirty = (shadows: Shadows): void => {
      const s = shadows.root(0) as { list: { x: number; y: number[] }[]; m: Float64Array; f: number[] };
      for (const p of s.list) ((p.x = 3), (p.y[1] = 4), p.y.push(9));
      s.m.fill(2);
      s.f.push(1, 2);
      (shadows.root(1) as unknown[]).push(4);
      (shadows.root(2) as Float64Array).fill(8);
    };
    dirty(first);
    const [g] = first.gradients(true) as [any];
    expect(g.list[4]).toEqual({ x: 3, y: [0, 4] });
    expect(g.m).toEqual(new Float64Array(4).fill(2));
    expect(g.f).toEqual([0, 0]);
    expect(Shadows.of(graph)).toBe(first);
    const again = first.gradients(true);
    expect(again).toEqual(gradients(o));
    expect(again[0]).not.toBe(g);
    expect((again[0] as any).m).not.toBe(g.m);
  });

  test('a gradient is never used again', () => {
    const a = new Float64Array(3),
      graph = graphOf([a]);
    const shadows = Shadows.of(graph),
      [g] = shadows.gradients(true) as [Float64Array];
    g.fill(7);
    expect(Shadows.of(graph).gradients(true)).toEqual([new Float64Array(3)]);
    expect(g).toEqual(new Float64Array(3).fill(7));
  });

  test('roles: what is not asked for has no gradient but a clean shadow', () => {
    const scratch = [1, 2],
      data = [3, 4],
      graph = new Graph([5, scratch, data], ['asked', 'shadowed', 'watched']);
    const shadows = Shadows.of(graph);
    (shadows.root(1) as number[])[0] = 3;
    expect(shadows.root(2)).toBe(null);
    expect(shadows.of(scratch)).toBe(shadows.root(1));
    expect(shadows.gradients(true)).toEqual([0, null, null]);
    expect(shadows.root(1)).toEqual([0, 0]);
  });

  test('the last graph is found again', () => {
    const recent = new Recent(),
      a = new Float64Array(2),
      b = [1];
    const graph = graphOf([1, a]);
    recent.remember([1, a], graph);
    expect(recent.find([2, a])).toBe(graph);
    expect(recent.find([2, b])).toBe(null);
    recent.remember([1, b], graphOf([1, b]));
    expect(recent.find([1, a])).toBe(null);
    expect(recent.find([1, b])).not.toBe(null);
    recent.remember([1, 2], graphOf([1, 2]));
    expect(recent.find([3, 4])).not.toBe(null);
    expect(recent.find([3, 'a'])).toBe(null);
  });
});
