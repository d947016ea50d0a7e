/** Loops over an iterator. */
import type * as t from '@babel/types';
import { type Atom, lit } from '../../../ir/ir.ts';
import { absorb, arm, join, settle } from '../branch.ts';
import type { Variable } from '../flow.ts';
import { type Iterating, advance } from '../protocol.ts';
import type { Lowering } from '../state.ts';
import { NOTHING, fork } from '../statement.ts';
import { lowerLoop } from './loops.ts';

/** Runs `body` for every step. */
export function walk(l: Lowering, node: t.Node, from: Iterating, carried: readonly Variable[], body: (step: Atom) => void): void {
  if (from.next === null) return walkNative(l, node, from, carried, body);
  // a step may be the code of a whole function: it stands in the loop once
  const ended = ++l.activation.codes;
  const go = (): Atom => lit(true);
  const round = (): void => {
    const { step, done } = advance(l, node, from);
    if (!l.flow.falls) return;
    const leave = (): void => {
      l.flow.set(l.activation.exit, lit(ended));
      l.flow.exits(ended);
    };
    fork(
      l,
      done,
      arm(l, leave),
      arm(l, () => body(step)),
      NOTHING,
    );
  };
  lowerLoop(l, { node, names: [], carried, first: go, test: go, update: () => {}, body: round }, NOTHING);
  absorb(l, ended);
}

/** The iterator runs natively. */
function walkNative(l: Lowering, node: t.Node, from: Iterating, carried: readonly Variable[], body: (step: Atom) => void): void {
  const step: Variable = { name: 'step', boxed: false };
  const test = (): Atom => {
    const next = advance(l, node, from);
    l.flow.set(step, next.step);
    return l.pure('not', next.done);
  };
  l.flow.set(step, lit(undefined));
  const round = (): void => body(l.flow.get(step)!);
  lowerLoop(l, { node, names: [], carried: [step, ...carried], first: test, test, update: () => {}, body: round }, NOTHING);
}

/** Runs something on the way out of where control is leaving; an exit of its own takes precedence. */
export function onLeaving(l: Lowering, run: () => void): void {
  const { flow, activation } = l;
  if (flow.codes.size === 0) return;
  const { exit, result, thrown } = activation;
  const out = (): void => {
    const { codes } = l.flow;
    const saved = [exit, result, thrown].map((v) => [v, l.flow.get(v)!] as const);
    l.flow.resumes();
    l.flow.set(exit, lit(0));
    run();
    if (!l.flow.falls) return;
    for (const [variable, value] of saved) l.flow.set(variable, value);
    l.flow.falls = false;
    l.flow.codes = codes;
  };
  if (!flow.falls) return out();
  const on = arm(l, () => {
    l.flow.resumes();
    l.flow.set(exit, lit(0));
  });
  join(l, l.pure('seq', flow.get(exit)!, lit(0)), on, arm(l, out));
  settle(l);
}
