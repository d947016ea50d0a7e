/** The graph of the last call of a compiled function, kept only as long as the caller keeps its arguments. */
import type { Graph } from './graph.ts';

export class Recent {
  #graphs = new WeakMap<object, Graph>();
  #key: WeakRef<object> | null = null;
  /** Of calls without any object. */
  #plain: Graph | null = null;

  /** The graph if it still holds for these roots. */
  find(roots: readonly unknown[]): Graph | null {
    const key = firstObject(roots);
    const graph = key ? this.#graphs.get(key) : this.#plain;
    return graph?.holds(roots) ? graph : null;
  }

  remember(roots: readonly unknown[], graph: Graph): void {
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
