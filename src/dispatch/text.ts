/**
 * Active numbers that become text. Text that is only printed, thrown or compared carries nothing on; anywhere else it could
 * become a number again, without its derivative.
 */
import type { Activity } from '../facts/activity.ts';
import type { Facts } from '../facts/facts.ts';
import * as K from '../facts/kinds.ts';
import type { AdjointError } from '../fault/fault.ts';
import { classesIn } from '../facts/kinds.ts';
import { type Slot, kindOf, slotOf } from '../facts/memory.ts';
import { fault } from '../fault/messages.ts';
import { isErrorKey } from '../ir/ops.ts';
import { forEachInstr } from '../ir/walk.ts';
import { type Atom, type Block, type Id, type Instr, type Program, isId, isLit, lit } from '../ir/ir.ts';

const COMPARISONS = new Set<Instr['op']>(['lt', 'le', 'gt', 'ge', 'eq', 'ne', 'seq', 'sne', 'not', 'typeof', 'nullish']);

/** Where an error has what it was made of. */
const TEXT_OF_ERROR = new Set(['message', 'stack', 'cause', 'errors', 'toString']);
const isError = ({ op, attr }: Pick<Instr, 'op' | 'attr'>): boolean =>
  op === 'construct' ? /Error$/.test(attr[0] ?? '') : op === 'object' && attr.some(isErrorKey);

/** Where active numbers become text that could become a number again, and the refusal of it. */
export function harmfulTexts(program: Program, facts: Facts, activity: Activity): ReadonlyMap<Instr, AdjointError> {
  const text = new Texts(program, facts, activity);
  for (let size = -1; size !== text.size;) {
    size = text.size;
    for (const fn of program.fns) text.block(fn.body);
  }
  if (text.size > 0) for (const fn of program.fns) text.judge(fn.body);
  return text.harmful;
}

class Texts {
  /** Texts that hold an active number, and the instruction where it became one. */
  readonly made = new Map<Id, Instr>();
  readonly harmful = new Map<Instr, AdjointError>();
  /** Memory that holds such texts. */
  readonly #slots = new Map<Slot, Instr>();
  readonly #program: Program;
  readonly #facts: Facts;
  readonly #activity: Activity;
  /** Code that is not transformed may see the caller's memory. */
  readonly #callsOut: boolean;

  constructor(program: Program, facts: Facts, activity: Activity) {
    this.#program = program;
    this.#facts = facts;
    this.#activity = activity;
    let callsOut = false;
    forEachInstr(program, ({ op, attr }) => void (callsOut ||= op === 'native' && attr[1] === 'opaque'));
    this.#callsOut = callsOut;
  }

  get size(): number {
    return this.made.size + this.#slots.size;
  }

  #put(object: Atom, key: Atom, from: Instr | undefined): void {
    const slot = slotOf(this.#facts, object, key);
    if (from && !this.#slots.has(slot)) this.#slots.set(slot, from);
  }

  #at(object: Atom, key: Atom): Instr | undefined {
    return this.#slots.get(slotOf(this.#facts, object, key));
  }

  /** A text that can be reached from a reference. */
  #behind(atom: Atom): Instr | undefined {
    if (this.#slots.size === 0 || !isId(atom)) return undefined;
    const { heap } = this.#facts;
    const reached = heap.closure(classesIn(kindOf(this.#facts, atom)));
    for (const [slot, from] of this.#slots) if (reached.has(heap.root(Number(slot.slice(0, slot.indexOf(':')))))) return from;
    return undefined;
  }

  #of(atom: Atom | undefined): Instr | undefined {
    return atom !== undefined && isId(atom) ? this.made.get(atom) : undefined;
  }

  #mark(id: Id | undefined, from: Instr | undefined): void {
    if (id !== undefined && from && !this.made.has(id)) this.made.set(id, from);
  }

  block({ body }: Block): void {
    for (const instr of body) this.#instr(instr);
  }

  #instr(instr: Instr): void {
    const { op, out, args, blocks } = instr;
    for (const inner of blocks) this.block(inner);
    const earlier = args.map((a) => this.#of(a)).find((i) => i);
    switch (op) {
      case 'string':
      case 'add':
        return this.#mark(out[0], this.#converts(instr) ? instr : (earlier ?? args.map((a) => this.#behind(a)).find((i) => i)));
      case 'native':
        return this.#mark(out[0], this.#converts(instr) ? instr : undefined);
      case 'store':
        return this.#put(args[0]!, args[1]!, this.#of(args[2]));
      case 'push':
        return this.#put(args[0]!, lit(0), this.#of(args[1]));
      case 'array':
        return args.forEach((a, i) => this.#put(out[0]!, lit(i), this.#of(a)));
      case 'copy':
        return this.#put(out[0]!, lit(0), this.#at(args[0]!, lit(0)));
      case 'pop':
        return this.#mark(out[0], this.#at(args[0]!, lit(0)));
      case 'construct':
        return this.#mark(out[0], isError(instr) ? (earlier ?? (this.#converts(instr) ? instr : undefined)) : undefined);
      case 'object':
        if (!isError(instr)) args.forEach((a, i) => this.#put(out[0]!, lit(instr.attr[i]!), this.#of(a)));
        return this.#mark(out[0], isError(instr) ? earlier : undefined);
      case 'load':
        return this.#mark(
          out[0],
          isLit(args[1]!) && TEXT_OF_ERROR.has(String(args[1].lit)) ? this.#of(args[0]) : this.#at(args[0]!, args[1]!),
        );
      case 'as':
        return this.#mark(out[0], this.#of(args[0]));
      case 'select':
        return this.#mark(out[0], this.#of(args[1]) ?? this.#of(args[2]));
      case 'if':
      case 'guard':
      case 'attempt':
        return out.forEach((o, k) =>
          this.#mark(
            o,
            blocks.map((b) => this.#of(b.yields[k])).find((i) => i),
          ),
        );
      case 'for':
        return this.#carried(instr, 3, 1, 0);
      case 'loop':
        return this.#carried(instr, 1, 0, 1);
      case 'call': {
        const fn = this.#program.fns.find((f) => f.name === instr.attr[0])!;
        fn.body.params.forEach((p, k) => this.#mark(p, this.#of(args[k])));
        return out.forEach((o, k) => this.#mark(o, this.#of(fn.body.yields[k])));
      }
      default:
        return;
    }
  }

  #carried({ out, args, blocks }: Instr, first: number, param: number, next: number): void {
    const [body] = blocks as [Block];
    out.forEach((o, k) => {
      const from = this.#of(args[first + k]) ?? this.#of(body.yields[next + k]);
      this.#mark(body.params[param + k], from);
      this.#mark(o, from);
    });
  }

  #converts({ op, args, attr, out }: Instr): boolean {
    const active = (a: Atom): boolean => this.#activity.active(a) || this.#activity.shadowed(a);
    if (op === 'string') return active(args[0]!);
    if (op === 'construct') return args.slice(1).some((a) => this.#activity.active(a));
    if (op === 'add') return args.some(active) && args.some((a) => this.#isText(a));
    return attr[1] !== 'inert' && out.length > 0 && this.#isText(out[0]!) && this.#activity.active(args[1]!);
  }

  #isText(atom: Atom): boolean {
    const { prims, cls } = kindOf(this.#facts, atom);
    return prims === K.STRING && cls === K.NO_CLASS;
  }

  judge({ body }: Block): void {
    for (const instr of body) {
      const from = this.#given(instr).find((i) => i);
      if (from && !this.#harmless(instr)) this.harmful.set(from, this.#refusal(from));
      for (const inner of instr.blocks) this.judge(inner);
    }
  }

  /** The texts that an instruction gets to see. */
  #given({ op, args, attr }: Instr): (Instr | undefined)[] {
    const seen = args.map((a) => this.#of(a));
    // an error may get fields of its own; what memory holds is followed, but for what is called
    if (op === 'store') return [seen[1], ...(this.#isFollowed(args[0]!) ? [] : [seen[2]])];
    if (op === 'push') return this.#isFollowed(args[0]!) ? [] : [seen[1]];
    if (op === 'array' || (op === 'object' && !isError({ op, attr }))) return [];
    return (op === 'native' && attr[1] !== 'inert') || op === 'construct' ? [...seen, ...args.map((a) => this.#behind(a))] : seen;
  }

  #isFollowed(object: Atom): boolean {
    return classesIn(kindOf(this.#facts, object)).every((cls) => {
      const { forms, user } = this.#facts.heap.get(cls);
      return !forms.has('opaque') && !(user && this.#callsOut);
    });
  }

  #harmless({ op, args, attr }: Instr): boolean {
    if (COMPARISONS.has(op) || op === 'string' || op === 'add' || op === 'select' || op === 'as' || op === 'throw') return true;
    // a field of an error, or how long a text is; not its letters, and nothing that it is the name of
    if (op === 'load') return isLit(args[1]!) && typeof args[1].lit === 'string';
    if (op === 'length' || op === 'instanceof') return true;
    if (op === 'if' || op === 'for' || op === 'loop' || op === 'call') return true;
    return op === 'native' ? attr[1] === 'inert' : isError({ op, attr });
  }

  #refusal({ op, attr, site }: Instr): AdjointError {
    if (op === 'native') return fault('E_NO_RULE', site, { callee: attr[0] ?? 'a method' });
    if (op === 'construct') return fault('E_STRING', site, { how: `in the message of a \`${attr[0]}\`` });
    return fault('E_STRING', site, { how: op === 'string' ? 'in a template or by `String`' : 'by `+` with a string' });
  }
}
