/** Names in emitted code: readable, the same in every run, and never one that is taken where it is used. */

/** The names of one scope of the printed text and of those around it. */
export class Names {
  readonly #outer: Names | null;
  readonly #own = new Set<string>();
  readonly #next = new Map<string, number>();

  constructor(outer: Names | null = null, own: Iterable<string> = []) {
    this.#outer = outer;
    for (const name of own) this.#own.add(name);
  }

  has(name: string): boolean {
    return this.#own.has(name) || (this.#outer?.has(name) ?? false);
  }

  add(name: string): void {
    this.#own.add(name);
  }

  /** Takes a name that starts like the hint: `x`, `x2`, `x3`, …. */
  claim(hint: string): string {
    let base = hint.replace(/[^\p{ID_Continue}$]/gu, '_').slice(0, 40);
    if (!/^[\p{ID_Start}$_]/u.test(base)) base = '_' + base;
    const name = this.has(base) || RESERVED.has(base) ? this.#numbered(/\d$/.test(base) ? base + '_' : base) : base;
    this.#own.add(name);
    return name;
  }

  #numbered(base: string): string {
    let n = this.#start(base);
    while (this.has(base + n)) n++;
    this.#next.set(base, n + 1);
    return base + n;
  }

  /** Numbers below are known to be taken. */
  #start(base: string): number {
    return this.#next.get(base) ?? (this.#outer ? this.#outer.#start(base) : 2);
  }
}

/** Words of the language and the globals that emitted code speaks of. */
export const RESERVED: ReadonlySet<string> = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if implements import in ' +
    'instanceof interface let new null package private protected public return static super switch this throw true try typeof var void while with yield ' +
    'undefined NaN Infinity Math Object Array Number Symbol Float64Array Float32Array Int8Array Int16Array Int32Array Uint8Array Uint8ClampedArray Uint16Array Uint32Array ' +
    'BigInt64Array BigUint64Array async get set of error saved'
  ).split(' '),
);
