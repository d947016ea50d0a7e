/** What twins run in: arithmetic, truth and places on numbers that carry derivatives, and the builtins that would lose or mistake them. */
import { ARITHMETIC, Dual, MATH, SIGNED, plain } from './dual.ts';
import { Floats, Floats32, Store } from './floats.ts';

type Binary = (x: unknown, y: unknown) => unknown;

/** A slot that is found once, read and written. */
class Cell {
  readonly object: any;
  readonly key: PropertyKey;
  readonly old: unknown;
  constructor(object: any, key: any) {
    this.object = object;
    this.key = typeof key === 'symbol' ? key : String(key);
    this.old = object[this.key];
  }
  set(value: unknown): unknown {
    return (this.object[this.key] = value);
  }
}

/** Twins that run longer are of no use. */
const LIMIT = 60_000;

function operations(): Record<string, (...args: any[]) => unknown> {
  let steps = 0;
  const binary = (operator: string, x: unknown, y: unknown): unknown => (ARITHMETIC[operator] as Binary)(x, y);
  const next = (x: unknown, operator: string): unknown => binary(operator, SIGNED['+'](x), 1);
  return {
    plain,
    binary,
    next,
    truth: (x) => Boolean(plain(x)),
    signed: (operator: '+' | '-', x) => SIGNED[operator](x),
    first: (old) => SIGNED['+'](old),
    and: (x, y: () => unknown) => (plain(x) ? y() : x),
    or: (x, y: () => unknown) => (plain(x) ? x : y()),
    cell: (object, key) => new Cell(object, key),
    update: (cell: Cell, operator, y) => cell.set(binary(operator, cell.old, y)),
    stepped: (cell: Cell, operator) => cell.set(next(cell.old, operator)),
    step: (cell: Cell, operator) => (cell.set(next(cell.old, operator)), SIGNED['+'](cell.old)),
    choose: (cell: Cell, operator, y: () => unknown) => (Boolean(plain(cell.old)) === (operator === '&&=') ? cell.set(y()) : cell.old),
    tick: () => {
      if (++steps > LIMIT) throw new Error('too many steps');
      return undefined;
    },
  };
}

/** Keys that are numbers are the same key when they are the same number. */
class TwinMap extends Map<unknown, unknown> {
  override set(key: unknown, value: unknown): this {
    return super.set(plain(key), value);
  }
  override get(key: unknown): unknown {
    return super.get(plain(key));
  }
  override has(key: unknown): boolean {
    return super.has(plain(key));
  }
  override delete(key: unknown): boolean {
    return super.delete(plain(key));
  }
}
/** A set finds numbers by their value, and hands out those that carry derivatives. */
class TwinSet {
  private readonly held = new Map<unknown, unknown>();
  constructor(values: Iterable<unknown> = []) {
    for (const value of values) this.add(value);
  }
  get size(): number {
    return this.held.size;
  }
  add(value: unknown): this {
    if (!this.held.has(plain(value))) this.held.set(plain(value), value);
    return this;
  }
  has(value: unknown): boolean {
    return this.held.has(plain(value));
  }
  delete(value: unknown): boolean {
    return this.held.delete(plain(value));
  }
  clear(): void {
    this.held.clear();
  }
  forEach(f: (value: unknown, key: unknown, set: this) => void): void {
    this.held.forEach((value) => f(value, value, this));
  }
  values(): IterableIterator<unknown> {
    return this.held.values();
  }
  keys(): IterableIterator<unknown> {
    return this.held.values();
  }
  *entries(): Generator<[unknown, unknown]> {
    for (const value of this.held.values()) yield [value, value];
  }
  [Symbol.iterator](): IterableIterator<unknown> {
    return this.held.values();
  }
}
Object.defineProperty(TwinMap, 'name', { value: 'Map' });
Object.defineProperty(TwinSet, 'name', { value: 'Set' });

/** A builtin whose listed functions see plain numbers. */
const seeing = (builtin: object, names: readonly string[], own: Record<string, unknown> = {}): unknown =>
  new Proxy(builtin, {
    get: (target, key) => {
      if (typeof key === 'string' && Object.hasOwn(own, key)) return own[key];
      const value = Reflect.get(target, key) as unknown;
      if (!names.includes(key as string)) return value;
      return (...args: unknown[]) => Reflect.apply(value as () => unknown, target, args.map(plain));
    },
    apply: (target, self, args: unknown[]) => {
      if (target === Number && args[0] instanceof Dual) return args[0];
      return Reflect.apply(target as () => unknown, self, args) as unknown;
    },
    construct: (target, args: unknown[], made) =>
      Reflect.construct(target as () => unknown, target === Array && args.length === 1 ? [plain(args[0])] : args, made) as object,
  });

/** Copies as `structuredClone` makes them, with what carries derivatives. */
function clone(root: unknown, known = new Map<object, unknown>()): unknown {
  if (typeof root === 'function') throw new Error('what the oracle cannot clone');
  if (typeof root !== 'object' || root === null || root instanceof Dual) return root;
  if (known.has(root)) return known.get(root);
  const keep = <T>(made: T): T => (known.set(root, made), made);
  if (root instanceof Store) return keep(new Store([...root.cells], root.bytes));
  if (root instanceof Floats)
    return keep(new (root.constructor as typeof Floats)(clone(root.buffer, known) as Store, root.byteOffset, root.length));
  if (root instanceof Map) {
    const made = keep(new TwinMap());
    for (const [key, value] of root) made.set(clone(key, known), clone(value, known));
    return made;
  }
  const made = keep((Array.isArray(root) ? new Array(root.length) : {}) as Record<string, unknown>);
  for (const key of Object.keys(root)) made[key] = clone((root as Record<string, unknown>)[key], known);
  return made;
}

/** The names that mean something else in a twin. */
export const world = (): Record<string, unknown> => ({
  structuredClone: (root: unknown) => clone(root),
  $: operations(),
  Math: MATH,
  Float64Array: Floats,
  Float32Array: Floats32,
  Map: TwinMap,
  Set: TwinSet,
  Array: seeing(Array, []),
  Number: seeing(Number, ['isFinite', 'isInteger', 'isNaN', 'isSafeInteger']),
  Object: seeing(Object, ['is']),
  ArrayBuffer: seeing(ArrayBuffer, [], { isView: (x: unknown) => x instanceof Floats || ArrayBuffer.isView(x) }),
});
