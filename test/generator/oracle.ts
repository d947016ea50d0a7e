/** What a generated program must give: a plain run, and exact derivatives from its twin. */
import { locations, read, type Location, type Path } from '../differences.ts';
import { Dual, plain } from './dual.ts';
import { seedsFor } from '../programs/judge.ts';
import type { Text } from './text.ts';
import { tangentsOf, trace, unequal } from './trace.ts';
import { twin } from './twin.ts';
import { world } from './world.ts';

/** A program with fresh captures. */
export interface Made {
  readonly f: (...args: any[]) => unknown;
  /** What it captures and may write. */
  readonly memory: readonly unknown[];
  readonly args: () => unknown[];
}

export const make = ({ whole }: Text): Made => new Function(whole)() as Made;

function makeTwin({ whole }: Text): Made {
  const given = world();
  return new Function(...Object.keys(given), twin(whole))(...Object.values(given)) as Made;
}

/** How a plain call ends: its value or what it throws, and what it leaves, as lines. */
export interface Outcome {
  readonly value: unknown;
  readonly error: unknown;
  readonly threw: boolean;
  readonly ended: readonly string[];
  readonly left: readonly string[];
}

export interface Reference extends Outcome {
  /** Locations of the arguments as they enter. */
  readonly places: readonly Location[];
  /** The derivative of each, of the result or of the memory left weighed by `seeds(1)`. */
  readonly wanted: readonly number[];
  readonly tolerance: number;
  readonly seeds: (scale: number) => unknown[];
}

/** Runs to the end, or to a throw. */
export function end(run: () => unknown, state: readonly unknown[]): Outcome {
  let value: unknown;
  let error: unknown;
  let threw = false;
  try {
    value = run();
  } catch (thrown) {
    [error, threw] = [thrown, true];
  }
  return { value, error, threw, ended: trace(threw ? ['throws', error] : ['gives', value]), left: trace(state) };
}

/** Thrown when the twin of a program does something else: a mistake of the generator or of the oracle, not of the project. */
export class Disagreement extends Error {}

const at = (root: unknown, path: Path): any => path.reduce<any>((object, key) => object[key], root);

/** Null when the program is of no use: it runs long, or its numbers grow too large to compare. */
export function oracle(text: Text): Reference | null {
  const double = makeTwin(text);
  const places = locations(make(text).args());
  const duals = double.args();
  places.forEach(({ paths: [path = []] }, i) => {
    const d = new Float64Array(places.length);
    d[i] = 1;
    at(duals, path.slice(0, -1))[path.at(-1) as number] = new Dual(plain(at(duals, path)), d);
  });
  const far = end(() => double.f(...duals), [duals, double.memory]);
  // the twin runs first: only it stops by itself
  if (far.threw && /too many steps|call stack/.test(String(far.error))) return null;
  const { f, memory, args } = make(text);
  const given = args();
  const near = end(() => f(...given), [given, memory]);
  const apart = unequal(far.ended, near.ended) ?? unequal(far.left, near.left);
  if (apart) throw new Disagreement(`the twin has ${apart}`);
  const seeds = (scale: number): unknown[] => seedsFor(given, scale);
  const weights = seeds(1);
  const inside = locations(given).flatMap(({ paths: [path = []] }) => (path.length > 1 ? [path] : []));
  const terms: [number, unknown][] = text.result
    ? [[1, far.value]]
    : inside.map((path) => [read(weights, path) as number, at(duals, path)]);
  const columns = terms.map(([w, y]) => tangentsOf(y, places.length).map((t) => w * t));
  const wanted = places.map((_, k) => columns.reduce((sum, column) => sum + (column[k] as number), 0));
  if (!near.threw && text.result && !Number.isFinite(near.value)) return null;
  if (!wanted.every((w) => Math.abs(w) < 1e4)) return null;
  const tolerance = 1e-8 * Math.max(1, ...wanted.map((w) => Math.abs(w) / 10));
  return { ...near, places, wanted, tolerance, seeds };
}
