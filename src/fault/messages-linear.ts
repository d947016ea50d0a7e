/** Messages of the kernels of linear algebra. */
import type { Message } from './words.ts';

export const LINEAR = {
  /** name, needs, received */
  E_LINEAR: {
    kind: 'refused',
    reason: (d) => `\`${d.name}\` takes ${d.needs}, and was given ${d.received}.`,
    hint: () =>
      'Matrices are lists of rows, `[[1, 2], [3, 4]]`, or flat lists by rows: `matMul(a, b, m, k, n)` multiplies m × k by k × n numbers.',
  },
  /** name */
  'E_LINEAR/ragged': {
    kind: 'refused',
    reason: (d) => `\`${d.name}\` was given a matrix whose rows have different lengths.`,
    hint: () => 'All rows of a matrix have the same length.',
  },
  /** name */
  'E_LINEAR/singular': {
    kind: 'refused',
    reason: (d) => `The matrix given to \`${d.name}\` is singular: in its elimination a pivot is 0.`,
    hint: () => 'Add a small multiple of the identity, or solve in the sense of least squares: `solve(AᵀA, Aᵀb)`.',
  },
  /** name */
  'E_LINEAR/definite': {
    kind: 'refused',
    reason: (d) => `The matrix given to \`${d.name}\` is not positive definite: a pivot is not greater than 0.`,
    hint: () => 'A covariance that is rounded wants a small multiple of the identity added.',
  },
} as const satisfies Record<string, Message>;
