/** Functions of numbers, which most of math.js takes over lists: one number at a time, with its partial derivatives. */
import { flat, model, scalar } from '../../../src/index.ts';
import { type Any, knowing } from '../pack.ts';
import { polygamma } from '../polygamma.ts';
import { type Makes, byRank, elsewhere, inForm, isForm, isList, mapped, ofNumbers, partOf, strange } from './forms.ts';

type Partials = (...args: any[]) => number[];

/** Whether it takes lists as well. */
const takesLists = (fn: Any): boolean => 'Array' in ((fn as unknown as { signatures?: object }).signatures ?? {});

/** A function of one number. */
const unary = (partials: Partials | null): Makes => (fn, name) => {
  const one = ofNumbers(fn, name);
  const [away, rule] = elsewhere(fn, name);
  // a second argument is told as such: how many others there are is not known before the program runs
  const lists = (x: any, other: any): any =>
    other !== undefined ? away(x, other) : typeof x === 'number' ? one(x) : isList(x) ? inForm(mapped(partOf(x), one), x) : away(x);
  const numbers = (x: any, other: any): any => (other !== undefined ? away(x, other) : typeof x === 'number' ? one(x) : away(x));
  return [
    partials ? scalar(one, partials as never, { risky: true }) : flat(one, 'number'),
    rule,
    model(fn, knowing(takesLists(fn) ? lists : numbers, () => [away, inForm, isList, mapped, one, partOf])),
  ];
};

/** Two lists whose parts belong together, or one of which has one part for all of the other. */
const zipped = (a: any[], b: any[], f: Any): any[] => {
  if (a.length === b.length) return a.map((v, i) => f(v, b[i]));
  if (a.length === 1) return b.map((v) => f(a[0], v));
  if (b.length === 1) return a.map((v) => f(v, b[0]));
  throw new RangeError(`Dimension mismatch (${a.length} != ${b.length})`);
};
/** What `f` makes of pairs of numbers; a side that has fewer dimensions, or length 1 in one, is repeated. */
export const paired = (a: any, b: any, f: Any): any => {
  const pair = (x: any, y: any): any => (typeof x === 'number' && typeof y === 'number' ? f(x, y) : strange());
  const rows = (x: any[], y: any[]): any[] => zipped(x, y, pair);
  if (typeof a === 'number') return mapped(b, (v: number) => f(a, v));
  if (typeof b === 'number') return mapped(a, (v: number) => f(v, b));
  return byRank(
    a,
    () => byRank(b, () => rows(a, b), () => b.map((row: any[]) => rows(a, row))), // oxfmt-ignore
    () => byRank(b, () => a.map((row: any[]) => rows(row, b)), () => zipped(a, b, rows)), // oxfmt-ignore
  );
};
knowing(paired, () => [byRank, mapped, strange, zipped]);

/** A function of two numbers, over numbers and lists as `two` tells it. `more`: of any number of arguments, one after the other. */
const over = (two: Any, away: Any, more: boolean): Any => {
  const pair = (a: any, b: any): any => inForm(paired(partOf(a), partOf(b), two), isList(a) && !Array.isArray(a) ? a : b);
  knowing(pair, () => [inForm, isList, paired, partOf, two]);
  const exactly = (a: any, b: any, other: any): any =>
    other !== undefined ? away(a, b, other) : !isForm(a) || !isForm(b) ? away(a, b) : typeof a === 'number' && typeof b === 'number' ? two(a, b) : pair(a, b);
  // how many there are is known from their kinds alone, up to four
  const several = (a: any, b: any, c: any, d: any, other: any, ...rest: any[]): any => {
    if (other !== undefined || !isForm(a) || !isForm(b)) return away(a, b, c, d, other, ...rest);
    const first = typeof a === 'number' && typeof b === 'number' ? two(a, b) : pair(a, b);
    if (c === undefined) return first;
    return d === undefined ? pair(first, c) : pair(pair(first, c), d);
  };
  return knowing(more ? several : exactly, () => [away, isForm, pair, two]);
};

const binary = (partials: Partials): Makes => (fn, name) => {
  const two = ofNumbers(fn, name);
  const [away, rule] = elsewhere(fn, name);
  return [scalar(two, partials as never, { risky: true }), rule, model(fn, over(two, away, false))];
};

/** Arithmetic, which is told as such. */
const arithmetic = (two: Any, more = false): Makes => (fn, name) => {
  const [away, rule] = elsewhere(fn, name);
  return [rule, model(fn, over(two, away, more))];
};

const special = (partials: Partials): Makes => unary(knowing(partials, () => [polygamma]));

/** One argument, or two: the second one has a value where it is left out. */
const optional = (alone: Partials, both: Partials): Makes => (fn, name) => {
  const one = ofNumbers((x: any) => fn(x), name),
    two = ofNumbers((x: any, y: any) => fn(x, y), name);
  const [away, rule] = elsewhere(fn, name);
  const lists = takesLists(fn);
  const run = (x: any, b: any, other: any): any => {
    if (other !== undefined) return away(x, b, other);
    if (b === undefined) return typeof x === 'number' ? one(x) : lists && isList(x) ? inForm(mapped(partOf(x), one), x) : away(x);
    return typeof x === 'number' && typeof b === 'number' ? two(x, b) : away(x, b);
  };
  return [
    scalar(one, alone as never, { risky: true }),
    scalar(two, both as never, { risky: true }),
    rule,
    model(fn, knowing(run, () => [away, inForm, isList, lists, mapped, one, partOf, two])),
  ];
};

export const ELEMENTWISE: Readonly<Record<string, Makes>> = {
  abs: unary((x) => [Math.sign(x)]),
  acos: unary((x) => [-1 / Math.sqrt((1 - x) * (1 + x))]),
  acosh: unary((x) => [1 / Math.sqrt((x - 1) * (x + 1))]),
  acot: unary((x) => [-1 / (1 + x * x)]),
  acoth: unary((x) => [1 / ((1 - x) * (1 + x))]),
  acsc: unary((x) => [-1 / (Math.abs(x) * Math.sqrt((x - 1) * (x + 1)))]),
  acsch: unary((x) => [-1 / (Math.abs(x) * Math.sqrt(1 + x * x))]),
  add: arithmetic((x: number, y: number) => x + y, true),
  addScalar: arithmetic((x: number, y: number) => x + y, true),
  arg: unary(null),
  asec: unary((x) => [1 / (Math.abs(x) * Math.sqrt((x - 1) * (x + 1)))]),
  asech: unary((x) => [-1 / (x * Math.sqrt((1 - x) * (1 + x)))]),
  asin: unary((x) => [1 / Math.sqrt((1 - x) * (1 + x))]),
  asinh: unary((x) => [1 / Math.sqrt(1 + x * x)]),
  atan: unary((x) => [1 / (1 + x * x)]),
  atan2: binary((y, x) => [x / (x * x + y * y), -y / (x * x + y * y)]),
  atanh: unary((x) => [1 / ((1 - x) * (1 + x))]),
  cbrt: unary((_x, y) => [1 / (3 * y * y)]),
  conj: unary(() => [1]),
  cos: unary((x) => [-Math.sin(x)]),
  cosh: unary((x) => [Math.sinh(x)]),
  cot: unary((_x, y) => [-(1 + y * y)]),
  coth: unary((x) => [-1 / (Math.sinh(x) * Math.sinh(x))]),
  csc: unary((x, y) => [-y / Math.tan(x)]),
  csch: unary((x, y) => [-y / Math.tanh(x)]),
  cube: unary((x) => [3 * x * x]),
  divideScalar: arithmetic((x: number, y: number) => x / y),
  dotDivide: arithmetic((x: number, y: number) => x / y),
  dotMultiply: arithmetic((x: number, y: number) => x * y),
  dotPow: binary((x, n, y) => [n === 0 ? 0 : n * x ** (n - 1), y === 0 ? 0 : Math.log(x) * y]),
  erf: unary((x) => [1.1283791670955126 * Math.exp(-x * x)]),
  exp: unary((_x, y) => [y]),
  expm1: unary((x) => [Math.exp(x)]),
  factorial: special((x, y) => [y * polygamma(0, x + 1)]),
  gamma: special((x, y) => [y * polygamma(0, x)]),
  im: unary(null),
  lgamma: special((x) => [polygamma(0, x)]),
  log: optional((x) => [1 / x], (x, b, y) => [1 / (x * Math.log(b)), -y / (b * Math.log(b))]), // oxfmt-ignore
  log10: unary((x) => [1 / (x * Math.LN10)]),
  log1p: optional((x) => [1 / (1 + x)], (x, b, y) => [1 / ((1 + x) * Math.log(b)), -y / (b * Math.log(b))]), // oxfmt-ignore
  log2: unary((x) => [1 / (x * Math.LN2)]),
  mod: binary((x, y) => [1, -Math.floor(x / y)]),
  multiplyScalar: arithmetic((x: number, y: number) => x * y, true),
  nthRoot: optional((_x, y) => [0.5 / y], (x, n, y) => [y / (n * x), (-y * Math.log(Math.abs(x))) / (n * n)]), // oxfmt-ignore
  re: unary(() => [1]),
  sec: unary((x, y) => [y * Math.tan(x)]),
  sech: unary((x, y) => [-y * Math.tanh(x)]),
  sign: unary(null),
  sin: unary((x) => [Math.cos(x)]),
  sinh: unary((x) => [Math.cosh(x)]),
  sqrt: unary((_x, y) => [0.5 / y]),
  square: unary((x) => [2 * x]),
  subtract: arithmetic((x: number, y: number) => x - y),
  subtractScalar: arithmetic((x: number, y: number) => x - y),
  tan: unary((_x, y) => [1 + y * y]),
  tanh: unary((_x, y) => [1 - y * y]),
  unaryMinus: unary(() => [-1]),
  unaryPlus: unary(() => [1]),
};
