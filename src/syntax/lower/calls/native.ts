/** Calls of functions that are not transformed. Whether an active value reaches one is judged later. */
import type * as t from '@babel/types';
import { ELEMENT } from '../../../facts/heap.ts';
import { ANY_PRIMITIVE } from '../../../facts/infer.ts';
import * as K from '../../../facts/kinds.ts';
import type { Kind } from '../../../facts/kinds.ts';
import type { AdjointError } from '../../../fault/fault.ts';
import { fault } from '../../../fault/messages.ts';
import { type Atom, isLit } from '../../../ir/ir.ts';
import { symbolName } from '../../../ir/symbols.ts';
import { isClosure } from '../closure.ts';
import { isIterable } from '../protocol.ts';
import { sequenceOf } from '../sequence.ts';
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
  const given = callee.targets.some((t) => t.is === 'function' && WALK.has(t.value))
    ? args.map((arg) => (isIterable(l, arg) ? sequenceOf(l, node, arg) : arg))
    : args;
  for (const arg of given) requireVisible(l, arg, callee.text, reason);
  if (reason) l.refusals.set(callee.text, reason);
  const attr = inert ? [callee.text, 'inert'] : reason ? [callee.text, 'opaque'] : [callee.text];
  const id = l.emit('native', [callee.value(), callee.receiver, ...given], { attr, kind });
  const [key] = args;
  if (target?.is === 'function' && target.value === Symbol.for && key !== undefined && isLit(key) && typeof key.lit === 'string')
    l.symbols.set(id, symbolName(Symbol.for(key.lit)));
  return id;
}

/** Functions that use up the iterator they are given. */
export const WALK: ReadonlySet<unknown> = new Set([
  Array.from,
  Object.fromEntries,
  (Object.getPrototypeOf(Float64Array) as typeof Array).from,
]);

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
