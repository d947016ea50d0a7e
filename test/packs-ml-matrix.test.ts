/** The pack for ml-matrix: every export has a verdict, and what is read passes `checkRule` at several matrices. */
import * as ml from 'ml-matrix';
import { expect, test } from 'vitest';
import { mlMatrix, verdicts } from '../rules/packs/ml-matrix.ts';
import { checkRule, gradient, withRules } from '../src/index.ts';
import { refusal } from './rule-checks.ts';

type Numbers = number[];
const of = (a: Numbers): ml.Matrix => ml.Matrix.from1DArray(2, 2, a);
const symmetric = (a: Numbers): ml.Matrix => of([a[0]!, a[1]!, a[1]!, a[3]!]);
const total = (m: ml.AbstractMatrix): number => {
  let sum = 0;
  for (let i = 0; i < m.rows; i++) for (let j = 0; j < m.columns; j++) sum += (i + 2 * j + 1) * m.get(i, j);
  return sum;
};
const points = [
  [2, 0.5, 0.3, 1.5],
  [1.2, -0.4, 0.7, 3],
  [4, 1.1, -0.2, 0.9],
];
const other = of([1, -1, 0.4, 2]);

/** A program for each export. */
const programs: Record<string, (a: Numbers) => number> = {
  AbstractMatrix: (a) => total(ml.AbstractMatrix.from1DArray(2, 2, a).mmul(other)) + of(a).norm() + of(a).trace(),
  CHO: (a) => total(new ml.CHO(symmetric(a)).lowerTriangularMatrix),
  DistanceMatrix: (a) => total(ml.DistanceMatrix.from1DArray(2, 2, a).mul(2)),
  EVD: (a) => new ml.EVD(symmetric(a)).realEigenvalues[0]!,
  LU: (a) => total(new ml.LU(of(a)).solve(other)),
  Matrix: (a) => total(ml.Matrix.add(of(a), other).mmul(of(a)).transpose().mul(of(a))) + of(a).dot(other),
  MatrixColumnSelectionView: (a) => total(new ml.MatrixColumnSelectionView(of(a), [1, 0])),
  MatrixColumnView: (a) => total(new ml.MatrixColumnView(of(a), 1)),
  MatrixFlipColumnView: (a) => total(new ml.MatrixFlipColumnView(of(a))),
  MatrixFlipRowView: (a) => total(new ml.MatrixFlipRowView(of(a))),
  MatrixRowSelectionView: (a) => total(new ml.MatrixRowSelectionView(of(a), [1, 0])),
  MatrixRowView: (a) => total(new ml.MatrixRowView(of(a), 1)),
  MatrixSelectionView: (a) => total(new ml.MatrixSelectionView(of(a), [1, 0], [0, 1])),
  MatrixSubView: (a) => total(new ml.MatrixSubView(of(a), 0, 1, 0, 0)),
  MatrixTransposeView: (a) => total(new ml.MatrixTransposeView(of(a))),
  NIPALS: (a) => total(new ml.NIPALS(of(a)).w as ml.Matrix),
  QR: (a) => total(new ml.QR(of(a)).solve(other)),
  SVD: (a) => new ml.SVD(of(a)).diagonal[0]!,
  SymmetricMatrix: (a) => total(new ml.SymmetricMatrix([[a[0]!, a[1]!], [a[1]!, a[3]!]]).mmul(other)),
  WrapperMatrix1D: (a) => total(new ml.WrapperMatrix1D(a, { rows: 2 }).mmul(other)),
  WrapperMatrix2D: (a) => total(new ml.WrapperMatrix2D([a.slice(0, 2), a.slice(2)]).mmul(other)),
  correlation: (a) => total(ml.correlation(of(a).mmul(of(a)), other)),
  covariance: (a) => total(ml.covariance(of(a))),
  determinant: (a) => ml.determinant(of(a)),
  inverse: (a) => total(ml.inverse(of(a))),
  pseudoInverse: (a) => total(ml.pseudoInverse(of(a))),
  solve: (a) => total(ml.solve(of(a), other)),
  wrap: (a) => total(ml.wrap([a.slice(0, 2), a.slice(2)]).mmul(other)),
}; // oxfmt-ignore

const exported: Readonly<Record<string, unknown>> = ml;
/** Other names of the same. */
const same = (name: string): string => Object.keys(programs).find((known) => exported[known] === exported[name]) ?? name;

test('every export has a verdict', () => {
  expect(Object.keys(ml).filter((name) => verdicts[name] === undefined)).toEqual([]);
  expect(Object.keys(ml).filter((name) => verdicts[name] !== 'refused' && !programs[same(name)])).toEqual([]);
});

test.each(Object.keys(programs))('%s', (name) => {
  checkRule(programs[name]!, points.map((a) => [a]), { directions: 1 }).assert(); // oxfmt-ignore
});

test('what is refused', () => {
  const f = (a: Numbers): number => total(ml.linearDependencies(of(a)));
  expect(refusal(() => withRules(mlMatrix(ml), () => gradient(f, points[0]!))).message).toContain('depend on each other');
});
