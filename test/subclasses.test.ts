import { describe, expect, it } from 'vitest';
import { gradient, valueAndGradient } from '../src/index.ts';

class List extends Array<number> {
  dot(o: List): number {
    let s = 0;
    for (let i = 0; i < this.length; i++) s += this[i]! * o[i]!;
    return s;
  }
  get last(): number {
    return this[this.length - 1]!;
  }
}
class Other extends Array<number> {
  dot(o: Other): number {
    return 3 * this[0]! * o[0]!;
  }
}
class Failure extends Error {
  readonly value: number;
  constructor(value: number) {
    super(`at ${value > 1 ? 'most' : 'least'}`);
    this.value = value;
  }
}

describe('arguments that are arrays of a class', () => {
  it('have the methods of their class, and plain gradients', () => {
    const f = (v: List): number => {
      v.push(v[0]! * v[1]!);
      return v.dot(v) + v.last * (v instanceof List ? 1 : 100) + (v.map((q) => 2 * q) as List).last;
    };
    expect(gradient(f, List.from([1, 2]) as List)).toEqual([[2 + 8 + 6, 4 + 4 + 3]]);
    expect(gradient(f, List.from([2, 1]) as List)).toEqual([[4 + 4 + 3, 2 + 8 + 6]]);
  });

  it('are of the class that a function was compiled for', () => {
    const f = (v: List | Other): number => v.dot(v as List & Other);
    expect(gradient(f, List.from([1, 2]) as List)).toEqual([[2, 4]]);
    expect(gradient(f, Other.from([1, 2]) as Other)).toEqual([[6, 0]]);
    expect(gradient(f, List.from([3, 2]) as List)).toEqual([[6, 4]]);
  });

  it('may not walk in a way of their own', () => {
    class Odd extends Array<number> {
      override *[Symbol.iterator](): ArrayIterator<number> {
        yield 1;
      }
    }
    const f = (v: Odd): number => {
      let s = 0;
      for (const q of v) s += q;
      return s;
    };
    expect(() => gradient(f, Odd.from([1, 2]) as Odd)).toThrow(expect.objectContaining({ code: 'E_SUBCLASS' }));
  });
});

it('errors of a class of the user’s leave a call as they are', () => {
  let caught: unknown;
  try {
    gradient((x: number) => {
      throw new Failure(x);
    }, 2);
  } catch (error) {
    caught = error;
  }
  expect(caught).toBeInstanceOf(Failure);
  expect(caught).toMatchObject({ value: 2, message: 'at most' });
  expect((caught as Error).stack).toMatch(/^Error: at most\n/);
});

it('one function of derived code is one value', () => {
  const f = (x: number): number => {
    const g = (v: number): number => v * x;
    const pick = (h: (v: number) => number): number => (h === g ? h(x) : 100);
    return pick(g) + pick((v) => v);
  };
  expect(valueAndGradient(f, 3)).toEqual([109, [6]]);
});
