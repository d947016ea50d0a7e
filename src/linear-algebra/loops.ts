/** Products and triangular systems over Float64Arrays by rows, in the order in which memory lies. */

/** Rows of the right factor that are used again while they are near. */
const BLOCK = 64;

/** C = A B of m × k and k × n. Four rows of B at a time: a number of C is loaded and stored once for four products. */
export function product(a: Float64Array, b: Float64Array, m: number, k: number, n: number): Float64Array {
  const c = new Float64Array(m * n);
  if (n === 1) return byVector(c, a, b, m, k);
  for (let from = 0; from < k; from += BLOCK) {
    const to = Math.min(k, from + BLOCK);
    for (let i = 0; i < m; i++) {
      const at = i * n;
      let p = from;
      for (; p + 3 < to; p += 4) {
        const ai = i * k + p,
          a0 = a[ai]!,
          a1 = a[ai + 1]!,
          a2 = a[ai + 2]!,
          a3 = a[ai + 3]!;
        const b0 = p * n,
          b1 = b0 + n,
          b2 = b1 + n,
          b3 = b2 + n;
        for (let j = 0; j < n; j++) c[at + j] = c[at + j]! + a0 * b[b0 + j]! + a1 * b[b1 + j]! + a2 * b[b2 + j]! + a3 * b[b3 + j]!;
      }
      for (; p < to; p++) {
        const ap = a[i * k + p]!,
          bp = p * n;
        for (let j = 0; j < n; j++) c[at + j] = c[at + j]! + ap * b[bp + j]!;
      }
    }
  }
  return c;
}

function byVector(y: Float64Array, a: Float64Array, x: Float64Array, m: number, k: number): Float64Array {
  for (let i = 0; i < m; i++) {
    let s0 = 0,
      s1 = 0,
      j = 0;
    const at = i * k;
    for (; j + 1 < k; j += 2) {
      s0 += a[at + j]! * x[j]!;
      s1 += a[at + j + 1]! * x[j + 1]!;
    }
    if (j < k) s0 += a[at + j]! * x[j]!;
    y[i] = s0 + s1;
  }
  return y;
}

const TILE = 32;

export function transpose(a: Float64Array, m: number, n: number): Float64Array {
  if (m === 1 || n === 1) return a;
  const t = new Float64Array(a.length);
  for (let i0 = 0; i0 < m; i0 += TILE)
    for (let j0 = 0; j0 < n; j0 += TILE) {
      const i1 = Math.min(m, i0 + TILE),
        j1 = Math.min(n, j0 + TILE);
      for (let i = i0; i < i1; i++) for (let j = j0; j < j1; j++) t[j * m + i] = a[i * n + j]!;
    }
  return t;
}

/** Aᵀ x for a vector, by rows of A. */
export function transposedByVector(a: Float64Array, x: Float64Array, m: number, n: number): Float64Array {
  const y = new Float64Array(n);
  for (let i = 0; i < m; i++) {
    const xi = x[i]!,
      at = i * n;
    for (let j = 0; j < n; j++) y[j] = y[j]! + a[at + j]! * xi;
  }
  return y;
}

/** Overwrites B (n × r) with L⁻¹ B; `unit`: ones on the diagonal of L, which is not looked at. Above the diagonal nothing is read. */
export function forwardSubstitution(l: Float64Array, b: Float64Array, n: number, r: number, unit = false): void {
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) subtractRow(b, i, k, l[i * n + k]!, r);
    if (!unit) divideRow(b, i, l[i * n + i]!, r);
  }
}

/** Overwrites B with U⁻¹ B. */
export function backSubstitution(u: Float64Array, b: Float64Array, n: number, r: number): void {
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) subtractRow(b, i, k, u[i * n + k]!, r);
    divideRow(b, i, u[i * n + i]!, r);
  }
}

/** Overwrites B with L⁻ᵀ B. */
export function transposedForward(l: Float64Array, b: Float64Array, n: number, r: number, unit = false): void {
  for (let i = n - 1; i >= 0; i--) {
    if (!unit) divideRow(b, i, l[i * n + i]!, r);
    for (let k = 0; k < i; k++) subtractRow(b, k, i, l[i * n + k]!, r);
  }
}

/** Overwrites B with U⁻ᵀ B. */
export function transposedBack(u: Float64Array, b: Float64Array, n: number, r: number): void {
  for (let i = 0; i < n; i++) {
    divideRow(b, i, u[i * n + i]!, r);
    for (let k = i + 1; k < n; k++) subtractRow(b, k, i, u[i * n + k]!, r);
  }
}

function subtractRow(b: Float64Array, to: number, from: number, factor: number, r: number): void {
  if (factor === 0) return;
  const t = to * r,
    f = from * r;
  for (let j = 0; j < r; j++) b[t + j] = b[t + j]! - factor * b[f + j]!;
}

function divideRow(b: Float64Array, at: number, by: number, r: number): void {
  for (let j = at * r; j < (at + 1) * r; j++) b[j] = b[j]! / by;
}
