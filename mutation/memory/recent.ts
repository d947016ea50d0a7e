/** The graph of the last call of a compiled function, kept only as long as the caller keeps its arguments. */
import type { Graph } from './graph.ts';

const PATIENCE = 16;

export class Recent {
  #graphs = new WeakMap<object, Graph>();
  #key: WeakRef<object> | null = null;
  /** Of calls without any object. */
  #plain: Graph | null = null;
  /** Calls in a row that brought other arguments. */
  #misses = 0;

  /** The graph if it still holds for these roots. */
  find(roots: readonly unknown[]): Graph | null {
    const key = firstObject(roots);
    const graph = key ? this.#graphs.get(key) : this.#plain;
    if (graph?.holds(roots)) {
      this.#misses = 0;
      return graph;
    }
    this.#misses++;
    return null;
  }

  remember(roots: readonly unknown[], graph: Graph): void {
    // where every call brings new objects, keeping them in mind costs more than it saves
    if (this.#misses > PATIENCE && this.#misses % PATIENCE !== 0) return;
    const key = firstObject(roots),
      last = this.#key?.deref();
    if (last && last !== key) this.#graphs.delete(last);
    if (!key) this.#plain = graph;
    else {
      this.#graphs.set(key, graph);
      if (last !== key) this.#key = new WeakRef(key);
    }
  }
}

function firstObject(roots: readonly unknown[]): object | null {
  for (const root of roots) if (typeof root === 'object' && root !== null) return root;
  return null;
}
