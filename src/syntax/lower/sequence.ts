/** What can be walked: arrays and typed arrays by index, everything else through its own iterator. */
import type * as t from '@babel/types';
import { collecting, listRuleOf } from '../../../rules/index.ts';
import { ELEMENT, type MemoryClass } from '../../facts/heap.ts';
import * as K from '../../facts/kinds.ts';
import type { Kind } from '../../facts/kinds.ts';
import { fault } from '../../fault/messages.ts';
import { type Atom, type Id, isId, lit } from '../../ir/ir.ts';
import { makeArray } from './allocate.ts';
import { methodOf } from './calls/call.ts';
import { inlineModel } from './calls/rule.ts';
import { invoke } from './calls/target.ts';
import { choose } from './branch.ts';
import { classOf, constructorsOf, isSequence, mayBeKeyed, only } from './classes.ts';
import { evaluate } from './expression.ts';
import { walkKeyed } from './keyed.ts';
import { builtin } from './known.ts';
import { load, push } from './memory.ts';
import { type Iterating, begin, isIterable, isOpaque, valueOf, requireForeign } from './protocol.ts';
import { isFunction } from './parts.ts';
import { raise } from './raise.ts';
import { builtinMethod, plainUnder } from './prototype.ts';
import { walk } from './statements/walk.ts';
import type { Lowering } from './state.ts';

/** What is walked by index, and what each round gets from the index. */
export interface Walked {
  readonly list: Atom;
  item(index: Atom): Atom;
}

/** What is walked step by step, and what each round gets from a step. */
export interface Stepped {
  readonly from: Iterating;
  item(step: Atom): Atom;
  /** Its iterator need not be told of being left. */
  readonly silent: boolean;
}
export const isStepped = (walk: Walked | Stepped): walk is Stepped => 'from' in walk;

/** The right side of a `for … of`: by index, by the keys of a Map or Set, or by its own iterator. */
export function walked(l: Lowering, node: t.ForOfStatement): Walked | Stepped {
  const { right } = node;
  const name = walkOf(right);
  if (name === null) return plain(l, node, evaluate(l, right));
  const { callee } = right as t.CallExpression & { callee: t.MemberExpression };
  const list = evaluate(l, callee.object as t.Expression);
  if (isSequence(classOf(l, list)) && builtinMethod(l, list, name)) return { list, item: (i) => part(l, node, list, i, name) };
  if (isKeyed(l, list) && builtinMethod(l, list, name)) return walkKeyed(l, node, list, name);
  return plain(l, node, invoke(l, right, methodOf(l, list, lit(name), name), []));
}

/** The value of an expression that is used up at once: an iterator of a sequence may be an array of what it gives. */
export function evaluateAtOnce(l: Lowering, node: t.Expression): Atom {
  const name = walkOf(node);
  if (name === null) return evaluate(l, node);
  const { callee } = node as t.CallExpression & { callee: t.MemberExpression };
  const list = evaluate(l, callee.object as t.Expression);
  const method = isSequence(classOf(l, list)) || isKeyed(l, list) ? builtinMethod(l, list, name) : null;
  const rule = method && listRuleOf(method as (...args: never[]) => unknown);
  return rule?.is === 'model' ? inlineModel(l, node, rule, [list]) : invoke(l, node, methodOf(l, list, lit(name), name), []);
}

/** `entries`, `keys` or `values` where that is called. */
function walkOf(node: t.Expression): string | null {
  if (node.type !== 'CallExpression' || node.arguments.length > 0 || node.callee.type !== 'MemberExpression') return null;
  const { property, computed } = node.callee;
  return !computed && property.type === 'Identifier' && /^(entries|keys|values)$/.test(property.name) ? property.name : null;
}

function part(l: Lowering, node: t.Node, list: Atom, index: Atom, name: string): Atom {
  if (name === 'keys') return index;
  const value = load(l, list, index);
  return name === 'values' ? value : makeArray(l, node, [index, value], 'entry');
}

function plain(l: Lowering, node: t.Node, value: Atom): Walked | Stepped {
  if (isKeyed(l, value)) return walkKeyed(l, node, value, null);
  if (isOpaque(l, value) || isIterable(l, value)) {
    const from = begin(l, node, value);
    return { from, item: (step) => valueOf(l, node, from, step), silent: false };
  }
  const list = sequenceOf(l, node, value);
  return { list, item: (i) => load(l, list, i) };
}

const isKeyed = (l: Lowering, value: Atom): boolean => mayBeKeyed(classOf(l, value));

/**
 * What is walked by index: arrays and typed arrays as they are, all else as an array of what its iterator gives; where `count`
 * is given that is the first few.
 */
export function sequenceOf(l: Lowering, node: t.Node, value: Atom, count?: number): Atom {
  if (isId(value) && K.isMixed(l.kind(value))) {
    const refused = (): Atom => (raise(l, TypeError, 'A function is not iterable'), lit(undefined));
    return sequenceOf(
      l,
      node,
      choose(l, isFunction(l, value), refused, () => l.part(value, 'memory')),
      count,
    );
  }
  plainUnder(l, value, Symbol.iterator);
  const c = classOf(l, value);
  const { prims } = l.kind(value);
  // undefined and null throw when their length is asked for
  if (isSequence(c) || (c === null && (prims & ~(K.UNDEFINED | K.NULL)) === 0)) return value;
  if (mayBeKeyed(c)) return inlineModel(l, node, collecting, [value]);
  if (isOpaque(l, value)) requireForeign(l, value);
  if (isOpaque(l, value)) return listed(l, node, value, l.anything(node), count);
  if (c === null && (prims & K.STRING) !== 0) return listed(l, node, value, K.TEXT);
  if (isIterable(l, value)) return drained(l, node, value);
  if (c === null) return (raise(l, TypeError, 'A primitive is not iterable'), lit(undefined));
  if (isId(value) && constructorsOf(c).length > 0) return asSequence(l, value, c);
  throw notWalked(l);
}

const notWalked = (l: Lowering): Error => fault('E_UNSUPPORTED', l.site, { construct: 'Walking through something that is not an array' });

/** The value where it is a sequence; other objects of its class cannot be walked. */
function asSequence(l: Lowering, value: Id, c: MemoryClass): Atom {
  const constructors = constructorsOf(c);
  const test = constructors.map((name): Atom => l.emit('instanceof', [value, builtin(l, globalThis[name as 'Array'], name)]));
  const list = choose(
    l,
    test.reduce((x, y) => l.pure('select', x, lit(true), y)),
    () => l.renamed(value, { ...l.kind(value), prims: 0 }, only(c, constructors)),
    () => {
      throw notWalked(l);
    },
  );
  if (isId(list)) l.views.set(list, only(c, constructors));
  return list;
}

/** An array of all that an iterator gives. */
function drained(l: Lowering, node: t.Node, value: Atom): Atom {
  const list = makeArray(l, node, [], 'drained');
  l.heap.set(l.kind(list).cls, 'grows');
  const from = begin(l, node, value);
  walk(l, node, from, [], (step) => push(l, list, valueOf(l, node, from, step)));
  return list;
}

/** `Array.from(value)`, natively; or the first few, and the iterator is told that this is all. */
function listed(l: Lowering, node: t.Node, value: Atom, element: Kind, count?: number): Atom {
  const cls = l.heap.site(l.key(node, 'list'), 'array');
  l.heap.widen(cls, ELEMENT, element);
  if (count !== undefined) {
    const args = [builtin(l, firstOf, 'first'), lit(undefined), value, lit(count)];
    return l.emit('native', args, { attr: ['first', 'inert'], kind: K.ref(l.heap.root(cls)) });
  }
  const callee = builtin(l, Array.from, 'Array.from');
  return l.emit('native', [callee, builtin(l, Array, 'Array'), value], { attr: ['Array.from', 'inert'], kind: K.ref(l.heap.root(cls)) });
}

function firstOf(value: Iterable<unknown>, count: number): unknown[] {
  const iterator = value[Symbol.iterator]();
  const found: unknown[] = [];
  while (found.length < count) {
    const step = iterator.next();
    if (step.done) return found;
    found.push(step.value);
  }
  iterator.return?.();
  return found;
}
