/**
 * Throws inside a `try`, anywhere in an expression. Where control may leave by a throw lowering splits: what is lowered from
 * there on goes into one arm of a branch, whose other arm is the throw. The branch is closed where its scope ends: at the
 * end of an arm, a round of a loop, a call.
 */
import { type Atom, type Instr, lit } from '../../ir/ir.ts';
import { flush } from './attempt.ts';
import { type Arm, join, settle } from './branch.ts';
import { type Flow, NEVER } from './flow.ts';
import { type Lowering, THROW } from './state.ts';

/** A branch whose second arm is under construction. */
export interface Split {
  readonly body: Instr[];
  readonly flow: Flow;
  /** Whether it throws; null where it surely does. */
  readonly test: Atom | null;
  readonly error: Atom;
  readonly sure: number;
}

interface Throw {
  readonly test: Atom | null;
  readonly error: Atom;
  /** Variables as they are where it throws, and where it does not (as they are now, by default). */
  readonly flow?: Flow;
  readonly inner?: Flow;
  readonly sure?: number;
}

/** A throw is an exit here: a `try` of this function stands around it, or one of a caller's. */
export const isTried = (l: Lowering): boolean => l.tries.length > 0;

/** Goes on in the arm that does not throw. */
export function split(l: Lowering, { test, error, flow = l.flow, inner = flow.fork(), sure = l.sure.mark() }: Throw): void {
  l.splits.push({ body: l.body, flow, test, error, sure });
  l.body = [];
  l.flow = inner;
  if (test === null) inner.ends();
}

/** Throws here, wherever in an expression that is: control does not go on. */
export function throwHere(l: Lowering, error: Atom): void {
  if (!isTried(l)) {
    l.act('throw', [error]);
    return l.flow.ends();
  }
  flush(l);
  split(l, { test: null, error });
}

/** After a construct inside of which something may have been thrown: goes on where that is not so. */
export function divide(l: Lowering): void {
  const { flow } = l;
  if (!flow.codes.has(THROW)) return;
  const { exit, thrown } = l.activation;
  const error = flow.get(thrown)!;
  if (!flow.falls) return flow.codes.size === 1 ? split(l, { test: null, error }) : undefined;
  flush(l);
  const inner = l.flow.fork();
  inner.codes = l.flow.without(THROW);
  if (inner.codes.size === 0) inner.set(exit, lit(0));
  split(l, { test: l.pure('seq', l.flow.get(exit)!, lit(THROW)), error, inner });
}

/** Where a scope begins that `closeSplits` ends. */
export function startSplits(l: Lowering): number {
  flush(l);
  return l.splits.length;
}

/** Ends all branches made since `startSplits`. Gives the results, with `otherwise` for where something was thrown. */
export function closeSplits(l: Lowering, mark: number, results: readonly Atom[] = [], otherwise?: readonly Atom[]): Atom[] {
  flush(l);
  let now = [...results];
  while (l.splits.length > mark) now = closeLast(l, now, otherwise ?? now.map(() => NEVER));
  return now;
}

function closeLast(l: Lowering, results: readonly Atom[], otherwise: readonly Atom[]): Atom[] {
  const { body, flow, test, error, sure } = l.splits.pop()!;
  const { exit, thrown, variables } = l.activation;
  // what `super(…)` made is `this` to the end of the constructor, whatever scope the call stood in
  const self = variables.get('this');
  const late = self && flow.get(self) === undefined ? l.flow.get(self) : undefined;
  const on: Arm = { body: l.body, flow: l.flow, results: late === undefined ? results : [...results, late] };
  const out: Arm = { body: [], flow: flow.fork(), results: late === undefined ? otherwise : [...otherwise, NEVER] };
  const target = test === null ? flow : out.flow;
  target.set(exit, lit(THROW));
  target.set(thrown, error);
  target.exits(THROW);
  l.body = body;
  l.flow = flow;
  l.sure.undo(sure);
  if (test === null) return [...otherwise];
  const merged = join(l, test, out, on);
  settle(l);
  if (late !== undefined) l.flow.set(self!, merged.pop()!);
  return merged;
}
