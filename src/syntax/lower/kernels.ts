/** Programs that call kernels: what is derivative and what is program, and which memory kernels have to get copies of. */
import { KEYS } from '../../facts/heap.ts';
import { classesIn } from '../../facts/kinds.ts';
import { Effects } from '../../facts/memory.ts';
import type { Atom, Block, Fn, Id, Instr, Program } from '../../ir/ir.ts';
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

/** What may run after a value is made, in the function that makes it; null where the function has no such value. */
function runsAfter({ body: block }: Fn, id: Id): readonly Instr[] | null {
  const after: Instr[] = [];
  const find = ({ body }: Block): boolean =>
    body.some((i, k) => {
      if (!i.out.includes(id)) {
        if (!i.blocks.some(find)) return false;
        if (i.op === 'for' || i.op === 'loop') after.push(i);
      }
      after.push(...body.slice(k + 1));
      return true;
    });
  return find(block) ? after : null;
}

/** Notes the memory that kernels read and that something changes afterwards. `later`: the caller may change what is theirs. */
export function noteCopies(l: Lowering, program: Program, later: boolean): void {
  if (l.kernels.length === 0) return;
  const { heap } = l,
    { fns: others, derivatives } = l.facts.kernels!;
  const all = [...program.fns, ...others.filter((fn) => !program.fns.includes(fn))],
    effects = new Effects({ fns: all }, l.facts);
  const called = new Set([...derivatives.values()].map(({ name }) => name));
  /** Whether a slot may be written when the kernel has run. */
  const written = (id: Id): ((slot: string, comesIn: boolean) => boolean) => {
    for (const fn of all) {
      const after = runsAfter(fn, id);
      if (!after) continue;
      // what comes into a function may be changed by whoever calls it
      if (fn !== all[0] && !called.has(fn.name)) break;
      return (slot, comesIn) => (comesIn && fn !== all[0] ? effects.isWritten(slot) : after.some((i) => effects.overwrites(i, slot)));
    }
    return (slot) => effects.isWritten(slot);
  };
  const entering = heap.closure(all.flatMap(({ body }) => body.params.flatMap((p) => classesIn(l.kind(p)))));
  for (const { key, places, result } of l.kernels) {
    const isWritten = written(result);
    const changes = (value: Atom): boolean => {
      for (const cls of heap.closure(classesIn(l.kind(value)))) {
        const { slots, user } = heap.get(cls);
        if (user && later) return true;
        const names = [...slots.keys()].filter((name) => name !== KEYS).map((name) => `${cls}:${name}`);
        if ([...names, `${cls}:length`].some((slot) => isWritten(slot, entering.has(cls)))) return true;
      }
      return false;
    };
    places.forEach((value, i) => !l.session.isCopied(`${key} ${i}`) && changes(value) && l.session.copyFor(`${key} ${i}`));
    if (!l.session.isCopied(`${key} result`) && changes(result)) l.session.copyFor(`${key} result`);
  }
}
