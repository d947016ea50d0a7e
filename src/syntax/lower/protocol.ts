/** The protocol of iterators: `[Symbol.iterator]()`, `next()` for every step, `return()` where it is left early. */
import type * as t from '@babel/types';
import { type MemoryClass, fieldSlot } from '../../facts/heap.ts';
import * as K from '../../facts/kinds.ts';
import { fault } from '../../fault/messages.ts';
import { type Atom, type Id, isId, lit } from '../../ir/ir.ts';
import { arm, choose } from './branch.ts';
import { methodOf, valueCallee } from './calls/call.ts';
import { invoke } from './calls/target.ts';
import { classOf, constructorsOf, except } from './classes.ts';
import { builtin } from './known.ts';
import { load } from './memory.ts';
import type { Lowering } from './state.ts';

/** An iterator under way. */
export interface Iterating {
  readonly iterator: Atom;
  /** Its method, read once; null for one of which nothing is known. */
  readonly next: Atom | null;
}

export interface Step {
  readonly step: Atom;
  readonly done: Atom;
}

export const ITERATOR = '@@iterator';

/** Something of which only its iterator is known. */
export const isOpaque = (l: Lowering, value: Atom): boolean => classOf(l, value)?.forms.has('opaque') ?? false;

/** An object of the user's that may say how it is walked. */
export function isIterable(l: Lowering, value: Atom): boolean {
  const c = classOf(l, value);
  if (c === null || !c.forms.has('object')) return false;
  return mayHave(l, isId(value) && constructorsOf(c).length > 0 ? asOther(l, value, c) : value, ITERATOR);
}

/** The value where it is no sequence. */
const asOther = (l: Lowering, value: Id, c: MemoryClass): Id =>
  l.renamed(
    value,
    { ...l.kind(value), prims: 0 },
    except(c, (form) => form !== 'object'),
  );

/** Whether a property may hold something. Nothing is emitted. */
export function mayHave(l: Lowering, object: Atom, name: string): boolean {
  let found = K.BOTTOM;
  arm(l, () => void (found = l.kind(load(l, object, lit(name)))));
  return found.cls !== K.NO_CLASS || (found.prims & ~(K.UNDEFINED | K.NULL)) !== 0;
}

export function begin(l: Lowering, node: t.Node, value: Atom): Iterating {
  if (isOpaque(l, value)) {
    if (classOf(l, value)!.slots.has(fieldSlot(ITERATOR)))
      throw fault('E_UNSUPPORTED', l.site, {
        construct: 'Walking through what is an iterator of yours at one time and one from outside at another',
      });
    requireForeign(l, value);
    const args = [builtin(l, iterate, 'iterate'), lit(undefined), value];
    return { iterator: l.emit('native', args, { attr: ['iterator', 'inert'], kind: l.anything(node) }), next: null };
  }
  const iterator = invoke(l, node, methodOf(l, value, lit(ITERATOR), '(…)[Symbol.iterator]'), []);
  return { iterator, next: load(l, iterator, lit('next')) };
}

export function advance(l: Lowering, node: t.Node, { iterator, next }: Iterating): Step {
  if (next === null) {
    const args = [builtin(l, forward, 'next'), lit(undefined), iterator];
    const step = l.emit('native', args, { attr: ['next', 'inert'], kind: l.anything(node) });
    return { step, done: load(l, step, lit('done')) };
  }
  const step = invoke(l, node, valueCallee(l, next, iterator, 'next'), []);
  return { step, done: l.flow.falls ? load(l, step, lit('done')) : lit(true) };
}

export const valueOf = (l: Lowering, node: t.Node, { next }: Iterating, step: Atom): Atom =>
  next === null ? l.emit('load', [step, lit('value')], { kind: l.anything(node) }) : load(l, step, lit('value'));

/** Whether leaving it early may do anything. */
export function closes(l: Lowering, { iterator, next }: Iterating): boolean {
  return next === null || mayHave(l, iterator, 'return');
}

/** Tells an iterator that no more steps will come. */
export function close(l: Lowering, node: t.Node, { iterator, next }: Iterating): void {
  if (next === null) {
    l.emit('native', [builtin(l, finish, 'return'), lit(undefined), iterator], { attr: ['return', 'inert'], kind: K.NOTHING });
    return;
  }
  const method = load(l, iterator, lit('return'));
  choose(
    l,
    l.pure('nullish', method),
    () => lit(undefined),
    () => {
      invoke(l, node, { ...valueCallee(l, method, iterator, 'return'), mayBeMissing: false }, []);
      return lit(undefined);
    },
  );
}

/**
 * An iterator of the outside that is under way, such as a live generator, goes through memory that nobody sees: where a run
 * walks one, and the caller's memory is differentiated, that is refused.
 */
export function requireForeign(l: Lowering, value: Atom): void {
  const c = classOf(l, value);
  if (!c?.user || !c.forms.has('opaque')) return;
  const test = l.emit('native', [builtin(l, isUnderWay, 'isUnderWay'), lit(undefined), value], {
    attr: ['isUnderWay', 'inert'],
    kind: K.BOOL,
  });
  const held = (): Atom => {
    l.emit('native', [builtin(l, walked, 'walked'), lit(undefined)], { attr: ['next', 'held'], kind: K.NOTHING });
    return lit(undefined);
  };
  choose(l, test, held, () => lit(undefined));
}

const isUnderWay = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && typeof (value as Iterator<unknown>).next === 'function';
const walked = (): void => {};
const iterate = (value: Iterable<unknown>): Iterator<unknown> => value[Symbol.iterator]();
const forward = (from: Iterator<unknown>): IteratorResult<unknown> => from.next();
const finish = (from: Iterator<unknown>): void => void from.return?.();
