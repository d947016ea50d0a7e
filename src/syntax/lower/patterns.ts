/** Destructuring, defaults and assignment to whatever can stand on the left. */
import { requireListable } from './accessors.ts';
import type * as t from '@babel/types';
import { remaining } from '../../../rules/index.ts';
import { fault } from '../../fault/messages.ts';
import { ELEMENT, isSymbolSlot } from '../../facts/heap.ts';
import * as K from '../../facts/kinds.ts';
import { isRef } from '../../facts/kinds.ts';
import { type Atom, isLit, lit } from '../../ir/ir.ts';
import { isSymbolName, propertyOf } from '../../ir/symbols.ts';
import { makeArray, makeObject } from './allocate.ts';
import { inlineModel } from './calls/rule.ts';
import { branch, choose } from './branch.ts';
import { classOf, isSequence } from './classes.ts';
import { evaluate, keyOf } from './expression.ts';
import { builtin } from './known.ts';
import { length, load, push, store } from './memory.ts';
import { divide } from './split.ts';
import type { Lowering } from './state.ts';
import { advance, begin, close, closes, isIterable, valueOf } from './protocol.ts';
import { evaluateAtOnce, sequenceOf } from './sequence.ts';
import { lowerLoop } from './statements/loops.ts';
import { walk } from './statements/walk.ts';
import { bindingOf, initialise, writeVariable } from './variables.ts';

/** `declare` gives new variables their first value, `assign` changes existing ones. */
export type Mode = 'declare' | 'assign';

/** Binds a pattern to an expression (null: no initial value). */
export function bindTo(l: Lowering, pattern: t.Node, init: t.Expression | null, mode: Mode): void {
  if (init && pattern.type === 'ArrayPattern' && init.type === 'ArrayExpression' && isPlain(pattern, init))
    return bindElements(l, pattern, init, mode);
  const value = init ? named(l, pattern, init) : lit(undefined);
  if (l.flow.falls) bindPattern(l, pattern, value, mode);
}

/** The value, named after the variable that gets it. */
function named(l: Lowering, pattern: t.Node, init: t.Expression): Atom {
  const value = pattern.type === 'ArrayPattern' ? evaluateAtOnce(l, init) : evaluate(l, init);
  if (pattern.type === 'Identifier') l.name(value, pattern.name);
  return value;
}

const isPlain = (pattern: t.ArrayPattern, { elements }: t.ArrayExpression): boolean =>
  elements.every((e) => e !== null && e.type !== 'SpreadElement') &&
  pattern.elements.length <= elements.length &&
  pattern.elements.every((e) => e?.type !== 'RestElement');

/** `[a, b] = [b, a]`: everything on the right is read first; no array is made. */
export function bindElements(l: Lowering, pattern: t.ArrayPattern, init: t.ArrayExpression, mode: Mode): void {
  const values = init.elements.map((e) => evaluate(l, e as t.Expression));
  pattern.elements.forEach((element, i) => element && bindPattern(l, element, values[i]!, mode));
}

export const assignTo = (l: Lowering, target: t.Node, value: Atom): void => bindPattern(l, target, value, 'assign');

export function bindPattern(l: Lowering, pattern: t.Node, value: Atom, mode: Mode): void {
  switch (pattern.type) {
    case 'Identifier':
      if (mode === 'declare') return initialise(l, bindingOf(l, pattern)!, value);
      return writeVariable(l, pattern, value);
    case 'AssignmentPattern':
      return bindPattern(l, pattern.left, defaulted(l, value, pattern.right), mode);
    case 'ArrayPattern':
      return bindArray(l, pattern, value, mode);
    case 'ObjectPattern':
      return bindObject(l, pattern, value, mode);
    case 'MemberExpression':
      return bindMember(l, pattern, value);
    case 'ParenthesizedExpression':
      return bindPattern(l, pattern.expression, value, mode);
    default:
      throw fault('E_UNSUPPORTED', l.site, { construct: `Assigning to a ${pattern.type}` });
  }
}

function bindMember(l: Lowering, target: t.MemberExpression, value: Atom): void {
  const object = evaluate(l, target.object as t.Expression);
  store(l, object, keyOf(l, target), value);
}

/** `value === undefined ? default : value`. */
export function defaulted(l: Lowering, value: Atom, otherwise: t.Expression): Atom {
  return choose(
    l,
    l.pure('seq', value, lit(undefined)),
    () => evaluate(l, otherwise),
    () => value,
  );
}

function bindArray(l: Lowering, pattern: t.ArrayPattern, given: Atom, mode: Mode): void {
  if (isIterable(l, given) && !isSequence(classOf(l, given))) return bindSteps(l, pattern, given, mode);
  const { elements } = pattern;
  const value = sequenceOf(l, pattern, given, elements.at(-1)?.type === 'RestElement' ? undefined : elements.length);
  pattern.elements.forEach((element, i) => {
    if (element?.type === 'RestElement') bindPattern(l, element.argument, tail(l, pattern, value, i), mode);
    else if (element) bindPattern(l, element, load(l, value, lit(i)), mode);
  });
}

/** As many steps of an iterator as there are elements; one that has more is told that it is over. */
function bindSteps(l: Lowering, pattern: t.ArrayPattern, given: Atom, mode: Mode): void {
  const from = begin(l, pattern, given);
  let ended: Atom = lit(false);
  const next = (node: t.Node): Atom => {
    const step = (): Atom[] => {
      const { step, done } = advance(l, node, from);
      return [
        choose(
          l,
          done,
          () => lit(undefined),
          () => valueOf(l, node, from, step),
        ),
        l.pure('not', l.pure('not', done)),
      ];
    };
    const [value, done] = branch(l, ended, () => [lit(undefined), lit(true)], step);
    ended = done!;
    return value!;
  };
  for (const element of pattern.elements) {
    if (element?.type !== 'RestElement') {
      const value = next(element ?? pattern);
      if (element) bindPattern(l, element, value, mode);
      continue;
    }
    const rest = makeArray(l, element, [], 'rest');
    l.heap.set(l.kind(rest).cls, 'grows');
    branch(
      l,
      ended,
      () => [],
      () => (walk(l, element, from, [], (step) => push(l, rest, valueOf(l, element, from, step))), []),
    );
    return bindPattern(l, element.argument, rest, mode);
  }
  if (closes(l, from))
    branch(
      l,
      ended,
      () => [],
      () => (close(l, pattern, from), []),
    );
}

/** The elements of a sequence from `start` on, in an array of their own. */
export function tail(l: Lowering, node: t.Node, value: Atom, start: number): Atom {
  const rest = makeArray(l, node, [], 'rest');
  l.heap.set(l.kind(rest).cls, 'grows');
  appendAll(l, node, rest, value, start);
  return rest;
}

/** Appends the elements of a sequence from `start` on to an array. */
export function appendAll(l: Lowering, node: t.Node, array: Atom, list: Atom, start = 0, role = ''): void {
  const index = { name: 'i', boxed: false };
  l.flow.set(index, lit(start));
  const at = (): Atom => l.flow.get(index)!;
  const test = (): Atom => l.pure('lt', at(), length(l, list));
  lowerLoop(
    l,
    {
      node,
      names: [`append ${role}`],
      carried: [index],
      first: test,
      test,
      body: () => push(l, array, load(l, list, at())),
      update: () => l.flow.set(index, l.pure('add', at(), lit(1))),
    },
    () => {},
  );
  divide(l);
}

function bindObject(l: Lowering, pattern: t.ObjectPattern, value: Atom, mode: Mode): void {
  const taken: Atom[] = [];
  if (pattern.properties.length === 0) l.emit('load', [value, lit('constructor')]);
  for (const property of pattern.properties) {
    if (property.type === 'RestElement') {
      bindPattern(l, property.argument, others(l, pattern, value, taken), mode);
      continue;
    }
    const key = keyOf(l, property);
    taken.push(key);
    bindPattern(l, property.value, load(l, value, key), mode);
  }
}

/** The fields that were not named. */
function others(l: Lowering, node: t.Node, value: Atom, taken: readonly Atom[]): Atom {
  const fields = surelyFields(l, value);
  const keys = taken.map((key) => (isLit(key) ? String(key.lit) : null));
  const possible = fields === null && !keys.includes(null) ? possibleFields(l, value) : null;
  if (possible) {
    const made = makeObject(l, node, [], [], 'rest');
    copyPresent(l, node, made, value, possible, keys as string[]);
    return made;
  }
  if (fields === null || keys.includes(null)) {
    const texts = taken.filter((key) => !(isLit(key) && isSymbolName(String(key.lit))));
    const made = inlineModel(l, node, remaining, [value, ...texts.map((key) => l.pure('string', key))]);
    copySymbols(
      l,
      node,
      made,
      value,
      keys.filter((key) => key !== null),
    );
    return made;
  }
  const names = fields.filter((name) => !keys.includes(name));
  return makeObject(
    l,
    node,
    names,
    names.map((name) => load(l, value, lit(name))),
    'rest',
  );
}

/** The fields that a plain object may have, as far as its class tells; null where names are computed. */
export function possibleFields(l: Lowering, object: Atom): readonly string[] | null {
  const c = classOf(l, object);
  const plain = c !== null && l.kind(object).prims === 0 && !c.wild && [...c.forms].every((form) => form === 'object');
  requireListable(l, object);
  if (!plain || c.slots.has(ELEMENT) || c.accessors.size > 0) return null;
  return [...c.slots].flatMap(([slot, kind]) =>
    slot.startsWith('.%') || (kind.prims === K.UNDEFINED && !isRef(kind)) ? [] : [slot.slice(1)],
  );
}

/** Copies those of the fields that an object has itself. Their order is that of the class, which the run confirms. */
export function copyPresent(l: Lowering, node: t.Node, to: Atom, from: Atom, fields: readonly string[], but: readonly string[] = []): void {
  const cls = l.heap.site(l.key(node, 'present'), 'array');
  l.heap.widen(cls, ELEMENT, K.BOOL);
  const present = l.emit('native', [builtin(l, presentOf, 'presentOf'), lit(undefined), from, ...fields.map((name) => lit(name))], {
    attr: ['present', 'inert'],
    kind: K.ref(l.heap.root(cls)),
  });
  fields.forEach((name, i) => {
    if (but.includes(name)) return;
    const copy = (): Atom => {
      store(l, to, lit(name), load(l, from, lit(name)));
      return lit(undefined);
    };
    choose(l, load(l, present, lit(i)), copy, () => lit(undefined));
  });
}

/** Copies what an object itself has under symbols. */
export function copySymbols(l: Lowering, node: t.Node, to: Atom, from: Atom, but: readonly string[] = []): void {
  const names = [...(classOf(l, from)?.slots.keys() ?? [])].filter(isSymbolSlot).map((slot) => slot.slice(1));
  if (names.length > 0) copyPresent(l, node, to, from, names, but);
}

/** Which of the names an object has, enumerable and its own. */
function presentOf(object: object, ...names: string[]): boolean[] {
  const own = Reflect.ownKeys(object).filter((key) => Object.prototype.propertyIsEnumerable.call(object, key));
  const present = names.map((name) => own.includes(propertyOf(name) as string | symbol));
  const expected = names.filter((name, i) => present[i] && !isSymbolName(name));
  const found = own.filter((key) => typeof key === 'string' && names.includes(key));
  if (expected.some((name, i) => found[i] !== name))
    throw fault('E_UNSUPPORTED', null, { construct: `Copying an object with its fields in the order ${found.join(', ')}` });
  return present;
}

/** The fields of a plain object where its class is sure of them, in their order; null where they are only known at run time. */
export function surelyFields(l: Lowering, object: Atom): readonly string[] | null {
  const c = classOf(l, object);
  const plain = c !== null && l.kind(object).prims === 0 && !c.wild && [...c.forms].every((form) => form === 'object');
  return (plain && c.fields) || null;
}
