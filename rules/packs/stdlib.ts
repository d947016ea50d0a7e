/**
 * Rules for the special functions of stdlib (`@stdlib/math-base-special-*`, or `@stdlib/math/base/special`), most of which take
 * numbers apart into bits. The rules belong to the functions that you give, under their names in stdlib:
 *
 * @example
 * defineRule(...stdlib({ gammaln }));
 */
import { AdjointError, type Rule, flat, never, opaque, scalar } from '../../src/index.ts';
import { type Any, type Make, type Verdict, knowing, rulesOf, verdictsOf } from './pack.ts';
import { polygamma } from './polygamma.ts';

type Partials = (...args: any[]) => number[];

const of = (partials: Partials): Make => (fn) => scalar(fn, partials as never);
/** A partial may be infinite or NaN at finite arguments. */
const risky = (partials: Partials): Make => (fn) => scalar(fn, partials as never, { risky: true });
const special = (partials: Partials): Make => risky(knowing(partials, () => [polygamma]));
const constant: Make = (fn) => flat(fn, 'number');

/** There is no derivative with respect to a parameter. */
function untold(name: string, argument: string): never {
  throw new AdjointError(
    'E_NO_RULE',
    'refused',
    `The rule of \`${name}\` knows no derivative with respect to ${argument}.`,
    `Keep ${argument} out of what is differentiated.`,
    null,
  );
}
const UNTOLD = (): readonly unknown[] => [untold];

/** Rules by the names of stdlib. */
const RULES: Readonly<Record<string, Make>> = {
  abs2: of((x) => [2 * x]),
  acos: risky((x) => [-1 / Math.sqrt((1 - x) * (1 + x))]),
  acosh: risky((x) => [1 / Math.sqrt((x - 1) * (x + 1))]),
  acot: of((x) => [-1 / (1 + x * x)]),
  acoth: risky((x) => [1 / ((1 - x) * (1 + x))]),
  acovercos: risky((x) => [1 / Math.sqrt(-x * (2 + x))]),
  acoversin: risky((x) => [-1 / Math.sqrt(x * (2 - x))]),
  acsc: risky((x) => [-1 / (Math.abs(x) * Math.sqrt((x - 1) * (x + 1)))]),
  acsch: risky((x) => [-1 / (Math.abs(x) * Math.sqrt(1 + x * x))]),
  ahavercos: risky((x) => [-1 / Math.sqrt(x * (1 - x))]),
  ahaversin: risky((x) => [1 / Math.sqrt(x * (1 - x))]),
  asec: risky((x) => [1 / (Math.abs(x) * Math.sqrt((x - 1) * (x + 1)))]),
  asech: risky((x) => [-1 / (x * Math.sqrt((1 - x) * (1 + x)))]),
  asin: risky((x) => [1 / Math.sqrt((1 - x) * (1 + x))]),
  asinh: of((x) => [1 / Math.sqrt(1 + x * x)]),
  atan: of((x) => [1 / (1 + x * x)]),
  atan2: risky((y, x) => [x / (x * x + y * y), -y / (x * x + y * y)]),
  atanh: risky((x) => [1 / ((1 - x) * (1 + x))]),
  avercos: risky((x) => [-1 / Math.sqrt(-x * (2 + x))]),
  aversin: risky((x) => [1 / Math.sqrt(x * (2 - x))]),
  beta: special((a, b, y) => [y * (polygamma(0, a) - polygamma(0, a + b)), y * (polygamma(0, b) - polygamma(0, a + b))]),
  betaln: special((a, b) => [polygamma(0, a) - polygamma(0, a + b), polygamma(0, b) - polygamma(0, a + b)]),
  cbrt: risky((_x, y) => [1 / (3 * y * y)]),
  copysign: of((x, y) => [(x < 0 || 1 / x < 0) === (y < 0 || 1 / y < 0) ? 1 : -1, 0]),
  cos: of((x) => [-Math.sin(x)]),
  cosh: of((x) => [Math.sinh(x)]),
  cosm1: of((x) => [-Math.sin(x)]),
  cospi: of((x) => [-Math.PI * Math.sin(Math.PI * (x % 2))]),
  cot: risky((_x, y) => [-(1 + y * y)]),
  coth: risky((_x, y) => [(1 - y) * (1 + y)]),
  covercos: of((x) => [Math.cos(x)]),
  coversin: of((x) => [-Math.cos(x)]),
  csc: risky((x, y) => [-y / Math.tan(x)]),
  csch: risky((x, y) => [-y / Math.tanh(x)]),
  digamma: special((x) => [polygamma(1, x)]),
  erf: of((x) => [1.1283791670955126 * Math.exp(-x * x)]),
  erfc: of((x) => [-1.1283791670955126 * Math.exp(-x * x)]),
  erfcinv: risky((_x, y) => [-0.886226925452758 * Math.exp(y * y)]),
  erfcx: of((x, y) => [2 * x * y - 1.1283791670955126]),
  erfinv: risky((_x, y) => [0.886226925452758 * Math.exp(y * y)]),
  exp: of((_x, y) => [y]),
  exp10: of((_x, y) => [y * Math.LN10]),
  exp2: of((_x, y) => [y * Math.LN2]),
  expit: of((_x, y) => [y * (1 - y)]),
  expm1: of((x) => [Math.exp(x)]),
  factorial: special((x, y) => [y * polygamma(0, x + 1)]),
  factorialln: special((x) => [polygamma(0, x + 1)]),
  gamma: special((x, y) => [y * polygamma(0, x)]),
  gamma1pm1: special((x, y) => [(1 + y) * polygamma(0, 1 + x)]),
  gammainc: (fn) =>
    opaque(fn, {
      result: 'number',
      pullback: [
        (g: number, _y: number, x: number, s: number, regularized?: boolean, upper?: boolean) =>
          ((upper === true ? -g : g) * Math.exp(-x) * x ** (s - 1)) / (regularized === false ? 1 : gammaOf(s)),
        knowing(() => untold('gammainc', 'its second argument'), UNTOLD),
        null,
        null,
      ].map((one, i) => (i === 0 ? knowing(one as Any, () => [gammaOf]) : one)) as never,
    }),
  gammaln: special((x) => [polygamma(0, x)]),
  gd: of((x) => [1 / Math.cosh(x)]),
  agd: risky((x) => [1 / Math.cos(x)]),
  hacovercos: of((x) => [Math.cos(x) / 2]),
  hacoversin: of((x) => [-Math.cos(x) / 2]),
  havercos: of((x) => [-Math.sin(x) / 2]),
  haversin: of((x) => [Math.sin(x) / 2]),
  hypot: risky((x, y, r) => [x / r, y / r]),
  ldexp: of((_x, n) => [2 ** n, 0]),
  ln: risky((x) => [1 / x]),
  log: risky((x, b, y) => [1 / (x * Math.log(b)), -y / (b * Math.log(b))]),
  log10: risky((x) => [1 / (x * Math.LN10)]),
  log1mexp: risky((x) => [Math.sign(x) / Math.expm1(Math.abs(x))]),
  log1p: risky((x) => [1 / (1 + x)]),
  log1pexp: of((x) => [1 / (1 + Math.exp(-x))]),
  log1pmx: risky((x) => [-x / (1 + x)]),
  log2: risky((x) => [1 / (x * Math.LN2)]),
  logaddexp: of((x, y, z) => [Math.exp(x - z), Math.exp(y - z)]),
  logit: risky((x) => [1 / (x * (1 - x))]),
  polygamma: special((n, x) => [0, polygamma(n + 1, x)]),
  pow: risky((x, p, y) => [p === 0 ? 0 : p * x ** (p - 1), x === 0 ? 0 : y * Math.log(x)]),
  powm1: risky((x, p, y) => [p === 0 ? 0 : p * x ** (p - 1), x === 0 ? 0 : (y + 1) * Math.log(x)]),
  rcbrt: risky((x, y) => [-y / (3 * x)]),
  rsqrt: risky((x, y) => [-y / (2 * x)]),
  sec: risky((x, y) => [y * Math.tan(x)]),
  sech: of((x, y) => [-y * Math.tanh(x)]),
  sin: of((x) => [Math.cos(x)]),
  sinc: risky((x, y) => [x === 0 ? 0 : (Math.cos(Math.PI * (x % 2)) - y) / x]),
  sinh: of((x) => [Math.cosh(x)]),
  sinpi: of((x) => [Math.PI * Math.cos(Math.PI * (x % 2))]),
  sqrt: risky((_x, y) => [0.5 / y]),
  sqrt1pm1: risky((_x, y) => [0.5 / (1 + y)]),
  tan: of((_x, y) => [1 + y * y]),
  tanh: of((_x, y) => [(1 - y) * (1 + y)]),
  trigamma: special((x) => [polygamma(2, x)]),
  vercos: of((x) => [-Math.sin(x)]),
  versin: of((x) => [Math.sin(x)]),
  // whole numbers and their like
  ceil: constant,
  floor: constant,
  round: constant,
  trunc: constant,
};

/** Γ, whose derivative is told. */
function gammaOf(s: number): number {
  let product = 1,
    z = s;
  for (; z < 20; z++) product *= z;
  const r = 1 / (z * z);
  const series = (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r * (1 / 1680 - r / 1188)))) / z;
  return Math.exp((z - 0.5) * Math.log(z) - z + 0.9189385332046728 + series) / product;
}

/** What their source is differentiated for. */
const SOURCE = ['abs', 'absf', 'fmod', 'max', 'min', 'gamma-lanczos-sum-expg-scaled', 'kernel-cos', 'kernel-log1p', 'kernel-sin', 'deg2rad', 'rad2deg', 'clamp', 'ramp', 'heaviside'];
/** Parts of other functions, and what has no derivative in closed form. */
const REFUSED: Readonly<Record<string, string>> = {
  'kernel-tan': 'it is a part of `tan`, which has a rule',
  rempio2: 'it is a part of `sin` and `cos`, which have rules',
  betainc: 'its derivative with respect to its parameters is not known in closed form',
  besselj0: 'its derivative is another function of stdlib',
  besselj1: 'its derivative is another function of stdlib',
  bessely0: 'its derivative is another function of stdlib',
  bessely1: 'its derivative is another function of stdlib',
  ellipe: 'its derivative is another function of stdlib',
  ellipk: 'its derivative is another function of stdlib',
  riemannZeta: 'its derivative is not known in closed form',
};

const TABLE: Readonly<Record<string, Make>> = {
  ...RULES,
  ...Object.fromEntries(Object.entries(REFUSED).map(([name, reason]) => [name, (fn: Any) => never(fn, reason)])),
};

/** Rules for the functions of stdlib that are given, by their names there. */
export const stdlib = (functions: Readonly<Record<string, unknown>>): Rule[] => [
  scalar(polygamma, knowing((n: number, x: number) => [0, polygamma(n + 1, x)] as [number, number], () => [polygamma])),
  scalar(gammaOf, knowing((s: number, y: number) => [y * polygamma(0, s)] as [number], () => [polygamma])),
  ...rulesOf(TABLE, functions),
];

/** What becomes of each function, by its name in stdlib. */
export const verdicts: Readonly<Record<string, Verdict>> = verdictsOf(RULES, Object.keys(REFUSED), SOURCE);
