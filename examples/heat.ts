/** Heat in a rod whose conductivity is not known: what a simulation with a guess misses of what was measured. */

export interface Experiment {
  /** Temperatures of the cells at the start. */
  start: Float64Array;
  /** Steps between two measurements of all cells. */
  every: number;
  /** One measurement of the rod after another. */
  measured: Float64Array;
}

/** One step in time. The rod is overwritten from left to right: each cell changes by what flows in less what flows out. */
export function step(u: Float64Array, conductivity: Float64Array): void {
  let inflow = 0;
  for (let i = 0; i < conductivity.length; i++) {
    const outflow = conductivity[i]! * (u[i]! - u[i + 1]!);
    u[i]! += inflow - outflow;
    inflow = outflow;
  }
  u[u.length - 1]! += inflow;
}

/** The mean square of what is missed. The conductivity between neighbouring cells is given by its logarithm. */
export function misfit(logConductivity: Float64Array, { start, every, measured }: Experiment): number {
  const conductivity = logConductivity.map((log) => Math.exp(log));
  const u = start.slice();
  let sum = 0;
  for (let at = 0; at < measured.length; at += u.length) {
    for (let t = 0; t < every; t++) step(u, conductivity);
    for (let i = 0; i < u.length; i++) sum += (u[i]! - measured[at + i]!) ** 2;
  }
  return sum / measured.length;
}

/** A rod with a badly conducting stretch in it, warm and cold by turns at the start, and its measurements. */
export function experiment(cells: number, every: number, times: number): { truth: Float64Array; data: Experiment } {
  const truth = Float64Array.from({ length: cells - 1 }, (_, i) =>
    Math.log(0.3 - 0.2 * Math.exp(-(((i - 0.6 * cells) / (0.1 * cells)) ** 2))),
  );
  const start = Float64Array.from({ length: cells }, (_, i) => 2 + Math.sin(0.4 * i) + (i % 16 < 8 ? 1 : 0));
  const conductivity = truth.map((log) => Math.exp(log));
  const u = start.slice();
  const measured = new Float64Array(cells * times);
  for (let k = 0; k < times; k++) {
    for (let t = 0; t < every; t++) step(u, conductivity);
    measured.set(u, k * cells);
  }
  return { truth, data: { start, every, measured } };
}
