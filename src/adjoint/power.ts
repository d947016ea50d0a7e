/** The partials of `x ** n`: n x^(n-1), 0 for n = 0 everywhere, and y log x, 0 where x is 0. */
import { type Atom, type Instr, isLit, lit } from '../ir/ir.ts';
import type { Reverse } from '../ir/sweeps.ts';
import type { Numbers } from './rule.ts';

export function powPartials(sweep: Reverse, instr: Instr, g: Atom): void {
  const [x, n] = instr.args as [Atom, Atom];
  if (sweep.active(x)) {
    const { op, partial } = baseSlope(sweep, instr);
    if (partial !== null) sweep.add(x, op === 'keep' ? g : sweep.emit(op, [g, partial()]));
  }
  if (sweep.active(n)) sweep.add(n, sweep.emit('strong', [g, exponentSlope(sweep, instr)]));
}

/** How a derivative of the base enters: `keep` as it is; a null partial is 0. */
export interface BaseSlope {
  readonly op: 'keep' | 'mul' | 'strong';
  readonly partial: (() => Atom) | null;
}

export function baseSlope(numbers: Numbers, { args }: Instr): BaseSlope {
  const [x, n] = args as [Atom, Atom];
  if (isLit(n)) return literalSlope(numbers, x, Number(n.lit));
  return {
    op: 'strong',
    partial: () => {
      const m = numbers.number(n),
        less = numbers.emit('sub', [m, lit(1)]);
      const slope = numbers.emit('mul', [m, numbers.emit('pow', [numbers.number(x), less])]);
      return numbers.emit('select', [numbers.emit('seq', [m, lit(0)]), lit(0), slope]);
    },
  };
}

export function exponentSlope(numbers: Numbers, { args, out }: Instr): Atom {
  const a = numbers.number(args[0]!),
    slope = numbers.emit('mul', [numbers.number(out[0]!), numbers.emit('apply', [a], ['Math.log'])]);
  return numbers.emit('select', [numbers.emit('seq', [a, lit(0)]), lit(0), slope]);
}

function literalSlope(numbers: Numbers, x: Atom, n: number): BaseSlope {
  if (n === 0) return { op: 'keep', partial: null };
  if (n === 1) return { op: 'keep', partial: () => lit(1) };
  return {
    op: n > 1 ? 'mul' : 'strong',
    partial: () => {
      const a = numbers.number(x);
      const power = n === 2 ? a : n === 3 ? numbers.emit('mul', [a, a]) : numbers.emit('pow', [a, lit(n - 1)]);
      return numbers.emit('mul', [lit(n), power]);
    },
  };
}
