/**
 * Pure regions: straight code that reads memory and writes none that existed before. Its pullback is a source-transformed
 * adjoint: cotangents in locals, needed values kept or recomputed as the dispatcher decides.
 */
import { isKernel } from '../facts/kernels.ts';
import type { Instr } from '../ir/ir.ts';
import type { Reverse, Sweeps } from '../ir/sweeps.ts';
import { ARITHMETIC } from './arithmetic.ts';
import { hookAdjoint, withoutHook } from './hook.ts';
import { MEMORY } from './memory.ts';
import { ruleAdjoint } from './rule.ts';

/** The sweeps of a pure region. */
export function pureRegion(instrs: readonly Instr[]): Sweeps {
  return { forward: instrs.flatMap(withoutHook), reverse: (sweep) => [...instrs].reverse().forEach((instr) => reverseInstr(sweep, instr)) };
}

function reverseInstr(sweep: Reverse, instr: Instr): void {
  sweep.at(instr);
  if (isKernel(instr)) return sweep.kernel(instr);
  const memory = MEMORY[instr.op];
  if (memory) return memory(sweep, instr);
  if (instr.op === 'hook') return hookAdjoint(sweep, instr);
  const result = instr.out[0];
  if (result === undefined || !sweep.active(result)) return;
  const g = sweep.bar(result);
  if (g === null) return;
  if (instr.op === 'apply') ruleAdjoint(sweep, instr, g);
  else ARITHMETIC[instr.op]?.(sweep, instr, g);
}
