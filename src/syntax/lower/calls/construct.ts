/** `new`: arrays and typed arrays are memory that is followed, other builtins are opaque. */
import type * as t from '@babel/types';
import { ELEMENT } from '../../../facts/heap.ts';
import * as K from '../../../facts/kinds.ts';
import { fault } from '../../../fault/messages.ts';
import { type Atom, type Id, isId, isLit, lit } from '../../../ir/ir.ts';
import { PROTO } from '../../../ir/ops.ts';
import { type Rule, arrayOf, filling, partOf } from '../../../../rules/index.ts';
import { isPrototypeOfLanguage } from '../../language.ts';
import { makeArray, makeObject, makeSequence } from '../allocate.ts';
import { classOf, constructorOf, isSequence, isTypedClass, mayBeKeyed } from '../classes.ts';
import { choose } from '../branch.ts';
import { evaluate } from '../expression.ts';
import { typeOf } from '../expressions/operators.ts';
import { targetsOf } from '../closure.ts';
import { builtin } from '../known.ts';
import { makeKeyed } from '../keyed.ts';
import { isIterable } from '../protocol.ts';
import { sequenceOf } from '../sequence.ts';
import type { Lowering } from '../state.ts';
import { type Arg, evaluateArguments, listOf } from './arguments.ts';
import { textOf } from './call.ts';
import { define } from './define.ts';
import { inherit } from '../expressions/class.ts';
import { instantiate } from './instantiate.ts';
import { NotTwin } from '../twin.ts';
import { requireVisible } from './native.ts';
import { inlineModel, ruleFor } from './rule.ts';

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
  const args = evaluateArguments(l, node.arguments, target?.is === 'function' && isPlatform(target.value));
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
  for (const arg of given) {
    requireVisible(l, arg, fn.name);
    if (isId(arg) && l.buffers.has(arg)) throw fault('E_PUNNING', l.site, { first: 'an array', second: fn.name });
  }
  return made(l, node, callee, fn, given);
}

/** `new fn(…)` of an object whose inside is not seen; what it inherits from the language is known. */
export function made(l: Lowering, node: t.Node, callee: Atom, fn: Function, args: readonly Atom[]): Id {
  const id = l.emit('construct', [callee, ...args], { attr: [fn.name], kind: K.ref(l.heap.site(l.key(node), 'opaque')) });
  const proto: unknown = fn.prototype;
  if (typeof proto === 'object' && proto !== null && isPrototypeOfLanguage(proto)) l.madeWith.set(id, proto);
  return id;
}

/** Made by the engine, or by the platform, some of whose functions have readable text. */
const isPlatform = (fn: Function): boolean =>
  /\{\s*\[native code\]\s*\}$/.test(Function.prototype.toString.call(fn)) ||
  Object.getOwnPropertyDescriptor(globalThis, fn.name)?.value === fn;

const isOpaqueConstructor = (fn: Function): boolean => isPlatform(fn) && fn !== Object && !TYPED_ARRAYS.has(fn) && !KEYED.has(fn);

/** `new C(...list)`; null for what has to know its arguments one by one. */
export function constructList(l: Lowering, node: t.Node, callee: Atom, fn: Function, args: readonly Arg[]): Atom | null {
  if (fn !== Array && !isOpaqueConstructor(fn)) return null;
  const list = listOf(l, node, args);
  if (fn === Array) return inlineModel(l, node, arrayOf, [list]);
  if (l.session.twin) throw new NotTwin();
  const construct = builtin(l, Reflect.construct, 'Reflect.construct');
  const kind = K.ref(l.heap.site(l.key(node), 'opaque'));
  return l.emit('native', [construct, lit(undefined), callee, list], { attr: [`new ${fn.name}`, 'list'], kind });
}

/** `Object.create(proto)`; null for a prototype of which only a run knows. */
function makeWith(l: Lowering, node: t.Node, proto: Atom): Atom | null {
  const isNull = isLit(proto) && proto.lit === null;
  const { prims, cls: above } = l.kind(proto);
  // an early round knows of no prototype yet
  if (!isNull && above === K.NO_CLASS && (prims & ~K.UNDEFINED) === 0 && !l.session.resolving) {
    l.sawBottom = true;
    return l.fresh(K.BOTTOM);
  }
  const known = isId(proto) && l.knowns.has(proto);
  const isMade = !isNull && isId(proto) && !known && (prims & ~K.UNDEFINED) === 0 && !classOf(l, proto)?.forms.has('opaque');
  if (!isNull && !isMade && !known) return null;
  const cls = l.heap.site(l.key(node), 'object');
  l.heap.hasFields(cls, []);
  inherit(l, cls, proto);
  return l.allocate('object', [proto], K.ref(l.heap.root(cls)), [PROTO]);
}

/** Arrays and plain objects, also where they are made without `new`; null for anything else. */
export function constructBuiltin(l: Lowering, node: t.Node, fn: Function, args: readonly Atom[], isNew: boolean): Atom | null {
  if (fn === Array) return newArray(l, node, args);
  if (fn === Object.create && args.length > 0) {
    const made = makeWith(l, node, args[0]!);
    return made === null || args.length === 1 || l.isBottom(made) ? made : define(l, node, Object.defineProperties, [made, args[1]!]);
  }
  if (!isNew) return null;
  if (fn === Object && args.length === 0) return makeObject(l, node, [], []);
  if (TYPED_ARRAYS.has(fn)) return newTyped(l, node, fn.name, args);
  return newKeyed(l, node, fn, args);
}

const KEYED: ReadonlyMap<Function, Rule & { is: 'model' }> = new Map<Function, Rule & { is: 'model' }>([
  [Map, filling.map],
  [WeakMap, filling.map],
  [Set, filling.set],
  [WeakSet, filling.set],
]);

/** A Map or Set, with what the iterable gives; null for other constructors. */
function newKeyed(l: Lowering, node: t.Node, fn: Function, [source = lit(undefined)]: readonly Atom[]): Atom | null {
  const fill = KEYED.get(fn);
  if (!fill) return null;
  const made = makeKeyed(l, node, fn.name);
  if (!(isLit(source) && (source.lit === undefined || source.lit === null))) inlineModel(l, node, fill, [made, source]);
  return made;
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
  if (array !== undefined) return overBuffer(l, node, name, source, array, more);
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
  const list = isIterable(l, source) || mayBeKeyed(c) ? sequenceOf(l, node, source) : source;
  if (!isSequence(classOf(l, list)))
    throw fault('E_UNSUPPORTED', l.site, { construct: `\`new ${name}\` of something that is not an array` });
  // what may be an object is converted one by one
  if (isId(list) && K.isRef(l.heap.slot(l.kind(list).cls, ELEMENT))) return converted(l, node, name, list);
  return makeSequence(l, node, 'copy', name, list);
}

function converted(l: Lowering, node: t.Node, name: string, list: Atom): Atom {
  const constructor = globalThis[name as 'Float64Array'];
  return inlineModel(l, node, ruleFor(constructor.from) as Rule & { is: 'model' }, [builtin(l, constructor, name), list]);
}

/** `new C(a.buffer)`: the same memory, seen as the same kind of numbers. */
function overBuffer(l: Lowering, node: t.Node, name: string, buffer: Atom, array: Atom, more: readonly Atom[]): Atom {
  const c = classOf(l, array);
  if (!isTypedClass(c) || constructorOf(l, c) !== name)
    throw fault('E_PUNNING', l.site, { first: [...c!.constructors].join(', '), second: name });
  if (more.length === 0) return l.allocate('viewbuffer', [array], l.kind(array), [name]);
  const whole = l.allocate('viewbuffer', [array], l.kind(array), [name, 'whole']);
  const size = globalThis[name as 'Float64Array'].BYTES_PER_ELEMENT;
  const bytes = l.emit('load', [buffer, lit('byteLength')], { kind: K.INT });
  return inlineModel(l, node, partOf, [whole, lit(name), lit(size), bytes, ...more]);
}
