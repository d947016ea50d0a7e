/**
 * Verbs inside of derived code that take more than one gradient: `jacobian`, `pullback`, and second derivatives in arrays. Each is
 * told as code, a gradient after the other, of a function that may run as often (see `again` of the operation `derive`).
 */
import type * as t from '@babel/types';
import { ELEMENT } from '../../../facts/heap.ts';
import * as K from '../../../facts/kinds.ts';
import { fault } from '../../../fault/messages.ts';
import { type Atom, lit } from '../../../ir/ir.ts';
import { choose } from '../branch.ts';
import { classOf, isSequence, onlyForms } from '../classes.ts';
import { evaluate } from '../expression.ts';
import { builtin } from '../known.ts';
import type { Lowering } from '../state.ts';
import { enterFunction } from './inline.ts';
import { SECOND } from './outline.ts';
import { told } from './told.ts';

type Refuse = () => never;
type Form = 'number' | 'list';

/** Where the numbers of an argument are; null: it holds none, or others. `gaps`: some may be missing. */
export function formOf(l: Lowering, x: Atom, gaps = false): Form | null {
  const kind = l.kind(x);
  if (K.isNumber(kind)) return 'number';
  const c = kind.prims === 0 && !K.isMixed(kind) ? classOf(l, x) : null;
  if (!c || !isSequence(c) || !onlyForms(c, (form) => form === 'array' || form === 'float64' || form === 'float32')) return null;
  const element = l.heap.slot(kind.cls, ELEMENT);
  if (gaps) return K.isRef(element) || (element.prims & ~(K.NUMBER | K.UNDEFINED | K.NULL)) !== 0 ? null : 'list';
  // nothing is known of the elements yet, or there are none
  return K.isNumber(element) || (element.prims === 0 && !K.isRef(element)) ? 'list' : null;
}

/** The forms of all arguments; null: not everything is known yet. */
function formsOf(l: Lowering, args: readonly Atom[], refuse: Refuse): Form[] | null {
  if (!l.session.resolving && args.some((x) => l.isBottom(x))) {
    l.sawBottom = true;
    return null;
  }
  return args.length === 0 ? refuse() : args.map((x) => formOf(l, x, true) ?? refuse());
}

/** Runs code that has `f` and the list of arguments `x`; its gradients are one for each of them. */
function run(l: Lowering, node: t.Node, f: Atom, args: readonly Atom[], body: string, name: string): Atom {
  const names = args.map((_, i) => `x${i}`).join(', ');
  const unit = told(`(f, ${names}) => ((...x) => { ${body} })(${names})`, name);
  const callee = { unit, node: unit.source.node, taken: [], name: name.replace(/ .*/, '') };
  return enterFunction(l, node, callee, lit(undefined), { values: [f, ...args], list: null });
}

/** The gradients of a function of the arguments, each run of which is one of several. */
const gradients = (of: string, forms: readonly Form[]): string =>
  `__derivative(${of}, x, [${forms.map((_, i) => i).join()}], false, false, true)`;

/** By argument a list with its gradients of all the numbers of `y`. */
const rows = (forms: readonly Form[]): string =>
  `__listed(y); const n = y.length; ${forms.map((_, j) => `const J${j} = [];`).join(' ')}
   for (let i = 0; i < n; i++) { const g = ${gradients('(...a) => f(...a)[i]', forms)}; ${forms.map((_, j) => `J${j}.push(g[${j}]);`).join(' ')} }`;

/** `jacobian(f, x, …)` of what gives a number or a list of numbers. */
function matrix(l: Lowering, node: t.Node, f: Atom, args: readonly Atom[], refuse: Refuse): Atom {
  const forms = formsOf(l, args, refuse);
  if (!forms) return l.fresh(K.BOTTOM);
  const only = forms.length === 1;
  const body = `const y = f(...x);
    if (typeof y === 'number') { const g = ${gradients('f', forms)}; return ${only ? 'g[0]' : 'g'}; }
    ${rows(forms)} return ${only ? 'J0' : `[${forms.map((_, j) => `J${j}`).join()}]`};`;
  return run(l, node, f, args, body, 'jacobian');
}

/** `pullback(f, x, …)` of the same: the rows are found at once, as memory may change before they are asked for. */
function pulled(l: Lowering, node: t.Node, f: Atom, args: readonly Atom[], refuse: Refuse): Atom {
  const forms = formsOf(l, args, refuse);
  if (!forms) return l.fresh(K.BOTTOM);
  const none = 'if (more.length > 0) __unfollowed();';
  const scaled = forms.map((form, j) =>
    form === 'number'
      ? `const c${j} = __strong(k, g[${j}]);`
      : `const c${j} = __copy(g[${j}]); for (let p = 0; p < c${j}.length; p++) c${j}[p] = __strong(k, c${j}[p] ?? 0);`,
  );
  const zeros = forms.map((form, j) =>
    form === 'number' ? '' : `const z${j} = __like(x[${j}], x[${j}].length); for (let p = 0; p < z${j}.length; p++) z${j}[p] = 0;`,
  );
  const summed = forms.map((form, j) =>
    form === 'number'
      ? `let c${j} = 0; for (let i = 0; i < n; i++) c${j} += __strong(s[i] ?? 0, J${j}[i]);`
      : `const c${j} = __copy(z${j}); for (let i = 0; i < n; i++) for (let p = 0; p < c${j}.length; p++) c${j}[p] += __strong(s[i] ?? 0, J${j}[i][p] ?? 0);`,
  );
  const found = `[${forms.map((_, j) => `c${j}`).join()}]`;
  const body = `const y = f(...x);
    if (typeof y === 'number') {
      const g = ${gradients('f', forms)};
      return [y, (s, ...more) => { ${none} const k = s ?? 1; __scalar(k); ${scaled.join(' ')} return ${found}; }];
    }
    ${zeros.join(' ')} ${rows(forms)}
    return [y, (s, ...more) => { ${none} __seeds(s); __matching(s.length, n); ${summed.join(' ')} return ${found}; }];`;
  return run(l, node, f, args, body, 'pullback');
}

/** The gradient of one number of the gradient. */
const second = (number: string, forms: readonly Form[]): string => {
  const all = forms.map((_, i) => i).join();
  return gradients(`(...a) => __derivative(f, a, [${all}], false, false)${number}`, forms);
};

/** `hessian(f, x, …)`. */
function square(l: Lowering, node: t.Node, f: Atom, args: readonly Atom[], refuse: Refuse): Atom {
  const forms = formsOf(l, args, refuse);
  if (!forms) return l.fresh(K.BOTTOM);
  const blocks = forms.map((form, i) => {
    if (form === 'number')
      return `const h${i} = ${second(`[${i}]`, forms)}; ${forms.map((_, j) => `const H${i}_${j} = h${i}[${j}];`).join(' ')}`;
    const lists = forms.map((_, j) => `const H${i}_${j} = [];`).join(' ');
    const each = forms.map((_, j) => `H${i}_${j}.push(h[${j}]);`).join(' ');
    return `${lists} for (let p = 0; p < x[${i}].length; p++) { const h = ${second(`[${i}][p]`, forms)}; ${each} }`;
  });
  const row = (i: number): string => `[${forms.map((_, j) => `H${i}_${j}`).join()}]`;
  const whole = forms.length === 1 ? 'H0_0' : `[${forms.map((_, i) => row(i)).join()}]`;
  return run(l, node, f, args, `${blocks.join(' ')} return ${whole};`, SECOND);
}

/** `diagonalHessian(f, x, …)`. */
function diagonal(l: Lowering, node: t.Node, f: Atom, args: readonly Atom[], refuse: Refuse): Atom {
  const forms = formsOf(l, args, refuse);
  if (!forms) return l.fresh(K.BOTTOM);
  const parts = forms.map((form, i) =>
    form === 'number'
      ? `const d${i} = ${second(`[${i}]`, forms)}[${i}];`
      : `const d${i} = __like(x[${i}], x[${i}].length); for (let p = 0; p < d${i}.length; p++) d${i}[p] = ${second(`[${i}][p]`, forms)}[${i}][p];`,
  );
  return run(l, node, f, args, `${parts.join(' ')} return [${forms.map((_, i) => `d${i}`).join()}];`, SECOND);
}

type Verb = (l: Lowering, node: t.Node, f: Atom, args: readonly Atom[], refuse: Refuse) => Atom;
export const SEVERAL: Readonly<Record<'jacobian' | 'pullback' | 'hessian' | 'diagonalHessian', Verb>> = {
  jacobian: matrix,
  pullback: pulled,
  hessian: square,
  diagonalHessian: diagonal,
};

const refused = (l: Lowering): never => {
  throw fault('E_NESTED', l.site, { verb: l.activation.unit.name });
};

const mismatched = (got: number, want: number): never => {
  throw fault('E_SEED', null, { wants: `there are ${want} numbers`, received: `a seed of ${got}` });
};

type Meaning = (l: Lowering, a: Atom, b: Atom) => void;

/** What the code above asks of values beyond JavaScript. */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  __unfollowed: refused,
  __listed: (l, y) => void (l.isBottom(y) || formOf(l, y) === 'list' || refused(l)),
  __seeds: (l, s) => void (l.isBottom(s) || formOf(l, s, true) === 'list' || refused(l)),
  __scalar: (l, k) => void (l.isBottom(k) || K.isNumber(l.kind(k)) || refused(l)),
  __matching(l, got, want) {
    const told = (): Atom =>
      l.emit('native', [builtin(l, mismatched, 'mismatched'), lit(undefined), got, want], {
        attr: ['mismatched', 'inert'],
        kind: K.NOTHING,
      });
    choose(l, l.pure('seq', got, want), () => lit(undefined), told);
  },
};

/** The value of a call of one; null for all other calls. */
export function severalIntrinsic(l: Lowering, node: t.CallExpression, name: string): Atom | null {
  const meaning = Object.hasOwn(MEANINGS, name) ? MEANINGS[name]! : undefined;
  if (!meaning) return null;
  const [a, b] = node.arguments.map((arg) => evaluate(l, arg as t.Expression));
  meaning(l, a ?? lit(undefined), b ?? lit(undefined));
  return lit(undefined);
}
