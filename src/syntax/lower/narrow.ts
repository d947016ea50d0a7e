/**
 * What a test tells of the variable that it looks at: inside `typeof x === 'number'` x is a number. A narrowed value is
 * another name of the same value with a kind of its own; the program that leaves lowering knows only the value.
 */
import type * as t from '@babel/types';
import * as K from '../../facts/kinds.ts';
import { type Kind, NO_CLASS, functionsOf, isMixed, isRef, othersOf } from '../../facts/kinds.ts';
import { type Atom, isId } from '../../ir/ir.ts';
import type { MemoryClass } from '../../facts/heap.ts';
import { classOf, constructorsOf, except, only } from './classes.ts';
import type { Variable } from './flow.ts';
import type { Lowering } from './state.ts';
import { assigned } from './unit.ts';
import { bindingOf } from './variables.ts';

const TYPE_BITS: Readonly<Record<string, number>> = {
  number: K.NUMBER,
  boolean: K.BOOLEAN,
  string: K.STRING,
  undefined: K.UNDEFINED,
  bigint: K.BIGINT,
  symbol: K.SYMBOL,
};

/** The words that `typeof` may give; null where nothing is known yet. */
export function typesOf(l: Lowering, value: Atom): ReadonlySet<string> | null {
  if (l.isBottom(value)) return null;
  const { prims, cls, fn } = l.kind(value);
  const found = new Set<string>();
  for (const [word, bit] of Object.entries(TYPE_BITS)) if ((prims & bit) !== 0) found.add(word);
  if ((prims & K.NULL) !== 0) found.add('object');
  if (!l.isSolid(value)) found.add('undefined');
  if (cls === NO_CLASS) return found;
  const { forms, targets } = l.heap.get(cls);
  if (forms.size === 0) return null;
  if (fn !== NO_CLASS || forms.has('function') || forms.has('opaque') || targets.length > 0) found.add('function');
  if ([...forms].some((form) => form !== 'function')) found.add('object');
  return found;
}

/** Runs one arm of a test: `holds` says which. */
export function within<T>(l: Lowering, test: t.Node, holds: boolean, run: () => T): T {
  for (const { variable, kind } of tells(l, test, holds)) {
    const value = l.flow.get(variable)!;
    if (!isId(value)) continue;
    const part =
      isMixed(l.kind(value)) && isRef(kind.kind) && !isMixed(kind.kind)
        ? l.part(value, isFunctions(l, kind.kind) ? 'function' : 'memory')
        : value;
    l.flow.set(variable, l.renamed(part, kind.kind, kind.view));
  }
  return run();
}

const isFunctions = (l: Lowering, { cls }: Kind): boolean => l.heap.get(cls).forms.has('function');

/** `view`: some of the forms that its class has. */
interface Narrowed {
  readonly kind: Kind;
  readonly view: MemoryClass | null;
}

interface Told {
  readonly variable: Variable;
  readonly kind: Narrowed;
}

function tells(l: Lowering, test: t.Node, holds: boolean): Told[] {
  switch (test.type) {
    case 'ParenthesizedExpression':
      return tells(l, test.expression, holds);
    case 'UnaryExpression':
      return test.operator === '!' ? tells(l, test.argument, !holds) : [];
    case 'LogicalExpression':
      if (test.operator === '??' || (test.operator === '&&') !== holds) return [];
      return assigned(test, l.activation.unit.source).size > 0 ? [] : [...tells(l, test.left, holds), ...tells(l, test.right, holds)];
    case 'Identifier':
      return told(l, test, test, (kind) => (holds ? without(kind, K.UNDEFINED | K.NULL) : null));
    case 'BinaryExpression':
      return comparison(l, test, holds);
    case 'CallExpression':
      if (holds && OF_NUMBERS.some((name) => isTest(l, test, 'Number', name)))
        return told(l, test, test.arguments[0]!, (kind) => (K.mayBeNumber(kind) ? K.prim(K.NUMBER, kind.int) : null));
      if (isTest(l, test, 'Array', 'isArray')) return told(l, test, test.arguments[0]!, (kind, c) => ofArrays(l, kind, holds, c));
      if (!holds || !isTest(l, test, 'ArrayBuffer', 'isView')) return [];
      return told(l, test, test.arguments[0]!, (kind) => ofSequences(l, kind, (name) => name !== 'Array'));
    default:
      return [];
  }
}

const OF_NUMBERS = ['isInteger', 'isSafeInteger', 'isFinite', 'isNaN'];

type Change = (kind: Kind, atom: Atom) => Kind | null | Narrowed;

/** Changes the kind of a plain variable that the test looks at, and does not change itself. */
function told(l: Lowering, test: t.Node, node: t.Node, change: Change): Told[] {
  const binding = node.type === 'Identifier' ? bindingOf(l, node) : null;
  const variable = binding && l.activation.variables.get(binding);
  const value = variable && !variable.boxed ? l.flow.get(variable) : undefined;
  if (!variable || value === undefined || !isId(value) || l.isBottom(value) || assigned(test, l.activation.unit.source).has(binding))
    return [];
  // what is not sure to be anything may be undefined as well
  const before = l.kind(value);
  const whole = l.isSolid(value) ? before : { ...before, prims: before.prims | K.UNDEFINED };
  const found = change(whole, value);
  if (found === null) return [];
  const kind = 'view' in found ? found : { kind: found, view: null };
  return K.isBottom(kind.kind) ? [] : [{ variable, kind }];
}

function comparison(l: Lowering, test: t.BinaryExpression, holds: boolean): Told[] {
  const { operator, left, right } = test;
  if (operator === 'instanceof') return holds ? told(l, test, left, (kind) => ofInstance(l, kind, right)) : [];
  if (!/^[!=]==?$/.test(operator)) return [];
  const same = holds === operator.startsWith('=');
  for (const [side, other] of [
    [left, right],
    [right, left],
  ] as const) {
    if (side.type === 'UnaryExpression' && side.operator === 'typeof' && other.type === 'StringLiteral')
      return told(l, test, side.argument, (kind) => ofType(l, kind, other.value, same));
    const bits = missing(l, other, operator.length === 2);
    if (bits !== 0) return told(l, test, side, (kind) => (same ? K.prim(kind.prims & bits, true) : without(kind, bits)));
  }
  return [];
}

function missing(l: Lowering, node: t.Node, loose: boolean): number {
  const bit = node.type === 'NullLiteral' ? K.NULL : isUndefined(l, node) ? K.UNDEFINED : 0;
  return bit !== 0 && loose ? K.NULL | K.UNDEFINED : bit;
}

const isUndefined = (l: Lowering, node: t.Node): boolean =>
  (node.type === 'Identifier' && node.name === 'undefined' && !bindingOf(l, node)) ||
  (node.type === 'UnaryExpression' && node.operator === 'void' && node.argument.type === 'NumericLiteral');

/** It is none of these primitives. */
export const without = (kind: Kind, bits: number): Kind => ({ ...kind, prims: kind.prims & ~bits });

function ofType(l: Lowering, kind: Kind, word: string, same: boolean): Kind | null {
  const bit = TYPE_BITS[word];
  if (bit !== undefined) return same ? K.prim(kind.prims & bit, kind.int) : without(kind, bit);
  if (!isRef(kind)) return null;
  const { forms } = l.heap.get(kind.cls);
  if (isMixed(kind)) {
    if (word === 'function') return same ? functionsOf(kind) : othersOf(kind);
    return word === 'object'
      ? same
        ? othersOf({ ...kind, prims: kind.prims & K.NULL })
        : { ...functionsOf(kind), prims: kind.prims & ~K.NULL }
      : null;
  }
  const objects = [...forms].some((form) => form !== 'function');
  if (word === 'object')
    return same
      ? { ...kind, prims: kind.prims & K.NULL }
      : objects && !forms.has('function') && !forms.has('opaque')
        ? K.prim(kind.prims & ~K.NULL, kind.int)
        : null;
  return word === 'function' && same ? { ...kind, prims: 0 } : null;
}

/** An instance of a builtin array is a sequence, whatever else there is in its class. */
function ofInstance(l: Lowering, kind: Kind, right: t.Node): ReturnType<Change> {
  const name = right.type === 'Identifier' && !bindingOf(l, right) ? right.name : null;
  const found = name === null ? null : ofSequences(l, kind, (other) => other === name);
  return found ?? { ...kind, prims: 0 };
}

/** A sequence whose constructor is accepted; null where there is none. */
function ofSequences(l: Lowering, kind: Kind, accept: (constructor: string) => boolean): Narrowed | null {
  const constructors = isRef(kind) ? constructorsOf(l.heap.get(kind.cls)).filter(accept) : [];
  return constructors.length > 0 ? { kind: othersOf({ ...kind, prims: 0 }), view: only(l.heap.get(kind.cls), constructors) } : null;
}

/** `namespace.name(x)`, of the builtin. */
function isTest(l: Lowering, { callee, arguments: given }: t.CallExpression, namespace: string, name: string): boolean {
  return (
    given.length === 1 &&
    callee.type === 'MemberExpression' &&
    callee.object.type === 'Identifier' &&
    callee.object.name === namespace &&
    !bindingOf(l, callee.object) &&
    callee.property.type === 'Identifier' &&
    callee.property.name === name
  );
}

function ofArrays(l: Lowering, kind: Kind, holds: boolean, atom: Atom): ReturnType<Change> {
  if (!isRef(kind)) return null;
  const { forms } = l.heap.get(kind.cls);
  if (holds) return ofSequences(l, kind, (name) => name === 'Array');
  const others = [...forms].some((form) => form !== 'array');
  if (!isId(atom)) return null;
  if (others) return forms.has('array') ? { kind, view: except(classOf(l, atom)!, (form) => form === 'array') } : null;
  return isMixed(kind) ? { ...functionsOf(kind), prims: kind.prims } : K.prim(kind.prims, kind.int);
}
