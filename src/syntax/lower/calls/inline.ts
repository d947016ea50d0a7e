/** A function's body in place of its call. */
import type * as t from '@babel/types';
import * as K from '../../../facts/kinds.ts';
import type { AdjointError } from '../../../fault/fault.ts';
import { fault } from '../../../fault/messages.ts';
import { type Atom, isId, isLit, lit } from '../../../ir/ir.ts';
import type { FunctionNode } from '../../read.ts';
import { makeArray } from '../allocate.ts';
import { settle } from '../branch.ts';
import { signatureOf } from '../closure.ts';
import { evaluate } from '../expression.ts';
import { NEVER } from '../flow.ts';
import { builtin, idOf, lookedUp } from '../known.ts';
import { load } from '../memory.ts';
import { bindPattern, defaulted, tail } from '../patterns.ts';
import { startSplits, closeSplits, split } from '../split.ts';
import { Activation, type Lowering, RETURN, THROW } from '../state.ts';
import { statements } from '../statement.ts';
import { type Unit, captured, isBoxed, usesThis } from '../unit.ts';
import { open } from '../variables.ts';
import type { Given } from './arguments.ts';
import { begin, finished } from './instantiate.ts';
import { outline } from './outline.ts';

/** A function with what it has taken along, in the order of `captured`. */
export interface Callable {
  readonly unit: Unit;
  readonly node: FunctionNode;
  readonly taken: readonly (Atom | undefined)[];
  /** As it is called, for a name of its own. */
  readonly name: string;
  /** Called by `new` or `super`: the receiver is `new.target`. */
  readonly constructs?: boolean;
}

/** Instructions from which on functions are no longer inlined, characters from which on they count, and how deep calls go. */
const MOST = 400;
const SMALL = 120;
const DEEPEST = 24;
/** Kinds of arguments that a function is lowered apart for. */
const VARIANTS = 3;

/** Calls inside of so many others count, and so many are followed in a round. */
const NESTED = 6;
const MOST_NESTED = 8_000;

/** Not a fault of one function: nothing is gained by leaving that out. */
export class TooMuch extends Error {
  readonly fault: AdjointError;
  constructor(of: AdjointError) {
    super(of.message);
    this.fault = of;
  }
}

/** Runs a function: inlined, unless it is recursive or the program grows too large. */
export function enterFunction(l: Lowering, node: t.Node, callee: Callable, receiver: Atom, given: Given): Atom {
  const { values: args, list } = given;
  const { session } = l;
  // calls that may be of many functions each, inside of each other, are more than anybody waits for
  if (l.stack.length > NESTED && ++l.nestedCalls > MOST_NESTED)
    throw new TooMuch(fault('E_TOO_LARGE', l.site, { what: 'what this call may lead to' }));
  const code = session.code(callee.unit, callee.node);
  const model = callee.unit.fn === null;
  const how = callee.constructs ? `new ${signatureOf(l, [receiver])} ` : '';
  const key = `${how}${code}/${args.length}${list === null ? '' : '…'}/${model ? '' : signatureOf(l, list === null ? args : [...args, list])}`;
  if (!model && l.stack.some((a) => a.key === key)) session.outlines.setRecursive(key);
  if (
    !model &&
    (session.outlines.isRecursive(key) || (list === null && ((l.count > MOST && !isSmall(callee.node)) || l.stack.length > DEEPEST)))
  ) {
    if (list !== null) throw fault('E_UNSUPPORTED', l.site, { construct: 'A recursive call with `...` for a rest parameter' });
    // a function that is only too much here is apart for each kind of arguments, as long as those are few
    const kinds = [receiver, ...args].map((a) => wordOf(l, a)).join();
    const apart = !session.outlines.isRecursive(key) && session.outlines.isApart(key, kinds, VARIANTS);
    return outline(l, node, callee, apart ? `${key}|${kinds}` : key, receiver, args);
  }
  if (l.stack.length > 4 * DEEPEST) throw fault('E_TOO_LARGE', l.site, { what: 'functions that call each other' });
  const path = session.path(l.activation.path, `${node.start}.${code}`);
  return inlined(l, new Activation(callee.unit, callee.node, key, path, l.site), callee, receiver, given);
}

/** No longer than its call and what would be known of its result: predicates, getters, one formula. */
const isSmall = ({ start, end }: FunctionNode): boolean => (end ?? 0) - (start ?? 0) <= SMALL;

function wordOf(l: Lowering, atom: Atom): string {
  const { prims, cls, fn } = l.kind(atom);
  if (cls === K.NO_CLASS) return `${prims}`;
  if (fn !== K.NO_CLASS) return `${prims}function+${[...l.heap.get(cls).forms].sort().join('+')}`;
  const { forms, protos } = l.heap.get(cls);
  return `${prims}${[...forms].sort().join('+')}${[...protos]
    .map((p) => idOf(p))
    .sort()
    .join('+')}`;
}

/** Lowers the body of a call in the flow of the caller. Gives the result. */
export function inlined(l: Lowering, activation: Activation, callee: Callable, receiver: Atom, given: Given): Atom {
  const mark = startSplits(l);
  const { flow, at } = l;
  const { codes } = flow;
  const { exit, result, thrown } = activation;
  l.stack.push(activation);
  l.at = callee.node;
  flow.set(exit, lit(0));
  flow.set(result, NEVER);
  flow.set(thrown, NEVER);
  take(l, callee, receiver, given);
  note(l, callee, receiver, given);
  if (callee.constructs) begin(l, callee, receiver);
  bindParameters(l, callee.node, given);
  const returned = body(l, callee.node, mark);
  const ends = l.flow,
    throws = ends.codes.has(THROW);
  const test = throws && ends.falls ? l.pure('seq', ends.get(exit)!, lit(THROW)) : null;
  ends.codes = codes;
  ends.set(exit, lit(0));
  // what the callee did not catch is thrown here
  if (throws) split(l, { test, error: ends.get(thrown)! });
  const value = callee.constructs && l.flow.falls ? finished(l, returned) : returned;
  l.stack.pop();
  l.at = at;
  return value;
}

function note({ given }: Lowering, { unit: { fn }, taken }: Callable, receiver: Atom, { values, list }: Given): void {
  if (fn === null) return;
  const known = given.get(fn) ?? [];
  given.set(fn, known);
  for (const atom of [receiver, ...values, ...taken, list]) if (atom !== undefined && atom !== null && isId(atom)) known.push(atom);
}

/** What the function has taken along, its `this` and its `arguments`. */
function take(l: Lowering, { unit, node, taken, constructs = false }: Callable, receiver: Atom, { values, list }: Given): void {
  const { variables } = l.activation;
  captured(node, unit.source).forEach((c, i) => {
    if (typeof c === 'string') {
      const value = taken[i] ?? (c === 'super' || c === 'parent' ? aboveOutside(l, unit, node, c) : undefined);
      if (value === undefined) return;
      variables.set(c, { name: c, boxed: false });
      l.flow.set(variables.get(c)!, value);
    } else {
      const value = taken[i];
      const variable = { name: c.name, boxed: isBoxed(c, unit.source) };
      variables.set(c, variable);
      if (value !== undefined) l.flow.set(variable, value);
    }
  });
  if (node.type === 'ArrowFunctionExpression') return;
  if (!constructs) {
    variables.set('this', { name: 'this', boxed: false });
    l.flow.set(variables.get('this')!, thisOf(l, unit, node, receiver));
  }
  if (!unit.source.scopes.argumentsOf.has(node)) return;
  variables.set('arguments', { name: 'arguments', boxed: false });
  l.flow.set(variables.get('arguments')!, list ?? makeArray(l, node, values, 'arguments'));
}

/** What a method of the outside calls `super`, by the object that it was found on; of a class the one that it extends. */
function aboveOutside(l: Lowering, unit: Unit, node: FunctionNode, what: 'super' | 'parent'): Atom | undefined {
  const { fn } = unit;
  if (fn === null) return undefined;
  const home = unit.source.cls === null ? l.session.homeOf(fn) : 'static' in node && node.static ? fn : (fn.prototype as object);
  const found = what === 'parent' ? (Object.getPrototypeOf(fn) as object | null) : home && (Object.getPrototypeOf(home) as object | null);
  if (!found) throw fault('E_PRIVATE', l.site, { name: 'super' });
  return lookedUp(l, found, what);
}

/** Sloppy functions that are called without a receiver have the global object. */
function thisOf(l: Lowering, unit: Unit, node: FunctionNode, receiver: Atom): Atom {
  if (!isLit(receiver) || (receiver.lit !== undefined && receiver.lit !== null)) return receiver;
  return !usesThis(node) || unit.source.strict !== false ? receiver : builtin(l, globalThis, 'globalThis');
}

function bindParameters(l: Lowering, { params }: FunctionNode, { values, list }: Given): void {
  const nth = (i: number): Atom => values[i] ?? (list === null ? lit(undefined) : load(l, list, lit(i - values.length)));
  params.forEach((param, i) => {
    if (param.type === 'RestElement') {
      if (list === null) bindRest(l, param, values.slice(i));
      else bindPattern(l, param.argument, tail(l, param, list, i - values.length), 'declare');
    } else if (param.type === 'AssignmentPattern') bindPattern(l, param.left, defaulted(l, nth(i), param.right), 'declare');
    else bindPattern(l, param, nth(i), 'declare');
  });
}

function bindRest(l: Lowering, { argument }: t.RestElement, values: readonly Atom[]): void {
  const rest = makeArray(l, argument, values);
  if (l.activation.isModel) l.rests.set(rest, values);
  bindPattern(l, argument, rest, 'declare');
}

/** Where every throw so far has a branch of its own, the caller goes on in the arm that does not throw. */
const isOpen = (l: Lowering, mark: number): boolean => l.splits.length > mark && l.flow.live && !l.flow.codes.has(THROW);

/** The body, and the value that the call has. Control falls through where the callee returns. */
function body(l: Lowering, node: FunctionNode, mark: number): Atom {
  if (node.body.type !== 'BlockStatement') {
    open(l, node);
    const value = evaluate(l, node.body);
    return isOpen(l, mark) ? value : closeSplits(l, mark, [value])[0]!;
  }
  const { result } = l.activation;
  open(l, node);
  statements(l, node.body.body, () => l.flow.set(result, lit(undefined)));
  if (!isOpen(l, mark)) closeSplits(l, mark);
  settle(l);
  const { flow } = l;
  flow.falls ||= flow.codes.has(RETURN);
  return flow.get(result)!;
}
