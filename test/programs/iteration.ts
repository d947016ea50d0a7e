// @ts-nocheck: programs as people write them
/* oxlint-disable */
/** Iterators of the user's by their protocol, generators, and properties named by symbols. */
import { closure, program } from './program.ts';

const KEY = Symbol('key');

class Range {
  constructor(lo, hi) {
    this.lo = lo;
    this.hi = hi;
  }
  [Symbol.iterator]() {
    let i = this.lo;
    return { next: () => (i < this.hi ? { value: i++, done: false } : { value: undefined, done: true }) };
  }
}

class Bag {
  constructor(items) {
    this.items = items;
    this.closed = 0;
  }
  *[Symbol.iterator]() {
    try {
      for (const item of this.items) yield item;
    } finally {
      this.closed++;
    }
  }
}

function* multiples(x, n) {
  for (let i = 1; i <= n; i++) yield i * x;
}

function* inOrder(node) {
  if (!node) return;
  yield* inOrder(node.left);
  yield node.value;
  yield* inOrder(node.right);
}

const leaf = (value, left = null, right = null) => ({ value, left, right });

export const iteration = [
  program('a property named by a symbol', () => [1.5], (x) => {
    const o = { [KEY]: x * 2, y: x };
    o[KEY] *= x;
    const p = { ...o, [Symbol.for('tag')]: 'P' };
    return KEY in p && !(Symbol.iterator in p) && p[Symbol.for('tag')] === 'P' ? p[KEY] + o.y : 0;
  }),
  program('symbols beside names that are computed', () => [1.5, ['a', 'b']], (x, names) => {
    const o = { [KEY]: x, [Symbol.for('other')]: 2 };
    for (const name of names) o[name] = x * x;
    let sum = 0;
    for (const name in o) sum += o[name];
    delete o[Symbol.for('other')];
    return sum * o[KEY] * (Symbol.for('other') in o ? 0 : 1);
  }),
  program('an iterator of a class', () => [0.7], (x) => {
    let sum = 0;
    for (const i of new Range(1, 5)) sum += Math.sin(i * x);
    return sum + Math.max(...new Range(2, 4)) * x;
  }),
  program('an iterator is told when a loop is left', () => [1.2], (x) => {
    let told = 0;
    const list = {
      [Symbol.iterator]() {
        let i = 0;
        return { next: () => ({ value: x * ++i, done: false }), return() { told += x; return {}; } };
      },
    };
    let sum = 0;
    for (const v of list) { if (v > 4) break; sum += v; }
    outer: for (let k = 0; k < 2; k++) for (const v of list) { if (v > 2) continue outer; sum += v * v; }
    const [a, b] = list;
    const find = () => { for (const v of list) if (v > 3) return v; };
    return sum * told + a * b + find() * told;
  }),
  program('a generator that loops', () => [0.6], (x) => {
    let product = 1;
    for (const v of multiples(x, 4)) product *= v + 0.1;
    return product;
  }),
  program('a generator spread, destructured and made an array', () => [0.6], (x) => {
    const [a, , b, ...rest] = multiples(x, 6);
    return [...multiples(x, 3)].reduce((s, v) => s * v) + a * b * rest.length * rest[1] + Array.from(multiples(x, 3), (v) => v * v)[2] + Math.hypot(...multiples(x, 2));
  }),
  program('a generator by hand, values sent in', () => [1.3], (x) => {
    function* average() {
      let sum = 0;
      for (let n = 1; ; n++) sum += yield sum / n;
    }
    const it = average();
    it.next();
    let last = 0;
    for (const v of [x, x * x, 2]) last = last * x + it.next(v).value;
    return it.return(last).value * (it.next().done ? 1 : 0);
  }),
  program('a generator without an end', () => [0.4], (x) => {
    function* fibonacci() {
      let [a, b] = [x, 1];
      while (true) { yield a; [a, b] = [b, a + b * x]; }
    }
    let sum = 0, n = 0;
    for (const v of fibonacci()) { if (n++ > 5) break; sum += v * v; }
    return sum;
  }),
  program('generators over generators', () => [[0.4, 1.2, -0.3, 2], 1.1], (a, x) => {
    const map = (f) => function* (list) { for (const v of list) yield f(v); };
    const filter = (f) => function* (list) { for (const v of list) if (f(v)) yield v; };
    function* take(n, list) { let k = 0; for (const v of list) { if (k++ >= n) return; yield v; } }
    const piped = [map((v) => v * x), filter((v) => v > 0), map((v) => v * v)].reduce((list, f) => f(list), [...a]);
    let sum = 0;
    for (const v of take(2, piped)) sum = sum * x + v;
    return sum;
  }, { mayRefuse: true }),
  program('a tree walked by a recursive generator', () => [leaf(0.5, leaf(1.5, null, leaf(-0.4)), leaf(0.8))], (tree) => {
    let sum = 0, k = 1;
    for (const v of inOrder(tree)) sum += k++ * v * v;
    return sum;
  }),
  program('yield* of generators, arrays and by its result', () => [0.9], (x) => {
    function* inner(k) { yield k * x; return k * k * x; }
    function* outer() { const r = yield* inner(2); yield r; yield* [x, 2 * x]; yield* new Set([3, 4]); }
    let sum = 0;
    for (const v of outer()) sum = sum * 1.1 + v * v;
    return sum;
  }),
  program('finally blocks of a generator', () => [1.4], (x) => {
    let log = 0;
    function* careful() {
      try { yield x; yield x * x; yield 3; }
      finally { log += x; yield log; log *= 2; }
    }
    let sum = 0;
    for (const v of careful()) { sum += v * v; if (v > 1.5) break; }
    const it = careful();
    const first = it.next().value;
    const last = it.return(7);
    const end = it.next();
    return sum * log + first * last.value + (end.done ? end.value : 0);
  }),
  program('a generator that catches', () => [1.2], (x) => {
    function* careful() {
      try { const got = yield x; yield got * x; }
      catch (error) { yield error.message.length * x; }
      return x * x;
    }
    const it = careful();
    it.next();
    const caught = it.throw(new Error('abc')).value;
    const end = it.next();
    return caught * end.value * (end.done ? 2 : 1);
  }),
  program('a generator with labels, switch and for-in', () => [0.8, { a: 1, b: 2 }], (x, o) => {
    function* steps(n) {
      rows: for (let i = 0; i < n; i++) {
        for (let j = 0; ; j++) {
          if (j > i) continue rows;
          if (i + j > 4) break rows;
          switch (j) { case 0: yield x * i; case 1: yield x + j; break; default: yield 1; }
        }
      }
      for (const k in o) yield o[k] * x;
      do { n--; yield n * x; } while (n > 2);
    }
    let sum = 0;
    for (const v of steps(4)) sum = sum * 0.9 + v * v;
    return sum;
  }),
  program('functions made in the rounds of a generator', () => [0.8], (x) => {
    function* makers() { for (let i = 1; i < 4; i++) { const k = i * x; yield (y) => k * y * i; } }
    const made = [...makers()];
    let y = 1;
    for (const f of made) y = f(y) + x;
    return y * made[0](x);
  }),
  program('yields inside expressions', () => [1.1], (x) => {
    function* ask() {
      const z = (yield x) + x * (yield 2 * x);
      const w = Math.max(yield z, yield 1) * ((yield z > 0) ? yield 2 : 5);
      return [w, (yield 0) || z];
    }
    const it = ask();
    it.next();
    for (const v of [3, x, x * x, 0.5, true, x]) it.next(v);
    const [w, z] = it.next(0).value;
    return w * z;
  }),
  program('generators side by side', () => [0.7], (x) => {
    function* counter(k) { let i = 0; while (true) yield x * k + i++; }
    const all = [counter(1), counter(2), counter(3)];
    let sum = 0;
    for (let round = 1; round < 4; round++) for (const it of all) sum += round * it.next().value ** 2;
    return sum;
  }),
  program('a generator in the state of a simulation', () => [0.9], (k) => {
    const h = 0.1;
    function* decay(y) { let t = 0; for (;;) { const slope = -k * y; y += h * slope; t += h; yield { t, y }; } }
    for (const { t, y } of decay(1)) if (t > 0.55) return y;
    return 0;
  }),
  program('permutations, swapped in place between the steps', () => [[0.5, 2, -1.5]], (a) => {
    function* permute(list, n = list.length) {
      if (n <= 1) yield list.slice();
      else for (let i = 0; i < n; i++) {
        yield* permute(list, n - 1);
        const j = n % 2 ? 0 : i;
        [list[n - 1], list[j]] = [list[j], list[n - 1]];
      }
    }
    let sum = 0, k = 1;
    for (const [p, q] of permute(a.slice())) sum += k++ * p * q * q;
    return sum;
  }),
  program('a sieve: every prime wraps the generator in another', () => [0.7], (x) => {
    function* from(n) { while (true) yield n++; }
    function* sieve(it) {
      const p = it.next().value;
      yield p;
      yield* sieve((function* () { for (const n of it) if (n % p) yield n; })());
    }
    let sum = 0;
    for (const p of sieve(from(2))) { if (p > 8) break; sum += Math.cos(p * x); }
    return sum;
  }),
  program('loops of a generator left through finally blocks', () => [1.3], (x) => {
    let n = 0;
    function* inner() { try { yield x; yield 2; yield 3; } finally { n += x; } }
    function* outer() {
      rows: for (let i = 0; i < 3; i++) {
        for (const v of inner()) {
          try { if (i === 1) continue rows; yield v * i; if (v > 1.9) return; } finally { n += v; yield n; }
        }
      }
    }
    let sum = 0;
    for (const v of outer()) sum = sum * 1.1 + v;
    return sum * n;
  }),
  program('methods that are generators', () => [1.3], (x) => {
    const o = { k: x, *values() { yield this.k; yield this.k * 2; }, *[Symbol.iterator]() { yield* this.values(); yield arguments.length + 7; } };
    let sum = 0;
    for (const v of o) sum = sum * 2 + v * v;
    return sum;
  }),
  closure('an iterable of the outside counts how often it was left', () => [0.8], () => {
    const bag = new Bag([1, 2, 3]);
    return {
      memory: [bag],
      f: (x) => {
        let sum = 0;
        for (const v of bag) { if (v > 2) break; sum += v * x * x; }
        const [first] = bag;
        return sum + first * x * bag.closed;
      },
    };
  }),
  program('a Map left early is walked on', () => [1.2], (x) => {
    const entries = new Map([[1, 2], [3, 4], [5, 6]]).entries();
    const [[k]] = entries;
    let sum = k * x;
    for (const [key, value] of entries) { sum += key * value * x * x; break; }
    return sum + [...entries].length * x;
  }),
  program('the iterator of an array sees what is pushed', () => [[1.1, 0.3]], (a) => {
    const list = [...a];
    const it = list.values();
    let y = it.next().value * 3;
    list.push(a[0] * a[1]);
    for (let step = it.next(); !step.done; step = it.next()) y = y * 1.5 + step.value;
    list.push(100);
    return it.next().done ? y : 0;
  }),
  program('entries and keys by hand', () => [[1.1, 0.3, 2]], (a) => {
    const it = a.entries();
    it.next();
    let y = 0;
    for (const [i, v] of it) y += i * v * v;
    const keys = a.keys();
    keys.next();
    const [second, ...more] = keys;
    return y + a[second] * more.length;
  }),
  program('two iterators in step', () => [[0.3, 0.8, 1.2], [2, 3]], (p, q) => {
    function* zip(a, b) {
      const i = a[Symbol.iterator](), j = b[Symbol.iterator]();
      for (;;) { const u = i.next(), v = j.next(); if (u.done || v.done) return; yield [u.value, v.value]; }
    }
    let sum = 0;
    for (const [u, v] of zip(p, q)) sum += u * v * v;
    return sum;
  }),
  program('entries of an object', () => [{ a: 0.4, b: 1.2 }], (o) => {
    let y = 1;
    for (const [k, v] of Object.entries(o)) y *= k === 'a' ? v * v : v;
    return y;
  }),
  program('arguments by their iterator', () => [0.4, 1.2], function (_x, _y) {
    let y = 0;
    for (const v of arguments) y = y * 2 + v * v;
    return y * arguments[Symbol.iterator]().next().value;
  }),
  program('a text by its code points', () => [1.1], (x) => {
    let y = 0;
    for (const c of 'a😀b') y = y * x + c.length;
    const [, second] = 'x😀';
    return y * second.length * [...'😀'].length;
  }),
  program('fields deleted and added while they are walked', () => [1.1], (x) => {
    const o = { a: x, b: 2 * x, c: 3 * x };
    let y = 0;
    for (const k in o) { y = y * 2 + o[k]; if (k === 'a') delete o.b; o[k + k] = 1; if (y > 100) break; }
    return y * Object.keys(o).length;
  }),
  program('an iterator is told of what its loop throws', () => [1.3], (x) => {
    let told = 0;
    function* careful() { try { yield x; yield 2; } finally { told += x; } }
    const counting = { [Symbol.iterator]() { let i = 0; return { next: () => ({ value: ++i * x, done: false }), return() { told += x * x; return {}; } }; } };
    const check = (v) => { if (v > 1.9) throw new RangeError('large'); return v * x; };
    let sum = 0;
    for (const list of [careful, () => counting]) try { for (const v of list()) sum += check(v); } catch (error) { sum *= error.message.length; }
    try { for (const v of careful()) { if (v === 2) throw new Error('two'); sum += v; } } catch { sum += 1; }
    return sum * told;
  }),
  program('a generator that throws, caught outside', () => [1.1], (x) => {
    function* failing() { yield x; throw new Error('no more'); }
    let y = 0;
    try { for (const v of failing()) y += v * v; } catch (error) { y += error.message.length * x; }
    return y;
  }),
  program('a generator that throws', () => [1.1], (x) => {
    function* failing() { yield x; throw new Error('no more'); }
    let y = 0;
    for (const v of failing()) y += v;
    return y;
  }, { throws: /no more/ }),
  program('yield in a default of a pattern', () => [1.1], (x) => {
    function* g() {
      const { a = yield x, b = 2, [yield a]: c } = { k: x * x };
      let d;
      [d = yield c] = [];
      return a * b * c * d;
    }
    const it = g();
    const p = it.next().value;
    const q = it.next(3 * p).value;
    return it.next('k').value * q + it.next(x * x).value;
  }),
  program('yield in an optional chain, an assignment that may not happen, a spread', () => [1.1], (x) => {
    function* g(o) {
      const r = o?.a?.f?.(yield 2) ?? x;
      let k = null;
      k ??= yield r;
      o.n ||= yield k;
      const list = [...[x, 2], yield o.n, ...[r]];
      list[yield 3]++;
      return list.length * list[0] * list[2] * list[3];
    }
    const take = (it, ...sent) => { let last = it.next(); for (const v of sent) last = it.next(v); return last.value; };
    return take(g({ a: { f(v) { return v * x * this.k; }, k: 2 } }), x, 2 * x, 3, x, 0) + take(g({ n: 2 }), 3, x * x, 1);
  }),
  program('an iterator is closed where an error ends the loop of a generator', () => [1.1], (x) => {
    let closed = 0;
    function* inner() { try { for (let i = 0; i < 5; i++) yield x * i; } finally { closed++; } }
    function* body(way) {
      for (const v of inner()) {
        if (way > 0 && v > 1) throw new Error('too large');
        yield way < 0 ? v.missing.field : v * v;
      }
    }
    function* caught() { try { for (const v of inner()) { if (v > 1) throw 0; yield v; } } catch { yield closed * x; } }
    let y = 0;
    for (const way of [-1, 0, 1]) { try { for (const v of body(way)) y += v; } catch { y *= 3; } }
    for (const v of caught()) y += v * x;
    const it = body(0);
    it.next();
    try { it.throw(new Error('from outside')); } catch { y *= x; }
    return y + closed * x * x;
  }),
  program('a pattern of a generator closes its iterator', () => [1.1], (x) => {
    let closed = 0;
    const source = { [Symbol.iterator]() { let i = 0; return { next: () => ({ done: false, value: i++ ? undefined : x }), return() { closed++; return {}; } }; } };
    function* g() { const [a, b = yield 2 * a, c = yield 3] = source; yield a * b * c; }
    const [p, q, r] = [g(), g(), g()];
    let y = p.next().value * q.next().value * r.next().value;
    p.next(x);
    y += p.next(2 * x).value;
    q.return(1);
    try { r.throw(2); } catch (e) { y *= e; }
    return y + closed * x;
  }),
];
