/** Captured variables that a differentiated function assigns, and functions of its own that others call. */
import { describe, expect, it } from 'vitest';
import { explanation, gradient, pullback, valueAndGradient } from '../src/index.ts';
import { globalsOnly } from '../src/syntax/environment.ts';
import { REGISTRATION, withRegistrations } from '../src/syntax/registration.ts';

const registered = <F extends Function>(f: F, list: (i: number, v?: any) => unknown): F => Object.assign(f, { [REGISTRATION]: list });

const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
  return 'nothing';
};

describe('a registration', () => {
  const make = (): { f: (x: number) => number; read: () => unknown[] } => {
    let a = 1;
    let b: number | undefined = 2;
    const c = 3;
    const f = registered(
      (x: number) => x * a * b! * c,
      (i, v) => {
        switch (i) {
          case -1:
            return [a, b, c];
          case 0:
            a = v;
            break;
          case 1:
            b = v;
        }
      },
    );
    return { f, read: () => [a, b] };
  };

  it('gives variables where there is no inspector, and says which can be written', () => {
    const { f, read } = make();
    const found = withRegistrations(globalsOnly).captures(f, ['a', 'b', 'c', 'Math', 'd']);
    expect([...found].map(([name, c]) => [name, c.value, c.write !== undefined])).toEqual([
      ['Math', Math, false],
      ['a', 1, true],
      ['b', 2, true],
      ['c', 3, false],
    ]);
    found.get('b')!.write!(7);
    expect(read()).toEqual([1, 7]);
    expect(found.get('b')!.read()).toBe(7);
    expect(withRegistrations(globalsOnly).values([...found.values()])).toEqual([Math, 1, 7, 3]);
  });

  it('is read in the form that a minifier leaves', () => {
    let e = 4;
    const f = registered((x: number) => x * e, (i, t) => { if (-1 === i) return [e]; 0 === i && (e = t); }); // prettier-ignore
    expect(withRegistrations(globalsOnly).captures(f, ['e']).get('e')).toMatchObject({ value: 4, write: expect.any(Function) });
  });

  it('is passed over where a variable has no value yet', () => {
    const f = registered(
      (x: number) => x * late,
      (i) => (i === -1 ? [late] : undefined),
    );
    expect(withRegistrations(globalsOnly).captures(f, ['late']).size).toBe(0);
    const late = 1;
  });
});

describe('a function that assigns captured variables which nobody can write', () => {
  let n = 0;
  it('runs once, beside its derivative', () => {
    n = 0;
    const f = (x: number[]): number => {
      n++;
      x[0] = x[0]! * n * x[1]!;
      return x[0]! * x[1]!;
    };
    for (let i = 1; i < 4; i++) {
      const x = [2, 3];
      expect(valueAndGradient(f, x)).toEqual([18 * i, [[9 * i, 12 * i]]]);
      expect([x, n]).toEqual([[6 * i, 3], i]);
    }
    expect(String(explanation(f, [2, 3]))).toContain('Emitted');
    expect(n).toBe(3);
  });

  it('can be pulled back later', () => {
    n = 1;
    const x = [2, 3];
    const [value, back] = pullback((a: number[]) => { n *= a[0]!; a[1] = a[1]! * n; return n * a[1]; }, x); // prettier-ignore
    expect([value, x, n]).toEqual([12, [2, 6], 2]);
    n = 100;
    x[0] = 9;
    expect(back(1)).toEqual([[12, 4]]);
    expect(back(2)).toEqual([[24, 8]]);
  });

  it('leaves what its own throw leaves', () => {
    n = 0;
    const f = (x: number): number => {
      n = 5;
      if (x > 1) throw new RangeError('over');
      return x;
    };
    expect(() => gradient(f, 2)).toThrow(new RangeError('over'));
    expect(n).toBe(5);
  });

  it.each([
    [
      'draws random numbers',
      (x: number) => {
        n++;
        return x * Math.random();
      },
    ],
    [
      'prints',
      (x: number) => {
        n++;
        console.log(x > 0);
        return x;
      },
    ],
    [
      'reads a clock',
      (x: number) => {
        n++;
        return x * Date.now();
      },
    ],
    [
      'fills a Map of the user’s',
      (x: number) => {
        n++;
        stock.set('a', n);
        return x;
      },
    ],
    [
      'counts in a function of the user’s',
      (x: number) => {
        n++;
        count();
        return x;
      },
    ],
  ])('is refused before anything runs when it %s', (_, f) => {
    // prettier-ignore
    n = 0;
    expect(codeOf(() => gradient(f, 2))).toBe('E_CAPTURE');
    expect([n, stock.size]).toEqual([0, 0]);
  });
  const stock = new Map<string, number>();
  const count = (() => n++).bind(null);

  it('is refused where two functions may share the variable', () => {
    const make = () => {
      let k = 1;
      return [(x: number) => (k += x), () => k] as const;
    };
    const [add, read] = make();
    expect(codeOf(() => gradient((x: number) => add(x) * read(), 2))).toBe('E_CAPTURE');
    expect(read()).toBe(1);
  });

  it('is refused where it asks an object whose inside cannot be seen', () => {
    const odd = Object.defineProperty(new Date(), 'now', { get: () => performance.now() });
    const code = codeOf(() => gradient((x: number) => { n++; return x * (odd as any).now; }, 2)); // prettier-ignore
    expect(code).toBe('E_CAPTURE');
  });
});

describe('functions of derived code that others call', () => {
  it('are real functions', () => {
    const seen: unknown[] = [];
    const look = ((f: (a: number, b: number) => number) => { seen.push(typeof f, f.length, f(1, 2), f.call(null, 3, 4)); }).bind(null); // prettier-ignore
    const f = (x: number): number => {
      let calls = 0;
      look((a: number, b: number) => {
        calls++;
        return a * b;
      });
      return x * x * calls;
    };
    expect(valueAndGradient(f, 3)).toEqual([18, [12]]);
    expect(seen.slice(0, 4)).toEqual(['function', 2, 2, 12]);
  });

  it.each([
    [
      'uses an active value',
      'E_UNSUPPORTED',
      (x: number) => {
        look(() => x);
        return x;
      },
    ],
    [
      'is hidden in an object',
      'E_UNSUPPORTED',
      (x: number) => {
        look({ f: () => 1 });
        return x;
      },
    ],
    [
      'assigns a variable that cannot be written',
      'E_CAPTURE',
      (x: number) => {
        look(() => {
          total++;
        });
        return x;
      },
    ],
  ])('are refused where one %s', (_, code, f) => {
    // prettier-ignore
    expect(codeOf(() => gradient(f, 2))).toBe(code);
    expect([total, looked]).toEqual([0, 0]);
  });
  let total = 0;
  let looked = 0;
  const look = ((_: unknown) => { looked++; }).bind(null); // prettier-ignore
});
