/** Numbers with all their derivatives: the exact oracle's arithmetic. A number that depends on nothing stays a plain number. */
export class Dual {
  readonly v: number;
  /** One tangent for each location of the arguments. */
  readonly d: Float64Array;
  constructor(v: number, d: Float64Array) {
    this.v = v;
    this.d = d;
  }
  /** Lets built-in methods compare, round and convert it as they would the number. */
  valueOf(): number {
    return this.v;
  }
}

export type Num = number | Dual;

/** The plain value of whatever an interpreted program handles. */
export const plain = (x: unknown): any => (x instanceof Dual ? x.v : x);

/** The value `v` of a function of `args` with these partials. A tangent that is 0 contributes nothing, also through an infinite partial. */
function chain(v: number, args: readonly unknown[], partials: readonly number[]): Num {
  let d: Float64Array | undefined;
  args.forEach((arg, i) => {
    if (!(arg instanceof Dual)) return;
    d ??= new Float64Array(arg.d.length);
    for (let k = 0; k < d.length; k++) if (arg.d[k] !== 0) d[k]! += (partials[i] as number) * (arg.d[k] as number);
  });
  return d?.some((t) => t !== 0) ? new Dual(v, d) : v;
}

/** A number stored with a smaller precision. */
export const rounded = (x: unknown, round: (v: number) => number): Num =>
  x instanceof Dual ? chain(round(x.v), [x], [1]) : round(x as number);

const powX = (x: number, n: number): number => (n === 0 ? 0 : n * x ** (n - 1));
const powN = (x: number, y: number): number => (x > 0 ? Math.log(x) * y : 0);

/** JavaScript's operators on two numbers (or anything that holds no derivative). */
export const BINARY: Readonly<Record<string, (x: any, y: any) => any>> = {
  '+': (x, y) => {
    const v = plain(x) + plain(y);
    return typeof v === 'number' ? chain(v, [x, y], [1, 1]) : v;
  },
  '-': (x, y) => chain(plain(x) - plain(y), [x, y], [1, -1]),
  '*': (x, y) => chain(plain(x) * plain(y), [x, y], [plain(y), plain(x)]),
  '/': (x, y) => chain(plain(x) / plain(y), [x, y], [1 / plain(y), -plain(x) / plain(y) / plain(y)]),
  '%': (x, y) => chain(plain(x) % plain(y), [x, y], [1, -Math.trunc(plain(x) / plain(y))]),
  '**': (x, y) => chain(plain(x) ** plain(y), [x, y], [powX(plain(x), plain(y)), powN(plain(x), plain(x) ** plain(y))]),
  '<': (x, y) => plain(x) < plain(y),
  '>': (x, y) => plain(x) > plain(y),
  '<=': (x, y) => plain(x) <= plain(y),
  '>=': (x, y) => plain(x) >= plain(y),
  '===': (x, y) => plain(x) === plain(y),
  '!==': (x, y) => plain(x) !== plain(y),
  '|': (x, y) => plain(x) | plain(y),
  '&': (x, y) => plain(x) & plain(y),
  '>>': (x, y) => plain(x) >> plain(y),
};

export const UNARY: Readonly<Record<string, (x: any) => any>> = {
  '-': (x) => chain(-plain(x), [x], [-1]),
  '+': (x) => (x instanceof Dual ? x : +x),
  '!': (x) => !plain(x),
  typeof: (x) => typeof plain(x),
  void: () => undefined,
};

const smooth =
  (f: (v: number) => number, slope: (v: number, y: number) => number) =>
  (x: unknown): Num => {
    const v = plain(x) as number;
    const y = f(v);
    return chain(y, [x], [x instanceof Dual ? slope(v, y) : 0]);
  };
const flat =
  (f: (v: number) => number) =>
  (x: unknown): number =>
    f(plain(x));
/** The extreme of two: a tie goes to the first. */
const extreme =
  (f: (x: number, y: number) => number, first: (x: number, y: number) => boolean) =>
  (x: unknown, y: unknown): Num => {
    const one = first(plain(x), plain(y)) ? 1 : 0;
    return chain(f(plain(x), plain(y)), [x, y], [one, 1 - one]);
  };
const max = extreme(Math.max, (x, y) => x >= y);
const min = extreme(Math.min, (x, y) => x <= y);

/** The `Math` of interpreted programs. */
export const MATH: Readonly<Record<string, unknown>> = {
  PI: Math.PI,
  sin: smooth(Math.sin, Math.cos),
  cos: smooth(Math.cos, (v) => -Math.sin(v)),
  tanh: smooth(Math.tanh, (_, y) => 1 - y * y),
  atan: smooth(Math.atan, (v) => 1 / (1 + v * v)),
  exp: smooth(Math.exp, (_, y) => y),
  log: smooth(Math.log, (v) => 1 / v),
  log1p: smooth(Math.log1p, (v) => 1 / (1 + v)),
  sqrt: smooth(Math.sqrt, (_, y) => 0.5 / y),
  cbrt: smooth(Math.cbrt, (_, y) => 1 / (3 * y * y)),
  abs: smooth(Math.abs, Math.sign),
  sign: flat(Math.sign),
  floor: flat(Math.floor),
  round: flat(Math.round),
  trunc: flat(Math.trunc),
  max: (...xs: Num[]) => xs.reduce((p, x) => max(p, x)),
  min: (...xs: Num[]) => xs.reduce((p, x) => min(p, x)),
  hypot: (x: Num, y: Num) => {
    const r = Math.hypot(plain(x), plain(y));
    return chain(r, [x, y], r === 0 ? [0, 0] : [plain(x) / r, plain(y) / r]);
  },
  atan2: (y: Num, x: Num) => {
    const r = plain(x) ** 2 + plain(y) ** 2;
    return chain(Math.atan2(plain(y), plain(x)), [y, x], [plain(x) / r, -plain(y) / r]);
  },
};
