/** Where calls enter and leave the library: faults of the inner leaves are worded here, results are looked at. */
import type { AdjointError } from '../fault/fault.ts';
import { type Slug, fault } from '../fault/messages.ts';
import { Refusal } from '../../mutation/memory/index.ts';
import { parameterName, received } from './words.ts';

/** Any user function. */
export type Callable = (...args: never[]) => unknown;

/** The error as the user is to see it: a refusal of the run-time memory gets its words, everything else stays itself. */
export function worded(error: unknown): unknown {
  return error instanceof Refusal ? fault(error.code as Slug, null, error.details) : error;
}

/** Refuses a result that is not one number, or that missing arguments made none of. */
export function checkScalar(f: Callable, args: readonly unknown[], value: unknown): asserts value is number {
  if (typeof value === 'number' && !(Number.isNaN(value) && args.length < f.length)) return;
  const name = f.name;
  if (args.length < f.length) {
    throw fault('E_ARITY', null, {
      name,
      missing: parameterName(f, args.length),
      received: typeof value === 'number' ? 'NaN' : received(value),
    });
  }
  throw notScalar(name, value);
}

function notScalar(name: string, value: unknown): AdjointError {
  if (value === undefined) return fault('E_NON_SCALAR/nothing', null, { name });
  if (value instanceof Promise) return fault('E_ASYNC', null, { name });
  return fault('E_NON_SCALAR', null, { name, received: received(value) });
}
