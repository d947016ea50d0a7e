/**
 * ml-matrix: its own source is differentiated, decompositions included, so that nothing has to be defined but what is to be refused. What
 * is told here is the verdict on each export, which is tested with the package.
 *
 * @example
 * gradient((rows) => inverse(new Matrix(rows)).trace(), [[2, 1], [1, 3]]);
 */
import { type Rule, never } from '../../src/index.ts';
import { type Make, type Verdict, rulesOf, verdictsOf } from './pack.ts';

const TABLE: Readonly<Record<string, Make>> = {
  linearDependencies: (fn) => never(fn, 'whether rows depend on each other is no smooth function of them'),
};

const SOURCE = [
  'AbstractMatrix', 'CHO', 'CholeskyDecomposition', 'DistanceMatrix', 'EVD', 'EigenvalueDecomposition', 'LU', 'LuDecomposition', 'Matrix',
  'MatrixColumnSelectionView', 'MatrixColumnView', 'MatrixFlipColumnView', 'MatrixFlipRowView', 'MatrixRowSelectionView', 'MatrixRowView',
  'MatrixSelectionView', 'MatrixSubView', 'MatrixTransposeView', 'NIPALS', 'Nipals', 'QR', 'QrDecomposition', 'SVD',
  'SingularValueDecomposition', 'SymmetricMatrix', 'WrapperMatrix1D', 'WrapperMatrix2D', 'correlation', 'covariance', 'default',
  'determinant', 'inverse', 'pseudoInverse', 'solve', 'wrap',
]; // oxfmt-ignore

/** The rules for the functions of ml-matrix that are given: `mlMatrix(ml)`. */
export const mlMatrix = (functions: Readonly<Record<string, unknown>>): Rule[] => rulesOf(TABLE, functions);

export const verdicts: Readonly<Record<string, Verdict>> = verdictsOf({}, Object.keys(TABLE), SOURCE);
