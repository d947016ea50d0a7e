/** Places where the cotangent of a value goes through a function of the user's. */
import { instr as make } from '../ir/build.ts';
import { type Atom, type Instr, lit } from '../ir/ir.ts';
import type { Reverse } from '../ir/sweeps.ts';

/** The forward sweep, and the tangent program, only have the value. */
export const withoutHook = (instr: Instr): readonly Instr[] =>
  instr.op !== 'hook' ? [instr] : instr.out.length === 0 ? [] : [make('plus', instr.out, instr.args.slice(0, 1), { site: instr.site })];

export function hookAdjoint(sweep: Reverse, { args: [x, hook, ...operands], attr: [name], out: [value] }: Instr): void {
  if (value === undefined) {
    const shadow = sweep.shadow(x!);
    if (shadow !== null) sweep.emit('hooked', [sweep.need(hook!), sweep.need(x!), shadow]);
    return;
  }
  if (!sweep.active(value)) return;
  const g = sweep.bar(value) ?? lit(0);
  const need = (atom: Atom): Atom => sweep.need(atom);
  if (name === undefined) return sweep.add(x!, sweep.emit('hooked', [need(hook!), g]));
  const [own, ...others] = operands.map(need);
  sweep.add(x!, sweep.emit('call', [own!, g, ...others], [name]));
}
