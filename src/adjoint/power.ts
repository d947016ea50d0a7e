/** The adjoint of `x ** n`. */
import { type Atom, type Instr, isLit, lit } from '../ir/ir.ts';
import type { Reverse } from '../ir/sweeps.ts';

/** d/dx = n x^(n-1), 0 for n = 0 everywhere; d/dn = y log x, 0 where x is 0. */
export function powPartials(sweep: Reverse, { args, out }: Instr, g: Atom): void {
  const [x, n] = args as [Atom, Atom];
  if (sweep.active(x)) {
    if (isLit(n)) base(sweep, x, Number(n.lit), g);
    else {
      const m = sweep.number(n),
        less = sweep.emit('sub', [m, lit(1)]);
      const slope = sweep.emit('mul', [m, sweep.emit('pow', [sweep.number(x), less])]);
      sweep.add(x, sweep.emit('strong', [g, sweep.emit('select', [sweep.emit('seq', [m, lit(0)]), lit(0), slope])]));
    }
  }
  if (!sweep.active(n)) return;
  const a = sweep.number(x),
    slope = sweep.emit('mul', [sweep.number(out[0]!), sweep.emit('apply', [a], ['Math.log'])]);
  sweep.add(n, sweep.emit('strong', [g, sweep.emit('select', [sweep.emit('seq', [a, lit(0)]), lit(0), slope])]));
}

function base(sweep: Reverse, x: Atom, n: number, g: Atom): void {
  if (n === 0) return;
  if (n === 1) return sweep.add(x, g);
  const a = sweep.number(x);
  const power = n === 2 ? a : n === 3 ? sweep.emit('mul', [a, a]) : sweep.emit('pow', [a, lit(n - 1)]);
  sweep.add(x, sweep.emit(n > 1 ? 'mul' : 'strong', [g, sweep.emit('mul', [lit(n), power])]));
}
