/** Making matrices, looking into them, putting them together; and what is a constant of the run, such as a comparison. */
import { type Rule, flat, method, model } from '../../../src/index.ts';
import { type Any, knowing } from '../pack.ts';
import { type Makes, byRank, copied, dense, elsewhere, flattened, inForm, isDense, isForm, isList, mapped, ofNumbers, partOf, strange } from './forms.ts';
import { ofList, withMatrix } from './products.ts';

/** What `make` makes of the call as it is. */
const told = (make: (away: Any) => Any): Makes => (fn, name) => {
  const [away, rule] = elsewhere(fn, name);
  return [rule, model(fn, make(away))];
};

/** The prototype of the matrices that a function makes; null where the instance is set to make arrays. */
const prototypeOf = (made: unknown): object | null => (isDense(made) ? (Object.getPrototypeOf(made) as object) : null);
/** A list as math.js makes one by itself. */
const formed = (list: any, proto: object | null): any => (proto === null ? list : dense(list, proto));
knowing(formed, () => [dense]);

const matrix: Makes = (fn, name) => {
  const [away, rule] = elsewhere(fn, name);
  const proto = prototypeOf(fn([]));
  const code = (x: any, format: any, type: any): any =>
    isList(x) && (format === undefined || format === 'dense') && type === undefined ? formed(copied(partOf(x)), proto) : away(x, format, type);
  return [rule, ...(proto === null ? [] : [model(fn, knowing(code, () => [away, copied, formed, isList, partOf, proto]))])];
};

/** Lists of given sizes whose numbers `at` tells. */
const filled = (at: Any): Makes => (fn, name) => {
  const [away, rule] = elsewhere(fn, name);
  const proto = prototypeOf(fn(1));
  const square = name === 'identity';
  const vector = (n: number): any[] => Array.from({ length: n }, (_, i) => at(0, i));
  knowing(vector, () => [at]);
  const rows = (m: number, n: number): any[][] => Array.from({ length: m }, (_, i) => Array.from({ length: n }, (_v, j) => at(i, j)));
  knowing(rows, () => [at]);
  const code = (m: any, n: any, other: any, ...rest: any[]): any => {
    if (other !== undefined || typeof m !== 'number') return away(m, n, other, ...rest);
    if (typeof n === 'number') return formed(rows(m, n), proto);
    return n !== undefined ? away(m, n) : formed(square ? rows(m, m) : vector(m), proto);
  };
  return [rule, model(fn, knowing(code, () => [away, formed, proto, rows, square, vector]))];
};

/** A function of numbers whose result stays the same where they change a little; of lists number by number, if told. */
const steps = (gives: 'number' | 'truth', lists: boolean): Makes => (fn, name) => {
  const one = Object.defineProperty(gives === 'number' ? ofNumbers(fn, name) : (...args: any[]): unknown => fn(...args), 'name', { value: name });
  const [away, rule] = elsewhere(fn, name);
  const isMapped = lists && gives === 'number';
  const code = (x: any, y: any, other: any): any => {
    if (other !== undefined) return away(x, y, other);
    if (typeof x === 'number') return y === undefined ? one(x) : typeof y === 'number' ? one(x, y) : away(x, y);
    if (!isMapped || !isList(x)) return away(x, y);
    return y === undefined ? inForm(mapped(partOf(x), (v: number) => one(v)), x) : typeof y === 'number' ? inForm(mapped(partOf(x), (v: number) => one(v, y)), x) : away(x, y); // oxfmt-ignore
  };
  return [flat(one as Any, gives), rule, model(fn, knowing(code, () => [away, inForm, isList, isMapped, mapped, one, partOf]))];
};

/** Random numbers between bounds: drawn once, whatever runs again. */
const drawn: Makes = (fn, name) => {
  const one = Object.defineProperty((...args: any[]): unknown => fn(...args), 'name', { value: name });
  const [away, rule] = elsewhere(fn, name);
  const code = (a: any, b: any, other: any): any => {
    if (other !== undefined || isList(a) || isList(b)) return away(a, b, other);
    return a === undefined ? one() : b === undefined ? one(a) : one(a, b);
  };
  return [flat(one as Any, 'number'), rule, model(fn, knowing(code, () => [away, isList, one]))];
};

/** math.js gives callbacks the place and the list beside the value, but not to functions of its own. */
const called = (f: any, v: any, index: any[], x: any): any => (f.signatures === undefined ? f(v, index, x) : f(v));
const eachOf = (x: any, f: any): any => {
  const part = partOf(x);
  return byRank(
    part,
    () => part.map((v: any, i: number) => called(f, v, [i], x)),
    () => part.map((row: any[], i: number) => row.map((v, j) => called(f, v, [i, j], x))),
  );
};
knowing(eachOf, () => [byRank, called, partOf]);
const map = told((away) => knowing((x: any, f: any, other: any, ...rest: any[]): any => (other === undefined && isList(x) && typeof f === 'function' ? inForm(eachOf(x, f), x) : away(x, f, other, ...rest)), () => [away, eachOf, inForm, isList])); // oxfmt-ignore
const forEach = told((away) => knowing((x: any, f: any, other: any): any => { if (other !== undefined || !isList(x)) return away(x, f, other); eachOf(x, f); }, () => [away, eachOf, isList])); // oxfmt-ignore

const filter = told((away) =>
  knowing((x: any, f: any, other: any): any => {
    if (other !== undefined || !isList(x) || typeof f !== 'function') return away(x, f, other);
    const part = partOf(x);
    return inForm(byRank(part, () => part.filter((v: any, i: number) => called(f, v, [i], x)), () => strange()), x); // oxfmt-ignore
  }, () => [away, byRank, called, inForm, isList, partOf, strange]),
);
const sort = told((away) =>
  knowing((x: any, how: any, other: any): any => {
    if (other !== undefined || !isList(x) || (how !== undefined && typeof how !== 'string')) return away(x, how, other);
    const order = how === 'desc' ? (a: number, b: number) => b - a : (a: number, b: number) => a - b;
    // an array is sorted where it is
    if (Array.isArray(x)) return byRank(x, () => x.sort(order), () => strange()); // oxfmt-ignore
    return inForm(byRank(partOf(x), (part: any[]) => part.slice().sort(order), () => strange()), x); // oxfmt-ignore
  }, () => [away, byRank, inForm, isList, partOf, strange]),
);

const flatten = knowing((x: any): any => flattened(x).slice(), () => [flattened]);
const diag = told((away) =>
  knowing((x: any, k: any, other: any): any => {
    if (other !== undefined || !isList(x) || (k !== undefined && typeof k !== 'number')) return away(x, k, other);
    const part = partOf(x),
      right = k === undefined ? 0 : Math.max(k, 0),
      down = k === undefined ? 0 : Math.max(-k, 0);
    return inForm(
      byRank(
        part,
        () => {
          const n = part.length;
          return Array.from({ length: n + down }, (_, i) => Array.from({ length: n + right }, (_v, j) => (i - down === j - right && i >= down ? part[i - down] : 0)));
        },
        () => {
          const all: any[] = [];
          for (let i = 0; i + down < part.length && i + right < part[0].length; i++) all.push(part[i + down][i + right]);
          return all;
        },
      ),
      x,
    );
  }, () => [away, byRank, inForm, isList, partOf]),
);

/** A line of a matrix, as a matrix. */
const line = (isRow: boolean): Makes =>
  told((away) =>
    knowing((x: any, i: any, other: any): any => {
      if (other !== undefined || !isList(x) || typeof i !== 'number') return away(x, i, other);
      const part = partOf(x);
      if (i < 0 || i >= (isRow ? part.length : part[0].length)) throw new RangeError(`Index out of range (${i})`);
      return inForm(byRank(part, () => strange(), () => (isRow ? [part[i].slice()] : part.map((row: any[]) => [row[i]]))), x); // oxfmt-ignore
    }, () => [away, byRank, inForm, isList, isRow, partOf, strange]),
  );

const joined = (a: any, b: any, dim: any): any =>
  byRank(
    a,
    () => (dim === undefined || dim === 0 ? [...a, ...b] : strange()),
    () => (dim === 0 ? [...a.map((row: any[]) => row.slice()), ...b.map((row: any[]) => row.slice())] : a.map((row: any[], i: number) => [...row, ...b[i]])),
  );
knowing(joined, () => [byRank, strange]);
const concat = told((away) =>
  knowing((a: any, b: any, dim: any, other: any, ...rest: any[]): any => {
    if (other !== undefined || !isList(a) || !isList(b) || (dim !== undefined && typeof dim !== 'number')) return away(a, b, dim, other, ...rest);
    return inForm(joined(partOf(a), partOf(b), dim), withMatrix(a, b));
  }, () => [away, inForm, isList, joined, partOf, withMatrix]),
);

const reshape = told((away) =>
  knowing((x: any, sizes: any, other: any): any => {
    if (other !== undefined || !isList(x) || !Array.isArray(sizes)) return away(x, sizes, other);
    const all = flattened(partOf(x));
    const [m, n] = sizes;
    if (sizes.length !== 2 || m * n !== all.length) throw new RangeError('The rule of `reshape` is for matrices of as many numbers');
    return inForm(Array.from({ length: m }, (_, i) => all.slice(i * n, i * n + n)), x); // oxfmt-ignore
  }, () => [away, flattened, inForm, isList, partOf]),
);

const same = told((away) =>
  knowing((x: any, other: any): any => (other === undefined && isForm(x) ? inForm(copied(partOf(x)), x) : away(x, other)), () => [away, copied, inForm, isForm, partOf]),
);
const number = told((away) => knowing((x: any, other: any): any => (other === undefined && typeof x === 'number' ? x : away(x, other)), () => [away])); // oxfmt-ignore
const count = told((away) => knowing((x: any): any => (isList(x) ? flattened(partOf(x)).length : away(x)), () => [away, flattened, isList, partOf])); // oxfmt-ignore

const comparison = steps('truth', false);
const whole = steps('number', true);

/** It tells of forms. */
const constant = (gives: 'anything' | 'text' | 'truth'): Makes => (fn) => [flat(fn, gives)];

export const STRUCTURE: Readonly<Record<string, Makes>> = {
  and: comparison,
  ceil: whole,
  clone: same,
  column: line(false),
  compare: steps('number', false),
  concat,
  count,
  diag,
  equal: comparison,
  equalScalar: comparison,
  filter,
  fix: whole,
  flatten: ofList(flatten),
  floor: whole,
  forEach,
  getMatrixDataType: constant('text'),
  hasNumericValue: constant('truth'),
  identity: filled((i: number, j: number) => (i === j ? 1 : 0)),
  isBounded: comparison,
  isFinite: comparison,
  isInteger: comparison,
  isNaN: comparison,
  isNegative: comparison,
  isNumeric: comparison,
  isPositive: comparison,
  isPrime: comparison,
  isZero: comparison,
  larger: comparison,
  largerEq: comparison,
  map,
  matrix,
  not: comparison,
  number,
  ones: filled(() => 1),
  or: comparison,
  random: drawn,
  randomInt: drawn,
  reshape,
  round: whole,
  row: line(true),
  smaller: comparison,
  smallerEq: comparison,
  size: constant('anything'),
  sort,
  typeOf: constant('text'),
  unequal: comparison,
  xor: comparison,
  zeros: filled(() => 0),
};

/** Methods of the matrices that `matrix` makes; others, such as `get`, `size`, `diagonal` and loops over one, are read. */
export function ofMatrices(proto: any): Rule[] {
  const set = (self: any, [i, j]: any, value: any): any => {
    const data = self._data;
    return byRank(
      data,
      () => {
        if (!(i < data.length)) return strange();
        data[i] = value;
        return self;
      },
      () => {
        if (!(i < data.length && j < data[0].length)) return strange();
        data[i][j] = value;
        return self;
      },
    );
  };
  return [
    method(proto.clone, knowing((self: any) => inForm(copied(self._data), self), () => [copied, inForm])),
    method(proto.toArray, knowing((self: any) => copied(self._data), () => [copied])),
    method(proto.map, knowing((self: any, f: any) => inForm(eachOf(self, f), self), () => [eachOf, inForm])),
    method(proto.forEach, knowing((self: any, f: any) => void eachOf(self, f), () => [eachOf])),
    method(proto.set, knowing(set, () => [byRank, strange])),
  ];
}
