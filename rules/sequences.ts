/** Where the methods that arrays and typed arrays have in common get their models: one source, told once, for both prototypes. */
import { type Callable, type Rule, method } from './vocabulary.ts';

/** `%TypedArray%`, the parent of Float64Array and the others: `from`, `of` and all methods are its own. */
export const TypedArray = Object.getPrototypeOf(Float64Array) as { prototype: Record<string, Callable> } & Record<string, Callable>;
const arrays = Array.prototype as unknown as Record<string, Callable | undefined>;
const typed = TypedArray.prototype as Record<string, Callable | undefined>;

/** A method of Array.prototype; none where the engine lacks it. */
export const ofArrays = (name: string, source: Callable): Rule[] => told(`Array.prototype.${name}`, arrays[name], source);
/** A method of %TypedArray%.prototype. */
export const ofTypedArrays = (name: string, source: Callable): Rule[] => told(`TypedArray.prototype.${name}`, typed[name], source);
/** A method of both. */
export const ofBoth = (name: string, source: Callable): Rule[] => [...ofArrays(name, source), ...ofTypedArrays(name, source)];

const told = (name: string, fn: Callable | undefined, source: Callable): Rule[] => (fn ? [method(name, fn, source)] : []);
