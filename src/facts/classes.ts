/** The memory classes of a heap, those that were unified as one, and what refers to what. */
import { type ClassId, NO_CLASS, classesIn } from './kinds.ts';
import type { MemoryClass } from './memory-class.ts';

export class Classes {
  /** Counts what was learnt. */
  version = 0;
  readonly #parents: ClassId[] = [];
  readonly #classes: (MemoryClass | null)[] = [];

  protected add(c: MemoryClass): ClassId {
    const id = this.#parents.length;
    this.#parents.push(id);
    this.#classes.push(c);
    this.version++;
    return id;
  }

  /** From now on the one root is the other. Gives what it was. */
  protected merge(from: ClassId, into: ClassId): MemoryClass {
    const gone = this.#classes[from]!;
    this.#parents[from] = into;
    this.#classes[from] = null;
    this.version++;
    return gone;
  }

  root(id: ClassId): ClassId {
    if (id === NO_CLASS) return id;
    let r = id;
    while (this.#parents[r] !== r) r = this.#parents[r]!;
    while (this.#parents[id] !== r) [id, this.#parents[id]] = [this.#parents[id]!, r];
    return r;
  }

  get(id: ClassId): MemoryClass {
    return this.#classes[this.root(id)]!;
  }

  /** All class roots. */
  roots(): ClassId[] {
    return this.#parents.flatMap((p, i) => (p === i ? [i] : []));
  }

  /** Classes whose objects the caller can reach when the call is over: its own, what they refer to, and `results`. */
  reachable(results: readonly ClassId[]): ReadonlySet<ClassId> {
    return this.closure([...this.roots().filter((root) => this.get(root).user), ...results]);
  }

  /** The classes that references lead to, from these on. What `enter` turns down is not looked into. */
  closure(from: readonly ClassId[], enter: (root: ClassId) => boolean = () => true): ReadonlySet<ClassId> {
    const seen = new Set<ClassId>();
    const add = (id: ClassId): void => void seen.add(this.root(id));
    for (const id of from) if (id !== NO_CLASS) add(id);
    // the set grows while it is walked, so that depth is no matter
    for (const root of seen) if (enter(root)) this.below(root).forEach(add);
    return seen;
  }

  /** The classes that slots and prototypes of a class refer to. */
  below(id: ClassId): ClassId[] {
    const { slots, makers } = this.get(id);
    return [...[...slots.values()].flatMap(classesIn), ...makers].map((cls) => this.root(cls));
  }

  same(a: ClassId, b: ClassId): boolean {
    return this.root(a) === this.root(b);
  }
}
