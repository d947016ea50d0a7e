/**
 * A call in which the derived program runs on copies of all that it could change, and then the user's own function runs, for
 * its value and its effects. That both did the same is tested by what they leave.
 */
import { Graph, type Role, cloneAll } from '../../mutation/memory/index.ts';
import { AdjointError } from '../fault/fault.ts';
import { fault } from '../fault/messages.ts';
import type { Warned } from '../runtime/index.ts';
import { isAssignment } from '../syntax/lower/known.ts';
import { type Bound, Call, type Columns, type Slot, type Plan, type Pulled, type Pushed, type Ran } from './call.ts';
import { type CompileOptions, type Compiled, compile } from './compile.ts';
import { copies } from './copies.ts';

/**
 * A function that assigns captured variables which nobody can write runs beside its derivative, if it can. Otherwise it is
 * refused, unless the assignments stand where the run may not come to.
 */
export function compiledFor(fn: Function, args: readonly unknown[], options: CompileOptions): { compiled: Compiled; twin: boolean } {
  try {
    return { compiled: compile(fn, args, options), twin: false };
  } catch (error) {
    if (!isAssignment(error)) throw error;
    for (const way of ['twin', 'lenient'] as const) {
      try {
        return { compiled: compile(fn, args, { ...options, [way]: true }), twin: way === 'twin' };
      } catch (other) {
        if (!(other instanceof AdjointError)) throw other;
      }
    }
    throw error;
  }
}

export class Twin implements Bound {
  readonly #plan: Plan;
  readonly #fn: Function;
  readonly #roots: readonly unknown[];
  readonly #roles: readonly Role[];
  readonly #debug: Warned | undefined;
  readonly #copies: readonly unknown[];
  readonly #call: Call;

  constructor(plan: Plan, fn: Function, roots: readonly unknown[], roles: readonly Role[], debug?: Warned) {
    this.#plan = plan;
    this.#fn = fn;
    this.#roots = roots;
    this.#roles = roles;
    this.#debug = debug;
    // what is only looked up in stays the same
    const same = roots.flatMap((root, i) => (roles[i] === 'fixed' ? [[root as object, root] as const] : []));
    this.#copies = cloneAll([...roots], new Map(same));
    this.#call = new Call(plan, this.#copies, new Graph(this.#copies, roles, { wholeBuffers: plan.compiled.wholeBuffers }), debug);
  }

  run(): Ran {
    const [ran, value] = this.#both(() => this.#call.run());
    return { value, gradients: () => ran.gradients() };
  }

  pull(): Pulled {
    const [pulled, value] = this.#both(() => this.#call.pull());
    return { value, back: (seed, argSeeds) => pulled.back(seed, argSeeds) };
  }

  push(directions: readonly (readonly unknown[])[]): Pushed {
    const [pushed, value] = this.#both(() => this.#call.push(directions));
    return { value, tangents: () => pushed.tangents() };
  }

  curve(direction: readonly unknown[]): Ran {
    const [ran, value] = this.#both(() => this.#call.curve(direction));
    return { value, gradients: () => ran.gradients() };
  }

  readonly calm = false;

  get own(): Bound['own'] {
    return this.#plan.compiled.own;
  }

  columns(places: readonly Slot[]): Columns {
    return this.#call.columns(places);
  }

  later(): () => Bound {
    const replay = this.#call.several();
    return copies(this.#plan.compiled, this.#roots, this.#roles, (roots, graph) => new Call(this.#plan, roots, graph, this.#debug, replay));
  }

  #both<T extends { readonly value: unknown }>(derived: () => T): [T, unknown] {
    let done: T | null = null,
      failed: unknown;
    try {
      done = derived();
    } catch (error) {
      // nothing has happened yet
      if (error instanceof AdjointError) throw error;
      failed = error;
    }
    const { count, compiled } = this.#plan;
    let value: unknown;
    try {
      value = this.#fn.apply(undefined, this.#roots.slice(0, count));
    } finally {
      compiled.cells?.refresh();
    }
    if (done === null) throw failed;
    if (!agree([...this.#roots, value], [...this.#copies, done.value])) throw fault('E_CAPTURE/twin', null, { name: this.#fn.name });
    return [done, value];
  }
}

/** The same content at the same places. */
function agree(left: unknown, right: unknown): boolean {
  const pairs: [unknown, unknown][] = [[left, right]];
  const met = new Map<object, object>();
  for (let pair = pairs.pop(); pair; pair = pairs.pop()) {
    const [a, b] = pair;
    if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) {
      if (!Object.is(a, b) && !(typeof a === 'function' && typeof b === 'object')) return false;
      continue;
    }
    if (a === b || met.has(a)) {
      if (met.has(a) && met.get(a) !== b) return false;
      continue;
    }
    met.set(a, b);
    if (ArrayBuffer.isView(a)) {
      const [x, y] = [a, b] as [Float64Array, Float64Array];
      if (x.length !== y.length) return false;
      for (let i = 0; i < x.length; i++) if (!Object.is(x[i], y[i])) return false;
      continue;
    }
    const keys = Object.keys(a);
    if (keys.length !== Object.keys(b).length) return false;
    for (const key of keys) {
      const field = Object.getOwnPropertyDescriptor(a, key)!,
        other = Object.getOwnPropertyDescriptor(b, key);
      if (!other) return false;
      if ('value' in field) pairs.push([field.value, other.value]);
    }
  }
  return true;
}
