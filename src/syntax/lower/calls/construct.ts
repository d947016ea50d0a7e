/** `new`: arrays and typed arrays are memory that is followed, other builtins are opaque. */
import type * as t from '@babel/types';
import * as K from '../../../facts/kinds.ts';
import { fault } from '../../../fault/messages.ts';
import { type Atom, isId, lit } from '../../../ir/ir.ts';
import { makeArray, makeObject, makeSequence } from '../allocate.ts';
import { classOf, constructorOf, isSequence, isTypedClass } from '../classes.ts';
import { choose } from '../branch.ts';
import { evaluate } from '../expression.ts';
import { typeOf } from '../expressions/operators.ts';
import { targetsOf } from '../closure.ts';
import { isIterable } from '../protocol.ts';
import { sequenceOf } from '../sequence.ts';
import type { Lowering } from '../state.ts';
import { evaluateArguments } from './arguments.ts';
import { textOf } from './call.ts';
import { instantiate } from './instantiate.ts';
import { NotTwin } from '../twin.ts';
import { requireVisible } from './native.ts';

const TYPED_ARRAYS: ReadonlySet<Function> = new Set([
  Float64Array,
  Float32Array,
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  BigInt64Array,
  BigUint64Array,
]);

export function construct(l: Lowering, node: t.NewExpression): Atom {
  const callee = evaluate(l, node.callee as t.Expression);
  const [target] = targetsOf(l, callee);
  const args = evaluateArguments(l, node.arguments, target?.is === 'function' && isBuiltin(target.value));
  return l.flow.falls ? instantiate(l, node, callee, args, callee, textOf(l, node.callee)) : lit(undefined);
}

/** An object of a class that is not written in JavaScript: its inside is not seen. */
export function constructNative(
  l: Lowering,
  node: t.Node,
  callee: Atom,
  fn: Function,
  args: readonly Atom[],
  newTarget: Atom | null,
): Atom {
  if (newTarget !== null) throw fault('E_SUBCLASS', l.site, { name: fn.name });
  const reason = l.session.opaque.get(fn);
  if (reason) throw reason;
  if (l.session.twin && !(fn === Error || Object.prototype.isPrototypeOf.call(Error, fn))) throw new NotTwin();
  const given = args.map((arg) => (isIterable(l, arg) ? sequenceOf(l, node, arg) : arg));
  for (const arg of given) requireVisible(l, arg, fn.name);
  return l.emit('construct', [callee, ...given], { attr: [fn.name], kind: K.ref(l.heap.site(l.key(node), 'opaque')) });
}

const isBuiltin = (fn: Function): boolean => /\{\s*\[native code\]\s*\}$/.test(Function.prototype.toString.call(fn));

/** Arrays and plain objects, also where they are made without `new`; null for anything else. */
export function constructBuiltin(l: Lowering, node: t.Node, fn: Function, args: readonly Atom[], isNew: boolean): Atom | null {
  if (fn === Array) return newArray(l, node, args);
  if (!isNew) return null;
  if (fn === Object && args.length === 0) return makeObject(l, node, [], []);
  return TYPED_ARRAYS.has(fn) ? newTyped(l, node, fn.name, args) : null;
}

function newArray(l: Lowering, node: t.Node, args: readonly Atom[]): Atom {
  const [length] = args;
  if (args.length !== 1 || !(l.kind(length!).prims & K.NUMBER)) {
    const array = makeArray(l, node, args);
    if (args.length === 0) l.heap.set(l.kind(array).cls, 'grows');
    return array;
  }
  const array = makeSequence(l, node, 'fresh', 'Array', length!);
  l.heap.set(l.kind(array).cls, 'holey');
  return array;
}

function newTyped(l: Lowering, node: t.Node, name: string, [source = lit(0), ...more]: readonly Atom[]): Atom {
  const array = isId(source) ? l.buffers.get(source) : undefined;
  if (array !== undefined) return overBuffer(l, name, array, more);
  const c = classOf(l, source);
  if (c === null) return makeSequence(l, node, 'fresh', name, source);
  const kind = l.kind(source);
  if ((kind.prims & K.NUMBER) !== 0 && isId(source)) {
    return choose(
      l,
      l.pure('seq', typeOf(l, source), lit('number')),
      () => makeSequence(l, node, 'fresh', name, l.renamed(source, K.prim(K.NUMBER, kind.int))),
      () => newTyped(l, node, name, [l.renamed(source, { ...kind, prims: 0 }), ...more]),
    );
  }
  const list = isIterable(l, source) ? sequenceOf(l, node, source) : source;
  if (!isSequence(classOf(l, list)))
    throw fault('E_UNSUPPORTED', l.site, { construct: `\`new ${name}\` of something that is not an array` });
  return makeSequence(l, node, 'copy', name, list);
}

/** `new C(a.buffer)`: the same memory, seen as the same kind of numbers. */
function overBuffer(l: Lowering, name: string, array: Atom, more: readonly Atom[]): Atom {
  const c = classOf(l, array);
  if (!isTypedClass(c) || constructorOf(l, c) !== name)
    throw fault('E_PUNNING', l.site, { first: [...c!.constructors].join(', '), second: name });
  if (more.length > 0)
    throw fault('E_UNSUPPORTED', l.site, { construct: `\`new ${name}\` of a part of a buffer`, instead: 'Use `subarray`' });
  return l.allocate('viewbuffer', [array], l.kind(array), [name]);
}
