/** Measures one loss and its gradient, and prints what came out. */
import { explanation, gradient, valueAndGradient } from 'adjoint';
import { progress } from './progress.ts';

/** Parameters as the examples have them: an array, or an object of numbers and arrays. */
export type Parameters = Float64Array | object;

interface Slot {
  readonly path: string;
  readonly get: () => number;
  readonly set: (value: number) => void;
}

/** Every number of the parameters, as a place that can be changed. */
function slots(parameters: any, path = ''): Slot[] {
  return Object.keys(parameters).flatMap((key) => {
    const value = parameters[key] as unknown;
    if (typeof value !== 'number') return slots(value, `${path}.${key}`);
    return { path: `${path}.${key}`, get: () => parameters[key] as number, set: (next: number) => void (parameters[key] = next) };
  });
}

/** The worst error of a gradient against central differences, over at most `most` numbers spread over the parameters. */
function worstDifference(
  loss: () => number,
  parameters: Parameters,
  gradients: object,
  most: number,
): { worst: number; of: number; all: number } {
  const places = slots(parameters);
  const found = slots(gradients);
  const stride = Math.max(1, Math.ceil(places.length / most));
  const scale = Math.max(...found.map((slot) => Math.abs(slot.get())));
  let worst = 0;
  let of = 0;
  for (let i = 0; i < places.length; i += stride) {
    const { get, set } = places[i]!;
    const x = get();
    const h = 1e-3 * Math.max(1, Math.abs(x));
    const slope = (by: number): number => {
      set(x + by);
      const up = loss();
      set(x - by);
      const down = loss();
      set(x);
      return (up - down) / (2 * by);
    };
    // two steps of extrapolation: the error falls with the sixth power of h
    const [a, b, c] = [slope(h), slope(h / 2), slope(h / 4)];
    const [ab, bc] = [b + (b - a) / 3, c + (c - b) / 3];
    worst = Math.max(worst, Math.abs(bc + (bc - ab) / 15 - found[i]!.get()) / scale);
    progress('differences', ++of, Math.ceil(places.length / stride));
  }
  return { worst, of, all: places.length };
}

/** Milliseconds of one call: the least of several turns, and the two take turns so that both meet the same machine. */
function race(one: () => unknown, other: () => unknown): [number, number] {
  const once = (f: () => unknown): number => {
    const begun = performance.now();
    f();
    return performance.now() - begun;
  };
  once(one);
  const calls = Math.max(1, Math.ceil(20 / Math.max(0.01, once(one))));
  const turn = (f: () => unknown): number =>
    once(() => {
      for (let i = 0; i < calls; i++) f();
    }) / calls;
  const least: [number, number] = [Infinity, Infinity];
  const turns = 9;
  for (let i = 0; i < turns; i++) {
    least[0] = Math.min(least[0], turn(one));
    least[1] = Math.min(least[1], turn(other));
    progress('timing', i + 1, turns);
  }
  return least;
}

const bytes = (n: number): string =>
  n < 10_000 ? `${n} bytes` : n < 10_000_000 ? `${(n / 1000).toFixed(0)} kB` : `${(n / 1e6).toFixed(1)} MB`;
const row = (label: string, text: string): void => console.log(`  ${label.padEnd(22)}${text}`);

/** Everything about one loss. Only `parameters` are differentiated; the data are what the function `loss` captures. */
export function report<P extends Parameters>(title: string, loss: (parameters: P) => number, parameters: P, most = 40): void {
  console.log(`\n${title}`);
  const [value, [gradients]] = valueAndGradient(loss as (parameters: object) => number, parameters) as unknown as [number, [object]];
  row('value', value.toPrecision(12));
  row('gradient norm', Math.hypot(...slots(gradients).map((slot) => slot.get())).toPrecision(8));
  const { worst, of, all } = worstDifference(() => loss(parameters), parameters, gradients, most);
  row('differences', `${worst.toExponential(1)} at worst, of the largest entry (${of} of ${all} entries)`);
  const [primal, both] = race(
    () => loss(parameters),
    () => gradient(loss as (parameters: object) => number, parameters),
  );
  row('gradient / primal', `${(both / primal).toFixed(2)} (${both.toFixed(3)} ms / ${primal.toFixed(3)} ms)`);
  const { regions, tapeBytes, journalBytes } = explanation(loss as (parameters: object) => number, parameters);
  const count = (kind: string): number => regions.filter((region) => region.kind === kind).length;
  row('regions', `${count('pure')} pure, ${count('mutating')} mutating`);
  row('kept, journaled', `${bytes(tapeBytes)}, ${bytes(journalBytes)}`);
}
