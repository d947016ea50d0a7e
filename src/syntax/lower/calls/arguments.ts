/** Arguments of calls, with spreads. */
import type * as t from '@babel/types';
import { fault } from '../../../fault/messages.ts';
import { type Atom, isId, lit } from '../../../ir/ir.ts';
import { makeArray } from '../allocate.ts';
import { classOf, isArrayClass } from '../classes.ts';
import { evaluate } from '../expression.ts';
import { load, push } from '../memory.ts';
import { appendAll } from '../patterns.ts';
import type { Lowering } from '../state.ts';
import type { FunctionNode, Source } from '../../read.ts';
import { evaluateAtOnce, sequenceOf } from '../sequence.ts';
import { restValues } from '../statements/unroll.ts';

export interface Arg {
  readonly value: Atom;
  /** `...value`, of unknown length. */
  readonly spread: boolean;
}

/** The arguments of a call, in order. `walks`: the function uses up the first one at once. */
export function evaluateArguments(l: Lowering, nodes: readonly t.CallExpression['arguments'][number][], walks = false): Arg[] {
  return nodes.flatMap((node, i): Arg[] => {
    if (node.type !== 'SpreadElement')
      return [one(walks && i === 0 ? evaluateAtOnce(l, node as t.Expression) : evaluate(l, node as t.Expression))];
    const known = restValues(l, node.argument);
    if (known) return known.map(one);
    const found = expandSpread(l, evaluateAtOnce(l, node.argument));
    // an argument behind it may change the list
    const stays = !found[0]?.spread || nodes.slice(i + 1).every(isStill);
    return stays ? found : [{ value: listOf(l, node, found), spread: true }];
  });
}

/** Evaluating it changes no memory. */
function isStill(node: t.Node): boolean {
  if (node.type === 'SpreadElement') return isStill(node.argument);
  return /^(Identifier|ThisExpression|(Numeric|String|Boolean|Null)Literal|FunctionExpression|ArrowFunctionExpression)$/.test(node.type);
}

const one = (value: Atom): Arg => ({ value, spread: false });

/** The elements of an array whose length is known; otherwise the spread stays. */
export function expandSpread(l: Lowering, array: Atom): Arg[] {
  const made = isId(array) ? l.definitions.get(array) : undefined;
  const c = classOf(l, array);
  if (made?.op !== 'array' || !isArrayClass(c) || c!.grows || c!.holey) return [{ value: array, spread: true }];
  return made.args.map((_, i) => one(load(l, array, lit(i))));
}

export const isPlain = (args: readonly Arg[]): boolean => args.every((arg) => !arg.spread);

/** Arguments of which only the first few are known one by one; `list` has the others. */
export interface Given {
  readonly values: readonly Atom[];
  readonly list: Atom | null;
}

/** One array of all arguments. */
export function listOf(l: Lowering, node: t.Node, args: readonly Arg[]): Atom {
  const list = makeArray(l, node, [], 'arguments');
  l.heap.set(l.kind(list).cls, 'grows');
  args.forEach(({ value, spread }, i) =>
    spread ? appendAll(l, node, list, sequenceOf(l, node, value), 0, String(i)) : push(l, list, value),
  );
  return list;
}

/** The arguments of a function: where their number is unknown, as many as it looks at, or all in a list for its rest parameter. */
export function argumentsFor(l: Lowering, node: t.Node, args: readonly Arg[], fn: FunctionNode, source: Source): Given {
  if (isPlain(args)) return { values: plainArguments(l, args), list: null };
  if (fn.params.some((param) => param.type === 'RestElement') || source.scopes.argumentsOf.has(fn))
    return { values: [], list: listOf(l, node, args) };
  return { values: firstOf(l, node, args, fn.params.length), list: null };
}

/** The first `count` arguments, undefined where there are fewer. */
export function firstOf(l: Lowering, node: t.Node, args: readonly Arg[], count: number): Atom[] {
  const at = args.findIndex((arg) => arg.spread);
  const given = args.slice(0, at).map((arg) => arg.value);
  const rest = args.slice(at);
  const list = rest.length === 1 ? sequenceOf(l, node, rest[0]!.value) : listOf(l, node, rest);
  return [...given, ...Array.from({ length: Math.max(0, count - given.length) }, (_, i) => load(l, list, lit(i)))];
}

/** The arguments one by one. */
export function plainArguments(l: Lowering, args: readonly Arg[]): Atom[] {
  if (!isPlain(args)) throw fault('E_UNSUPPORTED', l.site, { construct: 'A call with `...` of an array of unknown length' });
  return args.map((arg) => arg.value);
}
