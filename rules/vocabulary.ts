/** The words in which rules are written. A rule is keyed by the identity of its function, never by name. */

/** Any function. */
// biome-ignore lint: a rule may speak of any callable
export type Callable = (...args: any[]) => any;

/** What an inert function gives; `argument`: its first argument itself. */
export type Gives = 'anything' | 'nothing' | 'number' | 'truth' | 'text' | 'texts' | 'argument';

/** A function that is no function of memory: it gives something else every time (`drawn`), shows something and gives nothing (`told`), or cannot be undone (`final`). */
export type World = 'drawn' | 'told' | 'final';

export type Rule =
  /** Differentiable function of numbers. `partials` is read as source: parameters are the arguments and, last, the result. */
  | { readonly is: 'scalar'; readonly name: string; readonly fn: Callable; readonly partials: Callable; /** some partial can be infinite or NaN at finite arguments */ readonly risky: boolean;
      /** For any number of arguments: `(x, y) => …` is the partial of the argument x given the result y. */ readonly each?: Callable;
      /** Of a function of the user's; its partials may be more than one expression. */ readonly own?: boolean }
  /** Piecewise constant, or not a number: derivative 0 in everything; pure and cheap enough to be run again. */
  | { readonly is: 'flat'; readonly name: string; readonly fn: Callable }
  /** Runs once, reads what it is given and changes none of it; its result carries no derivative (console.log, Math.random, Date.now). */
  | { readonly is: 'inert'; readonly name: string; readonly fn: Callable; readonly gives: Gives; readonly world: World | null }
  /** Told as code: `source` is read as source and takes the place of the call. The receiver is its first parameter when `method`. */
  | { readonly is: 'model'; readonly name: string; readonly fn: Callable; readonly source: Callable; readonly method: boolean;
      /** A function of the user's, with captured variables of its own. */ readonly own?: boolean }
  | Kernel
  /** No rule after all: its source is differentiated. */
  | { readonly is: 'source'; readonly name: string; readonly fn: Callable }
  /** Not to be differentiated, and why. */
  | { readonly is: 'never'; readonly name: string; readonly fn: Callable; readonly reason: string };

/** What a kernel gives: the shape of its result, the argument that has its shape (apart from lengths), or a function of the arguments whose source makes something of the same shape. */
export type Result = 'number' | 'number[]' | 'number[][]' | 'Float64Array' | 'Float32Array' | { readonly like: number } | Callable;

/** A function that is called as it is, with derivatives told as source. */
export interface Kernel {
  readonly is: 'kernel';
  readonly name: string;
  readonly fn: Callable;
  /** What is called: it takes the receiver (where there is one) and the arguments, changes none of them, and gives new memory. */
  readonly call: Callable;
  /**
   * What the sources are. `adjoint`: a pullback `(yBar, y, ...args)` and a pushforward `(dots, y, ...args)`, or one of each per
   * argument. `linear`, in all arguments with a source together, `bilinear`, in each of them: an adjoint `(yBar, ...args)` per
   * argument. `partials`: one function of the arguments and the result.
   */
  readonly form: 'adjoint' | 'linear' | 'bilinear' | 'partials';
  readonly pullback: Told | null;
  readonly pushforward: Told | null;
  /** Null: its own source tells. */
  readonly result: Result | null;
  readonly receiver: boolean;
  /** Arguments that the function itself overwrites; the kernel gives what they hold afterwards. */
  readonly writes: readonly number[];
  /** It gives the (first) argument that it has written. */
  readonly fluent: boolean;
  /** One written argument is the result by itself; several are a list of results. */
  readonly single: boolean;
  readonly risky: boolean;
}

/** One function for all arguments, or one for each; null: no derivative. */
export type Told = Callable | readonly (Callable | null)[];

/** `scalar(Math.tanh, (x, y) => [1 - y * y])`: one partial per argument; the last parameter is the result. */
export const scalar = (name: string, fn: Callable, partials: Callable, options: { risky?: boolean; each?: Callable } = {}): Rule =>
  ({ is: 'scalar', name, fn, partials, risky: options.risky ?? false, ...(options.each && { each: options.each }) });
export const flat = (name: string, fn: Callable): Rule => ({ is: 'flat', name, fn });
export const inert = (name: string, fn: Callable, gives: Gives = 'anything', world: World | null = null): Rule =>
  ({ is: 'inert', name, fn, gives, world });
/** `model('Array.prototype.map', Array.prototype.map, (a, f) => …)`: parameters are the receiver, then the arguments. */
export const method = (name: string, fn: Callable, source: Callable): Rule => ({ is: 'model', name, fn, source, method: true });
export const model = (name: string, fn: Callable, source: Callable): Rule => ({ is: 'model', name, fn, source, method: false });
