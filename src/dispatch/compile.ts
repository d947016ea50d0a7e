/** From a function and the values of one call to a derived program that runs. */
import * as memory from '../../mutation/memory/index.ts';
import { withoutHook } from '../adjoint/hook.ts';
import type { Facts } from '../facts/facts.ts';
import type { Heap } from '../facts/heap.ts';
import type { Kind } from '../facts/kinds.ts';
import * as K from '../facts/kinds.ts';
import { AdjointError } from '../fault/fault.ts';
import { fault } from '../fault/messages.ts';
import { type Program, isId } from '../ir/ir.ts';
import { effectOf } from '../ir/ops.ts';
import { symbols } from '../ir/symbols.ts';
import { forEachInstr, mapBlock } from '../ir/walk.ts';
import * as runtime from '../runtime/index.ts';
import { bounded } from '../syntax/babel.ts';
import { emit } from '../syntax/emit/emit.ts';
import type { Cells } from '../syntax/cells.ts';
import type { Environment } from '../syntax/environment.ts';
import { type Followed, nothingLearnt } from '../syntax/lower/followed.ts';
import type { Input, Lowered } from '../syntax/lower/index.ts';
import { beginning } from '../syntax/read.ts';
import { integerStores, watchNumbers } from './debug.ts';
import { ADJOINT, type Watch, runStages } from './pipeline.ts';
import { type Derivation, type Mode, derivation, isForward } from './derivation.ts';
import { lowerFollowing } from './following.ts';
import { header } from './header.ts';
import { type Repeatability, repeatability } from './repeatability.ts';
import { fillRules, isFlat, partialsOf } from './rule-tables.ts';
import type { Stitched } from './stitch.ts';

export interface CompileOptions {
  /** The arguments that are differentiated. */
  readonly wrt: readonly number[];
  readonly mode: Mode;
  readonly mutation: 'auto' | 'snapshot' | 'keep';
  /** How many directions a `tangent` has; 1 unless given. */
  readonly width?: number;
  readonly environment: Environment;
  /** The function whose captured variables are differentiated too. */
  readonly owner?: Function | null;
  /** Bytes for what long loops record: they are checkpointed. */
  readonly memory?: number | undefined;
  /** Count and check every value kept and taken, verify the program after every stage. */
  readonly checked?: boolean;
  /** Passes that are left out, by name. */
  readonly without?: string;
  /** Look at every number that is computed (see debug.ts). */
  readonly debug?: boolean;
  readonly observe?: Watch['observe'];
  /** The program runs beside the user's own function (see twin.ts). */
  readonly twin?: boolean;
  /** See LowerOptions. */
  readonly lenient?: boolean;
}

export type Derived = (...values: unknown[]) => unknown;

export interface Compiled extends Repeatability {
  /** The text that runs: a factory `(runtime, memory) => function`. */
  readonly text: string;
  readonly run: Derived;
  /** Where the parameters that the primal has come from: the arguments, then captures. */
  readonly inputs: readonly Input[];
  /** What the inputs are, and what they are called. */
  readonly kinds: readonly Kind[];
  readonly names: readonly string[];
  readonly heap: Heap;
  readonly facts: Facts;
  readonly stitched: Stitched;
  readonly dots: Derivation['dots'];
  /** Bytes that each store of a call may take, where there is a budget. */
  readonly budget: number | undefined;
  /** `stitched.program` after the last pass. */
  readonly program: Program;
  readonly roles: readonly memory.Role[];
  /** What it throws where it comes to a branch that is refused. */
  readonly refusals: readonly AdjointError[];
  /** What the program relies on beside its inputs. */
  readonly reliances: Lowered['reliances'];
  readonly watched: Lowered['watched'];
  readonly looked: Lowered['looked'];
  /** Parameters of the entry that are differentiated. */
  readonly wrt: readonly number[];
  readonly own: Lowered['own'];
  /** Captured variables that are memory in the program. */
  readonly cells: Cells | null;
  readonly lates: Lowered['lates'];
  readonly isLate: Lowered['isLate'];
  /** Nothing of a run can be noticed before it ends: it may be given up and begun again. */
  readonly repeatable: boolean;
  /** It wants the log of its shadows as its last argument. */
  readonly logs: boolean;
  /** What debug mode found in the program. */
  readonly warnings: readonly AdjointError[];
  /** It makes views of whole buffers, so that their shadows have to be whole. */
  readonly wholeBuffers: boolean;
}

/** More parameters than this no engine takes. */
const MOST_PARAMETERS = 65_000;

/** Everything that goes wrong on the way is a fault: no message of the compiler's own parts leaves it. */
export function compile(fn: Function, args: readonly unknown[], options: CompileOptions): Compiled {
  const replaced = runtime.replacedIntrinsic();
  if (replaced !== null) throw fault('E_INTRINSIC', null, { name: replaced });
  if (args.length > MOST_PARAMETERS)
    throw fault('E_TOO_LARGE/arguments', null, { name: fn.name, count: args.length, limit: MOST_PARAMETERS });
  try {
    return bounded(() => derive(fn, args, options), { name: fn.name, site: () => beginning(fn, options.environment) });
  } catch (error) {
    if (error instanceof AdjointError || error instanceof memory.Refusal) throw error;
    throw fault('E_INTERNAL', beginning(fn, options.environment), { what: 'the compiler failed (see `cause`)' }, { cause: error });
  }
}

/** Again and again, until every derivative of a kernel that the transforms ask for is there. */
function derive(fn: Function, args: readonly unknown[], { observe, ...options }: CompileOptions): Compiled {
  const followed = nothingLearnt();
  for (let i = 0; i < MOST_LEVELS; i++) {
    // only what counts is told
    const told: Told[] = [];
    const tell = observe && ((...one: Told) => void told.push(one));
    const made = derivedWith(fn, args, { ...options, observe: tell }, followed);
    if (!(made instanceof Set)) {
      for (const one of told) observe!(...one);
      return made;
    }
    for (const key of made) followed.kernels.add(key);
  }
  throw fault('E_INTERNAL', null, { what: 'derivatives of kernels do not come to an end' });
}

type Told = Parameters<NonNullable<Watch['observe']>>;
const MOST_LEVELS = 32;

/** What derivatives of kernels are missing, if any are. */
function derivedWith(fn: Function, args: readonly unknown[], options: CompileOptions, followed: Followed): Compiled | Set<string> {
  const { checked = false, observe, without } = options;
  const watch: Watch = { verify: checked, observe, without };
  const { lowered, primal, kinds, activity, refusals, wrt } = lowerFollowing(fn, args, options, followed);
  const { facts, inputs } = lowered;
  const params = lowered.program.fns[0]!.body.params;
  const cotangentsFrom = facts.ids.fresh();
  const { stitched, dots } = derivation(primal, facts, { ...options, wrt, partials: partialsOf, isFlat, watch, activity });
  const { wanted } = facts.kernels!;
  if (wanted.size > 0) return wanted;
  const plain = runStages(ADJOINT, stitched.program, facts, watch, cotangentsFrom);
  const program = options.debug ? watchNumbers(plain, facts, cotangentsFrom) : plain;
  fillRules();
  Object.assign(runtime.symbols, symbols);
  const text = emit(program, facts, {
    checked,
    replays: isForward(options.mode),
    header: header(fn, args.length, kinds, facts.heap, options),
  });
  const run = load(text);
  return {
    text,
    run,
    inputs,
    kinds,
    names: params.map((p, i) => facts.names.get(p) ?? `argument ${i + 1}`),
    heap: facts.heap,
    facts,
    stitched,
    dots,
    budget: options.memory,
    program,
    cells: lowered.cells,
    lates: lowered.lates,
    isLate: lowered.isLate,
    repeatable: lowered.lates.length > 0 && isRepeatable(primal, facts),
    looked: lowered.looked,
    wrt,
    own: lowered.own,
    roles: rolesOf(inputs, wrt, stitched.shadows),
    refusals,
    reliances: lowered.reliances,
    watched: lowered.watched,
    warnings: options.debug ? integerStores(primal, facts, activity) : [],
    logs: options.mode === 'detached' && run.length > params.length + stitched.shadows.length,
    ...repeatability(isForward(options.mode) ? withoutHooks(primal) : primal, facts, lowered.cells !== null),
    wholeBuffers: uses(primal, 'viewbuffer'),
  };
}

function rolesOf(inputs: readonly Input[], wrt: readonly number[], shadows: readonly number[]): memory.Role[] {
  return inputs.map((input, i) => {
    if (input.is === 'argument') return wrt.includes(i) ? 'asked' : shadows.includes(i) ? 'shadowed' : 'watched';
    if (wrt.includes(i)) return 'asked';
    return shadows.includes(i) ? 'shadowed' : input.capture.lookedUp ? 'fixed' : 'watched';
  });
}

function load(text: string): Derived {
  let factory: (runtime: unknown, memory: unknown) => Derived;
  try {
    factory = new Function('Math', `return ${text}`)(runtime.math) as typeof factory;
  } catch (error) {
    if (error instanceof EvalError) throw fault('E_CSP', null, {}, { cause: error });
    throw error;
  }
  return factory(runtime, memory);
}

/** As forward modes run it. */
const withoutHooks = ({ fns }: Program): Program => ({ fns: fns.map(({ name, body }) => ({ name, body: mapBlock(body, withoutHook) })) });

/** It writes no memory of the caller's and runs nothing that is not transformed. */
function isRepeatable(program: Program, { heap, kinds }: Facts): boolean {
  let found = true;
  for (const fn of program.fns)
    forEachInstr(fn, ({ op, args, attr }) => {
      const cls = isId(args[0]!) ? (kinds.get(args[0])?.cls ?? K.NO_CLASS) : K.NO_CLASS;
      const seen = cls === K.NO_CLASS || heap.get(cls).user;
      const calls = (op === 'construct' && !/Error$/.test(attr[0] ?? '')) || (op === 'native' && attr[1] !== 'inert');
      if (calls || (effectOf(op) === 'write' && seen)) found = false;
    });
  return found;
}

function uses(program: Program, op: string): boolean {
  let found = false;
  for (const fn of program.fns) forEachInstr(fn, (instr) => void (found ||= instr.op === op));
  return found;
}
