/** Matrix equations and functions of matrices: math.js is called as it is, derivatives are matrix identities. */
import { matMul, model, opaque, solve } from '../../../src/index.ts';
import { type Any, knowing } from '../pack.ts';
import { type Makes, dense, elsewhere, inForm, isList, partOf } from './forms.ts';
import { transposed, withMatrix } from './products.ts';
import { named, ROWS, leftTransposed, minus, negated, plus, rightTransposed } from './rows.ts';

/** The X of A X + X B = C, by a system with as many unknowns as X has numbers: derivatives ask for it, and math.js finds it otherwise. */
const sylvesterOf = (a: any[][], b: any[][], c: any[][]): any[][] => {
  const m = a.length,
    n = b.length;
  const system: any[][] = [],
    right: any[] = [];
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) {
      const row: any[] = [];
      for (let k = 0; k < m; k++) for (let l = 0; l < n; l++) row.push((j === l ? a[i]![k] : 0) + (i === k ? b[l]![j] : 0));
      system.push(row);
      right.push([c[i]![j]]);
    }
  const x: any[][] = solve(system, right);
  return a.map((_, i) => b.map((_row, j) => x[i * n + j]![0]));
};
const sylvesterBack = (a: any, b: any, g: any): any => sylvesterOf(transposed(a), transposed(b), g);
knowing(sylvesterBack, () => [sylvesterOf, transposed]);

const known = (): readonly unknown[] => [leftTransposed, matMul, negated, rightTransposed, sylvesterBack, sylvesterOf];
const slopes = {
  ...ROWS,
  pullback: [
    (g: any, x: any, a: any, b: any) => negated(rightTransposed(sylvesterBack(a, b, g), x)),
    (g: any, x: any, a: any, b: any) => negated(leftTransposed(x, sylvesterBack(a, b, g))),
    (g: any, _x: any, a: any, b: any) => sylvesterBack(a, b, g),
  ].map((one) => knowing(one, known)),
  pushforward: [
    (d: any, x: any, a: any, b: any) => negated(sylvesterOf(a, b, matMul(d, x))),
    (d: any, x: any, a: any, b: any) => negated(sylvesterOf(a, b, matMul(x, d))),
    (d: any, _x: any, a: any, b: any) => sylvesterOf(a, b, d),
  ].map((one) => knowing(one, known)),
} as never;
const ofSylvester = opaque(sylvesterOf, slopes);

const sylvester: Makes = (fn, name) => {
  const solved = named((a: any, b: any, c: any): any => fn(a, b, c), name);
  const [away, rule] = elsewhere(fn, name);
  const code = (a: any, b: any, c: any): any =>
    isList(a) && isList(b) && isList(c) ? inForm(solved(partOf(a), partOf(b), partOf(c)), withMatrix(a, withMatrix(b, c))) : away(a, b, c);
  return [ofSylvester, opaque(solved, slopes), rule, model(fn, knowing(code, () => [away, inForm, isList, partOf, solved, withMatrix]))];
};

/** A P + P Aᵀ = -Q */
const lyap: Makes = (fn, name) => {
  const solved = named((a: any, q: any): any => fn(a, q), name);
  const [away, rule] = elsewhere(fn, name);
  const all = (): readonly unknown[] => [leftTransposed, matMul, negated, plus, rightTransposed, sylvesterBack, sylvesterOf, transposed];
  const ofFirst = (s: any, x: any): any => negated(plus(rightTransposed(s, x), leftTransposed(s, x)));
  const back = (a: any, g: any): any => sylvesterBack(a, transposed(a), g);
  const forth = (a: any, q: any): any => negated(sylvesterOf(a, transposed(a), q));
  [back, forth, ofFirst].forEach((one) => knowing(one, all));
  const pullback = [
    knowing((g: any, x: any, a: any) => ofFirst(back(a, g), x), () => [back, ofFirst]),
    knowing((g: any, _x: any, a: any) => negated(back(a, g)), () => [back, negated]),
  ];
  const pushforward = [
    knowing((d: any, x: any, a: any) => forth(a, plus(matMul(d, x), rightTransposed(x, d))), () => [forth, matMul, plus, rightTransposed]),
    knowing((d: any, _x: any, a: any) => forth(a, d), () => [forth]),
  ];
  const code = (a: any, q: any, other: any): any =>
    other === undefined && isList(a) && isList(q) ? inForm(solved(partOf(a), partOf(q)), withMatrix(a, q)) : away(a, q, other);
  return [
    ofSylvester,
    opaque(solved, { ...ROWS, pullback, pushforward } as never),
    rule,
    model(fn, knowing(code, () => [away, inForm, isList, partOf, solved, withMatrix])),
  ];
};

/** A function of one matrix, called on rows. */
const ofRows = (tell: (called: Any) => { pullback: Any; pushforward: Any }): Makes => (fn, name) => {
  const called = named((rows: any): any => { const y = fn(rows); return Array.isArray(y) ? y : y._data; }, name); // oxfmt-ignore
  const [away, rule] = elsewhere(fn, name);
  const { pullback, pushforward } = tell(called);
  const code = (x: any, other: any): any => (other === undefined && isList(x) ? inForm(called(partOf(x)), x) : away(x, other));
  return [
    opaque(called, { ...ROWS, pullback: [pullback], pushforward: [pushforward] } as never),
    rule,
    model(fn, knowing(code, () => [away, called, inForm, isList, partOf])),
  ];
};

const sqrtmOf = ofRows(() => ({
  pullback: knowing((g: any, x: any) => sylvesterBack(x, x, g), () => [sylvesterBack]),
  pushforward: knowing((d: any, x: any) => sylvesterOf(x, x, d), () => [sylvesterOf]),
}));

/** I - A B */
const rest = (a: any, b: any): any => matMul(a, b).map((row: any[], i: number) => row.map((v, j) => (i === j ? 1 : 0) - v));
knowing(rest, () => [matMul]);
const sqrtm: Makes = (fn, name) => [ofSylvester, ...sqrtmOf(fn, name)];

/** Of constant rank (Golub and Pereyra 1973). */
const pinv = ofRows(() => {
  const known = (): readonly unknown[] => [leftTransposed, matMul, minus, plus, rest, rightTransposed, transposed];
  return {
    pullback: knowing((g: any, p: any, a: any) => {
      const one = matMul(matMul(rest(a, p), transposed(g)), rightTransposed(p, p)),
        two = matMul(matMul(leftTransposed(p, p), transposed(g)), rest(p, a));
      return minus(plus(one, two), rightTransposed(leftTransposed(p, g), p));
    }, known),
    pushforward: knowing((d: any, p: any, a: any) => {
      const one = matMul(matMul(rightTransposed(p, p), transposed(d)), rest(a, p)),
        two = matMul(matMul(rest(p, a), transposed(d)), leftTransposed(p, p));
      return minus(plus(one, two), matMul(matMul(p, d), p));
    }, known),
  };
});

/** The derivative is in the exponential of a matrix of twice the size; math.js gives matrices for arrays too. */
const expm: Makes = (fn, name) => {
  const proto = Object.getPrototypeOf(fn([[0]])) as object;
  const called = named((rows: any): any => fn(rows)._data, name);
  const [away, rule] = elsewhere(fn, name);
  const along = (a: any[][], d: any[][]): any[][] => {
    const n = a.length;
    const both = [...a.map((row, i) => [...row, ...d[i]!]), ...a.map((row) => [...row.map(() => 0), ...row])];
    return called(both).slice(0, n).map((row: any[]) => row.slice(n)); // oxfmt-ignore
  };
  knowing(along, () => [called]);
  const pullback = [knowing((g: any, _y: any, a: any) => along(transposed(a), g), () => [along, transposed])];
  const pushforward = [knowing((d: any, _y: any, a: any) => along(a, d), () => [along])];
  const code = (x: any, other: any): any => (other === undefined && isList(x) ? dense(called(partOf(x)), proto) : away(x, other));
  return [
    opaque(called, { ...ROWS, pullback, pushforward } as never),
    rule,
    model(fn, knowing(code, () => [away, called, dense, isList, partOf, proto])),
  ];
};

export const EQUATIONS: Readonly<Record<string, Makes>> = { expm, lyap, pinv, sqrtm, sylvester };
