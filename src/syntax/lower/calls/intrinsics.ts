/** What models say beyond JavaScript (see rules/intrinsics.ts). */
import type * as t from '@babel/types';
import { type Intrinsic, ask, matches, sortOrder, sorted, sorter } from '../../../../rules/index.ts';
import * as K from '../../../facts/kinds.ts';
import type { Kind } from '../../../facts/kinds.ts';
import { type Atom, lit } from '../../../ir/ir.ts';
import { makeSequence } from '../allocate.ts';
import { choose } from '../branch.ts';
import { classOf, constructorOf, constructorsOf, isArrayClass, isSequence, isTypedClass, mayBeKeyed } from '../classes.ts';
import { evaluate } from '../expression.ts';
import { carries, clearEntries, entry, hasEntry, keysUnderWay, member, nameOf, newKey, putEntry, removeEntry } from '../keyed.ts';
import { builtin } from '../known.ts';
import { pop, push, setLength } from '../memory.ts';
import { copySymbols } from '../patterns.ts';
import { advance, isIterable, isOpaque } from '../protocol.ts';
import type { Lowering } from '../state.ts';
import { isStill } from '../still.ts';
import { bindingOf } from '../variables.ts';
import { cloned } from './clone.ts';
import { checkpointOf } from './checkpoint.ts';
import { derivativeOf } from './nested.ts';
import { severalIntrinsic } from './several.ts';
import { toldIntrinsic } from './told-intrinsics.ts';

type Meaning = (l: Lowering, node: t.Node, a: Atom, b: Atom, c: Atom) => Atom;

const done = (_: void): Atom => lit(undefined);

const MEANINGS: Readonly<Record<Intrinsic, Meaning>> = {
  __present: (l, _, a, i) => (mayHaveHoles(l, a) ? l.emit('has', [i, a]) : lit(true)),
  __holey: (l, _, a) => lit(mayHaveHoles(l, a)),
  __isTyped: (l, _, a) => isTyped(l, a),
  __aliased: (l, _, a, b) => lit(l.kind(a).cls !== K.NO_CLASS && l.kind(a).cls === l.kind(b).cls),
  __iterable: (l, _, a) =>
    lit(classOf(l, a) === null ? (l.kind(a).prims & K.STRING) !== 0 : isOpaque(l, a) || mayBeKeyed(classOf(l, a)) || isIterable(l, a)),
  __like: (l, node, a, n) => like(l, node, 'fresh', a, n),
  __copy: (l, node, a) => like(l, node, 'copy', a, a),
  __view: (l, _, a, from, to) => l.allocate('view', [a, from, to], l.kind(a)),
  __push: (l, _, a, v) => done(push(l, a, v)),
  __pop: (l, _, a) => pop(l, a),
  __setLength: (l, _, a, n) => done(setLength(l, a, n)),
  __symbols: (l, node, to, from) => done(copySymbols(l, node, to, from)),
  __entry: (l, _, m, k) => entry(l, m, k),
  __put: (l, _, m, k, v) => done(putEntry(l, m, k, v)),
  __carries: (l, _, k) => lit(carries(l, k)),
  __key: (l, _, m, k) => done(newKey(l, m, k)),
  __has: (l, _, m, k) => hasEntry(l, m, k),
  __remove: (l, _, m, k) => done(removeEntry(l, m, k)),
  __clear: (l, _, m) => done(clearEntries(l, m)),
  __walk: (l, node, m) => keysUnderWay(l, node, m).iterator,
  __step: (l, node, from) => advance(l, node, { iterator: from, next: null }).step,
  __name: (l, node, m, step) => nameOf(l, node, m, step),
  __member: (l, _, m, name) => member(l, m, name),
  __sortOrder: (l, node, a) => integers(l, node, sortOrder, a),
  __still: (l, _, f) => lit(isStill(l, f)),
  __sorter: (l, node, n, typed) => looked(l, sorter, [n, typed], l.anything(node)),
  __ask: (l, _, sort, answer) => looked(l, ask, [sort, answer], K.INT),
  __cloned: (l, node, v) => cloned(l, node, v),
  __matches: (l, node, text, pattern, all) => looked(l, matches, [text, pattern, all], l.anything(node)),
  __sorted: (l, node, sort) => integers(l, node, sorted, sort),
  __tag: (l, _, a) => tag(l, a),
};

/** The value of a call of an intrinsic; null for all other calls. */
export function intrinsicCall(l: Lowering, node: t.CallExpression): Atom | null {
  const { callee } = node;
  if (!l.activation.isModel || callee.type !== 'Identifier' || bindingOf(l, callee)) return null;
  const told = toldIntrinsic(l, node, callee.name);
  if (told !== null) return told;
  const several = severalIntrinsic(l, node, callee.name);
  if (several !== null) return several;
  if (callee.name === '__derivative')
    return derivativeOf(l, node, ...(node.arguments.slice(0, 2).map((arg) => evaluate(l, arg as t.Expression)) as [Atom, Atom]));
  if (callee.name === '__checkpoint')
    return checkpointOf(l, node, ...(node.arguments.map((arg) => evaluate(l, arg as t.Expression)) as [Atom, Atom]));
  if (!(callee.name in MEANINGS)) return null;
  const [a, b, c] = node.arguments.map((arg) => evaluate(l, arg as t.Expression));
  return MEANINGS[callee.name as Intrinsic](l, node, a!, b ?? lit(undefined), c ?? lit(undefined));
}

const mayHaveHoles = (l: Lowering, a: Atom): boolean => {
  const c = classOf(l, a);
  return c !== null && c.holey && c.forms.has('array');
};

function isTyped(l: Lowering, a: Atom): Atom {
  const c = classOf(l, a);
  if (c === null || isArrayClass(c)) return lit(false);
  if (isTypedClass(c)) return lit(true);
  return choose(
    l,
    l.emit('apply', [a], { attr: ['Array.isArray'], kind: K.BOOL }),
    () => lit(false),
    () => lit(true),
  );
}

/** A sequence of the same constructor as `a`. In an early round nothing may be known of `a`. */
function like(l: Lowering, node: t.Node, op: 'fresh' | 'copy', a: Atom, arg: Atom): Atom {
  const c = classOf(l, a);
  if (c === null) return makeSequence(l, node, op, 'Array', arg);
  if (!isSequence(c) && c.forms.has('object')) return makeSequence(l, node, op, 'Array', arg);
  const names = constructorsOf(c);
  const made = (name: string): Atom => {
    const out = makeSequence(l, node, op, name, arg, names.length > 1 ? name : '');
    if (c.holey && name === 'Array') l.heap.set(l.kind(out).cls, 'holey');
    return out;
  };
  if (names.length < 2) return made(constructorOf(l, c));
  const from = (i: number): Atom => {
    const name = names[i]!;
    if (i === names.length - 1) return made(name);
    const test = l.emit('instanceof', [a, builtin(l, (globalThis as unknown as Record<string, object>)[name]!, name)]);
    return choose(
      l,
      test,
      () => made(name),
      () => from(i + 1),
    );
  };
  return from(0);
}

/** Known where all that the value can be is arrays of one kind. */
function tag(l: Lowering, a: Atom): Atom {
  const c = classOf(l, a);
  const names = isSequence(c) && l.isSolid(a) && l.kind(a).prims === 0 ? constructorsOf(c!) : [];
  if (names.length === 1) return lit(`[object ${names[0]!}]`);
  const native = builtin(l, Object.prototype.toString, 'toString');
  return l.emit('native', [native, a], { attr: ['toString', 'inert'], kind: K.TEXT });
}

/** Runs once, and carries no derivative. */
const looked = (l: Lowering, fn: Function, args: readonly Atom[], kind: Kind): Atom =>
  l.emit('native', [builtin(l, fn, fn.name), lit(undefined), ...args], { attr: [fn.name, 'inert'], kind });

/** The order of elements as indices. */
function integers(l: Lowering, node: t.Node, fn: Function, a: Atom): Atom {
  const cls = l.heap.site(l.key(node), 'ints');
  l.heap.addConstructor(cls, 'Int32Array');
  l.heap.widen(cls, '[]', K.INT);
  return looked(l, fn, [a], K.ref(l.heap.root(cls)));
}
