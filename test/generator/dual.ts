/** Numbers with all their derivatives: the exact oracle's arithmetic. A number that depends on nothing stays a plain number. */
export class Dual {
  readonly primal: number;
  /** One tangent for each location of the arguments. */
  readonly tangents: Float64Array;
  constructor(primal: number, tangents: Float64Array) {
    this.primal = primal;
    this.tangents = tangents;
  }
  /** Lets the engine compare, convert, print it and use it as a key as it would the number. */
  [Symbol.toPrimitive](): number {
    return this.primal;
  }
  toString(radix?: number): string {
    return this.primal.toString(radix);
  }
  toFixed(digits?: number): string {
    return this.primal.toFixed(digits);
  }
}

export type Num = number | Dual;

/** The plain value of whatever the twin of a program handles. */
export const plain = (x: unknown): any => (x instanceof Dual ? x.primal : x);

/** The value `v` of a function of `args` with these partials. A tangent that is 0 contributes nothing, also through an infinite partial. */
function chain(v: number, args: readonly unknown[], partials: readonly number[]): Num {
  let d: Float64Array | undefined;
  args.forEach((arg, i) => {
    if (!(arg instanceof Dual)) return;
    d ??= new Float64Array(arg.tangents.length);
    for (let k = 0; k < d.length; k++) {
      const t = arg.tangents[k] as number;
      if (t !== 0) d[k]! += (partials[i] as number) * t;
    }
  });
  return d?.some((t) => t !== 0) ? new Dual(v, d) : v;
}

/** A number stored with a smaller precision. */
export const rounded = (x: unknown, round: (v: number) => number): Num =>
  x instanceof Dual ? chain(round(x.primal), [x], [1]) : round(x as number);

const powX = (x: number, n: number): number => (n === 0 ? 0 : n * x ** (n - 1));
const powN = (x: number, y: number): number => (x > 0 ? Math.log(x) * y : 0);

/** The number that an operator makes of an operand. */
const numeric = (x: unknown): Num => (x instanceof Dual ? x : Number(x));

/** JavaScript's arithmetic; what converts to numbers without a derivative stays with the engine. */
export const ARITHMETIC: Readonly<Record<string, (x: any, y: any) => any>> = {
  '+': (x, y) => {
    const v = plain(x) + plain(y);
    return typeof v === 'number' ? chain(v, [x, y], [1, 1]) : v;
  },
  '-': (x, y) => chain(plain(x) - plain(y), [x, y], [1, -1]),
  '*': (x, y) => chain(plain(x) * plain(y), [x, y], [plain(y), plain(x)]),
  '/': (x, y) => chain(plain(x) / plain(y), [x, y], [1 / plain(y), -plain(x) / plain(y) / plain(y)]),
  '%': (x, y) => chain(plain(x) % plain(y), [x, y], [1, -Math.trunc(plain(x) / plain(y))]),
  '**': (x, y) => chain(plain(x) ** plain(y), [x, y], [powX(plain(x), plain(y)), powN(plain(x), plain(x) ** plain(y))]),
};
export const SIGNED: Readonly<Record<'-' | '+', (x: unknown) => Num>> = {
  '-': (x) => chain(-plain(x), [x], [-1]),
  '+': numeric,
};

const smooth =
  (f: (v: number) => number, slope: (v: number, y: number) => number) =>
  (x: unknown): Num => {
    const v = plain(x) as number;
    const y = f(v);
    return chain(y, [x], [x instanceof Dual ? slope(v, y) : 0]);
  };
/** The extreme of two: a tie goes to the first. */
const extreme =
  (f: (x: number, y: number) => number, first: (x: number, y: number) => boolean) =>
  (x: unknown, y: unknown): Num => {
    const one = first(plain(x), plain(y)) ? 1 : 0;
    return chain(f(plain(x), plain(y)), [x, y], [one, 1 - one]);
  };
const max = extreme(Math.max, (x, y) => x >= y);
const min = extreme(Math.min, (x, y) => x <= y);

/** The `Math` of twins; what is not told here is flat. */
const TOLD: Readonly<Record<string, unknown>> = {
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
  max: (...xs: Num[]) => (xs.length === 0 ? -Infinity : xs.map(numeric).reduce((p, x) => max(p, x))),
  min: (...xs: Num[]) => (xs.length === 0 ? Infinity : xs.map(numeric).reduce((p, x) => min(p, x))),
  pow: ARITHMETIC['**'],
  fround: (x: unknown) => rounded(x, Math.fround),
  sinh: smooth(Math.sinh, Math.cosh),
  cosh: smooth(Math.cosh, Math.sinh),
  asinh: smooth(Math.asinh, (v) => 1 / Math.sqrt(1 + v * v)),
  expm1: smooth(Math.expm1, (_, y) => y + 1),
  hypot: (x: Num, y: Num) => {
    const r = Math.hypot(plain(x), plain(y));
    return chain(r, [x, y], r === 0 ? [0, 0] : [plain(x) / r, plain(y) / r]);
  },
  atan2: (y: Num, x: Num) => {
    const r = plain(x) ** 2 + plain(y) ** 2;
    return chain(Math.atan2(plain(y), plain(x)), [y, x], [plain(x) / r, -plain(y) / r]);
  },
};

const INACTIVE = new Set(['floor', 'ceil', 'round', 'trunc', 'sign', 'imul', 'clz32']);
export const MATH: unknown = new Proxy(Math, {
  get: (math, name) => {
    const told = TOLD[name as string];
    if (told) return told;
    const own = Reflect.get(math, name) as unknown;
    if (typeof own !== 'function') return own;
    if (!INACTIVE.has(name as string)) throw new Error(`the oracle does not know Math.${String(name)}`);
    return (...xs: unknown[]) => Reflect.apply(own, Math, xs.map(plain)) as number;
  },
});
