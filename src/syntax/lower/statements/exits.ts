/** `break`, `continue` and labels: exits are codes in a variable of the call. */
import type * as t from '@babel/types';
import { fault } from '../../../fault/messages.ts';
import { lit } from '../../../ir/ir.ts';
import { absorb, proceed } from '../branch.ts';
import { startSplits, closeSplits } from '../split.ts';
import type { Lowering, Target } from '../state.ts';
import { NOTHING, type Rest, statement } from '../statement.ts';
import { forIn } from './for-in.ts';
import { forOf } from './for-of.ts';
import { doLoop, forLoop, whileLoop } from './loops.ts';

/** Lowers `run` inside something that `break` (and `continue`) can name. */
export function inside(
  l: Lowering,
  node: t.Node,
  names: readonly string[],
  form: 'loop' | 'switch' | 'block',
  run: (target: Target) => void,
): Target {
  const { activation } = l;
  const target: Target = {
    names,
    node,
    plain: form !== 'block',
    breaks: ++activation.codes,
    continues: form === 'loop' ? ++activation.codes : null,
  };
  activation.targets.push(target);
  const mark = startSplits(l);
  run(target);
  closeSplits(l, mark);
  activation.targets.pop();
  return target;
}

export function leave(l: Lowering, node: t.BreakStatement | t.ContinueStatement): void {
  const name = node.label?.name;
  const breaks = node.type === 'BreakStatement';
  const target = l.activation.targets.findLast((o) =>
    name !== undefined ? o.names.includes(name) : breaks ? o.plain : o.continues !== null,
  );
  if (!target) throw fault('E_INTERNAL', l.site, { what: 'a jump has no target' });
  const code = breaks ? target.breaks : target.continues!;
  l.flow.set(l.activation.exit, lit(code));
  l.flow.exits(code);
}

export function labelled(l: Lowering, outer: t.LabeledStatement, rest: Rest): void {
  const names: string[] = [];
  let node: t.Statement = outer;
  while (node.type === 'LabeledStatement') {
    names.push(node.label.name);
    node = node.body;
  }
  switch (node.type) {
    case 'ForStatement':
      return forLoop(l, node, names, rest);
    case 'WhileStatement':
      return whileLoop(l, node, names, rest);
    case 'DoWhileStatement':
      return doLoop(l, node, names, rest);
    case 'ForOfStatement':
      return forOf(l, node, names, rest);
    case 'ForInStatement':
      return forIn(l, node, names, rest);
    default:
  }
  const body = node;
  const target = inside(l, body, names, 'block', () => statement(l, body, NOTHING));
  absorb(l, target.breaks);
  proceed(l, rest);
}
