/**
 * Finds the objects that need no memory: references that are followed only by reads and writes of fixed keys, or that
 * flow only into merges (results of `if`, carried values, `select`) that are followed by nothing else.
 *
 * References that meet in a merge form a web, decided as a whole. Objects of a web may be written only under the name
 * of their allocation and only before they flow into a merge; from there on their contents never change, so a merge of
 * references is a merge of contents. A reference that meets anything else, or is used in any other way, poisons its web.
 */
import type { Facts } from '../facts/facts.ts';
import { fieldSlot } from '../facts/heap.ts';
import { isNumber, isRef } from '../facts/kinds.ts';
import { kindOf } from '../facts/memory.ts';
import { type Atom, type Block, type Id, type Instr, type Program, isId, isLit } from '../ir/ir.ts';
import { PROTO, isErrorKey } from '../ir/ops.ts';
import { loopLayout, yieldsResults } from './carried.ts';
import { Scoped } from './scoped.ts';

/** The common shape of the objects of a web. */
export interface Web {
  form: 'object' | 'array' | 'floats' | null;
  bad: boolean;
  /** Elements of each array (objects: 0). */
  size: number;
  /** The slots that are read or written. */
  readonly keys: Set<string>;
  /** The slots that are read. */
  readonly read: Set<string>;
  /** The slots that are made or written. */
  readonly own: Set<string>;
  /** Objects with a prototype: it answers for slots that they do not have. */
  readonly inherits: Set<Id>;
}

/** The key of a slot where it is fixed: a field's name or an element's index; null otherwise. */
export function fixedKey(atom: Atom): string | null {
  if (isId(atom)) return null;
  if (typeof atom.lit === 'string') return atom.lit;
  return typeof atom.lit === 'number' && Number.isInteger(atom.lit) && atom.lit >= 0 ? String(atom.lit) : null;
}

/** Slots written inside a construct, by allocation outside of it. */
export type Written = Map<Id, Set<string>>;

/** More slots than this stay memory. */
const MOST = 64;
/** … and of arrays that are made by their length. */
const MOST_FLOATS = 16;

/** The length of a new Float64Array that is small, which holds numbers only. */
const floatsIn = ({ args, attr }: Instr): number | null => {
  const [length] = args;
  if (attr[0] !== 'Float64Array' || !length || isId(length) || typeof length.lit !== 'number') return null;
  return Number.isInteger(length.lit) && length.lit >= 0 && length.lit <= MOST_FLOATS ? length.lit : null;
};

export class Webs {
  readonly #facts: Facts;
  readonly #parents = new Map<Id, Id>();
  readonly #webs = new Map<Id, Web>();
  /** Allocations with the nesting depth of their definition. */
  readonly #depths = new Map<Id, number>();
  /** Functions (and reverse sweeps, which run later) in which candidates live; they must not leave it. */
  readonly #places = new Map<Id, number>();
  readonly #frozen = new Scoped<Id, true>();
  /** For each construct what its blocks write. */
  readonly written = new Map<Instr, Written>();
  #open: Written[] = [];
  #place = 0;
  #placesMade = 0;

  constructor(program: Program, facts: Facts) {
    this.#facts = facts;
    for (const fn of program.fns) this.#enter(() => this.#block(fn.body, true));
    for (const [id, web] of this.#webs) if (this.#find(id) === id) this.#judge(web);
  }

  /** The web of a reference that needs no memory. */
  of(atom: Atom): Web | null {
    if (!isId(atom) || !this.#parents.has(atom)) return null;
    const web = this.#webs.get(this.#find(atom))!;
    return web.bad ? null : web;
  }

  /** Whether there is anything to do. */
  some(): boolean {
    return [...this.#depths.keys()].some((id) => this.of(id) !== null);
  }

  #judge(web: Web): void {
    if (web.form === null || web.keys.size > MOST) web.bad = true;
    for (const key of web.keys) {
      const index = /^(0|[1-9]\d*)$/.test(key);
      if (web.form === 'object' ? key in Object.prototype : !index) web.bad = true;
    }
    if (web.inherits.size > 0 && [...web.read].some((key) => this.#isInherited(web, key))) web.bad = true;
  }

  #isInherited({ own, inherits }: Web, key: string): boolean {
    const { heap } = this.#facts;
    if (!own.has(key)) return true;
    return [...inherits].some((id) => {
      const { protos, makers } = heap.get(kindOf(this.#facts, id).cls);
      return [...protos].some((proto) => key in proto) || [...makers].some((maker) => heap.get(maker).slots.has(fieldSlot(key)));
    });
  }

  #enter(walk: () => void): void {
    const [place, open] = [this.#place, this.#open];
    this.#place = ++this.#placesMade;
    this.#open = [];
    walk();
    [this.#place, this.#open] = [place, open];
  }

  #find(id: Id): Id {
    let root = id;
    for (let up = this.#parents.get(root)!; up !== root; up = this.#parents.get(root)!) root = up;
    for (let at = id; at !== root;) {
      const up = this.#parents.get(at)!;
      this.#parents.set(at, root);
      at = up;
    }
    return root;
  }

  #candidate(id: Id, form: Web['form'] = null, size = 0, bad = false): void {
    if (form === null && !isRef(kindOf(this.#facts, id))) return;
    this.#parents.set(id, id);
    this.#webs.set(id, { form, size, keys: new Set(), read: new Set(), own: new Set(), inherits: new Set(), bad });
    this.#places.set(id, this.#place);
    if (form !== null) this.#depths.set(id, this.#open.length);
  }

  #record(id: Id, attr: readonly string[]): void {
    this.#candidate(
      id,
      'object',
      0,
      attr.some((key) => key === '__proto__' || isErrorKey(key)),
    );
    const { own, inherits } = this.#webs.get(id)!;
    for (const key of attr) own.add(key);
    if (attr[0] === PROTO) inherits.add(id);
  }

  #web(atom: Atom): Web | null {
    return isId(atom) && this.#parents.has(atom) ? this.#webs.get(this.#find(atom))! : null;
  }

  #spoil(atom: Atom): void {
    const web = this.#web(atom);
    if (web) web.bad = true;
  }

  /** `source` flows into the merge. */
  #join(merge: Id, source: Atom): void {
    const a = this.#web(merge),
      b = this.#web(source);
    if (!a || !b || !isId(source) || this.#places.get(source) !== this.#place) {
      if (a) a.bad = true;
      if (b) b.bad = true;
      return;
    }
    if (this.#depths.has(source)) this.#frozen.set(source, true);
    const into = this.#find(merge),
      from = this.#find(source);
    if (into === from) return;
    const clash = a.form !== null && b.form !== null && (a.form !== b.form || a.size !== b.size);
    const [big, small] = a.keys.size >= b.keys.size ? [a, b] : [b, a];
    for (const key of small.keys) big.keys.add(key);
    for (const key of small.read) big.read.add(key);
    for (const key of small.own) big.own.add(key);
    for (const id of small.inherits) big.inherits.add(id);
    this.#parents.set(from, into);
    const size = a.form === null ? b.size : a.size;
    this.#webs.set(into, { ...big, form: a.form ?? b.form, size, bad: a.bad || b.bad || clash });
  }

  /** A read or write of one slot. */
  #touch(object: Atom, key: Atom): Id | null {
    const web = this.#web(object);
    if (!web || !isId(object)) return null;
    const fixed = fixedKey(key);
    if (fixed === null || this.#places.get(object) !== this.#place) web.bad = true;
    else web.keys.add(fixed);
    return object;
  }

  #load(object: Atom, key: Atom): void {
    const id = this.#touch(object, key),
      fixed = fixedKey(key);
    if (id !== null && fixed !== null) this.#web(id)!.read.add(fixed);
  }

  #store(object: Atom, key: Atom, value: Atom): void {
    const id = this.#touch(object, key);
    if (id === null) return;
    const fixed = fixedKey(key),
      web = this.#web(id)!;
    if (fixed !== null) web.own.add(fixed);
    if (!this.#depths.has(id) || this.#frozen.has(id) || (web.form !== 'object' && !(Number(fixed) < web.size))) web.bad = true;
    if (web.form === 'floats' && !isNumber(kindOf(this.#facts, value))) web.bad = true;
    const top = this.#open.at(-1);
    if (fixed === null || !top) return;
    const keys = top.get(id);
    if (keys) keys.add(fixed);
    else top.set(id, new Set([fixed]));
  }

  #block(block: Block, leaves = false): void {
    for (const instr of block.body) this.#instr(instr);
    if (leaves) block.yields.forEach((a) => this.#spoil(a));
  }

  #instr(instr: Instr): void {
    const { op, args, out, attr } = instr;
    switch (op) {
      case 'load':
        this.#load(args[0]!, args[1]!);
        return this.#spoil(args[1]!);
      case 'store':
        this.#store(args[0]!, args[1]!, args[2]!);
        this.#spoil(args[1]!);
        return this.#spoil(args[2]!);
      case 'length':
        if (this.#web(args[0]!)?.form === 'object') this.#spoil(args[0]!);
        return this.#place === this.#places.get(args[0] as Id) ? undefined : this.#spoil(args[0]!);
      case 'object':
        args.forEach((a) => this.#spoil(a));
        return this.#record(out[0]!, attr);
      case 'array':
        args.forEach((a) => this.#spoil(a));
        return this.#candidate(out[0]!, 'array', args.length);
      case 'fresh': {
        const size = floatsIn(instr);
        if (size !== null) return this.#candidate(out[0]!, 'floats', size);
        break;
      }
      case 'nullish':
      case 'not':
      case 'typeof':
        return;
      case 'seq':
      case 'sne':
        if (args.some(isLit)) return;
        break;
      case 'select':
        this.#spoil(args[0]!);
        this.#candidate(out[0]!);
        this.#join(out[0]!, args[1]!);
        return this.#join(out[0]!, args[2]!);
      case 'if':
        return this.#construct(instr);
      default:
    }
    if (instr.blocks.length > 0) return this.#construct(instr);
    for (const a of args) this.#spoil(a);
  }

  #construct(instr: Instr): void {
    const layout = loopLayout(instr),
      { out, args, blocks } = instr;
    if (instr.op === 'back') return this.#enter(() => this.#inside(() => this.#block(blocks[0]!, true)));
    const merges = layout || yieldsResults(instr);
    const written: Written = new Map();
    this.written.set(instr, written);
    if (instr.op !== 'if') args.forEach((a, k) => (layout && k >= layout.init ? undefined : this.#spoil(a)));
    if (merges) for (const id of out) this.#candidate(id);
    if (layout) {
      const { params } = blocks[0]!;
      out.forEach((id, k) => {
        const param = params[layout.param + k]!;
        this.#candidate(param);
        this.#join(id, param);
        this.#join(param, args[layout.init + k]!);
      });
    }
    const frozen: Id[] = [];
    this.#open.push(written);
    for (const b of blocks) {
      const mark = this.#frozen.mark();
      this.#block(b, !merges);
      if (instr.op === 'loop') this.#spoil(b.yields[0]!);
      if (merges) out.forEach((id, k) => this.#join(layout ? b.params[layout.param + k]! : id, b.yields[(layout?.next ?? 0) + k]!));
      frozen.push(...this.#frozen.since(mark));
      this.#frozen.undo(mark);
    }
    this.#open.pop();
    for (const id of frozen) {
      this.#frozen.set(id, true);
      if (layout && written.has(id) && this.#depths.get(id)! <= this.#open.length) this.#spoil(id);
    }
    this.#close(written);
  }

  /** What a construct wrote to allocations outside of it, the construct around it wrote too. */
  #close(written: Written): void {
    const outer = this.#open.at(-1);
    for (const [id, keys] of written) {
      if (this.#depths.get(id)! > this.#open.length) written.delete(id);
      else if (outer && this.#depths.get(id)! < this.#open.length) {
        const known = outer.get(id);
        if (known) for (const k of keys) known.add(k);
        else outer.set(id, new Set(keys));
      }
    }
  }

  #inside(walk: () => void): void {
    this.#open.push(new Map());
    walk();
    this.#open.pop();
  }
}
