/** The nodes of a graph: an object or a run of them as it was at entry, how its shadow is made and its gradient read. */
import type { Objects, Run, Shape } from './shape.ts';
import { HOLE, NUMBER, REF, UNDEFINED, tagOf } from './tags.ts';

/** Where a float array lies when several share a buffer: elements `offset` … of the shadow buffer `group`. */
export interface Place {
  readonly group: number;
  readonly offset: number;
}

/**
 * Every object has an id; a node covers the ids `first` … `first + count - 1`. Lists are indexed by id, and filled from the
 * last node to the first: what lies side by side below an array is there when the array's turn comes.
 */
export interface Node {
  readonly first: number;
  readonly count: number;
  /** The objects still have this content (their own identity is tested where they are referred to). */
  holds(objects: Objects): boolean;
  /** Puts new shadows into the list, all numbers 0. */
  make(objects: Objects, shadows: unknown[], buffers: readonly Float64Array[]): void;
  /** Sets what the members of a list (shadows or gradients) refer to. */
  link(list: unknown[]): void;
  /** Puts fresh gradients into the list; cotangents become 0, except in shared buffers. */
  drain(shadows: unknown[], gradients: unknown[], handOut: boolean): void;
}

/** No derivative lives there: integers, functions, objects whose inside cannot be seen. */
export class Leaf implements Node {
  readonly first: number;
  readonly count = 1;
  constructor(first: number) {
    this.first = first;
  }
  holds(): boolean {
    return true;
  }
  make(_: Objects, shadows: unknown[]): void {
    shadows[this.first] = null;
  }
  link(): void {}
  drain(_: unknown[], gradients: unknown[]): void {
    gradients[this.first] = null;
  }
}

export type Floats = Float64Array | Float32Array;

export class FloatArray implements Node {
  readonly first: number;
  readonly count = 1;
  readonly single: boolean;
  readonly length: number;
  /** Set when it shares its buffer. */
  place: Place | null = null;
  /** Something in the graph refers to it, not only a root. */
  inner = false;

  constructor(first: number, array: Floats) {
    this.first = first;
    this.single = array instanceof Float32Array;
    this.length = array.length;
  }
  /** Nothing else can be the same memory, so the shadow may become the gradient. */
  get own(): boolean {
    return !this.place && !this.single && !this.inner;
  }
  holds(objects: Objects): boolean {
    return (objects[this.first] as Floats).length === this.length;
  }
  make(_: Objects, shadows: unknown[], buffers: readonly Float64Array[]): void {
    const { place, length } = this;
    shadows[this.first] = place ? buffers[place.group]!.subarray(place.offset, place.offset + length) : new Float64Array(length);
  }
  link(): void {}
  drain(shadows: unknown[], gradients: unknown[], handOut: boolean): void {
    const shadow = shadows[this.first] as Float64Array;
    if (handOut && this.own) gradients[this.first] = shadow;
    else {
      gradients[this.first] = this.single ? new Float32Array(shadow) : shadow.slice();
      if (!this.place) shadow.fill(0);
    }
  }
}

/** Arrays of `length` numbers without holes, with ids in a row. */
export class NumberArrays implements Node {
  readonly first: number;
  readonly count: number;
  readonly length: number;
  constructor(first: number, count: number, length: number) {
    this.first = first;
    this.count = count;
    this.length = length;
  }
  holds(objects: Objects): boolean {
    const { first, count, length } = this;
    for (let id = first; id < first + count; id++) if (!onlyNumbers(objects[id] as unknown[], length)) return false;
    return true;
  }
  make(_: Objects, shadows: unknown[]): void {
    const { first, count, length } = this;
    for (let id = first; id < first + count; id++) shadows[id] = zeros(length);
  }
  link(): void {}
  drain(shadows: unknown[], gradients: unknown[]): void {
    const { first, count, length } = this;
    for (let id = first; id < first + count; id++) {
      const shadow = shadows[id] as number[];
      if (shadow.length !== length) settle(shadow, length);
      gradients[id] = shadow.slice();
      clear(shadow);
    }
  }
}

/** Any other array. */
export class List implements Node {
  readonly first: number;
  readonly count = 1;
  readonly tags: Uint8Array;
  readonly refs: Int32Array;
  /** All elements are objects met through this array, so with later ids in a row from here; -1: not so. */
  readonly row: number;

  constructor(first: number, tags: Uint8Array, refs: Int32Array) {
    this.first = first;
    this.tags = tags;
    this.refs = refs;
    this.row = refs.length > 0 && refs[0]! > first && refs.every((id, i) => id === refs[0]! + i) ? refs[0]! : -1;
  }
  holds(objects: Objects): boolean {
    const list = objects[this.first] as unknown[],
      { tags, refs, row } = this,
      n = tags.length;
    if (list.length !== n) return false;
    if (row >= 0) {
      for (let i = 0; i < n; i++) if (list[i] !== objects[row + i]) return false;
      return true;
    }
    for (let i = 0; i < n; i++) {
      const value = list[i],
        tag = tags[i]!;
      if (tag === REF ? value !== objects[refs[i]!] : tagOf(value) !== (tag === HOLE ? UNDEFINED : tag)) return false;
      if (value === undefined && i in list !== (tag === UNDEFINED)) return false;
    }
    return true;
  }
  make(objects: Objects, shadows: unknown[]): void {
    const { row, tags } = this;
    if (row >= 0) shadows[this.first] = shadows.slice(row, row + tags.length);
    else this.#fill((shadows[this.first] = copied(objects[this.first] as unknown[])), false);
  }
  link(list: unknown[]): void {
    if (this.row >= 0) return;
    const { tags, refs, first } = this,
      own = list[first] as unknown[];
    for (let i = 0; i < tags.length; i++) if (tags[i] === REF) own[i] = list[refs[i]!] ?? null;
  }
  drain(shadows: unknown[], gradients: unknown[]): void {
    const { tags, row } = this,
      shadow = shadows[this.first] as unknown[];
    if (row >= 0) gradients[this.first] = gradients.slice(row, row + tags.length);
    else {
      this.#fill((gradients[this.first] = shadow.slice()), true);
      for (let i = 0; i < tags.length; i++) if (tags[i] === NUMBER) shadow[i] = 0;
    }
    if (shadow.length > tags.length) shadow.length = tags.length;
  }
  /** Numbers stay (a gradient) or become 0, all else becomes null, holes are holes. */
  #fill(own: unknown[], stay: boolean): void {
    const { tags } = this,
      n = tags.length;
    if (own.length !== n) own.length = n;
    for (let i = 0; i < n; i++) {
      if (tags[i] === NUMBER) own[i] = stay ? (own[i] ?? 0) : 0;
      else if (tags[i] !== HOLE) own[i] = null;
      else if (i in own) delete own[i];
    }
  }
}

/** Records of one shape with ids in a row. */
export class Records implements Node, Run {
  readonly first: number;
  readonly count: number;
  readonly refs: Int32Array;
  readonly shape: Shape;
  constructor(first: number, count: number, shape: Shape, refs: Int32Array) {
    this.first = first;
    this.count = count;
    this.shape = shape;
    this.refs = refs;
  }
  holds(objects: Objects): boolean {
    return this.shape.holds(objects, this);
  }
  make(_: Objects, shadows: unknown[]): void {
    this.shape.make(shadows, this);
  }
  link(list: unknown[]): void {
    if (this.refs.length > 0) this.shape.link(list, this);
  }
  drain(shadows: unknown[], gradients: unknown[]): void {
    this.shape.drain(shadows as Objects, gradients, this);
  }
}

/** `length` numbers and nothing else. */
export function onlyNumbers(array: readonly unknown[], length: number): boolean {
  if (array.length !== length) return false;
  let i = 0;
  for (; i < length - 3; i += 4) if (!areNumbers(array, i)) return false;
  for (; i < length; i++) if (typeof array[i] !== 'number') return false;
  return true;
}

/** The four elements from `i` on; a turn for each takes longer than the test. */
const areNumbers = (array: readonly unknown[], i: number): boolean =>
  typeof array[i] === 'number' && typeof array[i + 1] === 'number' && typeof array[i + 2] === 'number' && typeof array[i + 3] === 'number';

/** A copy: unlike a literal that is filled it has just the room it needs, and engines do not move what is made so to the old generation. */
const copied = <T>(array: readonly T[]): T[] => (Object.getPrototypeOf(array) === Array.prototype ? array.slice() : [...array]);

/** Of one kind in the engine: unboxed numbers, whatever the array is whose shadow a copy becomes. */
const ZEROS = [0.5];
const MOST_ZEROS = 1 << 12;

/** That many zeros, stored as unboxed numbers from the start. */
function zeros(length: number): number[] {
  while (ZEROS.length < length && ZEROS.length < MOST_ZEROS) ZEROS.push(0.5);
  const own = ZEROS.slice(0, length);
  clear(own);
  while (own.length < length) own.push(0);
  return own;
}
function clear(array: number[]): void {
  for (let i = 0; i < array.length; i++) array[i] = 0;
}
/** Gives a shadow the length of the entry again. */
function settle(shadow: number[], length: number): void {
  while (shadow.length < length) shadow.push(0);
  if (shadow.length > length) shadow.length = length;
}
