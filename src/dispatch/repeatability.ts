/** Whether a program can be run several times for one call of it. */
import type { Facts } from '../facts/facts.ts';
import { isKernel } from '../facts/kernels.ts';
import { classesIn } from '../facts/kinds.ts';
import { Effects, type Slot, kindOf } from '../facts/memory.ts';
import type { Instr, Program } from '../ir/ir.ts';
import { forEachInstr } from '../ir/walk.ts';

export interface Repeatability {
  /** It changes nothing that was there before, and does nothing that can be seen. */
  readonly calm: boolean;
  /** A function that is not transformed may change memory: nothing can be run a second time. */
  readonly once: boolean;
}

/** `assigns`: captured variables are memory of it. */
export function repeatability(program: Program, facts: Facts, assigns: boolean): Repeatability {
  const effects = new Effects(program, facts);
  const own = (slot: Slot): boolean => {
    const cls = Number(slot.slice(0, slot.indexOf(':')));
    return Number.isInteger(cls) && cls >= 0 && !facts.heap.get(cls).user;
  };
  let acts = assigns;
  for (const fn of program.fns)
    forEachInstr(fn, ({ op, attr }) => void (acts ||= op === 'hook' || op === 'construct' || (op === 'native' && attr[1] !== 'kept')));
  return { calm: !acts && [...effects.written].every(own), once: effects.isWritten('*') };
}

/**
 * A function of the program that may run as often as one likes: it writes no memory that it is given, draws nothing, and calls
 * nothing that is not transformed.
 */
export function isUnnoticed(program: Program, facts: Facts): boolean {
  const given = facts.heap.closure(program.fns[0]!.body.params.flatMap((p) => classesIn(kindOf(facts, p))));
  const own = (slot: Slot): boolean => {
    const cls = Number(slot.slice(0, slot.indexOf(':')));
    return Number.isInteger(cls) && cls >= 0 && !given.has(facts.heap.root(cls));
  };
  const makesError = ({ op, attr }: Instr): boolean => op === 'construct' && /Error$/.test(attr[0] ?? '');
  let acts = false;
  for (const fn of program.fns)
    forEachInstr(
      fn,
      (i) => void (acts ||= i.op === 'hook' || (i.op === 'construct' && !makesError(i)) || (i.op === 'native' && !isKernel(i))),
    );
  return !acts && [...new Effects(program, facts).written].every(own);
}
