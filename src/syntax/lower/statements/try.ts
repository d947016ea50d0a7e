/** `throw` and `try`: inside a `try` a throw is an exit (see `split.ts`); what comes unexpected is refused when it comes. */
import type * as t from '@babel/types';
import { instr, block } from '../../../ir/build.ts';
import { type Id, isLit, lit } from '../../../ir/ir.ts';
import { type Arm, arm, join, proceed, same, settle } from '../branch.ts';
import { flush } from '../attempt.ts';
import { evaluate } from '../expression.ts';
import { type Flow, NEVER, type Variable } from '../flow.ts';
import { bindPattern } from '../patterns.ts';
import { startSplits, closeSplits, isTried, throwHere } from '../split.ts';
import { type Lowering, THROW } from '../state.ts';
import { NOTHING, type Rest, fork, statement } from '../statement.ts';
import { open } from '../variables.ts';

export function throwStatement(l: Lowering, node: t.ThrowStatement): void {
  const value = evaluate(l, node.argument);
  if (!l.flow.falls) return;
  if (!isTried(l)) return throwHere(l, value);
  flush(l);
  const { activation } = l;
  l.flow.set(activation.thrown, value);
  l.flow.set(activation.exit, lit(THROW));
  l.flow.exits(THROW);
}

export function tryStatement(l: Lowering, node: t.TryStatement, rest: Rest): void {
  if (!node.finalizer) {
    caught(l, node);
    return proceed(l, rest);
  }
  tried(l, () => (node.handler ? guard(l, () => caught(l, node)) : caught(l, node)));
  finish(l, node.finalizer);
  if (!isTried(l)) rethrow(l);
  proceed(l, rest);
}

/** Inside, a throw is an exit. */
function tried(l: Lowering, run: () => void): void {
  flush(l);
  l.tries.push(l.flow);
  run();
  l.tries.pop();
}

/** The body, and the handler for what the body throws. */
function caught(l: Lowering, { block: body, handler }: t.TryStatement): void {
  const { activation } = l;
  const run = (): void => statement(l, body, NOTHING);
  if (!handler) return guard(l, run);
  tried(l, () => guard(l, run));
  const { flow } = l;
  if (!flow.codes.has(THROW)) return;
  const thrown = flow.get(activation.thrown)!;
  const handled = (): void => {
    l.flow.resumes();
    l.flow.set(activation.exit, lit(0));
    l.flow.set(activation.thrown, NEVER);
    open(l, handler);
    if (handler.param) bindPattern(l, handler.param as t.LVal, thrown, 'declare');
    statement(l, handler.body, NOTHING);
  };
  if (!flow.falls && flow.codes.size === 1) return handled();
  const on = arm(l, handled);
  const out = arm(l, () => void (l.flow.codes = l.flow.without(THROW)));
  join(l, l.pure('seq', flow.get(activation.exit)!, lit(THROW)), on, out);
  settle(l);
}

/** The body in a block of its own: an error that comes out of it by itself is a fault. */
function guard(l: Lowering, run: () => void): void {
  const made: Arm = arm(l, run);
  const { flow } = l;
  const changed: Variable[] = [...made.flow.changed()].filter((v) => flow.get(v) !== undefined && !same(made.flow.get(v)!, flow.get(v)!));
  const out: Id[] = [],
    yields: Id[] = [];
  for (const variable of changed) {
    const value = made.flow.get(variable)!;
    if (isLit(value)) flow.set(variable, value);
    else {
      const id = l.fresh(l.kind(value), variable.name);
      if (l.solid.has(value)) l.solid.add(id);
      out.push(id);
      yields.push(value);
      flow.set(variable, id);
    }
  }
  l.push(instr('guard', out, [], { blocks: [block([], made.body, yields)], site: l.site }));
  copyState(made.flow, flow);
}

function copyState(from: Flow, to: Flow): void {
  to.falls = from.falls;
  to.codes = from.codes;
}

/** The finally block runs whatever is under way; an exit of its own takes precedence. */
function finish(l: Lowering, body: t.BlockStatement): void {
  const { flow, activation } = l;
  if (!flow.live) return;
  const { exit, result, thrown } = activation;
  const saved = { falls: flow.falls, codes: flow.codes, exit: flow.get(exit)!, result: flow.get(result)!, thrown: flow.get(thrown)! };
  flow.resumes();
  flow.set(exit, lit(0));
  const restore = (): void => {
    l.flow.set(exit, saved.exit);
    l.flow.set(result, saved.result);
    l.flow.set(thrown, saved.thrown);
    l.flow.falls = saved.falls;
    l.flow.codes = saved.codes;
  };
  const mark = startSplits(l);
  statement(l, body, NOTHING);
  closeSplits(l, mark);
  if (l.flow.codes.size === 0) {
    if (l.flow.falls) restore();
    return;
  }
  if (!l.flow.falls) return;
  const on = arm(l, restore),
    out = arm(l, () => void (l.flow.falls = false));
  join(l, l.pure('seq', l.flow.get(exit)!, lit(0)), on, out);
  settle(l);
}

/** A throw that no `try` of this function catches goes on to the caller. */
function rethrow(l: Lowering): void {
  const { flow, activation } = l;
  if (!flow.codes.has(THROW)) return;
  const others = flow.without(THROW);
  const raise = (): void => {
    l.act('throw', [flow.get(activation.thrown)!]);
    l.flow.ends();
  };
  if (!flow.falls && others.size === 0) return raise();
  fork(
    l,
    l.pure('seq', flow.get(activation.exit)!, lit(THROW)),
    arm(l, raise),
    arm(l, () => void (l.flow.codes = others)),
    NOTHING,
  );
}
