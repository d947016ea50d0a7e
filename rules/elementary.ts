/**
 * The functions of `Math`, and the other globals that take numbers. One rule per line.
 *
 * Partials speak only of their parameters (the arguments, then the result), literals, operators and `Math`. Kinks have one
 * subgradient each: `abs(0)` 0, a tie of `max` or `min` goes to the first argument, `sqrt(0)` Infinity, `hypot(0, 0)` 0, `x ** 0` 0.
 */
import { type Callable, type Rule, flat, inert, scalar } from './vocabulary.ts';

const differentiable: readonly Rule[] = [
  scalar('Math.abs', Math.abs, (x, _y) => [Math.sign(x)]),
  scalar('Math.acos', Math.acos, (x, _y) => [-1 / Math.sqrt((1 - x) * (1 + x))], { risky: true }),
  scalar('Math.acosh', Math.acosh, (x, _y) => [1 / Math.sqrt((x - 1) * (x + 1))], { risky: true }),
  scalar('Math.asin', Math.asin, (x, _y) => [1 / Math.sqrt((1 - x) * (1 + x))], { risky: true }),
  scalar('Math.asinh', Math.asinh, (x, _y) => [1 / Math.sqrt(x * x + 1)]),
  scalar('Math.atan', Math.atan, (x, _y) => [1 / (1 + x * x)]),
  scalar('Math.atan2', Math.atan2, (y, x, _a) => [x / (x * x + y * y), -y / (x * x + y * y)], { risky: true }),
  scalar('Math.atanh', Math.atanh, (x, _y) => [1 / ((1 - x) * (1 + x))], { risky: true }),
  scalar('Math.cbrt', Math.cbrt, (_x, y) => [1 / (3 * y * y)], { risky: true }),
  scalar('Math.cos', Math.cos, (x, _y) => [-Math.sin(x)]),
  scalar('Math.cosh', Math.cosh, (x, _y) => [Math.sinh(x)]),
  scalar('Math.exp', Math.exp, (_x, y) => [y]),
  // y + 1 would lose every digit of a small exp(x)
  scalar('Math.expm1', Math.expm1, (x, _y) => [Math.exp(x)]),
  scalar('Math.fround', Math.fround, (_x, _y) => [1]),
  scalar('Math.hypot', Math.hypot, (x, y, h) => [h === 0 ? 0 : x / h, h === 0 ? 0 : y / h], { each: (x, h) => (h === 0 ? 0 : x / h) }),
  scalar('Math.log', Math.log, (x, _y) => [1 / x], { risky: true }),
  scalar('Math.log10', Math.log10, (x, _y) => [0.4342944819032518 / x], { risky: true }),
  scalar('Math.log1p', Math.log1p, (x, _y) => [1 / (1 + x)], { risky: true }),
  scalar('Math.log2', Math.log2, (x, _y) => [1.4426950408889634 / x], { risky: true }),
  scalar('Math.max', Math.max, (x, y, _m) => [x >= y ? 1 : 0, x >= y ? 0 : 1]),
  scalar('Math.min', Math.min, (x, y, _m) => [x <= y ? 1 : 0, x <= y ? 0 : 1]),
  // where y is 0 the exponent changes nothing, but log(0) is infinite
  scalar('Math.pow', Math.pow, (x, n, y) => [n === 0 ? 0 : n * x ** (n - 1), y === 0 ? 0 : Math.log(x) * y], { risky: true }),
  scalar('Math.sin', Math.sin, (x, _y) => [Math.cos(x)]),
  scalar('Math.sinh', Math.sinh, (x, _y) => [Math.cosh(x)]),
  scalar('Math.sqrt', Math.sqrt, (_x, y) => [0.5 / y], { risky: true }),
  scalar('Math.tan', Math.tan, (_x, y) => [1 + y * y]),
  scalar('Math.tanh', Math.tanh, (_x, y) => [1 - y * y]),
  scalar('Number', Number, (_x, _y) => [1]),
];

const constant: readonly Rule[] = [
  flat('Math.ceil', Math.ceil),
  flat('Math.clz32', Math.clz32),
  flat('Math.floor', Math.floor),
  flat('Math.imul', Math.imul),
  flat('Math.round', Math.round),
  flat('Math.sign', Math.sign),
  flat('Math.trunc', Math.trunc),
  flat('Number.isFinite', Number.isFinite),
  flat('Number.isInteger', Number.isInteger),
  flat('Number.isNaN', Number.isNaN),
  flat('Number.isSafeInteger', Number.isSafeInteger),
  flat('isFinite', isFinite),
  flat('isNaN', isNaN),
  flat('Boolean', Boolean),
  flat('Object.is', Object.is),
  flat('Array.isArray', Array.isArray),
  flat('ArrayBuffer.isView', ArrayBuffer.isView),
];

/** Of the console these only print, where they are the engine's. */
const SILENT: ReadonlySet<unknown> = new Set(
  [console.log, console.info, console.debug, console.warn, console.error].filter((fn) => String(fn).includes('[native code]')),
);

const world: readonly Rule[] = [
  inert('Math.random', Math.random, 'number', 'drawn'),
  inert('Date.now', Date.now, 'number', 'drawn'),
  ...functionsOf('console').map(([name, fn]) => inert(name, fn, SILENT.has(fn) ? 'nothing' : 'anything', 'told')),
  ...functionsOf('performance', ['now']).map(([name, fn]) => inert(name, fn, 'number', 'drawn')),
];

/** Only some engines have these. */
const recent: readonly Rule[] = functionsOf('Math', ['f16round']).map(([name, fn]) => scalar(name, fn, (_x, _y) => [1]));

export const elementary: readonly Rule[] = [...differentiable, ...constant, ...world, ...recent];

/** The functions of a global object, if it exists, under the names a program uses for them. */
function functionsOf(object: string, only?: readonly string[]): [string, Callable][] {
  const holder = (globalThis as Record<string, unknown>)[object] as Record<string, unknown> | undefined;
  if (holder === undefined || holder === null) return [];
  return (only ?? Object.keys(holder)).flatMap((key): [string, Callable][] => {
    const value = holder[key];
    return typeof value === 'function' ? [[`${object}.${key}`, value as Callable]] : [];
  });
}
