/** Calls of functions that are not transformed. Whether an active value reaches one is judged later. */
import type * as t from '@babel/types';
import { ELEMENT } from '../../../facts/heap.ts';
import { ANY_PRIMITIVE } from '../../../facts/infer.ts';
import * as K from '../../../facts/kinds.ts';
import type { Kind } from '../../../facts/kinds.ts';
import type { AdjointError } from '../../../fault/fault.ts';
import { fault } from '../../../fault/messages.ts';
import { type Atom, isLit, lit } from '../../../ir/ir.ts';
import { symbolName } from '../../../ir/symbols.ts';
import { isOfLanguage, isPrototypeOfLanguage } from '../../language.ts';
import { isClosure } from '../closure.ts';
import { builtin } from '../known.ts';
import { isIterable } from '../protocol.ts';
import { sequenceOf } from '../sequence.ts';
import type { Lowering } from '../state.ts';
import { NotTwin, isLooking, isQuiet } from '../twin.ts';
import type { Callee } from './call.ts';
import { leadsToClosure, visible } from './callback.ts';

export function nativeCall(
  l: Lowering,
  node: t.Node,
  callee: Callee,
  given: readonly Atom[],
  kind: Kind = resultKind(l, node, callee),
  inert = false,
): Atom {
  const [target] = callee.targets,
    { text, receiver } = callee;
  const reason = target?.is === 'function' ? l.session.opaque.get(target.value) : undefined;
  if (l.session.twin && !isHarmless(l, callee, given)) throw new NotTwin(text);
  const walks = callee.targets.some((t) => t.is === 'function' && WALK.has(t.value));
  const args = given.map((arg) => visible(l, node, walks && isIterable(l, arg) ? sequenceOf(l, node, arg) : arg, text, reason));
  const calledBack = given.some((arg) => mayHoldCode(l, arg));
  const outside = !inert && (calledBack || mayHoldCode(l, receiver) || !isOfPlatform(l, callee));
  if (outside) refuseHidden(l, given, text, reason);
  l.outside ||= outside;
  const { cells } = l.session;
  const bridged = outside && cells !== null;
  const opaque = reason !== undefined || (!inert && calledBack) || bridged;
  if (reason) l.refusals.set(text, reason);
  else if (opaque && !l.refusals.has(text))
    l.refusals.set(text, fault('E_NO_RULE', l.site, { callee: text, argument: 'memory that it may use' }));
  const attr = inert ? [text, 'inert'] : opaque ? [text, 'opaque'] : [text];
  const list = [callee.value(), receiver, ...args];
  const id = l.emit('native', bridged ? [builtin(l, cells.outside, 'outside'), lit(undefined), ...list] : list, { attr, kind });
  const [key] = args;
  if (target?.is === 'function' && target.value === Symbol.for && key !== undefined && isLit(key) && typeof key.lit === 'string')
    l.symbols.set(id, symbolName(Symbol.for(key.lit)));
  return id;
}

/** Calling it twice makes no difference. */
function isHarmless(l: Lowering, { targets: [target], receiver }: Callee, args: readonly Atom[]): boolean {
  const fn = target?.is === 'function' ? target.value : null;
  return isQuiet(fn) && [...(isLooking(fn) ? [] : [receiver]), ...args].every((value) => !mayHoldCode(l, value));
}

/** The language and its host call what they are given, and nothing else of the user's. */
function isOfPlatform(l: Lowering, { targets }: Callee): boolean {
  const platform = (fn: Function): boolean => isOfLanguage(fn) || (l.session.environment.locate(fn)?.file.startsWith('node:') ?? false);
  return targets.length > 0 && targets.every((t) => t.is === 'function' && platform(t.value));
}

/** A function of the user's, or an object that leads to one. */
function mayHoldCode(l: Lowering, value: Atom): boolean {
  const { cls } = l.kind(value);
  if (cls === K.NO_CLASS) return false;
  for (const id of l.heap.closure([cls])) {
    const { targets, accessors, protos } = l.heap.get(id);
    if (
      targets.some((t) => t.is === 'closure' || !isOfLanguage(t.value)) ||
      accessors.size > 0 ||
      [...protos].some((p) => !isPrototypeOfLanguage(p))
    )
      return true;
  }
  return false;
}

/** Functions made by derived code are records: where they hide in objects, only derived code can call them. */
function refuseHidden(l: Lowering, args: readonly Atom[], name: string, reason: AdjointError | undefined): void {
  for (const arg of args) {
    const { cls } = l.kind(arg);
    if (cls === K.NO_CLASS || isClosure(l, arg) || !leadsToClosure(l, cls)) continue;
    throw reason ?? fault('E_UNSUPPORTED', l.site, { construct: `An object with functions of yours given to \`${name}\`` });
  }
}

/** Functions that use up the iterator they are given. */
export const WALK: ReadonlySet<unknown> = new Set([
  Array.from,
  Object.fromEntries,
  (Object.getPrototypeOf(Float64Array) as typeof Array).from,
]);

/** A function made by derived code is a record: only derived code can call it. */
export function requireVisible(l: Lowering, arg: Atom, name: string): void {
  if (isClosure(l, arg))
    throw fault('E_UNSUPPORTED', l.site, { construct: `A function of yours given to \`${name}\`, which is not written in JavaScript,` });
}

const TEXTS = new Set(
  'charAt concat normalize padEnd padStart repeat replace replaceAll slice substring substr toLowerCase toUpperCase trim trimEnd trimStart toString at toFixed toPrecision toExponential toLocaleString'.split(
    ' ',
  ),
);
const NUMBERS = new Set('charCodeAt codePointAt indexOf lastIndexOf localeCompare search'.split(' '));
const TRUTHS = new Set('startsWith endsWith includes hasOwnProperty isPrototypeOf propertyIsEnumerable'.split(' '));

/** An array of texts. */
function texts(l: Lowering, node: t.Node): Kind {
  const cls = l.heap.site(l.key(node, 'texts'), 'array');
  l.heap.widen(cls, ELEMENT, K.TEXT);
  return K.ref(l.heap.root(cls));
}

/** The methods of primitives are known by what they give. */
function resultKind(l: Lowering, node: t.Node, { receiver, text }: Callee): Kind {
  const { cls, prims } = l.kind(receiver);
  const name = text.slice(text.lastIndexOf('.') + 1);
  if (TRUTHS.has(name)) return K.BOOL;
  if (name === 'split' && cls === K.NO_CLASS) return texts(l, node);
  if (cls === K.NO_CLASS && (prims & ANY_PRIMITIVE.prims & ~K.UNDEFINED) !== 0) {
    if (TEXTS.has(name)) return K.TEXT;
    if (NUMBERS.has(name)) return K.NUM;
  }
  return l.anything(node);
}
