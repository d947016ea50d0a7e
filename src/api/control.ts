/** What differentiated code says about its own derivative. Outside of derivatives these functions change nothing. */
import { fault } from '../fault/messages.ts';
import { verb } from '../runtime/index.ts';
import { received } from './words.ts';

/**
 * The same value, through which no derivative flows.
 *
 * A number stays itself. Of an array or an object a copy is made, as `structuredClone` makes it, in derived code as well as outside:
 * so what is written to the copy or to the original afterwards is not seen in the other, and neither has a derivative through the
 * other. All orders of derivatives and both directions are stopped.
 *
 * @example
 * const loss = (w, x) => (predict(w, x) - stopGradient(predict(w, x + 1))) ** 2;
 */
export function stopGradient<T>(x: T): T {
  return typeof x === 'object' && x !== null ? structuredClone(x) : x;
}

/** What a hook may give: another cotangent of the same shape; nothing leaves it as the hook left it. */
export type CotangentHook<T> = (cotangent: T) => T | void;

/**
 * The value itself. When a reverse sweep comes back to this place, `hook` is called with the cotangent of the value: to look at it,
 * or to change it. If it gives a number, that takes its place.
 *
 * For an array or an object the hook gets the cotangents of what it holds at this place, in a copy of its shape; what the hook
 * writes into that copy, or what it gives instead, takes their place. The hook runs as it is, and no derivative goes through it. It
 * is called once for every reverse sweep and every time that the forward sweep came by, the last one first. Where no reverse sweep
 * goes by it is not called: outside of derivatives, in `pushforward`, `hvp` and Hessians, and for values without a derivative.
 *
 * @example
 * h = onCotangent(h, (g) => Math.max(-1, Math.min(1, g))); // clipped
 * h = onCotangent(h, (g) => console.log(g)); // looked at
 */
export function onCotangent(value: number, hook: CotangentHook<number>): number;
export function onCotangent<T extends object>(value: T, hook: CotangentHook<T>): T;
export function onCotangent(value: unknown, hook: unknown): unknown {
  if (typeof hook !== 'function')
    throw fault('E_KIND', null, { what: 'The second argument of `onCotangent`', expected: 'a function', received: received(hook) });
  return value;
}

/**
 * Whether the code that asks is derived code: true in what runs inside of a verb, false in a plain run and in functions that
 * derived code calls as they are, because no derivative goes through them. It is a constant of the derived code: what is not taken
 * is not there.
 */
export function isDifferentiating(): boolean {
  return false;
}

verb('stopGradient', stopGradient);
verb('onCotangent', onCotangent as (...args: never[]) => unknown);
verb('isDifferentiating', isDifferentiating);
