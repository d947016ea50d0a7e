// @ts-nocheck: programs as people write them
/* oxlint-disable */
/** What is thrown and caught: the reverse sweep takes back what ran before the throw, and nothing of what did not. */
import { closure, program } from './program.ts';

const square = (v) => v * v;
const floats = (...values) => new Float64Array(values);

export const exceptions = [
  program('a callee throws, the caller catches', () => [[0.6, -2.4, 0.3]], (a) => {
    const root = (v) => { if (v < 0) throw new RangeError('negative'); return Math.sqrt(v); };
    let y = 1;
    for (const v of a) {
      try { y += v * root(v) + root(v + 1); } catch (problem) { y -= 0.5 * v * v * y; }
    }
    return y;
  }),
  program('a throw in the middle of an expression', () => [1.3, 0.4], (x, z) => {
    const fail = (v) => { throw v; };
    let y = x, n = 0;
    try { y = x * (n++, z) + fail(n) * (y *= 5) + (n += 100); } catch (thrown) { y = y * z + n * thrown; }
    return y * (n + x);
  }),
  program('a throw behind && and ?:', () => [[0.5, 1.5, -0.7]], (a) => {
    const check = (v) => { if (v > 1) throw new Error('large'); return v; };
    let y = 0;
    for (let i = 0; i < a.length; i++) {
      try { y += (a[i] > 0 && check(a[i])) ? a[i] ** 2 : check(-a[i]) * 3; } catch { y += Math.sin(a[i]); }
    }
    return y;
  }),
  program('memory written before the throw', () => [floats(0.7, 1.9, -0.4)], (a) => {
    const step = (i) => { a[i] *= a[0]; if (a[i] < 0) throw new Error('below'); a[i] += a[1]; return a[i] * a[i]; };
    let y = 0;
    for (let i = 0; i < 3; i++) { try { y += step(i); } catch (e) { a[1] *= 0.5; y += a[i] * a[1]; } }
    return y * a[0];
  }),
  program('active numbers thrown', () => [[0.8, 1.7, 2.9]], (a) => {
    let y = 0;
    for (const v of a) {
      try { if (v > 1) throw v * v * a[0]; y += v; } catch (given) { y += given * v; }
    }
    return y;
  }),
  program('objects with active fields thrown', () => [{ p: 1.2, q: -0.6 }], (o) => {
    const send = (v) => { throw { code: 7, value: v * o.p, inner: { list: [v, o.q] } }; };
    let y = 1;
    try { y += send(o.q * o.q); } catch ({ code, value, inner: { list } }) { y += code * value + list[0] * list[1]; list[0] = y; o.p = list[0] * value; }
    return y * o.p;
  }),
  program('numbers, objects and errors through one catch', () => [[0.9, 2.1, 0.3], {}], (a, o) => {
    const run = (i) => { if (i === 0) throw a[0] * 2; if (i === 1) throw { v: a[1] }; if (i === 2) return o.none.at; return a[i - 3]; };
    let y = 0;
    for (let i = 0; i < 5; i++) {
      try { y += run(i) * a[2]; }
      catch (e) { y += typeof e === 'number' ? e * e : e instanceof TypeError ? a[2] : e.v * a[1]; }
    }
    return y;
  }),
  program('an error is caught, changed and thrown again', () => [1.4], (x) => {
    const inner = (v) => { try { if (v > 1) throw v; return v; } catch (e) { throw e * x; } };
    const outer = (v) => { try { return inner(v) * 2; } catch (e) { return e * e; } };
    return outer(x) + outer(x / 2);
  }),
  program('finally on every way out', () => [floats(0.5, 1.5, 2.5), 3], (a, n) => {
    let y = 0;
    const run = (i) => {
      try {
        if (i === 0) return a[0] * a[0];
        if (i === 1) throw a[1];
        y += a[i] * a[1];
      } finally { a[2] *= 1.1; y += a[2]; }
      return a[i];
    };
    for (let i = 0; i < n; i++) { try { y += run(i); } catch (e) { y *= e; } }
    return y;
  }, { counts: [1] }),
  program('a return in finally overrides a throw', () => [1.7], (x) => {
    const f = (v) => { try { if (v > 1) throw new Error('lost'); return v; } finally { if (v > 1) return v * v * v; } };
    return f(x) + f(x / 3);
  }),
  program('a throw in finally overrides a return', () => [1.7], (x) => {
    const f = (v) => { try { return v; } finally { if (v > 1) throw v * 5; } };
    const g = (v) => { try { return f(v) * 2; } catch (e) { return e * v; } };
    return g(x) + g(x / 3);
  }),
  program('break and continue in finally', () => [[0.4, 1.2, 2.2, 0.7]], (a) => {
    let y = 1;
    all: for (let k = 0; k < 2; k++) {
      for (const v of a) {
        try { y += v; if (v > 1) throw y; y *= v; }
        catch (e) { y += 0.1 * e; if (v > 2) break all; }
        finally { y *= 1.1; if (v < 0.5) continue; }
        y -= 0.2 * v * v;
      }
    }
    return y;
  }),
  program('throws through three functions with finally', () => [{ a: 1.1, b: 0.6 }], (o) => {
    const third = (v) => { o.b *= v; if (o.b > 0.6) throw { at: o.b }; return o.b; };
    const second = (v) => { try { return third(v) + third(v * 2); } finally { o.a += o.b; } };
    const first = (v) => { try { return second(v); } catch (e) { o.a *= e.at; throw e; } finally { o.b += o.a * v; } };
    let y = 0;
    try { y = first(o.a); } catch (e) { y = e.at * o.a; }
    return y + o.a * o.b;
  }),
  program('a property of nothing', () => [[{ r: 0.5 }, null, { r: 1.5 }], 2], (list, x) => {
    let y = x;
    for (let i = 0; i < 5; i++) {
      try { y *= 2; const v = list[i].r * y; y = v + x; } catch (e) { y += e.message.length * 0.01 * x; }
    }
    return y;
  }, { counts: [] }),
  program('properties of nothing, several in one expression', () => [1.5, [{ p: { q: 2 } }, { p: null }, {}]], (x, list) => {
    let y = 0;
    for (const o of list) {
      let z = x;
      try { z = o.p.q * x; z += o.r.s; } catch (e) { z = z * z + 1; }
      y += z;
    }
    return y;
  }, { counts: [] }),
  program('a read that throws behind values that are needed later', () => [{ in: { z: 0.6 } }, floats(0.4, -0.3, 0.8)], (o, a) => {
    let x = a[0], y = 0;
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 2; j++) x = Math.sin(a[i]) * x + j;
      try { x -= Math.sin(Math.max(Math.log(1.1 + Math.sqrt(0.5 + o.in.z ** 2)), i === 1 ? x : o.none.z)); } catch { y += Math.hypot(x, o.in.z); }
    }
    return y * x;
  }),
  program('a write to nothing', () => [{ x: 1.5, rows: [[1, 2], undefined] }], (o) => {
    let y = o.x;
    for (let i = 0; i < 3; i++) {
      try { o.rows[i][0] = o.x * y; y += o.rows[i][0] * o.rows[i][1]; } catch (e) { y *= o.x; }
    }
    return y + o.rows[0][0];
  }),
  closure('writes to what is frozen', () => [[1.5, 2.5]], () => {
    const frozen = Object.freeze([1, 2]), o = Object.freeze({ v: 3 });
    return { memory: [], f: function (a) {
    let y = a[0];
    for (const list of [a, frozen]) { try { list[0] = y * a[1]; y += list[0]; } catch (e) { y *= list[1]; } }
    try { o.v = y; y *= 100; } catch (e) { y += o.v * a[1]; }
    return y * a[0];
  } }; }),
  closure('references put into what is frozen', () => [[[1.5], [2.5]]], () => {
    const frozen = Object.freeze([[0.5], [0.25]]);
    return { memory: [...frozen], f: function (rows) {
    let y = 0;
    for (const table of [rows, frozen]) {
      try { table[0] = table[1]; y += 10; } catch (e) { y += 1; }
      table[0][0] *= 3;
      y += table[0][0] * table[1][0];
    }
    return y;
  } }; }),
  closure('push and pop of what is frozen or missing', () => [[1.5, 2.5], 1.2], () => {
    const frozen = Object.freeze([3, 4]);
    return { memory: [], f: function (a, x) {
    let y = x;
    for (const list of [a, frozen, undefined]) {
      try { list.push(y * x); y += list.length; } catch (e) { y *= x + 1; }
      try { y += list.pop() * x; } catch (e) { y += e instanceof TypeError ? x * x : 50; }
    }
    return y;
  } }; }),
  program('rows pushed and dropped', () => [[[1.5], [2.5]], 0.7], (rows, x) => {
    let y = 0;
    for (let i = 0; i < 4; i++) {
      try { const row = rows[i]; row[0] *= x; rows.push([row[0] * x]); if (i > 1) throw rows.pop()[0]; y += row[0]; } catch (v) { y += v * i; }
    }
    return y + rows[rows.length - 1][0];
  }),
  program('BigInt and number do not mix', () => [1.5, 10n], (x, big) => {
    let y = x;
    try { y += 1; y = y * 2; const z = big * y; y = z; } catch (e) { y = y * x + (e instanceof TypeError ? 1 : 0); }
    return y;
  }),
  program('a length that no array can have', () => [[0.5, 1.5]], (a) => {
    let y = 0;
    for (const k of [2, -2, 1]) {
      try { const b = new Float64Array(k); b[0] = a[0] * k; y += b[0] * a[1]; } catch (e) { y += e instanceof RangeError ? a[1] : 100; }
      try { const c = [a[0]]; c.length = k; y += c.length * a[0]; } catch (e) { y += a[0] * a[0]; }
    }
    return y;
  }),
  program('what is no function', () => [{ x: 1.5, g: square }], (o) => {
    let y = 0;
    for (const name of ['g', 'h', 'x']) {
      try { y += name === 'g' ? o.g(o.x) : name === 'h' ? o.h(o.x) : o.x(1); } catch (e) { y += o.x * e.message.length; }
    }
    return y;
  }),
  program('functions of the platform throw', () => [1.5], (x) => {
    let y = x;
    for (const text of ['{"v":2}', '{', '[']) {
      try { y *= JSON.parse(text).v; } catch (e) { y += e.name === 'SyntaxError' ? x : 100; }
      try { y += decodeURIComponent(text === '{' ? '%' : 'a').length * x; } catch { y *= x; }
    }
    return y;
  }),
  // bundlers refuse to read it
  program('a constant assigned', () => [1.5], new Function('x', 'let y = x; const fixed = 2; try { y *= 3; fixed = y; y *= 100; } catch (e) { y += fixed * x; } return y;')),
  program('the error has the message of the engine', () => [1.5, {}], (x, o) => {
    const texts = [() => o.p.q, () => { o.p.q = 1; }, () => new Float64Array(-1), () => o.p.push(1), () => null.v, () => 'v' in 5, () => (1n + x), () => o instanceof o];
    let y = 0;
    for (const run of texts) { try { run(); } catch (e) { let n = 0; for (let i = 0; i < e.message.length; i++) n += e.message.charCodeAt(i) * (i + 1); y += n * 1e-3 * x; } }
    return y;
  }, { mayRefuse: true }),
  program('recursive functions throw', () => [[0.5, [1.5, -0.3], [2.5, [0.7]]]], (tree) => {
    const sum = (node) => {
      if (typeof node === 'number') { if (node < 0) throw { lost: node }; return node * node; }
      let s = 0;
      for (let i = 0; i < node.length; i++) s += sum(node[i]);
      return s;
    };
    const careful = (node) => { try { return sum(node); } catch (e) { return e.lost * 3; } };
    let y = 0;
    for (const node of tree) y += careful(node);
    return y;
  }),
  program('recursive functions write, then throw', () => [floats(0.9, 1.4, 0.8, 1.3)], (a) => {
    const down = (i) => {
      a[i] *= a[0] + 0.5;
      if (i === 3) throw a[i];
      const r = down(i + 1);
      a[i] = r;
      return r * 2;
    };
    let y = 0;
    try { y = down(0); } catch (e) { y = e * a[1]; }
    return y + a[0] * a[2];
  }),
  program('recursive functions catch', () => [floats(0.9, 1.4, 0.8, 1.3)], (a) => {
    const down = (i) => {
      if (i === a.length) throw a[0] * a[1];
      try { return down(i + 1) + a[i]; }
      catch (e) { a[i] *= e; if (i % 2) throw a[i]; return a[i] * 2; }
      finally { a[0] += 0.1 * a[i]; }
    };
    return down(0) * a[2];
  }),
  program('recursion with a missing leaf', () => [{ v: 1.5, l: { v: 0.5, l: null, r: { v: 2 } }, r: { v: 0.7 } }], (root) => {
    const depth = (node, k) => (k === 0 ? node.v : node.v * depth(k % 2 ? node.l : node.r, k - 1));
    let y = 0;
    for (let k = 0; k < 4; k++) { try { y += depth(root, k); } catch (e) { y += root.v * k; } }
    return y;
  }),
  program('callbacks throw out of builtins', () => [[0.5, 1.5, -0.4, 2]], (a) => {
    const seen = [];
    let y = 0;
    try { a.forEach((v, i) => { seen.push(v * v); if (v < 0) throw i * v; y += v; }); } catch (e) { y += e; }
    try { y += a.map((v) => { if (v > 1.8) throw v; a[0] += v; return v; }).length; } catch (e) { y *= e; }
    try { y += a.reduce((s, v) => { if (s > 100) throw new Error('no'); return s * v; }); } catch (e) { y = 0; }
    try { y += [].reduce((s, v) => s + v); } catch (e) { y += a[1]; }
    return y + seen[2] * seen[0];
  }),
  program('sort with a comparator that throws', () => [[3.5, 1.5, 2.5]], (a) => {
    let y = 0;
    try { a.sort((p, q) => { if (p + q > 5.5) throw new Error('no order'); return p - q; }); } catch (e) { y += a[0] * 2; }
    return y + a[0] * a[1] + a[2];
  }, { mayRefuse: true }),
  program('variables of closures before the throw', () => [1.3], (x) => {
    let total = x, calls = 0;
    const add = (v) => { total += v; calls++; if (calls === 2) throw total; total *= 2; };
    let y = 0;
    for (let i = 0; i < 3; i++) { try { add(x * i); y += total; } catch (e) { total -= 0.5 * e; y += total * e; } }
    return y + total * calls;
  }),
  program('default parameters and destructuring throw', () => [1.3, {}], (x, o) => {
    const f = (v = o.a.b, { w } = o.none) => v + w;
    let y = 0;
    try { y += f(); } catch (e) { y += x; }
    try { y += f(x); } catch (e) { y += x * x; }
    try { y += f(x, { w: x }); } catch (e) { y += 100; }
    try { const [p] = o.list; y += p; } catch (e) { y *= x; }
    return y;
  }),
  program('loops inside the try end by the throw', () => [floats(0.6, 0.8, 1.2, 0.4)], (a) => {
    let y = 0, i = 0;
    try {
      for (i = 0; i < 10; i++) {
        let j = 0;
        while (j < i) { y += a[i] * a[j]; a[j] += 0.1 * y; j++; if (y > 3) throw y * i; }
        do { y += a[j % 4]; } while (y < 0.5 && j++ < 3);
      }
    } catch (e) { y = e + a[i % 4] * i; }
    return y + a[0];
  }),
  program('for-of over what is missing', () => [{ lists: [[1.5, 2], null, [0.5]] }], (o) => {
    let y = 1;
    for (let i = 0; i < 3; i++) { try { for (const v of o.lists[i]) y += v * y; } catch (e) { y *= o.lists[0][0]; } }
    return y;
  }),
  program('switch inside try', () => [[0.5, 1.5, 2.5, 0.2]], (a) => {
    let y = 1;
    for (let i = 0; i < a.length; i++) {
      try {
        switch (i) {
          case 0: y += a[0];
          case 1: y *= a[1]; break;
          case 2: throw a[2];
          default: if (a[i] < 1) return y * a[3];
        }
        y += 0.5;
      } catch (e) { y -= e * a[0]; }
    }
    return -y;
  }),
  program('try inside catch inside finally', () => [1.4, 0.6], (x, z) => {
    let y = x;
    try {
      try { throw x * z; }
      catch (e) { try { y += e; throw e * 2; } catch (inner) { y *= inner; throw y; } finally { y += z; } }
      finally { try { y *= z; throw y; } catch (e) { y += e * x; } }
    } catch (last) { y += last * last; }
    return y;
  }),
  program('a factorisation that fails', () => [[[4, 1, 0.5], [1, 3, 0.2], [0.5, 0.2, 2]], [[1, 2], [2, 1]]], (good, bad) => {
    const cholesky = (m) => {
      const n = m.length;
      for (let j = 0; j < n; j++) {
        for (let i = j; i < n; i++) {
          let s = m[i][j];
          for (let k = 0; k < j; k++) s -= m[i][k] * m[j][k];
          if (i === j) { if (!(s > 0)) throw new Error(`not positive definite in ${j}`); m[j][j] = Math.sqrt(s); }
          else m[i][j] = s / m[j][j];
        }
      }
      let d = 0;
      for (let i = 0; i < n; i++) d += 2 * Math.log(m[i][i]);
      return d;
    };
    const logdet = (m) => { try { return cholesky(m); } catch (e) { return m[0][0] * m[1][0]; } };
    return logdet(good) * logdet(bad) + bad[1][0];
  }),
  program('a search that is left by a throw', () => [floats(0.4, 1.1, 0.7), 1], (a, limit) => {
    class Found extends Error {}
    const scan = (from) => { for (let i = from; i < a.length; i++) { a[i] *= 1.5; if (a[i] > limit) throw new Found(String(i)); } };
    let y = 0;
    try { scan(0); } catch (e) { if (e instanceof Found) y = a[Number(e.message)] * a[0]; else throw e; }
    return y;
  }, { mayRefuse: true, counts: [1] }),
  closure('captured memory before the throw', () => [floats(0.6, 2)], () => {
    const log = [0, 0, 0];
    const note = (i, v) => { log[i] += v; if (log[i] > 3) throw new RangeError('full'); };
    return { memory: [log], f: (a) => { let y = 0; for (let i = 0; i < 3; i++) { try { note(i, a[0] * (i + 1) * a[1]); y += log[i]; } catch { y += log[i] * a[1]; } } return y; } };
  }),
  program('errors that nobody catches, with finally', () => [[1.5, 2.5]], (a) => {
    try { a[0] *= a[1]; a.missing.x = 1; } finally { a[1] = a[0] * 2; }
    return a[1];
  }, { throws: /Cannot set properties of undefined \(setting 'x'\)/ }),
  program('errors thrown again for the caller', () => [[1.5, 2.5]], (a) => {
    const f = (i) => { if (a[i] === undefined) throw new RangeError(`no slot ${i}`); return a[i] ** 2; };
    let y = 0;
    for (let i = 0; i < 5; i++) { try { y += f(i); a[0] = y; } catch (e) { a[1] = y; throw e; } }
    return y;
  }, { throws: /no slot 2/ }),
  program('what would be refused in a try, in a run that does not come there', () => [[0.6, 1.4], 0.3], (a, x) => {
    const risky = (v) => { a[0] = Math.sin(v); if (v > -1) throw v * a[1]; return v; };
    let y = 0;
    try { y += risky(x); if (x > 5) throw [y, x]; } catch (thrown) { try { y -= thrown; if (y > 5) throw new RangeError('far ' + x); } catch { y *= a[1]; } }
    return y * a[0];
  }),
  program('branches that all end in a throw that is refused', () => [[0.6, 1.4], 0.3, 0], (a, x, k) => {
    let y = x;
    if (k > 1) {
      try { try { a[1] *= x; throw new RangeError('far ' + k); } catch (e) { if (!(e instanceof RangeError)) throw e; a[0] *= a[1]; } y += a[0]; } catch (e) { a[0] -= e; }
    }
    return y * a[0];
  }),
  program('an error with a text of the language’s making', () => [1.3], (x) => {
    class Far extends RangeError { constructor(v) { super('far ' + String(v > 1) + encodeURIComponent('a b')); this.v = v; } }
    let y = x;
    try { if (y > -100) throw new Far(y * x); } catch (e) { if (!(e instanceof Far)) throw e; y += e.v; }
    return y;
  }),
];
