/* oxlint-disable -- the programs do on purpose what nobody should */
/** Lowering: programs run as lowered give the value, the memory and the error of a plain call, bit for bit. */
import { describe, expect, it } from 'vitest';
import { nodeEnvironment } from '../src/host/node.ts';
import { verify } from '../src/ir/verify.ts';
import { print } from '../src/ir/print.ts';
import { lower } from '../src/syntax/lower/index.ts';
import { interpret } from './interpret.ts';

type Make = () => unknown[];
const environment = nodeEnvironment()!;

function outcome(run: () => unknown): { value?: unknown; error?: string } {
  try {
    return { value: run() };
  } catch (error) {
    return { error: String(error) };
  }
}

function same(f: (...args: any[]) => unknown, make: Make): void {
  const plain = make(),
    own = make();
  const lowered = lower(f, own, { environment, wrt: [0] });
  verify(lowered.program);
  const wanted = outcome(() => f(...plain));
  expect(outcome(() => interpret(lowered, own))).toEqual(wanted);
  expect(own).toEqual(plain);
}

const instructions = (f: (...args: any[]) => unknown, args: unknown[]): string => print(lower(f, args, { environment, wrt: [0] }).program);

const code = (f: (...args: any[]) => unknown, args: unknown[]): string | undefined => {
  try {
    lower(f, args, { environment, wrt: [0] });
    return undefined;
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

const programs = (title: string, table: readonly (readonly [string, (...args: any[]) => unknown, Make])[]): void =>
  void describe(title, () => {
    for (const [name, f, make] of table) it(name, () => same(f, make));
  });

const k = 2.5;
const table = [0.5, 1.5, 2.5];
const scratch = new Float64Array(3);
let moving = 3;
const ops = {
  add: (x: number, y: number) => x + y,
  twice(x: number) {
    return this.add(x, x);
  },
};
const pick: ((x: number) => number)[] = [(x) => x + 1, (x) => x * k, Math.sin];
class Rows extends Float64Array {}
class Point {
  x: number;
  constructor(x: number) {
    this.x = x;
  }
  scaled(s: number): number {
    return this.x * s;
  }
}
function fact(n: number, x: number): number {
  return n <= 0 ? 1 : x * fact(n - 1, x) + k;
}
const isEven = (n: number, x: number): number => (n === 0 ? x : isOdd(n - 1, x * 1.1));
const isOdd = (n: number, x: number): number => (n === 0 ? -x : isEven(n - 1, x + table[0]!));
function bump(list: number[], i = 0, by = list[i]! * 2) {
  list[i] = list[i]! + by;
  return list;
}
const stats = {
  sum: (a: number[]) => {
    let s = 0;
    for (const v of a) s += v;
    return s;
  },
  mean(a: number[]) {
    return this.sum(a) / a.length;
  },
};
const made = (x: number) => new Rows(x).length;
let clicks = 0;
const counted = (x: number) => {
  clicks++;
  return x;
};

// oxfmt-ignore
programs('expressions', [
  ['order of operands', (x) => x + (x = x * x) * (x += 1), () => [3]],
  ['updates', (x) => x++ * x + --x * x--, () => [2]],
  ['update of a string', (x) => { let s: any = '5'; const t = s++; return t + s + x; }, () => [2]],
  ['chained assignment', (a) => { let y; a[0] = y = a[1] = 7; return y + a[0]; }, () => [[1, 2]]],
  ['compound member with effects in the key', (a) => { let i = 0; a[i++] += a[i] * 10; a[i++] *= i; return i; }, () => [[1, 2, 3]]],
  ['logical assignment', (o) => { o.a ||= 5; o.b &&= 6; o.c ??= 7; o.d ??= 8; return o.a + o.b + o.c; }, () => [{ a: 0, b: 2, c: null, d: 0 }]],
  ['optional chains', (o) => { let n = 0; const p = o.a?.b.c ?? 1, q = o.z?.[n++].c ?? 2, r = o.f?.(n++) ?? 3; return p + q + r + n; }, () => [{ a: { b: { c: 4 } } }]],
  ['nullish keeps 0', (x) => (x ?? 5) + ((x > 1 ? 1 : null) ?? 2), () => [0]],
  ['comma', (x) => (x++, x * 2), () => [3]],
  ['template', (x) => `${x > 1 ? 'big' : 'small'}${1}:${null}`.length * x, () => [3]],
  ['typeof', (x) => (typeof x === 'number' ? 1 : 2) + (typeof nowhere === 'undefined' ? 10 : 20), () => [3]],
  ['in, instanceof, delete', (o) => { const y = ('a' in o ? 1 : 0) + (o instanceof Object ? 2 : 0); delete o.a; return y + ('a' in o ? 4 : 0); }, () => [{ a: 1 }]],
  ['bits', (x) => ((x | 0) << 2) ^ (~x >>> 28) & 7, () => [5.7]],
  ['exponent', (x) => x ** 2 ** 0.5, () => [3]],
  ['strings', (x) => { const s = 'abc'; let n = 0; for (let i = 0; i < s.length; i++) if (s[i] === 'b' || s.charCodeAt(i) === 99) n += i; return n * x; }, () => [2]],
  ['mutable and constant captures', (x) => { moving; scratch[1] = x; return x * k + table[1]! * moving + scratch[1]!; }, () => [2]],
]);
declare const nowhere: unknown;

// oxfmt-ignore
programs('control', [
  ['early returns', (x) => { if (x > 5) return 1; if (x > 3) { if (x > 4) return 2; x += 10; } else return x * 2; return x; }, () => [3.5]],
  ['return inside loops', (a) => { for (let i = 0; i < a.length; i++) for (let j = 0; j < 3; j++) if (a[i] * j > 4) return a[i] + j; return -1; }, () => [[1, 2, 3]]],
  ['labels', (x) => { let s = 0; a: for (let i = 0; i < 4; i++) { for (let j = 0; ; j++) { if (j > i) continue a; if (i === 3) break a; s += x * j; } } b: { if (s > 1) break b; s = 100; } return s; }, () => [2]],
  ['continue skips to the update', (x) => { let s = 0; for (let i = 0; i < 5; i++) { if (i % 2) continue; s += i * x; } let w = 0; while (w < 5) { w++; if (w === 2) continue; s += w; } do { w--; if (w > 2) continue; s += 1; } while (w > 0); return s; }, () => [2]],
  // @ts-expect-error the fall-through is meant
  ['switch with fall-through', (x) => { let s = 0; for (let i = 0; i < 6; i++) switch (i) { case 0: s += 1; case 1: s += x; break; case 2: case 3: s *= 2; if (s > 10) break; s += 3; default: s += 100; break; case 4: s -= 1; continue; } return s; }, () => [2]],
  ['switch as a chain', (x) => { const f = (i: number) => { switch (i) { case 0: return x; case 1: { x *= 2; break; } default: throw new RangeError('no'); case 2: return 7; } return x; }; return f(0) + f(1) + f(2); }, () => [2]],
  ['a switch that throws', (x) => { switch (x) { case 1: return 1; default: throw new RangeError('no'); } }, () => [2]],
  ['switch tests run until one matches', (x) => { let n = 0; const t = (v: number) => { n += 10 ** v; return v; }; switch (2) { case t(0): n = -1; break; case t(2): n += x; break; case t(3): n = -2; } return n; }, () => [2]],
  ['throw and catch', (x) => { let s = 0; for (let i = 0; i < 4; i++) { try { if (i === 2) throw { v: x * i }; s += i; } catch (e: any) { s += e.v; continue; } finally { s += 0.5; } s += 100; } return s; }, () => [2]],
  ['finally overrides', (x) => { const f = () => { try { return x; } finally { if (x > 1) return 5; } }; return f(); }, () => [2]],
  ['finally keeps the value', (a) => { const f = () => { try { return a[0]; } finally { a[0] = 9; } }; return f() * a[0]; }, () => [[2]]],
  ['throw through finally', (a) => { try { try { a[0]++; throw new Error('x'); } finally { a[1] = a[0]; } } catch { return a[1] * 2; } return 0; }, () => [[2, 0]]],
  ['uncaught through finally', (a) => { try { if (a[0] > 1) throw new TypeError('mine'); } finally { a[1] = 5; } return 0; }, () => [[2, 0]]],
  ['a helper that always throws', (x) => { const fail = () => { throw new Error('stop'); }; if (x > 1) fail(); return x; }, () => [2]],
  ['loop variables after the loop', (x) => { let i = 0; for (; i < 10; i++) if (i * x > 5) break; return i; }, () => [2]],
  ['for-in with deletion', (o) => { let s = ''; for (const key in o) { s += key; delete o.c; } return s.length; }, () => [{ a: 1, b: 2, c: 3 }]],
  ['for-of entries and keys', (a) => { let s = 0; for (const [i, v] of a.entries()) s += i * v; for (const i of a.keys()) s += i; for (const v of a.values()) s += v; return s; }, () => [[1, 2, 3]]],
  ['do-while with break', (x) => { let n = 0; do { n++; if (n > 3) break; } while (true); return n * x; }, () => [2]],
  ['test with effects', (x) => { let n = 3, s = 0; while (n-- > 0) s += n * x; return s; }, () => [2]],
]);

// oxfmt-ignore
programs('functions', [
  ['hoisting', (x) => { const y = g(x); var z = y; function g(v: number) { return v * h(v); } function h(v: number) { return v + 1; } return z; }, () => [2]],
  ['recursion', (x) => fact(4, x), () => [1.1]],
  ['mutual recursion', (x) => isEven(5, x) + isOdd(2, x), () => [1.3]],
  ['inner recursion with captures', (a) => { const walk = (i: number): number => { if (i >= a.length) return 0; a[i] *= 2; return a[i] + walk(i + 1); }; return walk(0); }, () => [[1, 2, 3]]],
  ['defaults see earlier parameters', (a) => bump(a)[0]! + bump(a, 1)[1]! + bump(a, 1, 3)[1]!, () => [[1, 2]]],
  ['rest and spread', (x) => { const sum = (first: number, ...rest: number[]) => { let s = first; for (const r of rest) s += r; return s + rest.length; }; const l = [x, 2]; return sum(1) + sum(1, ...l, 3); }, () => [5]],
  ['arguments', function () { let s = 0; for (let i = 0; i < arguments.length; i++) s += arguments[i] as number; return s; }, () => [1, 2, 3]],
  ['closures per iteration', (x) => { const fs: (() => number)[] = []; for (let i = 0; i < 3; i++) { let q = i * x; fs.push(() => (q += i)); } let s = 0; for (const f of fs) s += f() * f(); return s; }, () => [2]],
  ['the loop variable itself is captured', (x) => { const fs: (() => number)[] = []; for (let i = 0; i < 3; i++) { fs.push(() => i * x); if (i === 1) i++; } return fs[0]!() + fs[1]!() * 10; }, () => [2]],
  ['var is shared', (x) => { var fs: (() => number)[] = []; for (var i = 0; i < 3; i++) { var v = i * x; fs.push(() => v + i); } return fs[0]!() + fs[2]!(); }, () => [2]],
  ['counters', (x) => { const make = () => { let n = 0; return { up: () => ++n, get: () => n * x }; }; const a = make(), b = make(); a.up(); a.up(); b.up(); return a.get() + b.get() * 10; }, () => [2]],
  ['currying', (x) => { const add = (p: number) => (q: number) => (r: number) => p + q * r; return add(x)(2)(3) + add(1)(x)(x); }, () => [2]],
  ['functions in branches', (x) => { const f = x > 1 ? (v: number) => v * 2 : (v: number) => v * 3; let g = (v: number) => v + 1; if (x > 5) g = (v) => v - 1; return f(x) + g(x); }, () => [2]],
  ['functions from a table', (x) => { let s = 0; for (let i = 0; i < 3; i++) s += pick[i]!(x + i); return s; }, () => [2]],
  ['methods and this', (x) => { const o = { v: x, get2() { return this.v * 2; }, f: (y: number) => y + x }; return o.get2() + o.f(1) + ops.twice(x); }, () => [2]],
  ['call and apply', (x) => { function f(this: { k: number }, y: number, z: number) { return this.k * y + z; } return f.call({ k: x }, 2, 3) + f.apply({ k: 1 }, [x, 4]); }, () => [2]],
  ['methods of a class argument', (p) => p.scaled(3) + p.x, () => [new Point(2)]],
  ['a function before its variables', (x) => { const f = () => g() + late; const g = () => late * 2; const late = x * x; return f(); }, () => [3]],
  ['assigned function', (x) => { let f: any = null; const g = (n: number): number => (n > 0 ? f(n - 1) + x : x); f = g; return g(3); }, () => [2]],
  ['higher order', (a) => { const compose = (f: any, g: any) => (v: number) => f(g(v)); const h = compose(Math.sqrt, compose((v: number) => v * v, Math.abs)); return h(a[0]) + a.map(h).reduce((p: number, q: number) => p + q, 0); }, () => [[-4, 9]]],
  ['nested maps', (m) => m.map((row: number[]) => row.map((v) => v * row.length).reduce((p, q) => p + q)).filter((v: number) => v > 4).length, () => [[[1, 2], [3, 4]]]],
  ['functions of the outside that keep count', (x) => counted(x) * 2, () => [2]],
]);

// oxfmt-ignore
programs('memory', [
  ['swaps', (a) => { [a[0], a[1], a[2]] = [a[1] * a[2], a[2] * a[0], a[0] * a[1]]; let p = a[0], q = a[1]; [p, q] = [q, p]; return p - q; }, () => [[1, 2, 3]]],
  ['destructuring', (o) => { const { a, b: [, q = 9, ...r], c = a * 2, ...rest } = o; return a * q + c + r.length + rest.z; }, () => [{ a: 2, b: [3, undefined, 4, 5], z: 7 }]],
  ['destructuring assignment', (o) => { let x, y; ({ x, y = 3 } = o); [o.x, o.w = 4] = [y, undefined]; return x * y + o.w; }, () => [{ x: 2 }]],
  ['spreads', (a) => { const b = [...a], c = [0, ...a, ...b, 1], o = { p: 1, q: 2 }, n = { ...o, q: 3, r: c.length }; b[0] = 100; return a[0] + c[1]! + n.q * n.r + n.p; }, () => [[1, 2]]],
  ['holes', (x) => { const a = [x, , 3]; let n = 0; a.forEach(() => n++); return n * 10 + a.length + (1 in a ? 1 : 0); }, () => [2]],
  ['grow and shrink', (a) => { a.push(1, 2); a.unshift(9); const p = a.pop(), q = a.shift(); a.length = 2; a[3] = p; a.splice(1, 1, 5, 6, 7); return a.length + q + a.indexOf(6); }, () => [[4, 5]]],
  ['typed arrays', (a) => { const b = a.subarray(1), c = Float32Array.from(a), d = new Float64Array(2).fill(0.1), e = new Int32Array([1.7, 2.2]); b[0] *= 2; a.set(d, 1); c[9] = 3; a[1.5] = 4; return a[0] + b[0] + c[1] + e[0]! + a[-1] * 0; }, () => [new Float64Array([1, 2, 3])]],
  ['views of one buffer', (a) => { const v = new Float64Array(a.buffer); v[0] = 5; return a[0] + v.length; }, () => [new Float64Array([1, 2])]],
  ['strings as keys', (o) => { let s = 0; for (const key of ['a', 'b']) { o[key] *= 2; s += o[key]; } o['c'] = s; return o.c; }, () => [{ a: 1, b: 2, c: 0 }]],
  ['dictionaries', (a) => { const seen: Record<string, number> = {}; for (const v of a) seen[v] = (seen[v] ?? 0) + v; let s = 0; for (const key in seen) s += seen[key]!; return s + Object.keys(seen).length; }, () => [[1, 2, 2, 3]]],
  ['sort, reverse, fill, copyWithin', (a) => { a.sort((p: number, q: number) => q - p); a.reverse(); a.fill(7, 1, 2); a.copyWithin(2, 0, 2); return a[3]; }, () => [[3, 1, 2, 5]]],
  ['making arrays', (x) => { const a = Array.from({ length: 3 }, (_, i) => i * x), b = new Array(2).fill(0), c = Array.of(1, 2), d = Array(3), e = Array.from(a); return a[2]! + b[1] + c.length + d.length + e.concat(a, 5).length; }, () => [2]],
  ['Math with lists', (a) => Math.max(...a) + Math.min(1, 2, ...a) + Math.hypot(...a) + Math.max() + Math.hypot(3, 4, 12), () => [[1, 2, 3]]],
  ['cyclic objects', (o) => { o.self.v *= 2; return o.self.self.v; }, () => { const o: any = { v: 1 }; o.self = o; return [o]; }],
  ['linked list', (x) => { let list: any = null; for (let i = 0; i < 3; i++) list = { v: x * i, next: list }; let s = 0; while (list) { s += list.v; list = list.next; } return s; }, () => [2]],
  ['objects in arrays in objects', (o) => { for (const p of o.ps) { p.pos[0] += p.vel[0] * 0.1; p.n = (p.n || 0) + 1; } return o.ps[1].pos[0] + o.ps[0].n; }, () => [{ ps: [{ pos: [1], vel: [2] }, { pos: [3], vel: [4], n: 5 }] }]],
  ['errors of JavaScript itself', (o) => o.missing.x, () => [{ x: 1 }]],
  ['calling nothing', (o) => o.missing(1), () => [{ x: 1 }]],
  ['assigning a constant', (x) => { const y = x; try { } finally { (y as any) = 2; } return y; }, () => [1]],
]);

// oxfmt-ignore
programs('what libraries do', [
  ['arrays of several kinds', (a, b, c) => { const x = c ? a : b; return x.map((v: number) => v * 2)[1] + x.slice(1).length + (x.subarray?.(1).length ?? 7); }, () => [[1, 2], new Float64Array([3, 4]), false]],
  ['typed arrays of several kinds', (a, b) => { let s = 0; for (const x of [a, b]) { s += x.reduce((p: number, q: number) => p + q); x.fill(1); } return s; }, () => [new Float64Array([1, 2]), new Int32Array([3, 4])]],
  ['walking texts', (x) => { let s = 0; for (const c of 'añ𝒳b') s += c.length * x; const [, q] = 'xy'; return s + [...'abc'].length + (q === 'y' ? 1 : 0); }, () => [2]],
  ['namespaces of functions', (a) => stats.mean(a) + stats.sum([1, 2]), () => [[1, 2, 3]]],
  ['memoised recursion', (x) => { const memo: Record<number, number> = {}; const f = (n: number): number => n in memo ? memo[n]! : (memo[n] = n < 2 ? n : f(n - 1) + f(n - 2)); return f(10) * x; }, () => [2]],
  ['trees', (d) => { const make = (n: number): any => n ? { l: make(n - 1), r: make(n - 1), v: n } : null; const sum = (t: any): number => t ? t.v + sum(t.l) + sum(t.r) : 0; return sum(make(d)); }, () => [4]],
  ['visitors', (t) => { const visit = (node: any, f: (n: any) => void) => { f(node); node.kids.forEach((kid: any) => visit(kid, f)); }; let s = 0; visit(t, (n) => { s += n.v; }); return s; }, () => [{ v: 1, kids: [{ v: 2, kids: [{ v: 4, kids: [] }] }, { v: 3, kids: [] }] }]],
  ['quicksort', (a) => { const sort = (lo: number, hi: number): void => { if (lo >= hi) return; const p = a[hi]; let i = lo; for (let j = lo; j < hi; j++) if (a[j] < p) { [a[i], a[j]] = [a[j], a[i]]; i++; } [a[i], a[hi]] = [a[hi], a[i]]; sort(lo, i - 1); sort(i + 1, hi); }; sort(0, a.length - 1); return a[0]; }, () => [[3, 1, 2, 9, 4]]],
  ['listeners', (x) => { const on: Record<string, any[]> = {}; const add = (n: string, f: any) => { (on[n] ||= []).push(f); }; let t = 0; add('a', (v: number) => { t += v; }); add('a', (v: number) => { t *= v; }); for (const f of on['a']!) f(x); return t; }, () => [5]],
  ['a stack machine', (x) => { const stack: any[] = []; const code: any[][] = [['p', x], ['p', 3], ['+'], ['p', 2], ['*']]; for (const [o, v] of code) { if (o === 'p') stack.push(v); else { const b = stack.pop(), a = stack.pop(); stack.push(o === '+' ? a + b : a * b); } } return stack.pop(); }, () => [5]],
  ['functions or numbers', (x) => { const list: any[] = [3, (y: number) => y * 2, Math.sqrt]; let s = 0; for (const h of list) s += typeof h === 'function' ? h(x) : h; return s; }, () => [4]],
  ['objects that cannot be seen', (x) => { const m = new Map([['a', 2]]); const o = JSON.parse('{"b":[1,2]}'); return m.get('a')! * x + m.size + o.b[1] + new Date(0).getTime() + 'a,b'.split(',').length; }, () => [2]],
  ['containers with iterators', (x) => { const set = new Set([1, 2, 3]); let s = 0; for (const v of set) { s += v * x; if (v === 1) set.delete(2); } for (const [k, v] of new Map([['a', 5]])) s += k.length * v; return s + Array.from(set).length + [...set][1]!; }, () => [2]],
  ['spreading into parameters', (a) => { const f = (x: number, y = 5, z = 6) => x + y * z; return f(...(a as [number, number])) + stats.sum([...a, 1]) + f(1, ...(a.slice(1) as [number])); }, () => [[1, 2]]],
  ['functions that cannot be followed', (x) => made(3) * x, () => [2]],
]);

describe('what is made of it', () => {
  it('leaves no trace of missing defaults and of models', () => {
    const text = instructions(
      (a) => {
        const f = (x: number, y = x * 2) => x + y;
        return f(a[0]) + a.map((v: number) => v * 2).length;
      },
      [[1, 2]],
    );
    expect(text).not.toContain('if ');
  });
  it('makes if/else of exits at the tail', () => {
    expect(
      instructions(
        (x) => {
          if (x > 1) return x;
          return 2 * x;
        },
        [1],
      ),
    ).not.toContain('seq');
  });
  it('brings in what the program needs, once', () => {
    const { inputs, program } = lower((x: number) => Math.sin(x) * moving + table[0]! + table[1]! + k, [1], { environment, wrt: [0] });
    expect(inputs.map((i) => (i.is === 'argument' ? i.index : i.name))).toEqual([0, 'moving', 'table']);
    expect(program.fns[0]!.body.params).toHaveLength(3);
  });
  it('names the reason where a function of yours is called as it is', () => {
    const { refusals } = lower((x: number) => made(3) * x, [1], { environment, wrt: [0] });
    expect([...refusals].map(([callee, reason]) => [callee, reason.code])).toEqual([['made', 'E_SUBCLASS']]);
  });
  it('knows integers that are not differentiated', () => {
    const { facts, program } = lower(
      (x: number, n: number) => {
        let s = 0;
        for (let i = n; i > 0; i--) s += x;
        return s;
      },
      [2, 3],
      { environment, wrt: [0] },
    );
    const [x, n] = program.fns[0]!.body.params.map((id) => facts.kinds.get(id)!.int);
    expect([x, n]).toEqual([false, true]);
  });
  it('attempts what may throw inside a try, and nothing else', () => {
    const flat = (a: Float64Array): number => {
      let y = 0;
      try {
        for (let i = 0; i < a.length; i++) a[i]! *= a[0]!;
        if (y > 1) throw y;
        y = a[1]! * [1, 2].map((v) => v * 2)[0]!;
      } catch (e) {
        y = e as number;
      }
      return y;
    };
    expect(instructions(flat, [Float64Array.of(1, 2)])).not.toContain('attempt');
    const deep = (o: any): number => {
      try {
        const row = o.rows[0];
        return row.x * row.y + o.rows[1].x;
      } catch {
        return 1;
      }
    };
    const text = instructions(deep, [{ rows: [{ x: 1, y: 2 }] }]);
    // one for a run of reads, none for what was read from before
    expect(text.match(/attempt/g)).toHaveLength(1);
    expect(instructions((o) => o.rows[0].x, [{ rows: [{ x: 1 }] }])).not.toContain('attempt');
  });
  it('carries only what a loop assigns', () => {
    expect(
      instructions(
        (a) => {
          let s = 0;
          for (let i = 0; i < a.length; i++) {
            a[i] = s;
            s += a[i];
          }
          return s;
        },
        [[1]],
      ),
    ).toMatch(/= loop %\d+ 0 0 \(%\d+, %\d+\)/);
  });
});

describe('what is refused', () => {
  it.each<[string, (...args: any[]) => unknown, unknown[]]>([
    [
      'E_CAPTURE',
      (x) => {
        moving = x;
        return x;
      },
      [1],
    ],
    ['E_SUBCLASS', (x) => new Rows(x).length, [1]],
    ['E_PUNNING', (a) => new Uint8Array(a.buffer)[0], [new Float64Array(1)]],
    [
      'E_UNSUPPORTED',
      (o) => {
        o.later = () => 1;
        return 1;
      },
      [{}],
    ],
  ])('%s', (slug, f, args) => expect(code(f, args)).toBe(slug));
});
