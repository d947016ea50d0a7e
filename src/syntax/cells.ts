/**
 * Captured variables that change while a program runs, because it assigns them itself or calls functions that do: for each
 * an object that derived code reads and writes like any other memory. Before the user's own code runs, and when the program
 * is over, what was written goes to the variables; afterwards the objects have what the variables have.
 */
import { fault } from '../fault/messages.ts';
import type { Capture, Environment } from './environment.ts';

export interface Cell {
  readonly capture: Capture;
  /** What derived code gets. */
  readonly object: { value: unknown };
}

interface State {
  capture: Capture;
  readonly object: { value: unknown };
  /** What the variable holds, as far as is known here. */
  last: unknown;
}

/** The field of a cell's object. */
export const CELL = 'value';

export class Cells {
  /** Changes when two cells turn out to be one. */
  version = 0;
  readonly #environment: Environment;
  readonly #all: State[] = [];
  readonly #assigned = new Set<State>();
  readonly #of = new Map<object, Map<string, State>>();

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** The cell of a variable: one, however many functions use it. */
  of(capture: Capture): Cell {
    let named = this.#of.get(capture.fn);
    if (!named) this.#of.set(capture.fn, (named = new Map()));
    let cell = named.get(capture.name);
    if (!cell) named.set(capture.name, (cell = this.#find(capture)));
    return cell;
  }

  has({ fn, name }: Capture): boolean {
    return this.#of.get(fn)?.has(name) ?? false;
  }

  #find(capture: Capture): State {
    const [first, ...others] = this.#all.filter((other) => isSame(other.capture, capture));
    if (!first) {
      const made: State = { capture, object: { [CELL]: capture.value }, last: capture.value };
      this.#all.push(made);
      return made;
    }
    if (!first.capture.write) first.capture = capture;
    for (const other of others) {
      this.version++;
      this.#all.splice(this.#all.indexOf(other), 1);
      for (const named of this.#of.values()) for (const [name, cell] of named) if (cell === other) named.set(name, first);
    }
    return first;
  }

  /** Derived code assigns it. */
  assigned(capture: Capture): void {
    this.of(capture);
    this.#assigned.add(this.#of.get(capture.fn)!.get(capture.name)!);
  }

  /** Whether one that is assigned may be the same variable as another one, and that cannot be told. */
  areMixed(): boolean {
    return this.#all.some((a, i) =>
      this.#all.some((b, j) => j > i && (this.#assigned.has(a) || this.#assigned.has(b)) && isUnclear(a.capture, b.capture)),
    );
  }

  /** Reads the variables. */
  refresh(environment = this.#environment): void {
    const values = environment.values(this.#all.map((c) => c.capture));
    this.#all.forEach((cell, i) => (cell.object.value = cell.last = values[i]));
  }

  /** Writes what was assigned. */
  flush(): void {
    for (const cell of this.#all) {
      const { value } = cell.object;
      if (Object.is(value, cell.last)) continue;
      cell.capture.write?.(value);
      cell.last = value;
    }
  }

  /** Calls the user's own code. */
  readonly outside = (fn: Function, self: unknown, ...args: unknown[]): unknown => {
    this.flush();
    const before = this.#all.map((c) => c.last);
    try {
      return typeof fn === 'function' ? Reflect.apply(fn, self, args) : (fn as () => unknown)();
    } finally {
      this.refresh();
      this.#all.forEach(({ capture, last }, i) => {
        if (kindOf(last) !== kindOf(before[i])) throw fault('E_CAPTURE/changed', null, { variable: capture.name });
      });
    }
  };
}

/** What derived code relies on: the type of a primitive, the identity of an object. */
const kindOf = (value: unknown): unknown =>
  (typeof value === 'object' && value !== null) || typeof value === 'function' ? value : value === null ? 'null' : typeof value;

/** Neither the text nor the values tell whether two captures are one variable. */
function isUnclear(a: Capture, b: Capture): boolean {
  if (a.write || b.write || (a.variable && b.variable)) return false;
  return Object.is(a.read(), b.read());
}

/** Whether two captures are one variable: told by the text, or seen by assigning it for a moment. */
function isSame(a: Capture, b: Capture): boolean {
  if (a.variable && b.variable) return a.variable === b.variable;
  const [to, from] = a.write ? [a, b] : [b, a];
  // neither is assigned by derived code
  if (!to.write) return false;
  const probe = {},
    before = to.read();
  to.write(probe);
  try {
    return from.read() === probe;
  } finally {
    to.write(before);
  }
}
