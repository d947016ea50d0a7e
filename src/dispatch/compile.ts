/** From a function and the values of one call to a derived program that runs. */
import * as memory from '../../mutation/memory/index.ts';
import { type Rule, ruleNamed, rules } from '../../rules/index.ts';
import { withoutHook } from '../adjoint/hook.ts';
import { Activity } from '../facts/activity.ts';
import type { Facts } from '../facts/facts.ts';
import type { Heap } from '../facts/heap.ts';
import type { Kind } from '../facts/kinds.ts';
import * as K from '../facts/kinds.ts';
import { kindOf } from '../facts/memory.ts';
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
import { type Input, type Lowered, lower } from '../syntax/lower/index.ts';
import { isAssignment } from '../syntax/lower/known.ts';
import { partials } from '../syntax/partials.ts';
import { beginning } from '../syntax/read.ts';
import { integerStores, watchNumbers } from './debug.ts';
import { withDerivatives } from './nested.ts';
import { ADJOINT, PRIMAL, type Watch, runStages, watched } from './pipeline.ts';
import type { Found } from './defer.ts';
import { type Derivation, type Mode, derivation, isForward, isScalar } from './derivation.ts';
import { isSurelyRefused, refuse, refuseResult, refuseWhatRuns } from './refuse.ts';
import { type Repeatability, repeatability } from './repeatability.ts';
import type { Stitched } from './stitch.ts';

export interface CompileOptions {
  /** The arguments that are differentiated. */
  readonly wrt: readonly number[];
  readonly mode: Mode;
  readonly mutation: 'auto' | 'snapshot' | 'keep';
  readonly environment: Environment;
  /** The function whose captured variables are differentiated too. */
  readonly owner?: Function | null;
  /** Bytes for what long loops record: they are checkpointed. */
  readonly memory?: number | undefined;
  /** Count and check every value kept and taken, verify the program after every stage. */
  readonly checked?: boolean;
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

function derive(fn: Function, args: readonly unknown[], options: CompileOptions): Compiled {
  const { checked = false, observe } = options;
  const watch: Watch = { verify: checked, observe };
  const { lowered, primal, kinds, activity, refusals, wrt } = lowerFollowing(fn, args, options);
  const { facts, inputs } = lowered;
  const params = lowered.program.fns[0]!.body.params;
  const cotangentsFrom = facts.ids.fresh();
  const { stitched, dots } = derivation(primal, facts, { ...options, wrt, partials: partialsOf, isFlat, watch, activity });
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

interface Followable {
  readonly lowered: Lowered;
  readonly primal: Program;
  /** Of the inputs: passes may find out more of a value than its caller promises. */
  readonly kinds: readonly Kind[];
  /** Parameters of the entry that are differentiated: arguments, then captured variables. */
  readonly wrt: readonly number[];
  readonly activity: Activity;
  readonly refusals: readonly AdjointError[];
}

/**
 * Lowers, and judges what active values meet. Functions that cannot be followed to the end are first taken to be called as
 * they are; where an active value enters one, it is followed as far as it goes, and refuses where its run comes to that point.
 */
function lowerFollowing(
  fn: Function,
  args: readonly unknown[],
  { wrt: own, mode, environment, twin = false, lenient = false, owner = null, checked = false, observe }: CompileOptions,
): Followable {
  const watch: Watch = { verify: checked, observe };
  const followed = nothingLearnt();
  for (;;) {
    try {
      const lowered = lower(fn, args, { environment, wrt: own, twin, lenient, owner, followed, verbs: runtime.verbOf });
      const { facts, inputs } = lowered;
      const params = lowered.program.fns[0]!.body.params;
      const wrt = [...own, ...lowered.own.flatMap(({ at }) => (at < 0 ? [] : [at]))];
      const kinds = params.map((p) => kindOf(facts, p));
      const whole = withDerivatives(watched(lowered.program, facts, 'lower', watch), facts, {
        partials: partialsOf,
        isFlat,
        refusals: lowered.refusals,
        globals: new Set(inputs.flatMap((input) => (isGlobal(input) && input.is === 'capture' ? [input.capture.value] : []))),
        watch,
      });
      const primal = runStages(PRIMAL, whole, facts, watch);
      if (isScalar(mode) && args.length >= fn.length) refuseResult(primal, facts, fn.name, lowered.end);
      const seeds = wrt.map((index) => params[index]!);
      const captures = params.filter((_, i) => inputs[i]!.is === 'capture');
      const given = params.filter((_, i) => !isGlobal(inputs[i]!));
      const activity = new Activity(primal, facts, seeds, isFlat);
      const scene = { program: primal, facts, activity, refusals: lowered.refusals, captures, given };
      try {
        refuse(scene);
      } catch (error) {
        if (isFollowable(followed, error)) throw error;
        const found = refuseWhatRuns(scene);
        if (
          learnt(
            followed,
            found.found.filter((one) => isSurelyRefused(one, scene)),
            lowered,
            primal,
          )
        )
          continue;
        const { program, refusals, fatal } = found;
        if (fatal) throw fatal;
        return { lowered, primal: program, kinds, wrt, activity: new Activity(program, facts, seeds, isFlat), refusals };
      }
      return { lowered, primal, kinds, wrt, activity, refusals: [] };
    } catch (error) {
      if ((isAssignment(error) && !lenient) || !follow(followed, error)) throw error;
    }
  }
}

/** The functions to follow further after a refusal: those that it speaks of, or else all that can be. */
function chosen({ opaque, trapping }: Followed, error: unknown): readonly (readonly [Function, AdjointError])[] {
  // what cannot even be read stays as it was, with its own reason
  const all = [...opaque].filter(([fn]) => !trapping.has(fn));
  if (!(error instanceof AdjointError) || error.kind === 'bug') return [];
  const entered = all.filter(([, reason]) => reason === error);
  return entered.length > 0 ? entered : all.filter(([, reason]) => !isAssignment(reason));
}

const isFollowable = (followed: Followed, error: unknown): boolean => chosen(followed, error).length > 0;

function follow(followed: Followed, error: unknown): boolean {
  const { opaque, trapping } = followed;
  const found = chosen(followed, error);
  if (found.length === 0) return false;
  for (const [fn] of found) {
    opaque.delete(fn);
    trapping.add(fn);
  }
  return true;
}

/** Calls that are refused where they run: what would come after them is not lowered again. */
function learnt({ refused }: Followed, found: readonly Found[], { calls }: Lowered, primal: Program): boolean {
  const before = refused.size;
  const accepted = new Set<string>(),
    ids = new Set(found.map(({ instr }) => instr.out[0]!));
  forEachInstr(primal, ({ out: [id] }) => {
    const call = id === undefined ? undefined : calls.get(id);
    if (call && !ids.has(id!)) accepted.add(call.place);
  });
  for (const { instr, error } of found) {
    const call = calls.get(instr.out[0]!);
    if (call) refused.set(accepted.has(call.place) ? call.way : call.place, error);
  }
  return refused.size > before;
}

const isGlobal = (input: Input): boolean => input.is === 'capture' && input.capture.global;

function rolesOf(inputs: readonly Input[], wrt: readonly number[], shadows: readonly number[]): memory.Role[] {
  return inputs.map((input, i) => {
    if (input.is === 'argument') return wrt.includes(i) ? 'asked' : shadows.includes(i) ? 'shadowed' : 'watched';
    if (wrt.includes(i)) return 'asked';
    return shadows.includes(i) ? 'shadowed' : input.capture.lookedUp ? 'fixed' : 'watched';
  });
}

const ruleOrFault = (name: string): Rule => {
  const rule = ruleNamed(name);
  if (!rule) throw fault('E_INTERNAL', null, { what: `there is no rule ${name}` });
  return rule;
};
const partialsOf = (name: string, count: number): ReturnType<typeof partials> => partials(ruleOrFault(name), count);
const isFlat = (name: string): boolean => ruleOrFault(name).is === 'flat';

let filled = false;
/** Emitted code finds the functions of rules here, as they were when this module was loaded. */
function fillRules(): void {
  if (filled) return;
  filled = true;
  for (const rule of rules) if (rule.is === 'scalar' || rule.is === 'flat') runtime.rules[rule.name] = rule.fn;
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

/** What the text is specialised to. */
function header(fn: Function, count: number, kinds: readonly Kind[], heap: Heap, { mode, mutation, wrt }: CompileOptions): string {
  const all = kinds.map((kind) => wordsOf(kind, heap));
  const captures = all.length > count ? `, captures (${all.slice(count).join(', ')})` : '';
  return `${fn.name || 'a function'}(${all.slice(0, count).join(', ')})${captures}, with respect to ${wrt.join(', ') || 'nothing'}; ${mode}, ${mutation}`;
}

const WORDS: readonly (readonly [number, string])[] = [
  [K.NUMBER, 'number'],
  [K.BOOLEAN, 'boolean'],
  [K.STRING, 'string'],
  [K.UNDEFINED, 'undefined'],
  [K.NULL, 'null'],
  [K.BIGINT, 'bigint'],
  [K.SYMBOL, 'symbol'],
];

function wordsOf({ prims, cls, int }: Kind, heap: Heap): string {
  const words = WORDS.filter(([bit]) => (prims & bit) !== 0).map(([bit, word]) => (bit === K.NUMBER && int ? 'integer' : word));
  if (cls !== K.NO_CLASS) words.push(`${[...heap.get(cls).forms].join(' or ')} in class ${heap.root(cls)}`);
  return words.join(' or ') || 'nothing';
}
