/**
 * Which values may share a variable. Values that are copied into one another where control meets (loop-carried values,
 * results of branches) share one when none is overwritten while another is still to be read.
 */
import type { Atom, Block, Id, Instr } from '../../ir/ir.ts';
import { isId } from '../../ir/ir.ts';
import type { Plan } from './fold.ts';
import { isReturn } from './unit.ts';

/** A copy made where control meets, at a loop depth. */
interface Copy {
  readonly to: Id;
  readonly from: Atom;
  readonly depth: number;
}

/**
 * The value that stands for each group; values without a group stand for themselves. `lasting`: parameters that outlive a run
 * of the code, and so are never assigned.
 */
export function coalesce(
  block: Block,
  params: readonly Id[],
  lasting: ReadonlySet<Id>,
  plan: Plan,
  nameOf: (id: Id) => string | undefined,
): (id: Id) => Id {
  return new Coalescer(block, params, lasting, plan, nameOf).run();
}

/** The values that an operand reads once what is inline is spelt out. */
export function leavesOf(atom: Atom, plan: Plan, found: Set<Id> = new Set()): Set<Id> {
  if (!isId(atom)) return found;
  const inner = plan.inline.get(atom);
  if (!inner) return found.add(atom);
  return leavesOfInstr(inner, plan, found);
}

export function leavesOfInstr(instr: Instr, plan: Plan, found: Set<Id> = new Set()): Set<Id> {
  for (const a of instr.args) leavesOf(a, plan, found);
  if (instr.op === 'if') for (const b of instr.blocks) for (const a of b.yields) leavesOf(a, plan, found);
  return found;
}

/** The carried parameters and results of a loop: parameters, initial and next values, in the order of the results. */
export function carried(loop: Instr): {
  params: readonly Id[];
  inits: readonly Atom[];
  nexts: readonly Atom[];
  go: Atom | null;
  again: Atom | null;
} {
  const body = loop.blocks[0]!;
  if (loop.op === 'for') return { params: body.params.slice(1), inits: loop.args.slice(3), nexts: body.yields, go: null, again: null };
  if (loop.attr.length) return { params: body.params, inits: loop.args, nexts: body.yields, go: null, again: null };
  return { params: body.params, inits: loop.args.slice(1), nexts: body.yields.slice(1), go: loop.args[0]!, again: body.yields[0]! };
}

class Coalescer {
  readonly #block: Block;
  readonly #plan: Plan;
  readonly #nameOf: (id: Id) => string | undefined;
  readonly #copies: Copy[] = [];
  readonly #related = new Set<Id>();
  readonly #edges = new Map<Id, Set<Id>>();
  readonly #parent = new Map<Id, Id>();
  readonly #names = new Map<Id, string>();
  readonly #read = new Map<Block, Set<Id>>();
  readonly #params: readonly Id[];
  readonly #lasting: ReadonlySet<Id>;

  constructor(block: Block, params: readonly Id[], lasting: ReadonlySet<Id>, plan: Plan, nameOf: (id: Id) => string | undefined) {
    this.#block = block;
    this.#params = params;
    this.#lasting = lasting;
    this.#plan = plan;
    this.#nameOf = nameOf;
  }

  run(): (id: Id) => Id {
    this.#collect(this.#block, 0);
    for (const id of this.#related) {
      this.#edges.set(id, new Set());
      const name = this.#nameOf(id);
      if (name !== undefined) this.#names.set(id, name);
    }
    const live = new Set<Id>();
    for (const a of this.#block.yields) this.#use(a, live);
    this.#walk(this.#block, live);
    this.#define(this.#params, live);
    for (const { to, from } of this.#copies) if (this.#isTied(to, from)) this.#merge(to, from as Id);
    this.#copies.sort((a, b) => b.depth - a.depth);
    for (const { to, from } of this.#copies) if (isId(from) && this.#related.has(from)) this.#tryMerge(to, from);
    return (id) => this.#find(id);
  }

  /** A loop's result is its parameter after the last turn: one variable by construction. */
  readonly #tied = new Map<Id, Id>();
  #isTied(to: Id, from: Atom): boolean {
    return isId(from) && this.#tied.get(to) === from;
  }

  #collect(block: Block, depth: number): void {
    const copy = (to: Id, from: Atom, d: number): void => {
      this.#copies.push({ to, from, depth: d });
      this.#related.add(to);
      if (isId(from) && !this.#plan.inline.has(from) && !this.#lasting.has(from)) this.#related.add(from);
    };
    for (const instr of block.body) {
      if (this.#plan.skip.has(instr) || this.#plan.choices.has(instr)) continue;
      if (instr.op === 'for' || instr.op === 'loop') {
        const { params, inits, nexts } = carried(instr);
        instr.out.forEach((out, k) => {
          this.#tied.set(out, params[k]!);
          copy(out, params[k]!, depth + 2);
          copy(params[k]!, nexts[k]!, depth + 1);
          copy(params[k]!, inits[k]!, depth);
        });
        for (const b of instr.blocks) this.#collect(b, depth + 1);
      } else {
        for (const b of instr.blocks) {
          // the parameter of a block (what was thrown) is the name of a catch clause
          instr.out.forEach((out, k) => b.params.includes(b.yields[k] as Id) || copy(out, b.yields[k]!, depth));
          this.#collect(b, depth);
        }
      }
    }
  }

  #used(id: Id): boolean {
    return (this.#plan.uses.get(id) ?? 0) > 0;
  }

  #use(atom: Atom, live: Set<Id>): void {
    for (const id of leavesOf(atom, this.#plan)) if (this.#related.has(id)) live.add(id);
  }

  /** Everything assigned at one point stays apart from everything live just after it. */
  #define(ids: readonly Id[], live: Set<Id>): void {
    for (const id of ids) {
      const mine = this.#edges.get(id);
      if (!mine) continue;
      for (const other of live) {
        if (other === id) continue;
        mine.add(other);
        this.#edges.get(other)!.add(id);
      }
    }
    for (const id of ids) live.delete(id);
  }

  /** From what is live after a block's last instruction to what is live before its first. */
  #walk(block: Block, live: Set<Id>): void {
    for (let i = block.body.length - 1; i >= 0; i--) {
      const instr = block.body[i]!;
      if (this.#plan.skip.has(instr)) continue;
      if (instr.out.length === 1 && this.#plan.inline.has(instr.out[0]!)) continue;
      if (instr.op === 'for' || instr.op === 'loop') this.#loop(instr, live);
      else if (instr.blocks.length && !this.#plan.choices.has(instr)) this.#branches(instr, live);
      else {
        if (TWICE.has(instr.op)) for (const id of leavesOfInstr(instr, this.#plan)) this.#apart(instr.out[0]!, id);
        this.#define(instr.out, live);
        for (const id of leavesOfInstr(instr, this.#plan)) if (this.#related.has(id)) live.add(id);
      }
    }
  }

  #branches(instr: Instr, live: Set<Id>): void {
    this.#define(instr.out, live);
    const after = [...live];
    live.clear();
    for (const b of instr.blocks) {
      const inner = new Set(after);
      if (isReturn(instr)) for (const a of b.yields) this.#use(a, inner);
      instr.out.forEach((out, k) => this.#used(out) && this.#use(b.yields[k]!, inner));
      this.#walk(b, inner);
      for (const id of inner) live.add(id);
    }
    for (const a of instr.args) this.#use(a, live);
  }

  #loop(instr: Instr, live: Set<Id>): void {
    const { params, inits, nexts, go, again } = carried(instr);
    const body = instr.blocks[0]!;
    // live at the head, before each turn
    for (const out of instr.out) if (this.#used(out) && this.#related.has(out)) live.add(params[instr.out.indexOf(out)]!);
    for (const out of instr.out) live.delete(out);
    for (const b of instr.blocks) for (const id of this.#reads(b)) live.add(id);
    if (instr.op === 'for') this.#use(instr.args[1]!, live);
    const own = instr.op === 'for' ? [body.params[0]!, ...params] : params;
    const head = new Set(live);
    if (instr.op === 'for' && this.#related.has(own[0]!)) head.add(own[0]!);
    const inner = new Set(head);
    // what the first turn is decided by is read after the first moves
    if (go) this.#use(go, live);
    if (instr.op === 'for') this.#use(instr.args[0]!, live);
    this.#define([...own, ...instr.out], live);
    this.#define(params, inner);
    nexts.forEach((next, k) => (this.#used(params[k]!) || this.#used(instr.out[k]!)) && this.#use(next, inner));
    if (again) this.#use(again, inner);
    if (instr.blocks[1]) this.#walk(instr.blocks[1], new Set(head));
    this.#walk(body, inner);
    for (const init of inits) this.#use(init, live);
  }

  /** Related values from outside (or parameters) that a block reads. */
  #reads(block: Block): Set<Id> {
    const known = this.#read.get(block);
    if (known) return known;
    const found = new Set<Id>(),
      own = new Set<Id>();
    for (const instr of block.body) {
      if (this.#plan.skip.has(instr) || (instr.out.length === 1 && this.#plan.inline.has(instr.out[0]!))) continue;
      for (const id of leavesOfInstr(instr, this.#plan)) found.add(id);
      for (const id of instr.out) own.add(id);
      if (this.#plan.choices.has(instr)) continue;
      for (const b of instr.blocks) {
        for (const id of this.#reads(b)) if (!b.params.includes(id) && !instr.blocks[0]!.params.includes(id)) found.add(id);
      }
    }
    for (const a of block.yields) leavesOf(a, this.#plan, found);
    for (const id of found) if (own.has(id) || !this.#related.has(id)) found.delete(id);
    this.#read.set(block, found);
    return found;
  }

  #apart(a: Id, b: Id): void {
    if (a === b || !this.#related.has(a) || !this.#related.has(b)) return;
    this.#edges.get(a)!.add(b);
    this.#edges.get(b)!.add(a);
  }

  #find(id: Id): Id {
    let root = id;
    for (let up = this.#parent.get(root); up !== undefined; up = this.#parent.get(root)) root = up;
    return root;
  }

  #tryMerge(a: Id, b: Id): void {
    const x = this.#find(a),
      y = this.#find(b);
    if (x === y) return;
    const named = this.#names.get(x),
      other = this.#names.get(y);
    if (named !== undefined && other !== undefined && named !== other) return;
    if (this.#params.includes(x) || this.#params.includes(y)) {
      if (named !== other) return;
    }
    for (const n of this.#edges.get(x)!) if (this.#find(n) === y) return;
    for (const n of this.#edges.get(y)!) if (this.#find(n) === x) return;
    this.#merge(x, y);
  }

  #merge(a: Id, b: Id): void {
    const x = this.#find(a),
      y = this.#find(b);
    if (x === y) return;
    const [into, from] = this.#params.includes(y) ? [y, x] : [x, y];
    this.#parent.set(from, into);
    for (const n of this.#edges.get(from)!) this.#edges.get(into)!.add(n);
    const name = this.#names.get(into) ?? this.#names.get(from);
    if (name !== undefined) this.#names.set(into, name);
  }
}

/** Printed as several statements, so that their results may not share a variable with their operands. */
const TWICE = new Set(['takeslot']);
