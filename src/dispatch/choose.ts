/** Chooses the form of each memory slot: snapshot where kept loads outweigh the stores, keep elsewhere; or as forced. */
import type { Facts } from '../facts/facts.ts';
import { type Effects, type Slot, kindOf, slotOf } from '../facts/memory.ts';
import { type ClassId, classesIn } from '../facts/kinds.ts';
import type { Id, Instr, Program } from '../ir/ir.ts';
import { forEachInstr } from '../ir/walk.ts';
import { restorable, weight } from '../../mutation/trace/forms.ts';
import type { Definitions } from './definitions.ts';

export type Mutation = 'auto' | 'snapshot' | 'keep';

export interface Choice {
  readonly slot: Slot;
  readonly form: 'snapshot' | 'keep';
  readonly reason: string;
  readonly stores: readonly Instr[];
  /** It could be restored. */
  readonly possible: boolean;
}

interface Options {
  readonly mode: 'fused' | 'detached';
  readonly mutation: Mutation;
  readonly userInputs: readonly number[];
  readonly reachable: ReadonlySet<ClassId>;
}

export function chooseForms(
  program: Program,
  facts: Facts,
  effects: Effects,
  definitions: Definitions,
  kept: ReadonlySet<Id>,
  options: Options,
  entry: readonly Id[],
): Choice[] {
  const stores = new Map<Slot, Instr[]>(),
    loads = new Map<Slot, number>();
  const attempted = new Set<Slot>();
  forEachInstr(program, (i) => {
    for (const tried of i.op === 'attempt' ? i.blocks[0]!.body : [])
      if (tried.op === 'store') attempted.add(slotOf(facts, tried.args[0]!, tried.args[1]!));
    if (i.op !== 'store') return;
    const slot = slotOf(facts, i.args[0]!, i.args[1]!);
    stores.set(slot, [...(stores.get(slot) ?? []), i]);
  });
  for (const id of kept) {
    const { instr, depth } = definitions.of(id);
    if (instr?.op !== 'load' || facts.shadows.has(id)) continue;
    const slot = slotOf(facts, instr.args[0]!, instr.args[1]!);
    loads.set(slot, (loads.get(slot) ?? 0) + weight(depth));
  }
  const roots = new Set(options.userInputs.map((i) => facts.heap.root(kindOf(facts, entry[i]!).cls)));
  return [...stores].map(([slot, list]): Choice => {
    const no = (reason: string): Choice => ({ slot, form: 'keep', reason, stores: list, possible: false });
    if (effects.isWritten('*')) return no('a function that is not transformed may write it');
    if (attempted.has(slot)) return no('a store to it may throw');
    if (!restorable(facts, slot)) return no('its shape can change, or it holds other things than numbers');
    if (options.mode === 'detached') return no('a detached sweep restores nothing');
    if (!restorableUser(facts, slot, roots, options.reachable)) return no("it lies inside an object of the caller's");
    const reads = loads.get(slot) ?? 0,
      writes = list.reduce((sum, i) => sum + weight(definitions.depthOf(i)), 0);
    const cost = `${reads} needed reads to ${writes} writes, weighed by depth of loops`;
    if (options.mutation !== 'auto') return { slot, form: options.mutation, reason: 'forced', stores: list, possible: true };
    return { slot, form: reads > writes ? 'snapshot' : 'keep', reason: cost, stores: list, possible: true };
  });
}

/** Memory of the caller's is put back at the end, which is possible for arguments and captures themselves. */
function restorableUser(facts: Facts, slot: Slot, roots: ReadonlySet<number>, reachable: ReadonlySet<ClassId>): boolean {
  const cls = Number(slot.slice(0, slot.indexOf(':'))),
    { heap } = facts;
  if (!reachable.has(heap.root(cls))) return true;
  if (!roots.has(heap.root(cls))) return false;
  return heap.roots().every((r) => [...heap.get(r).slots.values()].every((k) => classesIn(k).every((id) => !heap.same(id, cls))));
}
