/** Branches of control: two arms lowered apart and joined; the rest of the code where an exit may be under way. */
import * as K from '../../facts/kinds.ts';
import { type Kind, isNumber } from '../../facts/kinds.ts';
import { instr, block } from '../../ir/build.ts';
import { type Atom, type Id, type Instr, type Lit, isId, isLit, lit } from '../../ir/ir.ts';
import { AdjointError } from '../../fault/fault.ts';
import { isStandIn } from '../stand-in.ts';
import { flush } from './attempt.ts';
import { type Flow, NEVER, type Variable } from './flow.ts';
import { decided } from './fold.ts';
import { builtin, isAssignment } from './known.ts';
import { closeSplits, divide, startSplits } from './split.ts';
import type { Lowering } from './state.ts';

export interface Arm {
  body: Instr[];
  readonly flow: Flow;
  results: readonly Atom[];
}

/** Lowers something into a block of its own. */
export function arm(l: Lowering, run: () => readonly Atom[] | void): Arm {
  flush(l);
  const made: Arm = { body: [], flow: l.flow.fork(), results: [] };
  const { body, flow, at, arms } = l,
    depth = l.stack.length,
    splits = l.splits.length,
    tries = l.tries.length,
    sure = l.sure.mark();
  l.arms++;
  try {
    made.results = enter(l, made, run);
  } catch (error) {
    if (!mayStandHere(l, error)) throw error;
    l.stack.length = depth;
    l.splits.length = splits;
    l.tries.length = tries;
    l.sure.undo(sure);
    Object.assign(l, { body, flow, at, risk: null });
    enter(l, made, () => refuseHere(l, error));
  } finally {
    l.arms = arms;
  }
  return made;
}

/** A refusal in code that may never run counts when it is run, unless its function had better be called as it is (see followed.ts). */
function mayStandHere(l: Lowering, error: unknown): error is AdjointError {
  if (!(error instanceof AdjointError) || error.kind === 'bug' || (isAssignment(error) && !l.session.lenient)) return false;
  const { unit } = l.stack.findLast((a) => !a.isModel && !isStandIn(a.unit.fn))!;
  if (unit.fn !== null && unit.fn !== l.session.entry && !l.stopped.has(unit.fn)) l.stopped.set(unit.fn, error);
  return true;
}

/** Control ends here, with a fault. */
export function refuseHere(l: Lowering, error: AdjointError): void {
  l.emit('native', [builtin(l, l.session.refuser(l.key(l.at), error), 'refuse'), lit(undefined)], {
    attr: ['refuse', 'inert'],
    kind: K.NOTHING,
  });
  l.act('throw', [lit(undefined)]);
  l.flow.ends();
}

/** Goes on at the end of an arm. */
export function enter(l: Lowering, made: Arm, run: () => readonly Atom[] | void): readonly Atom[] {
  const mark = startSplits(l),
    sure = l.sure.mark();
  const { body, flow } = l;
  l.body = made.body;
  l.flow = made.flow;
  const results = closeSplits(l, mark, run() ?? []);
  l.body = body;
  l.flow = flow;
  l.sure.undo(sure);
  return results;
}

/** `test ? then : otherwise`, each giving one value. */
export function choose(l: Lowering, test: Atom, then: () => Atom, otherwise: () => Atom): Atom {
  const known = decided(test, l);
  if (known !== null) return known ? then() : otherwise();
  const [value] = join(
    l,
    test,
    arm(l, () => [then()]),
    arm(l, () => [otherwise()]),
  );
  divide(l);
  return value!;
}

/** The same with several values. */
export function branch(l: Lowering, test: Atom, then: () => readonly Atom[], otherwise: () => readonly Atom[]): readonly Atom[] {
  const known = decided(test, l);
  if (known !== null) return known ? then() : otherwise();
  return join(l, test, arm(l, then), arm(l, otherwise));
}

/** Closes a branch: what the arms changed comes out of it. Gives their results, merged. */
export function join(l: Lowering, test: Atom, a: Arm, b: Arm): Atom[] {
  const merge = new Merge(l, a, b);
  const changed = new Set<Variable>([...a.flow.changed(), ...b.flow.changed()]);
  for (const variable of changed) {
    if (l.flow.get(variable) === undefined) continue;
    l.flow.set(variable, merge.value(a.flow.get(variable)!, b.flow.get(variable)!, variable.name));
  }
  const count = Math.max(a.results.length, b.results.length);
  const results = Array.from({ length: count }, (_, i) => merge.value(a.results[i] ?? NEVER, b.results[i] ?? NEVER));
  merge.emit(test);
  l.flow.falls = a.flow.falls || b.flow.falls;
  l.flow.codes = new Set([...a.flow.codes, ...b.flow.codes]);
  return results;
}

class Merge {
  readonly #l: Lowering;
  readonly #a: Arm;
  readonly #b: Arm;
  readonly #out: Id[] = [];
  readonly #then: Atom[] = [];
  readonly #otherwise: Atom[] = [];

  constructor(l: Lowering, a: Arm, b: Arm) {
    this.#l = l;
    this.#a = a;
    this.#b = b;
  }

  /** The value after the branch of what is `x` after one arm and `y` after the other. */
  value(x: Atom, y: Atom, name?: string): Atom {
    const then = this.#a.flow.live ? x : NEVER,
      otherwise = this.#b.flow.live ? y : NEVER;
    if (same(then, otherwise)) return then;
    if (then !== NEVER && same(this.#l.whole(then), this.#l.whole(otherwise))) return this.#l.whole(then);
    if (then === NEVER && isLit(otherwise)) return otherwise;
    if (otherwise === NEVER && isLit(then)) return then;
    for (let i = 0; i < this.#out.length; i++) if (same(this.#then[i]!, then) && same(this.#otherwise[i]!, otherwise)) return this.#out[i]!;
    return this.#merge(then, otherwise, name);
  }

  #merge(x: Atom, y: Atom, name?: string): Id {
    const l = this.#l;
    const kind = x === NEVER ? l.kind(y) : y === NEVER ? l.kind(x) : l.heap.join(l.kind(x), l.kind(y));
    const id = l.fresh(kind, name ?? nameOf(l, x, y));
    this.#then.push(x === NEVER ? filler(kind) : x);
    this.#otherwise.push(y === NEVER ? filler(kind) : y);
    this.#out.push(id);
    if ((x === NEVER || l.isSolid(x)) && (y === NEVER || l.isSolid(y))) l.solid.add(id);
    const only = x === NEVER ? y : y === NEVER ? x : null;
    const made = only !== null && isId(only) ? l.definitions.get(only) : undefined;
    if (made) l.definitions.set(id, made);
    return id;
  }

  emit(test: Atom): void {
    const { body: then } = this.#a,
      { body: otherwise } = this.#b;
    if (then.length === 0 && otherwise.length === 0 && this.#out.length === 0) return;
    const blocks = [block([], then, this.#then), block([], otherwise, this.#otherwise)];
    this.#l.push(instr('if', this.#out, [test], { blocks, site: this.#l.site }));
  }
}

function nameOf(l: Lowering, x: Atom, y: Atom): string | undefined {
  const [p, q] = [x, y].map((atom) => (isLit(atom) ? undefined : l.facts.names.get(atom)));
  return p !== undefined && (p === q || isLit(y)) ? p : isLit(x) ? q : undefined;
}

export const same = (x: Atom, y: Atom): boolean =>
  x === y || (isLit(x) && isLit(y) && x !== NEVER && y !== NEVER && Object.is(x.lit, y.lit));

/** Something of the right kind for a value that nobody reads. */
export const filler = (kind: Kind): Lit => lit(isNumber(kind) ? 0 : kind.prims === K.BOOLEAN ? false : undefined);

/** Runs `rest` where control falls through: at once, or behind a test of the exit code. */
export function proceed(l: Lowering, rest: () => void): void {
  const { flow } = l;
  if (!flow.falls) return;
  if (flow.codes.size === 0) return rest();
  const { exit } = l.activation;
  const on = arm(l, () => {
    l.flow.resumes();
    l.flow.set(exit, lit(0));
    rest();
  });
  const out = arm(l, () => void (l.flow.falls = false));
  join(l, l.pure('seq', flow.get(exit)!, lit(0)), on, out);
  settle(l);
}

/** Control that leaves with a code arrives here and goes on. */
export function absorb(l: Lowering, code: number): boolean {
  const { flow } = l;
  if (!flow.codes.has(code)) return false;
  const others = flow.without(code),
    { exit } = l.activation;
  if (others.size === 0) flow.set(exit, lit(0));
  else {
    const now = flow.get(exit)!;
    const next = isLit(now) ? (now.lit === code ? lit(0) : now) : l.pure('select', l.pure('seq', now, lit(code)), lit(0), now);
    l.name(next, exit.name);
    flow.set(exit, next);
  }
  flow.falls = true;
  flow.codes = others;
  return true;
}

/** Where control surely leaves, and in one way only, the exit code is known. */
export function settle(l: Lowering): void {
  const { flow } = l;
  if (!flow.falls && flow.codes.size === 1) flow.set(l.activation.exit, lit([...flow.codes][0]!));
}
