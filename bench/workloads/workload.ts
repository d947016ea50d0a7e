/** A loss as people write it, and its adjoint as an expert would write it by hand. */
export interface Workload {
  readonly name: string;
  readonly f: (...args: any[]) => number;
  readonly args: unknown[];
  readonly wrt: readonly number[];
  /** Value and gradients, in the form that `valueAndGrad(f, { wrt })` has. */
  readonly expert: (...args: any[]) => readonly [number, readonly unknown[]];
}

/** Numbers in [-1, 1), the same in every run. */
export function noise(seed: number): () => number {
  let x = seed;
  return () => {
    x = (x * 48271) % 2147483647;
    return (2 * x) / 2147483647 - 1;
  };
}

export const floats = (n: number, number: () => number): Float64Array => Float64Array.from({ length: n }, number);
