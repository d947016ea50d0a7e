/** Warnings of debug mode: each kind at most once in a call. */
import type { AdjointError } from '../fault/fault.ts';
import { fault } from '../fault/messages.ts';

export type Warned = (warning: AdjointError) => void;

let told: ((place: string, what: string, value: number) => void) | null = null;

/** Runs a call of a program that was compiled for debugging. */
export function watching<T>(warned: Warned, run: () => T): T {
  const outer = told;
  let first = true;
  told = (place, what, value) => {
    if (!first) return;
    first = false;
    const [, file, line, column] = /^(.*):(\d+):(\d+)$/.exec(place) ?? [];
    const site = file === undefined ? null : { file, line: Number(line), column: Number(column) };
    warned(fault('W_NONFINITE', site, { what, value: String(value) }));
  };
  try {
    return run();
  } finally {
    told = outer;
  }
}

/** Emitted code shows every number it computes; `place` is `file:line:column`. */
export function watch(value: unknown, place: string, what: string): void {
  if (typeof value === 'number' && !Number.isFinite(value)) told?.(place, what, value);
}
