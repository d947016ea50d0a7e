/**
 * What functions are called with.
 *
 * | row | input |
 * |---|---|
 * | 22, 23 | frozen and sealed objects, read and written, in strict and in sloppy code |
 * | 24–26 | accessors, proxies, objects that contain themselves |
 * | 27, 28 | holes, properties beside the elements, subclasses of arrays |
 * | 29–33 | shared, resized, detached and overlapping buffers, bytes seen in two ways, integer arrays |
 * | 34–37 | keys like `__proto__`, very many numbers, very deep objects, unusual numbers |
 * | 38, 39 | containers, objects whose inside cannot be seen |
 */
import { expect, test } from 'vitest';
import { type AdjointError, grad, gradient, pullback, valueAndGradient } from '../src/index.ts';
import { any, call, refused, state, thrown } from './refusal.ts';

const sloppy = (...parts: string[]): Function => new Function(...parts);

test('frozen and sealed objects can be read', () => {
  const frozen = Object.freeze({ x: 3, list: Object.freeze([1, 2]) });
  expect(call((o: typeof frozen) => o.x * o.list[0]! * o.list[1]!, frozen)).toEqual([{ x: 2, list: [6, 3] }]);
  expect(gradient((o) => o.x * o.x, Object.seal({ x: 3 }))).toEqual([{ x: 6 }]);
});

test.each<[string, unknown, (o: never) => number]>([
  ['a frozen object', Object.freeze({ x: 3 }), (o: { x: number }) => ((o.x *= 2), o.x)],
  ['a frozen array', Object.freeze([3]), (o: number[]) => ((o[0]! *= 2), o[0]!)],
  ['the end of a frozen array', Object.freeze([3]), (o: number[]) => (o.push(o[0]!), o[1]!)],
  ['a new field of a sealed object', Object.seal({ x: 3 }), (o: { x: number; y?: number }) => (o.y = o.x)],
])('strict code that writes to %s throws as it does without us', (_, value, f) => {
  const found = thrown(() => call(f, value)) as Error,
    plain = thrown(() => f(any(value))) as Error;
  expect(found).toBeInstanceOf(TypeError);
  expect(found.message).toBe(plain.message);
});

test.each<[string, unknown, string, unknown]>([
  ['a frozen object', Object.freeze({ x: 3 }), 'o.x = o.x * 2; return o.x * o.x', { x: 6 }],
  ['a frozen array', Object.freeze([3, 4]), 'o[0] = 7; return o[0] * o[1]', [4, 3]],
  ['a new field of a sealed object', Object.seal({ x: 3 }), 'o.y = o.x; return o.x * (o.y === undefined ? 2 : o.y)', { x: 2 }],
  [
    'a field that cannot be written',
    Object.defineProperty({ y: 2 }, 'x', { value: 3, enumerable: true }),
    'o.x = o.y; return o.x * o.y',
    { y: 3, x: 2 },
  ],
  ['a frozen object, by deleting', Object.freeze({ x: 3 }), 'delete o.x; return o.x * o.x', { x: 6 }],
])('sloppy code that writes to %s goes on, and so does the derivative', (_, value, body, expected) => {
  const f = sloppy('o', body);
  expect(valueAndGradient(any(f), value)).toEqual([f(value), [expected]]);
  // also when it was compiled for objects that let themselves be written
  const g = sloppy('o', body);
  const copy: unknown = Array.isArray(value) ? [...value] : { ...(value as object) };
  call(g, copy);
  expect(call(g, value)).toEqual([expected]);
});

test('an accessor runs once for each access, as it does without us', () => {
  const count = { runs: 0 };
  const o = {
    x: 3,
    get double() {
      count.runs++;
      return this.x * 2;
    },
  };
  expect(call((v: typeof o) => v.double * v.double, o)).toEqual([{ x: 24, double: null }]);
  expect(count.runs).toBe(2);
});

test('a proxy is refused by name, and none of its traps runs', () => {
  const trapped = { count: 0 };
  const traps = new Proxy({}, { get: () => () => void trapped.count++ });
  const revoked = Proxy.revocable({ x: 3 }, {});
  revoked.revoke();
  const f = (o: { x: number }): number => (state.runs++, o.x * o.x);
  for (const value of [new Proxy({ x: 3 }, traps), revoked.proxy]) refused('E_PROXY', () => call(f, value));
  refused('E_PROXY', () => call((o: { a: { x: number } }) => (state.runs++, o.a.x), { a: new Proxy({ x: 3 }, {}) }));
  expect(trapped.count).toBe(0);
});

test('a proxy that carries no derivative is asked where the program asks it', () => {
  const asked: PropertyKey[] = [];
  const proxy = new Proxy({ x: 3 }, { get: (o, key) => (asked.push(key), Reflect.get(o, key)) });
  expect(grad((x: number, o: { x: number }) => x * o.x)(2, proxy)).toBe(3);
  expect(asked).toEqual(['x']);
  const revoked = Proxy.revocable({ x: 3 }, {});
  revoked.revoke();
  expect(thrown(() => gradient((x: number) => x * revoked.proxy.x, 2))).toBeInstanceOf(TypeError);
});

test('an object that contains itself', () => {
  const o = { x: 3, self: any(null) } as { x: number; self: { x: number } };
  o.self = o;
  const [found] = gradient((v: typeof o) => v.x * v.self.x, o) as unknown as [typeof o];
  expect(found.x).toBe(6);
  expect(found.self).toBe(found);
});

test('holes stay holes, in arguments and in gradients', () => {
  // eslint-disable-next-line no-sparse-arrays
  const list = [3, , 4] as number[];
  expect(valueAndGradient((a) => (a[1] === undefined ? a[0]! * a[2]! : 0), list)).toEqual([12, [[4, , 3]]]);
  expect(1 in list).toBe(false);
  const [found] = gradient((a) => ((a[1] = a[0]! * 2), a[1] * a[2]!), list);
  expect(1 in found).toBe(false);
  expect(list[1]).toBe(6);
});

test('an array without end has no shadow', () => {
  const sparse = [3];
  sparse.length = 4e9;
  refused('E_MEMORY', () => call((a: number[]) => (state.runs++, a[0]! ** 2), sparse));
});

test('properties beside the elements: constants are read, active numbers are refused', () => {
  const scaled = Object.assign([1, 2], { scale: 3 });
  refused('E_SUBCLASS', () => call((a: typeof scaled) => (state.runs++, a[0]! * a.scale), scaled), { placed: true });
  expect(call((x: number) => x * scaled.scale * scaled[1]!, 2)).toEqual([6]);
  expect(call((a: typeof scaled) => a[0]! * a[1]!, scaled)).toEqual([[2, 1]]);
});

test('subclasses of arrays have their own methods', () => {
  class Twice extends Array<number> {
    override push(...values: number[]): number {
      return super.push(...values.map((v) => 2 * v));
    }
  }
  const pushed = (a: number[]): number => (state.runs++, a.push(a[0]!), a[2]! * a[1]!);
  expect(call((a: number[]) => a[0]! * a[1]!, Twice.of(1, 2))).toEqual([[2, 1]]);
  expect(call(pushed, Twice.of(1, 2))).toEqual([[4, 2]]);
  expect(call(pushed, [1, 2])).toEqual([[2, 1]]);
  expect(call(pushed, Twice.of(1, 2))).toEqual([[4, 2]]);
  class Floats extends Float64Array {
    override fill(): this {
      return this;
    }
  }
  refused('E_SUBCLASS', () => call((a: Float64Array) => (state.runs++, a.fill(a[0]!)[1]!), Floats.of(1, 2)), { placed: true });
  const own = Object.assign([1, 2], { map: () => [7] });
  refused('E_SUBCLASS', () => call((a: number[]) => (state.runs++, a.map((x) => x * x)[0]!), own), { placed: true });
});

test('shared memory works where one thread uses it', () => {
  const { buffer } = new Float64Array(new SharedArrayBuffer(16)),
    a = new Float64Array(buffer);
  a[0] = 3;
  expect(gradient((u, v) => ((u[1] = u[0]! * 2), v[0]! * u[1]), a, new Float64Array(buffer))).toEqual([
    Float64Array.of(12, 0),
    Float64Array.of(12, 0),
  ]);
});

test.each(['auto', 'snapshot', 'keep'] as const)('a buffer that is transferred while the function runs is left alone (%s)', (mutation) => {
  const f = (a: Float64Array): number => {
    let sum = 0;
    for (let i = 0; i < a.length; i++) {
      a[i]! *= a[i]!;
      sum += Math.sin(a[i]!) * a[i]!;
    }
    structuredClone(a.buffer, { transfer: [a.buffer as ArrayBuffer] });
    return sum;
  };
  const a = Float64Array.of(2, 3),
    slope = (x: number): number => 2 * x * (Math.sin(x * x) + x * x * Math.cos(x * x));
  const found = grad(f, { mutation })(a);
  expect(a.length).toBe(0);
  [2, 3].forEach((x, i) => expect(found[i]).toBeCloseTo(slope(x), 10));
});

test('a buffer that shrinks, or has grown since the last call', () => {
  const Resizable = ArrayBuffer as unknown as new (length: number, options: object) => ArrayBuffer & { resize(length: number): void };
  const buffer = new Resizable(16, { maxByteLength: 64 }),
    a = new Float64Array(buffer);
  a.set([3, 2]);
  const squares = (v: Float64Array): number => v.reduce((s, x) => s + x * x, 0);
  expect(gradient(squares, a)).toEqual([Float64Array.of(6, 4)]);
  buffer.resize(24);
  a[2] = 5;
  expect(gradient(squares, a)).toEqual([Float64Array.of(6, 4, 10)]);
  refused('E_NO_RULE', () => call((v: Float64Array) => (state.runs++, buffer.resize(8), v[0]!), a), { placed: true });
});

test('bytes that are seen as numbers of two types', () => {
  const { buffer } = Float64Array.of(1, 2);
  for (const other of [new Int32Array(buffer), new Float32Array(buffer)])
    refused('E_PUNNING', () => call((a: Float64Array, b: Int32Array) => (state.runs++, a[0]! * b[1]!), new Float64Array(buffer), other));
  const inside = (x: number): number => {
    state.runs++;
    const a = new Float64Array(1),
      bits = new Uint32Array(a.buffer);
    a[0] = x;
    bits[0]! ^= 1;
    return a[0] * x;
  };
  refused('E_PUNNING', () => call(inside, 3), { placed: true });
  const apart = new ArrayBuffer(32),
    floats = new Float64Array(apart, 0, 2),
    whole = new Int32Array(apart, 16, 4);
  floats.set([3, 4]);
  whole.set([1, 0]);
  expect(call((a: Float64Array, i: Int32Array) => a[i[0]!]! * a[i[1]!]!, floats, whole)).toEqual([Float64Array.of(4, 3), null]);
});

test('overlapping views', () => {
  const m = Float64Array.of(1, 2, 3);
  expect(gradient((a, b) => a[1]! * b[0]! * b[1]! * a[0]!, m.subarray(0, 2), m.subarray(1, 3))).toEqual([
    Float64Array.of(12, 12),
    Float64Array.of(12, 4),
  ]);
});

test('integer arrays are constants that round, and debug mode says so', () => {
  const f = (x: number): number => {
    const pixel = new Uint8ClampedArray(1);
    pixel[0] = x * 2;
    return pixel[0] * x;
  };
  const warned: AdjointError[] = [];
  expect(grad(f, { debug: (warning) => void warned.push(warning) })(2.4)).toBe(5);
  expect(warned.map((w) => w.code)).toEqual(['W_INTEGER_STORE']);
  expect(warned[0]!.message).toMatch(/> +\d+ \| +pixel\[0\] = x \* 2/);
  expect(call((x: number, big: BigInt64Array) => x * Number(big[0]), 2, BigInt64Array.of(3n))).toEqual([3, null]);
});

test('keys like `__proto__` are keys', () => {
  const o = JSON.parse('{"__proto__": 3, "constructor": 2, "prototype": 1, "toString": 4}') as Record<string, number>;
  const [found] = gradient((v) => v['__proto__']! * v['constructor']! * v['prototype']! * v['toString']!, o);
  expect(Object.entries(found)).toEqual([['__proto__', 8], ['constructor', 12], ['prototype', 24], ['toString', 6]]); // prettier-ignore
  const nested = JSON.parse('{"a": {"__proto__": {"polluted": 3}}}') as { a: Record<string, { polluted: number }> };
  call((v: typeof nested) => v.a['__proto__']!.polluted ** 2, nested);
  expect(({} as { polluted?: number }).polluted).toBe(undefined);
  const bare = Object.assign(Object.create(null) as Record<string, number>, { constructor: 3 });
  expect(call((v: typeof bare) => v['constructor']! ** 2, bare)).toEqual([{ constructor: 6 }]);
});

test('very many numbers', () => {
  const squares = (v: ArrayLike<number>): number => {
    let sum = 0;
    for (let i = 0; i < v.length; i++) sum += v[i]! * v[i]!;
    return sum;
  };
  const [list] = gradient(squares, new Array<number>(1e6).fill(2));
  expect([list.length, list[999_999]]).toEqual([1e6, 4]);
  expect((call(squares, new Float64Array(1e7).fill(2)) as Float64Array[])[0]![9_999_999]).toBe(4);
  const many = (...v: number[]): number => squares(v);
  expect((call(many, ...new Array<number>(2000).fill(3)) as number[])[1999]).toBe(6);
});

test('an object nested 100,000 levels deep', () => {
  interface Chain {
    next: Chain | null;
    x: number;
  }
  let deep: Chain | null = null;
  for (let i = 0; i < 1e5; i++) deep = { next: deep, x: 1 };
  const [found] = gradient((o: Chain) => {
    let sum = 0;
    for (let p: Chain | null = o; p; p = p.next) sum += p.x * p.x;
    return sum;
  }, deep!);
  let total = 0;
  for (let p: Chain | null = found; p; p = p.next) total += p.x;
  expect(total).toBe(2e5);
});

test('unusual numbers come out bit for bit', () => {
  const fs: ((x: number) => number)[] = [
    (x) => x,
    (x) => -x,
    (x) => x - 0,
    (x) => x * -1e-300,
    (x) => Math.max(-0, x),
    (x) => x + 1 - 1,
    (x) => x / 3,
  ];
  for (const f of fs) for (const x of [0, -0, 5e-324, 2 ** 53 + 2, 1e308, -Infinity]) expect(valueAndGradient(f, x)[0]).toBe(f(x));
});

test('Maps have gradients, WeakMaps are read as they are', () => {
  const key = {};
  expect(call((x: number, m: Map<object, number>) => x * m.get(key)!, 2, new Map([[key, 3]]))).toEqual([3, new Map([[key, 2]])]);
  const weak = new WeakMap([[key, 4]]);
  expect(call((x: number) => x * weak.get(key)!, 2)).toEqual([4]);
});

test('an active number that is stored where it cannot be seen', () => {
  const date = new Date(0) as Date & { note?: number },
    url = new URL('http://a/'),
    tool = (() => 1) as (() => number) & { k?: number };
  refused('E_OPAQUE_STORE', () => call((x: number) => (state.runs++, (date.note = x), date.note * x), 2), { placed: true });
  refused('E_OPAQUE_STORE', () => call((x: number) => (state.runs++, (url.port = any(x)), x * x), 2), { placed: true });
  refused('E_OPAQUE_STORE', () => call((x: number) => (state.runs++, (tool.k = x), tool.k * x), 2), { placed: true });
  expect(call((x: number) => x * url.href.length, 2)).toEqual([9]);
});

test('arguments may change between a function and its pullback', () => {
  const a = Float64Array.of(2, 3),
    [, back] = pullback((v: Float64Array) => ((v[0]! *= v[1]!), v[0]!), a);
  structuredClone(a.buffer, { transfer: [a.buffer] });
  expect(back()).toEqual([Float64Array.of(3, 2)]);
});
