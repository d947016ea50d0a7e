/**
 * Cuts blocks into regions: runs of straight code that are pure or mutating, between control constructs. Each run goes to
 * its builder.
 */
import { pureRegion } from '../adjoint/reverse.ts';
import type { Block, Instr } from '../ir/ir.ts';
import { effectOf } from '../ir/ops.ts';
import type { Sweeps } from '../ir/sweeps.ts';
import { WRITES, type WriteFacts, mutatingRegion } from '../../mutation/trace/writes.ts';

export interface Region {
  readonly kind: 'pure' | 'mutating';
  readonly instrs: readonly Instr[];
  readonly sweeps: Sweeps;
}

/** A region, or a control construct between regions. */
export type Part = Region | Instr;
export const isRegion = (part: Part): part is Region => 'sweeps' in part;

/** The two builders of pullbacks. */
export interface Builders {
  readonly pure: (instrs: readonly Instr[]) => Sweeps;
  readonly mutating: (instrs: readonly Instr[]) => Sweeps;
}
export const buildersOf = (facts: WriteFacts): Builders => ({ pure: pureRegion, mutating: (instrs) => mutatingRegion(instrs, facts) });

export function cut(block: Block, builders: Builders): Part[] {
  const parts: Part[] = [];
  let run: Instr[] = [];
  const close = (): void => {
    if (run.length === 0) return;
    const kind = WRITES.has(run[0]!.op) ? 'mutating' : 'pure';
    parts.push({ kind, instrs: run, sweeps: builders[kind](run) });
    run = [];
  };
  for (const instr of block.body) {
    const control = effectOf(instr.op) === 'control';
    if (control || (run.length > 0 && WRITES.has(run[0]!.op) !== WRITES.has(instr.op))) close();
    if (control) parts.push(instr);
    else run.push(instr);
  }
  close();
  return parts;
}
