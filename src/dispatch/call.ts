/** One call of a compiled function: its shadows, its run, its gradients. */
import { Ends, Graph, Refusal, Shadows, blamedLoop, boundJournal, tangentsOf } from '../../mutation/memory/index.ts';
import type { AdjointError } from '../fault/fault.ts';
import { fault, located } from '../fault/messages.ts';
import type { Site } from '../ir/ir.ts';
import { Replay, type Warned, isStoreFull, watching, within } from '../runtime/index.ts';
import { Outdated } from '../syntax/late.ts';
import type { Ready } from './ready.ts';
import { copies, putTangent } from './copies.ts';
import { deferred } from './defer.ts';

export interface Ran {
  readonly value: unknown;
  /** One per argument in `wrt`, in that order. Once. */
  gradients(): unknown[];
}

export interface Pulled {
  readonly value: unknown;
  /** The cotangents of the arguments in `wrt`. `seed`: of the result; `argSeeds`: of the arguments as they are after the call. */
  back(seed: unknown, argSeeds: readonly unknown[]): unknown[];
}

export interface Pushed {
  readonly value: unknown;
  /** By direction: of the result, or of a function without one the tangents of the arguments after the call. */
  tangents(): unknown[];
}

/** A number among the arguments: one of them (`owner` is null), or what an object that was reachable at entry has under a key. */
export interface Slot {
  readonly root: number;
  readonly owner: object | null;
  readonly key: unknown;
}

export interface Columns {
  readonly value: unknown;
  /** By place: one per argument in `wrt`. */
  readonly gradients: readonly (readonly unknown[])[];
}

/** A compiled function with the arguments of one call, whose kinds have been checked. */
export interface Bound {
  run(): Ran;
  pull(): Pulled;
  /** `directions`: as many as it is wide, each one tangent per argument in its shape; undefined for none. */
  push(directions: readonly (readonly unknown[])[]): Pushed;
  /** The Hessian times a direction, as the gradients of a run. */
  curve(direction: readonly unknown[]): Ran;
  /** `curve` along one place at a time, for a call that is `calm`. */
  columns(places: readonly Slot[]): Columns;
  /** It changes nothing and shows nothing: later runs are no different. */
  readonly calm: boolean;
  /** The captured variables whose gradients follow those of the arguments. */
  readonly own: Ready['own'];
  /** To be asked before the first run: gives what later runs of the same call are made with. They leave no trace. */
  later(): () => Bound;
}

/** What all calls of one compiled function share. */
export interface Plan {
  readonly compiled: Ready;
  readonly wrt: readonly number[];
  /** For each argument in `wrt`: where its cotangent stands among those returned, or -1. */
  readonly places: readonly number[];
  /** How many arguments the user gave. */
  readonly count: number;
}

export function planOf(compiled: Ready, wrt: readonly number[], count: number): Plan {
  return { compiled, wrt, count, places: wrt.map((index) => compiled.stitched.cotangents.indexOf(index)) };
}

type Back = (seed: number) => unknown;

export class Call implements Bound {
  readonly #plan: Plan;
  /** The values of the inputs, then whatever else the graph watches. */
  readonly #roots: readonly unknown[];
  readonly #graph: Graph;
  readonly #debug: Warned | undefined;
  /** It is one of several runs. */
  #replay: Replay | undefined;

  constructor(plan: Plan, roots: readonly unknown[], graph: Graph, debug?: Warned, replay?: Replay) {
    this.#replay = replay;
    this.#debug = debug;
    this.#plan = plan;
    this.#roots = roots;
    this.#graph = graph;
  }

  run(): Ran {
    const plan = this.#plan,
      { compiled } = plan;
    const shadows = Shadows.of(this.#graph);
    const found = this.#enter(this.#values(shadows));
    if (compiled.stitched.cotangents.length === 0) return new Finished(plan, found, shadows, NONE);
    return new Finished(plan, (found as unknown[])[0], shadows, found as unknown[]);
  }

  pull(): Pulled {
    const plan = this.#plan,
      { compiled, count } = plan;
    const shadows = Shadows.of(this.#graph),
      values = this.#values(shadows);
    if (compiled.logs) values.push(shadows.log);
    const [value, resultShadow, mainBack] = this.#enter(values) as [unknown, unknown, Back];
    const roots = this.#roots.slice(0, count);
    const ends = new Ends([...roots, value], [...roots.map((_, i) => shadows.root(i)), objectOrNull(resultShadow)]);
    const names = [...compiled.names.slice(0, count), 'the result'];
    const cotangents = compiled.stitched.cotangents.length;
    let running = false;
    return {
      value,
      back: (seed, argSeeds) => {
        if (running) throw fault('E_NESTED', null, { verb: 'back' });
        running = true;
        try {
          const seeds = roots.map((_, i) => argSeeds[i]);
          shadows.rewind();
          ends.seed([...seeds, typeof value === 'number' ? undefined : seed], names);
          const found = mainBack(typeof value === 'number' ? ((seed ?? 0) as number) : 0);
          return collect(plan, shadows.gradients(false), cotangents === 1 ? [found] : (found as unknown[]), 0);
        } finally {
          running = false;
        }
      },
    };
  }

  push(directions: readonly (readonly unknown[])[]): Pushed {
    const { compiled, count } = this.#plan,
      lanes = directions.map((tangents) => this.#dots(tangents));
    const [value, ...found] = this.#enter([...this.#inputs(), ...lanes.flatMap(({ values }) => values)]) as unknown[];
    const roots = this.#roots.slice(0, count);
    const tangent = (dot: unknown, { values, shadows }: Dots): unknown => {
      if (typeof value === 'number') return typeof dot === 'number' ? dot : 0;
      if (value !== undefined) return tangentsOf([value], [objectOrNull(dot)])[0];
      const after = tangentsOf(
        roots,
        roots.map((_, i) => shadows.root(i)),
      );
      // numbers are passed by value
      compiled.dots.forEach((at, i) => at < count && typeof roots[at] === 'number' && (after[at] = values[i]));
      return after;
    };
    return { value, tangents: () => lanes.map((lane, i) => tangent(found[i], lane)) };
  }

  curve(direction: readonly unknown[]): Ran {
    const dots = this.#dots(direction);
    return this.#curved(dots.values, this.#beside(dots.values));
  }

  columns(places: readonly Slot[]): Columns {
    const plan = this.#plan,
      { compiled } = plan,
      dots = Shadows.of(this.#graph);
    const values = [...this.#inputs(), ...compiled.dots.map((at): unknown => (typeof this.#roots[at] === 'number' ? 0 : dots.root(at)))],
      n = compiled.inputs.length,
      beside = this.#beside(values.slice(n)),
      first = values.length,
      { shadows: followed, cotangents } = compiled.stitched;
    const gradients: unknown[][] = [];
    let value: unknown;
    const all = (): void => {
      for (const { root, owner, key } of places) {
        const holder = owner === null ? values : dots.of(owner),
          name = owner === null ? n + compiled.dots.indexOf(root) : key;
        const shadows = Shadows.of(this.#graph);
        for (let i = 0; i < followed.length; i++)
          values[first + i] = followed[i]! < n ? shadows.root(followed[i]!) : beside!.root(followed[i]! - n);
        putTangent(holder, name, 1);
        const found = compiled.run.apply(undefined, values);
        putTangent(holder, name, 0);
        value = cotangents.length === 0 ? found : (found as unknown[])[0];
        gradients.push(collect(plan, shadows.gradients(true), cotangents.length === 0 ? NONE : (found as unknown[]), 1));
      }
    };
    if (this.#replay) this.#replay.run(() => this.#guarded(all));
    else this.#guarded(all);
    return { value, gradients };
  }

  /** Shadows of the shadows that hold tangents, where the program wants some. */
  #beside(dots: readonly unknown[]): Shadows | null {
    const { inputs, stitched } = this.#plan.compiled;
    const wanted = dots.map((dot, i) => (stitched.shadows.includes(inputs.length + i) ? dot : null));
    if (wanted.every((dot) => dot === null)) return null;
    return Shadows.of(
      new Graph(
        wanted,
        wanted.map(() => 'shadowed'),
      ),
    );
  }

  #curved(dots: readonly unknown[], beside: Shadows | null): Ran {
    const plan = this.#plan,
      { stitched } = plan.compiled,
      shadows = Shadows.of(this.#graph),
      values = [...this.#inputs(), ...dots],
      n = values.length - dots.length;
    for (const i of stitched.shadows) values.push(i < n ? shadows.root(i) : beside!.root(i - n));
    const found = this.#enter(values);
    if (stitched.cotangents.length === 0) return new Finished(plan, found, shadows, NONE);
    return new Finished(plan, (found as unknown[])[0], shadows, found as unknown[]);
  }

  get own(): Ready['own'] {
    return this.#plan.compiled.own;
  }

  get calm(): boolean {
    return this.#plan.compiled.calm;
  }

  later(): () => Bound {
    if (this.calm) return () => this;
    const replay = this.several();
    return copies(
      this.#plan.compiled,
      this.#roots,
      this.#graph.roles,
      (roots, graph) => new Call(this.#plan, roots, graph, this.#debug, replay),
    );
  }

  /** This is to be the first of several runs. */
  several(): Replay {
    return (this.#replay = new Replay());
  }

  /** Tangents of the numbers, and shadows that hold the others. */
  #dots(tangents: readonly unknown[]): Dots {
    const { compiled, count } = this.#plan,
      roots = this.#roots.slice(0, count),
      shadows = Shadows.of(this.#graph);
    const ends = new Ends(
      roots,
      roots.map((_, i) => shadows.root(i)),
    );
    ends.seed(
      roots.map((_, i) => tangents[i]),
      compiled.names,
    );
    const values = compiled.dots.map((at) => (typeof this.#roots[at] === 'number' ? (tangents[at] ?? 0) : shadows.root(at)));
    return { values, shadows };
  }

  #inputs(): readonly unknown[] {
    return this.#roots.slice(0, this.#plan.compiled.inputs.length);
  }

  #enter(values: readonly unknown[]): unknown {
    const { compiled } = this.#plan;
    const run = (): unknown => compiled.run.apply(undefined, values as unknown[]);
    return this.#replay ? this.#replay.run(() => this.#guarded(run)) : this.#guarded(run);
  }

  /** Runs what was compiled. */
  #guarded<T>(run: () => T): T {
    const { compiled } = this.#plan;
    try {
      if (this.#debug) return watching(this.#debug, run);
      if (compiled.budget === undefined) return run();
      const { budget } = compiled;
      return within(budget, () => boundJournal(budget, run));
    } catch (error) {
      if (error instanceof Outdated) throw compiled.repeatable ? error : fault('E_CAPTURE/late', null, { variable: error.variable });
      throw placed(deferred(error, compiled.refusals), compiled);
    } finally {
      compiled.cells?.flush();
    }
  }

  /** What the compiled function is called with. */
  #values(shadows: Shadows): unknown[] {
    const { inputs, stitched } = this.#plan.compiled;
    const n = inputs.length,
      followed = stitched.shadows,
      roots = this.#roots;
    const values: unknown[] = [];
    for (let i = 0; i < n; i++) values.push(roots[i]);
    for (let i = 0; i < followed.length; i++) values.push(shadows.root(followed[i]!));
    return values;
  }
}

const NONE: readonly unknown[] = [];

/** What goes in along one direction. */
interface Dots {
  readonly values: readonly unknown[];
  readonly shadows: Shadows;
}

class Finished implements Ran {
  readonly value: unknown;
  readonly #plan: Plan;
  readonly #shadows: Shadows;
  readonly #found: readonly unknown[];

  constructor(plan: Plan, value: unknown, shadows: Shadows, found: readonly unknown[]) {
    this.value = value;
    this.#plan = plan;
    this.#shadows = shadows;
    this.#found = found;
  }

  gradients(): unknown[] {
    return collect(this.#plan, this.#shadows.gradients(true), this.#found, 1);
  }
}

/** Per argument in `wrt` its gradient: what its shadow became, or for a number its cotangent. */
function collect({ wrt, places }: Plan, gradients: readonly unknown[], cotangents: readonly unknown[], from: number): unknown[] {
  const found: unknown[] = [];
  for (let i = 0; i < wrt.length; i++) found.push(places[i]! < 0 ? gradients[wrt[i]!] : cotangents[from + places[i]!]);
  return found;
}

const objectOrNull = (value: unknown): object | null => (typeof value === 'object' && value !== null ? value : null);

const STORES = { tape: 'kept numbers', path: 'the path taken', refs: 'kept references', journal: 'overwritten numbers' };

/** A store that would grow too large: the error gets the place of the checkpointed loop, or of what asks for the room where there is only one. */
function placed(error: unknown, { name, rooms, loops }: Ready): unknown {
  const refused = error instanceof Refusal && error.code === 'E_MEMORY';
  if (!refused && !isStoreFull(error)) return error;
  const worded = refused ? fault('E_MEMORY', null, error.details) : (error as AdjointError);
  const loop = loops.get(blamedLoop(error) ?? '');
  if (loop) return located(worded, name, loop);
  const sites = new Map<string, Site>();
  for (const { stores, site } of rooms)
    if (stores.some((store) => worded.message.includes(STORES[store as keyof typeof STORES])))
      sites.set(`${site.file}:${site.line}:${site.column}`, site);
  const [first, second] = sites.values();
  return located(worded, name, second ? null : (first ?? null));
}
