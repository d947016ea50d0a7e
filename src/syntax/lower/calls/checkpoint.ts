/**
 * `checkpoint(f)(...args)` inside of derived code: the call becomes one of a function of the program, with a mark for the transform
 * that takes it back (see dispatch/segments.ts); to everything else it is a call like any other.
 */
import type * as t from '@babel/types';
import { type Atom, isId, lit } from '../../../ir/ir.ts';
import { AGAIN } from '../../../ir/turns.ts';
import { readSource } from '../../read.ts';
import { builtin } from '../known.ts';
import type { Lowering } from '../state.ts';
import type { Unit } from '../unit.ts';
import type { Verb } from '../verbs.ts';
import { type Arg, isPlain, listOf } from './arguments.ts';
import { enterFunction } from './inline.ts';
import { outline } from './outline.ts';

const units = new Map<string, Unit>();

function told(text: string): Unit {
  let unit = units.get(text);
  if (!unit) units.set(text, (unit = { source: readSource(text, 'checkpoint'), fn: null, name: 'checkpoint' }));
  return unit;
}

/** A call of `checkpoint` itself, or of a function that it has made. */
export function checkpointCall(l: Lowering, node: t.Node, { of }: Verb, args: readonly Arg[]): Atom {
  if (of) return again(l, node, builtin(l, of.f, of.f.name), args);
  const unit = told('(f) => (...args) => __checkpoint(f, args)');
  const f = args[0]?.value ?? lit(undefined);
  return enterFunction(l, node, { unit, node: unit.source.node, taken: [], name: 'checkpoint' }, lit(undefined), {
    values: [f],
    list: null,
  });
}

/** The intrinsic that such a function calls. */
export function checkpointOf(l: Lowering, node: t.Node, f: Atom, list: Atom): Atom {
  const known = isId(list) ? l.rests.get(list) : undefined;
  return again(l, node, f, known ? known.map((value) => ({ value, spread: false })) : [{ value: list, spread: true }]);
}

function again(l: Lowering, node: t.Node, f: Atom, args: readonly Arg[]): Atom {
  const plain = isPlain(args),
    names = plain ? args.map((_, i) => `a${i}`).join(', ') : 'list';
  const unit = told(`(f, ${names}) => f(${plain ? names : '...list'})`);
  const values = plain ? args.map(({ value }) => value) : [listOf(l, node, args)];
  const callee = { unit, node: unit.source.node, taken: [], name: 'again' };
  return outline(l, node, callee, `checkpoint ${l.key(node)}`, lit(undefined), [f, ...values], [AGAIN]);
}
