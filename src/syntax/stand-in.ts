/**
 * Functions that cannot be had as values: an expression's own name, `(function named() { … })`, is known to the functions in
 * it, but no scope that the engine shows has it. A stand-in has its text; what derived code gets for it is a record, as for
 * a function that it made itself.
 */
const texts = new WeakMap<Function, string>();

/** A function that is only good for being read. */
export function makeStandIn(name: string, text: string): Function {
  const made = (): never => {
    throw new Error(`adjoint: ${name} was called as it is`);
  };
  Object.defineProperty(made, 'name', { value: name });
  texts.set(made, text);
  return made;
}

export const standInText = (fn: Function): string | undefined => texts.get(fn);

export const isStandIn = (value: unknown): boolean => typeof value === 'function' && texts.has(value);
