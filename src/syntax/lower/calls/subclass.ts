/** Arrays of classes that extend `Array`: made with the prototype of their class, and by it where a method makes a new one. */
import type * as t from '@babel/types';
import { type Rule, arrayOf, filled } from '../../../../rules/index.ts';
import * as K from '../../../facts/kinds.ts';
import { fault } from '../../../fault/messages.ts';
import { type Atom, isId, lit } from '../../../ir/ir.ts';
import { symbolName } from '../../../ir/symbols.ts';
import { classOf } from '../classes.ts';
import { isClosure, targetsOf } from '../closure.ts';
import { inherit } from '../expressions/class.ts';
import { builtin } from '../known.ts';
import { lookup } from '../lookup.ts';
import { load } from '../memory.ts';
import { extendsArray, hasSlot } from '../prototype.ts';
import type { Lowering } from '../state.ts';
import { type Arg, isPlain, listOf, plainArguments } from './arguments.ts';
import { constructBuiltin } from './construct.ts';
import { instantiate, prototypeOf } from './instantiate.ts';
import { inlineModel } from './rule.ts';

/** `super(…)` that comes to `Array`. */
export function createArray(l: Lowering, node: t.Node, args: readonly Arg[], newTarget: Atom): Atom {
  const made = isPlain(args)
    ? constructBuiltin(l, node, Array, plainArguments(l, args), true)!
    : inlineModel(l, node, arrayOf, [listOf(l, node, args)]);
  const proto = prototypeOf(l, newTarget);
  for (const cls of K.classesIn(l.kind(made))) inherit(l, cls, proto);
  l.emit('native', [builtin(l, Object.setPrototypeOf, 'setPrototypeOf'), lit(undefined), made, proto], {
    attr: ['setPrototypeOf', 'inert'],
    kind: l.kind(made),
  });
  return made;
}

const { map, filter, slice, splice, concat, flat, flatMap } = Array.prototype as unknown as Record<string, Function>;
/** Methods that make an array of the class of their own, and what they give to its constructor: 0, or the length. */
const MAKING: ReadonlyMap<unknown, 'none' | 'length'> = new Map<unknown, 'none' | 'length'>([
  [map, 'length'],
  [slice, 'length'],
  [splice, 'length'],
  [filter, 'none'],
  [concat, 'none'],
  [flat, 'none'],
  [flatMap, 'none'],
]);

/** What such a method gave as a plain array, as one of the class of its receiver. */
export function asSpecies(l: Lowering, node: t.Node, rule: Rule, receiver: Atom, plain: Atom): Atom {
  const how = MAKING.get(rule.fn);
  if (how === undefined || !extendsArray(classOf(l, receiver))) return plain;
  l.session.wantConstructors();
  const length = how === 'none' ? lit(0) : load(l, plain, lit('length'));
  return madeBy(l, node, load(l, receiver, lit('constructor')), [length], plain);
}

/** `C.from(…)` and `C.of(…)` of such a class; null where the receiver is no other class than `Array`. */
export function asOwn(l: Lowering, node: t.Node, fn: Function, receiver: Atom, plain: () => Atom): Atom | null {
  if (fn !== Array.from && fn !== Array.of) return null;
  const targets = isId(receiver) ? targetsOf(l, receiver) : [];
  const isOther = isClosure(l, receiver) || targets.some((t) => t.is === 'function' && Array.isPrototypeOf(t.value));
  if (!isOther) return null;
  const list = plain();
  return madeBy(l, node, receiver, fn === Array.of ? [load(l, list, lit('length'))] : [], list);
}

function madeBy(l: Lowering, node: t.Node, constructor: Atom, args: readonly Atom[], plain: Atom): Atom {
  const species = symbolName(Symbol.species);
  for (const target of targetsOf(l, constructor)) {
    const own =
      target.is === 'function' ? lookup(l.session, target.value, Symbol.species)?.owner !== Array : hasSpecies(l, constructor, species);
    if (own) throw fault('E_SUBCLASS', l.site, { name: target.is === 'function' ? target.value.name : 'yours' });
  }
  const given = args.map((value): Arg => ({ value, spread: false }));
  const made = instantiate(l, node, constructor, given, constructor, 'constructor');
  return l.flow.falls ? inlineModel(l, node, filled, [made, plain]) : made;
}

const hasSpecies = (l: Lowering, constructor: Atom, species: string): boolean =>
  K.classesIn(l.kind(constructor)).some((cls) => hasSlot(l, l.heap.get(cls), species) || hasSlot(l, l.heap.get(cls), `%get ${species}`));
