/** `switch`: a chain of branches where no case falls into the next, else a position from which the cases run. */
import type * as t from '@babel/types';
import { type Atom, lit } from '../../../ir/ir.ts';
import { absorb, arm, choose, proceed } from '../branch.ts';
import { evaluate } from '../expression.ts';
import type { Lowering } from '../state.ts';
import { NOTHING, type Rest, fork, statements } from '../statement.ts';
import { open } from '../variables.ts';
import { operate } from '../expressions/operators.ts';
import { inside } from './exits.ts';

interface Group {
  /** Tests of the cases that share the body; the default case has none of its own. */
  readonly tests: readonly t.Expression[];
  readonly isDefault: boolean;
  readonly body: readonly t.Statement[];
}

export function switchStatement(l: Lowering, node: t.SwitchStatement, rest: Rest): void {
  const value = evaluate(l, node.discriminant);
  open(l, node);
  const groups = grouped(node.cases);
  const target = inside(l, node, [], 'switch', () => {
    if (groups.slice(0, -1).every((g) => leaves(g.body)))
      chain(
        l,
        value,
        groups.filter((g) => !g.isDefault),
        groups.find((g) => g.isDefault),
      );
    else fallThrough(l, value, groups);
  });
  absorb(l, target.breaks);
  proceed(l, rest);
}

/** Cases without statements belong to the next one. */
function grouped(cases: readonly t.SwitchCase[]): Group[] {
  const groups: Group[] = [];
  let tests: t.Expression[] = [],
    isDefault = false;
  cases.forEach(({ test, consequent }, i) => {
    if (test) tests.push(test);
    else isDefault = true;
    if (consequent.length === 0 && i < cases.length - 1) return;
    groups.push({ tests, isDefault, body: consequent });
    tests = [];
    isDefault = false;
  });
  return groups;
}

/** The last statement never falls through. */
function leaves(body: readonly t.Statement[]): boolean {
  const last = body.at(-1);
  switch (last?.type) {
    case 'BreakStatement':
    case 'ReturnStatement':
    case 'ContinueStatement':
    case 'ThrowStatement':
      return true;
    case 'BlockStatement':
      return leaves(last.body);
    default:
      return false;
  }
}

/** `if (value === a) … else if (value === b) … else default`. */
function chain(l: Lowering, value: Atom, groups: readonly Group[], otherwise: Group | undefined, from = 0): void {
  const group = groups[from];
  if (!group) return otherwise && statements(l, otherwise.body);
  const test = matches(l, value, group.tests);
  const on = arm(l, () => statements(l, group.body));
  fork(
    l,
    test,
    on,
    arm(l, () => chain(l, value, groups, otherwise, from + 1)),
    NOTHING,
  );
}

function matches(l: Lowering, value: Atom, tests: readonly t.Expression[], from = 0): Atom {
  const test = operate(l, '===', value, evaluate(l, tests[from]!));
  return from === tests.length - 1
    ? test
    : choose(
        l,
        test,
        () => lit(true),
        () => matches(l, value, tests, from + 1),
      );
}

/** Finds the group to begin with, then runs all from there on. */
function fallThrough(l: Lowering, value: Atom, groups: readonly Group[]): void {
  const last = groups.findIndex((g) => g.isDefault);
  const own = groups.flatMap((g, i) => (g.tests.length > 0 ? [{ g, i }] : []));
  const find = (k: number): Atom => {
    const here = own[k];
    if (!here) return lit(last < 0 ? groups.length : last);
    return choose(
      l,
      matches(l, value, here.g.tests),
      () => lit(here.i),
      () => find(k + 1),
    );
  };
  const start = find(0);
  const from = (i: number): void => {
    const group = groups[i];
    if (!group) return;
    const on = arm(l, () => statements(l, group.body));
    fork(
      l,
      l.pure('le', start, lit(i)),
      on,
      arm(l, () => {}),
      () => from(i + 1),
    );
  };
  from(0);
}
