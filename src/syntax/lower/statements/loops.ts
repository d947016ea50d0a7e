/** Loops, rotated: `go = test; while (go) { body; update; go = test }`. */
import type * as t from '@babel/types';
import { block, instr } from '../../../ir/build.ts';
import { type Atom, type Id, isLit, lit } from '../../../ir/ir.ts';
import { absorb, arm, filler, join, proceed, same, settle } from '../branch.ts';
import { flush } from '../attempt.ts';
import { evaluate, run } from '../expression.ts';
import { Flow, NEVER, type Variable } from '../flow.ts';
import { truth } from '../fold.ts';
import { startSplits, closeSplits } from '../split.ts';
import { type Lowering, THROW, type Target } from '../state.ts';
import { NOTHING, type Rest, statement } from '../statement.ts';
import { assigned } from '../unit.ts';
import { living, open, renew } from '../variables.ts';
import { inside } from './exits.ts';
import { isUnrolled, unroll } from './unroll.ts';

export interface Loop {
  readonly node: t.Node;
  readonly names: readonly string[];
  /** Variables that it may change, as they are before it. */
  readonly carried: readonly Variable[];
  /** The test before the first round; the body runs at least once if it is literally true. */
  readonly first: () => Atom;
  readonly test: () => Atom;
  readonly body: () => void;
  readonly update: () => void;
}

export function forLoop(l: Lowering, node: t.ForStatement, names: readonly string[], rest: Rest): void {
  const { init, test, update, body } = node;
  const { source } = l.activation.unit;
  open(l, node);
  if (init?.type === 'VariableDeclaration') statement(l, init, NOTHING);
  else if (init) run(l, init);
  if (isUnrolled(l, test)) return unroll(l, node, rest);
  const go = (): Atom => (test ? evaluate(l, test) : lit(true));
  const own = source.scopes.declared(node);
  const boxed = own.filter((b) => l.activation.variables.get(b)?.boxed);
  const loop: Loop = {
    node,
    names,
    carried: [...living(l, assigned(node, source)), ...boxed.map((b) => l.activation.variables.get(b)!)],
    first: go,
    test: go,
    body: () => statement(l, body, NOTHING),
    update() {
      for (const b of boxed) renew(l, b);
      if (update) run(l, update);
    },
  };
  lowerLoop(l, loop, rest);
}

export function whileLoop(l: Lowering, node: t.WhileStatement, names: readonly string[], rest: Rest): void {
  const test = (): Atom => evaluate(l, node.test);
  const carried = living(l, assigned(node, l.activation.unit.source));
  lowerLoop(l, { node, names, carried, first: test, test, body: () => statement(l, node.body, NOTHING), update: () => {} }, rest);
}

export function doLoop(l: Lowering, node: t.DoWhileStatement, names: readonly string[], rest: Rest): void {
  const carried = living(l, assigned(node, l.activation.unit.source));
  const test = (): Atom => evaluate(l, node.test);
  lowerLoop(
    l,
    { node, names, carried, first: () => lit(true), test, body: () => statement(l, node.body, NOTHING), update: () => {} },
    rest,
  );
}

export function lowerLoop(l: Lowering, loop: Loop, rest: Rest): void {
  const go = loop.first();
  if (!l.flow.falls) return;
  if (!isLit(go) || truth(go)) rounds(l, loop, go);
  proceed(l, rest);
}

/** What one round leaves behind. */
interface Round {
  readonly next: Atom;
  /** The body falls through, and then the test decides. */
  readonly ends: boolean;
  readonly target: Target;
}

function rounds(l: Lowering, loop: Loop, go: Atom): void {
  flush(l);
  const { body, flow } = l;
  const sure = l.sure.mark();
  const keys = loop.carried.map((_, i) => l.key(loop.node, ` ${i}`));
  const seen = (i: number, value: Atom): unknown => l.session.memo(keys[i]!, l.kind(value), l.isSolid(value));
  const inits = loop.carried.map((v) => flow.get(v)!);
  inits.forEach((init, i) => seen(i, init));
  const params = loop.carried.map((v, i) => l.remembered(keys[i]!, v.name));
  const { loops, arms } = l;
  Object.assign(l, { body: [], flow: new Flow(flow), loops: loops + 1, arms: 0 });
  loop.carried.forEach((v, i) => l.flow.set(v, params[i]!));
  const { next, ends, target } = round(l, loop);
  const made = { body: l.body, flow: l.flow };
  Object.assign(l, { body, flow, loops, arms });
  l.sure.undo(sure);
  const yields = loop.carried.map((v) => (made.flow.live ? made.flow.get(v)! : filler(l.kind(flow.get(v)!))));
  const outs = loop.carried.map((v, i) => {
    if (made.flow.live) seen(i, yields[i]!);
    return l.remembered(keys[i]!, v.name);
  });
  const extra = leftovers(l, loop, made.flow);
  l.push(
    instr('loop', [...outs, ...extra.outs], [go, ...inits, ...extra.inits], {
      blocks: [block([...params, ...extra.params], made.body, [next, ...yields, ...extra.yields])],
      site: l.site,
    }),
  );
  loop.carried.forEach((v, i) => flow.set(v, outs[i]!));
  flow.falls = !isLit(go) || ends;
  flow.codes = made.flow.codes;
  absorb(l, target.breaks);
  settle(l);
}

/** One round: body, update, test. Leaves the flow as it is at the end of the body's block. */
function round(l: Lowering, loop: Loop): Round {
  let infinite = false;
  const advance = (): Atom => {
    const mark = startSplits(l);
    loop.update();
    const test = l.flow.falls ? loop.test() : lit(false);
    infinite = isLit(test) && truth(test);
    return closeSplits(l, mark, [test], [lit(false)])[0]!;
  };
  const target = inside(l, loop.node, loop.names, 'loop', loop.body);
  absorb(l, target.continues!);
  const falls = l.flow.falls;
  if (!falls) return { next: lit(false), ends: false, target };
  if (l.flow.codes.size === 0) return { next: advance(), ends: !infinite, target };
  const exit = l.flow.get(l.activation.exit)!;
  const on = arm(l, () => {
    l.flow.resumes();
    l.flow.set(l.activation.exit, lit(0));
    return [advance()];
  });
  const out = arm(l, () => {
    l.flow.falls = false;
    return [lit(false)];
  });
  const [next] = join(l, l.pure('seq', exit, lit(0)), on, out);
  return { next: next!, ends: !infinite, target };
}

/** What a round can set beside the carried variables: the exit code, a result, a thrown value. They only go out. */
function leftovers(l: Lowering, loop: Loop, made: Flow): { outs: Id[]; inits: Atom[]; params: Id[]; yields: Atom[] } {
  const { exit, result, thrown } = l.activation;
  const found = { outs: [] as Id[], inits: [] as Atom[], params: [] as Id[], yields: [] as Atom[] };
  for (const variable of [exit, result, thrown]) {
    const value = made.get(variable)!;
    const before = l.flow.get(variable)!;
    if (loop.carried.includes(variable) || same(value, before) || value === NEVER || made.codes.size === 0) continue;
    if (variable === exit && onlyBreaks(l, made)) continue;
    const kind = variable === exit ? l.heap.join(l.kind(value), l.kind(lit(0))) : l.kind(value);
    const out = l.fresh(kind, variable.name);
    found.outs.push(out);
    found.params.push(l.fresh(kind, variable.name));
    found.inits.push(variable === exit ? lit(0) : filler(kind));
    found.yields.push(value);
    l.flow.set(variable, out);
  }
  return found;
}

/** No code but the loop's own `break`: nobody asks for it afterwards. */
const onlyBreaks = (l: Lowering, made: Flow): boolean => [...made.codes].every((code) => !isOuter(l, code));

/** Codes of targets that are still open. */
const isOuter = (l: Lowering, code: number): boolean =>
  code <= THROW || l.activation.targets.some((o) => o.breaks === code || o.continues === code);
