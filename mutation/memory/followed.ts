/** The shadows of all that can be reached from values whose own shadows are known, by walking both alike. */
import { Entries } from './entries.ts';
import type { Graph } from './graph.ts';
import { List, Records } from './nodes.ts';

type Slots = Record<PropertyKey, unknown> | Map<unknown, unknown>;

export const get = (slots: Slots, key: unknown): unknown => (slots instanceof Map ? slots.get(key) : slots[key as PropertyKey]);

/** By id; undefined or null where there is none. `shadows`: one per root. */
export function followed(graph: Graph, shadows: readonly (object | null)[]): (object | null | undefined)[] {
  const found: (object | null | undefined)[] = [];
  graph.ids.forEach((id, i) => {
    if (id >= 0) found[id] ??= shadows[i] ?? null;
  });
  const follow = (id: number, refs: Int32Array, keyAt: (i: number) => unknown): void => {
    const shadow = found[id] as Slots | null | undefined;
    if (shadow)
      refs.forEach((child, i) => {
        const next = child >= 0 ? get(shadow, keyAt(i)) : null;
        if (typeof next === 'object') found[child] ??= next;
      });
  };
  for (const node of graph.nodes) {
    if (node instanceof List) follow(node.first, node.refs, (i) => i);
    else if (node instanceof Entries) {
      // the shadow of a Map may be a pair
      const shadow = found[node.first];
      if (shadow && !(shadow instanceof Map)) found[node.first] = (shadow as { slots: object }).slots;
      follow(node.first, node.refs, (i) => node.keys[i]);
    } else if (node instanceof Records) {
      const { shape, first, count, refs } = node,
        w = shape.width;
      for (let k = 0; k < count; k++) follow(first + k, refs.subarray(k * w, k * w + w), (i) => shape.refs[i]);
    }
  }
  return found;
}
