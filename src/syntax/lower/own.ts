/** The captured variables of one function whose gradients are asked for. */
import { type Form, formOf } from '../../facts/heap.ts';
import { fault } from '../../fault/messages.ts';
import type { Capture } from '../environment.ts';
import type { Own } from '../own.ts';
import type { Session } from './session.ts';

const CONSTANT: ReadonlySet<Form> = new Set(['ints', 'function', 'opaque']);

/** Whether a derivative can live in it. */
function holds(value: unknown): boolean {
  if (typeof value === 'number') return true;
  return typeof value === 'object' && value !== null && !CONSTANT.has(formOf(value));
}

/** `ns.member` of an imported module is `member`. */
const nameOf = ({ name }: Capture): string => name.slice(name.lastIndexOf('.') + 1);

function captured(session: Session): Capture[] {
  const unit = session.owner && session.unit(session.owner);
  if (!unit) return [];
  return unit.source.scopes.free.flatMap((name) => {
    const capture = session.free(unit, name);
    return capture && !capture.global && holds(capture.value) ? [capture] : [];
  });
}

/**
 * The variable that a number is read from, if its gradient is asked for: one, whichever function reads it. Where the texts do not
 * tell whether another function reads the same variable, the derivative could miss a part.
 */
export function asked(session: Session, capture: Capture): Capture | null {
  if (!session.owner || typeof capture.value !== 'number' || capture.global) return null;
  for (const own of captured(session)) {
    if (own.fn === capture.fn && own.name === capture.name) return own;
    if (typeof own.value !== 'number') continue;
    const [one, other] = [own.where?.(), capture.where?.()];
    if (one && other ? one === other : own.given && capture.given && own.name === capture.name) return own;
    if ((one && other) || own.name !== capture.name || !Object.is(own.read(), capture.read())) continue;
    throw fault('E_CAPTURE/unclear', null, { variable: nameOf(own), name: session.owner.name, other: capture.fn.name });
  }
  return null;
}

/** `inputs`: what comes into the program from outside, in the order of its parameters after the first `count`. */
export function ownOf(session: Session, inputs: readonly Capture[], count: number): Own[] {
  return captured(session).map((capture) => {
    const object = session.cells?.has(capture) ? session.cells.of(capture).object : null;
    const isIt = (input: Capture): boolean =>
      object
        ? input.value === object
        : (input.fn === capture.fn && input.name === capture.name) || (isObject(capture.value) && input.value === capture.value);
    const found = inputs.findIndex(isIt);
    return { name: nameOf(capture), capture, at: found < 0 ? -1 : count + found, cell: object !== null };
  });
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;
