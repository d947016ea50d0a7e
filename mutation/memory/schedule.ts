/**
 * Where snapshots go: binomial checkpointing (Griewank and Walther's revolve). With `free` snapshots and each turn run at
 * most r times again, C(free + r, r) turns can be taken back.
 */

/** How many of `turns` to go ahead before the next snapshot, when `free` of them (at least one) may be made. */
export function ahead(turns: number, free: number): number {
  if (turns <= free + 1) return 1;
  let reach = 1,
    again = 0;
  while (reach < turns) {
    again++;
    reach = (reach * (again + free)) / again;
  }
  const one = (reach * again) / (free + again);
  const two = free > 1 ? (one * free) / (free + again - 1) : 1;
  const three = free === 1 ? 0 : free > 2 ? (two * (free - 1)) / (free + again - 2) : 1;
  const four = (two * (again - 1)) / free;
  const five = free < 3 ? 0 : free > 3 ? (three * (free - 2)) / again : 1;
  const step = turns <= one + three ? four : turns >= reach - five ? one : turns - two - three;
  return Math.max(1, Math.min(turns - 1, Math.round(step)));
}

/** How many turns to take back at once, so that as much goes to snapshots as to the tape of a segment. */
export function evenly(turns: number, turnBytes: number, stateBytes: number): number {
  return Math.max(1, Math.ceil(Math.sqrt((turns * stateBytes) / Math.max(1, turnBytes))));
}
