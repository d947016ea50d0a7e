/**
 * The dispatcher: cuts every block into regions, hands each to its builder, and stitches their forward and reverse sweeps
 * into one program. A first round finds what the reverse sweep wants; from that follow the form of each memory slot and the
 * plan of what to keep; a second round builds by the plan.
 */
import { Activity } from '../facts/activity.ts';
import type { Facts } from '../facts/facts.ts';
import * as K from '../facts/kinds.ts';
import { classesIn } from '../facts/kinds.ts';
import { Effects, type Slot, kindOf, slotOf } from '../facts/memory.ts';
import { block, instr as make } from '../ir/build.ts';
import { neverEnds } from '../ir/ends.ts';
import { type Atom, type Block, type Fn, type Id, type Instr, type Program, isId, lit } from '../ir/ir.ts';
import { definedIds, forEachInstr } from '../ir/walk.ts';
import { heldState } from '../../mutation/trace/checkpoint-state.ts';
import { type Companioned, companions } from '../../mutation/trace/companions.ts';
import { again } from './again.ts';
import { backNames } from './back-names.ts';
import { Availability, type Policy } from './availability.ts';
import { reverseControl } from './control.ts';
import { Definitions } from './definitions.ts';
import { Forward } from './forward.ts';
import { type Choice, type Mutation, chooseForms } from './choose.ts';
import { Frame } from './frame.ts';
import { weight } from '../../mutation/trace/forms.ts';
import { KernelUse } from './kernels.ts';
import { checkpointed } from './long-loops.ts';
import { Recall, type Spare, neighboursOf, spareNeighbours } from './recall.ts';
import { leaving } from './leaving.ts';
import { type Part, type Region, buildersOf, cut, isRegion } from './regions.ts';
import { type Segment, planned, segmentCode } from './segment-code.ts';
import type { Turns } from './segments.ts';
import { type Step, stepwiseLoops } from './stepwise.ts';
import { type PartialsOf, Sweep } from './sweep.ts';

export interface StitchOptions {
  /** Bytes for what long loops record: they are checkpointed. */
  readonly memory?: number | undefined;
  /** Parts of the program may be run again. */
  readonly retraces?: boolean;
  /** `fused`: the reverse sweep follows at once. `detached`: it is a function that is called later, any number of times. */
  readonly mode: 'fused' | 'detached';
  readonly mutation: Mutation;
  /** Parameters of the entry that are differentiated. */
  readonly wrt: readonly number[];
  readonly partials: PartialsOf;
  readonly isFlat: (rule: string) => boolean;
  /** Parameters of the entry that are references of the user's. */
  readonly userInputs: readonly number[];
  /** How many results of the entry a fused program hands on, ahead of the cotangents; 1 unless given. */
  readonly results?: number;
}

export interface Stitched {
  readonly program: Program;
  /** Parameters of the primal entry whose shadows follow the primal parameters, in this order. */
  readonly shadows: readonly number[];
  /** Numeric parameters of the primal entry whose cotangents are results, in this order. */
  readonly cotangents: readonly number[];
  readonly regions: readonly Region[];
  /** Values kept, and the slots that are journaled, with the reasons. */
  readonly kept: readonly Id[];
  readonly choices: readonly Choice[];
  /** What a taken value was when it was kept. */
  readonly pairs: ReadonlyMap<Id, Id>;
  readonly shadowOf: ReadonlyMap<Id, Id>;
  readonly activity: Activity;
}

export function stitch(program: Program, facts: Facts, options: StitchOptions): Stitched {
  const { last, choices, activity } = retraced(program, facts, options) ?? rounds(program, facts, options, []);
  return { ...last.finish(choices), activity };
}

/** Both sweeps, where parts of the program are run again instead of being recorded; null if there are none. */
function retraced(program: Program, facts: Facts, options: StitchOptions): Rounds | null {
  if (!options.retraces) return null;
  const plain = options.memory === undefined ? null : rounds(program, facts, options, []);
  const long = plain && checkpointed(program, facts, plain.made.program, (loop) => plain.last.records(loop));
  const marked = again(long?.program ?? program, facts);
  if (!long && !marked) return plain;
  const turns = [...(long?.turns ?? []), ...(marked?.turns ?? [])];
  return rounds((marked ?? long)!.program, facts, options, turns);
}

const NO_SPARE: Spare = { later: new Map(), spared: new Map() };

/** Memory is restored where that leaves at most this part of what there would be to record. */
const WORTHWHILE = 0.7;
/** … and something is recorded in a loop. */
const WORTH_A_TRY = 16;

interface Rounds {
  readonly made: Companioned;
  readonly last: Round;
  readonly choices: readonly Choice[];
  readonly activity: Activity;
}

function rounds(program: Program, facts: Facts, options: StitchOptions, turns: readonly Turns[]): Rounds {
  const entry = program.fns[0]!.body.params;
  const seeds = options.wrt.map((i) => entry[i]!);
  const kernels = new KernelUse(facts);
  const activity = new Activity(program, facts, seeds, options.isFlat);
  const made = companions(program, facts, activity);
  const effects = new Effects(made.program, facts);
  const definitions = new Definitions(made.program);
  const reachable = facts.heap.reachable(leaving(program).flatMap((atom) => classesIn(kindOf(facts, atom))));
  const policy = { facts, effects, definitions, detached: options.mode === 'detached', reachable };
  const [main, ...others] = made.program.fns;
  const seen = [main!, ...others.filter(({ name }) => turns.some((t) => t.name === name))].map(({ body }) => body);
  const fits = options.mode === 'fused' && turns.length === 0;
  const stepwise = fits ? stepwiseLoops(main!.body, { facts, activity, effects, definitions }) : new Set<Instr>();
  const visible = (): Set<Block> => new Set([...seen, ...[...stepwise].map((loop) => loop.blocks[0]!)]);
  const build = (journaled: ReadonlySet<Slot>, plan: ReadonlySet<Id> | null, spare: Spare = NO_SPARE): Round => {
    for (;;) {
      const sources = { ...policy, visible: visible(), journaled, plan };
      const round = new Round(made, facts, activity, { ...options, kernels }, sources, turns, spare, stepwise);
      if (round.late.length === 0) return round;
      for (const loop of round.late) stepwise.delete(loop);
    }
  };

  const first = build(new Set(), null);
  const choices = chooseForms(made.program, facts, effects, definitions, first.kept(), { ...options, reachable }, entry);
  const journaled = new Set(choices.filter((c) => c.form === 'snapshot').map((c) => c.slot));
  /** Both sweeps where these slots are restored, and how much there is to record. `pinned`: of neighbours, the first is kept. */
  const swept = (restored: ReadonlySet<Slot>, before: Round, pinned: boolean): { readonly round: Round; readonly cost: number } => {
    const sources = { ...policy, visible: visible(), journaled: restored };
    const neighbours = neighboursOf(made.program, sources);
    const given = new Set(pinned ? neighbours.flatMap(({ param, next, over }) => (over ? [param, next] : [])) : []);
    const wanted = new Availability({ ...sources, hopeful: pinned, plan: null }).refine(before.kept(), given);
    const spare = spareNeighbours(neighbours, wanted);
    const round = build(restored, wanted, spare);
    let cost = 0;
    for (const id of round.kept()) cost += weight(definitions.of(id).depth);
    for (const { slot, stores } of choices)
      if (restored.has(slot)) for (const store of stores) if (!spare.spared.has(store)) cost += weight(definitions.depthOf(store));
    return { round, cost };
  };
  let chosen = swept(journaled, journaled.size ? build(journaled, null) : first, false),
    restored: ReadonlySet<Slot> = journaled;
  const open = options.mutation === 'auto' && chosen.cost >= WORTH_A_TRY ? choices.filter((c) => c.form === 'keep' && c.possible) : [];
  if (open.length > 0) {
    const all = new Set([...journaled, ...open.map((c) => c.slot)]);
    const before = build(all, null);
    for (const pinned of [false, true]) {
      const other = swept(all, before, pinned);
      if (other.cost > WORTHWHILE * chosen.cost) continue;
      chosen = other;
      restored = all;
    }
  }
  const last = chosen.round;
  const told = choices.map((c): Choice =>
    c.form === 'keep' && restored.has(c.slot)
      ? { ...c, form: 'snapshot', reason: `${c.reason}; restored, it spares values that would be kept` }
      : c,
  );
  return { made, last, choices: told, activity };
}

/** One construction of both sweeps under a policy. */
class Round {
  readonly #made: Companioned;
  readonly #facts: Facts;
  readonly #options: StitchOptions & { readonly kernels: KernelUse };
  readonly #policy: Policy;
  readonly #sweep: Sweep;
  readonly #activity: Activity;
  readonly #parts = new Map<Block, readonly Part[]>();
  readonly #backs: Fn[] = [];
  readonly #spare: Spare;
  readonly #segments: Segment[] = [];
  readonly #backNames: ReadonlyMap<string, string>;
  readonly #stepwise: ReadonlySet<Instr>;
  readonly #steps = new Map<Instr, Step>();
  /** Loops that cannot be reversed step by step after all. */
  readonly late: Instr[] = [];
  readonly #reverse: Block;

  constructor(
    made: Companioned,
    facts: Facts,
    activity: Activity,
    options: StitchOptions & { readonly kernels: KernelUse },
    policy: Policy,
    turns: readonly Turns[],
    spare: Spare,
    stepwise: ReadonlySet<Instr>,
  ) {
    this.#spare = spare;
    this.#stepwise = stepwise;
    this.#made = made;
    this.#facts = facts;
    this.#activity = activity;
    this.#options = options;
    this.#policy = policy;
    this.#backNames = backNames(made.program);
    const { definitions } = policy;
    this.#sweep = new Sweep({
      facts,
      activity,
      definitions,
      availability: new Availability(policy),
      recall: new Recall(made.program, policy),
      later: spare.later,
      shadowOf: made.shadowOf,
      partials: options.partials,
      kernels: options.kernels,
    });
    const [main, ...callees] = made.program.fns;
    for (const fn of callees) {
      const own = turns.find((t) => t.name === fn.name);
      if (own) this.#segments.push({ turns: own, reverse: this.#callee(fn, true).body });
      else this.#backs.push(this.#callee(fn));
    }
    this.#reverse = this.#main(main!);
  }

  kept(): ReadonlySet<Id> {
    return new Set([...this.#sweep.kept.values()].flatMap((list) => list.map((t) => t.value)));
  }

  /** Whether its sweeps record something in a loop of the forward sweep. */
  records(loop: Instr): boolean {
    const ids = definedIds(loop.blocks[0]!);
    if ([...this.kept()].some((id) => ids.has(id))) return true;
    const { facts, journaled } = this.#policy;
    let found = false;
    forEachInstr(loop.blocks[0]!, ({ op, args }) => {
      found ||=
        op === 'call' || op === 'setshadow' || op === 'loop' || (op === 'store' && journaled.has(slotOf(facts, args[0]!, args[1]!)));
    });
    return found;
  }

  #partsOf(b: Block): readonly Part[] {
    let parts = this.#parts.get(b);
    if (!parts) {
      const { facts, journaled } = this.#policy;
      const stores = (i: Instr): boolean => i.op === 'store' && journaled.has(slotOf(facts, i.args[0]!, i.args[1]!));
      this.#parts.set(
        b,
        (parts = cut(
          b,
          buildersOf({ journaled: stores, overwritten: (i) => this.#spare.spared.get(i), lengthBefore: this.#made.lengthBefore }),
        )),
      );
    }
    return parts;
  }

  readonly #reverseBody = (b: Block): void => {
    if (neverEnds(b)) return;
    for (const part of [...this.#partsOf(b)].reverse()) {
      if (isRegion(part)) part.sweeps.reverse(this.#sweep);
      else
        reverseControl(this.#sweep, part, {
          reverseBody: this.#reverseBody,
          tripsOf: (loop) => this.#made.lengthBefore.get(loop)!,
          stepwise: (loop) => (this.#stepwise.has(loop) ? (step) => this.#step(loop, step) : null),
          callee: (name) => this.#calleeFacts(name),
        });
    }
  };

  #step(loop: Instr, step: Step | null): void {
    if (step) this.#steps.set(loop, step);
    else this.late.push(loop);
  }

  #calleeFacts(name: string): { back: string; results: readonly number[]; params: readonly number[] } {
    const { body } = this.#made.program.fns.find((f) => f.name === name)!;
    const active = (atoms: readonly Atom[]): number[] => atoms.flatMap((a, k) => (this.#activity.active(a) ? [k] : []));
    return { back: this.#backNames.get(name)!, results: active(body.yields), params: active(body.params) };
  }

  /** `visible`: it stands in one function with the forward sweep. */
  #callee({ name, body }: Fn, visible = false): Fn {
    const { back, results, params } = this.#calleeFacts(name);
    const gs = results.map((k) => this.#sweep.fresh(K.NUM, this.#sweep.barName(body.yields[k] as Id)));
    const frame = new Frame(body, null, { visible });
    this.#sweep.within(frame, () => {
      results.forEach((k, n) => this.#sweep.add(body.yields[k]!, gs[n]!));
      this.#reverseBody(body);
    });
    return {
      name: back,
      body: block(
        gs,
        frame.out,
        params.map((k) => frame.bars.get(body.params[k]!) ?? lit(0)),
      ),
    };
  }

  /** Parameters: the seed of the result. Yields: the cotangents of the entry's numbers. */
  #main({ body }: Fn): Block {
    const frame = new Frame(body, null, { visible: true });
    const seed = this.#sweep.fresh(K.NUM, 'seed');
    const fused = this.#options.mode === 'fused';
    this.#sweep.within(frame, () => {
      this.#sweep.add(body.yields[0]!, fused ? lit(1) : seed);
      this.#reverseBody(body);
    });
    return block(
      [seed],
      frame.out,
      this.#cotangents().map((k) => frame.bars.get(body.params[k]!) ?? lit(0)),
    );
  }

  #cotangents(): number[] {
    const { body } = this.#made.program.fns[0]!;
    return this.#options.wrt.filter((i) => K.mayBeNumber(kindOf(this.#facts, body.params[i]!)));
  }

  finish(choices: readonly Choice[]): Omit<Stitched, 'activity'> {
    const forward = new Forward(this.#facts, (b) => this.#partsOf(b), this.#sweep.kept, this.#steps);
    const [main, ...others] = this.#made.program.fns;
    const callees = others.filter(({ name }) => !this.#segments.some(({ turns }) => turns.name === name));
    const entry = forward.whole(main!.body);
    const body = this.#options.mode === 'fused' ? this.#fused(entry) : this.#detached(entry);
    const around = {
      made: this.#made,
      facts: this.#facts,
      effects: this.#policy.effects,
      memory: this.#options.memory ?? Number.MAX_VALUE,
      callee: (name: string) => this.#calleeFacts(name),
    };
    const fns = [
      { name: main!.name, body },
      ...callees.map((f) => ({ name: f.name, body: forward.whole(f.body) })),
      ...this.#backs,
      ...segmentCode(this.#segments, around, (b) => forward.whole(b)),
    ].map(({ name, body: code }) => ({ name, body: planned(code, this.#segments, around) }));
    const regions = [...this.#parts.values()].flat().filter(isRegion);
    const taken = [...this.#sweep.kept.values()].flat();
    return {
      program: { fns: [...fns, ...this.#options.kernels.fns] },
      shadows: this.#made.shadows,
      cotangents: this.#cotangents(),
      regions,
      kept: [...this.kept()],
      choices,
      pairs: new Map(taken.map(({ as, value }) => [as, value])),
      shadowOf: this.#made.shadowOf,
    };
  }

  #fused(entry: Block): Block {
    const { body, yields } = this.#reverse,
      values = entry.yields.slice(0, this.#options.results ?? 1);
    const restored = this.#options.userInputs.map((i) => entry.params[i]!).filter((p) => this.#journaledInput(p));
    if (restored.length === 0) return block(entry.params, [...entry.body, ...body], [...values, ...yields]);
    const out = yields.map((y) => this.#sweep.fresh(K.NUM, isId(y) ? this.#facts.names.get(y) : undefined));
    const settle = make('settle', out, restored, { attr: this.#told(restored), blocks: [block([], body, yields)] });
    return block(entry.params, [...entry.body, settle], [...values, ...out]);
  }

  /** Segments may change more than numbers. */
  #told(restored: readonly Id[]): string[] {
    if (this.#segments.length === 0) return [];
    return [JSON.stringify(heldState(this.#facts, restored, this.#policy.effects.written, new Set()))];
  }

  #journaledInput(param: Id): boolean {
    if (this.#changedAgain(param)) return true;
    const cls = this.#facts.heap.root(kindOf(this.#facts, param).cls);
    return [...this.#policy.journaled].some((slot) => slot.startsWith(`${cls}:`));
  }

  /** Segments that are run again change what it leads to. */
  #changedAgain(param: Id): boolean {
    if (this.#segments.length === 0) return false;
    const { heap } = this.#facts,
      { written } = this.#policy.effects;
    const reached = heap.closure(classesIn(kindOf(this.#facts, param)));
    return written.has('*') || [...written].some((slot) => reached.has(Number(slot.slice(0, slot.indexOf(':')))));
  }

  #detached(entry: Block): Block {
    const value = entry.yields[0]!,
      shadow = entry.yields[1] ?? lit(null);
    const { body, yields, params } = this.#reverse,
      back = this.#sweep.fresh(K.NOTHING, 'back');
    const made = make('back', [back], [], { blocks: [block(params, body, yields)] });
    return block(entry.params, [...entry.body, made], [value, shadow, back]);
  }
}
