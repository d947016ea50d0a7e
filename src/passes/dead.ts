/**
 * Removes what nobody can see: operations whose results are unused, results and carried values of control that are
 * unused, control that does nothing, functions that are not called. Everything that has an effect or may throw stays,
 * with all it depends on; what only feeds itself around a loop goes.
 */
import type { Facts } from '../facts/facts.ts';
import { isInt } from '../facts/kinds.ts';
import { kindOf } from '../facts/memory.ts';
import { total } from '../facts/risks.ts';
import { type Atom, type Block, type Id, type Instr, type Program, isId, isLit } from '../ir/ir.ts';
import { effectOf } from '../ir/ops.ts';
import { forEachInstr } from '../ir/walk.ts';
import { loopLayout, yieldsResults } from './carried.ts';
import { withBlocks, withBody } from './renaming.ts';
import { Solid, safeRead } from './sure.ts';

export interface DeadOptions {
  /** Unused reads may go even where they could throw: for reverse sweeps, whose reads all happened before. */
  readonly readsMayGoFrom?: Id;
}

export function dead(program: Program, facts: Facts, options: DeadOptions = {}): Program {
  const live = new Liveness(program, facts, options.readsMayGoFrom ?? Infinity);
  live.run();
  const fns = program.fns.map((fn) => ({ ...fn, body: live.keep(fn.body) }));
  const called = reachable({ fns });
  return { fns: fns.filter((fn) => called.has(fn.name)) };
}

/** What a value is a result or parameter of. */
interface Origin {
  readonly instr: Instr;
  /** Position among the results, or -1 where only the instruction counts. */
  readonly slot: number;
}

class Liveness {
  readonly #program: Program;
  readonly #facts: Facts;
  readonly #readsMayGoFrom: Id;
  readonly #solid: Solid;
  readonly #origins = new Map<Id, Origin>();
  readonly #parents = new Map<Instr, Instr>();
  readonly #roots: Instr[] = [];
  readonly #instrs = new Set<Instr>();
  readonly #ids = new Set<Id>();
  readonly #work: Id[] = [];

  constructor(program: Program, facts: Facts, readsMayGoFrom: Id) {
    this.#program = program;
    this.#facts = facts;
    this.#readsMayGoFrom = readsMayGoFrom;
    this.#solid = new Solid(program, facts);
    const calls: { readonly from: string; readonly call: Instr }[] = [];
    const busy = new Set<string>();
    for (const { name, body } of program.fns) {
      const before = this.#roots.length;
      this.#solid.inside(false, () => this.#survey(body, null));
      if (this.#roots.length > before) busy.add(name);
      forEachInstr(body, (i) => i.op === 'call' && calls.push({ from: name, call: i }));
    }
    for (let size = -1; size !== busy.size;) {
      size = busy.size;
      for (const { from, call } of calls) if (busy.has(call.attr[0]!)) busy.add(from);
    }
    for (const { call } of calls) if (busy.has(call.attr[0]!)) this.#roots.push(call);
  }

  /** Marks everything that is seen. */
  run(): void {
    for (const { body } of this.#program.fns) this.#useAll(body.yields);
    for (const root of this.#roots) this.#useInstr(root);
    for (let id = this.#work.pop(); id !== undefined; id = this.#work.pop()) this.#trace(id);
  }

  #survey(block: Block, parent: Instr | null): void {
    for (const instr of block.body) {
      if (parent) this.#parents.set(instr, parent);
      instr.out.forEach((id, slot) => this.#origins.set(id, { instr, slot }));
      if (this.#seen(instr)) this.#roots.push(instr);
      const layout = loopLayout(instr);
      for (const inner of instr.blocks) {
        inner.params.forEach((id, k) => this.#origins.set(id, { instr, slot: layout ? k - layout.param : -1 }));
        this.#solid.inside(layout !== null, () => this.#survey(inner, instr));
      }
      this.#solid.after(instr);
    }
  }

  /** It does something besides giving results. */
  #seen(instr: Instr): boolean {
    const { op, args } = instr;
    switch (effectOf(op)) {
      case 'control':
        return op === 'record' || op === 'retrace';
      case 'pure':
        return !total(this.#facts, instr);
      case 'read':
        return (
          !((this.#facts.copies?.get(instr.out[0]!) ?? instr.out[0]!) >= this.#readsMayGoFrom) && !safeRead(this.#facts, this.#solid, instr)
        );
      case 'alloc':
        if (op === 'array' || op === 'object' || op === 'shadow') return false;
        if (op === 'fresh') return !isSize(args[0]!, this.#origins);
        if (op === 'view') return !(this.#solid.is(args[0]!) && args.every((a, i) => i === 0 || isInt(kindOf(this.#facts, a))));
        return op !== 'copy' || !this.#solid.is(args[0]!);
      case 'tape':
        return op !== 'takeslot' || instr.attr[0] !== 'leave';
      default:
        return true;
    }
  }

  #useAll(atoms: readonly Atom[]): void {
    for (const atom of atoms) this.#use(atom);
  }

  #use(atom: Atom): void {
    if (!isId(atom) || this.#ids.has(atom)) return;
    this.#ids.add(atom);
    this.#work.push(atom);
  }

  /** An instruction that runs: what it needs in any case, and the constructs it is in. */
  #useInstr(instr: Instr): void {
    for (let at: Instr | undefined = instr; at !== undefined && !this.#instrs.has(at); at = this.#parents.get(at)) {
      this.#instrs.add(at);
      const { args, blocks } = at;
      switch (at.op) {
        case 'for':
          this.#useAll(args.slice(0, 3));
          break;
        case 'attempt':
          // its first result says which block ran
          this.#use(at.out[0]!);
          break;
        case 'loop':
          this.#use(args[0]!);
          this.#use(blocks[0]!.yields[0]!);
          break;
        default:
          this.#useAll(args);
          if (!yieldsResults(at)) for (const b of blocks) this.#useAll(b.yields);
      }
    }
  }

  /** A value that is used: its instruction, and what flows into that result. */
  #trace(id: Id): void {
    const origin = this.#origins.get(id);
    if (!origin) return;
    const { instr, slot } = origin;
    this.#useInstr(instr);
    if (slot < 0) return;
    const layout = loopLayout(instr);
    if (layout) {
      this.#use(instr.out[slot]!);
      this.#use(instr.args[layout.init + slot]!);
      this.#use(instr.blocks[0]!.params[layout.param + slot]!);
      this.#use(instr.blocks[0]!.yields[layout.next + slot]!);
    } else if (yieldsResults(instr)) for (const b of instr.blocks) this.#use(b.yields[slot]!);
  }

  /** The block without what was not marked. */
  keep(block: Block): Block {
    return withBody(
      block,
      block.body.flatMap((i) => (this.#instrs.has(i) ? [this.#trim(i)] : [])),
    );
  }

  #trim(instr: Instr): Instr {
    if (instr.blocks.length === 0) return instr;
    const kept = withBlocks(
      instr,
      instr.blocks.map((b) => this.keep(b)),
    );
    const layout = loopLayout(instr);
    const used = (_: unknown, k: number): boolean => k < 0 || this.#ids.has(instr.out[k]!);
    if ((!layout && !yieldsResults(instr)) || instr.out.every(used)) return kept;
    const from = (first: number) => (_: unknown, k: number) => used(_, k - first);
    return {
      ...kept,
      out: kept.out.filter(used),
      args: layout ? kept.args.filter(from(layout.init)) : kept.args,
      blocks: kept.blocks.map((b) => ({
        ...b,
        params: layout ? b.params.filter(from(layout.param)) : b.params,
        yields: b.yields.filter(from(layout ? layout.next : 0)),
      })),
    };
  }
}

/** `new Float64Array(n)` cannot throw: n is a length or a moderate literal. */
function isSize(atom: Atom, origins: ReadonlyMap<Id, Origin>): boolean {
  if (isLit(atom)) return typeof atom.lit === 'number' && Number.isInteger(atom.lit) && atom.lit >= 0 && atom.lit < 2 ** 24;
  return origins.get(atom)?.instr.op === 'length';
}

/** The entry and every function that a call can reach. */
function reachable(program: Program): Set<string> {
  const byName = new Map(program.fns.map((fn) => [fn.name, fn]));
  const found = new Set<string>();
  const visit = (name: string): void => {
    const fn = byName.get(name);
    if (!fn || found.has(name)) return;
    found.add(name);
    forEachInstr(fn, ({ op, attr }) => {
      if (op === 'call' || op === 'record' || (op === 'hook' && attr.length > 0)) visit(attr[0]!);
      if (op === 'record') for (const name of [attr[1], attr[3]]) if (name !== undefined) visit(name);
    });
  };
  const entry = program.fns[0];
  if (entry) visit(entry.name);
  return found;
}
