/** The pack for math.js: every function has a verdict, and what has a rule passes `checkRule` on numbers, arrays and dense matrices. */
import * as library from 'mathjs';
import { describe, expect, test } from 'vitest';
import { mathjs, verdicts } from '../rules/packs/mathjs.ts';
import { checkRule, gradient, hessian, pullback, withRules } from '../src/index.ts';
import { EXACT, random, tryIdentity } from '../src/api/identity.ts';
import { refusal } from './rule-checks.ts';

type Any = (...args: any[]) => any;
type Matrix = number[][];
const m = library as unknown as Readonly<Record<string, any>>;
const rules = mathjs(m);
const under = <T>(run: () => T): T => withRules(rules, run);

/** What takes numbers and lists is a dispatcher; the one that makes dispatchers is none of them. */
const names = Object.keys(m).filter((name) => name !== 'typed' && typeof m[name] === 'function' && m[name].signatures !== undefined);

test('every numeric export has a verdict', () => {
  expect(names.length).toBeGreaterThan(230);
  expect(names.filter((name) => verdicts[name] === undefined)).toEqual([]);
});

const SIZES = [1e-9, 1e-4, 0.02, 0.1, 0.3, 0.5, 0.77, 0.9, 0.99, 1.01, 1.3, 2.2, 3.7];
const signed = [...SIZES, ...SIZES.map((x) => -x)];
const positive = [...SIZES, ...SIZES.map((x) => 3 + 7 * x)];
const inside = [...signed.filter((x) => Math.abs(x) < 1), 0.2, 0.4, 0.6, 0.8, -0.2, -0.4, -0.6, -0.8];
const within = SIZES.flatMap((x) => (x < 0.9 ? [x, 0.98 - x] : [x / 5, 0.98 - x / 5]));
const outside = SIZES.flatMap((x) => [1.03 + x, -1.03 - x]);
const above = [...SIZES, ...SIZES.map((x) => 3 * x + 2)].map((x) => 1.03 + x);
const whole = Array.from({ length: 25 }, (_, i) => i - 12.37);
const away = signed.filter((x) => Math.abs(x) > 1e-3).concat(0.7, -0.7, 5.1, -5.1);
const ones = (list: readonly number[]): number[][] => list.map((x) => [x]);
const pairs = (list: readonly number[], other = list): number[][] => list.map((x, i) => [x, other[(7 * i + 3) % other.length]!]);

/** Functions of numbers: where they are tried. */
const NUMBERS: Record<string, readonly (readonly number[])[]> = {
  abs: ones(signed), acos: ones(inside), acosh: ones(above), acot: ones(away), acoth: ones(outside), acsc: ones(outside), acsch: ones(away),
  add: pairs(signed), addScalar: pairs(signed), arg: ones(signed), asec: ones(outside), asech: ones(within), asin: ones(inside), asinh: ones(signed),
  atan: ones(signed), atan2: pairs(signed), atanh: ones(inside), cbrt: ones(signed), conj: ones(signed), cos: ones(signed), cosh: ones(signed),
  cot: ones(away), coth: ones(away), csc: ones(away), csch: ones(away), cube: ones(signed), divide: pairs(signed, away), divideScalar: pairs(signed, away),
  dotDivide: pairs(signed, away), dotMultiply: pairs(signed), dotPow: pairs(positive, signed), erf: ones(signed), exp: ones(signed), expm1: ones(signed),
  factorial: ones(positive), gamma: ones([...positive.filter((x) => x > 1e-3), ...whole]), hypot: pairs(signed), im: ones(signed),
  lgamma: ones(positive), log: pairs(positive, above), log10: ones(positive), log1p: pairs(positive, above), log2: ones(positive),
  mod: pairs(whole, positive.filter((x) => x > 1)), multiply: pairs(signed), multiplyScalar: pairs(signed), norm: ones(signed),
  nthRoot: pairs(positive, [2, 3, 1.7, 5]), pow: pairs(positive, signed), re: ones(signed), sec: ones(signed), sech: ones(signed), sign: ones(signed),
  sin: ones(signed), sinh: ones(signed), sqrt: ones(positive), square: ones(signed), subtract: pairs(signed), subtractScalar: pairs(signed),
  tan: ones(signed), tanh: ones(signed), unaryMinus: ones(signed), unaryPlus: ones(signed),
  ceil: ones(whole), compare: pairs(whole, signed), fix: ones(whole), floor: ones(whole), inv: ones(away), number: ones(signed), round: ones(whole),
}; // oxfmt-ignore

const draw = random(3);
const vector = (n = 3): number[] => Array.from({ length: n }, () => 2 * draw() + 0.1);
const matrix = (rows = 3, columns = rows): Matrix => Array.from({ length: rows }, () => vector(columns));
/** Far from singular, with eigenvalues to the right of 0. */
const regular = (n = 3): Matrix => matrix(n).map((row, i) => row.map((v, j) => (i === j ? 5 + v : 0.5 * v)));
const distribution = (): number[] => vector().map((v) => 0.2 + v * v);

type Case = [run: Any, ...points: (() => unknown)[]];
/** Functions of lists: programs, and what makes their arguments. */
const LISTS: Record<string, Case[]> = {
  abs: [[(x) => m.abs(x), matrix]],
  add: [[(x, y) => m.add(x, y), matrix, matrix], [(x, y) => m.add(x, y), matrix, vector], [(x, y, z) => m.add(x, y, z), vector, matrix, vector]],
  atan2: [[(x, y) => m.atan2(x, y), matrix, vector]],
  clone: [[(x) => m.clone(x), matrix]],
  column: [[(x) => m.column(x, 1), matrix]],
  concat: [[(x, y) => m.concat(x, y), vector, vector], [(x, y) => m.concat(x, y), matrix, matrix], [(x, y) => m.concat(x, y, 0), matrix, matrix]],
  conj: [[(x) => m.conj(x), vector]],
  corr: [[(x, y) => m.corr(x, y), () => vector(5), () => vector(5)], [(x, y) => m.corr(x, y), () => matrix(2, 4), () => matrix(2, 4)]],
  count: [[(x) => m.count(x) * m.sum(x), matrix]],
  cross: [[(x, y) => m.cross(x, y), vector, vector]],
  ctranspose: [[(x) => m.ctranspose(x), matrix]],
  cumsum: [[(x) => m.cumsum(x), vector], [(x) => m.cumsum(x), matrix], [(x) => m.cumsum(x, 1), matrix]],
  det: [[(x) => m.det(x), matrix], [(x) => m.det(x), () => matrix(5)], [(x) => m.det(x), () => [[1, 2], [2, 4]]]],
  diag: [[(x) => m.diag(x), vector], [(x) => m.diag(x), matrix], [(x) => m.diag(x, 1), vector], [(x) => m.diag(x, -1), () => matrix(2, 3)]],
  diff: [[(x) => m.diff(x), vector], [(x) => m.diff(x), matrix], [(x) => m.diff(x, 1), matrix]],
  distance: [[(x, y) => m.distance(x, y), vector, vector]],
  divide: [[(x) => m.divide(x, 3), matrix], [(x, y) => m.divide(x, y), matrix, regular], [(x) => m.divide(2, x), regular]],
  dot: [[(x, y) => m.dot(x, y), vector, vector]],
  dotDivide: [[(x, y) => m.dotDivide(x, y), vector, vector]],
  dotMultiply: [[(x, y) => m.dotMultiply(x, y), matrix, () => matrix(1, 3)], [(x) => m.dotMultiply(x, 2), vector]],
  dotPow: [[(x) => m.dotPow(x, 3), matrix]],
  erf: [[(x) => m.erf(x), vector]],
  expm: [[(x) => m.expm(x), matrix]],
  factorial: [[(x) => m.factorial(x), distribution]],
  filter: [[(x) => m.filter(x, (v: number) => v > 0.1), vector], [(x) => m.filter(x, m.isPositive), vector]],
  fix: [[(x) => m.dotMultiply(m.fix(x), x), matrix]],
  floor: [[(x) => m.dotMultiply(m.floor(x), x), vector]],
  flatten: [[(x) => m.flatten(x), matrix]],
  forEach: [[(x) => { let s = 0; m.forEach(x, (v: number, [i]: number[]) => { s += v * v * (i! + 1); }); return s; }, matrix]],
  getMatrixDataType: [[(x) => m.getMatrixDataType(x) === 'number' ? m.sum(m.abs(x)) : 0, matrix]],
  hypot: [[(x) => m.hypot(x), vector]],
  identity: [[(x) => m.add(m.identity(3), x), matrix], [(x) => m.multiply(m.identity(3, 3), x), vector]],
  inv: [[(x) => m.inv(x), regular]],
  kldivergence: [[(x, y) => m.kldivergence(x, y), distribution, distribution]],
  kron: [[(x, y) => m.kron(x, y), () => matrix(2), matrix]],
  log10: [[(x) => m.log10(x), distribution]],
  lsolve: [[(x, y) => m.lsolve(x, y), regular, vector]],
  lusolve: [[(x, y) => m.lusolve(x, y), regular, vector], [(x, y) => m.lusolve(x, y), regular, () => matrix(3, 1)]],
  lyap: [[(x, y) => m.lyap(x, y), regular, matrix]],
  mad: [[(x) => m.mad(x), () => vector(5)]],
  map: [[(x) => m.map(x, (v: number) => v * v), matrix], [(x) => m.map(x, (v: number, [i, j]: number[]) => v ** (i! + j!)), matrix], [(x) => m.map(x, m.cube), vector]],
  matrix: [[(x) => m.matrix(x), matrix], [(x) => m.matrix(x).get([1, 0]) * m.matrix(x).get([1, 2]), matrix]],
  max: [[(x) => m.max(x), matrix], [(x) => m.max(x, 0), matrix], [(x) => m.max(x, 1), matrix]],
  mean: [[(x) => m.mean(x), matrix], [(x) => m.mean(x, 0), matrix], [(x) => m.mean(x, 1), matrix]],
  median: [[(x) => m.median(x), () => vector(4)], [(x) => m.median(x), () => vector(5)]],
  min: [[(x) => m.min(x), vector], [(x) => m.min(x, 1), matrix]],
  mod: [[(x) => m.mod(x, 1.3), vector]],
  multiply: [
    [(x, y) => m.multiply(x, y), vector, vector], [(x, y) => m.multiply(x, y), matrix, vector], [(x, y) => m.multiply(x, y), vector, matrix],
    [(x, y) => m.multiply(x, y), () => matrix(2, 3), () => matrix(3, 4)], [(x, y) => m.multiply(x, y), matrix, () => matrix(3, 1)], [(x, y) => m.multiply(2, x, y), matrix, matrix],
  ],
  norm: [
    [(x) => m.norm(x), vector], [(x) => m.norm(x, 3), vector], [(x) => m.norm(x, Infinity), vector], [(x) => m.norm(x, '-inf'), vector],
    [(x) => m.norm(x, 'fro'), matrix], [(x) => m.norm(x, 1), matrix], [(x) => m.norm(x, 'inf'), matrix],
  ],
  nthRoot: [[(x) => m.nthRoot(x), distribution]],
  ones: [[(x) => m.dotMultiply(m.ones(3), x), matrix]],
  pinv: [[(x) => m.pinv(x), () => regular().slice(1)], [(x) => m.pinv(x), () => regular().map((row) => row.slice(1))]],
  pow: [[(x) => m.pow(x, 3), matrix], [(x) => m.pow(x, -2), regular], [(x) => m.pow(x, 0), matrix]],
  prod: [[(x) => m.prod(x), matrix]],
  quantileSeq: [[(x) => m.quantileSeq(x, 0.3), () => vector(5)], [(x) => m.quantileSeq(x, [0.25, 0.6]), () => vector(5)]],
  reshape: [[(x) => m.reshape(x, [3, 2]), () => matrix(2, 3)]],
  round: [[(x) => m.dotMultiply(m.round(x, 1), x), vector]],
  row: [[(x) => m.row(x, 1), matrix]],
  sign: [[(x) => m.dotMultiply(m.sign(x), x), matrix]],
  size: [[(x) => (m.size(x), m.sum(m.abs(x))), matrix]],
  sort: [[(x) => m.sort(x), vector], [(x) => m.sort(x, 'desc'), vector]],
  sqrtm: [[(x) => m.sqrtm(x), regular]],
  std: [[(x) => m.std(x), vector], [(x) => m.std(x, 'biased'), matrix], [(x) => m.std(x, 0), matrix], [(x) => m.std(x, 1, 'uncorrected'), matrix]],
  subtract: [[(x, y) => m.subtract(x, y), matrix, vector], [(x) => m.subtract(1, x), matrix]],
  sum: [[(x) => m.sum(x), matrix], [(x) => m.sum(x, 0), matrix], [(x) => m.sum(x, 1), matrix]],
  sylvester: [[(x, y, z) => m.sylvester(x, y, z), regular, () => regular(2), () => matrix(3, 2)]],
  trace: [[(x) => m.trace(x), matrix]],
  transpose: [[(x) => m.transpose(x), () => matrix(2, 3)], [(x) => m.transpose(x), vector]],
  unaryMinus: [[(x) => m.unaryMinus(x), matrix]],
  usolve: [[(x, y) => m.usolve(x, y), regular, vector]],
  variance: [[(x) => m.variance(x), matrix], [(x) => m.variance(x, 1), matrix], [(x) => m.variance(x, 0, 'biased'), matrix]],
  zeros: [[(x) => m.add(m.zeros(3, 3), x), matrix]],
}; // oxfmt-ignore

/** Programs that branch and draw. */
const PROGRAMS: Record<string, Any> = {
  and: (x) => (m.and(x, 1) ? x * x : x), equal: (x) => (m.equal(x, 2) ? x : x * x), equalScalar: (x) => (m.equalScalar(x, 2) ? x : x * x),
  hasNumericValue: (x) => (m.hasNumericValue(x) ? x * x : x), isBounded: (x) => (m.isBounded(x) ? x * x : x), isFinite: (x) => (m.isFinite(x) ? x * x : x),
  isInteger: (x) => (m.isInteger(x) ? x : x * x), isNaN: (x) => (m.isNaN(x) ? x : x * x), isNegative: (x) => (m.isNegative(x) ? x : x * x),
  isPrime: (x) => (m.isPrime(x) ? x * x : x), isNumeric: (x) => (m.isNumeric(x) ? x * x : x), isPositive: (x) => (m.isPositive(x) ? x * x : x), isZero: (x) => (m.isZero(x) ? x : x * x),
  larger: (x) => (m.larger(x, 1) ? x * x : x), largerEq: (x) => (m.largerEq(x, 1) ? x * x : x), not: (x) => (m.not(x) ? x : x * x),
  or: (x) => (m.or(x, 0) ? x * x : x), random: (x) => (m.random() < 2 && m.random(2, 3) > 1 ? x * x : x), randomInt: (x) => (m.randomInt(0, 3) < 5 ? x * x : x),
  smaller: (x) => (m.smaller(x, 1) ? x * x : x), smallerEq: (x) => (m.smallerEq(x, 1) ? x * x : x), typeOf: (x) => (m.typeOf(x) === 'number' ? x * x : x),
  unequal: (x) => (m.unequal(x, 1) ? x * x : x), xor: (x) => (m.xor(x, 0) ? x * x : x),
}; // oxfmt-ignore

test('what has a rule is tried', () => {
  const tried = new Set([...Object.keys(NUMBERS), ...Object.keys(LISTS), ...Object.keys(PROGRAMS)]);
  expect(names.filter((name) => verdicts[name] === 'rule' && !tried.has(name))).toEqual([]);
});

const options = { directions: 1, tolerance: 1e-5 };

describe('numbers', () => {
  test.each(Object.keys(NUMBERS))('%s', (name) => {
    const points = NUMBERS[name]!;
    expect(points.length).toBeGreaterThanOrEqual(25);
    const f = points[0]!.length === 1 ? (x: number): number => m[name](x) : (x: number, y: number): number => m[name](x, y);
    for (const point of points) expect(under(() => pullback(f as Any, ...point))[0]).toBe(f(...(point as [number, number])));
    under(() => checkRule(f as Any, points, options)).assert();
  });
  test.each(Object.keys(PROGRAMS))('%s', (name) => {
    under(() => checkRule(PROGRAMS[name]!, [[2.3], [0.4], [1.7]], options)).assert();
  });
});

const isList = (x: unknown): boolean => Array.isArray(x);
const asMatrix = (x: any): any => (isList(x) ? m.matrix(x) : x);
const plain = (x: any): any => (typeof x === 'number' || isList(x) ? x : x.valueOf());
const ARRAYS: readonly ((f: Any) => Any)[] = [
  (f) => f,
  (f) => (x) => plain(f(x)),
  (f) => (x, y) => plain(f(x, y)),
  (f) => (x, y, z) => plain(f(x, y, z)),
];
const DENSE: readonly ((f: Any) => Any)[] = [
  (f) => f,
  (f) => (x) => plain(f(asMatrix(x))),
  (f) => (x, y) => plain(f(asMatrix(x), asMatrix(y))),
  (f) => (x, y, z) => plain(f(asMatrix(x), asMatrix(y), asMatrix(z))),
];

/** math.js goes through Schur's form, which it finds to 1e-4. */
const LOOSE: Readonly<Record<string, number>> = { lyap: 1e-2, sylvester: 1e-2 };

describe('arrays and dense matrices', () => {
  const cases = Object.entries(LISTS).flatMap(([name, all]) => all.map((one, i) => [`${name} ${i + 1}`, name, i, one] as const));
  test.each(cases)('%s', (_, name, i, [f, ...makers]) => {
    const points = Array.from({ length: 2 }, () => makers.map((make) => make()));
    // all of it once, on arrays: what is told is differentiated like other code, so that of the rest value and identity tell enough
    if (i === 0) under(() => checkRule(ARRAYS[makers.length]!(f), points, { directions: 1, tolerance: LOOSE[name] ?? 1e-5 })).assert();
    const form = i % 2 === 0 ? DENSE : ARRAYS;
    const { wrong, missing, errors } = under(() => tryIdentity(form[makers.length]!(f), points[0]!, draw, { differences: false }));
    expect([...wrong, ...missing]).toEqual([]);
    expect(errors.transpose).toBeLessThan(EXACT);
  });
});

test.each(['add', 'divide', 'inv', 'lusolve', 'map', 'matrix', 'multiply', 'norm', 'variance'])(
  '%s of dense matrices, to the second order',
  (name) => {
    const [f, ...makers] = LISTS[name]![0]!;
    under(() => checkRule(DENSE[makers.length]!(f), [makers.map((make) => make())], options)).assert();
  },
);

test('values are those of math.js, in its forms', () => {
  const programs: [Any, ...(() => unknown)[]][] = [
    LISTS.add![0]!, LISTS.multiply![2]!, LISTS.multiply![3]!, LISTS.lusolve![0]!, LISTS.lsolve![0]!, LISTS.pow![0]!, LISTS.norm![1]!,
    LISTS.transpose![0]!, LISTS.cross![0]!, LISTS.cumsum![1]!, LISTS.max![1]!, LISTS.matrix![0]!, LISTS.diag![0]!, LISTS.expm![0]!,
  ]; // oxfmt-ignore
  for (const [f, ...makers] of programs) {
    const point = makers.map((make) => make());
    expect(under(() => pullback(f, ...point))[0]).toEqual(f(...point));
    const given = point.map(asMatrix);
    expect(under(() => pullback(f, ...given))[0]).toEqual(f(...given));
  }
});

test('methods of matrices', () => {
  const programs: Any[] = [
    (x) => m.matrix(x).map((v: number, [i]: number[]) => v * v * (i! + 1)).toArray(),
    (x) => { let s = 0; m.matrix(x).forEach((v: number) => { s += v * v; }); return s; },
    (x) => { const a = m.matrix(x), b = a.clone(); a.set([0, 1], a.get([1, 1]) * a.get([0, 1])); return m.add(a, b).toArray(); },
    (x) => { let s = 0; for (const { value } of m.matrix(x)) s += value * value; return s; },
    (x) => m.matrix(x).swapRows(0, 1).size()[0] * m.matrix(x).diagonal().get([1]),
  ]; // oxfmt-ignore
  for (const f of programs) under(() => checkRule(f, [[matrix()], [matrix()]], options)).assert();
});

test('a gradient has the form of its argument', () => {
  const slope = under(() => gradient((a) => m.det(a), m.matrix([[1, 2], [3, 4]])))[0]; // oxfmt-ignore
  expect(slope._data).toEqual([[4, -3], [-2, 1]]); // oxfmt-ignore
});

test('derivatives of any order', () => {
  expect(under(() => hessian((x: number[]) => m.multiply(m.multiply(x, [[2, 1], [1, 3]]), x), [1, 2]))).toEqual([[4, 2], [2, 6]]); // oxfmt-ignore
  const slope = (x: number): number => gradient((t: number) => gradient((u: number) => m.gamma(u), t)[0], x)[0];
  expect(under(() => slope(1))).toBeCloseTo(0.5772156649015329 ** 2 + Math.PI ** 2 / 6, 12);
});

test('lists whose elements may be lists too, as far as is known', () => {
  const slope = (f: Any): unknown => under(() => gradient(f, [[1, 2], [3, 0]])[0]); // oxfmt-ignore
  expect(slope((x: Matrix) => m.max(x.flat()))).toEqual([[0, 0], [1, 0]]); // oxfmt-ignore
  expect(slope((x: Matrix) => m.sum(x.flat()))).toEqual([[1, 1], [1, 1]]); // oxfmt-ignore
  expect(slope((x: Matrix) => m.square(x.flat()[1]))).toEqual([[0, 4], [0, 0]]); // oxfmt-ignore
  expect(slope((x: Matrix) => m.multiply(x.flat(), [1, 2, 3, 4]))).toEqual([[1, 2], [3, 4]]); // oxfmt-ignore
  expect(slope((x: Matrix) => m.norm(x.flat(), 1))).toEqual([[1, 1], [1, 0]]); // oxfmt-ignore
  expect(slope((x: Matrix) => m.pow(x.flat()[1], 3))).toEqual([[0, 12], [0, 0]]); // oxfmt-ignore
});

test('an instance of its own', () => {
  // taken out of it: an instance makes each function when it is first asked for
  const { multiply, sin } = library.create(library.all!);
  const f = (x: number): number => multiply(sin(x), 2) as number;
  expect(withRules(mathjs({ multiply, sin }), () => gradient(f, 0.5))[0]).toBeCloseTo(2 * Math.cos(0.5), 14);
});

test('what is refused', () => {
  const message = (f: Any, ...args: unknown[]): string => refusal(() => under(() => gradient(f, ...args))).message;
  expect(message((x: number) => m.complex(x, 2).re, 1)).toContain('away from real numbers');
  expect(message((x: number) => m.evaluate('x^2', { x }), 1)).toContain('JavaScript');
  expect(message((x: number) => m.add(m.bignumber(2), x), 1)).toContain('numbers, nested arrays and dense matrices');
  expect(message((x: any) => m.sum(x), m.sparse([[1, 2]]))).toContain('dense matrices'); // oxfmt-ignore
  expect(message((x: number) => m.sqrt(x), -2)).toContain('no real number');
  expect(message((x: number) => m.add([x, m.complex(1, 2)], 1)[0], 1)).toBeTruthy();
  expect(refusal(() => under(() => gradient((x: any) => m.norm(x), [[1, 2], [3, 4]]))).code).toBe('E_NO_RULE'); // oxfmt-ignore
  // of a constant it is called as it is
  expect(under(() => gradient((x: number) => x * m.complex(1, 2).re, 3))).toEqual([1]);
});
