/** Calls of functions with a rule. */
import type * as t from '@babel/types';
import { type Gives, type Rule, partialsKernel, ruleOf } from '../../../../rules/index.ts';
import { ANY_PRIMITIVE, kindOfRule } from '../../../facts/infer.ts';
import * as K from '../../../facts/kinds.ts';
import { isRef } from '../../../facts/kinds.ts';
import { fieldSlot } from '../../../facts/heap.ts';
import { fault } from '../../../fault/messages.ts';
import { type Atom, isLit, lit } from '../../../ir/ir.ts';
import { accessorIn, getterSlot, setterSlot } from '../../classes.ts';
import { classOf, isArrayClass, mayBeKeyed } from '../classes.ts';
import { areReadable, arityOf } from '../../partials.ts';
import { coerced } from '../coerce.ts';
import type { Lowering } from '../state.ts';
import type { Callee } from './call.ts';
import { enterFunction } from './inline.ts';
import { nativeCall, texts } from './native.ts';
import { argumentsFor } from './arguments.ts';
import { kernelCall } from './kernel.ts';
import { asSpecies } from './subclass.ts';

export const ruleFor = (fn: Function): Rule | undefined => ruleOf(fn as (...args: never[]) => unknown);

export function applyRule(l: Lowering, node: t.Node, callee: Callee, rule: Rule, args: readonly Atom[]): Atom {
  switch (rule.is) {
    case 'inert':
      return inertCall(l, node, callee, rule, args);
    case 'kernel':
      return kernelCall(l, node, callee, rule, args);
    case 'never':
      l.session.opaque.set(rule.fn, fault('E_NO_RULE/never', l.site, { name: callee.text, reason: rule.reason }));
      return nativeCall(l, node, callee, args);
    case 'source':
      return nativeCall(l, node, callee, args);
    case 'model':
      if (rule.own) return enterModel(l, node, callee, rule, args);
      if (rule.method && ofKeyed(rule) && !mayBeKeyed(classOf(l, callee.receiver)) && !l.isBottom(callee.receiver))
        return nativeCall(l, node, callee, args);
      return asSpecies(l, node, rule, callee.receiver, inlineModel(l, node, rule, rule.method ? [callee.receiver, ...args] : args));
    case 'flat':
      if (rule.name === 'Object.hasOwn') requireOwnName(l, args[0], args[1]);
      return foldFlat(l, rule.name, args) ?? apply(l, rule, args, true);
    default:
      if (rule.own) return ownScalar(l, node, callee, rule, args);
      return scalarCall(l, rule, args);
  }
}

/** Whether an object has a property of its own, asked where that is no accessor of derived code. */
export function requireOwnName(l: Lowering, object: Atom | undefined, name: Atom | undefined): void {
  const c = object === undefined ? null : classOf(l, object);
  if (!c || !name || ![...c.slots.keys()].some((slot) => accessorIn(slot.slice(1)) !== null)) return;
  if (!isLit(name) || c.slots.has(fieldSlot(getterSlot(String(name.lit)))) || c.slots.has(fieldSlot(setterSlot(String(name.lit)))))
    throw fault('E_ACCESSOR', l.site, { property: isLit(name) ? String(name.lit) : '[…]' });
}

/** A method of Map or Set, which has a meaning of its own for those that are followed; others, such as subclasses, are called as they are. */
const ofKeyed = ({ name }: Rule): boolean => /^(Weak)?(Map|Set)\.prototype\./.test(name);

export function inlineModel(
  l: Lowering,
  node: t.Node,
  rule: Rule & { is: 'model' },
  values: readonly Atom[],
  list: Atom | null = null,
): Atom {
  const unit = l.session.model(rule);
  return enterFunction(l, node, { unit, node: unit.source.node, taken: [], name: rule.name }, lit(undefined), { values, list });
}

/** A user's model: another function of the user's in place of the one that is called. Inside of it that one means its own source. */
function enterModel(l: Lowering, node: t.Node, callee: Callee, rule: Rule & { is: 'model' }, args: readonly Atom[]): Atom {
  const { source } = rule,
    values = rule.method ? [callee.receiver, ...args] : args;
  const within = l.stack.some(({ unit }) => unit.fn === source);
  const unit = l.session.sourceOf(within ? rule.fn : source);
  if (!unit) return nativeCall(l, node, callee, args);
  const { name, source: code } = unit;
  const plain = values.map((value) => ({ value, spread: false }));
  const given = argumentsFor(l, node, within ? plain.slice(rule.method ? 1 : 0) : plain, code.node, code);
  return enterFunction(l, node, { unit, node: code.node, taken: [], name }, within ? callee.receiver : lit(undefined), given);
}

/** A user's function of numbers: an operation where it is given just those. */
function ownScalar(l: Lowering, node: t.Node, callee: Callee, rule: Rule & { is: 'scalar' }, all: readonly Atom[]): Atom {
  // what callbacks are given beside is not looked at
  const args = all.slice(0, arityOf(rule));
  if (args.some((a) => !l.isBottom(a) && !K.mayBeNumber(l.kind(a))))
    throw fault('E_RULE/partials', l.site, { name: callee.text, received: 'what is no number' });
  const plain = args.every((a) => K.isNumber(l.kind(a)) && l.isSolid(a)) && areReadable(rule, args.length);
  if (!plain) return kernelCall(l, node, callee, partialsKernel(rule), args);
  const id = l.emit('apply', args, { attr: [rule.name], kind: K.NUM });
  l.solid.add(id);
  return id;
}

export const kindOfInert = (l: Lowering, node: t.Node, { gives }: Rule & { is: 'inert' }): K.Kind => GIVES[gives](l, node);

function inertCall(l: Lowering, node: t.Node, callee: Callee, { gives }: Rule & { is: 'inert' }, args: readonly Atom[]): Atom {
  const [first = lit(undefined)] = args;
  // what is frozen cannot be put back
  if (gives === 'argument' && isRef(l.kind(first))) l.heap.set(l.kind(first).cls, 'grows');
  const kind = gives === 'argument' ? l.kind(first) : GIVES[gives](l, node);
  const made = nativeCall(l, node, callee, args, kind, true);
  return gives === 'argument' ? first : made;
}

const GIVES: Readonly<Record<Gives, (l: Lowering, node: t.Node) => K.Kind>> = {
  anything: (l, node) => l.anything(node),
  nothing: () => K.NOTHING,
  argument: () => ANY_PRIMITIVE,
  number: () => K.NUM,
  truth: () => K.BOOL,
  text: () => K.TEXT,
  texts,
};

const NEUTRAL: Readonly<Record<string, number>> = { 'Math.max': -Infinity, 'Math.min': Infinity, 'Math.hypot': 0, Number: 0 };

function scalarCall(l: Lowering, rule: Rule & { is: 'scalar' }, args: readonly Atom[]): Atom {
  const neutral = NEUTRAL[rule.name];
  const [first, ...others] = args;
  if (first === undefined && neutral !== undefined) return lit(neutral);
  if (rule.name === 'Number') return isNumeric(l, first!) ? first! : apply(l, rule, [first!], false);
  if (rule.name === 'Math.hypot') return apply(l, rule, args, false);
  if (neutral === undefined) return apply(l, rule, args, false);
  if (others.length === 0) return l.pure('plus', coerced(l, first!));
  return others.reduce((x, y) => apply(l, rule, [x, y], false), first!);
}

const isNumeric = (l: Lowering, atom: Atom): boolean =>
  l.isSolid(atom) && l.kind(atom).prims === K.NUMBER && l.kind(atom).cls === K.NO_CLASS;

/** As many arguments as the function looks at. */
function apply(l: Lowering, rule: Rule, args: readonly Atom[], flat: boolean): Atom {
  const count = rule.name === 'Math.hypot' ? args.length : rule.fn.length;
  const convert = /^(Math\.\w+|Number|isNaN|isFinite)$/.test(rule.name);
  const taken = Array.from({ length: count }, (_, i) => (convert ? coerced(l, args[i] ?? lit(undefined)) : (args[i] ?? lit(undefined))));
  const id = l.emit('apply', taken, { attr: [rule.name], kind: kindOfRule(rule.name, flat) });
  l.solid.add(id);
  return id;
}

const OF_NUMBERS = new Set(['Number.isInteger', 'Number.isSafeInteger', 'Number.isFinite', 'Number.isNaN']);

/** `Array.isArray` of what is known to be one, or none; whether what is no number is one of a kind. */
function foldFlat(l: Lowering, name: string, [x]: readonly Atom[]): Atom | null {
  if (name === 'Boolean' && x !== undefined) return l.pure('not', l.pure('not', x));
  if (OF_NUMBERS.has(name) && x !== undefined && !l.isBottom(x) && !K.mayBeNumber(l.kind(x))) return lit(false);
  if (name !== 'Array.isArray' || x === undefined || l.isBottom(x)) return null;
  const c = classOf(l, x);
  if (c === null || ![...c.forms].some((form) => form === 'array' || form === 'opaque')) return lit(false);
  return isArrayClass(c) && l.kind(x).prims === 0 && l.isSolid(x) ? lit(true) : null;
}
