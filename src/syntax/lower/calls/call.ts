/** Calls: who is called is found from the kind of the callee, and the call is replaced by what it does. */
import type * as t from '@babel/types';
import { ELEMENT, type MemoryClass, type Target, lacks } from '../../../facts/heap.ts';
import * as K from '../../../facts/kinds.ts';
import type { Kind } from '../../../facts/kinds.ts';
import { type Atom, type Id, isId, isLit, lit } from '../../../ir/ir.ts';
import type { FunctionNode } from '../../read.ts';
import { fault } from '../../../fault/messages.ts';
import { choose, refuseHere } from '../branch.ts';
import { classOf, onlyForms } from '../classes.ts';
import { targetsOf } from '../closure.ts';
import { calleeItself, above, evaluate, keyOf, self } from '../expression.ts';
import { builtin } from '../known.ts';
import { hasOwn } from '../inheritance.ts';
import { load, loadOf } from '../memory.ts';
import { without } from '../narrow.ts';
import { eachPart, isFunction } from '../parts.ts';
import { builtinMethod, inherited, prototypeNamed, sameForAll } from '../prototype.ts';
import { isTried } from '../split.ts';
import type { Lowering } from '../state.ts';
import { type Unit, staticFunction } from '../unit.ts';
import { type View, eachView, viewsOf } from '../views.ts';
import { bindingOf } from '../variables.ts';
import { type Arg, evaluateArguments } from './arguments.ts';
import { superCall } from './instantiate.ts';
import { intrinsicCall } from './intrinsics.ts';
import { WALK } from './native.ts';
import { privateCallee } from './privates.ts';
import { invoke, notCallable } from './target.ts';

export interface Callee {
  /** What may run. */
  readonly targets: readonly Target[];
  /** A function of this scope, called by its name. */
  readonly direct: { readonly unit: Unit; readonly node: FunctionNode } | null;
  /** The function as a value. */
  readonly value: () => Atom;
  /** Its kind says that it may be undefined or null: then the call throws, as in JavaScript. */
  readonly mayBeMissing: boolean;
  /** It may be a function that nothing is known of as well. */
  readonly others?: boolean;
  readonly receiver: Atom;
  /** As written, for messages. */
  readonly text: string;
  /** Where the call is several calls: makes them. */
  readonly run?: (node: t.Node, args: readonly Arg[]) => Atom;
}

export function call(l: Lowering, node: t.CallExpression): Atom {
  const own = intrinsicCall(l, node);
  if (own) return own;
  if (node.callee.type === 'Super') return superCall(l, node, evaluateArguments(l, node.arguments));
  const callee = calleeOf(l, node.callee as t.Expression);
  const args = evaluateArguments(l, node.arguments, callee.targets.some(walks));
  return l.flow.falls ? invoke(l, node, callee, args) : lit(undefined);
}

const walks = (target: Target): boolean => target.is === 'function' && WALK.has(target.value);

/** A template handed to a function: a call with the texts, one frozen array per place, and the values. */
export function tagged(l: Lowering, node: t.TaggedTemplateExpression): Atom {
  const callee = calleeOf(l, node.tag);
  const texts = builtin(l, stringsOf(node.quasi), 'strings');
  const values = node.quasi.expressions.map((e): Arg => ({ value: evaluate(l, e as t.Expression), spread: false }));
  return l.flow.falls ? invoke(l, node, callee, [{ value: texts, spread: false }, ...values]) : lit(undefined);
}

const strings = new WeakMap<t.TemplateLiteral, object>();

function stringsOf(node: t.TemplateLiteral): object {
  let made = strings.get(node);
  if (!made) {
    const raw = Object.freeze(node.quasis.map((q) => q.value.raw));
    const cooked = node.quasis.map((q) => q.value.cooked ?? undefined);
    strings.set(node, (made = Object.freeze(Object.defineProperty(cooked, 'raw', { value: raw }))));
  }
  return made;
}

/** The views of which each has a method of the language of its own, and nothing of its own under the name. */
function viewsWith(c: MemoryClass | null, name: string): readonly View[] {
  if (c === null || c.slots.has(`.${name}`)) return [];
  const views = viewsOf(c);
  const isMethod = ({ name: of }: View): boolean => typeof (prototypeNamed(of!) as Readonly<Record<string, unknown>>)[name] === 'function';
  return views.at(-1)?.name !== null || views.slice(0, -1).every(isMethod) ? views : [];
}

/** An array that was given something else under the name of a builtin method. */
function replaced(l: Lowering, text: string): Atom {
  refuseHere(l, fault('E_UNSUPPORTED', l.site, { construct: `\`${text}\`, put there under a name computed at run time,` }));
  return lit(undefined);
}

/** A method of what is of one form at one time and of another at another time: one call for each, behind a test. */
export function methodOf(l: Lowering, object: Atom, key: Atom, text: string): Callee {
  if (K.isMixed(l.kind(object))) return methodOfParts(l, object, key, text);
  if (isId(object) && isTextOrObject(l, object)) return methodOfText(l, object, key, text);
  const views = isId(object) && isLit(key) ? viewsWith(classOf(l, object), String(key.lit)) : [];
  if (views.length < 2) return oneMethod(l, object, key, text);
  const run = (args: readonly Arg[], node: t.Node): Atom =>
    eachView(l, object as Id, views, ({ name, view }) => {
      const here = (): Atom => invoke(l, node, oneMethod(l, object, key, text), args);
      return name !== null && view.open ? choose(l, hasOwn(l, object, key), () => replaced(l, text), here) : here();
    });
  return {
    targets: [],
    direct: null,
    value: () => load(l, object, key),
    mayBeMissing: false,
    receiver: object,
    text,
    run: (node, args) => run(args, node),
  };
}

/** A text at one time, an object that is followed at another. */
function isTextOrObject(l: Lowering, object: Id): boolean {
  const { prims, cls } = l.kind(object);
  return (prims & K.STRING) !== 0 && cls !== K.NO_CLASS && !classOf(l, object)!.forms.has('opaque');
}

function methodOfText(l: Lowering, object: Id, key: Atom, text: string): Callee {
  const kind = l.kind(object);
  const of = (part: Kind, node: t.Node, args: readonly Arg[]): Atom => {
    const value = l.renamed(object, part, part.cls === K.NO_CLASS ? null : (l.views.get(object) ?? null));
    if (part === K.TEXT) l.solid.add(value);
    return invoke(l, node, methodOf(l, value, key, text), args);
  };
  return {
    ...valueCallee(l, object, object, text),
    targets: [],
    value: () => load(l, object, key),
    run: (node, args) =>
      choose(
        l,
        l.pure('seq', l.pure('typeof', object), lit('string')),
        () => of(K.TEXT, node, args),
        () => of(without(kind, K.STRING), node, args),
      ),
  };
}

/** A method of what may be a function as well as other memory. */
const methodOfParts = (l: Lowering, object: Atom, key: Atom, text: string): Callee => ({
  ...valueCallee(l, object, object, text),
  targets: [],
  value: () => load(l, object, key),
  run: (node, args) => eachPart(l, object, (part) => invoke(l, node, methodOf(l, part, key, text), args)),
});

/** The callee of a call, and its receiver. */
function calleeOf(l: Lowering, node: t.Expression): Callee {
  if (node.type === 'ParenthesizedExpression') return calleeOf(l, node.expression);
  if (node.type === 'MemberExpression' && node.object.type === 'Super')
    return valueCallee(l, load(l, above(l), keyOf(l, node)), self(l), textOf(l, node));
  if (node.type === 'MemberExpression' && node.property.type === 'PrivateName') {
    const object = evaluate(l, node.object as t.Expression);
    return privateCallee(l, object, node.property.id.name, textOf(l, node)) ?? methodOf(l, object, keyOf(l, node), textOf(l, node));
  }
  const itself = node.type === 'MemberExpression' ? calleeItself(l, node) : null;
  if (itself) return valueCallee(l, itself, evaluate(l, (node as t.MemberExpression).object as t.Expression), textOf(l, node));
  if (node.type === 'MemberExpression') return methodOf(l, evaluate(l, node.object as t.Expression), keyOf(l, node), textOf(l, node));
  const binding = node.type === 'Identifier' ? bindingOf(l, node) : null;
  const target = binding && !l.activation.variables.has(binding) ? staticFunction(binding) : null;
  if (target) {
    const { unit } = l.activation;
    return {
      targets: [],
      direct: { unit, node: target },
      value: () => evaluate(l, node),
      mayBeMissing: false,
      receiver: lit(undefined),
      text: textOf(l, node),
    };
  }
  return valueCallee(l, evaluate(l, node), lit(undefined), textOf(l, node));
}

export function valueCallee(l: Lowering, value: Atom, receiver: Atom, text: string): Callee {
  const callee: Callee = {
    targets: targetsOf(l, value),
    direct: null,
    value: () => value,
    mayBeMissing: (l.kind(value).prims & (K.UNDEFINED | K.NULL)) !== 0,
    others: !(isId(value) && l.knowns.has(value)) && (classOf(l, value)?.forms.has('opaque') ?? false),
    receiver,
    text,
  };
  if (!isId(value) || !K.isMixed(l.kind(value))) return callee;
  const called = (node: t.Node, args: readonly Arg[]): Atom => {
    const part = l.part(value, 'function');
    return invoke(l, node, { ...callee, value: () => part, mayBeMissing: false }, args);
  };
  const run = (node: t.Node, args: readonly Arg[]): Atom =>
    choose(
      l,
      isFunction(l, value),
      () => called(node, args),
      () => notCallable(l, callee),
    );
  return { ...callee, run };
}

/** `object[key]` as a callee. */
function oneMethod(l: Lowering, object: Atom, key: Atom, text: string): Callee {
  const name = isLit(key) && typeof key.lit === 'string' ? key.lit : null;
  const known = isId(object) && l.knowns.has(object);
  const method = name !== null && !known ? builtinMethod(l, object, name) : null;
  if (!method)
    return (name !== null && !known ? wildMethod(l, object, name, text) : null) ?? valueCallee(l, load(l, object, key), object, text);
  // the method of what may be undefined: the read that throws
  if (isTried(l)) l.emit('load', [object, key], { kind: l.kind(builtin(l, method, text)) });
  const target: Target = { is: 'function', value: method as (...args: never[]) => unknown };
  return { targets: [target], direct: null, value: () => builtin(l, method, text), mayBeMissing: false, receiver: object, text };
}

/** A method that objects with computed names inherit, unless the object has something of its own under the name. */
function wildMethod(l: Lowering, object: Atom, name: string, text: string): Callee | null {
  const c = classOf(l, object);
  if (!c?.wild || lacks(c, name) || l.kind(object).prims !== 0 || !onlyForms(c, (form) => form === 'object')) return null;
  const [maker, ...more] = c.makers;
  const above = (): Atom | null => {
    if (maker === undefined) return sameForAll(l, c, name);
    if (more.length > 0 || !inherited(l, { ...c, wild: false }, name)) return null;
    return load(l, l.emit('load', [object, lit('__proto__')], { kind: K.ref(maker) }), lit(name));
  };
  if (maker === undefined ? !sameForAll(l, c, name) : !above()) return null;
  const own = (node: t.Node, args: readonly Arg[]): Atom => {
    const callee = valueCallee(l, loadOf(l, object, lit(name), ELEMENT), object, text);
    return callee.targets.length > 0 ? invoke(l, node, callee, args) : replaced(l, text);
  };
  return {
    ...valueCallee(l, object, object, text),
    value: () => load(l, object, lit(name)),
    run: (node, args) =>
      choose(
        l,
        hasOwn(l, object, lit(name)),
        () => own(node, args),
        () => invoke(l, node, valueCallee(l, above()!, object, text), args),
      ),
  };
}

/** The source of a callee, shortened. */
export function textOf(l: Lowering, node: t.Node): string {
  const { source } = l.activation.unit;
  const text = (sourceText(node) ?? source.name) || '(…)';
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

function sourceText(node: t.Node): string | null {
  switch (node.type) {
    case 'Identifier':
      return node.name;
    case 'ThisExpression':
      return 'this';
    case 'StringLiteral':
    case 'NumericLiteral':
      return JSON.stringify(node.value);
    case 'CallExpression':
      return `${sourceText(node.callee) ?? ''}(…)`;
    case 'MemberExpression':
    case 'OptionalMemberExpression': {
      const object = sourceText(node.object) ?? '(…)';
      return node.computed ? `${object}[…]` : `${object}.${sourceText(node.property) ?? ''}`;
    }
    default:
      return null;
  }
}

/** `a?.b`, `f?.(x)`: the whole chain is undefined where a link is missing. */
export function optional(l: Lowering, node: t.OptionalMemberExpression | t.OptionalCallExpression): Atom {
  return chain(l, node, (value) => value);
}

function chain(l: Lowering, node: t.Expression, rest: (value: Atom) => Atom): Atom {
  if (node.type === 'OptionalMemberExpression') {
    return chain(l, node.object, (object) => unlessMissing(l, node.optional, object, () => rest(load(l, object, keyOf(l, node)))));
  }
  if (node.type !== 'OptionalCallExpression') return rest(evaluate(l, node));
  const run = (callee: Callee): Atom => {
    const go = (): Atom => rest(invoke(l, node, callee, evaluateArguments(l, node.arguments) as readonly Arg[]));
    return node.optional && !callee.direct ? unlessMissing(l, true, callee.value(), go) : go();
  };
  const { callee } = node;
  if (callee.type === 'OptionalMemberExpression' || callee.type === 'MemberExpression') {
    return chain(l, callee.object as t.Expression, (object) =>
      unlessMissing(l, callee.type === 'OptionalMemberExpression' && callee.optional, object, () =>
        run(methodOf(l, object, keyOf(l, callee), textOf(l, callee))),
      ),
    );
  }
  return callee.type === 'OptionalCallExpression'
    ? chain(l, callee, (value) => run(valueCallee(l, value, lit(undefined), textOf(l, callee))))
    : run(calleeOf(l, callee as t.Expression));
}

function unlessMissing(l: Lowering, asked: boolean, value: Atom, go: () => Atom): Atom {
  return asked ? choose(l, l.pure('nullish', value), () => lit(undefined), go) : go();
}
