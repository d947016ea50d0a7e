// oxlint-disable no-unused-expressions
/** For every rule that takes numbers: a function that uses it, and points over its domain. */
import type { RuleCheckOptions } from '../src/index.ts';

export interface Case {
  readonly f: (...args: any[]) => unknown;
  readonly points: readonly (readonly unknown[])[];
  readonly options?: RuleCheckOptions;
}

const SIZES = [1e-12, 1e-8, 1e-4, 1e-3, 0.02, 0.1, 0.3, 0.5, 0.77, 0.9, 0.99, 1.01, 1.3];
const small = [...SIZES, ...SIZES.map((x) => -x)];
const within = (...more: number[]): number[] => [...small, ...more, ...more.map((x) => -x)];
const positive = [...SIZES, ...SIZES.map((x) => 1 / x), 2, 7, 55];
const inside = small.filter((x) => Math.abs(x) < 1).concat([0.25, -0.25, 0.6, -0.6, 0.999, -0.999]);
const all = within(1.9, 3, 7.5, 40, 300, 1e5, 1e12);
const moderate = within(1.9, 3, 7.5, 40, 300);
const ones = (list: readonly number[]): number[][] => list.map((x) => [x]);
const pairs = (list: readonly number[]): number[][] => list.map((x, i) => [x, list[(7 * i + 3) % list.length]!]);

const numbers: Record<string, readonly (readonly number[])[]> = {
  'Math.abs': ones(all),
  'Math.acos': ones(inside),
  'Math.acosh': ones(positive.map((x) => 1 + x)),
  'Math.asin': ones(inside),
  'Math.asinh': ones(all),
  'Math.atan': ones(all),
  'Math.atan2': pairs(all),
  'Math.atanh': ones(inside),
  'Math.cbrt': ones(all),
  'Math.cos': ones(moderate),
  'Math.cosh': ones(moderate),
  'Math.exp': ones(moderate),
  'Math.expm1': ones(moderate),
  'Math.fround': ones(moderate),
  'Math.hypot': [...pairs(all), [0, 3]],
  'Math.log': ones(positive),
  'Math.log10': ones(positive),
  'Math.log1p': ones(positive.flatMap((x) => (x < 1e3 ? [x, -x / (1 + x)] : [x]))),
  'Math.log2': ones(positive),
  'Math.max': [...pairs(all), [1, 1.001], [-2, -2.0001]],
  'Math.min': [...pairs(all), [1, 1.001], [-2, -2.0001]],
  'Math.pow': positive.map((x, i) => [x, small[i % small.length]! * 5]),
  'Math.sin': ones(moderate),
  'Math.sinh': ones(moderate),
  'Math.sqrt': ones(positive),
  'Math.tan': ones([...small, 1.57, -1.57, 2, -4.7, 10, 40]),
  'Math.tanh': ones(within(1.9, 3, 7.5, 15)),
  Number: ones(all),
};

const own: Record<string, (...args: any[]) => unknown> = {
  'Math.hypot': (x, y) => Math.hypot(x, y),
  'Math.max': (x, y) => Math.max(x, y),
  'Math.min': (x, y) => Math.min(x, y),
  Number: (x) => Number(x) * 2,
};

/** Differences of a function that rounds need long steps. */
const COARSE: RuleCheckOptions = { steps: [3e-2, 1e-2], tolerance: 1e-3 };
export const scalarCase = (name: string, fn: (...args: any[]) => unknown): Case => ({
  f: own[name] ?? fn,
  points: numbers[name] ?? [],
  ...(name === 'Math.fround' && { options: COARSE }),
});

// oxfmt-ignore
const methods: Record<string, (a: any, v: any, b: any) => unknown> = {
  forEach: (a, v) => { let s = v; a.forEach((x: number, i: number) => { s += x * x * (i + 1); }); return s; },
  every: (a, v) => { let s = v; a.every((x: number, i: number) => { s += x * s; return i < 2; }); return s; },
  some: (a, v) => { let s = v; a.some((x: number, i: number) => { s += x * s; return i > 1; }); return s; },
  reduce: (a, v) => a.reduce((s: number, x: number) => s * 0.5 + x * x, v),
  reduceRight: (a, v) => a.reduceRight((s: number, x: number) => s * 0.5 + x * x, v),
  find: (a, v) => a.find((_: number, i: number) => i === 1) * v,
  findIndex: (a, v) => a[a.findIndex((_: number, i: number) => i === 1)] * v,
  findLast: (a, v) => a.findLast((_: number, i: number) => i < 3) * v,
  findLastIndex: (a, v) => a[a.findLastIndex((_: number, i: number) => i < 3)] * v,
  indexOf: (a, v) => a[a.indexOf(a[2])] * v,
  lastIndexOf: (a, v) => a[a.lastIndexOf(a[2])] * v,
  includes: (a, v) => (a.includes(a[1]) ? a[1] * v : v),
  at: (a, v) => a.at(-1) * v * a.at(0),
  map: (a, v) => a.map((x: number, i: number) => x * x * v + i),
  filter: (a, v) => a.filter((_: number, i: number) => i !== 1).map((x: number) => x * v),
  slice: (a, v) => { const s = a.slice(1, -1); s[0] *= v; return s; },
  toReversed: (a, v) => { const s = a.toReversed(); s[0] *= v; return s; },
  with: (a, v) => { const s = a.with(1, v * a[0]); s[2] *= v; return s; },
  fill: (a, v) => { a[0] *= a[2]; a.fill(v * v, 1, 3); },
  reverse: (a, v) => { a.reverse(); a[1] *= v; },
  copyWithin: (a, v) => { a.copyWithin(1, 0, 3); a[2] *= v; },
  sort: (a, v) => { a.sort((x: number, y: number) => x - y); a[1] *= v; },
  toSorted: (a, v) => { const s = a.toSorted((x: number, y: number) => y - x); s[1] *= v; return s; },
  push: (a, v) => { const n = a.push(v * a[0], a[1]); return a[n - 1] * a[n - 2]; },
  pop: (a, v) => a.pop() * v * a[0],
  shift: (a, v) => a.shift() * v * a[0],
  unshift: (a, v) => { a.unshift(v * v, a[1]); return a[0] * a[3]; },
  splice: (a, v) => { const gone = a.splice(1, 2, v * a[0]); return gone[0] * gone[1] * a[1]; },
  concat: (a, v, b) => { const s = a.concat(b, [v * v]); s[0] *= s[5]; return s; },
  flat: (a, v, b) => [a, [v * a[0]], b].flat(),
  flatMap: (a, v) => a.flatMap((x: number) => [x * v, x * x]),
  toSpliced: (a, v) => { const s = a.toSpliced(1, 2, v * a[0]); s[0] *= s[1]; return s; },
  set: (a, v, b) => { a.set(b.subarray(0, 2), 1); a[0] *= a[2] * v; },
  subarray: (a, v) => { const s = a.subarray(1, 3); s[0] *= v; return s[1] * a[1]; },
  keys: (a, v) => { let s = v; for (const i of a.keys()) s += a[i] * i * s; return s; },
  values: (a, v) => { let s = v; for (const x of a.values()) s += x * s; return s; },
  entries: (a, v) => { let s = v; for (const [i, x] of a.entries()) s += x * i * s; return s; },
};

// oxfmt-ignore
const others: Record<string, (a: any, v: any, b: any) => unknown> = {
  'Array.of': (a, v) => Array.of(a[0] * v, v, a[1]),
  'Array.from': (a, v) => Array.from(a, (x: any) => x * x * v),
  'TypedArray.of': (a, v) => Float64Array.of(a[0] * v, v, a[1]),
  'TypedArray.from': (a, v) => Float64Array.from(a, (x) => (x as number) * (x as number) * v),
  'Function.prototype.bind': (a, v) => ((x: number, y: number) => x * y * a[0]).bind(null, v)(a[1]),
  'Object.values': (a, v) => { let s = 1; for (const x of Object.values({ p: a[0] * v, q: a[1] })) s *= x + 1; return s; },
  'Object.entries': (a, v) => { let s = 1; for (const [, x] of Object.entries({ p: a[0] * v, q: a[1] })) s *= x + 1; return s; },
  'Object.assign': (a, v) => { const o: any = Object.assign({ p: v, q: 1 }, { q: a[0] * v }); return o.p * o.q; },
  'Object.fromEntries': (a, v) => { const o: any = Object.fromEntries([['p', a[0] * v], ['q', a[1]]]); return o.p * o.q; },
  'Reflect.get': (a, v) => Reflect.get({ p: a[0] * v }, 'p') * v,
  'Reflect.set': (a, v) => { const o = { p: v }; Reflect.set(o, 'p', a[0] * v); return o.p * v; },
  'Reflect.deleteProperty': (a, v) => { const o: any = { p: v, q: a[0] }; Reflect.deleteProperty(o, 'p'); return (o.p === undefined ? 2 : 3) * o.q * v; },
  'Map.prototype.get': (a, v) => { const m = new Map([['p', a[0] * v]]); return m.get('p')! * v; },
  'Map.prototype.set': (a, v) => { const m = new Map([['p', v]]); m.set('p', m.get('p')! * a[0]); return m.get('p')! * v; },
  'Map.prototype.delete': (a, v) => { const m = new Map([['p', v], ['q', a[0]]]); m.delete('p'); return m.size * m.get('q')! * v; },
  'Map.prototype.clear': (a, v) => { const m = new Map([['p', v]]); m.clear(); m.set('p', a[0]); return m.get('p')! * v; },
  'Map.prototype.forEach': (a, v) => { let s = v; new Map([['p', v], ['q', a[0]]]).forEach((x) => { s += x * s; }); return s; },
  'Map.prototype.values': (a, v) => { let s = v; for (const x of new Map([['p', v], ['q', a[0]]]).values()) s += x * s; return s; },
  'Map.prototype.entries': (a, v) => { let s = v; for (const [, x] of new Map([['p', v], ['q', a[0]]]).entries()) s += x * s; return s; },
  'Set.prototype.add': (a, v) => { const m = new Set<any>(); m.add(a); let s = v; for (const x of m) s += x[0] * s; return s; },
  'Set.prototype.forEach': (a, v, b) => { let s = v; new Set<any>([a, b]).forEach((x) => { s += x[0] * s; }); return s; },
  'Set.prototype.values': (a, v, b) => { let s = v; for (const x of new Set<any>([a, b]).values()) s += x[0] * s; return s; },
};

const SCALES = [1, 1e-8, 1e6, 1e-3, 30, -1, 0.2];

/** Arrays of four numbers of very different sizes, a number, and another array. */
function arrays(make: (list: number[]) => unknown): unknown[][] {
  let s = 4711;
  const next = (): number => ((s = (s * 16807) % 2147483647) / 2147483647) * 2 - 1;
  return Array.from({ length: 25 }, (_, k) => {
    const list = (n: number): number[] =>
      Array.from({ length: n }, (__, i) => (next() + 0.05) * SCALES[(k + i * (1 + (k % 3))) % SCALES.length]!);
    return [make(list(4)), (next() + 0.1) * SCALES[k % SCALES.length]!, make(list(2))];
  });
}

/** Rules that only tell where something is, or whether; and those of what holds no numbers. */
export const NOT_OF_NUMBERS =
  /^(Weak|Object\.(keys|prototype)|Reflect\.has|Map\.prototype\.(has|keys)|Set\.prototype\.(has|delete|clear|entries))/;

export function modelCase(name: string): Case | null {
  const [holder, key = ''] = name.split('.prototype.') as [string, string?];
  const f = others[name] ?? (holder === 'Array' || holder === 'TypedArray' ? methods[key] : undefined);
  if (!f) return null;
  return { f, points: arrays(name.startsWith('Typed') ? (list) => Float64Array.from(list) : (list) => list) };
}
