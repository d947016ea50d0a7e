/** Derivatives by differences, for the test kit. */

/**
 * Extrapolated central differences with several steps, the largest first: the two neighbours that agree best. `slope` gives the
 * plain central difference of a step.
 */
export function differences(slope: (h: number) => number, steps: readonly number[]): { readonly coarser: number; readonly finer: number } {
  const quotients = steps.map((h) => (4 * slope(h / 2) - slope(h)) / 3);
  let best = { coarser: quotients[0]!, finer: quotients[0]! },
    agreement = Number.POSITIVE_INFINITY;
  for (let k = 1; k < quotients.length; k++) {
    const [coarser, finer] = [quotients[k - 1]!, quotients[k]!],
      apart = Math.abs(finer - coarser);
    if (apart < agreement) [best, agreement] = [{ coarser, finer }, apart];
  }
  return best;
}
