/** A map whose changes inside a scope can be taken back in time proportional to their number. */
export class Scoped<K, V> {
  readonly #map = new Map<K, V>();
  readonly #log: [K, V | undefined][] = [];

  get(key: K): V | undefined {
    return this.#map.get(key);
  }

  has(key: K): boolean {
    return this.#map.has(key);
  }

  set(key: K, value: V): void {
    this.#log.push([key, this.#map.get(key)]);
    this.#map.set(key, value);
  }

  /** The place to come back to. */
  mark(): number {
    return this.#log.length;
  }

  /** Keys that were set since then. */
  since(mark: number): K[] {
    return this.#log.slice(mark).map(([key]) => key);
  }

  undo(mark: number): void {
    while (this.#log.length > mark) {
      const [key, old] = this.#log.pop()!;
      if (old === undefined) this.#map.delete(key);
      else this.#map.set(key, old);
    }
  }
}
