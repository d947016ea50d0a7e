/** What a generated program must give: its plain run, and exact derivatives from a run on numbers that carry them. */
import { locations, read, type Path } from '../differences.ts';
import { type Reference, seedsFor } from '../programs/judge.ts';
import type { Program } from '../programs/program.ts';
import { Dual, plain } from './dual.ts';
import { Floats } from './floats.ts';
import type { Text } from './generate.ts';
import { interpret } from './interpret.ts';

const run = (body: string): any => new Function(body)();

export const asProgram = ({ seed, whole, args }: Text): Program => ({
  name: `program ${seed}`,
  make: () => run(whole),
  args: () => run(args),
  more: {},
});

const member = (object: any, key: string | number): any =>
  object instanceof Floats && typeof key === 'number' ? object.get(key) : object?.[key];
const at = (root: unknown, path: Path): any => path.reduce(member, root);
function put(root: unknown, path: Path, value: Dual): void {
  const object = at(root, path.slice(0, -1));
  const key = path.at(-1) as number;
  if (object instanceof Floats) object.put(key, value);
  else object[key] = value;
}

/** Null when the program is of no use: it throws, runs long, or its numbers grow too large to compare. */
export function oracle(text: Text): Reference | null {
  const program = asProgram(text);
  const given = program.args();
  const places = locations(given);
  const { f, memory } = program.make();
  let value: unknown;
  try {
    value = f(...given);
  } catch {
    return null;
  }
  const duals = interpret(text.args) as unknown[];
  places.forEach(({ paths: [path = []] }, i) => {
    const d = new Float64Array(places.length);
    d[i] = 1;
    put(duals, path, new Dual(plain(at(duals, path)), d));
  });
  const twin = interpret(text.whole);
  let got: unknown;
  try {
    got = twin.f(...duals);
  } catch (error) {
    if (/too many steps/.test(String(error))) return null;
    throw error;
  }
  const after = [given, memory];
  const left = [duals, twin.memory];
  const unequal = (path: Path, one: unknown, other: unknown): void => {
    if (!Object.is(one, other)) throw new Error(`the interpreter has ${String(other)} at [${path.join('.')}], a plain run ${String(one)}`);
  };
  unequal(['value'], value, plain(got));
  for (const {
    paths: [path = []],
  } of locations(after))
    unequal(path, read(after, path), plain(at(left, path)));
  const seeds = (scale: number): unknown[] => seedsFor(given, scale);
  const weights = seeds(1);
  const terms: [number, unknown][] = text.result
    ? [[1, got]]
    : locations(given).flatMap(({ paths: [path = []] }) =>
        path.length > 1 ? [[read(weights, path) as number, at(duals, path)] as [number, unknown]] : [],
      );
  const wanted = places.map((_, k) => terms.reduce((sum, [w, y]) => sum + (y instanceof Dual ? w * (y.d[k] as number) : 0), 0));
  if (text.result && !Number.isFinite(value)) return null;
  if (!wanted.every((w) => Math.abs(w) < 1e4)) return null;
  return { value, error: undefined, after, places, wanted, tolerance: 1e-8 * Math.max(1, ...wanted.map((w) => Math.abs(w) / 10)), seeds };
}
