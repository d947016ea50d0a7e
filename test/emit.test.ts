import { describe, expect, test } from 'vitest';
import { bodyOf, build } from './emit-build.ts';

describe('what is printed', () => {
  test('a pure function: no runtime, no temporaries, at most 15 lines', () => {
    const { text, run } = build(
      `fn f(%0:x) {
      %1 = pow %0 2
      %2 = apply[Math.sin] %0
      %3 = add %1 %2
      %4 = mul 2 %0
      %5 = apply[Math.cos] %0
      %6:xBar = add %4 %5
      yield %3 %6
    }`,
      { header: 'f(number)\n*/ alert(1)' },
    );
    expect(text.split('\n').length).toBeLessThanOrEqual(15);
    expect(text).toBe(`() => {
  'use strict';

  // f(number)
  // */ alert(1)
  const { sin, cos } = Math;
  return function f(x) {
    const xBar = 2 * x + cos(x);
    return [x ** 2 + sin(x), xBar];
  };
}`);
    expect(run(0.3)).toEqual([0.3 ** 2 + Math.sin(0.3), 0.6 + Math.cos(0.3)]);
  });

  const HEAT = `fn heat(%0:u, %1:uBar, %2:alpha, %3:steps) {
    %4:n = length %0
    %5:m = sub %4 1
    %60 = mul %3 %4
    reserve[tape] %60
    for 0 %3 1 (%6:t) {
      %7 = load %0 0
      %8:left = for 1 %5 1 %7 (%9:i, %10:left) {
        %11:here = load %0 %9
        %12:k = add %9 1
        %13 = load %0 %12
        %14 = mul 2 %11
        %15 = sub %13 %14
        %16:bend = add %15 %10
        keep[tape] %16
        %17 = mul %2 %16
        %18 = add %11 %17
        store %0 %9 %18
        yield %11
      }
    }
    %19:k = sub %3 1
    %21:alphaBar = for %19 -1 -1 0 (%22:j, %23:alphaBar) {
      %24:k = sub %4 2
      %25:alphaBar, %45:leftBar = for %24 0 -1 %23 0 (%26:i, %27:alphaBar, %43:leftBar) {
        %28:bend = take[tape]
        %29:g = takeslot %1 %26
        %30 = mul %29 %28
        %31:alphaBar = add %27 %30
        %32:bendBar = mul %29 %2
        %33:k = add %26 1
        addslot %1 %33 %32
        %34 = mul 2 %32
        %35 = sub %29 %34
        %46 = add %35 %43
        addslot %1 %26 %46
        yield %31 %32
      }
      addslot %1 0 %45
      yield %25
    }
    yield %21
  }`;

  test('a heat loop reads like one written by hand', () => {
    expect(bodyOf(build(HEAT).text)).toBe(`return function heat(u, uBar, alpha, steps) {
  let tape = runtime.takeTape(), tp = 0;
  const n = u.length;
  if (tp + steps * n > tape.length) tape = runtime.growTape(tape, tp + steps * n);
  for (let t = 0; t < steps; t++) {
    let left = u[0];
    for (let i = 1; i < n - 1; i++) {
      const here = u[i];
      const bend = u[i + 1] - 2 * here + left;
      tape[tp++] = bend;
      u[i] = here + alpha * bend;
      left = here;
    }
  }
  let alphaBar = 0;
  for (let j = steps - 1; j >= 0; j--) {
    let leftBar = 0;
    for (let i = n - 2; i > 0; i--) {
      const bend = tape[--tp];
      const g = uBar[i] ?? 0;
      uBar[i] = 0;
      const bendBar = g * alpha;
      uBar[i + 1] += bendBar;
      uBar[i] += g - 2 * bendBar + leftBar;
      alphaBar += g * bend;
      leftBar = bendBar;
    }
    uBar[0] += leftBar;
  }
  runtime.giveTape(tape);
  return alphaBar;
};`);
  });

  test('and is right, also in checked mode', () => {
    const start = Float64Array.from({ length: 9 }, (_, i) => Math.sin(i * i)),
      weights = Float64Array.from(start, (_, i) => Math.cos(i));
    const primal = (alpha: number): number => {
      const u = start.slice();
      for (let t = 0; t < 5; t++) {
        let left = u[0]!;
        for (let i = 1; i < 8; i++) {
          const here = u[i]!;
          u[i] = here + alpha * (u[i + 1]! - 2 * here + left);
          left = here;
        }
      }
      return u.reduce((s, x, i) => s + x * weights[i]!, 0);
    };
    const slope = (primal(0.2 + 1e-6) - primal(0.2 - 1e-6)) / 2e-6;
    for (const checked of [false, true]) {
      expect(build(HEAT, { checked }).run(start.slice(), weights.slice(), 0.2, 5)).toBeCloseTo(slope, 7);
    }
    const short = HEAT.replace('reserve[tape] %60', '').replace('%60 = mul %3 %4', '');
    expect(() => build(short, { checked: true }).run(new Float64Array(3000), new Float64Array(3000), 0.2, 100)).toThrow(/room/);
  });

  test('swapped carried values go through one extra variable', () => {
    const { text, run } = build(`fn swap(%0:n) {
      %1:a, %2:b = for 0 %0 1 1 2 (%3:i, %4:a, %5:b) {
        yield %5 %4
      }
      %6 = mul %1 10
      %7 = add %6 %2
      yield %7
    }`);
    expect(text).toContain(`const nextA = b;\n      b = a;\n      a = nextA;`);
    expect([run(0), run(1), run(2)]).toEqual([12, 21, 12]);
  });

  test('the test of a loop is printed once, && and all', () => {
    const { text, run } = build(`fn search(%0:u, %1:n) {
      %2:c = lt 0 %1
      %3:c = if %2 {
        %4 = load %0 0
        %5:c = lt %4 3
        yield %5
      } else { yield false }
      %6:i = loop %3 0 (%7:i) {
        %8:i = add %7 1
        %9:c = lt %8 %1
        %10:c = if %9 {
          %11 = load %0 %8
          %12:c = lt %11 3
          yield %12
        } else { yield false }
        yield %10 %8
      }
      yield %6
    }`);
    expect(text).toContain('while (i < n && u[i] < 3) {\n      i++;\n    }');
    expect(run([1, 2, 3, 4], 4)).toBe(2);
    expect(run([1, 2], 2)).toBe(2);
  });

  test('a bound is computed once', () => {
    const { run } = build(`fn f(%0:list) {
      %1:n = length %0
      %2:k = sub %1 1
      for 0 %2 1 (%3:i) {
        push %0 %3
      }
    }`);
    const list = [7, 8, 9];
    run(list);
    expect(list).toEqual([7, 8, 9, 0, 1]);
  });

  test('calls, early returns and several results', () => {
    const { text, run } = build(`fn main(%0:n) {
      %1, %2 = call[both] %0
      %3 = sub %1 %2
      yield %3
    }
    fn both(%4:n) {
      %5:c = lt %4 2
      %6, %7 = if %5 {
        yield 1 0
      } else {
        %8:k = sub %4 1
        %9, %10 = call[both] %8
        %11 = mul %4 %9
        %12 = add %10 1
        yield %11 %12
      }
      yield %6 %7
    }`);
    expect(text).toContain('if (n < 2) return [1, 0];\n');
    expect(run(5)).toBe(120 - 4);
  });

  test('guard reports an unexpected throw as a fault with the place of the try', () => {
    const { run } = build(`fn f(%0:callee) {
      %1 = guard {
        %2 = native["work"] %0 undefined 3
        yield %2
      }
      yield %1
    }`);
    expect(run((x: number) => x + 1)).toBe(4);
    const cause = new Error('boom');
    expect(() =>
      run(() => {
        throw cause;
      }),
    ).toThrow(expect.objectContaining({ code: 'E_CATCH', cause }));
  });

  test('native calls keep their receiver and only theirs', () => {
    const { text, run } = build(`fn f(%0:q, %1:x) {
      %2 = load %0 "work"
      %3 = native["q.work"] %2 %0 %1
      %4 = load %0 "work"
      %5 = native["work"] %4 undefined %1
      %6 = native["work"] %1 %0 %3
      yield %3 %5 %6
    }`);
    expect(text).toContain('q.work(x)');
    expect(text).toContain('(0, q.work)(x)');
    const q = {
      work: function (this: unknown, y: unknown) {
        return [this === q, y];
      },
    };
    const [first, second, third] = run(q, q.work);
    expect([first[0], second[0], third]).toEqual([true, false, [true, first]]);
  });

  test('literals and awkward names survive', () => {
    const { run } = build(`fn class(%0:new, %1:runtime, %2:tape, %3:Math) {
      %4 = array["1"] -0 undefined NaN -Infinity 10n "a'\\n\\u2028b"
      %5 = object["__proto__", "a b", x] %0 %1 %2
      %6 = load %5 "a b"
      %7 = load %5 "__proto__"
      %8 = pow -2 %3
      %9 = neg -3
      %10 = sub %3 -1
      %11 = string %3
      %12 = load %4 0
      %13 = copy[Array] %4
      yield %4 %5 %6 %7 %8 %9 %10 %11 %12 %13
    }`);
    const [list, object, b, proto, power, three, four, text, zero] = run(1, 2, 3, 3);
    expect([1 in list, list.length, list[4], list[5]]).toEqual([false, 6, 10n, "a'\n\u2028b"]);
    expect(Object.keys(object)).toEqual(['__proto__', 'a b', 'x']);
    expect([b, proto, power, three, four, text, zero]).toEqual([2, 1, -8, 3, 4, '3', -0]);
  });

  test('notes stand above the statements they speak of', () => {
    const { text } = build('fn f(%0:u) {\n %1 = load %0 0 @2:3\n store %0 1 %1 @2:3\n store %0 2 1 @3:1 }', {
      note: (i) => (i.site ? `line ${i.site.line}` : null),
    });
    expect(text).toContain('// line 2\n    u[1] = u[0];\n    // line 3\n    u[2] = 1;');
  });

  test('turns at a stride: the body several times, then the turns that are left', () => {
    const program = (turns: string): string => `fn f(%0:u, %1:n, %2:m) {
      %3 = sub %1 1
      %4 = for${turns} 0 %1 1 0 (%5:i, %6) {
        %7 = load %0 %5
        %8 = mul %6 2
        %9 = add %8 %7
        %10 = lt %7 0
        if %10 {
          store %0 %5 %9
        } else {
          store %0 %5 %6
        }
        yield %9
      }
      %11 = for${turns} %3 -1 -1 %4 (%12:i, %13) {
        %14 = load %0 %12
        %15 = mul %13 3
        %16 = sub %15 %14
        yield %16
      }
      %17 = for${turns} %2 %1 2 %11 (%18:i, %19) {
        %20 = load %0 %18
        %21 = add %19 %20
        yield %21
      }
      yield %17
    }`;
    const plain = build(program('')),
      four = build(program('["4"]'));
    expect(four.text).toContain('i < n - 3; i++)');
    expect(four.text).toContain('i >= 3; i--)');
    expect(four.text).toContain('i < n - 6; i += 2)');
    for (let n = 0; n < 14; n++) {
      const [u, v] = [0, 1].map(() => Float64Array.from({ length: n }, (_, i) => Math.sin(3 * i)));
      expect(four.run(u, n, n % 3)).toBe(plain.run(v, n, n % 3));
      expect(u).toEqual(v);
    }
  });
});
