// oxlint-disable no-extend-native -- a method of the user's on a builtin prototype is one of the cases
/**
 * Every method of the builtin prototypes: what it does to numbers that matter is differentiated, or refused by name; on
 * constants it runs as it is. A method that an engine adds is missing from the tables, and the test says so.
 */
import { describe, expect, test } from 'vitest';
import { AdjointError, valueAndGradient } from '../src/index.ts';
import { differences } from './differences.ts';

type Sample = (a: any) => number;
/** `refused`: the code for active data; the method still runs on constants. */
interface Case {
  readonly active: Sample;
  readonly refused?: string;
}
const ok = (active: Sample): Case => ({ active });
const no = (refused: string, active: Sample): Case => ({ active, refused });

const both: Record<string, Case> = {
  at: ok((a) => a.at(-1) * a.at(0)),
  copyWithin: ok((a) => a.copyWithin(0, 1)[0] * a[1]),
  entries: ok((a) => [...a.entries()].reduce((s: number, [i, v]: any) => s + i * v * v, 0)),
  every: ok((a) => (a.every((v: number) => v > 0) ? a[0] * a[1] : 0)),
  fill: ok((a) => a.fill(a[0] * a[1], 1)[2] * a[0]),
  filter: ok((a) => a.filter((v: number) => v > 1)[0] ** 2),
  find: ok((a) => a.find((v: number) => v > 1) ** 2),
  findIndex: ok((a) => a[a.findIndex((v: number) => v > 1)] ** 2),
  findLast: ok((a) => a.findLast((v: number) => v > 1) ** 2),
  findLastIndex: ok((a) => a[a.findLastIndex((v: number) => v > 1)] ** 2),
  forEach: ok((a) => {
    let s = 0;
    a.forEach((v: number, i: number) => (s += v * v * (i + 1)));
    return s;
  }),
  includes: ok((a) => (a.includes(9) ? 0 : a[0] ** 2)),
  indexOf: ok((a) => (a.indexOf(9) < 0 ? a[0] ** 2 : 0)),
  join: no('E_NO_RULE', (a) => Number(a.join('').length) * a[0] + Number(a.join('+'))),
  keys: ok((a) => [...a.keys()].reduce((s: number, i: any) => s + i * a[i] ** 2, 0)),
  lastIndexOf: ok((a) => (a.lastIndexOf(9) < 0 ? a[0] ** 2 : 0)),
  map: ok((a) => a.map((v: number, i: number) => v * v + i)[1] * a[0]),
  reduce: ok((a) => a.reduce((p: number, v: number) => p * v + 1)),
  reduceRight: ok((a) => a.reduceRight((p: number, v: number) => p * v + 1)),
  reverse: ok((a) => a.reverse()[0] * 2 + a[1] * a[2]),
  slice: ok((a) => a.slice(1)[0] * a[0]),
  some: ok((a) => (a.some((v: number) => v > 1) ? a[0] * a[1] : 0)),
  sort: ok((a) => a.sort((p: number, q: number) => q - p)[0] ** 2 * a[1]),
  toLocaleString: no('E_NO_RULE', (a) => Number(a.toLocaleString('en'))),
  toReversed: ok((a) => a.toReversed()[0] ** 2),
  toSorted: ok((a) => a.toSorted((p: number, q: number) => q - p)[0] ** 2),
  toString: no('E_NO_RULE', (a) => Number(a.toString())),
  values: ok((a) => [...a.values()].reduce((s: number, v: any) => s + v * v, 0)),
  with: ok((a) => a.with(0, a[1] * a[2])[0] * a[0]),
};

const arrays: Record<string, Case> = {
  ...both,
  concat: ok((a) => a.concat([a[0] * a[1]], 3)[3] * a[2]),
  flat: ok((a) => [a, [a[0] * a[1]]].flat()[3]! * a[2]),
  flatMap: ok((a) => a.flatMap((v: number) => [v, v * v])[3] * a[0]),
  pop: ok((a) => a.pop() * a.length * a[0]),
  push: ok((a) => a.push(a[0] * a[1]) * a[3]),
  shift: ok((a) => a.shift() * a[0]),
  splice: ok((a) => a.splice(0, 1, a[1] * a[2], 5)[0] * a[0]),
  toSpliced: ok((a) => a.toSpliced(0, 1, a[1] * a[2])[0] * a[0]),
  unshift: ok((a) => a.unshift(a[0] * a[1]) * a[0] * a[1]),
};

const typed: Record<string, Case> = {
  ...both,
  set: ok((a) => {
    a.set([a[0] * a[1]], 2);
    return a[2] * a[0];
  }),
  subarray: ok((a) => {
    a.subarray(1)[0] *= a[0];
    return a[1] ** 2;
  }),
};

/** Accessors and what is no method. */
const APART = new Set(['constructor', 'length', 'buffer', 'byteLength', 'byteOffset']);

const methodsOf = (proto: object): string[] => Object.getOwnPropertyNames(proto).filter((name) => !APART.has(name));

function judge(make: () => unknown, { active, refused }: Case): void {
  const run = (): [number, readonly any[]] => valueAndGradient(active as never, ...([make()] as never[])) as never;
  if (refused !== undefined) {
    let error: unknown;
    try {
      run();
    } catch (e) {
      error = e;
    }
    expect(error).toBeInstanceOf(AdjointError);
    return expect((error as AdjointError).code).toBe(refused);
  }
  const [value, [gradient]] = run();
  expect(value).toBe(active(make()));
  const wanted = differences(
    (a) => active(a),
    () => [make()],
  );
  wanted.forEach((d, i) => expect(gradient[i]).toBeCloseTo(d, 5));
}

/** The same on numbers that do not matter: runs, whatever the method. */
function judgeConstant(make: () => unknown, { active }: Case): void {
  const f = (x: number): number => x * x + active(make());
  const [value, [d]] = valueAndGradient(f, 3);
  expect(value).toBe(f(3));
  expect(d).toBe(6);
}

describe.each([
  ['Array.prototype', Array.prototype, arrays, () => [1.5, 0.5, 2.5]],
  ['TypedArray.prototype', Object.getPrototypeOf(Float64Array.prototype), typed, () => Float64Array.of(1.5, 0.5, 2.5)],
] as const)('%s', (_, proto, table, make) => {
  test('is known in full', () => expect(methodsOf(proto).filter((name) => !(name in table))).toEqual([]));
  const here = Object.entries(table).filter(([name]) => name in proto);
  test.each(here)('%s', (_name, one) => judge(make, one));
  test.each(here)('%s on constants', (_name, one) => judgeConstant(make, one));
});

/** On constants, one call for each; `x` is the number that matters. */
const constants: readonly (readonly [string, object, Record<string, (x: number) => unknown>])[] = [
  [
    'String.prototype',
    String.prototype,
    {
      anchor: () => 'a'.anchor('b'),
      at: () => 'abc'.at(-1),
      big: () => 'a'.big(),
      blink: () => 'a'.blink(),
      bold: () => 'a'.bold(),
      charAt: () => 'abc'.charAt(1),
      charCodeAt: () => 'abc'.charCodeAt(1),
      codePointAt: () => 'abc'.codePointAt(1),
      concat: () => 'a'.concat('b', 'c'),
      endsWith: () => 'abc'.endsWith('c'),
      fixed: () => 'a'.fixed(),
      fontcolor: () => 'a'.fontcolor('red'),
      fontsize: () => 'a'.fontsize(3),
      includes: () => 'abc'.includes('b'),
      indexOf: () => 'abc'.indexOf('c'),
      isWellFormed: () => (('isWellFormed' in String.prototype) as boolean) && ('ab' as any).isWellFormed(),
      italics: () => 'a'.italics(),
      lastIndexOf: () => 'aba'.lastIndexOf('a'),
      link: () => 'a'.link('b'),
      localeCompare: () => 'a'.localeCompare('b'),
      match: () => 'a1'.match(/\d/)![0],
      matchAll: () => [...'a1b2'.matchAll(/\d/g)].length,
      normalize: () => 'é'.normalize('NFD'),
      padEnd: () => 'a'.padEnd(3, '-'),
      padStart: () => 'a'.padStart(3, '-'),
      repeat: () => 'ab'.repeat(3),
      replace: () => 'aba'.replace('a', 'c') + 'aba'.replace(/a/g, (m) => m + m),
      replaceAll: () => 'aba'.replaceAll('a', 'c'),
      search: () => 'abc'.search(/c/),
      slice: () => 'abc'.slice(1),
      small: () => 'a'.small(),
      split: () => 'a-b'.split('-')[1],
      startsWith: () => 'abc'.startsWith('a'),
      strike: () => 'a'.strike(),
      sub: () => 'a'.sub(),
      substr: () => 'abc'.substr(1, 1),
      substring: () => 'abc'.substring(1, 2),
      sup: () => 'a'.sup(),
      toLocaleLowerCase: () => 'A'.toLocaleLowerCase(),
      toLocaleUpperCase: () => 'a'.toLocaleUpperCase(),
      toLowerCase: () => 'A'.toLowerCase(),
      toString: () => 'a'.toString(),
      toUpperCase: () => 'a'.toUpperCase(),
      toWellFormed: () => ('toWellFormed' in String.prototype ? ('a' as any).toWellFormed() : ''),
      trim: () => ' a '.trim(),
      trimEnd: () => ' a '.trimEnd(),
      trimLeft: () => ' a '.trimStart(),
      trimRight: () => ' a '.trimEnd(),
      trimStart: () => ' a '.trimStart(),
      valueOf: () => 'a'.valueOf(),
    },
  ],
  [
    'RegExp.prototype',
    RegExp.prototype,
    {
      compile: () => 1,
      dotAll: () => /a/s.dotAll,
      exec: () => /(\d)/.exec('a1')![1],
      flags: () => /a/gi.flags,
      global: () => /a/g.global,
      hasIndices: () => (/a/d as any).hasIndices,
      ignoreCase: () => /a/i.ignoreCase,
      multiline: () => /a/m.multiline,
      source: () => /ab/.source,
      sticky: () => /a/y.sticky,
      test: () => /a/.test('cab'),
      toString: () => /a/g.toString(),
      unicode: () => /a/u.unicode,
      unicodeSets: () => 1,
    },
  ],
  [
    'Number.prototype',
    Number.prototype,
    {
      toExponential: () => (12.5).toExponential(1),
      toFixed: () => (12.5).toFixed(2),
      toLocaleString: () => (1234.5).toLocaleString('en'),
      toPrecision: () => (12.5).toPrecision(2),
      toString: () => (255).toString(16),
      valueOf: () => (255).valueOf(),
    },
  ],
  [
    'Number',
    Number,
    {
      EPSILON: () => Number.EPSILON,
      MAX_SAFE_INTEGER: () => Number.MAX_SAFE_INTEGER,
      MAX_VALUE: () => Number.MAX_VALUE,
      MIN_SAFE_INTEGER: () => Number.MIN_SAFE_INTEGER,
      MIN_VALUE: () => Number.MIN_VALUE,
      NEGATIVE_INFINITY: () => Number.NEGATIVE_INFINITY,
      NaN: () => Number.NaN,
      POSITIVE_INFINITY: () => Number.POSITIVE_INFINITY,
      isFinite: (x) => Number.isFinite(x),
      isInteger: (x) => Number.isInteger(x),
      isNaN: (x) => Number.isNaN(x),
      isSafeInteger: (x) => Number.isSafeInteger(x),
      parseFloat: () => Number.parseFloat('1.5'),
      parseInt: () => Number.parseInt('11', 2),
    },
  ],
  [
    'Object',
    Object,
    {
      assign: () => (Object.assign({ a: 1 }, { b: 2 }) as any).b,
      create: () => Object.keys(Object.create(null)).length,
      defineProperties: () => Object.keys(Object.defineProperties({}, { a: { value: 1, enumerable: true }, b: { value: 2 } })).length,
      defineProperty: () => (Object.defineProperty({}, 'a', { value: 12 }) as any).a,
      entries: () => Object.entries({ a: 1 })[0]![0],
      freeze: () => Object.freeze({ a: 12 }).a,
      fromEntries: () => Object.fromEntries([['a', 12]])['a'],
      getOwnPropertyDescriptor: () => Object.getOwnPropertyDescriptor({ a: 12 }, 'a')!.value,
      getOwnPropertyDescriptors: () => Object.getOwnPropertyDescriptors({ a: 12 }).a.value,
      getOwnPropertyNames: () => Object.getOwnPropertyNames({ abc: 1 })[0],
      getOwnPropertySymbols: () => Object.getOwnPropertySymbols({}).length,
      getPrototypeOf: () => Object.getPrototypeOf([]) === Array.prototype,
      groupBy: () => 1,
      hasOwn: () => Object.hasOwn({ a: 1 }, 'a'),
      is: () => Object.is(NaN, NaN),
      isExtensible: () => Object.isExtensible({}),
      isFrozen: () => Object.isFrozen(Object.freeze({})),
      isSealed: () => Object.isSealed(Object.seal({})),
      keys: () => Object.keys({ abc: 1 })[0],
      preventExtensions: () => Object.isExtensible(Object.preventExtensions({})),
      seal: () => Object.seal({ a: 12 }).a,
      setPrototypeOf: () => 1,
      values: () => Object.values({ a: 12 })[0],
    },
  ],
  [
    'Date.prototype',
    Date.prototype,
    Object.fromEntries(
      methodsOf(Date.prototype)
        .filter((name) => name !== 'toLocaleString')
        .map((name) => [name, new Function(`return () => String(new Date(86400000)[${JSON.stringify(name)}](1)).length > 0;`)()]),
    ),
  ],
];

describe.each(constants)('%s on constants', (_, holder, table) => {
  const own = Object.getOwnPropertyNames(holder).filter((name) => !/^(constructor|length|name|prototype)$/.test(name));
  test('is known in full', () => expect(own.filter((name) => !(name in table) && name !== 'toLocaleString')).toEqual([]));
  test.each(Object.entries(table).filter(([name]) => name in holder))('%s', (_name, call) => {
    const f = (x: number): number => x * x * String(call(x)).length;
    const [value, [d]] = valueAndGradient(f, 3);
    expect(value).toBe(f(3));
    expect(d).toBe(2 * 3 * String(call(3)).length);
  });
});

test('methods that the user adds to builtin prototypes are read as any function', () => {
  const proto = Array.prototype as unknown as Record<string, unknown>;
  proto['sumOfSquares'] = function (this: number[]): number {
    let s = 0;
    for (const v of this) s += v * v;
    return s;
  };
  try {
    const f = (a: any): number => a.sumOfSquares() * a[0];
    expect(valueAndGradient(f, [1, 2])).toEqual([5, [[5 + 2, 4]]]);
  } finally {
    delete proto['sumOfSquares'];
  }
});
