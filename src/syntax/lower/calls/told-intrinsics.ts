/** What the derivatives of kernels say beyond JavaScript (see told.ts). */
import type * as t from '@babel/types';
import * as K from '../../../facts/kinds.ts';
import { instr } from '../../../ir/build.ts';
import { type Atom, isLit, lit } from '../../../ir/ir.ts';
import { fault, placeText } from '../../../fault/messages.ts';
import { choose } from '../branch.ts';
import { classOf } from '../classes.ts';
import { evaluate } from '../expression.ts';
import { builtin } from '../known.ts';
import { load } from '../memory.ts';
import type { Lowering } from '../state.ts';
import type { Unit } from '../unit.ts';
import { kernelCall, mirrored } from './kernel.ts';
import { accumulate, assign, duplicate, inner } from './structure.ts';

type Meaning = (l: Lowering, node: t.Node, args: readonly Atom[]) => Atom;

const MEANINGS: Readonly<Record<string, Meaning>> = {
  /** A function that the rule tells. */
  __told(l, _, [index]) {
    const fn = unitOf(l).told![Number((index as { lit: number }).lit)]!;
    return builtin(l, fn, fn.name || 'told');
  },
  /** The kernel itself. */
  __kernel(l, node, args) {
    const rule = unitOf(l).kernel!,
      value = builtin(l, rule.call, rule.name);
    const [receiver = lit(undefined), ...rest] = args;
    const callee = { targets: [], direct: null, value: () => value, mayBeMissing: false, receiver, text: rule.name };
    return kernelCall(l, node, callee, rule, rule.receiver ? rest : args);
  },
  /** `shadow += contribution`. */
  __accumulate: (l, node, [shadow, contribution, k]) => accumulate(l, node, shadow!, contribution!, k!),
  __inner: (l, node, [c, d, k]) => inner(l, node, c!, d!, k!),
  __duplicate: (l, node, [value]) => duplicate(l, node, value!),
  __assign: (l, node, [to, from]) => assign(l, node, to!, from!),
  __zeros(l, _, [like]) {
    const id = l.fresh(mirrored(l, like!) ?? K.NOTHING, 'zeros');
    l.push(instr('zeros', [id], [like!], { site: l.site }));
    l.solid.add(id);
    return id;
  },
  /** `g * p`, 0 where g is exactly 0. */
  __strong: (l, _, [g, p]) => l.pure('strong', g!, p!),
  /** A contribution to a number; nothing is 0. */
  __number(l, _, [value, k]) {
    if (isLit(value!) && (value.lit === null || value.lit === undefined)) return lit(0);
    if (K.isNumber(l.kind(value!)) && l.isSolid(value!)) return value!;
    if (l.isBottom(value!)) return value!;
    return choose(
      l,
      l.pure('seq', l.pure('typeof', value!), lit('number')),
      () => l.pure('plus', value!),
      () =>
        choose(
          l,
          l.pure('nullish', value!),
          () => lit(0),
          () => (wrong(l, k!, 'what is no number', 'a number'), lit(0)),
        ),
    );
  },
  /** The list that a pullback gives, of one entry for each argument. */
  __list(l, _, [list, count]) {
    const c = classOf(l, list!);
    if (c === null && !l.isBottom(list!))
      throw fault('E_RULE/list', l.site, { name: unitOf(l).name, count: Number((count as { lit: number }).lit) });
    if (c === null) return list!;
    const length = load(l, list!, lit('length'));
    choose(
      l,
      l.pure('seq', length, count!),
      () => lit(undefined),
      () => (wrong(l, lit(-2), length, count!), lit(undefined)),
    );
    return list!;
  },
  /** The lengths of a cotangent and of what it belongs to differ. */
  __shape: (l, _, [k, got, want]) => (wrong(l, k!, got!, want!), lit(undefined)),
};

/** The derivative of a kernel around this place. */
const unitOf = (l: Lowering): Unit => l.stack.findLast(({ unit }) => unit.kernel)!.unit;

const ruleWrong = (name: string, place: string, k: number, got: unknown, want: unknown): never => {
  const [, file, line, column] = /^(.*):(\d+):(\d+)$/.exec(place) ?? [];
  const site = file === undefined ? null : { file, line: Number(line), column: Number(column) };
  const slug = k === -2 ? 'E_RULE/count' : k === -1 ? 'E_RULE/tangent' : 'E_RULE/shape';
  throw fault(slug, site, { name, argument: String(k), got: String(got), want: String(want) });
};

function wrong(l: Lowering, k: Atom, got: Atom | string, want: Atom | string): void {
  const { site } = l,
    atom = (a: Atom | string): Atom => (typeof a === 'string' ? lit(a) : a);
  const args = [lit(unitOf(l).name), lit(site ? placeText(site) : ''), k, atom(got), atom(want)];
  l.emit('native', [builtin(l, ruleWrong, 'ruleWrong'), lit(undefined), ...args], { attr: ['ruleWrong', 'inert'], kind: K.NOTHING });
}

/** The value of a call of one; null for all other calls. */
export function toldIntrinsic(l: Lowering, node: t.CallExpression, name: string): Atom | null {
  const meaning = Object.hasOwn(MEANINGS, name) ? MEANINGS[name]! : undefined;
  if (!meaning) return null;
  return meaning(
    l,
    node,
    node.arguments.map((arg) => evaluate(l, arg as t.Expression)),
  );
}
