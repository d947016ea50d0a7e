/** The pack for immer: reducers written with `produce`, values and derivatives. */
import * as library from 'immer';
import { expect, test } from 'vitest';
import { immer, verdicts } from '../rules/packs/immer.ts';
import { checkRule, gradient, pullback, valueAndGradient, withRules } from '../src/index.ts';
import { refusal } from './rule-checks.ts';

const { current, produce, setAutoFreeze } = library;
const rules = immer(library);
const under = <T>(run: () => T): T => withRules(rules, run);

test('every export has a verdict', () => {
  expect(Object.keys(library).filter((name) => verdicts[name] === undefined)).toEqual([]);
});

interface State {
  p: { x: number; v: number };
  list: number[];
}
const state = (x: number): State => ({ p: { x, v: 2 }, list: [1, 2] });
const step = (s: State, rate: number): State =>
  produce(s, (d) => {
    for (let i = 0; i < 3; i++) d.p.x += rate * d.p.v * d.p.x;
    d.list[0] = d.p.x * 2;
    d.list.push(d.p.v);
  });

const grown = produce((d: { x: number }, k: number) => void (d.x *= k));

const programs: [string, (...args: any[]) => number, number[] | [number[]]][] = [
  ['a reducer', (x: number, rate: number) => ((s) => s.p.x * s.list[0]! + s.list[2]!)(step(state(x), rate)), [1, 0.5]],
  ['the state stays', (x: number) => ((s) => step(s, x).p.x * s.p.x)(state(x)), [1.5]],
  ['nothing is done', (x: number) => ((s) => (produce(s, () => {}) === s ? 3 * x : x))(state(x)), [2]],
  ['a recipe that gives another state', (x: number) => produce(state(x), (d): State => ({ ...d, p: { x: x * d.p.x, v: 1 } })).p.x, [2]],
  ['an array, sorted', (xs: number[]) => ((n) => n[0]! * 3 + n[1]!)(produce(xs, (d) => { for (let i = 0; i < d.length; i++) d[i]! *= d[i]!; d.sort((a, b) => a - b); })), [[3, 2]]],
  ['step after step', (x: number) => { let s: { x: number; log: number[] } = { x, log: [] }; for (let i = 0; i < 4; i++) s = produce(s, (d) => { d.x = Math.sin(d.x) * 2; d.log.push(d.x); }); return s.x + s.log[1]!; }, [0.7]],
  ['curried', (x: number) => produce((d: { x: number }, k: number) => { d.x *= k; })({ x }, 3).x, [2]],
  ['curried elsewhere', (x: number) => grown({ x }, 3).x, [2]],
  ['current', (x: number) => { let seen = 0; const n = produce({ x }, (d) => { d.x *= 2; seen = current(d).x; d.x *= d.x; }); return n.x + seen; }, [3]],
]; // oxfmt-ignore

test.each(programs)('%s', (_, f, args) => {
  const [value] = under(() => valueAndGradient(f, ...args));
  expect(value).toBe(f(...structuredClone(args)));
  under(() => checkRule(f, [args])).assert();
});

test('a pullback of a reducer, whose result is frozen and equal to that of immer', () => {
  const s = state(1);
  const [next, back] = under(() => pullback(step, s, 0.5));
  expect(next).toEqual(step(s, 0.5));
  expect(Object.isFrozen(next) && Object.isFrozen(next.p)).toBe(true);
  expect(back({ p: { x: 1, v: 0 }, list: [1, 0, 0] })).toEqual([{ p: { x: 24, v: 18 }, list: [0, 0] }, 72]);
});

test('without freezing, where immer does not freeze', () => {
  setAutoFreeze(false);
  try {
    expect(Object.isFrozen(under(() => pullback(step, state(1), 0.5))[0])).toBe(false);
  } finally {
    setAutoFreeze(true);
  }
});

test('what derived code would not copy as immer does is refused', () => {
  class Point {
    x = 1;
  }
  const of = (k: number): number => produce({ k, p: new Point() }, (d) => void (d.k *= 2)).k;
  expect(refusal(() => under(() => gradient(of, 2))).message).toContain('objects of a class');
});
