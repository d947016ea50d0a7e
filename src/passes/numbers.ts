/**
 * Values that are surely numbers, whatever memory held: results of arithmetic, whose operands are converted, and merges
 * of such. Kinds alone do not tell, since a missing element is `undefined` under the kind of the others.
 */
import type { Facts } from '../facts/facts.ts';
import { isInt, isNumber } from '../facts/kinds.ts';
import { kindOf } from '../facts/memory.ts';
import { type Atom, type Id, type Instr, type Program, isId, isLit } from '../ir/ir.ts';
import { definitions } from '../ir/walk.ts';
import { loopLayout, yieldsResults } from './carried.ts';

const ARITHMETIC = new Set<Instr['op']>([
  'add',
  'sub',
  'mul',
  'div',
  'rem',
  'pow',
  'neg',
  'plus',
  'bitand',
  'bitor',
  'bitxor',
  'bitnot',
  'shl',
  'shr',
  'ushr',
  'length',
  'strong',
  'takeslot',
]);
const BITS = new Set<Instr['op']>(['length', 'bitand', 'bitor', 'bitxor', 'bitnot', 'shl', 'shr', 'ushr']);
const ROUNDING = new Set(['Math.floor', 'Math.ceil', 'Math.round', 'Math.trunc', 'Math.abs', 'Math.min', 'Math.max']);
/** Exact values have at most so many binary places, and literals of at most this size: sums and products stay exact. */
const PLACES = 8;
const LARGE = 2 ** 24;
/** Values looked at to answer one question. */
const BUDGET = 100;

export class Numbers {
  readonly #facts: Facts;
  readonly #made: ReadonlyMap<Id, Instr>;
  readonly #given: ReadonlySet<Id>;
  readonly #sure = new Set<Id>();
  readonly #places = new Map<Id, number | null>();
  #budget = 0;

  constructor(program: Program, facts: Facts) {
    this.#facts = facts;
    this.#made = definitions(program);
    this.#given = new Set(program.fns[0]?.body.params);
  }

  definition(atom: Atom): Instr | undefined {
    return isId(atom) ? this.#made.get(atom) : undefined;
  }

  /** Surely a number. Around loops: it is unless something that flows in is not. */
  sure(atom: Atom): boolean {
    const visited = new Set<Id>();
    const visit = (a: Atom): boolean => {
      if (isLit(a)) return typeof a.lit === 'number';
      if (this.#sure.has(a) || visited.has(a)) return true;
      if (!isNumber(kindOf(this.#facts, a))) return false;
      if (this.#given.has(a)) return true;
      const made = this.#made.get(a);
      if (!made) return false;
      if (ARITHMETIC.has(made.op) || (made.op === 'apply' && made.attr[0]!.startsWith('Math.'))) return true;
      visited.add(a);
      const sources = this.#sources(made, a);
      return sources !== null && sources.every(visit);
    };
    const found = visit(atom);
    if (found) for (const id of visited) this.#sure.add(id);
    return found;
  }

  /** Surely a finite number with few binary places, so that small sums of such do not round. Whole numbers have none. */
  exact(atom: Atom): boolean {
    this.#budget = BUDGET;
    return this.#exact(atom, new Set(), true) !== null;
  }

  whole(atom: Atom): boolean {
    this.#budget = BUDGET;
    return this.#exact(atom, new Set(), true) === 0;
  }

  /** How many binary places; null where unknown. `linear`: what is being asked about may come round again as a summand. */
  #exact(atom: Atom, asked: Set<Id>, linear: boolean): number | null {
    if (isLit(atom)) return typeof atom.lit === 'number' && Math.abs(atom.lit) <= LARGE ? places(atom.lit) : null;
    if (asked.has(atom)) return linear ? 0 : null;
    const known = this.#places.get(atom);
    if (known !== undefined) return known;
    if (this.#budget-- <= 0) return null;
    asked.add(atom);
    const found = this.#measure(atom, asked, linear);
    asked.delete(atom);
    if (asked.size === 0) this.#places.set(atom, found);
    return found !== null && found <= PLACES ? found : null;
  }

  #measure(id: Id, asked: Set<Id>, linear: boolean): number | null {
    const kind = kindOf(this.#facts, id);
    if (!isNumber(kind)) return null;
    if (this.#given.has(id)) return isInt(kind) ? 0 : null;
    const made = this.#made.get(id);
    if (!made) return null;
    if (BITS.has(made.op)) return 0;
    const worst = (atoms: readonly Atom[], l = linear): number | null => {
      let most = 0;
      for (const a of atoms) {
        const p = this.#exact(a, asked, l);
        if (p === null) return null;
        most = Math.max(most, p);
      }
      return most;
    };
    switch (made.op) {
      case 'add':
      case 'sub':
      case 'neg':
      case 'plus':
        return worst(made.args);
      case 'mul': {
        const [x, y] = made.args.map((a) => this.#exact(a, asked, false));
        return x === null || y === null ? null : x! + y!;
      }
      case 'div': {
        const [x, y] = made.args as [Atom, Atom];
        const by = isLit(y) && typeof y.lit === 'number' ? Math.log2(y.lit) : NaN,
          p = worst([x], false);
        return p === null || !Number.isInteger(by) || by < 0 ? null : p + by;
      }
      case 'apply':
        return ROUNDING.has(made.attr[0]!) ? worst(made.args, false) : null;
      default: {
        const sources = this.#sources(made, id);
        return sources && worst(sources);
      }
    }
  }

  /** What flows into a merge; null for everything else. */
  #sources(made: Instr, id: Id): readonly Atom[] | null {
    if (made.op === 'select') return made.args.slice(1);
    const layout = loopLayout(made),
      [block] = made.blocks;
    if (layout) {
      if (made.op === 'for' && block!.params[0] === id) return [made.args[0]!, made.args[2]!];
      const at = made.out.indexOf(id),
        k = at >= 0 ? at : block!.params.indexOf(id) - layout.param;
      return [made.args[layout.init + k]!, block!.yields[layout.next + k]!];
    }
    return yieldsResults(made) ? made.blocks.map((b) => b.yields[made.out.indexOf(id)]!) : null;
  }
}

/** Binary places of a number; null for what has too many or is not finite. */
function places(x: number): number | null {
  for (let p = 0; p <= PLACES; p++) if (Number.isInteger(x * 2 ** p)) return p;
  return null;
}
