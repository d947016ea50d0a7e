/** Tangents of values, read from the shadows that a forward run leaves, in the shape of the values. */
import { followed } from './followed.ts';
import { Graph } from './graph.ts';
import { Records } from './nodes.ts';
import { NUMBER } from './tags.ts';

/**
 * One per value: 0 for a number (whose tangent emitted code gives), fresh memory in the shape of an object, null for anything
 * else. What has no shadow has tangents 0.
 */
export function tangentsOf(values: readonly unknown[], shadows: readonly (object | null)[]): unknown[] {
  const graph = new Graph(
    values,
    values.map(() => 'asked'),
  );
  const { nodes, objects, ids, tags } = graph,
    known = followed(graph, shadows);
  const buffers = graph.groups.map((group) => new Float64Array(group.length));
  const all = new Array<object | null>(objects.length).fill(null);
  for (let i = nodes.length - 1; i >= 0; i--) nodes[i]!.make(objects, all, buffers);
  known.forEach((shadow, id) => (all[id] = shadow ?? all[id]!));
  for (const node of nodes) if (node instanceof Records) fillUp(node, all as Record<string, unknown>[]);
  const tangents: unknown[] = new Array(objects.length);
  for (let i = nodes.length - 1; i >= 0; i--) nodes[i]!.drain(all, tangents, false);
  for (const node of nodes) node.link(tangents);
  return ids.map((id, i) => (id >= 0 ? tangents[id] : tags[i] === NUMBER ? 0 : null));
}

/** Fields that never held a tangent are not in the shadow. */
function fillUp({ first, count, shape }: Records, all: readonly Record<string, unknown>[]): void {
  shape.keys.forEach((key, k) => {
    if (shape.tags[k] !== NUMBER) return;
    for (let i = first; i < first + count; i++) if (typeof all[i]![key] !== 'number') all[i]![key] = 0;
  });
}
