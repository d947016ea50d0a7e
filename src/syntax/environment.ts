/**
 * What the compiler asks of its surroundings: the values of a function's free variables, and where the function stands.
 * The host answers (Node by the inspector); the rooms below the host only know this interface.
 */

/** A free variable of a function, as found at one moment. */
export interface Capture {
  readonly fn: Function;
  /** The name as written; `ns.member` for a member of an imported module's namespace (see read.ts). */
  readonly name: string;
  readonly value: unknown;
  /** The binding can never hold anything else. Otherwise the value must be read again for every call. */
  readonly constant: boolean;
  /** Resolved to a property of `globalThis`, after every enclosing scope was asked. */
  readonly global: boolean;
  /** Came from the caller's `{ scope }`. */
  readonly given?: true;
  /** It is only looked up in: its content is tested by what was found there. */
  readonly lookedUp?: true;
  /** The value now. For several at once `Environment.values` is quicker, unless `direct`. */
  read(): unknown;
  /** `read` needs no look at the function. */
  readonly direct?: true;
  /** The same object for the same variable, where the text tells that there is only one. */
  readonly variable?: object;
  /** The same also of variables that never change, when it is asked for. */
  where?(): object | null;
  /** Assigns the variable. Only a registration can (see registration.ts). */
  write?(value: unknown): void;
}

export interface Place {
  readonly file: string;
  /** Both count from 1. */
  readonly line: number;
  readonly column: number;
}

/** Where the text of a function begins, and how its positions lead to the file the user wrote. */
export interface Located extends Place {
  /** The user's place of a position in the running text, when a source map says so. */
  original?(line: number, column: number): Place | null;
  /** Stands in a module, whose code is strict. */
  readonly module?: boolean;
  /** The whole text of the file, for showing code around a place. */
  readonly text?: string;
}

/** A function as one of all that its code makes. */
export interface Closure {
  /** The same for all functions of one piece of code, and for no other. */
  readonly code: string;
  readonly captures: ReadonlyMap<string, Capture>;
}

export interface Environment {
  /** The free variables by name. A name that is missing could not be found. */
  captures(fn: Function, names: readonly string[]): Map<string, Capture>;
  /** The values now, in one question per function. */
  values(captures: readonly Capture[]): unknown[];
  /** Its code and these captures, in one question; null where the code cannot be told. */
  closure?(fn: Function, names: readonly string[]): Closure | null;
  /** Null for functions without a file (`new Function`, a console). */
  locate(fn: Function): Located | null;
}

/** Finds only globals: the environment of a host without an inspector. */
export const globalsOnly: Environment = {
  captures(fn, names) {
    const found = new Map<string, Capture>();
    for (const name of names) {
      const capture = globalCapture(fn, name);
      if (capture) found.set(name, capture);
    }
    return found;
  },
  values: (captures) => captures.map((c) => c.read()),
  locate: () => null,
};

/** A property of `globalThis`; null when there is none. The language's own are constant, what a program adds is not. */
export function globalCapture(fn: Function, name: string): Capture | null {
  if (!(name in globalThis)) return null;
  const read = (): unknown => (globalThis as Record<string, unknown>)[name];
  const own = Object.getOwnPropertyDescriptor(globalThis, name);
  const constant = own !== undefined && 'value' in own && (!own.enumerable || !own.writable);
  return { fn, name, value: read(), constant, global: true, read };
}

let current: Environment = globalsOnly;

/** The environment of this process. */
export const environment = (): Environment => current;
/** Called once by the host. */
export function useEnvironment(next: Environment): void {
  current = next;
}

/** The caller's `{ scope }` on top: it decides for `entry`, and fills the gaps of the functions that `entry` reaches. */
export function withScope(below: Environment, scope: Readonly<Record<string, unknown>>, entry: Function): Environment {
  const given = (fn: Function, name: string): Capture => ({
    fn,
    name,
    value: scope[name],
    constant: false,
    global: false,
    given: true,
    read: () => scope[name],
  });
  return {
    captures(fn, names) {
      const top = (name: string): boolean => fn === entry && Object.hasOwn(scope, name);
      const found = below.captures(
        fn,
        names.filter((name) => !top(name)),
      );
      for (const name of names) if (top(name) || (!found.has(name) && Object.hasOwn(scope, name))) found.set(name, given(fn, name));
      return found;
    },
    // captures may stem from an earlier call with another scope
    values(captures) {
      const found = below.values(captures.filter((c) => !c.given));
      let next = 0;
      return captures.map((c) => (c.given ? scope[c.name] : found[next++]));
    },
    locate: (fn) => below.locate(fn),
  };
}
