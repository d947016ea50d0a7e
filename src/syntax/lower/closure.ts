/** Function values: records of a code number and what the function takes along. */
import type { Target } from '../../facts/heap.ts';
import { fault } from '../../fault/messages.ts';
import { type Atom, isId, lit } from '../../ir/ir.ts';
import { PROTO } from '../../ir/ops.ts';
import { CODE } from '../callbacks.ts';
import type { FunctionNode } from '../read.ts';
import { makeObject } from './allocate.ts';
import { inherit, makePrototype } from './expressions/class.ts';
import { idOf, lookedUp } from './known.ts';
import { define, loadPart } from './memory.ts';
import type { Lowering } from './state.ts';
import { type Captured, type Unit, captured } from './unit.ts';

/** Apart for every code: what two functions that one value can be take along has nothing to do with each other. */
export const capturedKey = (code: number, i: number): string => `$${code}_${i}`;

/** What a class gives to its constructor's value. */
interface OfClass {
  readonly prototype: Atom;
  /** The class that it extends, whose static members it inherits. */
  readonly parent: Atom | null;
}

/** Makes the value of a function. */
export function materialise(l: Lowering, unit: Unit, node: FunctionNode, ofClass?: OfClass): Atom {
  const code = l.session.code(unit, node);
  const taken = captured(node, unit.source).map((c) => take(l, c));
  const above = ofClass?.parent && isId(ofClass.parent) ? [ofClass.parent] : [];
  const prototype = ofClass?.prototype ?? (l.session.hasPrototype(code) ? ownPrototype(l, node) : null);
  const keys = [
    ...above.map(() => PROTO),
    CODE,
    ...taken.map((_, i) => capturedKey(code, i)),
    ...(prototype === null ? [] : ['prototype']),
  ];
  const values = [...above, lit(code), ...taken, ...(prototype === null ? [] : [prototype])];
  const closure = makeObject(l, node, keys, values, 'closure', 'function');
  for (const parent of above) inherit(l, l.kind(closure).cls, parent);
  if (prototype !== null && l.session.hasConstructors) define(l, prototype, lit('%constructor'), closure);
  l.closures.add(closure);
  l.heap.addTarget(l.kind(closure).cls, { is: 'closure', code });
  const name = 'id' in node && node.id ? node.id.name : '';
  if (name !== '') l.name(closure, name);
  return closure;
}

/** The value of a function expression that a function of the outside stands in, where that one says its name. */
export function standIn(l: Lowering, fn: Function): Atom {
  const unit = l.session.unit(fn);
  if (!unit) throw l.session.opaque.get(fn) ?? fault('E_NO_SOURCE', l.site, { name: fn.name, why: 'it is around another one' });
  return materialise(l, unit, unit.source.node);
}

/** The `prototype` that every plain function has, where somebody asks for it. */
function ownPrototype(l: Lowering, node: FunctionNode): Atom | null {
  if (node.type !== 'FunctionDeclaration' && node.type !== 'FunctionExpression') return null;
  return makePrototype(l, node, lookedUp(l, Object.prototype, 'Object.prototype'));
}

/** What a function takes along of a variable: its value, or its box. */
function take(l: Lowering, c: Captured): Atom {
  const value = taken(l, c);
  if (value !== undefined) return value;
  const name = typeof c === 'string' ? c : c.name;
  throw fault('E_UNSUPPORTED', l.site, { construct: `A function that uses \`${name}\`, made before \`${name}\` has a value,` });
}

function taken(l: Lowering, c: Captured): Atom | undefined {
  const variable = l.activation.variables.get(c);
  return variable && l.flow.get(variable);
}

/** What a function of the same scope takes along, for a direct call; undefined for what has no value yet. */
export const takenNow = (l: Lowering, unit: Unit, node: FunctionNode): (Atom | undefined)[] =>
  captured(node, unit.source).map((c) => taken(l, c));

/** What a function value has taken along. */
export function takenBy(l: Lowering, closure: Atom, unit: Unit, node: FunctionNode): Atom[] {
  const code = l.session.code(unit, node);
  return captured(node, unit.source).map((_, i) => loadPart(l, closure, capturedKey(code, i)));
}

/** The functions that a value can be. */
export function targetsOf(l: Lowering, atom: Atom): readonly Target[] {
  const known = isId(atom) ? l.knowns.get(atom) : undefined;
  if (typeof known === 'function') return [{ is: 'function', value: known as (...args: never[]) => unknown }];
  const { cls, fn } = l.kind(atom);
  const functions = fn < 0 ? cls : fn;
  return functions < 0 ? [] : l.heap.get(functions).targets;
}

/** Which functions are among the arguments of a call: one function called with different ones is as good as several. */
export function signatureOf(l: Lowering, args: readonly Atom[]): string {
  const word = (target: Target): string => (target.is === 'closure' ? `c${target.code}` : `f${idOf(target.value)}`);
  return args.map((arg) => targetsOf(l, arg).map(word).sort().join('+')).join();
}

/** A record that only derived code understands. */
export const isClosure = (l: Lowering, atom: Atom): boolean => targetsOf(l, atom).some((target) => target.is === 'closure');
