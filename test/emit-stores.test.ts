import { describe, expect, test } from 'vitest';
import * as memory from '../mutation/memory/index.ts';
import { build } from './emit-build.ts';

describe('stores, shadows and sweeps', () => {
  test('recursion shares the stores of its entry', () => {
    const { text, run } = build(
      `fn main(%0:x, %1:n) {
      %2:y = call[down] %0 %1
      %3:xBar = call[up] 1 %1
      yield %2 %3
    }
    fn down(%4:x, %5:n) {
      %6:c = gt %5 0
      %7 = if %6 {
        reserve[tape] 1
        keep[tape] %4
        %8 = mul %4 %4
        %9:k = sub %5 1
        %10 = call[down] %8 %9
        yield %10
      } else { yield %4 }
      yield %7
    }
    fn up(%11:yBar, %12:n) {
      %13:c = gt %12 0
      %14 = if %13 {
        %15:k = sub %12 1
        %16 = call[up] %11 %15
        %17:x = take[tape]
        %18 = mul 2 %17
        %19 = mul %18 %16
        yield %19
      } else { yield %11 }
      yield %14
    }`,
      { checked: true },
    );
    expect(text).not.toContain('memory');
    expect(run(1.1, 3)[1]).toBeCloseTo(8 * 1.1 ** 7, 12);
  });

  test('a journal is undone and settle puts the state back, also when something throws', () => {
    const source = `fn f(%0:u, %1:uBar, %2:n) {
      reserve[journal] %2
      for 0 %2 1 (%3:i) {
        %4 = load %0 %3
        journal %0 %3
        %5 = mul %4 %4
        store %0 %3 %5
      }
      settle %0 {
        %6:k = sub %2 1
        for %6 -1 -1 (%7:i) {
          undo %0 %7
          %8:g = takeslot %1 %7
          %9 = load %0 %7
          %10 = mul 2 %9
          %11 = mul %8 %10
          addslot %1 %7 %11
        }
      }
    }`;
    const { text, run } = build(source, { checked: true });
    expect(text.startsWith('(runtime, memory) => {')).toBe(true);
    const u = Float64Array.of(1, 2, 3),
      uBar = Float64Array.of(1, 1, 10);
    run(u, uBar, 3);
    expect([...u, ...uBar]).toEqual([1, 4, 9, 2, 4, 60]);
    const throwing = build(source).run,
      again = Float64Array.of(1, 2, 3);
    const trap = new Proxy(Float64Array.of(1, 1, 1), {
      set: () => {
        throw new RangeError('no');
      },
      get: (t, k) => t[k as never],
    });
    expect(() => throwing(again, trap, 3)).toThrow(RangeError);
    expect([...again]).toEqual([1, 4, 9]);
  });

  test('back is a function of its own and may be called again', () => {
    const { text, run } = build(
      `fn f(%0:u, %1:uBar) {
      reserve[tape] 1
      %2 = load %0 0
      keep[tape] %2
      %3 = mul %2 %2
      store %0 0 %3
      %4 = back (%5:seed) {
        %6:x = take[tape]
        %7:g = takeslot %1 0
        %8 = add %7 %5
        %9 = mul 2 %6
        %10 = mul %9 %8
        yield %10
      }
      yield %3 %4
    }`,
      { checked: true },
    );
    expect(text).toContain('function fBack(check, tape, tapeEnd, uBar) {');
    expect(text).not.toContain('giveTape');
    const u = Float64Array.of(3),
      [value, back] = run(u, Float64Array.of(0));
    u[0] = 100;
    expect([value, back(1), back(2), back(1)]).toEqual([9, 6, 12, 6]);
  });

  test('shadows of references: refs in a fused program, the log in a detached one', () => {
    const forward = `%2:p = load %0 0
      %3:p = load %0 1
      %4:pBar = load %1 0
      store %0 1 %2
      setshadow %1 1 %4`;
    const fused = build(`fn f(%0:rows, %1:rowsBar) {
      reserve[refs] 1
      ${forward}
      unsetshadow %1 1
    }`);
    expect(fused.text).toContain(
      'refs[rp++] = rowsBar[1];\n    rowsBar[1] = pBar;\n    rowsBar[1] = refs[--rp];\n    refs[rp] = undefined;',
    );
    const detached = build(`fn f(%0:rows, %1:rowsBar) {
      ${forward}
      %9 = shadow[floats] %2
      %10 = back () {
        unsetshadow %1 1
      }
      yield %10 %9
    }`);
    const log = new memory.Log(),
      a = [1],
      b = [2],
      aBar = [0],
      bBar = [0],
      bars = [aBar, bBar];
    const [back, made] = detached.run([a, b], bars, log);
    expect(bars[1]).toBe(aBar);
    back();
    expect(bars[1]).toBe(bBar);
    log.rewind();
    expect(bars[1]).toBe(aBar);
    expect(made).toEqual(new Float64Array(1));
    expect(detached.text).not.toContain('refs');
  });

  test('cotangents in slots that may hold something else are guarded', () => {
    const mixed = build('fn f(%0:rowsBar, %1:g) {\n addslot %0 0 %1\n %2 = takeslot %0 1\n yield %2 }');
    expect(mixed.run([[0], [0]], 5)).toBe(0);
    expect(mixed.run([[0], 7], 5)).toBe(7);
    const missing = build('fn f(%0:p, %1:g) {\n addslot %0 "z" %1\n %2 = takeslot %0 "z"\n yield %2 }');
    expect(missing.run({}, 5)).toBe(5);
    const absent = build('fn f(%0:u, %1:g) {\n addslot %0 0 %1\n %2 = takeslot %0 0\n yield %2 }', {}, ({ heap, kinds }) =>
      heap.addForm(kinds.get(0)!.cls, 'ints'),
    );
    expect([absent.run(null, 5), absent.run(Float64Array.of(1), 5)]).toEqual([0, 6]);
  });
});
