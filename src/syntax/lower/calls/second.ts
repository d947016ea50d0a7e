/** Second derivatives taken inside of derived code: the gradient of a gradient along a direction, told as code. */
import type * as t from '@babel/types';
import { ELEMENT } from '../../../facts/heap.ts';
import * as K from '../../../facts/kinds.ts';
import { type Atom, lit } from '../../../ir/ir.ts';
import { classOf, isSequence, onlyForms } from '../classes.ts';
import { load } from '../memory.ts';
import type { Lowering } from '../state.ts';
import { expandSpread, isPlain } from './arguments.ts';
import { enterFunction } from './inline.ts';
import { SECOND } from './outline.ts';
import { told } from './told.ts';

type Refuse = () => never;

/** `hvp(f, [x, …], [v, …])`. */
function product(l: Lowering, node: t.Node, f: Atom, lists: readonly Atom[], refuse: Refuse): Atom {
  const [args, along] = lists.map((list) => expandSpread(l, list));
  if (!args || !along || !isPlain(args) || !isPlain(along) || along.length > args.length) return refuse();
  return times(l, node, f, args.map((a) => a.value), along.map((a) => a.value), refuse); // oxfmt-ignore
}

const isNone = ({ prims, cls }: K.Kind): boolean => cls === K.NO_CLASS && (prims & ~(K.UNDEFINED | K.NULL)) === 0;

function times(l: Lowering, node: t.Node, f: Atom, args: readonly Atom[], along: readonly Atom[], refuse: Refuse): Atom {
  // nothing is known of them yet
  if (!l.session.resolving && [...args, ...along].some((atom) => l.isBottom(atom))) {
    l.sawBottom = true;
    return l.fresh(K.BOTTOM);
  }
  const asked = args.flatMap((x, i) => (formOf(l, x) === null ? [] : [i]));
  const terms = along.map((v, i): string => {
    if (isNone(l.kind(v)) && !l.isBottom(v)) return '';
    const form = asked.includes(i) ? formOf(l, args[i]!) : null;
    if (form === null || form !== formOf(l, v)) return refuse();
    const g = `g[${i}]`;
    return form === 'number' ? `s += v${i} * ${g};` : `for (let i = 0; i < v${i}.length; i++) s += v${i}[i] * ${g}[i];`;
  });
  // one without a derivative would have a place of its own
  if (asked.length < args.length || asked.length === 0) return refuse();
  const all = args.map((_, i) => i).join();
  const names = (name: string): string => args.map((_, i) => `${name}${i}`).join(', ');
  const inner = `(...a) => { const g = __derivative(f, a, [${all}], false, false); let s = 0; ${terms.join(' ')} return s; }`;
  const unit = told(`(f, ${names('v')}, ${names('x')}) => ((...x) => __derivative(${inner}, x, [${all}], false, false))(${names('x')})`, SECOND); // oxfmt-ignore
  const given = [f, ...args.map((_, i) => along[i] ?? lit(undefined)), ...args];
  const callee = { unit, node: unit.source.node, taken: [], name: 'hvp' };
  return enterFunction(l, node, callee, lit(undefined), { values: given, list: null });
}

/** Where the numbers of an argument are; null: it holds none, or others. */
function formOf(l: Lowering, x: Atom): 'number' | 'list' | null {
  const kind = l.kind(x);
  if (K.isNumber(kind)) return 'number';
  const c = kind.prims === 0 && !K.isMixed(kind) ? classOf(l, x) : null;
  if (!c || !isSequence(c) || !onlyForms(c, (form) => form === 'array' || form === 'float64' || form === 'float32')) return null;
  return K.isNumber(l.heap.slot(kind.cls, ELEMENT)) ? 'list' : null;
}

/** Of a function of one number. */
function ofNumber(l: Lowering, node: t.Node, f: Atom, args: readonly Atom[], refuse: Refuse): Atom {
  const [x, ...more] = args;
  if (x === undefined || more.length > 0 || formOf(l, x) !== 'number') return refuse();
  return times(l, node, f, [x], [lit(1)], refuse);
}

type Second = (l: Lowering, node: t.Node, f: Atom, args: readonly Atom[], refuse: Refuse) => Atom;

export const SECONDS: Readonly<Record<string, Second>> = {
  hvp: product,
  hessian: (l, node, f, args, refuse) => load(l, ofNumber(l, node, f, args, refuse), lit(0)),
  diagonalHessian: ofNumber,
};
