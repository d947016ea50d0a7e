/** The library's own functions. A differentiated program that calls one of them takes a derivative inside a derivative. */
const names = new WeakMap<object, string>();

/** Marks a function as a verb of the library, and gives it. */
export function verb<F extends (...args: never[]) => unknown>(name: string, fn: F): F {
  names.set(fn, name);
  return fn;
}

/** The verb's name, or undefined for any other function. */
export const verbName = (fn: unknown): string | undefined => (typeof fn === 'function' ? names.get(fn) : undefined);
