/** Memory for time, at a call. */
import { verb } from '../runtime/index.ts';
import { checkFunction } from './options.ts';

type AnyFunction = (...args: never[]) => unknown;

/**
 * The same function, of which a derivative records nothing while it runs: only what it is given, and what it changes as it was
 * before. When the reverse sweep comes to the call, it is run again, this time with what its own reverse sweep needs. So a call
 * takes the memory of one run at a time, however often it is made, and about half as much time again.
 *
 * Gradients are the same. Random numbers are drawn and clocks are read once, output is shown once. Outside of derivatives it just
 * calls `f`, and so it does in `pullback` and in forward mode. What calls functions that are not transformed is not run again.
 *
 * @example
 * const layer = checkpoint((x, w) => activate(multiply(w, x)));
 * const loss = (params, x) => params.reduce((h, w) => layer(h, w), x)[0];
 */
export function checkpoint<F extends AnyFunction>(f: F): F {
  checkFunction(f);
  const again = (...args: never[]): unknown => f(...args);
  Object.defineProperty(again, 'name', { value: f.name, configurable: true });
  Object.defineProperty(again, 'length', { value: f.length, configurable: true });
  return verb('checkpoint', again as F, { f, wrt: [], single: false });
}

verb('checkpoint', checkpoint);
