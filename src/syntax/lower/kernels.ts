/** Programs that call kernels: what is derivative and what is program, and which memory kernels have to get copies of. */
import { KEYS } from '../../facts/heap.ts';
import { classesIn } from '../../facts/kinds.ts';
import { Effects } from '../../facts/memory.ts';
import type { Atom, Fn, Program } from '../../ir/ir.ts';
import { forEachInstr } from '../../ir/walk.ts';
import type { Lowering } from './state.ts';

/** The functions that some functions lead to, themselves included. */
export function reached(fns: readonly Fn[], from: readonly string[]): ReadonlySet<string> {
  const byName = new Map(fns.map((fn) => [fn.name, fn])),
    found = new Set(from);
  for (const name of found) {
    const fn = byName.get(name);
    if (fn) forEachInstr(fn, ({ op, attr }) => void ((op === 'call' || op === 'derive') && found.add(attr[0]!)));
  }
  return found;
}

/** Takes the derivatives of kernels out of the program: transforms put them in where they use them. */
export function withoutDerivatives(l: Lowering, fns: readonly Fn[]): readonly Fn[] {
  if (l.kernels.length === 0) return fns;
  const { derivatives } = l.facts.kernels!,
    own = reached(fns, [fns[0]!.name]);
  const others = reached(
    fns,
    [...derivatives.values()].map(({ name }) => name),
  );
  l.facts.kernels!.fns = fns.filter(({ name }) => others.has(name));
  return fns.filter(({ name }) => own.has(name));
}

/** Notes the memory that kernels read and that something changes. `later`: the caller may change what is theirs. */
export function noteCopies(l: Lowering, program: Program, later: boolean): void {
  if (l.kernels.length === 0) return;
  const { heap } = l;
  const effects = new Effects({ fns: [...program.fns, ...l.facts.kernels!.fns.filter((fn) => !program.fns.includes(fn))] }, l.facts);
  const changes = (value: Atom): boolean => {
    for (const cls of heap.closure(classesIn(l.kind(value)))) {
      const { slots, user } = heap.get(cls);
      if (user && later) return true;
      if (effects.isWritten(`${cls}:length`)) return true;
      for (const name of slots.keys()) if (name !== KEYS && effects.isWritten(`${cls}:${name}`)) return true;
    }
    return false;
  };
  for (const { key, places, result } of l.kernels) {
    places.forEach((value, i) => !l.session.isCopied(`${key} ${i}`) && changes(value) && l.session.copyFor(`${key} ${i}`));
    if (!l.session.isCopied(`${key} result`) && changes(result)) l.session.copyFor(`${key} result`);
  }
}
