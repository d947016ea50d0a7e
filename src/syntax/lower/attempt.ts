/**
 * Inside a `try`, operations that may throw by themselves. What runs from the first of them up to the next thing that is
 * seen from outside (a write, a call, a branch, a variable that the handler knows) is put into one `attempt`; what comes
 * after it stands behind the question whether it threw.
 */
import { fieldSlot } from '../../facts/heap.ts';
import { ANY_PRIMITIVE } from '../../facts/infer.ts';
import * as K from '../../facts/kinds.ts';
import type { Kind } from '../../facts/kinds.ts';
import { dereferenced } from '../../facts/risks.ts';
import { block, instr } from '../../ir/build.ts';
import { type Atom, type Id, type Instr, type Site, lit } from '../../ir/ir.ts';
import { effectOf } from '../../ir/ops.ts';
import { cloneInstr } from '../../ir/walk.ts';
import { filler } from './branch.ts';
import type { Flow, Variable } from './flow.ts';
import { isEngine, mayThrow } from './risk.ts';
import { split } from './split.ts';
import type { Lowering } from './state.ts';

/** Instructions at the end of the block under construction, the first of which may throw. */
export interface Risk {
  readonly from: number;
  /** The last one that may throw. */
  last: number;
  /** Variables as they are if one throws. */
  readonly flow: Flow;
  /** What was surely an object before. */
  readonly sure: number;
  readonly key: string;
  readonly site: Site | null;
}

/** Adds an instruction inside a `try`. */
export function pushTried(l: Lowering, made: Instr): void {
  const risky = mayThrow(l, made),
    calm = isCalm(made);
  if (!calm && !risky) flush(l);
  if (risky) l.risk ??= start(l);
  l.body.push(made);
  if (risky) l.risk!.last = l.body.length - 1;
  if (!calm) flush(l);
  const base = dereferenced(made);
  if (base !== undefined) l.sure.add(base);
}

/** Sets of a variable that the handler knows are seen from outside. */
export function beforeSet(l: Lowering, variable: Variable): void {
  if (l.risk && l.tries.at(-1)!.get(variable) !== undefined) flush(l);
}

const isCalm = ({ op }: Instr): boolean => {
  const effect = effectOf(op);
  return effect === 'pure' || effect === 'read' || effect === 'alloc';
};

/** From here on variables are set for the case that nothing is thrown. */
function start(l: Lowering): Risk {
  const { flow } = l;
  l.flow = flow.fork();
  return { from: l.body.length, last: 0, flow, sure: l.sure.mark(), key: l.key(l.at, 'thrown'), site: l.site };
}

/** Closes the run of instructions that may throw; lowering goes on where they did not. */
export function flush(l: Lowering): void {
  const { risk } = l;
  if (!risk) return;
  l.risk = null;
  const { inside, after } = part(l.body.splice(risk.from), risk.last - risk.from);
  const values = inside.flatMap((i) => i.out);
  const names = new Map<Id, Atom>();
  const copies = inside.map((i) => cloneInstr(i, l.facts, names));
  const kind = inside.every((i) => isEngine(l, i))
    ? K.ref(engineErrors(l, risk.key))
    : { ...ANY_PRIMITIVE, cls: l.heap.site(risk.key, 'opaque') };
  const [threw, error, param] = [l.fresh(K.BOOL, 'threw'), thrown(l, kind), l.fresh(kind)];
  l.solid.add(threw);
  const blocks = [
    block([], copies, [lit(false), lit(undefined), ...values.map((v) => names.get(v)!)]),
    block([param], [], [lit(true), param, ...values.map((v) => filler(l.kind(v)))]),
  ];
  l.body.push(instr('attempt', [threw, error, ...values], [], { blocks, site: risk.site }));
  split(l, { flow: risk.flow, test: threw, error, sure: risk.sure, inner: l.flow });
  l.body.push(...after);
}

/** The errors that the engine itself makes are objects like any other: they may meet a program's own. */
function engineErrors(l: Lowering, key: string): K.ClassId {
  const cls = l.heap.site(`${key} engine`, 'object');
  l.heap.looseFields(cls);
  for (const name of ['message', 'stack']) l.heap.widen(cls, fieldSlot(name), K.TEXT);
  for (const { prototype } of [TypeError, RangeError, SyntaxError, ReferenceError, URIError]) l.heap.addProto(cls, prototype);
  return cls;
}

function thrown(l: Lowering, kind: Kind): Id {
  const id = l.fresh(kind, 'error');
  if (kind.prims === 0) l.solid.add(id);
  return id;
}

/** What has to be tried, and what can wait until that is done: new objects that hold what is there already. */
function part(run: readonly Instr[], last: number): { inside: Instr[]; after: Instr[] } {
  const inside: Instr[] = [],
    after = run.slice(last + 1),
    used = new Set<Atom>();
  for (let k = last; k >= 0; k--) {
    const made = run[k]!;
    if ((made.op === 'array' || made.op === 'object') && !used.has(made.out[0]!)) {
      after.unshift(made);
      continue;
    }
    inside.unshift(made);
    for (const a of made.args) used.add(a);
  }
  return { inside, after };
}
