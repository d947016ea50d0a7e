/**
 * The independent judge of the tests: walks arguments by memory location, takes central differences, and compares values, states and
 * gradients. It knows nothing of the project's own code.
 */

/** From a list of arguments to a number: the argument's index, then keys. */
export type Path = readonly (string | number)[];

/** A number in memory, and every path that leads to it. */
export interface Location {
  readonly paths: Path[];
}

type Holder = Record<string | number, unknown>;
type Floats = Float64Array | Float32Array;

const isFloats = (value: unknown): value is Floats => value instanceof Float64Array || value instanceof Float32Array;
/** Maps and Sets: their entries stand at positions, in the order of insertion. A Set's gradient is a Map from each member. */
const isKeyed = (value: unknown): value is Map<unknown, unknown> | Set<unknown> => value instanceof Map || value instanceof Set;
const nth = (container: Map<unknown, unknown> | Set<unknown>, i: number): unknown => [...container.values()][i];

function putNth(container: Map<unknown, unknown> | Set<unknown>, i: number, value: unknown): void {
  if (container instanceof Map) return void container.set([...container.keys()][i], value);
  const members = [...container];
  container.clear();
  members.forEach((member, k) => container.add(k === i ? value : member));
}

/** Arrays and objects whose own fields are memory; not maps, dates, views. */
const isPlain = (value: unknown): value is Holder => /^\[object (Object|Array)\]$/.test(Object.prototype.toString.call(value));
const keysOf = (holder: Holder): (string | number)[] =>
  Array.isArray(holder) ? Object.keys(holder).map((key) => (/^\d+$/.test(key) ? Number(key) : key)) : Object.keys(holder);

/** Every number that `args` hold, by location: aliased paths share one. Integer arrays, strings and functions hold none. */
export function locations(args: readonly unknown[]): Location[] {
  const found = new Map<string, { paths: Path[] }>();
  const ids = new Map<object, number>();
  const idOf = (object: object): number => ids.get(object) ?? (ids.set(object, ids.size), ids.size - 1);
  const add = (key: string, path: Path): void => {
    const known = found.get(key);
    if (known) known.paths.push(path);
    else found.set(key, { paths: [path] });
  };
  const walk = (value: unknown, key: string, path: Path, above: readonly object[]): void => {
    if (typeof value === 'number') add(key, path);
    else if (isFloats(value)) {
      const buffer = idOf(value.buffer);
      for (let i = 0; i < value.length; i++) add(`${buffer}+${value.byteOffset + i * value.BYTES_PER_ELEMENT}`, [...path, i]);
    } else if (isKeyed(value) && !above.includes(value)) {
      [...value.values()].forEach((v, i) => walk(v, `${idOf(value)}#${i}`, [...path, i], [...above, value]));
    } else if (isPlain(value) && !above.includes(value)) {
      for (const k of keysOf(value)) walk(value[k], `${idOf(value)}.${k}`, [...path, k], [...above, value]);
    }
  };
  args.forEach((value, i) => walk(value, `argument ${i}`, [i], []));
  return [...found.values()];
}

export const read = (root: unknown, path: Path): unknown =>
  path.reduce((value, key) => (isKeyed(value) ? nth(value, key as number) : (value as Holder | null | undefined)?.[key]), root);

export function write(root: unknown, path: Path, value: number): void {
  const holder = read(root, path.slice(0, -1));
  if (isKeyed(holder)) putNth(holder, path.at(-1) as number, value);
  else (holder as Holder)[path.at(-1) as string] = value;
}

/** A deep copy that shares what the original shares. Functions and other objects are kept as they are. */
export function copy<T>(root: T): T {
  const copies = new Map<object, unknown>();
  const go = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    const known = copies.get(value);
    if (known !== undefined) return known;
    const remember = <V>(made: V): V => (copies.set(value, made), made);
    if (value instanceof ArrayBuffer) return remember(value.slice(0));
    if (ArrayBuffer.isView(value)) {
      const Kind = value.constructor as new (buffer: unknown, at: number, n: number) => unknown;
      return remember(new Kind(go(value.buffer), value.byteOffset, (value as Floats).length));
    }
    if (value instanceof Map) {
      const made = remember(new Map());
      for (const [k, v] of value) made.set(go(k), go(v));
      return made;
    }
    if (value instanceof Set) {
      const made = remember(new Set());
      for (const v of value) made.add(go(v));
      return made;
    }
    if (!isPlain(value)) return value;
    const made = remember((Array.isArray(value) ? new Array(value.length) : Object.create(Object.getPrototypeOf(value))) as Holder);
    for (const key of keysOf(value))
      Object.defineProperty(made, key, { value: go(value[key]), writable: true, enumerable: true, configurable: true });
    return made;
  };
  return go(root) as T;
}

/** Null when `got` is `want` bit for bit, with the same sharing and the same keys; otherwise the path of the first difference. */
export function differs(got: unknown, want: unknown, path = 'it', pairs = new Map<unknown, unknown>()): string | null {
  if (typeof want !== 'object' || want === null || typeof got !== 'object' || got === null) {
    return Object.is(got, want) ? null : `${path} is ${String(got)}, not ${String(want)}`;
  }
  if (pairs.has(want)) return pairs.get(want) === got ? null : `${path} is shared differently`;
  pairs.set(want, got);
  if (Object.getPrototypeOf(got) !== Object.getPrototypeOf(want)) return `${path} is of another kind`;
  if (want instanceof ArrayBuffer) return null;
  if (ArrayBuffer.isView(want) && ArrayBuffer.isView(got)) {
    const shared = differs(got.buffer, want.buffer, `${path}.buffer`, pairs);
    if (shared) return shared;
    if (got.byteOffset !== want.byteOffset || got.byteLength !== want.byteLength) return `${path} covers other memory`;
  } else if (isKeyed(want) && isKeyed(got)) {
    // keys that are objects are the user's own, in gradients too
    const names = (keys: Iterable<unknown>): unknown[] => [...keys].map((key) => (typeof key === 'object' ? null : key));
    return (
      differs(names(got.keys()), names(want.keys()), `${path}.keys`, pairs) ?? differs([...got.values()], [...want.values()], path, pairs)
    );
  } else if (!isPlain(want)) return got === want || String(got) === String(want) ? null : `${path} is another object`;
  const a = got as Holder;
  const b = want as Holder;
  if (a['length'] !== b['length']) return `${path}.length is ${String(a['length'])}, not ${String(b['length'])}`;
  if (Object.keys(a).join() !== Object.keys(b).join()) return `${path} has the keys ${Object.keys(a).join()}, not ${Object.keys(b).join()}`;
  for (const key of Object.keys(b)) {
    const bad = differs(a[key], b[key], `${path}.${key}`, pairs);
    if (bad) return bad;
  }
  return null;
}

/** Null when `gradient` has the form of `entry`: numbers for numbers, kinds and lengths of arrays, keys under which there are numbers. */
export function unlike(gradient: unknown, entry: unknown, path = 'gradient', seen = new Set<unknown>()): string | null {
  if (typeof entry === 'number') return typeof gradient === 'number' ? null : `${path} is ${String(gradient)}, not a number`;
  if (typeof entry !== 'object' || entry === null || seen.has(entry)) return null;
  seen.add(entry);
  if (isFloats(entry)) {
    const same = (gradient as object | null)?.constructor === entry.constructor && (gradient as Floats).length === entry.length;
    return same && gradient !== entry ? null : `${path} is not a new ${entry.constructor.name} of ${entry.length}`;
  }
  if (isKeyed(entry)) {
    if (!(gradient instanceof Map) || gradient === entry || gradient.size !== entry.size)
      return `${path} is not a new Map of ${entry.size}`;
    return [...entry.values()].reduce<string | null>((bad, v, i) => bad ?? unlike(nth(gradient, i), v, `${path}[${i}]`, seen), null);
  }
  if (!isPlain(entry) || locations([entry]).length === 0) return null;
  if (typeof gradient !== 'object' || gradient === null || gradient === entry) return `${path} is not a new object`;
  if (Array.isArray(entry) && (!Array.isArray(gradient) || gradient.length !== entry.length))
    return `${path} is not an array of ${entry.length}`;
  for (const key of keysOf(entry)) {
    const bad = unlike((gradient as Holder)[key], entry[key], `${path}.${key}`, seen);
    if (bad) return bad;
  }
  return null;
}

/** Null when the gradients have the wanted number under every path of every location. */
export function off(gradients: unknown, places: readonly Location[], want: readonly number[], tolerance: number, scale = 1): string | null {
  for (const [i, place] of places.entries()) {
    const right = (want[i] ?? NaN) * scale;
    for (const path of place.paths) {
      const got = read(gradients, path);
      const near = typeof got === 'number' && (Object.is(got, right) || Math.abs(got - right) <= tolerance * (1 + Math.abs(right)));
      if (!near && !(Number.isNaN(got) && Number.isNaN(right))) return `d/d[${path.join('.')}] is ${String(got)}, not ${right}`;
    }
  }
  return null;
}

/**
 * Derivatives of `run(...args)` by central differences with extrapolation (Ridders), one for each location. The estimate with the least
 * spread counts, so that steps which cross a kink lose against smaller ones.
 */
export function differences(run: (...args: unknown[]) => unknown, args: () => readonly unknown[], places = locations(args())): number[] {
  const at = (path: Path, by: number): { y: number; x: number } => {
    const given = copy(args()) as unknown[];
    write(given, path, (read(given, path) as number) + by);
    const x = read(given, path) as number;
    return { x, y: run(...given) as number };
  };
  return places.map(({ paths }) => {
    const path = paths[0] as Path;
    const here = Math.abs(read(args(), path) as number);
    return ridders(
      (h) => {
        const up = at(path, h);
        const down = at(path, -h);
        return (up.y - down.y) / (up.x - down.x);
      },
      0.02 * Math.max(1, Number.isFinite(here) ? here : 1),
    );
  });
}

function ridders(slope: (h: number) => number, start: number): number {
  let best = NaN;
  let least = Infinity;
  let above: number[] = [];
  for (let row = 0, h = start; row < 9; row++, h /= 2) {
    const line = [slope(h)];
    for (let k = 1, power = 4; k <= row; k++, power *= 4) {
      const finer = line[k - 1] as number;
      const next = finer + (finer - (above[k - 1] as number)) / (power - 1);
      const spread = Math.max(Math.abs(next - finer), Math.abs(next - (above[k - 1] as number)));
      line.push(next);
      if (spread <= least) [least, best] = [spread, next];
    }
    above = line;
  }
  return best;
}
