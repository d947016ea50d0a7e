/**
 * The compiled forms of a function, one for each combination of kinds that it was called with, and the choice among them.
 * A call whose arguments are the objects of an earlier call, unchanged in structure, is recognised by one look at each.
 */
import { Graph, Recent, type Role } from '../../mutation/memory/index.ts';
import { type RuleSet, definedRule, ruleOf, ruleSet } from '../../rules/index.ts';
import type { Heap } from '../facts/heap.ts';
import { type Kind, NO_CLASS } from '../facts/kinds.ts';
import * as K from '../facts/kinds.ts';
import { fault } from '../fault/messages.ts';
import { type Verb, type Warned, verbOf } from '../runtime/index.ts';
import { type Capture, type Environment, environment, withScope } from '../syntax/environment.ts';
import type { Compiled } from './compile.ts';
import { ready } from './ready.ts';
import { type Bound, Call, type Plan, planOf } from './call.ts';
import type { Mode } from './derivation.ts';
import { isStill } from '../syntax/reliance.ts';
import { Captures } from './captures.ts';
import { type Classes, Fit } from './fits.ts';
import { type Asked, Kin, askedOf, withInputs } from './kin.ts';
import { Repeated } from './repeated.ts';
import { Twin, compiledFor } from './twin.ts';

export type { Bound, Ran } from './call.ts';

export interface SpecialiseOptions {
  readonly wrt: readonly number[];
  readonly mode: Mode;
  readonly mutation: 'auto' | 'snapshot' | 'keep';
  /** See CompileOptions. */
  readonly width?: number;
  readonly scope?: Readonly<Record<string, unknown>>;
  /** The captured variables of the function are differentiated too. */
  readonly captures?: boolean;
  /** See CompileOptions. */
  readonly memory?: number | undefined;
  readonly checked?: boolean;
  readonly without?: string;
  /** Debug mode: told of what is suspicious. */
  readonly debug?: Warned;
}

const MOST = 64;
const known = new WeakMap<Function, Specialisation[]>();
const kin = new Kin<Specialisation>();

/** The function compiled for these arguments, ready to run. */
export function specialise(fn: (...args: never[]) => unknown, args: readonly unknown[], options: SpecialiseOptions): Bound {
  let all = known.get(fn);
  if (!all) known.set(fn, (all = []));
  const verb = verbOf(fn) ?? (hasOwnRule(fn) ? RULED : undefined);
  if (verb && verb !== RULED && !verb.of) throw fault('E_NESTED', null, { verb: verb.name });
  const entry = verb ? caller(fn, args.length) : fn;
  const scope = verb ? { ...options.scope, [DERIVATIVE]: fn } : options.scope;
  const around = scope ? withScope(environment(), scope, entry) : environment();
  const again = (): Bound => specialise(fn, args, options);
  for (let i = 0; i < all.length; i++) {
    const bound = all[i]!.bind(args, options, around);
    if (bound) return all[i]!.repeatable ? new Repeated(bound, again) : bound;
  }
  if (!scope && !options.captures) {
    for (const [one, captures] of kin.of(fn, around)) {
      const other = one.for(captures),
        bound = other.bind(args, options, around);
      if (!bound) continue;
      all.push(other);
      return other.repeatable ? new Repeated(bound, again) : bound;
    }
  }
  const rules = ruleSet();
  if (all.length >= MOST) all.splice(0, all.length, ...all.filter((one) => one.rules === rules));
  if (all.length >= MOST) throw fault('E_SPECIALISE', null, { name: fn.name, limit: MOST });
  const made = Specialisation.made(
    verb ? entry : readable(fn, args.length),
    args,
    options,
    scope || options.captures ? around : withInputs(around, fn, kin.varying(fn, around)),
    options.captures ? innermost(fn) : null,
  );
  all.push(made);
  if (!verb) kin.add(fn, made);
  return made.first(args, options);
}

/** Differentiated as a call of it, so that its rule holds. */
const RULED = {} as Verb;
const hasOwnRule = (fn: (...args: never[]) => unknown): boolean => definedRule(fn) !== undefined && ruleOf(fn) !== undefined;

/** A builtin with a rule has no source: a function that calls it has. */
function readable(fn: (...args: never[]) => unknown, count: number): Function {
  const rule = ruleOf(fn);
  if (rule?.is !== 'scalar' && rule?.is !== 'flat') return fn;
  return calling(rule.name, fn.name, count);
}

/** What functions made by `grad` are made of in the end: its captured variables are meant. */
function innermost(fn: Function): Function {
  const of = verbOf(fn)?.of;
  return of ? innermost(of.f) : fn;
}

const DERIVATIVE = 'derivative';
const callers = new WeakMap<Function, Map<number, Function>>();

/** A function that calls another one, which was made by `grad`. */
function caller(fn: Function, count: number): (...args: never[]) => unknown {
  let all = callers.get(fn);
  if (!all) callers.set(fn, (all = new Map()));
  let made = all.get(count);
  if (!made) all.set(count, (made = calling(DERIVATIVE, 'derivative', count)));
  return made as (...args: never[]) => unknown;
}

function calling(name: string, as: string, count: number): Function {
  const params = Array.from({ length: count }, (_, i) => `x${i + 1}`).join(', ');
  try {
    const made = new Function(params, `return ${name}(${params});`);
    return Object.defineProperty(made, 'name', { value: as });
  } catch (error) {
    if (error instanceof EvalError) throw fault('E_CSP', null, {}, { cause: error });
    throw error;
  }
}

/** A capture that can change, at its place among the roots. */
interface Live {
  readonly at: number;
  readonly capture: Capture;
}

/** Captures that carry no cotangents: the same at most calls, so looked at once. */
interface World {
  readonly classes: Classes;
  readonly graph: Graph;
}

/** One list as two: what lies outside is missing inside. */
interface Sides<T> {
  readonly inside: readonly T[];
  readonly outside: readonly T[];
}

function sidesOf<T>(all: readonly T[], isOutside: readonly boolean[], missing: T): Sides<T> {
  const inside: T[] = [],
    outside: T[] = [];
  for (let i = 0; i < all.length; i++) {
    if (isOutside[i]) outside.push(all[i]!);
    inside.push(isOutside[i] ? missing : all[i]!);
  }
  return { inside, outside };
}

const NONE: readonly unknown[] = [];

/** What is compiled, and what is the same for all closures of one code. */
interface Form {
  /** The user's own function, where it has to run beside the program. */
  readonly fn: Function | null;
  readonly options: SpecialiseOptions;
  /** The rules it was compiled under. */
  readonly rules: RuleSet;
  readonly scope: string;
  readonly count: number;
  readonly plan: Plan;
  readonly kinds: Sides<Kind>;
  readonly roles: readonly Role[];
  /** Arguments that were taken to be integers. */
  readonly integers: readonly number[];
  readonly fit: Fit;
  /** Which roots make up the world: captures whose memory carries no cotangents. */
  readonly outside: readonly boolean[];
  /** Null: it suits this very function only. */
  readonly asked: Asked | null;
  /** By capture: its name where the function itself sees it. */
  readonly own: readonly (string | null)[];
}

class Specialisation {
  readonly #form: Form;
  /** Captures as they were: what is not in `live` is so for ever. */
  readonly #fixed: readonly unknown[];
  readonly #live: readonly Live[];
  readonly #liveCaptures: readonly Capture[];
  readonly #all: readonly Capture[];
  #world: World | null = null;
  #recent = new Recent();
  /** Captures that were read for the call to come. */
  #fresh: ReadonlySet<Capture> | null;

  constructor(form: Form, captures: readonly Capture[], fresh: ReadonlySet<Capture> | null = null) {
    this.#form = form;
    this.#fresh = fresh;
    this.#all = captures;
    this.#fixed = captures.map((c) => c.value);
    this.#live = captures.flatMap((capture, i) => (capture.constant ? [] : [{ at: form.count + i, capture }]));
    this.#liveCaptures = this.#live.map((l) => l.capture);
  }

  static made(
    fn: Function,
    args: readonly unknown[],
    options: SpecialiseOptions,
    around: Environment,
    owner: Function | null,
  ): Specialisation {
    const captures = new Captures(around);
    const { compiled, twin } = compiledFor(fn, args, { ...options, debug: options.debug !== undefined, owner, environment: captures });
    for (const warning of compiled.warnings) options.debug?.(warning);
    const inputs = compiled.inputs.flatMap((input) => (input.is === 'capture' ? [input.capture] : []));
    const others = [...captures.changing(), ...compiled.watched].filter(
      (c) => !inputs.some((i) => sameCapture(i, c)) && isKnown(compiled, c) && !compiled.cells?.has(c) && !compiled.isLate(c),
    );
    const all = [...inputs, ...others];
    const kinds = [...compiled.kinds, ...others.map((c) => kindNow(compiled.heap, c.value))];
    const roles = [...compiled.roles, ...others.map(() => 'watched' as const)];
    const outside = roles.map((role, i) => i >= args.length && (role === 'watched' || role === 'fixed'));
    const form: Form = {
      fn: twin ? fn : null,
      options,
      rules: ruleSet(),
      scope: scopeKey(options.scope),
      count: args.length,
      plan: planOf(ready(compiled), compiled.wrt, args.length),
      kinds: sidesOf(kinds, outside, K.NOTHING),
      roles,
      integers: compiled.kinds.flatMap((kind, i) => (i < args.length && K.isInt(kind) ? [i] : [])),
      fit: new Fit(compiled.heap, kinds, [...args, ...all.map((c) => c.value)]),
      outside,
      asked: twin || compiled.cells || options.scope || options.captures || options.debug ? null : askedOf(fn, all, captures, around),
      own: all.map((c) => (c.fn === fn ? c.name : null)),
    };
    compiled.heap.forget();
    return new Specialisation(form, all);
  }

  get asked(): Asked | null {
    return this.#form.asked;
  }

  /** For another closure of the same code, which has these captures, as they are now. */
  for(captures: ReadonlyMap<string, Capture>): Specialisation {
    const { own } = this.#form;
    return new Specialisation(
      this.#form,
      this.#all.map((c, i) => captures.get(own[i] ?? '') ?? c),
      new Set(captures.values()),
    );
  }

  get rules(): RuleSet {
    return this.#form.rules;
  }

  get repeatable(): boolean {
    return this.#form.plan.compiled.repeatable;
  }

  /** The call it was compiled for. */
  first(args: readonly unknown[], options: SpecialiseOptions): Bound {
    const roots = [...args, ...this.#fixed];
    return this.#fitting(roots, options) ?? this.#joined(roots, options);
  }

  /** Null if the call is of another kind. */
  bind(args: readonly unknown[], options: SpecialiseOptions, around: Environment): Bound | null {
    if (!this.#suits(args, options) || !this.#form.plan.compiled.reliances.every(isStill)) return null;
    const roots = this.#rootsOf(args, around);
    return roots && this.#fitting(roots, options);
  }

  #fitting(roots: readonly unknown[], options: SpecialiseOptions): Bound | null {
    const { inside, outside } = this.#fixed.length === 0 ? { inside: roots, outside: NONE } : sidesOf(roots, this.#form.outside, undefined);
    if (!this.#world?.graph.holds(outside)) {
      const classes = this.#form.fit.classes(outside, this.#form.kinds.outside);
      if (!classes) return null;
      this.#world = {
        classes,
        graph: new Graph(
          outside,
          this.#form.roles.filter((_, i) => this.#form.outside[i]),
        ),
      };
      this.#recent = new Recent();
    }
    if (this.#form.fn) return this.#form.fit.beside(this.#world.classes, inside, this.#form.kinds.inside) && this.#joined(roots, options);
    const known = this.#recent.find(inside);
    if (known) return new Call(this.#form.plan, roots, known, options.debug);
    const fits = this.#form.fit.beside(this.#world.classes, inside, this.#form.kinds.inside);
    if (fits !== 'apart') return fits && this.#joined(roots, options);
    const graph = new Graph(inside, this.#form.roles, { wholeBuffers: this.#form.plan.compiled.wholeBuffers });
    this.#recent.remember(inside, graph);
    return new Call(this.#form.plan, roots, graph, options.debug);
  }

  /** A call whose arguments share memory with the world. */
  #joined(roots: readonly unknown[], { debug }: SpecialiseOptions): Bound {
    if (this.#form.fn) return new Twin(this.#form.plan, this.#form.fn, roots, this.#form.roles, debug);
    return new Call(
      this.#form.plan,
      roots,
      new Graph(roots, this.#form.roles, { wholeBuffers: this.#form.plan.compiled.wholeBuffers }),
      debug,
    );
  }

  #suits(args: readonly unknown[], options: SpecialiseOptions): boolean {
    const own = this.#form.options;
    if (args.length !== this.#form.count || options.mode !== own.mode || options.mutation !== own.mutation || options.memory !== own.memory)
      return false;
    if (this.#form.rules !== ruleSet()) return false;
    if (!options.captures !== !own.captures || options.without !== own.without || options.width !== own.width) return false;
    if (options.checked !== own.checked || !options.debug !== !own.debug || !sameList(options.wrt, own.wrt)) return false;
    if (options.scope !== own.scope && scopeKey(options.scope) !== this.#form.scope) return false;
    for (const i of this.#form.integers) if (!Number.isInteger(args[i])) return false;
    return true;
  }

  /** Null: a captured variable is of another kind than a program reads that comes to it late. */
  #rootsOf(args: readonly unknown[], around: Environment): readonly unknown[] | null {
    if (this.#fixed.length === 0) return args;
    const { cells, lates } = this.#form.plan.compiled;
    cells?.refresh(around);
    const roots = [...args, ...this.#fixed],
      live = this.#live;
    const met = lates.length === 0 ? lates : lates.filter((late) => late.met);
    for (const late of lates) late.forget();
    const fresh = this.#fresh;
    this.#fresh = null;
    if (live.length + met.length > 0) {
      const asked = fresh ? this.#liveCaptures.filter((c) => !fresh.has(c)) : this.#liveCaptures;
      const values = around.values(met.length === 0 ? asked : [...asked, ...met.map((late) => late.capture)]);
      let next = 0;
      for (const { at, capture } of live) roots[at] = fresh?.has(capture) ? capture.value : values[next++];
      if (!met.every((late, i) => late.suits(values[asked.length + i]))) return null;
    }
    return roots;
  }
}

const scopeKey = (scope: SpecialiseOptions['scope']): string => (scope ? Object.keys(scope).sort().join() : '');

const sameCapture = (a: Capture, b: Capture): boolean =>
  (a.constant && b.constant && a.value === b.value) || (a.fn === b.fn && a.name === b.name);

function sameList(a: readonly number[], b: readonly number[]): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** The compilation looked at it. */
const isKnown = ({ heap, looked, watched }: Compiled, capture: Capture): boolean =>
  isObject(capture.value) ? heap.classOf(capture.value) !== undefined : looked.has(capture) || watched.includes(capture);

const isObject = (value: unknown): value is object => (typeof value === 'object' && value !== null) || typeof value === 'function';

/** The kind of a value that the heap has met, without telling it anything new. */
function kindNow(heap: Heap, value: unknown): Kind {
  if (!isObject(value)) return heap.ofValue(value);
  return K.ref(heap.classOf(value) ?? NO_CLASS);
}
