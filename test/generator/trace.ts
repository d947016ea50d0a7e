/** What can be seen of values, line by line: numbers to the bit, kinds, keys, holes, sharing, contents of maps and sets. */
import { Dual, plain } from './dual.ts';
import { Floats, Store } from './floats.ts';

const bits = (x: number): string => (Object.is(x, -0) ? '-0' : String(x));
const isFloats = (x: object): x is Float64Array => ArrayBuffer.isView(x) || x instanceof Floats;

/** The same lines for a program's values and its twin's. */
export function trace(root: unknown): string[] {
  const lines: string[] = [];
  const ids = new Map<object, number>();
  const idOf = (object: object): number => ids.get(object) ?? (ids.set(object, ids.size), ids.size - 1);
  const walk = (given: unknown, path: string): void => {
    const value = plain(given) as unknown;
    if (typeof value === 'number') return void lines.push(`${path} is ${bits(value)}`);
    if (typeof value === 'function') return void lines.push(`${path} is a function`);
    if (typeof value !== 'object' || value === null) return void lines.push(`${path} is ${String(value)} (${typeof value})`);
    const known = ids.has(value);
    const kind = Object.getPrototypeOf(value)?.constructor?.name ?? 'null';
    lines.push(`${path} is ${kind} #${idOf(value)}`);
    if (known || value instanceof Store || value instanceof ArrayBuffer) return;
    if (isFloats(value)) {
      lines.push(`${path} shows #${idOf(value.buffer)} from ${value.byteOffset}, ${value.length}`);
      for (let i = 0; i < value.length; i++) walk(value[i], `${path}[${i}]`);
      return;
    }
    if (kind === 'Map')
      [...(value as Map<unknown, unknown>)].forEach(([key, held], i) => [key, held].forEach((x, k) => walk(x, `${path}<${i}.${k}>`)));
    if (kind === 'Set') [...(value as Set<unknown>)].forEach((held, i) => walk(held, `${path}<${i}>`));
    // engines tell the same TypeError in several ways
    if (value instanceof Error && kind !== 'TypeError') lines.push(`${path} says ${value.message}`);
    if (Array.isArray(value)) lines.push(`${path} has length ${value.length}`);
    // fields of a twin's own containers are not the program's
    if (kind === 'Map' || kind === 'Set') return;
    for (const key of Object.keys(value)) {
      const field = Object.getOwnPropertyDescriptor(value, key)!;
      if ('value' in field) walk(field.value, `${path}.${key}`);
      else lines.push(`${path}.${key} is an accessor`);
    }
  };
  walk(root, 'it');
  return lines;
}

/** Null, or the first line in which two traces differ. */
export function unequal(got: readonly string[], want: readonly string[]): string | null {
  const at = want.findIndex((line, i) => line !== got[i]);
  if (at < 0) return got.length === want.length ? null : `${got[want.length]} is too much`;
  return `${got[at] ?? 'nothing'}, not: ${want[at]}`;
}

/** A number and its derivatives, one for each location. */
export const tangentsOf = (x: unknown, count: number): readonly number[] =>
  x instanceof Dual ? Array.from(x.tangents) : new Array<number>(count).fill(0);
