/** The log-likelihood of a Gaussian mixture, with a Wishart prior on the precisions: the objective of the ADBench collection. */

export interface Mixture {
  /** One for each component: the logarithm of its weight, up to a constant. */
  alphas: Float64Array;
  /** Component after component, `d` numbers each. */
  means: Float64Array;
  /** A triangular factor of each precision: `d` logarithms of the diagonal, then what is below it, column by column. */
  factors: Float64Array;
}

export interface Points {
  d: number;
  k: number;
  n: number;
  x: Float64Array;
  /** The prior: its scale and its degrees of freedom beyond d + 1. */
  gamma: number;
  m: number;
}

function logSumExp(v: Float64Array): number {
  let most = -Infinity;
  for (const x of v) most = Math.max(most, x);
  let sum = 0;
  for (const x of v) sum += Math.exp(x - most);
  return most + Math.log(sum);
}

/** Stirling's series, after stepping up to where it is accurate. */
function logGamma(x: number): number {
  let shift = 0;
  while (x < 15) shift += Math.log(x++);
  const r = 1 / (x * x);
  const series = 1 / 12 - r * (1 / 360 - r * (1 / 1260 - r * (1 / 1680 - r / 1188)));
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series / x - shift;
}

/** The part of the prior that does not depend on the mixture, for one component. */
function priorConstant(d: number, gamma: number, m: number): number {
  const degrees = d + m + 1;
  let logGammas = 0.25 * d * (d - 1) * Math.log(Math.PI);
  for (let j = 0; j < d; j++) logGammas += logGamma((degrees - j) / 2);
  return degrees * d * (Math.log(gamma) - 0.5 * Math.log(2)) - logGammas;
}

export function logLikelihood({ alphas, means, factors }: Mixture, { d, k, n, x, gamma, m }: Points): number {
  const size = (d * (d + 1)) / 2;
  const diagonals = new Float64Array(k * d);
  const logDeterminants = new Float64Array(k);
  let prior = -k * priorConstant(d, gamma, m);
  for (let c = 0; c < k; c++) {
    let squares = 0;
    for (let j = 0; j < d; j++) {
      const log = factors[c * size + j]!;
      const diagonal = Math.exp(log);
      diagonals[c * d + j] = diagonal;
      logDeterminants[c]! += log;
      squares += diagonal * diagonal;
    }
    for (let j = d; j < size; j++) squares += factors[c * size + j]! ** 2;
    prior += 0.5 * gamma * gamma * squares - m * logDeterminants[c]!;
  }

  const difference = new Float64Array(d);
  const whitened = new Float64Array(d);
  const terms = new Float64Array(k);
  let total = 0;
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < k; c++) {
      for (let j = 0; j < d; j++) {
        difference[j] = x[i * d + j]! - means[c * d + j]!;
        whitened[j] = diagonals[c * d + j]! * difference[j]!;
      }
      let at = c * size + d;
      for (let column = 0; column < d; column++) {
        for (let row = column + 1; row < d; row++) whitened[row]! += factors[at++]! * difference[column]!;
      }
      let distance = 0;
      for (let j = 0; j < d; j++) distance += whitened[j]! * whitened[j]!;
      terms[c] = alphas[c]! + logDeterminants[c]! - 0.5 * distance;
    }
    total += logSumExp(terms);
  }
  return -0.5 * n * d * Math.log(2 * Math.PI) + total - n * logSumExp(alphas) + prior;
}
