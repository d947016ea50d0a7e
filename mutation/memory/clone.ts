/** Copies of argument lists that keep what is shared: objects, buffers, cycles, prototypes. */

/** Functions, and objects whose inside cannot be seen, stay the same. */
export function cloneAll<T>(value: T, known = new Map<object, unknown>()): T {
  const copyOf = (v: unknown): unknown => {
    if (typeof v !== 'object' || v === null) return v;
    const before = known.get(v);
    if (before !== undefined) return before;
    const copy = shell(v, copyOf);
    known.set(v, copy);
    if (copy !== v) queue.push([v, copy]);
    return copy;
  };
  const queue: [object, object][] = [];
  const result = copyOf(value);
  for (let next = queue.pop(); next; next = queue.pop()) fill(next[0], next[1], copyOf);
  return result as T;
}

function shell(v: object, copyOf: (v: unknown) => unknown): object {
  if (v instanceof ArrayBuffer) return v.slice(0);
  if (ArrayBuffer.isView(v)) {
    const make = v.constructor as new (buffer: unknown, offset: number, length: number) => object;
    return new make(copyOf(v.buffer), v.byteOffset, v instanceof DataView ? v.byteLength : (v as Float64Array).length);
  }
  if (Array.isArray(v)) return new Array(v.length);
  if (v instanceof Map) return new Map();
  if (v instanceof Set) return new Set();
  if (v instanceof Date) return new Date(v);
  return Object.prototype.toString.call(v) === '[object Object]' ? (Object.create(Object.getPrototypeOf(v) as object | null) as object) : v;
}

function fill(from: object, to: object, copyOf: (v: unknown) => unknown): void {
  if (ArrayBuffer.isView(from) || from instanceof ArrayBuffer || from instanceof Date) return;
  if (from instanceof Map) for (const [key, value] of from) (to as Map<unknown, unknown>).set(copyOf(key), copyOf(value));
  else if (from instanceof Set) for (const value of from) (to as Set<unknown>).add(copyOf(value));
  else {
    for (const key of Reflect.ownKeys(from)) {
      const field = Object.getOwnPropertyDescriptor(from, key)!;
      if (Array.isArray(from) && key === 'length') continue;
      Object.defineProperty(to, key, 'value' in field ? { ...field, value: copyOf(field.value) } : field);
    }
    if (!Object.isExtensible(from)) Object.preventExtensions(to);
  }
}
