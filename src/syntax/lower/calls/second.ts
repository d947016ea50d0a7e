/** Second derivatives taken inside of derived code: the gradient of a gradient along a direction, told as code. */
import type * as t from '@babel/types';
import * as K from '../../../facts/kinds.ts';
import { type Atom, lit } from '../../../ir/ir.ts';
import { load } from '../memory.ts';
import type { Lowering } from '../state.ts';
import { expandSpread, isPlain } from './arguments.ts';
import { enterFunction } from './inline.ts';
import { SECOND } from './outline.ts';
import { SEVERAL, formOf } from './several.ts';
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
  const own: string[] = [];
  const terms = along.map((v, i): string => {
    if (isNone(l.kind(v)) && !l.isBottom(v)) return '';
    const form = asked.includes(i) ? formOf(l, args[i]!) : null;
    if (form === null || form !== formOf(l, v)) return refuse();
    if (form === 'number') return `s += v${i} * g[${i}];`;
    // a direction stays what it is, also where it is the memory of an argument
    own.push(`__matching(v${i}.length, x${i}.length); const w${i} = __copy(v${i});`);
    return `for (let i = 0; i < w${i}.length; i++) s += w${i}[i] * g[${i}][i];`;
  });
  // one without a derivative would have a place of its own
  if (asked.length < args.length || asked.length === 0) return refuse();
  const all = args.map((_, i) => i).join();
  const names = (name: string): string => args.map((_, i) => `${name}${i}`).join(', ');
  const inner = `(...a) => { const g = __derivative(f, a, [${all}], false, false); let s = 0; ${terms.join(' ')} return s; }`;
  const body = `${own.join(' ')} return ((...x) => __derivative(${inner}, x, [${all}], false, false))(${names('x')});`;
  const unit = told(`(f, ${names('v')}, ${names('x')}) => { ${body} }`, SECOND);
  const given = [f, ...args.map((_, i) => along[i] ?? lit(undefined)), ...args];
  const callee = { unit, node: unit.source.node, taken: [], name: 'hvp' };
  return enterFunction(l, node, callee, lit(undefined), { values: given, list: null });
}

const isOne = (l: Lowering, args: readonly Atom[]): boolean =>
  args.length === 1 && (l.isBottom(args[0]!) || formOf(l, args[0]!) === 'number');

type Second = (l: Lowering, node: t.Node, f: Atom, args: readonly Atom[], refuse: Refuse) => Atom;

export const SECONDS: Readonly<Record<string, Second>> = {
  hvp: product,
  // in one number it is the product with 1, which takes one run
  hessian(l, node, f, args, refuse) {
    return isOne(l, args) ? load(l, times(l, node, f, args, [lit(1)], refuse), lit(0)) : SEVERAL.hessian(l, node, f, args, refuse);
  },
  diagonalHessian(l, node, f, args, refuse) {
    return isOne(l, args) ? times(l, node, f, args, [lit(1)], refuse) : SEVERAL.diagonalHessian(l, node, f, args, refuse);
  },
};
