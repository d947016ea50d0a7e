/** Calls of functions that are not transformed. Whether an active value reaches one is judged later. */
import type * as t from '@babel/types';
import { ELEMENT } from '../../../facts/heap.ts';
import { ANY_PRIMITIVE } from '../../../facts/infer.ts';
import * as K from '../../../facts/kinds.ts';
import type { Kind } from '../../../facts/kinds.ts';
import type { AdjointError } from '../../../fault/fault.ts';
import { fault } from '../../../fault/messages.ts';
import { type Atom, lit } from '../../../ir/ir.ts';
import { isOfLanguage } from '../../language.ts';
import { isClosure } from '../closure.ts';
import { builtin } from '../known.ts';
import type { Lowering } from '../state.ts';
import type { Callee } from './call.ts';

export function nativeCall(
  l: Lowering,
  node: t.Node,
  callee: Callee,
  args: readonly Atom[],
  kind: Kind = resultKind(l, node, callee),
  inert = false,
): Atom {
  const [target] = callee.targets;
  const reason = target?.is === 'function' ? l.session.opaque.get(target.value) : undefined;
  for (const arg of args) requireVisible(l, arg, callee.text, reason);
  if (reason) l.refusals.set(callee.text, reason);
  const outside = !inert && mayRunOutside(l, callee, args);
  l.outside ||= outside;
  const { cells } = l.session;
  const how = inert ? ['inert'] : reason ? ['opaque'] : [];
  if (!outside || !cells) return l.emit('native', [callee.value(), callee.receiver, ...args], { attr: [callee.text, ...how], kind });
  const bridge = builtin(l, cells.outside, 'outside');
  return l.emit('native', [bridge, lit(undefined), callee.value(), callee.receiver, ...args], { attr: [callee.text, 'opaque'], kind });
}

/** Whether a call may run code of the user's, which can assign variables that derived code has captured. */
function mayRunOutside(l: Lowering, { targets, receiver }: Callee, args: readonly Atom[]): boolean {
  const known = targets.length > 0 && targets.every((t) => t.is === 'function' && isOfLanguage(t.value));
  return !known || [receiver, ...args].some((value) => mayHoldCode(l, value));
}

/** A function, or an object that leads to one. */
function mayHoldCode(l: Lowering, value: Atom): boolean {
  const { cls } = l.kind(value);
  if (cls === K.NO_CLASS) return false;
  for (const id of l.heap.reachableFrom([cls])) {
    const c = l.heap.get(id);
    if (c.targets.length > 0 || c.accessors.size > 0 || c.protos.size > 0) return true;
  }
  return false;
}

/** A function made by derived code is a record: only derived code can call it. */
export function requireVisible(l: Lowering, arg: Atom, name: string, reason?: AdjointError): void {
  if (isClosure(l, arg))
    throw (
      reason ??
      fault('E_UNSUPPORTED', l.site, { construct: `A function of yours given to \`${name}\`, which is not written in JavaScript,` })
    );
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
