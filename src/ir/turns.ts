/**
 * Calls that stand for a loop: of a function that runs some turns of it (`mutation/trace/checkpoint.ts` makes them). Its first
 * two parameters are the range, or the most turns and whether there is one to make; then comes what the loop carries.
 */
import type { Instr } from './ir.ts';

/** The word after the function's name; then the step of a counted loop, and a function that does the same, with loops inside of it checkpointed too (both or either may be empty). */
export const TURNS = 'turns';
export const isTurns = ({ op, attr }: Instr): boolean => op === 'call' && attr[1] === TURNS;

export const isCounted = ({ attr }: Instr): boolean => attr[2] !== '';

/** For each of `params` parameters the result that it is for the turns that follow; -1 where it stays what it is. */
export function nextOfTurns(counted: boolean, params: number, results: number): number[] {
  const carried = counted ? results : results - 2;
  return Array.from({ length: params }, (_, p) => (p >= 2 && p < 2 + carried ? p - 2 + (counted ? 0 : 1) : p === 1 && !counted ? 0 : -1));
}

/** After the function's name in a call of what `checkpoint` was given: it may be run again instead of being recorded. */
export const AGAIN = 'again';
export const isAgain = ({ op, attr }: Instr): boolean => op === 'call' && attr[1] === AGAIN;

/** Of `setshadow` in code that records nothing: no reverse sweep follows. */
export const UNRECORDED = 'unrecorded';
