/** The functions of derivatives of kernels, each as a program of its own. */
import type { Facts } from '../facts/facts.ts';
import type { Program } from '../ir/ir.ts';
import { reached } from '../syntax/lower/kernels.ts';
import { type Settings, withDerivatives } from './nested.ts';
import { PRIMAL, runStages } from './pipeline.ts';

/** The functions of derivatives of kernels, made ready where they are wanted. */
export function programsOf(facts: Facts, settings: Settings): (name: string) => Program {
  const known = new Map<string, Program>();
  return (name) => {
    let program = known.get(name);
    if (!program) {
      const { fns } = facts.kernels!,
        own = reached(fns, [name]);
      const plain = { fns: [...fns.filter((f) => f.name === name), ...fns.filter((f) => f.name !== name && own.has(f.name))] };
      known.set(name, (program = runStages(PRIMAL, withDerivatives(plain, facts, settings), facts, settings.watch)));
    }
    return program;
  };
}
