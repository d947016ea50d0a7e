/**
 * From a function and concrete arguments to the language of the compiler, by online abstract interpretation: the syntax is
 * walked in evaluation order, and each value's kind is known as it is made, so that methods, callbacks and callees are
 * found, and inlined, on the way. Rounds repeat until nothing new is learnt of loops, memory and recursive functions.
 */
import type { Facts } from '../../facts/facts.ts';
import * as K from '../../facts/kinds.ts';
import { AdjointError } from '../../fault/fault.ts';
import { fault } from '../../fault/messages.ts';
import { block } from '../../ir/build.ts';
import type { Atom, Block, Id, Instr, Program, Site } from '../../ir/ir.ts';
import type { Cells } from '../cells.ts';
import type { Capture, Environment } from '../environment.ts';
import { fence } from '../fence.ts';
import { type Source, read } from '../read.ts';
import { TooMuch, inlined } from './calls/inline.ts';
import { lowerWaiting } from './calls/outline.ts';
import { signatureOf } from './closure.ts';
import { IdentityWanted } from './expressions/operators.ts';
import { type Called, type Followed, type Stopped, nothingLearnt } from './followed.ts';
import { CellsWanted, captureKey, isVariable, usedIn } from './known.ts';
import type { Late } from '../late.ts';
import { noteCopies, withoutDerivatives } from './kernels.ts';
import { refuseLeaks } from './leaks.ts';
import type { Own } from '../own.ts';
import { ownOf } from './own.ts';
import type { Reliance } from '../reliance.ts';
import { isStandIn } from '../stand-in.ts';
import { Session } from './session.ts';
import type { Verbs } from './verbs.ts';
import { Activation, Lowering } from './state.ts';
import { NotTwin, refuseUncopied } from './twin.ts';
import type { Unit } from './unit.ts';

/** Where a parameter of the entry comes from. */
export type Input =
  | { readonly is: 'argument'; readonly index: number }
  | { readonly is: 'capture'; readonly name: string; readonly capture: Capture };

export interface Lowered {
  readonly program: Program;
  /** One for each parameter of the entry, in their order. */
  readonly inputs: readonly Input[];
  readonly facts: Facts;
  /** Why a function of the user's is called natively, by the callee as `native` names it. */
  readonly refusals: ReadonlyMap<string, AdjointError>;
  /** Calls of code that is not transformed, by their results. */
  readonly calls: ReadonlyMap<Id, Called>;
  /** Functions of the user's that are followed up to a refusal in a branch, with it and all that they are given. */
  readonly stopped: ReadonlyMap<Function, Stopped>;
  /** What was looked up in prototypes, functions and namespaces: later calls are tested for it. */
  readonly reliances: readonly Reliance[];
  /** Memory behind what was looked up. */
  readonly watched: readonly Capture[];
  /** Captures that lowering asked for. */
  readonly looked: ReadonlySet<Capture>;
  /** Captured variables that are memory in the program. */
  readonly cells: Cells | null;
  /** Captured variables that the program reads where it comes to them. */
  readonly lates: readonly Late[];
  /** Whether it is one of them only. */
  readonly isLate: (capture: Capture) => boolean;
  /** The captured variables whose gradients are asked for. */
  readonly own: readonly Own[];
  /** The end of the function. */
  readonly end: Site;
}

export interface LowerOptions {
  readonly environment: Environment;
  /** The arguments that are differentiated: their numbers are never taken to be integers. */
  readonly wrt: readonly number[];
  /** The program runs beside the user's own function (see twin.ts). Throws `NotTwin` where it cannot. */
  readonly twin?: boolean;
  /** An assignment of a captured variable that cannot be written is refused where its run comes to it, not at once. */
  readonly lenient?: boolean;
  /** What it reads is read again after it has ended. */
  readonly later?: boolean;
  /** The function whose captured variables are differentiated too. */
  readonly owner?: Function | null;
  /** Tells the library's own functions. */
  readonly verbs?: Verbs;
  /** What an earlier attempt learnt. */
  readonly followed?: Followed;
}

const MOST_ROUNDS = 50;

export function lower(
  fn: Function,
  args: readonly unknown[],
  {
    environment,
    wrt,
    twin = false,
    lenient = false,
    later = false,
    owner = null,
    followed = nothingLearnt(),
    verbs = () => undefined,
  }: LowerOptions,
): Lowered {
  const source = read(fn, environment);
  if (source.cls) {
    const why = 'it is a class, whose constructor cannot be called as a function';
    throw fault('E_NO_SOURCE', null, { name: source.name, why });
  }
  if (source.generator) throw fault('E_GENERATOR', source.site(source.node), { name: source.name });
  fence(source);
  let unit: Unit = { source, fn, name: source.name };
  const session = new Session(environment, fn, nameOf(unit), followed, { twin, lenient, verbs, owner });
  for (;;) {
    try {
      return settled(session, unit, args, { wrt, later });
    } catch (error) {
      if (error instanceof CellsWanted) {
        session.useCells();
        continue;
      }
      if (error instanceof IdentityWanted) {
        session.useIdentity();
        unit = { ...unit, source: read(fn, environment, true) };
        continue;
      }
      if (error instanceof TooMuch) throw error.fault;
      if (!(error instanceof Unfollowed)) throw error;
      if (twin) throw new NotTwin(error.message);
      session.opaque.set(error.fn, error.reason);
      session.restart();
    }
  }
}

/** A function that the entry calls cannot be followed: it is called as it is. */
class Unfollowed extends Error {
  readonly fn: Function;
  readonly reason: AdjointError;
  constructor(fn: Function, reason: AdjointError) {
    super(reason.message);
    this.fn = fn;
    this.reason = reason;
  }
}

interface Asked {
  readonly wrt: readonly number[];
  readonly later: boolean;
}

/** Rounds until one teaches nothing. */
function settled(session: Session, unit: Unit, args: readonly unknown[], { wrt, later }: Asked): Lowered {
  for (let i = 0; i < MOST_ROUNDS; i++) {
    const before = session.version;
    const l = new Lowering(session, unit.source.node);
    const lowered = round(l, unit, args, wrt);
    if (session.version !== before) continue;
    if (!l.sawBottom || session.resolving) {
      noteCopies(l, lowered.program, later);
      if (session.version !== before) continue;
      const changes = session.lates.size > 0 || lowered.inputs.some((i) => i.is === 'capture' && isVariable(i.capture));
      if (l.outside && !session.cells && changes) throw new CellsWanted();
      if (session.twin) {
        refuseUncopied(lowered.program, lowered.facts);
        if (session.cells?.areMixed()) throw new NotTwin();
      }
      for (const [shapes, kind] of l.gives) if (K.isNumber(kind)) session.followed.numeric.add(shapes);
      session.heap.settle();
      return lowered;
    }
    session.resolving = true;
  }
  throw fault('E_INTERNAL', null, { what: `kinds do not settle in ${MOST_ROUNDS} rounds` });
}

function round(l: Lowering, unit: Unit, args: readonly unknown[], wrt: readonly number[]): Lowered {
  const { node } = unit.source;
  const params = args.map((arg, i) => {
    const name = node.params[i];
    const id = l.fresh(l.heap.ofValue(arg, !wrt.includes(i)), name?.type === 'Identifier' ? name.name : undefined);
    l.solid.add(id);
    return id;
  });
  const result = l.original(run(l, unit, params));
  l.body = withoutAliases(l, l.body);
  const used = usedIn(l.body, [result]);
  const captures = [...l.inputs.values()].filter(({ id }) => used.has(id));
  const body = block([...params, ...captures.map(({ id }) => id)], l.body, [result]);
  const inputs: Input[] = [
    ...args.map((_, index) => ({ is: 'argument' as const, index })),
    ...captures.map(({ capture }) => ({ is: 'capture' as const, name: capture.name, capture })),
  ];
  refuseLeaks(l);
  finishKinds(l);
  return {
    program: {
      fns: withoutDerivatives(l, [{ name: nameOf(unit), body }, ...l.fns.map((fn) => ({ ...fn, body: withOriginals(l, fn.body) }))]),
    },
    inputs,
    facts: l.facts,
    refusals: l.refusals,
    calls: l.calls,
    stopped: new Map([...l.stopped].map(([fn, error]) => [fn, { error, given: (l.given.get(fn) ?? []).map((id) => l.original(id)) }])),
    reliances: l.session.reliances(),
    watched: l.session.watched(),
    cells: l.session.cells,
    lates: [...l.session.lates.values()],
    isLate: lateOf(l.session.lates, l.session.firm),
    looked: l.session.looked,
    own: ownOf(l.session, captures.map(({ capture }) => capture), args.length), // oxfmt-ignore
    end: endOf(unit.source),
  };
}

/** Values by their own names, where lowering knew them by several. */
function withoutAliases(l: Lowering, body: readonly Instr[]): Instr[] {
  if (l.aliases.size === 0) return [...body];
  return body.map((instr) => ({
    ...instr,
    args: instr.args.map((a) => l.original(a)),
    blocks: instr.blocks.map((b) => withOriginals(l, b)),
  }));
}

const withOriginals = (l: Lowering, b: Block): Block => ({
  params: b.params,
  body: withoutAliases(l, b.body),
  yields: b.yields.map((y) => l.original(y)),
});

/** Its closing brace, or the expression that it is. */
const endOf = ({ node, site, last }: Source): Site => (node.body.type === 'BlockStatement' ? last(node.body) : site(node.body));

const nameOf = ({ name }: Unit): string => name.replace(/^.*\./, '').replace(/[^\w$]/g, '') || 'anonymous';

/** The whole entry. A fault inside a function that it calls makes that function opaque. */
function run(l: Lowering, unit: Unit, params: readonly Id[]): Atom {
  const key = `${l.session.code(unit, unit.source.node)}/${params.length}/${signatureOf(l, params)}`;
  const callee = { unit, node: unit.source.node, taken: [], name: unit.name };
  try {
    const result = inlined(
      l,
      new Activation(unit, unit.source.node, key, 0, null),
      callee,
      { lit: undefined },
      { values: params, list: null },
    );
    lowerWaiting(l);
    return result;
  } catch (error) {
    if (!(error instanceof AdjointError) || error.kind === 'bug') throw error;
    const inner = l.stack.findLast((a) => !a.isModel && !isStandIn(a.unit.fn))!;
    throw inner.unit === unit || l.session.trapping.has(inner.unit.fn!) ? error : new Unfollowed(inner.unit.fn!, error);
  }
}

/** Whether the program reads a captured variable where it comes to it, and nowhere else. */
const lateOf =
  (lates: ReadonlyMap<string, Late>, firm: ReadonlySet<string>): Lowered['isLate'] =>
  (capture) =>
    lates.has(captureKey(capture)) && !firm.has(captureKey(capture));

/** Classes by their roots; what stayed without a kind is undefined. */
function finishKinds(l: Lowering): void {
  for (const [id, kind] of l.facts.kinds) {
    if (kind.cls !== K.NO_CLASS) l.facts.kinds.set(id, l.heap.rooted(kind));
    else if (kind.prims === 0) l.facts.kinds.set(id, K.NOTHING);
  }
}
