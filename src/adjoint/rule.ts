/** The adjoint of a function with a scalar rule: its partials, read as source, are inlined where they are wanted. */
import { type Atom, type Block, type Id, type Instr, isLit } from '../ir/ir.ts';
import type { Reverse } from '../ir/sweeps.ts';
import { scaled } from './arithmetic.ts';

export function ruleAdjoint(sweep: Reverse, instr: Instr, g: Atom): void {
  const { args, out, attr } = instr;
  const { block, risky } = sweep.partials(attr[0]!, args.length);
  const forward = new Map<Id, Atom>(block.params.map((p, i) => [p, i < args.length ? args[i]! : out[0]!]));
  const inlined = inliner(sweep, block, forward);
  args.forEach((x, i) => scaled(sweep, x, g, () => inlined(block.yields[i]!), risky));
}

/**
 * Copies, on demand, the instructions of a straight block that an atom depends on. A function that the forward sweep has called
 * with the same arguments (the cosine beside a sine) is not called again.
 */
function inliner(sweep: Reverse, block: Block, forward: ReadonlyMap<Id, Atom>): (atom: Atom) => Atom {
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
        ? sweep.called(
            from.args.map((a) => (isLit(a) ? a : forward.get(a))),
            from.attr[0]!,
          )
        : null;
    const now = called ?? (from ? sweep.emit(from.op, from.args.map(copy), from.attr) : sweep.number(forward.get(atom)!));
    made.set(atom, now);
    return now;
  };
  return copy;
}
