/** Shadows of values that a program made itself: memory of their structure, all numbers 0. */
import { Graph } from './graph.ts';
import type { Log } from './log.ts';
import { Shadows } from './shadow.ts';

/** One per root; null for what has none. What the roots share is shared. */
export function zeros(...roots: readonly unknown[]): (object | null)[] {
  return shadowsOf(roots).map(({ shadow }) => shadow);
}

/** … in a forward sweep whose reverse sweep may run several times. */
export function zerosIn(log: Log, ...roots: readonly unknown[]): (object | null)[] {
  const found = shadowsOf(roots);
  for (const { all } of found) for (const shadow of all) log.add(shadow);
  return found.map(({ shadow }) => shadow);
}

function shadowsOf(roots: readonly unknown[]): { readonly shadow: object | null; readonly all: readonly object[] }[] {
  const graph = new Graph(
    roots,
    roots.map(() => 'shadowed'),
  );
  const shadows = Shadows.of(graph);
  const all = graph.objects.map((object) => shadows.of(object)).filter((shadow) => shadow !== null);
  return roots.map((_, i) => ({ shadow: shadows.root(i), all: i === 0 ? all : [] }));
}
