/**
 * Where snapshots go: binomial checkpointing (Griewank and Walther's revolve). With s snapshots and each turn run at most r times
 * again, C(s + r, r) turns can be taken back.
 */

/** How many of `turns` to go ahead before the next snapshot, when `free` of them (at least one) may be made. */
export function ahead(turns: number, free: number): number {
  if (turns <= free + 1) return 1;
  // with the one that it starts from
  const all = free + 1;
  let reach = 1,
    again = 0;
  while (reach < turns) {
    again++;
    reach = (reach * (again + all)) / again;
  }
  const one = (reach * again) / (all + again);
  const two = (one * all) / (all + again - 1);
  const three = all > 2 ? (two * (all - 1)) / (all + again - 2) : 1;
  const four = (two * (again - 1)) / all;
  const five = all < 3 ? 0 : all > 3 ? (three * (all - 2)) / again : 1;
  const step = turns <= one + three ? four : turns >= reach - five ? one : turns - two - three;
  return Math.max(1, Math.min(turns - 1, Math.round(step)));
}

/** How many turns to take back at once, so that as much goes to snapshots as to the tape of a segment. */
export function evenly(turns: number, turnBytes: number, stateBytes: number): number {
  return Math.max(1, Math.ceil(Math.sqrt((turns * stateBytes) / Math.max(1, turnBytes))));
}
