/** How much a set of sites tells about a random surface: the log-determinant of their covariances. */

export interface Survey {
  /** Coordinates, two for each site. */
  sites: Float64Array;
  /** How far the surface varies, over what distance, and how far measurements err. */
  amplitude: number;
  distance: number;
  error: number;
}

/** Cholesky's factorisation of a symmetric matrix in place; only the lower triangle is read and overwritten. */
export function factorise(a: Float64Array, n: number): void {
  for (let j = 0; j < n; j++) {
    for (let k = 0; k < j; k++) a[j * n + j]! -= a[j * n + k]! * a[j * n + k]!;
    const pivot = Math.sqrt(a[j * n + j]!);
    a[j * n + j] = pivot;
    for (let i = j + 1; i < n; i++) {
      let sum = a[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= a[i * n + k]! * a[j * n + k]!;
      a[i * n + j] = sum / pivot;
    }
  }
}

export function logDeterminant({ sites, amplitude, distance, error }: Survey): number {
  const n = sites.length / 2;
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const dx = sites[2 * i]! - sites[2 * j]!;
      const dy = sites[2 * i + 1]! - sites[2 * j + 1]!;
      a[i * n + j] = amplitude * amplitude * Math.exp((-0.5 * (dx * dx + dy * dy)) / (distance * distance));
    }
    a[i * n + i]! += error * error;
  }
  factorise(a, n);
  let sum = 0;
  for (let i = 0; i < n; i++) sum += Math.log(a[i * n + i]!);
  return 2 * sum;
}
