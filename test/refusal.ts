/** What tests of bad inputs share: a refusal with its code and place, and nothing run that could be known before. */
import { expect } from 'vitest';
import { AdjointError, gradient } from '../src/index.ts';

/** For values that the types rightly refuse. */
export const any = (value: unknown): never => value as never;

/** Counted by functions under test, to see whether they ran. */
export const state = { runs: 0 };

export const call = (f: unknown, ...args: unknown[]): unknown => gradient(any(f), ...(args as never[]));

interface Expected {
  /** The message shows the place with its code. */
  readonly placed?: boolean;
  readonly runs?: number;
}

/** What only an engine says. */
const ENGINE = /Cannot (read|set) propert|is not a function|is not iterable|Maximum call stack/;

/** The refusal of a run that leaves `state` as it was. */
export function refused(code: string, run: () => unknown, { placed = false, runs = 0 }: Expected = {}): AdjointError {
  state.runs = 0;
  let error: unknown;
  try {
    run();
  } catch (e) {
    error = e;
  }
  expect(error).toBeInstanceOf(AdjointError);
  const { code: found, message, kind } = error as AdjointError;
  expect(found).toBe(code);
  expect(kind).not.toBe('bug');
  expect(message).not.toMatch(ENGINE);
  if (placed) expect(message).toMatch(/(\.test\.ts|<anonymous[ \d]*>):\d+:\d+\n[^]*> +\d+ \|/);
  expect(state.runs).toBe(runs);
  return error as AdjointError;
}

/** What a plain call and a derivative throw. */
export function thrown(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return expect.unreachable('nothing was thrown');
}
