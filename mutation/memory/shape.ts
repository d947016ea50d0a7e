/**
 * Records of one shape: the same fields with the same tags. What is done to thousands of them in a row is compiled once per
 * shape; few of them, or where code generation is forbidden, go through loops over the fields.
 */
import { ACCESSOR, NUMBER, REF, UNDEFINED, tagOf, testOf } from './tags.ts';

/** Objects by id, and the ids of what their reference fields hold: `width` per record, in the order of the fields. */
export interface Run {
  readonly first: number;
  readonly count: number;
  readonly refs: Int32Array;
}
type Fields = Record<string, unknown>;
export type Objects = readonly (object | null)[];

interface Compiled {
  holds(objects: Objects, refs: Int32Array, first: number, count: number): boolean;
  make(shadows: unknown[], first: number, count: number, zero: number): void;
  drain(shadows: Objects, gradients: unknown[], first: number, count: number): void;
  link(list: unknown[], refs: Int32Array, first: number, count: number): void;
}

/** Records met before a shape is worth compiling. */
const WORTH = 16;

export class Shape {
  readonly keys: readonly string[];
  readonly tags: readonly number[];
  /** What `for … in` counts, inherited names included. */
  readonly visible: number;
  readonly refs: readonly string[];
  #met = 0;
  #compiled: Compiled | null | undefined;

  constructor(keys: readonly string[], tags: readonly number[], visible: number) {
    this.keys = keys;
    this.tags = tags;
    this.visible = visible;
    this.refs = keys.filter((_, i) => tags[i] === REF);
  }

  get width(): number {
    return this.refs.length;
  }

  /** So many records of the shape were met in a graph, and will be made, read and tested. */
  meet(count: number): void {
    this.#met += count;
  }

  /** The records still have this shape and these references. */
  holds(objects: Objects, { first, count, refs }: Run): boolean {
    this.#met += count;
    if (this.tags.includes(ACCESSOR)) return false;
    const compiled = this.#code();
    if (compiled) return compiled.holds(objects, refs, first, count);
    for (let i = 0, r = 0; i < count; i++) {
      const o = objects[first + i] as Fields;
      let visible = 0;
      for (const _ in o) visible++;
      if (visible !== this.visible) return false;
      for (let j = 0; j < this.keys.length; j++) {
        const key = this.keys[j]!,
          tag = this.tags[j]!,
          value = o[key];
        if (tag === REF ? value !== objects[refs[r++]!] : tagOf(value) !== tag || (tag === UNDEFINED && !Object.hasOwn(o, key)))
          return false;
      }
    }
    return true;
  }

  /** New shadows: numbers 0, references not yet linked. */
  make(shadows: unknown[], { first, count }: Run): void {
    const compiled = this.#code();
    if (compiled) return compiled.make(shadows, first, count, 0);
    for (let i = 0; i < count; i++) {
      const s: Fields = {};
      for (let j = 0; j < this.keys.length; j++) put(s, this.keys[j]!, this.tags[j] === NUMBER ? 0 : null);
      shadows[first + i] = s;
    }
  }

  /** Fresh gradients from the shadows, whose numbers become 0; references not yet linked. */
  drain(shadows: Objects, gradients: unknown[], { first, count }: Run): void {
    const compiled = this.#code();
    if (compiled) return compiled.drain(shadows, gradients, first, count);
    for (let i = 0; i < count; i++) {
      const s = shadows[first + i] as Fields,
        g: Fields = {};
      for (let j = 0; j < this.keys.length; j++) {
        const key = this.keys[j]!;
        put(g, key, this.tags[j] === NUMBER ? s[key] : null);
        if (this.tags[j] === NUMBER) s[key] = 0;
      }
      gradients[first + i] = g;
    }
  }

  /** Sets the reference fields of the records at `first` … of a list. */
  link(list: unknown[], { first, count, refs }: Run): void {
    const compiled = this.#code();
    if (compiled) return compiled.link(list, refs, first, count);
    for (let i = 0, r = 0; i < count; i++) for (const key of this.refs) (list[first + i] as Fields)[key] = list[refs[r++]!] ?? null;
  }

  #code(): Compiled | null {
    if (this.#compiled !== undefined) return this.#compiled;
    if (this.#met < WORTH) return null;
    return (this.#compiled = compile(this));
  }
}

/** Adds an own field, also one named `__proto__`. */
export function put(object: Fields, key: string, value: unknown): void {
  if (key === '__proto__') Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
  else object[key] = value;
}

function compile({ keys, tags, visible, width, refs }: Shape): Compiled | null {
  const name = (key: string): string => JSON.stringify(key);
  const numbers = keys.filter((_, i) => tags[i] === NUMBER);
  const literal = (number: (key: string) => string): string =>
    `{ ${keys.map((k, i) => `${k === '__proto__' ? `[${name(k)}]` : name(k)}: ${tags[i] === NUMBER ? number(k) : 'null'}`).join(', ')} }`;
  let r = 0;
  const tests = keys.map((k, i) =>
    tags[i] === REF
      ? `o[${name(k)}] === objects[refs[r + ${r++}]]`
      : (testOf(tags[i]!, `o[${name(k)}]`) ?? 'false') + (tags[i] === UNDEFINED ? ` && ${name(k)} in o` : ''),
  );
  const text = `"use strict";
return {
  holds(objects, refs, first, count) {
    for (let i = 0, r = 0; i < count; i++, r += ${width}) {
      const o = objects[first + i];
      let visible = 0;
      for (const _ in o) visible++;
      if (!(visible === ${visible}${tests.map((t) => ` && ${t}`).join('')})) return false;
    }
    return true;
  },
  make(shadows, first, count, zero) {
    for (let i = 0; i < count; i++) shadows[first + i] = ${literal(() => 'zero')};
  },
  drain(shadows, gradients, first, count) {
    for (let i = 0; i < count; i++) {
      const s = shadows[first + i];
      gradients[first + i] = ${literal((k) => `s[${name(k)}]`)};
      ${numbers.map((k) => `s[${name(k)}] = 0;`).join(' ')}
    }
  },
  link(list, refs, first, count) {
    for (let i = 0, r = 0; i < count; i++, r += ${width}) {
      const o = list[first + i];
      ${refs.map((k, i) => `o[${name(k)}] = list[refs[r + ${i}]] ?? null;`).join(' ')}
    }
  },
};`;
  try {
    const compiled = (new Function(text) as () => Compiled)();
    // The engine gives a field the representation of what it first sees: let that be a fraction.
    const shadows: object[] = [];
    compiled.make(shadows, 0, 1, 0.5);
    compiled.drain(shadows, [], 0, 1);
    return compiled;
  } catch {
    return null;
  }
}

const shapes = new Map<string, Shape>();
const KEPT = 1000;
/** The last ones asked for, found without writing a name for them. */
const last: Shape[] = [];
const LAST = 8;

/** The shape of these fields. */
export function shapeOf(keys: readonly string[], tags: readonly number[], visible: number): Shape {
  for (const shape of last) if (shape.visible === visible && sameList(shape.keys, keys) && sameList(shape.tags, tags)) return shape;
  const id = JSON.stringify([keys, tags, visible]);
  let shape = shapes.get(id);
  if (!shape) {
    if (shapes.size >= KEPT) shapes.clear();
    shapes.set(id, (shape = new Shape(keys, tags, visible)));
  }
  if (last.unshift(shape) > LAST) last.pop();
  return shape;
}

function sameList<T>(a: readonly T[], b: readonly T[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
