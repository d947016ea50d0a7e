/** Arguments of calls, with spreads. */
import type * as t from '@babel/types';
import { fault } from '../../../fault/messages.ts';
import { type Atom, isId, lit } from '../../../ir/ir.ts';
import { classOf, isArrayClass } from '../classes.ts';
import { evaluate } from '../expression.ts';
import { load } from '../memory.ts';
import type { Lowering } from '../state.ts';
import type { FunctionNode, Source } from '../../read.ts';
import { sequenceOf } from '../sequence.ts';
import { restValues } from '../statements/unroll.ts';

export interface Arg {
  readonly value: Atom;
  /** `...value`, of unknown length. */
  readonly spread: boolean;
}

export function evaluateArguments(l: Lowering, nodes: readonly t.CallExpression['arguments'][number][]): Arg[] {
  return nodes.flatMap((node): Arg[] => {
    if (node.type !== 'SpreadElement') return [one(evaluate(l, node as t.Expression))];
    const known = restValues(l, node.argument);
    return known ? known.map(one) : expandSpread(l, evaluate(l, node.argument));
  });
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

/** The arguments of a function with `count` parameters: a spread at the end gives as many as it can still look at. */
export function argumentsFor(l: Lowering, args: readonly Arg[], fn: FunctionNode, source: Source): Atom[] {
  const last = args.at(-1);
  const open = fn.params.some((param) => param.type === 'RestElement') || source.scopes.argumentsOf.has(fn);
  if (open || !last?.spread || !isPlain(args.slice(0, -1))) return plainArguments(l, args);
  const given = args.slice(0, -1).map((arg) => arg.value);
  const list = sequenceOf(l, l.at, last.value);
  return [...given, ...fn.params.slice(given.length).map((_, i) => load(l, list, lit(i)))];
}

/** The arguments one by one. */
export function plainArguments(l: Lowering, args: readonly Arg[]): Atom[] {
  if (!isPlain(args)) throw fault('E_UNSUPPORTED', l.site, { construct: 'A call with `...` of an array of unknown length' });
  return args.map((arg) => arg.value);
}
