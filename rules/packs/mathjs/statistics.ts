/** Sums, means, spreads and order of all numbers of a list, of several arguments, or along a dimension of a matrix. */
import { model, scalar } from '../../../src/index.ts';
import { type Any, knowing } from '../pack.ts';
import { type Makes, byRank, elsewhere, flattened, inForm, isList, ofNumbers, partOf, strange } from './forms.ts';
import { inner, ofLists, transposed } from './products.ts';

/** From a list to a number: of a list, of numbers one by one, and where math.js takes a dimension along that. */
const reduction = (run: Any, along: boolean): Makes => (fn, name) => {
  const [away, rule] = elsewhere(fn, name);
  const sized = (all: any[]): any => (all.length === 0 ? strange() : run(all));
  knowing(sized, () => [run, strange]);
  const lines = (x: any, k: number): any => (k === 0 ? transposed(x) : x).map((row: any[]) => sized(row));
  knowing(lines, () => [sized, transposed]);
  const code = (x: any, y: any, ...rest: any[]): any => {
    if (isList(x)) {
      if (y === undefined) return sized(flattened(partOf(x)));
      return along && (y === 0 || y === 1) ? byRank(partOf(x), () => (y === 0 ? sized(partOf(x)) : strange()), (rows: any) => inForm(lines(rows, y), x)) : away(x, y, ...rest); // oxfmt-ignore
    }
    if (typeof x !== 'number') return away(x, y, ...rest);
    if (y === undefined) return sized([x]);
    return typeof y === 'number' ? sized([x, y, ...rest]) : away(x, y, ...rest);
  };
  return [rule, model(fn, knowing(code, () => [along, away, byRank, flattened, inForm, isList, lines, partOf, sized, strange]))];
};

const sum = (all: any[]): number => {
  let s = all[0];
  for (let i = 1; i < all.length; i++) s += all[i];
  return s;
};
const prod = (all: any[]): number => {
  let p = all[0];
  for (let i = 1; i < all.length; i++) p *= all[i];
  return p;
};
const mean = knowing((all: any[]): number => sum(all) / all.length, () => [sum]);

const variance = (all: any[], normalization: any): number => {
  const m = mean(all),
    n = all.length;
  let s = 0;
  for (const v of all) s += (v - m) * (v - m);
  if (normalization === 'uncorrected') return s / n;
  if (normalization === 'biased') return s / (n + 1);
  return n === 1 ? 0 : s / (n - 1);
};
knowing(variance, () => [mean]);
/** Where all are the same the spread has a kink, with 0 as its slope. */
const std = (all: any[], normalization: any): number => {
  const v = variance(all, normalization);
  return v === 0 ? 0 : Math.sqrt(v);
};
knowing(std, () => [variance]);

/** The same with a normalization as the last argument. */
const spread = (run: Any): Makes => (fn, name) => {
  const [away, rule] = elsewhere(fn, name);
  const lines = (x: any, k: number, how: any): any => (k === 0 ? transposed(x) : x).map((row: any[]) => run(row, how));
  knowing(lines, () => [run, transposed]);
  const code = (x: any, y: any, z: any, ...rest: any[]): any => {
    if (isList(x)) {
      if (y === undefined || typeof y === 'string') return run(flattened(partOf(x)), y);
      return y === 0 || y === 1 ? byRank(partOf(x), () => (y === 0 ? run(partOf(x), z) : strange()), (rows: any) => inForm(lines(rows, y, z), x)) : away(x, y, z); // oxfmt-ignore
    }
    if (typeof x !== 'number') return away(x, y, z, ...rest);
    if (y === undefined) return run([x], undefined);
    if (typeof y !== 'number') return away(x, y, z, ...rest);
    return z === undefined ? run([x, y], undefined) : run([x, y, z, ...rest], undefined);
  };
  return [rule, model(fn, knowing(code, () => [away, byRank, flattened, inForm, isList, lines, partOf, run, strange]))];
};

/** The largest or the smallest: math.js tells which one, and the derivative goes to that. */
const extreme: Makes = (fn, name) => {
  const two = ofNumbers((x: number, y: number): unknown => fn(x, y), name);
  // what the list holds may be known as something else too, beside numbers
  const pick = (x: any, y: any): number => (typeof x === 'number' && typeof y === 'number' ? two(x, y) : strange());
  knowing(pick, () => [strange, two]);
  const most = (all: any[]): number => {
    let m = all[0];
    for (let i = 1; i < all.length; i++) m = pick(m, all[i]);
    return m;
  };
  knowing(most, () => [pick]);
  return [scalar(two, ((x: number, _y: number, m: number) => [m === x ? 1 : 0, m === x ? 0 : 1]) as never), ...reduction(most, true)(fn, name)];
};

const ordered = (all: any[]): any[] => all.slice().sort((a, b) => a - b);
const median = (all: any[]): number => {
  const list = ordered(all),
    n = list.length;
  return n % 2 === 1 ? list[(n - 1) / 2] : (list[n / 2 - 1] + list[n / 2]) / 2;
};
knowing(median, () => [ordered]);
const mad = (all: any[]): number => {
  const m = median(all);
  return median(all.map((v) => Math.abs(v - m)));
};
knowing(mad, () => [median]);

const quantile = (all: any[], prob: any, isSorted: any): number => {
  const list = isSorted === true ? all : ordered(all);
  const at = prob * (list.length - 1),
    below = Math.floor(at),
    part = at % 1;
  return Number.isInteger(at) ? list[at] : list[below] * (1 - part) + list[below + 1] * part;
};
knowing(quantile, () => [ordered]);
const quantileSeq: Makes = (fn, name) => {
  const [away, rule] = elsewhere(fn, name);
  const code = (x: any, prob: any, isSorted: any, other: any): any => {
    if (!isList(x) || other !== undefined || typeof isSorted === 'number') return away(x, prob, isSorted, other);
    const all = flattened(partOf(x));
    if (isList(prob)) return partOf(prob).map((p: any) => quantile(all, p, isSorted));
    return typeof prob === 'number' && prob >= 0 && prob <= 1 ? quantile(all, prob, isSorted) : away(x, prob, isSorted);
  };
  return [rule, model(fn, knowing(code, () => [away, flattened, isList, partOf, quantile]))];
};

const running = (all: any[]): any[] => {
  const sums = [all[0]];
  for (let i = 1; i < all.length; i++) sums.push(sums[i - 1] + all[i]);
  return sums;
};
const differences = (all: any[]): any[] => all.slice(1).map((v, i) => v - all[i]);

/** From a list to a list, of rows or of columns; columns unless told. */
const lineByLine = (run: Any): Makes => (fn, name) => {
  const [away, rule] = elsewhere(fn, name);
  const code = (x: any, k: any, other: any, ...rest: any[]): any => {
    if (!isList(x) || other !== undefined || (k !== undefined && k !== 0 && k !== 1)) return away(x, k, other, ...rest);
    const part = partOf(x);
    return inForm(
      byRank(part, () => (k === 1 ? strange() : run(part)), () => (k === 1 ? part.map((row: any) => run(row)) : transposed(transposed(part).map((row) => run(row))))), // oxfmt-ignore
      x,
    );
  };
  return [rule, model(fn, knowing(code, () => [away, byRank, inForm, isList, partOf, run, strange, transposed]))];
};

const correlation = (x: any[], y: any[]): number => {
  const n = x.length;
  const sx = sum(x),
    sy = sum(y);
  let sxy = 0;
  for (let i = 0; i < n; i++) sxy += x[i] * y[i];
  return (n * sxy - sx * sy) / Math.sqrt((n * inner(x, x) - sx * sx) * (n * inner(y, y) - sy * sy));
};
knowing(correlation, () => [inner, sum]);
const corr = (a: any, b: any): any =>
  a.length === b.length ? byRank(a, () => correlation(a, b), () => a.map((row: any[], i: number) => correlation(row, b[i]))) : strange(); // oxfmt-ignore
knowing(corr, () => [byRank, correlation, strange]);

/** Of two distributions, which are scaled to a sum of 1. */
const kldivergence = (q: any, p: any): number => {
  if (q.length !== p.length) return strange();
  const a = sum(q),
    b = sum(p);
  let s = 0;
  for (let i = 0; i < q.length; i++) s += (q[i] / a) * Math.log(q[i] / a / (p[i] / b));
  return s;
};
knowing(kldivergence, () => [strange, sum]);

const powers = (all: any[], p: number): number => {
  let s = 0;
  for (const v of all) s = Math.abs(v) ** p + s;
  return s === 0 ? 0 : s ** (1 / p);
};
const root = (squares: number): number => (squares === 0 ? 0 : Math.sqrt(squares));
const frobenius = (all: any[]): number => {
  let s = 0;
  for (const v of all) s += v * v;
  return root(s);
};
knowing(frobenius, () => [root]);
const sizes = (all: any[]): any[] => all.map((v) => Math.abs(v));
const largest = (all: any[]): number => {
  let m = 0;
  for (const v of all) if (v > m) m = v;
  return m;
};
const smallest = (all: any[]): number => {
  let m = all[0];
  for (const v of all) if (v < m) m = v;
  return m;
};
const norm: Makes = (fn, name) => {
  const [away, rule] = elsewhere(fn, name);
  const ofVector = (x: any[], p: any): any => {
    if (p === undefined || p === 'fro') return powers(x, 2);
    if (p === 'inf' || p === Infinity) return largest(sizes(x));
    if (p === '-inf' || p === -Infinity) return smallest(sizes(x));
    return typeof p === 'number' && p > 0 ? powers(x, p) : away(x, p);
  };
  knowing(ofVector, () => [away, largest, powers, sizes, smallest]);
  const sums = (rows: any[][]): any[] => rows.map((row) => sum(sizes(row)));
  knowing(sums, () => [sizes, sum]);
  const ofMatrix = (rows: any[][], p: any): any => {
    if (p === 'fro') return frobenius(flattened(rows));
    if (p === 1) return largest(sums(transposed(rows)));
    return p === 'inf' || p === Infinity ? largest(sums(rows)) : away(rows, p);
  };
  knowing(ofMatrix, () => [away, flattened, frobenius, largest, sums, transposed]);
  const code = (x: any, p: any, other: any): any => {
    if (other !== undefined) return away(x, p, other);
    if (typeof x === 'number') return p === undefined ? Math.abs(x) : away(x, p);
    return isList(x) ? byRank(partOf(x), (v: any) => ofVector(v, p), (rows: any) => ofMatrix(rows, p)) : away(x, p); // oxfmt-ignore
  };
  return [rule, model(fn, knowing(code, () => [away, byRank, isList, ofMatrix, ofVector, partOf]))];
};

/** Between two points. */
const between = (a: any, b: any): any => {
  if (a.length !== b.length) return strange();
  let s = 0;
  for (let i = 0; i < a.length; i++) s += (a[i] - b[i]) * (a[i] - b[i]);
  return root(s);
};
knowing(between, () => [root, strange]);
const distance = ofLists(between);

const hypot: Makes = (fn, name) => {
  const all = (list: any[]): number => {
    let m = 0,
      s = 0;
    for (const x of list) {
      const v = Math.abs(x);
      if (v > m) {
        s = s * (m / v) * (m / v) + 1;
        m = v;
      } else s += v > 0 ? (v / m) * (v / m) : v;
    }
    return m === 0 ? 0 : m * Math.sqrt(s);
  };
  return reduction(all, false)(fn, name);
};

export const STATISTICS: Readonly<Record<string, Makes>> = {
  corr: ofLists(corr),
  cumsum: lineByLine(running),
  diff: lineByLine(differences),
  distance,
  hypot,
  kldivergence: ofLists(kldivergence),
  mad: reduction(mad, false),
  max: extreme,
  mean: reduction(mean, true),
  median: reduction(median, false),
  min: extreme,
  norm,
  prod: reduction(prod, false),
  quantileSeq,
  std: spread(std),
  sum: reduction(sum, true),
  variance: spread(variance),
};
