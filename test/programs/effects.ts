// @ts-nocheck: programs as people write them
/* oxlint-disable */
/** What the world sees: the primal's errors, state after a throw, things that are made once. */
import { closure, program } from './program.ts';

const floats = (...values) => new Float64Array(values);

export const effects = [
  program('its own error comes through', () => [[0.5, 3, 1.5]], (a) => {
    for (let i = 0; i < a.length; i++) { if (a[i] > 2) throw new RangeError(`slot ${i} is too large`); a[i] *= a[i]; }
    return a[0];
  }, { throws: /slot 1 is too large/ }),
  program('an error out of a callee', () => [floats(0.5, -1)], (a) => {
    const root = (v) => { if (v < 0) throw new Error('no root'); return Math.sqrt(v); };
    let y = 0;
    for (let i = 0; i < a.length; i++) { a[i] += 0.25; y += root(a[i]); }
    return y;
  }, { throws: /no root/ }),
  program('writes to what is frozen', () => [Object.freeze([1, 2])], (a) => { 'use strict'; a[0] = a[1] * 2; return a[0]; }, { throws: /read.only|frozen/i }),
  program('a property of nothing', () => [{ a: 1.5 }], (o) => o.b.c * o.a, { throws: /undefined/ }),
  closure('a log of strings', () => [1.5], () => {
    const log = [];
    return { memory: [log], f: (x) => { for (let i = 0; i < 3; i++) { log.push('step ' + i); x *= x; } return x; } };
  }),
  closure('a generator of pseudo-random numbers', () => [floats(0.5, 0.5)], () => {
    const source = { seed: 17 };
    const next = () => { source.seed = (source.seed * 16807) % 2147483647; return source.seed / 2147483647; };
    return { memory: [source], f: (a) => { for (let i = 0; i < 20; i++) a[i % 2] *= next() < 0.5 ? 1.1 : 0.95; return a[0] * a[1]; } };
  }),
  closure('a history kept by the caller', () => [[0.5, 0.8], { seen: [] }], () => ({ memory: [], f: (a, o) => { for (const v of a) { a[0] *= v; o.seen.push(a[0]); } o.last = a[0]; return a[0] * a[1]; } })),
  program('a clock that nobody differentiates', () => [1.5], (x) => { const begun = Date.now(); const y = x * x; return Date.now() - begun >= 0 ? y : 0; }),
  program('strings and maps beside the numbers', () => [1.5], (x) => {
    const names = new Map([['a', 2], ['b', 3]]);
    const parts = 'a,b'.split(',');
    let y = x;
    for (const name of parts) y *= x + names.get(name);
    return y;
  }),
  program('a function that is printed', () => [2], (x) => { const f = (v) => v * x; console.debug('%s', f); return f(x); }),
  program('a list of lines that tell of numbers', () => [0.7], (x) => {
    const log = [], last = { line: '', all: new Map() };
    let y = x;
    for (let i = 0; i < 3; i++) {
      y = y * y + 0.1;
      log.push(`step ${i}: ${y.toFixed(3)}`);
      last.line = log[i] + '!';
      last.all.set(i, last.line);
    }
    return y * log.length * last.line.length * last.all.size;
  }),
];
