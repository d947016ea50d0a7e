// @ts-nocheck: programs as people write them
/* oxlint-disable */
/** Programs without a right answer: refused by code before they have run, nothing changed. */
import { closure, program } from './program.ts';

const floats = (...values) => new Float64Array(values);

/** The argument is memory that an iterator made before goes through. */
const shared = [1.5, 2];
const numbers = () => shared;

export const refusals = [
  program('a result that is an array', () => [[1, 2]], (a) => a.map((v) => v * v), { refused: 'E_NON_SCALAR' }),
  program('a result that is a string', () => [1.5], (x) => `${x > 1}`, { refused: 'E_NON_SCALAR' }),
  program('an async function', () => [1.5], async (x) => x * x, { refused: 'E_ASYNC' }),
  program('a generator', () => [1.5], function* (x) { yield x; }, { refused: 'E_GENERATOR' }),
  program('a number through a string', () => [1.5], (x) => Number(x + '') * x, { refused: 'E_STRING' }),
  program('a native function without a rule', () => [[1.5, 2]], (a) => { a[0] *= 2; return parseFloat(a[0]); }, { refused: 'E_NO_RULE' }),
  program('bytes of numbers', () => [floats(1.5, 2)], (a) => { const bytes = new Uint8Array(a.buffer); bytes[7] ^= 128; return a[0] * a[1]; }, { refused: 'E_PUNNING' }),
  program('a bound function', () => [1.5], ((k, x) => k * x).bind(null, 2), { refused: 'E_NO_SOURCE' }),
  program('eval', () => [1.5], (x) => { let y = x; eval('y *= x'); return y; }, { refused: 'E_DYNAMIC_SCOPE' }),
  closure('a number that matters as a key of a Map from outside', () => [2], () => { const m = new Map([[2, 5]]); return { f: (x) => m.get(x) * x, memory: [m] }; }, { refused: 'E_ACTIVE_KEY' }),
  closure('a number that matters in a Set from outside', () => [2], () => { const s = new Set(); return { f: (x) => { s.add(x); return x; }, memory: [s] }; }, { refused: 'E_ACTIVE_KEY' }),
  program('a value that is a Map at one time', () => [2, 1], (x, k) => { const c = k > 0 ? new Map() : {}; c.set('a', x); return c.get('a'); }, { refused: 'E_UNSUPPORTED' }),
  program('an operand that is an object with numbers at one time', () => [[1.5, 2]], (a) => { let y = 0; for (const v of [a[0], a]) y += v * 3; return y * a[0]; }, { refused: 'E_COERCE' }),
  program('a typed array takes an object for a number', () => [1.5], (x) => { const b = floats(0, 0); const list = [x, [x * x]]; for (let i = 0; i < 2; i++) b[i] = list[i]; return b[0] * b[1]; }, { refused: 'E_COERCE' }),
  program('a typed array made of numbers and objects', () => [1.5], (x) => { const b = new Float64Array([x, [x * x]]); return b[0] * b[1]; }, { refused: 'E_COERCE' }),
  program('a method that converts, made here, compared with a number', () => [1.5], (x) => { const o = { toString: () => `${x * x}` }; let y = 0; for (const v of [1, o]) y += v == 2.25 ? x : 1; return y * x; }, { refused: 'E_COERCE' }),
  closure('a generator under way that goes through an argument', () => [numbers()], () => {
    const it = (function* () { for (const v of shared) yield 2 * v; })();
    return { f: (a) => { let y = 0; for (const v of it) y += v; return y * a[0]; }, memory: [] };
  }, { refused: 'E_NO_RULE' }),
  closure('an iterator of an array from outside', () => [numbers()], () => {
    const it = shared.values();
    return { f: (a) => { let y = 0; for (const v of it) y += v; return y * a[0]; }, memory: [] };
  }, { refused: 'E_NO_RULE' }),
  closure('a step of an iterator from outside', () => [numbers()], () => {
    const it = shared.values();
    return { f: (a) => it.next().value * a[0], memory: [] };
  }, { refused: 'E_NO_RULE' }),
  program('a copy of what has a getter, made here', () => [1.5], (x) => { const o = { a: x, get s() { return this.a * 2; } }; return { ...o, a: 1 }.s; }, { refused: 'E_ACCESSOR' }),
  program('the names of what has a getter, made here', () => [1.5], (x) => { const o = { a: x, get s() { return this.a * 2; } }; let y = 0; for (const k in o) y += o[k]; return y; }, { refused: 'E_ACCESSOR' }),
  program('whether there is a getter, made here', () => [1.5], (x) => { const o = { a: x, get s() { return this.a * 2; } }; return ('s' in o ? x : 1) * (Object.hasOwn(o, 's') ? x : 1); }, { refused: 'E_ACCESSOR' }),
  program('a number through a text in a list', () => [1.5], (x) => { const l = ['q', '' + x]; return Number(l[1]) * x; }, { refused: 'E_STRING' }),
  program('a number through texts that are joined', () => [1.5], (x) => { const l = ['1', '' + x]; return Number(l.join('').slice(1)) * x; }, { refused: 'E_STRING' }),
  program('a number through a text in a Map', () => [1.5], (x) => { const m = new Map(); m.set('a', { t: `${x}` }); return +m.get('a').t * x; }, { refused: 'E_STRING' }),
];
