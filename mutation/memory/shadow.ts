/**
 * Shadows of one call: for every object of a graph that may carry cotangents, memory for them with the same structure.
 *
 * A shadow has a number where its primal has one, the other's shadow where it has a reference, null elsewhere. Float arrays
 * have Float64Arrays. Lengths mean nothing: forward code may let a shadow grow. A reverse sweep leaves the structure of entry.
 */
import type { Graph } from './graph.ts';
import { Log, zero } from './log.ts';
import { FloatArray } from './nodes.ts';
import { NUMBER } from './tags.ts';

export class Shadows {
  readonly graph: Graph;
  /** For detached calls; emitted code gets it as its last parameter. */
  readonly log = new Log();
  readonly #shadows: (object | null)[];
  readonly #buffers: Float64Array[];
  /** Their shadows may become gradients. */
  readonly #handed: FloatArray[] = [];
  #ids: Map<object, number> | null = null;

  private constructor(graph: Graph) {
    const { nodes, objects, shadowed, asked } = graph;
    this.graph = graph;
    this.#buffers = graph.groups.map((group) => new Float64Array(group.length));
    this.#shadows = new Array<null>(objects.length).fill(null);
    for (let i = shadowed - 1; i >= 0; i--) {
      const node = nodes[i]!;
      node.make(objects, this.#shadows, this.#buffers);
      if (i < asked && node instanceof FloatArray && node.own) this.#handed.push(node);
    }
    for (let i = 0; i < shadowed; i++) nodes[i]!.link(this.#shadows);
  }

  /** All 0. Those of an earlier fused call that ended well are used again. */
  static of(graph: Graph): Shadows {
    const spare = graph.spare;
    if (!spare) return new Shadows(graph);
    graph.spare = null;
    for (const node of spare.#handed) node.make(graph.objects, spare.#shadows, spare.#buffers);
    return spare;
  }

  /** The shadow of a root, or null. */
  root(index: number): object | null {
    const id = this.graph.ids[index]!;
    return id < 0 ? null : (this.#shadows[id] ?? null);
  }

  /** The shadow of an object that was reachable at entry, or null. */
  of(object: object): object | null {
    if (!this.#ids) this.#ids = new Map(this.graph.objects.map((o, id) => [o, id]));
    const id = this.#ids.get(object);
    return id === undefined ? null : (this.#shadows[id] ?? null);
  }

  /**
   * After a reverse sweep: per root the gradient in the shape of entry (0 for a number: its cotangent is known to the emitted
   * code alone; null for other primitives, and for roots that were not asked for). Fresh memory; all cotangents are 0 afterwards.
   *
   * `last`: no further sweep of this call will come. The shadows are then kept for the next call, or become gradients themselves.
   */
  gradients(last: boolean): unknown[] {
    const { nodes, asked, shadowed, ids, tags, roles } = this.graph;
    const gradients: unknown[] = new Array(asked === 0 ? 0 : nodes[asked - 1]!.first + nodes[asked - 1]!.count);
    for (let i = asked - 1; i >= 0; i--) nodes[i]!.drain(this.#shadows, gradients, last);
    for (let i = 0; i < asked; i++) nodes[i]!.link(gradients);
    for (const buffer of this.#buffers) buffer.fill(0);
    for (let i = asked; i < shadowed; i++) this.#clear(nodes[i]!.first, nodes[i]!.count);
    if (last) this.graph.spare = this;
    return ids.map((id, i) => (roles[i] !== 'asked' ? null : id >= 0 ? gradients[id] : tags[i] === NUMBER ? 0 : null));
  }

  /** Detached: the structure at the end of the forward sweep, all cotangents 0. */
  rewind(): void {
    this.#clear(0, this.#shadows.length);
    this.log.rewind();
  }

  #clear(first: number, count: number): void {
    for (let id = first; id < first + count; id++) {
      const shadow = this.#shadows[id];
      if (shadow) zero(shadow);
    }
  }
}
