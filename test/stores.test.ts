/** Run-time memory: seeds and the log of a detached call, saved state, journal and tape. */
import { describe, expect, test } from 'vitest';
import {
  Ends,
  Graph,
  Log,
  Refusal,
  type Role,
  Shadows,
  growJournal,
  putBack,
  save,
  setJournalLimit,
  takeJournal,
} from '../mutation/memory/index.ts';
import { caught, check, giveTape, growTape, keys, setLimit, takeTape, verb, verbOf } from '../src/runtime/index.ts';

const graphOf = (roots: readonly unknown[], role: Role = 'asked'): Graph =>
  new Graph(
    roots,
    roots.map(() => role),
  );
const code = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'nothing thrown';
};

describe('a detached call', () => {
  test('starts again from the end of the forward sweep', () => {
    const rows = [
        [1, 2],
        [3, 4],
      ],
      shadows = Shadows.of(graphOf([rows])),
      { log } = shadows;
    const s = shadows.root(0) as number[][],
      fresh = log.add([0, 0]),
      [r0, r1] = s as [number[], number[]];
    log.set(s, 0, r1);
    log.set(s, 1, fresh);
    const back = (): unknown => {
      s[0]![0]! += 5;
      s[1]![1]! += 2;
      log.unset();
      log.unset();
      return shadows.gradients(false);
    };
    shadows.rewind();
    expect(back()).toEqual([
      [
        [0, 0],
        [5, 0],
      ],
    ]);
    expect(s).toEqual([r0, r1]);
    shadows.rewind();
    expect(s[0]).toBe(r1);
    expect(s[1]).toBe(fresh);
    expect(fresh).toEqual([0, 0]);
    expect(back()).toEqual([
      [
        [0, 0],
        [5, 0],
      ],
    ]);
    shadows.rewind();
    log.unset(); // a sweep that stopped half-way
    r0[0] = 9;
    shadows.rewind();
    expect(back()).toEqual([
      [
        [0, 0],
        [5, 0],
      ],
    ]);
  });

  test('seeds reach every place once', () => {
    const row = [1, 2],
      value = { p: row, q: row, m: new Float64Array(3), t: 'x', k: 2 },
      shadows = Shadows.of(graphOf([value, row]));
    const ends = new Ends([value, row], [shadows.root(0), shadows.root(1)]);
    row[0] = Number.NaN; // the user's business by now
    const seed = [1, 10];
    const give = (...seeds: unknown[]): unknown => {
      shadows.rewind();
      ends.seed(seeds, ['the seed of argument 0', 'the seed of argument 1']);
      return shadows.gradients(false)[0];
    };
    expect(give({ p: seed, q: seed, m: [1, 2, 3], k: 4 }, seed)).toEqual({
      p: [1, 10],
      q: [1, 10],
      m: new Float64Array([1, 2, 3]),
      t: null,
      k: 4,
    });
    expect(give({ p: [1, 10], q: [1, 10] })).toEqual({ p: [1, 10], q: [1, 10], m: new Float64Array(3), t: null, k: 0 });
    expect(give({ p: [1].concat(undefined as never), q: [1, 3] })).toMatchObject({ p: [1, 3] });
    expect(give(undefined, [2, 3])).toMatchObject({ p: [2, 3] });
    expect(code(() => give({ p: [1, 10] }, [1, 11]))).toBe('E_ALIAS');
    for (const bad of [3, { p: 3 }, { p: [1] }, { m: [1, 2] }, { m: { 0: 1 } }, { k: 'x' }, { t: 1 }, { z: 1 }, [1]])
      expect(
        code(() => give(bad)),
        JSON.stringify(bad),
      ).toBe('E_SEED');
    expect(seed).toEqual([1, 10]);
  });

  test('seeds of overlapping views, of what the call made, of many records', () => {
    const m = new Float64Array(4),
      views = [m.subarray(0, 3), m.subarray(2, 4)],
      shadows = Shadows.of(graphOf(views));
    const roots = views.map((_, i) => shadows.root(i)),
      seeds = new Float64Array([1, 2, 3, 4]);
    const ends = new Ends([...views, { made: [1] }], [...roots, { made: [0] }]);
    ends.seed([seeds.subarray(0, 3), seeds.subarray(2, 4), { made: [6] }], ['a', 'b', 'c']);
    expect(shadows.gradients(false)).toEqual([new Float64Array([1, 2, 3]), new Float64Array([3, 4])]);
    expect(
      code(() =>
        ends.seed(
          [
            [1, 2, 3],
            [4, 4],
          ],
          ['a', 'b'],
        ),
      ),
    ).toBe('E_ALIAS');
    new Ends([[1], views[0]], [null, roots[0] ?? null]).seed(['whatever', undefined], ['a', 'b']);
    const points = Array.from({ length: 30 }, (_, i) => ({ x: i, at: { y: i } })),
      many = Shadows.of(graphOf([points]));
    new Ends([points], [many.root(0)]).seed([points], ['a']);
    expect(many.gradients(false)).toEqual([points]);
  });

  test('a log alone', () => {
    const log = new Log(),
      s = log.add({ a: 1, b: null as unknown });
    log.rewind();
    expect(s).toEqual({ a: 0, b: null });
  });
});

describe('saved state', () => {
  test('comes back whole', () => {
    const inner = { k: 1, l: 'x' },
      state: any = { m: new Float64Array([1, 2]), list: [1, inner, 3], o: inner, gone: 1, i: new Int32Array([4]) };
    state.self = state;
    const list = state.list,
      before = JSON.stringify({ ...state, self: 0 }),
      saved = save([state, list]);
    state.m[0] = 9;
    list.push(5);
    list[0] = 'z';
    inner.k = 3;
    delete state.gone;
    state.extra = 1;
    state.i[0] = 0;
    putBack(saved);
    expect(JSON.stringify({ ...state, self: 0 })).toBe(before);
    expect(Object.keys(state)).not.toContain('extra');
    expect(list[1]).toBe(inner);
  });
  test('holes come back, frozen objects are left alone', () => {
    // oxlint-disable-next-line no-sparse-arrays
    const a = [1, , undefined, 4],
      f = Object.freeze({ a: 1, b: Object.freeze([1]) }),
      saved = save([a, f]);
    a.length = 0;
    putBack(saved);
    expect(1 in a).toBe(false);
    expect(2 in a).toBe(true);
    expect(a[3]).toBe(4);
  });
});

describe('stores', () => {
  test('a call owns its tape', () => {
    const a = takeTape(),
      b = takeTape();
    expect(a).not.toBe(b);
    a[0] = 3;
    const c = growTape(a, a.length + 1);
    expect(c.length).toBeGreaterThanOrEqual(2 * a.length);
    expect(c[0]).toBe(3);
    giveTape(c);
    expect(takeTape()).toBe(c);
  });
  test('limits are told before memory is taken', () => {
    setLimit(1 << 20);
    setJournalLimit(1 << 17);
    expect(code(() => growTape(new Float64Array(1), 1 << 18))).toBe('E_MEMORY');
    expect(growTape(new Float64Array(1 << 16), (1 << 16) + 1)).toHaveLength(1 << 17);
    expect(code(() => growJournal(takeJournal(), 1 << 18))).toBe('E_MEMORY');
    setLimit(2 ** 30);
    setJournalLimit(2 ** 27);
  });
  test('every value is counted', () => {
    const c = check();
    c.keep('tape', 2, 0, 4);
    expect(code(() => c.keep('tape', 3, 2, 4))).toBe('E_INTERNAL');
    c.take('tape', 1, 1);
    expect(code(() => c.end({ tape: 1 }))).toBe('E_INTERNAL');
    c.take('tape', 1, 0);
    c.end({ tape: 0 });
    expect(code(() => c.take('tape', 1, -1))).toBe('E_INTERNAL');
  });
  test('words', () => {
    expect(keys({ a: 1, b: 2 })).toEqual(['a', 'b']);
    const fault = new Refusal('E_MEMORY');
    expect(caught(fault, 'f.js:1:2')).toBe(fault);
    expect(caught(new TypeError('x'), 'C:\\f.js:10:2')).toMatchObject({ code: 'E_CATCH', site: { file: 'C:\\f.js', line: 10, column: 2 } });
    const f = verb('f', () => 1);
    expect(verbOf(f)?.name).toBe('f');
    expect(verbOf(Math.sin)).toBe(undefined);
  });
});
