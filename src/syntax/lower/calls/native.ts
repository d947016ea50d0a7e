/** Calls of functions that are not transformed. Whether an active value reaches one is judged later. */
import type * as t from '@babel/types';
import { ELEMENT } from '../../../facts/heap.ts';
import { ANY_PRIMITIVE } from '../../../facts/infer.ts';
import * as K from '../../../facts/kinds.ts';
import type { Kind } from '../../../facts/kinds.ts';
import type { AdjointError } from '../../../fault/fault.ts';
import { fault } from '../../../fault/messages.ts';
import { type Atom, lit } from '../../../ir/ir.ts';
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
  const attr = inert ? [callee.text, 'inert'] : reason ? [callee.text, 'opaque'] : [callee.text];
  return l.emit('native', [callee.value(), callee.receiver, ...args], { attr, kind });
}

/** The same with the arguments in a list. */
export function nativeListCall(
  l: Lowering,
  node: t.Node,
  callee: Callee,
  list: Atom,
  kind: Kind = resultKind(l, node, callee),
  inert = false,
): Atom {
  const { cls } = l.kind(list);
  const inside = cls === K.NO_CLASS ? K.BOTTOM : l.heap.slot(cls, ELEMENT);
  if (inside.cls !== K.NO_CLASS && l.heap.get(inside.cls).targets.some((target) => target.is === 'closure')) throw unseen(l, callee.text);
  const apply = builtin(l, Reflect.apply, 'Reflect.apply');
  return l.emit('native', [apply, lit(undefined), callee.value(), callee.receiver, list], {
    attr: [callee.text, inert ? 'inert' : 'list'],
    kind,
  });
}

/** A function made by derived code is a record: only derived code can call it. */
export function requireVisible(l: Lowering, arg: Atom, name: string, reason?: AdjointError): void {
  if (isClosure(l, arg)) throw reason ?? unseen(l, name);
}

const unseen = (l: Lowering, name: string): AdjointError =>
  fault('E_UNSUPPORTED', l.site, { construct: `A function of yours given to \`${name}\`, which is not written in JavaScript,` });

const TEXTS = new Set(
  'charAt concat normalize padEnd padStart repeat replace replaceAll slice substring substr toLowerCase toUpperCase trim trimEnd trimStart toString at toFixed toPrecision toExponential toLocaleString'.split(
    ' ',
  ),
);
const NUMBERS = new Set('charCodeAt codePointAt indexOf lastIndexOf localeCompare search'.split(' '));
const TRUTHS = new Set('startsWith endsWith includes hasOwnProperty isPrototypeOf propertyIsEnumerable'.split(' '));

/** An array of texts. */
export function texts(l: Lowering, node: t.Node): Kind {
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
