/**
 * Derivatives inside of a program: every `derive` is replaced by the adjoint of the function that it names, innermost first, told
 * in ordinary operations. So what is differentiated around it is the output of the transform itself.
 */
import { Activity } from '../facts/activity.ts';
import { Duals } from '../facts/duals.ts';
import type { Facts } from '../facts/facts.ts';
import * as K from '../facts/kinds.ts';
import { kindOf } from '../facts/memory.ts';
import type { AdjointError } from '../fault/fault.ts';
import { fault } from '../fault/messages.ts';
import { instr as make } from '../ir/build.ts';
import { deriveOf } from '../ir/derive.ts';
import { type Atom, type Block, type Fn, type Id, type Instr, type Program, isId, lit } from '../ir/ir.ts';
import { cloneBlock, forEachInstr, mapBlock, substitute } from '../ir/walk.ts';
import { PRIMAL, type Watch, runStages } from './pipeline.ts';
import { refuse } from './refuse.ts';
import { withStacks } from './stacks.ts';
import { stitch } from './stitch.ts';
import { isUnnoticed } from './repeatability.ts';
import type { PartialsOf } from './sweep.ts';
import { type Tangent, tangent } from './tangent.ts';

export interface Settings {
  readonly partials: PartialsOf;
  readonly isFlat: (rule: string) => boolean;
  /** Why a function of the user's is called as it is, by the callee as `native` names it. */
  readonly refusals: ReadonlyMap<string, AdjointError>;
  /** Functions of the language and of its host that the program has as inputs. */
  readonly globals: ReadonlySet<unknown>;
  readonly watch: Watch;
}

export function withDerivatives(program: Program, facts: Facts, settings: Settings): Program {
  let found = false;
  for (const fn of program.fns) forEachInstr(fn, ({ op }) => void (found ||= op === 'derive'));
  return found ? new Nesting(program, facts, settings).all() : program;
}

class Nesting {
  readonly #facts: Facts;
  readonly #settings: Settings;
  readonly #entry: string;
  readonly #fns: Map<string, Fn>;
  readonly #done = new Set<string>();
  readonly #under = new Set<string>();
  #count = 0;

  constructor(program: Program, facts: Facts, settings: Settings) {
    this.#facts = facts;
    this.#settings = settings;
    this.#entry = program.fns[0]!.name;
    this.#fns = new Map(program.fns.map((fn) => [fn.name, fn]));
  }

  all(): Program {
    for (const name of [...this.#fns.keys()]) this.#expand(name);
    const entry = this.#fns.get(this.#entry)!;
    return { fns: [entry, ...[...this.#fns.values()].filter((fn) => fn !== entry)] };
  }

  #expand(name: string): void {
    if (this.#done.has(name)) return;
    if (this.#under.has(name)) return;
    this.#under.add(name);
    const fn = this.#fns.get(name)!,
      renamed = new Map<Id, Atom>();
    const body = mapBlock(fn.body, (i) => (i.op === 'derive' ? this.#derive(i, renamed) : i));
    // what an inner derivative gives may be what another one is given
    this.#fns.set(name, { name, body: resolved(body, renamed) });
    this.#under.delete(name);
    this.#done.add(name);
  }

  /** The function and all that it calls, expanded, as a program of its own with names of its own. */
  #copy(name: string, i: Instr): Program {
    const reached = new Set([name]);
    for (const at of reached) {
      if (this.#under.has(at)) throw fault('E_UNSUPPORTED', i.site, { construct: 'A function that takes a derivative of itself' });
      this.#expand(at);
      forEachInstr(this.#fns.get(at)!, ({ op, attr }) => void (calls(op) && attr[0] !== undefined && reached.add(attr[0])));
    }
    const turn = ++this.#count,
      as = (old: string): string => `${old}${turn}`;
    const fns = [...reached].map((old): Fn => {
      const { body } = this.#fns.get(old)!;
      const own = mapBlock(cloneBlock(body, this.#facts), (c) => (calls(c.op) ? { ...c, attr: c.attr.map(as) } : c));
      return { name: as(old), body: own };
    });
    return { fns };
  }

  #derive(i: Instr, renamed: Map<Id, Atom>): Instr[] {
    const { name, marks, positions: wrt, results } = deriveOf(i);
    const facts = this.#facts,
      { watch, partials, isFlat, refusals } = this.#settings;
    const primal = runStages(PRIMAL, valueFirst(this.#copy(name, i), results), facts, watch);
    if (marks.has('again') && !isUnnoticed(primal, facts)) throw fault('E_NESTED/again', i.site);
    const params = primal.fns[0]!.body.params;
    const activity = new Activity(
      primal,
      facts,
      wrt.map((k) => params[k]!),
      isFlat,
    );
    refuse({ program: primal, facts, activity, refusals, captures: [], given: params.filter((p) => !this.#isGlobal(p)) });
    const result = kindOf(facts, primal.fns[0]!.body.yields[0]!);
    if (!K.mayBeNumber(result)) throw fault('E_NON_SCALAR', i.site, { name: 'The inner function', received: 'what is no number' });
    if (marks.has('forward')) return this.#pushed(i, tangent(primal, facts, activity, partials), wrt, renamed);
    for (const fn of primal.fns) forEachInstr(fn, (hook) => requireFollowed(hook, activity));
    const bars = i.out.slice(results);
    const stitched = stitch(primal, facts, { mode: 'fused', mutation: 'keep', wrt, partials, isFlat, userInputs: [], results });
    const duals = new Duals(facts, (cls) => stitched.activity.activeClass(cls));
    wrt.forEach((k, n) => {
      const { cls } = kindOf(facts, i.args[k]!);
      if (cls !== K.NO_CLASS) duals.given(cls, kindOf(facts, bars[n]!).cls);
    });
    const { fns } = withStacks(stitched, facts, duals);
    const [entry, ...others] = fns;
    this.#keep(others);
    return this.#spliced(i, entry!.body, { wrt, results: i.out.slice(0, results), bars, stitched, duals }, renamed);
  }

  #isGlobal(param: Id): boolean {
    const { cls } = kindOf(this.#facts, param);
    const targets = cls === K.NO_CLASS ? [] : this.#facts.heap.get(cls).targets;
    return targets.length > 0 && targets.every((t) => t.is === 'function' && this.#settings.globals.has(t.value));
  }

  /** The tangent program in place of the operation. */
  #pushed(i: Instr, { program: { fns }, dots }: Tangent, wrt: readonly number[], renamed: Map<Id, Atom>): Instr[] {
    const [entry, ...others] = fns,
      { body } = entry!;
    this.#keep(others);
    const count = body.params.length - dots.length,
      args = i.args.slice(0, count);
    const roots = dots.filter((k) => !wrt.includes(k)),
      shadows = roots.map((k) => this.#like(body.params[count + dots.indexOf(k)]!));
    const given = [...args, ...dots.map((k) => (wrt.includes(k) ? i.args[count + wrt.indexOf(k)]! : shadows[roots.indexOf(k)]!))];
    const { body: code, yields } = substitute({ ...body, params: [] }, new Map(body.params.map((p, n) => [p, given[n]!])));
    i.out.forEach((id, n) => renamed.set(id, yields[n]!));
    return [...(roots.length > 0 ? [make('zeros', shadows, roots.map((k) => i.args[k]!), { site: i.site })] : []), ...code]; // oxfmt-ignore
  }

  #like(param: Id): Id {
    const id = this.#facts.ids.fresh();
    this.#facts.kinds.set(id, kindOf(this.#facts, param));
    this.#facts.names.set(id, this.#facts.names.get(param) ?? 'dot');
    return id;
  }

  #keep(fns: readonly Fn[]): void {
    for (const fn of fns) {
      this.#fns.set(fn.name, fn);
      this.#done.add(fn.name);
    }
  }

  /** The adjoint in place of the operation; what it gives are the results. */
  #spliced(i: Instr, body: Block, { wrt, results, bars, stitched, duals }: Spliced, renamed: Map<Id, Atom>): Instr[] {
    const { shadows, cotangents } = stitched;
    const inMemory = wrt.filter((k) => kindOf(this.#facts, i.args[k]!).cls !== K.NO_CLASS);
    const roots = [...new Set([...inMemory, ...shadows])];
    const made = new Map<number, Id>();
    for (const k of roots) {
      const own = wrt.indexOf(k);
      made.set(k, own >= 0 ? bars[own]! : this.#shadow(kindOf(this.#facts, i.args[k]!), duals));
    }
    const given = [...i.args, ...shadows.map((k) => made.get(k)!)];
    const map = new Map<Id, Atom>(body.params.map((p, n) => [p, given[n]!]));
    const { body: code, yields } = substitute({ ...body, params: [] }, map);
    results.forEach((id, n) => renamed.set(id, yields[n]!));
    wrt.forEach((k, n) => {
      if (inMemory.includes(k)) return;
      const at = cotangents.indexOf(k);
      renamed.set(bars[n]!, at < 0 ? lit(0) : yields[results.length + at]!);
    });
    const zeros = roots.length ? [make('zeros', roots.map((k) => made.get(k)!), roots.map((k) => i.args[k]!), { site: i.site })] : []; // oxfmt-ignore
    return [...zeros, ...code];
  }

  #shadow(kind: K.Kind, duals: Duals): Id {
    const id = this.#facts.ids.fresh();
    this.#facts.kinds.set(id, duals.kind(kind));
    this.#facts.names.set(id, 'bar');
    return id;
  }
}

/** Here only code of the program can take a cotangent. */
function requireFollowed({ op, args, attr, site }: Instr, activity: Activity): void {
  if (op === 'hook' && attr.length === 0 && (activity.active(args[0]!) || activity.shadowed(args[0]!))) throw fault('E_NESTED/hook', site);
}

/** Functions in a `try` give whether they threw, and what, ahead of their value. */
function valueFirst({ fns: [entry, ...others] }: Program, results: number): Program {
  if (results === 1) return { fns: [entry!, ...others] };
  const { body } = entry!,
    [threw, error, value] = body.yields as [Atom, Atom, Atom];
  return { fns: [{ ...entry!, body: { ...body, yields: [value, threw, error] } }, ...others] };
}

const calls = (op: Instr['op']): boolean => op === 'call' || op === 'hook';

interface Spliced {
  readonly wrt: readonly number[];
  readonly results: readonly Id[];
  readonly bars: readonly Id[];
  readonly stitched: ReturnType<typeof stitch>;
  readonly duals: Duals;
}

function resolved(body: Block, renamed: ReadonlyMap<Id, Atom>): Block {
  const last = new Map<Id, Atom>();
  for (const [id, first] of renamed) {
    let atom = first;
    while (isId(atom) && renamed.has(atom)) atom = renamed.get(atom)!;
    last.set(id, atom);
  }
  return substitute(body, last);
}
