// @ts-nocheck: programs as people write them
/* oxlint-disable */
/** Variables outside that change while a program runs: counters and generators of functions that run as they are, and variables that registrations give. */
import { closure } from './program.ts';

/** What a loader would put on a function. */
const registered = (f, list) => { f[Symbol.for('adjoint.captures')] = list; return f; };

export const outside = [
  closure('a generator of random numbers goes on', () => [1.5], () => {
    let seed = 3;
    const next = () => { seed = (seed * 16807) % 2147483647; return seed / 2147483647; };
    return { memory: [{ get seed() { return seed; }, set seed(v) { seed = v; } }], f: (x) => { let y = 0; for (let i = 0; i < 3; i++) y += x * x * next(); return y; } };
  }),
  closure('a counter is read after it was counted', () => [1.5], () => {
    let n = 2;
    const tick = () => { n++; };
    return { memory: [{ get n() { return n; }, set n(v) { n = v; } }], f: (x) => { let y = n; for (let i = 0; i < 3; i++) { tick(); y += n * x * x; } return y * n; } };
  }),
  closure('a counter that a bound function counts', () => [1.5], () => {
    let n = 2;
    const tick = function () { n++; }.bind(null);
    return { memory: [{ get n() { return n; }, set n(v) { n = v; } }], f: (x) => { tick(); return x * x * n; } };
  }),
  closure('memory that such a function writes, read before and after', () => [1.5], () => {
    let n = 2;
    const row = [1, 2];
    const fill = () => { n++; row[0] = n; };
    return { memory: [row, { get n() { return n; }, set n(v) { n = v; } }], f: (x) => { const before = row[0]; fill(); return x * x * before * row[0]; } };
  }),
  closure('an active value enters a function that counts', () => [1.5], () => {
    let n = 2;
    const seen = new Map();
    const square = (v) => { n += 1; seen.set('v', v); return v * v; };
    return { memory: [], f: (x) => square(x) * n };
  }, { refused: 'E_CAPTURE' }),
  closure('a registered counter', () => [1.5], () => {
    let n = 2;
    const f = registered((x) => { n++; return x * x * n++; }, (i, v) => { switch (i) { case -1: return [n]; case 0: n = v; } });
    return { memory: [{ get n() { return n; }, set n(v) { n = v; } }], f };
  }),
  closure('a registered sum of active values', () => [1.5], () => {
    let sum = 1;
    const f = registered((x) => { sum = x; for (let i = 0; i < 3; i++) sum += sum * x; return sum * x; }, (i, v) => { switch (i) { case -1: return [sum]; case 0: sum = v; } });
    return { memory: [{ get sum() { return sum; }, set sum(v) { sum = v; } }], f };
  }),
  closure('one variable, two registered functions and one that only reads', () => [1.5], () => {
    let sum = 1, other = 5;
    const add = registered((v) => { sum += v; }, (i, v) => { switch (i) { case -1: return [sum]; case 0: sum = v; } });
    const read = (k) => sum * k;
    const f = registered((x) => { other = x; sum = 2; add(x); add(x * other); return read(x); }, (i, v) => { switch (i) { case -1: return [add, read, other, sum]; case 2: other = v; break; case 3: sum = v; } });
    return { memory: [{ get sum() { return sum; }, set sum(v) { sum = v; }, get other() { return other; }, set other(v) { other = v; } }], f };
  }),
  closure('what is assigned is seen by a function that runs as it is, and the other way round', () => [1.5], () => {
    let n = 2, log = '';
    const tick = () => { log += n; n *= 2; };
    const f = registered((x) => { n = 5; tick(); n++; tick(); return x * x * n; }, (i, v) => { switch (i) { case -1: return [n, tick]; case 0: n = v; } });
    return { memory: [{ get n() { return n; }, set n(v) { n = v; }, get log() { return log; }, set log(v) { log = v; } }], f };
  }),
  closure('a registered variable after a throw', () => [1.5], () => {
    let n = 2;
    const f = registered((x) => { n = 7; if (x > 1) throw new Error('over'); return x; }, (i, v) => { switch (i) { case -1: return [n]; case 0: n = v; } });
    return { memory: [{ get n() { return n; }, set n(v) { n = v; } }], f };
  }, { throws: /over/ }),
  closure('buffers that change places in registered variables', () => [[0.5, 1, 1.5]], () => {
    let now = [0, 0, 0], next = [0, 0, 0];
    const f = registered((u) => {
      for (let i = 0; i < 3; i++) now[i] = u[i];
      for (let t = 0; t < 3; t++) {
        for (let i = 0; i < 3; i++) next[i] = now[i] * now[(i + 1) % 3];
        const t = now; now = next; next = t;
      }
      return now[0] + next[1];
    }, (i, v) => { switch (i) { case -1: return [now, next]; case 0: now = v; break; case 1: next = v; } });
    return { memory: [{ get now() { return [...now]; }, get next() { return [...next]; } }], f };
  }),
  closure('a registered variable in a recursion', () => [1.1], () => {
    let depth = 0;
    const power = registered((x, n) => { depth++; return n === 0 ? 1 : x * power(x, n - 1); }, (i, v) => { switch (i) { case -1: return [depth, power]; case 0: depth = v; } });
    return { memory: [{ get depth() { return depth; }, set depth(v) { depth = v; } }], f: (x) => power(x, 4) * x };
  }),
  closure('a closure that assigns a registered variable', () => [1.5], () => {
    let n = 0;
    const f = registered((x) => { const add = (k) => { n += k; }; [1, 2, 3].forEach(add); return x * x * n; }, (i, v) => { switch (i) { case -1: return [n]; case 0: n = v; } });
    return { memory: [{ get n() { return n; }, set n(v) { n = v; } }], f };
  }),
  closure('an active value waits in a registered variable while other code runs', () => [1.5], () => {
    let held = 0, n = 0;
    const seen = new Map();
    const peek = () => { n += 1; seen.set('n', n); return held; };
    const f = registered((x) => { held = x; return peek() * x; }, (i, v) => { switch (i) { case -1: return [held, peek]; case 0: held = v; } });
    return { memory: [], f };
  }, { refused: 'E_CAPTURE' }),
  closure('a callback of a Map that counts', () => [1.5], () => {
    const stock = new Map([['p', 2], ['q', 3]]);
    return { memory: [], f: (x) => { let y = 0; for (let i = 0; i < 3; i++) { let s = 0; stock.forEach((v, k) => { s += v * i; if (k === 'p') s++; }); y += x * x * s; } return y; } };
  }),
  closure('a callback with helpers, destructuring and shorthand', () => [1.5], () => {
    const stock = new Map([['p', 2], ['q', 3]]);
    return { memory: [], f: (x) => {
      let n = 1;
      const seen = [];
      function twice(v) { return v > 5 ? v : twice(v * 2); }
      stock.forEach((v) => { const p = { n, v }; ({ v: n } = p); seen.push(twice(p.n)); });
      return x * x * n * seen[0] * seen.length;
    } };
  }),
  closure('a function that stays with code of the user’s, called later', () => [1.5], () => {
    const kept = [];
    const keep = ((f) => { kept.push(f); }).bind(null);
    return { memory: [{ get later() { return kept.map((f) => f(0)); }, set later(v) {} }], f: (x) => {
      let n = 0;
      const add = (k) => { n += k; return n; };
      keep(add);
      let y = 0;
      for (let i = 0; i < 3; i++) { add(2); y += x * x * n; }
      return y;
    } };
  }),
  closure('one function for one function', () => [1.5], () => {
    const kept = new Set();
    const keep = kept.add.bind(kept);
    return { memory: [{ get size() { return kept.size; }, set size(v) {} }], f: (x) => { const add = () => 1; keep(add); keep(add); return x * x; } };
  }),
  closure('a callback that assigns a registered variable', () => [1.5], () => {
    let n = 0;
    const stock = new Map([['p', 2], ['q', 3]]);
    const f = registered((x) => { stock.forEach((v) => { n += v; }); n++; return x * x * n; }, (i, v) => { switch (i) { case -1: return [n, stock]; case 0: n = v; } });
    return { memory: [{ get n() { return n; }, set n(v) { n = v; } }], f };
  }),
  closure('a callback that uses an active value', () => [1.5], () => {
    return { memory: [], f: (x) => { let s = 0; JSON.parse('[2, 3]', (_, v) => { s += v * x; return v; }); return s; } };
  }, { refused: 'E_UNSUPPORTED' }),
  closure('a function of the user’s that reads active memory, called by a builtin', () => [1.5], () => {
    const state = { s: 0 };
    let seen = 0;
    const look = () => { seen += state.s; };
    return { memory: [state], f: (x) => { state.s = x; JSON.parse('1', look); return x * x; } };
  }, { refused: 'E_NO_RULE' }),
  closure('a function stays in an object of the caller’s', () => [1.5], () => {
    const slot = { last: null };
    return { memory: [], f: (x) => { slot.last = () => x; return x * x; } };
  }, { refused: 'E_UNSUPPORTED' }),
  closure('memory that other code keeps', () => [1.5], () => {
    const kept = [];
    const keep = ((a) => { kept.push(a); }).bind(null);
    return { memory: [kept], f: (x) => { const a = [1, 2, 3]; keep(a); keep({ a }); let s = 0; for (let i = 0; i < 3; i++) s += x * x * a[i]; return s; } };
  }),
  closure('dates and patterns beside a variable that was assigned and memory that is written', () => [1.5], () => {
    let rate = 0.6;
    rate += 0.1;
    const state = { s: 0 };
    return { memory: [state], f: (x) => { state.s = x * rate; const day = new Date(86400000).getTime() > 5 ? 2 : 1; if (/^a+$/.test('aa')) state.s *= x; return state.s * day; } };
  }),
];
