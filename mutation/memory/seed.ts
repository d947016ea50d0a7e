/**
 * Seeds: cotangents of the result and the arguments as they are after the call.
 *
 * A seed belongs to a place in memory, which several paths may reach: it counts once, and the paths must agree. The structure
 * after the call is noted when the forward sweep ends, since the user may change the arguments before `back`.
 */
import { Entries } from './entries.ts';
import { followed, get } from './followed.ts';
import { Graph } from './graph.ts';
import { FloatArray, Leaf, List, type Node, NumberArrays, Records } from './nodes.ts';
import { Refusal } from './refusal.ts';
import { HOLE, NUMBER, REF } from './tags.ts';

type Fields = Record<PropertyKey, unknown>;

function put(slots: Fields | Map<unknown, unknown>, key: unknown, value: unknown): void {
  if (slots instanceof Map) slots.set(key, value);
  else slots[key as PropertyKey] = value;
}
interface Given {
  readonly seed: Fields;
  readonly path: string;
}
interface Visit extends Given {
  readonly id: number;
}
interface Interval extends Given {
  readonly from: number;
  readonly to: number;
}

const IGNORED = Symbol('no shadow');

export class Ends {
  readonly #graph: Graph;
  readonly #ignored: readonly boolean[];
  /** By id, as the forward sweep left them. */
  readonly #shadows: readonly (object | null | undefined)[];
  readonly #nodes: (Node | undefined)[] = [];

  /** The values after the call and the shadows that go with them. A value without a shadow carries nothing: its seed is not looked at. */
  constructor(values: readonly unknown[], shadows: readonly (object | null)[]) {
    const carries = values.map((value, i) => (typeof value === 'object' && value !== null && !shadows[i] ? IGNORED : value));
    const graph = new Graph(
      carries,
      values.map(() => 'watched'),
    );
    this.#graph = graph;
    this.#ignored = carries.map((value) => value === IGNORED);
    this.#shadows = followed(graph, shadows);
    for (const node of graph.nodes) for (let k = 0; k < node.count; k++) this.#nodes[node.first + k] = node;
    graph.objects.length = 0;
  }

  /** Adds one seed per value to the shadows; undefined for none. `names` are for messages. */
  seed(seeds: readonly unknown[], names: readonly string[]): void {
    const { ids, tags } = this.#graph,
      stack: Visit[] = [];
    const given = new Map<number, Given[]>(),
      floats = new Map<ArrayBufferLike, Interval[]>();
    for (let i = Math.min(seeds.length, ids.length) - 1; i >= 0; i--) {
      if (this.#ignored[i]) continue;
      if (ids[i]! >= 0) push(stack, ids[i]!, seeds[i], names[i]!);
      else if (tags[i] !== NUMBER && seeds[i] !== undefined && seeds[i] !== null)
        throw wrong(names[i]!, 'there is no number at this place', seeds[i]);
    }
    for (let visit = stack.pop(); visit; visit = stack.pop()) {
      const node = this.#nodes[visit.id]!,
        shadow = this.#shadows[visit.id];
      if (node instanceof Leaf) continue;
      if (node instanceof FloatArray) {
        array(visit, node.length);
        if (shadow) addFloats(shadow as Float64Array, visit, floats);
        continue;
      }
      const earlier = given.get(visit.id);
      if (earlier?.some((e) => e.seed === visit.seed)) continue;
      given.set(visit.id, [...(earlier ?? []), visit]);
      this.#spread(node, visit, shadow as Fields | null | undefined, earlier ?? [], stack);
    }
  }

  #spread(node: Node, visit: Visit, shadow: Fields | null | undefined, earlier: readonly Given[], stack: Visit[]): void {
    const slot = (key: unknown, tag: number, child: number): void => {
      const seed = get(visit.seed, key);
      if (seed === undefined || seed === null) return;
      const path = typeof key === 'number' || node instanceof Entries ? `${visit.path}[${String(key)}]` : `${visit.path}.${String(key)}`;
      if (tag === REF) return push(stack, child, seed, path);
      if (tag !== NUMBER) throw wrong(path, 'there is no number at this place', seed);
      if (typeof seed !== 'number') throw wrong(path, 'a number is needed', seed);
      if (shadow && isNew(seed, key, path, earlier)) addTo(shadow, key, seed);
    };
    if (node instanceof NumberArrays) {
      array(visit, node.length);
      for (let i = 0; i < node.length; i++) slot(i, NUMBER, -1);
    } else if (node instanceof List) {
      array(visit, node.tags.length);
      for (let i = 0; i < node.tags.length; i++) slot(i, node.tags[i] === HOLE ? HOLE : node.tags[i]!, node.refs[i]!);
    } else if (node instanceof Entries) {
      const { keys, tags, refs } = node;
      if (!((visit.seed as object) instanceof Map)) throw wrong(visit.path, 'a Map with the same keys is needed', visit.seed);
      keys.forEach((key, i) => slot(key, tags[i]!, refs[i]!));
    } else if (node instanceof Records) {
      const { shape, first, refs } = node;
      if (Array.isArray(visit.seed) || ArrayBuffer.isView(visit.seed)) throw wrong(visit.path, 'an object is needed', visit.seed);
      for (const key of Object.keys(visit.seed)) {
        if (!shape.keys.includes(key) && visit.seed[key] !== undefined && visit.seed[key] !== null)
          throw wrong(`${visit.path}.${key}`, 'the value has no such field', visit.seed[key]);
      }
      let r = (visit.id - first) * shape.width;
      shape.keys.forEach((key, i) => slot(key, shape.tags[i]!, shape.tags[i] === REF ? refs[r++]! : -1));
    }
  }
}

function push(stack: Visit[], id: number, seed: unknown, path: string): void {
  if (seed === undefined || seed === null) return;
  if (typeof seed !== 'object') throw wrong(path, 'an array or object is needed', seed);
  stack.push({ id, seed: seed as Fields, path });
}

function array({ seed, path }: Given, length: number): void {
  if (!Array.isArray(seed) && (!ArrayBuffer.isView(seed) || seed instanceof DataView))
    throw wrong(path, `an array of length ${length} is needed`, seed);
  if (seed.length !== length) throw wrong(path, `an array of length ${length} is needed`, seed);
}

/** No earlier path gave a seed to this place; if one did, with the same number. */
function isNew(seed: number, key: unknown, path: string, earlier: readonly Given[]): boolean {
  for (const other of earlier) {
    const before = get(other.seed, key);
    if (typeof before !== 'number') continue;
    if (before !== seed && !(Number.isNaN(before) && Number.isNaN(seed)))
      throw new Refusal('E_ALIAS', { first: other.path, second: path.replace(/(\[\d+\]|\.[^.[]*)$/, '') });
    return false;
  }
  return true;
}

function addTo(shadow: Fields, key: unknown, seed: number): void {
  const bar = get(shadow, key);
  if (typeof bar === 'number') put(shadow, key, bar + seed);
  else if (bar === undefined || bar === null) put(shadow, key, seed);
}

function addFloats(shadow: Float64Array, { seed, path }: Visit, floats: Map<ArrayBufferLike, Interval[]>): void {
  const from = shadow.byteOffset / 8,
    to = from + shadow.length;
  const earlier = floats.get(shadow.buffer) ?? [];
  floats.set(shadow.buffer, [...earlier, { seed, path, from, to }]);
  const given: unknown = seed;
  if (earlier.length === 0 && (given instanceof Float64Array || given instanceof Float32Array)) {
    for (let i = 0; i < shadow.length; i++) shadow[i]! += given[i]!;
    return;
  }
  for (let i = 0; i < shadow.length; i++) {
    const s = seed[i] ?? 0,
      at = from + i;
    if (typeof s !== 'number') throw wrong(`${path}[${i}]`, 'a number is needed', s);
    const before = earlier.find((e) => at >= e.from && at < e.to);
    if (!before) shadow[i]! += s;
    else if ((before.seed[at - before.from] ?? 0) !== s && !Number.isNaN(s))
      throw new Refusal('E_ALIAS', { first: before.path, second: path });
  }
}

function wrong(path: string, wants: string, received: unknown): Refusal {
  return new Refusal('E_SEED', { path, wants, received: describe(received) });
}
function describe(value: unknown): string {
  if (value === null || typeof value !== 'object')
    return typeof value === 'string' ? JSON.stringify(value) : typeof value === 'function' ? 'a function' : String(value);
  const length = (value as { length?: unknown }).length;
  return `${value.constructor?.name ?? 'an object'}${typeof length === 'number' ? ` of length ${length}` : ''}`;
}
