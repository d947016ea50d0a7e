/** Calls that are run again instead of being recorded (`checkpoint` in user code): to run time each is a loop of one turn. */
import type { Facts } from '../facts/facts.ts';
import type { Fn, Program } from '../ir/ir.ts';
import { AGAIN, isAgain } from '../ir/turns.ts';
import { mapBlock } from '../ir/walk.ts';
import { outlinedCall } from '../../mutation/trace/checkpoint.ts';
import { isRepeatable } from '../../mutation/trace/repeatable.ts';
import { type Checkpointed, type Turns, unused } from './segments.ts';

/** The program with turns in place of the calls that are marked, where they can be run again. */
export function again(program: Program, facts: Facts): Checkpointed | null {
  const made: Fn[] = [],
    turns: Turns[] = [];
  const fns = program.fns.map((fn): Fn => ({
    name: fn.name,
    body: mapBlock(fn.body, (call) => {
      if (!isAgain(call) || !isRepeatable(program, call, facts)) return call;
      const name = unused(`${call.attr[0]}Turn`, [...program.fns, ...made]);
      const { code, fn: turn } = outlinedCall(call, name, facts);
      made.push(turn);
      turns.push({ name, step: 1, params: turn.body.params, results: turn.body.yields.length, share: 1, deep: false, kind: AGAIN });
      return code;
    }),
  }));
  return turns.length === 0 ? null : { program: { fns: [...fns, ...made] }, turns };
}
