/**
 * `new` of a function or class of the user's, and `super(…)`: the object is made with the prototype of `new.target` where
 * the outermost class (or plain constructor) begins, gets the fields of each class on the way back, and runs their bodies.
 */
import type * as t from '@babel/types';
import { type Target, fieldSlot } from '../../../facts/heap.ts';
import * as K from '../../../facts/kinds.ts';
import { fault } from '../../../fault/messages.ts';
import { type Atom, type Id, isId, isLit, lit } from '../../../ir/ir.ts';
import { ERROR, PROTO } from '../../../ir/ops.ts';
import { classOfConstructor, fieldsOfClass, privateSlot } from '../../classes.ts';
import { choose } from '../branch.ts';
import { takenBy, targetsOf } from '../closure.ts';
import { evaluate, keyFrom } from '../expression.ts';
import { inherit } from '../expressions/class.ts';
import { typeOf } from '../expressions/operators.ts';
import { lookedUp } from '../known.ts';
import { lookup } from '../lookup.ts';
import { define, load } from '../memory.ts';
import { raise } from '../raise.ts';
import type { Variable } from '../flow.ts';
import type { Lowering } from '../state.ts';
import { bindingOf } from '../variables.ts';
import { type Arg, argumentsFor, isPlain, plainArguments } from './arguments.ts';
import { constructBuiltin, constructList, constructNative } from './construct.ts';
import { type Callable, enterFunction } from './inline.ts';
import { createArray } from './subclass.ts';
import { isTarget } from './target.ts';

/** Makes an object by a constructor; `newTarget` is the one that was asked for, of which this may be an ancestor. */
export function instantiate(l: Lowering, node: t.Node, constructor: Atom, args: readonly Arg[], newTarget: Atom, text: string): Atom {
  const targets = targetsOf(l, constructor);
  if (targets.length === 0) {
    if (l.isBottom(constructor) && !l.session.resolving) return bottom(l, node);
    raise(l, TypeError, `${text} is not a constructor`);
    return lit(undefined);
  }
  const run = (i: number): Atom => {
    const target = targets[i]!;
    const here = (): Atom => one(l, node, constructor, target, args, newTarget === constructor, newTarget);
    return i === targets.length - 1 ? here() : choose(l, isTarget(l, constructor, target), here, () => run(i + 1));
  };
  return run(0);
}

/** An early round knows of no constructor yet. */
function bottom(l: Lowering, node: t.Node): Atom {
  l.sawBottom = true;
  return l.fresh(K.BOTTOM, node.type);
}

function one(l: Lowering, node: t.Node, value: Atom, target: Target, args: readonly Arg[], isOwn: boolean, newTarget: Atom): Atom {
  if (target.is === 'closure') {
    const { unit, node: code } = l.session.codeAt(target.code);
    if (code.type === 'ArrowFunctionExpression' || (/Method$/.test(code.type) && !classOfConstructor(code))) {
      raise(l, TypeError, `${unit.name} is not a constructor`);
      return lit(undefined);
    }
    const taken = takenBy(l, value, unit, code);
    const callee: Callable = { unit, node: code, taken, name: nameOf(code, unit.name), constructs: true };
    return enterFunction(l, node, callee, newTarget, argumentsFor(l, node, args, code, unit.source));
  }
  const fn: Function = target.value;
  const unit = l.session.unit(fn);
  if (unit) {
    const known = isId(value) && l.knowns.has(value) ? value : lookedUp(l, fn, fn.name);
    const callee: Callable = { unit, node: unit.source.node, taken: [], name: unit.name || 'construct', constructs: true };
    return enterFunction(l, node, callee, isOwn ? known : newTarget, argumentsFor(l, node, args, unit.source.node, unit.source));
  }
  if (!isOwn && ERRORS.has(fn) && isPlain(args) && args.length < 2)
    return createError(l, node, fn, args[0]?.value ?? lit(undefined), newTarget);
  if (!isOwn && fn === Array) return createArray(l, node, args, newTarget);
  if (fn === Object && args.length === 0 && !isOwn) return create(l, node, newTarget);
  const listed = isOwn && !isPlain(args) ? constructList(l, node, value, fn, args) : null;
  if (listed !== null) return listed;
  const values = plainArguments(l, args);
  const made = isOwn ? constructBuiltin(l, node, fn, values, true) : null;
  return made ?? constructNative(l, node, value, fn, values, isOwn ? null : newTarget);
}

const nameOf = (code: t.Node, otherwise: string): string => ('id' in code && code.id ? (code.id as t.Identifier).name : otherwise);

/** A new object with the prototype that `new.target` gives. */
export function create(l: Lowering, node: t.Node, newTarget: Atom): Atom {
  const cls = l.heap.site(l.key(node, 'this'), 'object');
  const proto = prototypeOf(l, newTarget);
  l.heap.hasFields(cls, []);
  inherit(l, cls, proto);
  return l.allocate('object', [proto], K.ref(l.heap.root(cls)), [PROTO]);
}

const ERRORS: ReadonlySet<Function> = new Set([Error, TypeError, RangeError, SyntaxError, EvalError, ReferenceError, URIError]);

/** A new object of a class that extends one of the errors of the language. */
function createError(l: Lowering, node: t.Node, fn: Function, message: Atom, newTarget: Atom): Atom {
  const cls = l.heap.site(l.key(node, 'this'), 'object');
  const proto = prototypeOf(l, newTarget);
  inherit(l, cls, proto);
  l.heap.looseFields(cls);
  for (const name of ['message', 'stack']) l.heap.widen(cls, fieldSlot(name), K.TEXT);
  return l.allocate('object', [proto, message], K.ref(l.heap.root(cls)), [PROTO, ERROR + fn.name]);
}

/** What a constructor gives to its objects as their prototype. */
export function prototypeOf(l: Lowering, constructor: Atom): Atom {
  const [target, ...more] = targetsOf(l, constructor);
  if (target?.is === 'function' && more.length === 0) {
    const proto = lookup(l.session, target.value, 'prototype')?.property.value as unknown;
    if (typeof proto === 'object' && proto !== null) return lookedUp(l, proto, `${target.value.name}.prototype`);
  }
  if (target?.is === 'closure') l.session.wantPrototype(target.code);
  return load(l, constructor, lit('prototype'));
}

/** The start of a constructor's run: a class above makes the object, otherwise it is made here. */
export function begin(l: Lowering, { node }: Callable, newTarget: Atom): void {
  const { variables } = l.activation;
  variables.set('new.target', { name: 'new.target', boxed: false });
  l.flow.set(variables.get('new.target')!, newTarget);
  // known ahead of any branch, so that one in which `super(…)` is called tells the code after it
  const self: Variable = { name: 'this', boxed: false };
  variables.set('this', self);
  l.flow.set(self, lit(undefined));
  if (!classOfConstructor(node)?.superClass) becomes(l, create(l, node, newTarget), node);
}

/** The object that is being made gets known: it is `this` from now on, and the fields of the class get their values. */
function becomes(l: Lowering, self: Atom, constructor: t.Node): void {
  const { variables } = l.activation;
  l.flow.set(variables.get('this')!, self);
  l.name(self, 'self');
  const cls = classOfConstructor(constructor);
  if (!cls) return;
  for (const field of fieldsOfClass(cls)) {
    const key = field.key.type === 'PrivateName' ? lit(privateSlot(field.key.id.name)) : fieldKey(l, field as t.ClassProperty);
    define(l, self, key, field.value ? evaluate(l, field.value) : lit(undefined));
  }
}

function fieldKey(l: Lowering, { key, computed }: t.ClassProperty): Atom {
  if (!computed && key.type === 'Identifier') return lit(key.name);
  if (key.type === 'StringLiteral' || key.type === 'NumericLiteral') return lit(key.value);
  // a name that is the same whenever it is asked for
  const still =
    key.type === 'MemberExpression' || (key.type === 'Identifier' && bindingOf(l, key)?.kind !== 'let' && !bindingOf(l, key)?.assigned);
  const named = still ? keyFrom(l, evaluate(l, key as t.Expression)) : null;
  if (named !== null && isLit(named)) return named;
  throw fault('E_UNSUPPORTED', l.site, { construct: 'A class field with a computed name' });
}

/** `super(…)`. */
export function superCall(l: Lowering, node: t.CallExpression, args: readonly Arg[]): Atom {
  const { variables, node: code } = l.activation;
  const newTarget = variables.get('new.target'),
    parent = variables.get('parent');
  if (!newTarget || !parent || !classOfConstructor(code))
    throw fault('E_UNSUPPORTED', l.site, { construct: '`super(…)` inside of another function' });
  const self = instantiate(l, node, l.flow.get(parent)!, args, l.flow.get(newTarget)!, 'super');
  if (l.flow.falls) becomes(l, self, code);
  return self;
}

/** What `new` gives: the object that the constructor returned, or the one that was made. */
export function finished(l: Lowering, value: Atom): Atom {
  const { variables } = l.activation;
  const variable = variables.get('this');
  const self = variable && l.flow.get(variable);
  const { prims, cls } = l.kind(value);
  if (cls === K.NO_CLASS || l.isBottom(value)) return self ?? value;
  if (prims === 0) return value;
  return choose(
    l,
    isObject(l, value),
    () => l.renamed(value as Id, { ...l.kind(value), prims: 0 }),
    () => self ?? lit(undefined),
  );
}

/** `value` is an object or a function. */
export function isObject(l: Lowering, value: Atom): Atom {
  const type = typeOf(l, value);
  const notNull = (): Atom => l.pure('sne', value, lit(null));
  return choose(l, l.pure('seq', type, lit('object')), notNull, () => l.pure('seq', type, lit('function')));
}
