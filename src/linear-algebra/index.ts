/** Kernels of linear algebra for the user's programs, with derivatives by matrix identities. */
import './rules.ts';

export type { Flat, Rows, Tensor } from './forms.ts';
export { axpy, dot, matMul, matVec, norm } from './products.ts';
export { cholesky, inverse, logdet, solve } from './systems.ts';
