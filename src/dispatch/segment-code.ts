/** The functions that checkpointed loops become, when both sweeps stand. */
import type { Facts } from '../facts/facts.ts';
import type { Effects } from '../facts/memory.ts';
import { block, instr as make } from '../ir/build.ts';
import type { Atom, Block, Fn, Id } from '../ir/ir.ts';
import { UNRECORDED } from '../ir/turns.ts';
import { cloneBlock, mapBlock } from '../ir/walk.ts';
import { calledBy } from '../../mutation/trace/repeatable.ts';
import type { Companioned } from '../../mutation/trace/companions.ts';
import { type Turns, loopPlan, seamOf } from './segments.ts';

export interface Segment {
  readonly turns: Turns;
  /** The reverse sweep of its function. */
  readonly reverse: Block;
}

interface Surroundings {
  readonly made: Companioned;
  readonly facts: Facts;
  readonly effects: Effects;
  readonly memory: number;
  /** Which results and parameters of a function have cotangents, and the name of what takes it back. */
  readonly callee: (name: string) => { readonly back: string; readonly results: readonly number[]; readonly params: readonly number[] };
}

/** Of a function that is called where nothing is recorded. */
const plainName = (name: string): string => `${name}Plainly`;

/** For each loop the function that advances it, without any record, and the one that takes a segment back. */
export function segmentCode(segments: readonly Segment[], { made, facts }: Surroundings, whole: (body: Block) => Block): Fn[] {
  const { program, shadowOf } = made,
    fns: Fn[] = [],
    plain = new Set<string>();
  for (const { turns, reverse } of segments) {
    const fn = program.fns.find((f) => f.name === turns.name)!;
    if (!turns.deep) for (const name of calledBy(program, fn)) if (!segments.some((s) => s.turns.name === name)) plain.add(name);
    const { shadows, moved } = seamOf(turns, fn, program, facts, shadowOf);
    const given = shadows.map((k) => likeShadow(fn.body.yields[k] as Id, facts));
    const forward = whole(fn.body);
    const adopt = make('adopt', [], [...shadows.map((k) => forward.yields[k]!), ...given], { attr: moved.size > 0 ? ['moved'] : [] });
    if (!turns.deep) fns.push({ name: fn.name, body: unrecorded(fn.body, facts) });
    const params = [...forward.params, ...reverse.params, ...given];
    fns.push({ name: `${fn.name}Back`, body: block(params, [...forward.body, adopt, ...reverse.body], reverse.yields) });
  }
  for (const name of plain) fns.push({ name: plainName(name), body: unrecorded(program.fns.find((f) => f.name === name)!.body, facts) });
  return fns;
}

function likeShadow(shadow: Id, facts: Facts): Id {
  const id = facts.ids.fresh(),
    name = facts.names.get(shadow);
  facts.kinds.set(id, facts.kinds.get(shadow)!);
  if (name !== undefined) facts.names.set(id, name);
  facts.shadows.add(id);
  return id;
}

/** A copy that calls others which record nothing either. */
function unrecorded(body: Block, facts: Facts): Block {
  const copies = new Map<Id, Atom>();
  const copy = cloneBlock(body, facts, copies);
  const known = (facts.copies ??= new Map<Id, Id>());
  for (const [of, id] of copies) known.set(id as Id, of);
  return mapBlock(copy, (i) => {
    // nothing of it will be taken back: all turns at once
    if (i.op === 'record') return { ...i, op: 'call', attr: [i.attr[0]!], out: i.out.slice(0, -1) };
    if (i.op === 'setshadow') return { ...i, attr: [...i.attr, UNRECORDED] };
    return i.op === 'call' ? { ...i, attr: [plainName(i.attr[0]!), ...i.attr.slice(1)] } : i;
  });
}

/** Gives the loops that are recorded their plans; each has its share of the memory that there is. */
export function planned(body: Block, segments: readonly Segment[], { made, facts, effects, memory, callee }: Surroundings): Block {
  if (segments.length === 0) return body;
  const { program, shadowOf } = made;
  return mapBlock(body, (i) => {
    if (i.op !== 'record') return i;
    const fn = program.fns.find((f) => f.name === i.attr[0])!,
      { turns } = segments.find((s) => s.turns.name === fn.name)!;
    const { back, results: ins, params: outs } = callee(fn.name);
    const seam = seamOf(turns, fn, program, facts, shadowOf);
    const plan = loopPlan(turns, seam, fn, { ins, outs, facts, effects, whole: memory });
    const deep = i.attr[1] === '' ? [] : [callee(i.attr[1]!).back];
    return { ...i, attr: [fn.name, back, JSON.stringify(plan), ...deep] };
  });
}
