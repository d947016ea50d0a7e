/**
 * What can be reached from the arguments and captures of a call, as it was at entry: one id per object, so sharing and
 * cycles are known. A graph that still holds at a later call spares that call every other test of its arguments.
 *
 * It keeps the user's objects: whoever keeps a graph between calls keeps it weakly (see recent.ts).
 */
import { type Group, groupsOf } from './buffers.ts';
import { Entries, type Keyed, isKeyed } from './entries.ts';
import { FloatArray, type Floats, Leaf, List, type Node, NumberArrays, Records, onlyNumbers } from './nodes.ts';
import { Refusal } from './refusal.ts';
import type { Shadows } from './shadow.ts';
import { type Shape, shapeOf } from './shape.ts';
import { ACCESSOR, HOLE, REF, tagOf } from './tags.ts';

/** `asked`: a gradient is wanted. `shadowed`: may carry cotangents. `watched`: only has to stay as it is. `fixed`: is not looked into. */
export type Role = 'asked' | 'shadowed' | 'watched' | 'fixed';
const ROLES: readonly Role[] = ['asked', 'shadowed', 'watched', 'fixed'];

export class Graph {
  readonly roles: readonly Role[];
  /** By id. */
  readonly objects: object[] = [];
  readonly nodes: Node[] = [];
  readonly groups: Group[] = [];
  /** Nodes below the first have gradients, below the second shadows. */
  readonly asked: number;
  readonly shadowed: number;
  /** Per root: its id, or -1 and its tag. */
  readonly ids: number[];
  readonly tags: number[];
  /** Shadows between calls; taken out while a call runs. */
  spare: Shadows | null = null;

  constructor(roots: readonly unknown[], roles: readonly Role[], limits: { wholeBuffers?: boolean } = {}) {
    this.roles = roles;
    this.ids = roots.map(() => -1);
    this.tags = roots.map(tagOf);
    const reader = new Reader(this);
    const ends = ROLES.map((role) => {
      roots.forEach((root, i) => {
        if (roles[i] === role && this.tags[i] === REF) this.ids[i] = reader.id(root as object, false);
      });
      reader.drain(role);
      return this.nodes.length;
    });
    this.asked = ends[0]!;
    this.shadowed = ends[1]!;
    this.groups.push(...groupsOf(this.objects, this.nodes, this.shadowed, limits.wholeBuffers ?? false));
  }

  /** The same objects at the same places, with the same kinds of slots. */
  holds(roots: readonly unknown[]): boolean {
    const { ids, tags, objects, nodes } = this;
    if (roots.length !== ids.length) return false;
    for (let i = 0; i < ids.length; i++) if (ids[i]! < 0 ? tagOf(roots[i]) !== tags[i] : roots[i] !== objects[ids[i]!]) return false;
    for (let i = 0; i < nodes.length; i++) if (!nodes[i]!.holds(objects)) return false;
    return true;
  }
}

const LONGEST = 2 ** 27;

/** Walks breadth first, so that what lies side by side gets ids in a row; a queue, so that depth is no matter. */
class Reader {
  readonly #graph: Graph;
  readonly #ids = new Map<object, number>();
  readonly #inner = new Set<object>();
  #next = 0;

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  id(object: object, inner: boolean): number {
    const known = this.#ids.get(object);
    if (inner && ArrayBuffer.isView(object)) this.#inner.add(object);
    if (known !== undefined) return known;
    const id = this.#graph.objects.push(object) - 1;
    this.#ids.set(object, id);
    return id;
  }

  drain(role: Role): void {
    const { objects, nodes } = this.#graph;
    while (this.#next < objects.length) {
      const node = this.#read(objects[this.#next]!, this.#next, role);
      nodes.push(node);
      this.#next += node.count;
    }
    for (const node of nodes) if (node instanceof FloatArray) node.inner = this.#inner.has(objects[node.first]!);
  }

  #read(object: object, id: number, role: Role): Node {
    if (role === 'fixed') return new Leaf(id);
    // what hangs on a function is memory where cotangents may live in it
    if (typeof object === 'function' && role === 'shadowed') return this.#records(object, id);
    if (isProxy(object)) {
      if (role === 'watched') return new Leaf(id);
      throw new Refusal('E_PROXY', { path: 'An argument' });
    }
    if (object instanceof Float64Array || object instanceof Float32Array) return new FloatArray(id, object as Floats);
    if (Array.isArray(object)) return this.#array(object, id);
    if (isKeyed(object)) return this.#entries(object, id);
    return isRecord(object) ? this.#records(object, id) : new Leaf(id);
  }

  #array(array: readonly unknown[], id: number): Node {
    const n = array.length;
    // the engine stores no longer one without holes
    if (n > LONGEST) throw new Refusal('E_MEMORY', { bytes: 8 * n, limit: 8 * LONGEST, what: `cotangents for an array of length ${n}` });
    if (onlyNumbers(array, n)) return this.#numbers(id, n);
    const tags = new Uint8Array(n),
      refs = new Int32Array(n).fill(-1);
    for (let i = 0; i < n; i++) {
      const value = array[i],
        tag = tagOf(value);
      tags[i] = value === undefined && !(i in array) ? HOLE : tag;
      if (tag === REF) refs[i] = this.id(value as object, true);
    }
    return new List(id, tags, refs);
  }

  #entries(object: Keyed, id: number): Node {
    const keys: unknown[] = [],
      tags = new Uint8Array(object.size),
      refs = new Int32Array(object.size).fill(-1),
      members = object instanceof Map ? new Int32Array(object.size).fill(-1) : null;
    for (const [key, value] of object.entries()) {
      const i = keys.push(key) - 1;
      tags[i] = tagOf(value);
      if (tags[i] === REF) refs[i] = this.id(value as object, true);
      if (members && tagOf(key) === REF) members[i] = this.id(key as object, true);
    }
    return new Entries(id, keys, tags, refs, members);
  }

  /** An array of numbers and those with the next ids that are as long. */
  #numbers(id: number, length: number): Node {
    const { objects } = this.#graph;
    let end = id + 1;
    while (end < objects.length && isNumbers(objects[end]!, length)) end++;
    return new NumberArrays(id, end - id, length);
  }

  /** A record and those with the next ids that have its shape. */
  #records(object: object, id: number): Node {
    const { objects } = this.#graph,
      values: unknown[] = [],
      proto = Object.getPrototypeOf(object) as unknown;
    const keys = Object.keys(object),
      tags = keys.map((key) => fieldTag(object, key, values));
    let visible = 0;
    for (const _ in object) visible++;
    const shape = shapeOf(keys, tags, visible);
    let end = id + 1;
    while (end < objects.length && fits(objects[end]!, shape, proto, values)) end++;
    shape.meet(end - id);
    return new Records(
      id,
      end - id,
      shape,
      Int32Array.from(values, (value) => this.id(value as object, true)),
    );
  }
}

/** The tag of a field; a reference is added to `refs`. */
function fieldTag(object: object, key: string, refs: unknown[]): number {
  const field = Object.getOwnPropertyDescriptor(object, key)!;
  if (!('value' in field)) return ACCESSOR;
  const tag = tagOf(field.value);
  if (tag === REF) refs.push(field.value);
  return tag;
}

function fits(object: object, shape: Shape, proto: unknown, refs: unknown[]): boolean {
  if (isProxy(object) || Object.getPrototypeOf(object) !== proto || !isRecord(object)) return false;
  const keys = Object.keys(object),
    before = refs.length;
  let same = keys.length === shape.keys.length;
  for (let i = 0; same && i < keys.length; i++) same = keys[i] === shape.keys[i] && fieldTag(object, keys[i]!, refs) === shape.tags[i];
  if (!same) refs.length = before;
  return same;
}

const isNumbers = (object: object, length: number): boolean => !isProxy(object) && Array.isArray(object) && onlyNumbers(object, length);

const isRecord = (object: object): boolean =>
  typeof object === 'object' && !Array.isArray(object) && Object.prototype.toString.call(object) === '[object Object]';

type Types = { types: { isProxy(value: unknown): boolean } };
const node = (globalThis as { process?: { getBuiltinModule?: (name: string) => Types | undefined } }).process?.getBuiltinModule?.(
  'node:util',
);
/** Only Node can tell. */
export const isProxy = (value: unknown): boolean => node?.types.isProxy(value) ?? false;
