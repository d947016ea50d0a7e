/** Gradients of captured variables, by name. */
import { tangentsOf } from '../../mutation/memory/index.ts';
import type { Ready } from './ready.ts';

/** `gradients`: those of the variables that the program uses, in their order. */
export function byName(own: Ready['own'], gradients: readonly unknown[]): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  let next = 0;
  for (const { name, capture, at, cell } of own) {
    const gradient = at < 0 ? nothing(capture.read()) : gradients[next++];
    found[name] = cell && at >= 0 ? (gradient as { value: unknown }).value : gradient;
  }
  return found;
}

/** What does not depend on it has the gradient 0. */
const nothing = (value: unknown): unknown => (typeof value === 'number' ? 0 : tangentsOf([value], [null])[0]);
