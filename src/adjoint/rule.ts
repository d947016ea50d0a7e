/** Functions with a scalar rule: their partials, read as source, are inlined where they are wanted. */
import { type Atom, type Block, type Id, type Instr, isLit } from '../ir/ir.ts';
import type { OpName } from '../ir/ops.ts';
import type { Reverse } from '../ir/sweeps.ts';
import { scaled } from './arithmetic.ts';

/** Where the code of a partial goes, and the primal values that it speaks of. */
export interface Numbers {
  emit(op: OpName, args: readonly Atom[], attr?: readonly string[]): Atom;
  /** A primal value as the number that arithmetic takes it for. */
  number(value: Atom): Atom;
  /** What the forward sweep got from a function with these arguments, where that is at hand. */
  called?(args: readonly (Atom | undefined)[], rule: string): Atom | null;
}

export function ruleAdjoint(sweep: Reverse, instr: Instr, g: Atom): void {
  const { block, risky } = sweep.partials(instr.attr[0]!, instr.args.length);
  const partial = partialsOf(sweep, instr, block);
  const doubted = risky || !instr.args.every((x) => sweep.finite(x));
  instr.args.forEach((x, i) => scaled(sweep, x, g, () => partial(i), doubted && !isBounded(block, i)));
}

/** Whether a partial is finite wherever it is asked for: a number, or one number or another. */
export function isBounded({ body, yields }: Block, n: number): boolean {
  const bounded = (atom: Atom): boolean => {
    if (isLit(atom)) return true;
    const made = body.find(({ out }) => out[0] === atom);
    return made?.op === 'select' ? bounded(made.args[1]!) && bounded(made.args[2]!) : made?.op === 'apply' && made.attr[0] === 'Math.sign';
  };
  return bounded(yields[n]!);
}

/** Makes the partial of the nth argument. */
export function partialsOf(numbers: Numbers, { args, out }: Instr, block: Block): (n: number) => Atom {
  const forward = new Map<Id, Atom>(block.params.map((p, i) => [p, i < args.length ? args[i]! : out[0]!]));
  const inlined = inliner(numbers, block, forward);
  return (n) => inlined(block.yields[n]!);
}

/**
 * Copies, on demand, the instructions of a straight block that an atom depends on. A function that the forward sweep has called
 * with the same arguments (the cosine beside a sine) is not called again.
 */
function inliner(numbers: Numbers, block: Block, forward: ReadonlyMap<Id, Atom>): (atom: Atom) => Atom {
  const made = new Map<Id, Atom>(),
    source = new Map<Id, Instr>();
  for (const instr of block.body) source.set(instr.out[0]!, instr);
  const copy = (atom: Atom): Atom => {
    if (isLit(atom)) return atom;
    const known = made.get(atom);
    if (known !== undefined) return known;
    const from = source.get(atom);
    const called =
      from?.op === 'apply'
        ? numbers.called?.(
            from.args.map((a) => (isLit(a) ? a : forward.get(a))),
            from.attr[0]!,
          )
        : null;
    const now = called ?? (from ? numbers.emit(from.op, from.args.map(copy), from.attr) : numbers.number(forward.get(atom)!));
    made.set(atom, now);
    return now;
  };
  return copy;
}
