/** Messages of debug mode: nothing is refused, and nothing may be wrong. */
import type { Message } from './words.ts';

export const WARNINGS = {
  /** what (`value` or `derivative`), value */
  W_NONFINITE: {
    kind: 'warning',
    reason: (d) => `The first ${d.what} that is not finite, ${d.value}, was computed here.`,
    hint: () => 'It is what JavaScript computes; look at the operands if it was not meant.',
  },
  W_INTEGER_STORE: {
    kind: 'warning',
    reason: () => 'A number that the result depends on is stored into an integer array: it is rounded, and its derivative ends here.',
    hint: () => 'Use a Float64Array or a plain array, if the number should carry a derivative.',
  },
} as const satisfies Record<string, Message>;
