/** What lowering tells as code: it speaks of intrinsics, and of what it is given. */
import { readSource } from '../../read.ts';
import type { Unit } from '../unit.ts';

const units = new Map<string, Unit>();

export function told(text: string, name: string): Unit {
  let unit = units.get(text);
  if (!unit) units.set(text, (unit = { source: readSource(text, name), fn: null, name }));
  return unit;
}
