/** What leaves a program while it runs or at its end. */
import { KERNEL } from '../facts/kernels.ts';
import type { Atom, Program } from '../ir/ir.ts';
import { forEachInstr } from '../ir/walk.ts';

/** What others get hold of: results, and what functions that are not transformed are given. */
export function leaving(program: Program): Atom[] {
  const found = [...program.fns[0]!.body.yields];
  for (const fn of program.fns)
    forEachInstr(fn, ({ op, args, attr }) => {
      if (op === 'construct' || (op === 'native' && attr[1] !== 'inert' && attr[1] !== KERNEL)) found.push(...args);
    });
  return found;
}
