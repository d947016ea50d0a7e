/**
 * Turns an `if` that only chooses between values known before it into `select`: a maximum kept in a loop, a clamp, a
 * default. References keep their `if`, since their shadows follow the branch.
 */
import type { Facts } from '../facts/facts.ts';
import { isRef } from '../facts/kinds.ts';
import { kindOf } from '../facts/memory.ts';
import { instr as make } from '../ir/build.ts';
import type { Instr, Program } from '../ir/ir.ts';
import { mapBlock, mapProgram } from '../ir/walk.ts';

/** More results than this stay one branch. */
const MOST = 2;

export function select(program: Program, facts: Facts): Program {
  const chooses = ({ op, out, blocks }: Instr): boolean =>
    op === 'if' &&
    out.length > 0 &&
    out.length <= MOST &&
    blocks.every((b) => b.body.length === 0) &&
    !out.some((id) => isRef(kindOf(facts, id)));
  const rewrite = (i: Instr): Instr | readonly Instr[] =>
    chooses(i)
      ? i.out.map((id, k) => make('select', [id], [i.args[0]!, i.blocks[0]!.yields[k]!, i.blocks[1]!.yields[k]!], { site: i.site }))
      : i;
  return mapProgram(program, (body) => mapBlock(body, rewrite));
}
