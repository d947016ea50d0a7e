/** `f.call`, `f.apply` and what else every function has. */
import type * as t from '@babel/types';
import { fault } from '../../../fault/messages.ts';
import { type Atom, lit } from '../../../ir/ir.ts';
import { classOf, isSequence } from '../classes.ts';
import type { Lowering } from '../state.ts';
import { type Arg, expandSpread, isPlain } from './arguments.ts';
import { type Callee, valueCallee } from './call.ts';
import { invoke } from './target.ts';

/** `f.call(t, ...list)` and `Reflect.apply(f, t, list)`: the call that is meant, its lists not yet taken apart. */
export function indirect(
  l: Lowering,
  callee: Callee,
  fn: Function,
  args: readonly Arg[],
): { readonly callee: Callee; readonly args: readonly Arg[] } | null {
  if (fn === Reflect.apply && isPlain(args) && args.length === 3) {
    const [target, self, list] = args.map((a) => a.value) as [Atom, Atom, Atom];
    return { callee: valueCallee(l, target, self, 'the function'), args: expandSpread(l, list) };
  }
  if (fn !== Function.prototype.call || isPlain(args) || args[0]!.spread) return null;
  const inner = valueCallee(l, callee.receiver, args[0]!.value, callee.text.replace(/\.call$/, ''));
  return { callee: inner, args: args.slice(1) };
}

/** The call that `f.call(…)` and `f.apply(…)` stand for; null for other functions. */
export function applyMethod(l: Lowering, node: t.Node, callee: Callee, fn: Function, args: readonly Atom[]): Atom | null {
  const { receiver } = callee;
  if (fn !== Function.prototype.call && fn !== Function.prototype.apply) return null;
  const inner = valueCallee(l, receiver, args[0] ?? lit(undefined), callee.text.replace(/\.(call|apply)$/, ''));
  if (fn === Function.prototype.call)
    return invoke(
      l,
      node,
      inner,
      args.slice(1).map((value) => ({ value, spread: false })),
    );
  const list = args[1];
  if (list === undefined || (typeof list === 'object' && (list.lit === undefined || list.lit === null))) return invoke(l, node, inner, []);
  if (!isSequence(classOf(l, list)) && !l.isBottom(list))
    throw fault('E_UNSUPPORTED', l.site, { construct: '`apply` with something that is not an array' });
  return invoke(l, node, inner, expandSpread(l, list));
}
