/** What lowering knows from round to round: the heap, the kinds met so far, the functions met so far. */
import { type Rule, ruleOf } from '../../../rules/index.ts';
import { Heap, sameKind } from '../../facts/heap.ts';
import { BOTTOM, type Kind } from '../../facts/kinds.ts';
import { type AdjointError, AdjointError as Fault } from '../../fault/fault.ts';
import { type Make, realOf } from '../callbacks.ts';
import { Cells } from '../cells.ts';
import type { Capture, Environment } from '../environment.ts';
import { barrier } from '../fence.ts';
import { type FunctionNode, read, readSource } from '../read.ts';
import type { Followed } from './followed.ts';
import type { Late } from '../late.ts';
import { Outlines } from './outlines.ts';
import type { Reliance } from '../reliance.ts';
import { lookup } from './lookup.ts';
import type { Unit } from './unit.ts';
import type { Verbs } from './verbs.ts';

/** The text of a function inside one live function; closures are made of it. */
export interface Code {
  readonly unit: Unit;
  readonly node: FunctionNode;
}

/** A property of something that is not followed, and the memory behind it. */
export interface Watched {
  readonly object: object;
  readonly name: string;
  readonly value: unknown;
}

const models = new WeakMap<Rule, Unit>();

export class Session {
  readonly environment: Environment;
  readonly #entry: string;
  /** The function that is differentiated. */
  readonly entry: Function;
  heap = new Heap();
  /** Prototypes of derived code tell their constructor. */
  hasConstructors = false;
  /** From a stable round on, what has no kind is undefined. */
  resolving = false;
  readonly followed: Followed;
  /** Functions that are used as values have one value each, not one wherever they are named. */
  identity = false;
  readonly #named = new Set<number>();
  /** From the moment on that captured variables are known to change while the program runs. */
  cells: Cells | null = null;
  #memo = new Map<string, Kind>();
  /** Keys under which values were seen that their kinds leave something out of. */
  #loose = new Set<string>();
  #same = new Map<string, object | null>();
  #changes = 0;
  readonly #units = new Map<Function, Unit | null>();
  readonly #sources = new Map<Function, Unit | null>();
  /** What kernels read that the program may change. */
  readonly #copied = new Set<string>();
  readonly #free = new Map<Unit, Map<string, Capture>>();
  /** By code: real functions for records, where they go to code that is not transformed. */
  readonly makers = new Map<number, Make>();
  readonly real = realOf(this.makers);
  /** What runs with a program to see what only the run tells, by the place. */
  readonly tests = new Map<object, (value: object) => void>();
  /** Captures that lowering asked for: what it decided by them must still hold at later calls. */
  readonly looked = new Set<Capture>();
  /** Captured variables that are read where the program comes to them, and those that are read ahead of it; by `captureKey`. */
  readonly lates = new Map<string, Late>();
  readonly firm = new Set<string>();
  readonly #codes: Code[] = [];
  readonly #codeOf = new Map<Unit, Map<FunctionNode, number>>();
  readonly #reliances = new Map<object, Map<PropertyKey, Reliance>>();
  readonly #watched: Watched[] = [];
  readonly #prototypes = new Set<number>();
  readonly #redefined = new Set<string>();
  readonly #refusals = new Map<string, { error: AdjointError; readonly refuse: () => never }>();
  readonly #supers = new Map<number, object | null>();
  readonly #homes = new Map<Function, object>();
  /** Functions of the program that are called. */
  outlines: Outlines;

  readonly verbs: Verbs;
  /** The function whose captured variables are differentiated too (see own.ts). */
  readonly owner: Function | null;
  /** The program runs beside the user's own function (see twin.ts). */
  readonly twin: boolean;
  /** Assignments of captured variables that cannot be written are refused where the run comes to them. */
  readonly lenient: boolean;

  constructor(
    environment: Environment,
    entry: Function,
    name: string,
    followed: Followed,
    {
      twin,
      lenient,
      verbs,
      owner,
    }: { readonly twin: boolean; readonly lenient: boolean; readonly verbs: Verbs; readonly owner: Function | null },
  ) {
    this.twin = twin;
    this.owner = owner;
    this.verbs = verbs;
    this.lenient = lenient;
    this.environment = environment;
    this.entry = entry;
    this.#entry = name;
    this.outlines = new Outlines(name);
    this.followed = followed;
  }

  get opaque(): Followed['opaque'] {
    return this.followed.opaque;
  }

  get trapping(): ReadonlySet<Function> {
    return this.followed.trapping;
  }

  /** Forgets what was learnt from a round that led nowhere. */
  restart(): void {
    this.heap = new Heap();
    this.resolving = false;
    this.#memo = new Map();
    this.#loose = new Set();
    this.#same = new Map();
    this.outlines = new Outlines(this.#entry);
  }

  /** Functions made by derived code are compared: each has one value. */
  useIdentity(): void {
    this.identity = true;
    this.#units.clear();
    this.#sources.clear();
    this.restart();
  }

  /** Captured variables become memory. */
  useCells(): void {
    this.cells = new Cells(this.environment);
    this.lates.clear();
    this.restart();
  }

  /** Stands still when a round taught nothing. */
  get version(): number {
    return this.#changes + this.heap.version + this.outlines.version + (this.cells?.version ?? 0);
  }

  /** The most general kind seen under a key, this one included. `solid`: it leaves nothing out. */
  memo(key: string, kind: Kind, solid = true): Kind {
    const old = this.#memo.get(key);
    if (!solid && !this.#loose.has(key)) {
      this.#loose.add(key);
      this.#changes++;
    }
    const joined = this.heap.join(old ?? BOTTOM, kind);
    if (!old || !sameKind(this.heap.rooted(old), joined)) this.#changes++;
    this.#memo.set(key, joined);
    return joined;
  }

  /** The one object that every value seen under a key is, or null; `value`: what one of them is known to be. */
  same(key: string, value: object | null = this.#same.get(key) ?? null): object | null {
    const old = this.#same.get(key);
    const now = old === undefined || old === value ? value : null;
    if (now !== old) this.#changes++;
    this.#same.set(key, now);
    return now;
  }

  /** The kinds seen under a key leave nothing out. */
  isSolid(key: string): boolean {
    return !this.#loose.has(key);
  }

  /** A number for one way of getting somewhere by calls; the same in every round. */
  path(from: number, step: string): number {
    const key = `${from}.${step}`;
    const { paths } = this.followed;
    let path = paths.get(key);
    if (path === undefined) paths.set(key, (path = paths.size + 1));
    return path;
  }

  /** The source of a user's function, or null where there is none that lowering can follow. */
  unit(fn: Function): Unit | null {
    if (this.opaque.has(fn)) return null;
    let unit = this.#units.get(fn);
    if (unit === undefined) this.#units.set(fn, (unit = this.#read(fn)));
    return unit;
  }

  #read(fn: Function): Unit | null {
    return ruleOf(fn as (...args: never[]) => unknown) ? null : this.sourceOf(fn);
  }

  /** The same of a function that has a rule. */
  sourceOf(fn: Function): Unit | null {
    const known = this.#sources.get(fn);
    if (known !== undefined) return known;
    const found = this.#sourceOf(fn);
    this.#sources.set(fn, found);
    return found;
  }

  #sourceOf(fn: Function): Unit | null {
    try {
      const source = read(fn, this.environment, this.identity);
      const bar = barrier(source);
      if (bar) throw bar;
      return { source, fn, name: source.name };
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      if (error.code !== 'E_NO_SOURCE') this.opaque.set(fn, error);
      return null;
    }
  }

  model(rule: Rule & { is: 'model' }): Unit {
    let unit = models.get(rule);
    if (!unit)
      models.set(
        rule,
        (unit = { source: readSource(Function.prototype.toString.call(rule.source), rule.name), fn: null, name: rule.name }),
      );
    return unit;
  }

  /** A free name of a function; undefined where it could not be found. */
  free(unit: Unit, name: string): Capture | undefined {
    let found = this.#free.get(unit);
    if (!found) this.#free.set(unit, (found = this.environment.captures(unit.fn!, unit.source.scopes.free)));
    const capture = found.get(name);
    if (capture) this.looked.add(capture);
    return capture;
  }

  relied(object: object, name: PropertyKey): Reliance | undefined {
    return this.#reliances.get(object)?.get(name);
  }

  rely(reliance: Reliance): void {
    const { object, name } = reliance;
    let names = this.#reliances.get(object);
    if (!names) this.#reliances.set(object, (names = new Map()));
    names.set(name, reliance);
  }

  /** What was looked up in objects that are not followed as memory. */
  reliances(): Reliance[] {
    return [...this.#reliances.values()].flatMap((names) => [...names.values()]);
  }

  /** Memory that the program reached through what it looked up: its kind is tested at later calls. */
  watch(capture: Watched): void {
    if (!this.#watched.some((w) => w.object === capture.object && w.name === capture.name)) this.#watched.push(capture);
  }

  watched(): Capture[] {
    return this.#watched.map(({ object, name, value }) => {
      const read = (): unknown => (object as Record<string, unknown>)[name];
      return { fn: lookup, name, value, constant: false, global: true, read };
    });
  }

  /** A function of derived code makes objects, or somebody asks for its prototype: its value gets one. */
  wantPrototype(code: number): void {
    if (this.#prototypes.has(code)) return;
    this.#prototypes.add(code);
    this.#changes++;
  }

  /** A function gets a value where it is named. */
  nameFunction(code: number): void {
    if (!this.#named.has(code)) this.#changes++;
    this.#named.add(code);
  }

  isNamed(code: number): boolean {
    return this.#named.has(code);
  }

  hasPrototype(code: number): boolean {
    return this.#prototypes.has(code);
  }

  /** Somebody asks an object of derived code for its `constructor`. */
  wantConstructors(): void {
    if (!this.hasConstructors) this.#changes++;
    this.hasConstructors = true;
  }

  /** The function that throws a refusal at one place; one place has one in all rounds. */
  refuser(key: string, error: AdjointError): () => never {
    const known = this.#refusals.get(key);
    if (known) {
      known.error = error;
      return known.refuse;
    }
    const made = {
      error,
      refuse: (): never => {
        throw made.error;
      },
    };
    this.#refusals.set(key, made);
    return made.refuse;
  }

  /** A member of a prototype of derived code is given another value somewhere. */
  redefine(cls: number, name: string): void {
    const key = `${cls}.${name}`;
    if (this.#redefined.has(key)) return;
    this.#redefined.add(key);
    this.#changes++;
  }

  isRedefined(cls: number, name: string): boolean {
    return this.#redefined.has(`${cls}.${name}`);
  }

  /** Where a method was found: `super` starts above it. */
  atHome(fn: Function, home: object): void {
    if (!this.#homes.has(fn)) this.#homes.set(fn, home);
  }

  /** What a method of a derived class calls `super`: an object of the outside; null where that differs. */
  setSuper(code: number, above: object | null): void {
    const known = this.#supers.get(code);
    this.#supers.set(code, known === undefined || known === above ? above : null);
  }

  superOf(code: number): object | null {
    return this.#supers.get(code) ?? null;
  }

  homeOf(fn: Function): object | undefined {
    return this.#homes.get(fn);
  }

  code(unit: Unit, node: FunctionNode): number {
    let codes = this.#codeOf.get(unit);
    if (!codes) this.#codeOf.set(unit, (codes = new Map()));
    let code = codes.get(node);
    if (code === undefined) codes.set(node, (code = this.#codes.push({ unit, node }) - 1));
    return code;
  }

  codeAt(code: number): Code {
    return this.#codes[code]!;
  }

  /** A kernel gets a copy of what it reads. */
  copyFor(key: string): void {
    if (!this.#copied.has(key)) this.#changes++;
    this.#copied.add(key);
  }

  isCopied(key: string): boolean {
    return this.#copied.has(key);
  }
}
