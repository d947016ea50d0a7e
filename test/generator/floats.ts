/** Typed arrays of interpreted programs: windows on a shared store whose cells may hold numbers with derivatives. */
import { Dual, rounded, type Num } from './dual.ts';

export class Floats {
  readonly store: Num[];
  readonly offset: number;
  readonly length: number;
  /** What a store does to a number; 32 bits round. */
  readonly round: ((v: number) => number) | null;

  constructor(source: number | Iterable<Num>, offset = 0, length?: number, round: Floats['round'] = null, store?: Num[]) {
    this.store = store ?? (typeof source === 'number' ? new Array<Num>(source).fill(0) : Array.from(source));
    this.offset = offset;
    this.length = length ?? this.store.length;
    this.round = round;
  }
  static from(source: ArrayLike<Num>, f?: (v: Num, i: number) => Num): Floats {
    return new Floats(f ? Array.from(source, f) : Array.from(source));
  }
  static of(...values: Num[]): Floats {
    return new Floats(values);
  }
  static over(store: Num[], offset: number, length: number, round: Floats['round'] = null): Floats {
    return new Floats(0, offset, length, round, store);
  }

  has(i: number): boolean {
    return Number.isInteger(i) && i >= 0 && i < this.length;
  }
  get(i: number): Num | undefined {
    return this.has(i) ? (this.store[this.offset + i] as Num) : undefined;
  }
  put(i: number, value: Num): void {
    const number = value instanceof Dual ? value : Number(value);
    if (this.has(i)) this.store[this.offset + i] = this.round ? rounded(number, this.round) : number;
  }
  *[Symbol.iterator](): Generator<Num> {
    for (let i = 0; i < this.length; i++) yield this.get(i) as Num;
  }

  subarray(from: number, to = this.length): Floats {
    const at = (i: number): number => Math.min(this.length, Math.max(0, +i < 0 ? this.length + +i : +i));
    return Floats.over(this.store, this.offset + at(from), Math.max(0, at(to) - at(from)), this.round);
  }
  set(source: Iterable<Num>, at = 0): void {
    Array.from(source).forEach((v, i) => this.put(at + i, v));
  }
  /** Every other method is the array's, which asks no more than indices and a length; what it makes is typed. */
  call(name: string, args: readonly unknown[]): unknown {
    const order = name === 'sort' && args.length === 0 ? [(p: Num, q: Num) => +p - +q] : args;
    const live = new Proxy(this, INDEXED);
    const result: any = Reflect.apply((Array.prototype as any)[name], live, order);
    if (result === live) return this;
    return ['map', 'filter', 'slice'].includes(name) ? Floats.over(result, 0, result.length, this.round) : result;
  }
}

const INDEXED: ProxyHandler<Floats> = {
  get: (floats, key) => (typeof key === 'string' && /^\d+$/.test(key) ? floats.get(+key) : Reflect.get(floats, key)),
  has: (floats, key) => floats.has(+String(key)),
  set: (floats, key, value) => {
    floats.put(+String(key), value);
    return true;
  },
};
