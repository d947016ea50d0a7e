/** Code that is never left at its end. */
import type { Block } from './ir.ts';

/** Whether every way through a block ends in a throw: nothing of it is ever run backwards. */
export const neverEnds = (block: Block): boolean =>
  block.body.some(({ op, blocks }) => {
    if (op === 'throw') return true;
    if (op === 'guard' || op === 'settle') return neverEnds(blocks[0]!);
    return op === 'if' && blocks.every(neverEnds);
  });
