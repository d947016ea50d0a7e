/** A seeded source of choices. */
export class Random {
  private state: number;
  constructor(seed: number) {
    this.state = (Math.imul(seed + 1, 0x9e3779b1) ^ 0x5bd1e995) >>> 0;
  }
  /** In [0, 1). */
  next(): number {
    // xorshift, then a multiplication that mixes the high bits down
    let s = (this.state += 0x6d2b79f5) | 0;
    s = Math.imul(s ^ (s >>> 16), 0x21f0aaad);
    s = Math.imul(s ^ (s >>> 15), 0x735a2d97);
    return ((s ^ (s >>> 15)) >>> 0) / 2 ** 32;
  }
  below(n: number): number {
    return Math.floor(this.next() * n);
  }
  chance(p: number): boolean {
    return this.next() < p;
  }
  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }
  /** A short decimal in [low, high), never 0. */
  decimal(low: number, high: number): number {
    return Math.round((low + this.next() * (high - low)) * 100) / 100 || 0.31;
  }
  /** One of the choices, by weight; a choice that gives null is drawn again. */
  weighted<T>(choices: readonly (readonly [number, () => T | null])[]): T {
    const total = choices.reduce((sum, [weight]) => sum + weight, 0);
    for (;;) {
      let at = this.next() * total;
      for (const [weight, make] of choices) {
        at -= weight;
        if (at >= 0) continue;
        const made = make();
        if (made !== null) return made;
        break;
      }
    }
  }
}
