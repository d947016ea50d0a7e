/**
 * Decides which values are printed where they are used instead of in a variable of their own.
 *
 * A value folds into its only use when that is in the same block and nothing between the two can change it: arithmetic
 * crosses anything, reads cross no write, calls cross nothing. Index arithmetic (`i + 1`) folds into any number of uses.
 */
import { isInt, isRef } from '../../facts/kinds.ts';
import * as K from '../../facts/kinds.ts';
import type { Facts } from '../../facts/facts.ts';
import { kindOf } from '../../facts/memory.ts';
import type { Atom, Block, Id, Instr } from '../../ir/ir.ts';
import { isId, isLit } from '../../ir/ir.ts';
import { effectOf } from '../../ir/ops.ts';
import { forEachUse } from '../../ir/walk.ts';
import { BASE, type Order, TOTAL, isJunction, isKey, isOffset, later, orderOf } from './order.ts';
import { disturbs } from './rotate.ts';
import { isReturn } from './unit.ts';
import { type SlotForm, isPlain, slotForm } from '../../facts/slot-form.ts';
import { widthOf } from './width.ts';

export interface Plan {
  /** Values printed at their use. */
  readonly inline: Map<Id, Instr>;
  /** Instructions of which nothing is printed. */
  readonly skip: Set<Instr>;
  /** `if`s that are printed as an expression (they may be inline too). */
  readonly choices: Set<Instr>;
  readonly uses: Map<Id, number>;
}

/** Columns that one expression may take, and those a value with the user's name needs to deserve its own line. */
const WIDE = 72,
  WORTHY = 12;

/** Allocations that cannot throw. */
const MADE = new Set(['array', 'object', 'shadow']);

interface Pending {
  readonly instr: Instr;
  readonly order: Order;
  readonly width: number;
  /** May throw (a property of null or undefined). */
  readonly risky: boolean;
}

/** `checked`: every `take` is a statement. */
export const plan = (block: Block, facts: Facts, checked = false): Plan => new Folder(block, facts, checked).run();

class Folder {
  readonly #root: Block;
  readonly #facts: Facts;
  readonly #checked: boolean;
  readonly #plan: Plan = { inline: new Map(), skip: new Set(), choices: new Set(), uses: new Map() };
  readonly #home = new Map<Id, Block>();
  readonly #keys = new Map<Id, number>();
  readonly #bearers = new Map<string, number>();
  readonly #widths = new Map<Id, number>();

  constructor(root: Block, facts: Facts, checked: boolean) {
    this.#root = root;
    this.#facts = facts;
    this.#checked = checked;
  }

  run(): Plan {
    forEachUse(this.#root, (atom, user, block) => {
      if (!isId(atom)) return;
      bump(this.#plan.uses, atom);
      this.#home.set(atom, block);
      if (user && isKey(user, atom)) bump(this.#keys, atom);
    });
    this.#sweep(this.#root);
    this.#bear(this.#root);
    this.#fold(this.#root, true);
    return this.#plan;
  }

  /** Drops what is unused and computes or makes objects only, from the end backwards. An unused read or a length that is still there may throw. */
  #sweep(block: Block): void {
    for (let i = block.body.length - 1; i >= 0; i--) {
      const instr = block.body[i]!;
      for (const inner of instr.blocks) this.#sweep(inner);
      const effect = effectOf(instr.op);
      if ((effect !== 'pure' && !MADE.has(instr.op)) || this.#throws(instr) || instr.out.some((id) => this.#uses(id))) continue;
      this.#plan.skip.add(instr);
      for (const a of instr.args) if (isId(a)) this.#plan.uses.set(a, this.#uses(a) - 1);
    }
  }

  #bear(block: Block): void {
    for (const instr of block.body) {
      for (const id of instr.out) {
        const name = this.#facts.names.get(id);
        if (name !== undefined) bump(this.#bearers, name);
      }
      for (const inner of instr.blocks) this.#bear(inner);
    }
  }

  /**
   * `tail`: its yields are returned. `test`: it computes a loop's test, which should be one expression. `tried`: whatever
   * may throw throws where it stands, and before anything is kept.
   */
  #fold(block: Block, tail = false, test = false, tried = false): void {
    const pending = new Map<Id, Pending>();
    const flush = (gone: (p: Pending) => boolean): void => {
      for (const [id, p] of pending) if (gone(p)) pending.delete(id);
    };
    for (const instr of block.body) {
      if (this.#plan.skip.has(instr)) continue;
      instr.blocks.forEach((inner, i) =>
        this.#fold(inner, isReturn(instr), test || (instr.op === 'loop' && i === 1), instr.op === 'attempt'),
      );
      if (tried && effectOf(instr.op) === 'tape') flush((p) => p.risky);
      const choice = instr.op === 'if' && this.#isChoice(instr);
      if (choice) this.#plan.choices.add(instr);
      const eaten = this.#consume(instr, pending, choice);
      const effect = effectOf(instr.op);
      const risky = this.#throws(instr) || (tried && orderOf(instr) !== 'pure');
      const order: Order = effect === 'control' && !choice ? 'once' : later(orderOf(instr), risky ? 'read' : 'pure');
      if (effect === 'control' && !choice && instr.op !== 'call') pending.clear();
      else if (effect === 'tape') flush((p) => p.order === 'once' || (p.order === 'read' && disturbs(instr)));
      else if (order === 'once') flush((p) => p.order !== 'pure');
      else if (order === 'read') flush((p) => p.order === 'once' || (risky && p.risky));
      const final = later(order, eaten.order);
      const only = instr.out[0];
      if (instr.out.length !== 1 || only === undefined || (final === 'once' && effect !== 'pure' && !this.#isFoldableOnce(instr))) continue;
      const width = choice ? this.#choiceWidth(instr) : widthOf(instr, this.#width);
      this.#widths.set(only, width);
      if (this.#isIndex(instr)) this.#plan.inline.set(only, instr);
      else if (this.#uses(only) === 1 && this.#home.get(only) === block && (test || !this.#worthy(only, width))) {
        pending.set(only, { instr, order: final, width, risky: risky || eaten.risky });
      }
    }
    const whole = tail && block.yields.length === 1;
    for (const atom of block.yields) {
      const p = isId(atom) ? pending.get(atom) : undefined;
      if (p && p.width <= WIDE && (p.order !== 'once' || whole)) this.#plan.inline.set(atom as Id, p.instr);
    }
  }

  /** Folds pending operands into an instruction as long as the line stays short. */
  #consume(instr: Instr, pending: Map<Id, Pending>, choice: boolean): { order: Order; risky: boolean } {
    let order: Order = 'pure',
      risky = false;
    let width = choice ? this.#choiceWidth(instr) : widthOf(instr, this.#width);
    instr.args.forEach((atom, i) => {
      const p = isId(atom) ? pending.get(atom) : undefined;
      if (!p) return;
      pending.delete(atom as Id);
      const grown = width + p.width - 2;
      if (grown > WIDE || !this.#accepts(instr, i, p)) return;
      this.#plan.inline.set(atom as Id, p.instr);
      width = grown;
      order = later(order, p.order);
      risky ||= p.risky;
    });
    return { order, risky };
  }

  /** What happens once and may still be printed inside the expression that uses it next. */
  #isFoldableOnce(instr: Instr): boolean {
    return instr.op === 'call' || instr.op === 'native' || (instr.op === 'take' && instr.attr[0] === 'path' && !this.#checked);
  }

  #accepts(instr: Instr, index: number, p: Pending): boolean {
    if (p.instr.op === 'object' && index === 0 && BASE.has(instr.op)) return false;
    switch (instr.op) {
      case 'strong':
        return index === 1 && p.order !== 'once';
      case 'takeslot':
      case 'setshadow':
      case 'unsetshadow':
      case 'back':
        return false;
      case 'addslot':
        return p.order !== 'once' && isOnce(slotForm(this.#facts, instr.args[0]!, instr.args[1]!), index);
      case 'keep':
      case 'journal':
      case 'undo':
      case 'reserve':
        return p.order !== 'once';
      case 'for':
        return index !== 1 || (isOffset(p.instr) && !this.#plan.inline.has(p.instr.args[0] as Id));
      case 'native':
      case 'call':
      case 'construct':
        return p.order !== 'once';
      case 'if':
      case 'add':
      case 'sub':
      case 'mul':
      case 'div':
      case 'apply':
      case 'neg':
      case 'store':
      case 'throw':
        return true;
      default:
        return p.order !== 'once';
    }
  }

  /** `i + 1` as an index, wherever it is used; computing it again costs nothing. */
  #isIndex(instr: Instr): boolean {
    const id = instr.out[0]!,
      uses = this.#uses(id);
    if (uses === 0 || this.#keys.get(id) !== uses || !isOffset(instr)) return false;
    const [x] = instr.args;
    return isId(x!) && isInt(kindOf(this.#facts, x)) && !this.#plan.inline.has(x);
  }

  /** A value that bears a name of the user's alone keeps its line, unless it is trifling. */
  #worthy(id: Id, width: number): boolean {
    const name = this.#facts.names.get(id);
    return name !== undefined && this.#bearers.get(name) === 1 && width > WORTHY;
  }

  /** An `if` is a choice when its branches only compute one short value. A variable that one branch leaves alone is better set in the other. */
  #isChoice(instr: Instr): boolean {
    const [only] = instr.out;
    if (instr.out.length !== 1 || !this.#uses(only!)) return false;
    const bare = instr.blocks.every((b) => b.body.every((i) => this.#plan.skip.has(i) || (this.#inlined(i) && orderOf(i) !== 'once')));
    if (!bare || this.#choiceWidth(instr) > WIDE - 16) return false;
    const [yes, no] = instr.blocks.map((b) => b.yields[0]!);
    if (isJunction(instr, this.#facts)) return true;
    const name = this.#facts.names.get(only!);
    const keeps = (a: Atom): boolean => isId(a) && name !== undefined && this.#facts.names.get(a) === name && !this.#plan.inline.has(a);
    const nested = isId(yes!) && this.#plan.inline.get(yes)?.op === 'if';
    return !keeps(yes!) && !keeps(no!) && !nested;
  }

  #inlined(instr: Instr): boolean {
    return instr.out.length === 1 && this.#plan.inline.has(instr.out[0]!);
  }

  #choiceWidth(instr: Instr): number {
    return instr.blocks.reduce((sum, b) => sum + this.#width(b.yields[0]!), 6 + this.#width(instr.args[0]!));
  }

  readonly #width = (atom: Atom): number => {
    if (isLit(atom)) return String(atom.lit).length;
    if (this.#plan.inline.has(atom)) return this.#widths.get(atom) ?? 3;
    return this.#facts.names.get(atom)?.length ?? 2;
  };

  #uses(id: Id): number {
    return this.#plan.uses.get(id) ?? 0;
  }

  /** Reads through what may be null or undefined; arithmetic on what may be a bigint, a symbol or an object. */
  #throws(instr: Instr): boolean {
    const effect = effectOf(instr.op);
    const prims = (a: Atom): number => kindOf(this.#facts, a).prims;
    if (effect === 'read')
      return instr.op === 'instanceof' || (prims(instr.args[instr.op === 'has' ? 1 : 0]!) & (K.UNDEFINED | K.NULL)) !== 0;
    if (effect !== 'pure' || TOTAL.has(instr.op)) return false;
    return instr.args.some((a) => (prims(a) & (K.BIGINT | K.SYMBOL)) !== 0 || isRef(kindOf(this.#facts, a)));
  }
}

/** An operand of `addslot` that is printed once only. */
const isOnce = (form: SlotForm, index: number): boolean => (index === 2 ? form.holds !== 'mixed' : isPlain(form));

const bump = <T>(counts: Map<T, number>, key: T): unknown => counts.set(key, (counts.get(key) ?? 0) + 1);
