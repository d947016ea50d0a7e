/** Typed arrays of twins: windows on a shared store whose cells may hold numbers with derivatives, used like the engine's own. */
import { Dual, rounded, type Num } from './dual.ts';

/** What stands for an `ArrayBuffer`. */
export class Store {
  readonly cells: Num[];
  readonly bytes: number;
  constructor(cells: Num[], bytes: number) {
    this.cells = cells;
    this.bytes = bytes;
  }
  get byteLength(): number {
    return this.cells.length * this.bytes;
  }
}

interface Window {
  readonly store: Store;
  readonly offset: number;
  readonly length: number;
}
const windows = new WeakMap<object, Window>();
const windowOf = (floats: object): Window => windows.get(floats) as Window;
const INDEX = /^-?(0|[1-9]\d*)$/;

/** The window of the store that a proxy shows as properties. */
const INDEXED: ProxyHandler<Floats> = {
  get(target, key, self) {
    if (typeof key !== 'string' || !INDEX.test(key)) return Reflect.get(target, key, self);
    const { store, offset, length } = windowOf(target);
    return +key >= 0 && +key < length ? store.cells[offset + +key] : undefined;
  },
  set(target, key, value, self) {
    if (typeof key !== 'string' || !INDEX.test(key)) return Reflect.set(target, key, value, self);
    const { store, offset, length } = windowOf(target);
    const number = value instanceof Dual ? value : Number(value);
    if (+key >= 0 && +key < length) store.cells[offset + +key] = target.round ? rounded(number, target.round) : number;
    return true;
  },
  has: (target, key) =>
    typeof key === 'string' && INDEX.test(key) ? +key >= 0 && +key < windowOf(target).length : Reflect.has(target, key),
  ownKeys: (target) => Array.from({ length: windowOf(target).length }, (_, i) => String(i)),
  getOwnPropertyDescriptor: (target, key) =>
    INDEXED.has!(target, key) && typeof key === 'string' && INDEX.test(key)
      ? { value: INDEXED.get!(target, key, target), writable: true, enumerable: true, configurable: true }
      : undefined,
};

type Source = number | Store | Iterable<Num> | ArrayLike<Num>;

export class Floats {
  static readonly BYTES_PER_ELEMENT: number = 8;
  constructor(source: Source = 0, byteOffset = 0, count?: number) {
    const { BYTES_PER_ELEMENT: bytes } = new.target;
    const offset = byteOffset / bytes;
    const shared = source instanceof Store;
    const cells = shared
      ? source.cells
      : typeof source === 'object'
        ? Array.from(source as Iterable<Num>)
        : new Array<Num>(+source).fill(0);
    const length = count ?? cells.length - offset;
    windows.set(this, { store: shared ? source : new Store(cells, bytes), offset, length });
    const live = new Proxy(this, INDEXED);
    windows.set(live, windowOf(this));
    // stores round and convert
    if (!shared && typeof source === 'object') cells.forEach((cell, i) => (live[i] = cell));
    return live;
  }
  [index: number]: Num;
  /** What a store does to a number; 32 bits round. */
  get round(): ((v: number) => number) | null {
    return null;
  }
  static from(source: Iterable<Num>, f: (v: Num, i: number) => Num = (v) => v): Floats {
    return new this(Array.from(source, (v, i) => f(v, i)));
  }
  static of(...values: Num[]): Floats {
    return new this(values);
  }
  get length(): number {
    return windowOf(this).length;
  }
  get buffer(): Store {
    return windowOf(this).store;
  }
  get byteOffset(): number {
    return windowOf(this).offset * this.buffer.bytes;
  }

  subarray(from = 0, to = this.length): Floats {
    const at = (i: number): number => Math.min(this.length, Math.max(0, +i < 0 ? this.length + +i : +i));
    const Kind = this.constructor as typeof Floats;
    return new Kind(this.buffer, this.byteOffset + at(from) * this.buffer.bytes, Math.max(0, at(to) - at(from)));
  }
  set(source: ArrayLike<Num>, at = 0): void {
    const values = Array.from(source);
    if (+at + values.length > this.length) throw new RangeError('offset is out of bounds');
    values.forEach((v, i) => (this[+at + i] = v));
  }
  sort(order: (p: Num, q: Num) => Num = (p, q) => +p - +q): this {
    this.set(Array.from(this as ArrayLike<Num>).sort(order as (p: Num, q: Num) => number));
    return this;
  }
}

/** Every other method is the array's, which asks no more than indices and a length; what it makes is typed. */
const SAME = ['fill', 'reverse', 'copyWithin', 'reduce', 'reduceRight', 'forEach', 'find', 'findIndex', 'findLast', 'findLastIndex'];
const MORE = ['some', 'every', 'indexOf', 'includes', 'join', 'at', 'entries', 'keys', 'values'];
const TYPED = ['map', 'filter', 'slice'];
for (const name of [...SAME, ...MORE, ...TYPED] as 'map'[]) {
  const method = Array.prototype[name] as (...args: unknown[]) => any;
  Object.defineProperty(Floats.prototype, name, {
    value(this: Floats, ...args: unknown[]): unknown {
      if (!TYPED.includes(name)) return Reflect.apply(method, this, args);
      const Kind = this.constructor as typeof Floats;
      // the array's own method would make an array of the class of `this`
      const list = Array.from(this as ArrayLike<Num>);
      if (name !== 'map' && name !== 'filter') return new Kind(Reflect.apply(method, list, args) as Num[]);
      const [f] = args as [(v: Num, i: number, all: unknown) => Num];
      return new Kind(Reflect.apply(method, list, [(v: Num, i: number) => f(v, i, this)]) as Num[]);
    },
  });
}
Object.defineProperty(Floats.prototype, Symbol.iterator, { value: Array.prototype.values });

export class Floats32 extends Floats {
  static override readonly BYTES_PER_ELEMENT = 4;
  override get round(): (v: number) => number {
    return Math.fround;
  }
}
Object.defineProperty(Floats, 'name', { value: 'Float64Array' });
Object.defineProperty(Floats32, 'name', { value: 'Float32Array' });
