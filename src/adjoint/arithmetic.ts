/**
 * The adjoint of every arithmetic operation: from the cotangent `g` of the result to contributions to the operands.
 * Partials are IR, so the output can be optimised and differentiated again. A partial that is not surely finite enters through
 * `strong`, so that a cotangent of exactly 0 contributes 0.
 */
import { type Atom, type Instr, isLit, lit } from '../ir/ir.ts';
import type { OpName } from '../ir/ops.ts';
import type { Reverse } from '../ir/sweeps.ts';
import { powPartials } from './power.ts';

export type Adjoint = (sweep: Reverse, instr: Instr, g: Atom) => void;

/** Contributes g * partial to x; `risky`: the partial may be non-finite. */
export function scaled(sweep: Reverse, x: Atom, g: Atom, partial: () => Atom, risky: boolean): void {
  if (!sweep.active(x)) return;
  sweep.add(x, sweep.emit(risky ? 'strong' : 'mul', [g, partial()]));
}

export const ARITHMETIC: Partial<Record<OpName, Adjoint>> = {
  add(sweep, { args: [x, y] }, g) {
    sweep.add(x!, g);
    sweep.add(y!, g);
  },
  sub(sweep, { args: [x, y] }, g) {
    sweep.add(x!, g);
    if (sweep.active(y!)) sweep.add(y!, sweep.emit('neg', [g]));
  },
  mul(sweep, { args: [x, y] }, g) {
    scaled(sweep, x!, g, () => sweep.number(y!), !sweep.finite(y!));
    scaled(sweep, y!, g, () => sweep.number(x!), !sweep.finite(x!));
  },
  div(sweep, { args: [x, y], out }, g) {
    if (isLit(y!)) return sweep.add(x!, sweep.emit('div', [g, sweep.number(y)]));
    if (!sweep.active(x!) && !sweep.active(y!)) return;
    const t = sweep.emit('strong', [g, sweep.emit('div', [lit(1), sweep.number(y!)])]);
    sweep.add(x!, t);
    scaled(sweep, y!, t, () => sweep.emit('neg', [sweep.number(out[0]!)]), true);
  },
  rem(sweep, { args: [x, y] }, g) {
    sweep.add(x!, g);
    const whole = (): Atom => sweep.emit('apply', [sweep.emit('div', [sweep.number(x!), sweep.number(y!)])], ['Math.trunc']);
    scaled(sweep, y!, g, () => sweep.emit('neg', [whole()]), true);
  },
  pow: powPartials,
  neg(sweep, { args: [x] }, g) {
    if (sweep.active(x!)) sweep.add(x!, sweep.emit('neg', [g]));
  },
  plus(sweep, { args: [x] }, g) {
    sweep.add(x!, g);
  },
  select(sweep, { args: [test, x, y] }, g) {
    if (sweep.active(x!)) sweep.add(x!, sweep.emit('select', [sweep.need(test!), g, lit(0)]));
    if (sweep.active(y!)) sweep.add(y!, sweep.emit('select', [sweep.need(test!), lit(0), g]));
  },
  as(sweep, { args: [x] }, g) {
    sweep.add(x!, g);
  },
  strong(sweep, { args: [h, p] }, g) {
    scaled(sweep, h!, g, () => sweep.need(p!), true);
    scaled(sweep, p!, g, () => sweep.need(h!), false);
  },
};
