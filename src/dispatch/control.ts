/** Control run backwards: the branch that ran, the iterations that ran from the last to the first, the calls that were made. */
import * as K from '../facts/kinds.ts';
import { isInt } from '../facts/kinds.ts';
import { kindOf } from '../facts/memory.ts';
import { block, instr as make } from '../ir/build.ts';
import { neverEnds } from '../ir/ends.ts';
import { type Atom, type Block, type Id, type Instr, isId, lit } from '../ir/ir.ts';
import { Frame } from './frame.ts';
import { type Step, knownBefore } from './stepwise.ts';
import type { Sweep } from './sweep.ts';

export interface ControlFacts {
  /** Reverses the body of a block whose frame is on top. */
  readonly reverseBody: (block: Block) => void;
  readonly tripsOf: (loop: Instr) => Id;
  /** Takes the loop's part of the reverse sweep, if the loop is to be reversed step by step; `null`: that cannot be after all. */
  readonly stepwise: (loop: Instr) => ((step: Step | null) => void) | null;
  /** The callee's reverse sweep: its name, and which results and parameters have cotangents. */
  readonly callee: (name: string) => { readonly back: string; readonly results: readonly number[]; readonly params: readonly number[] };
}

export function reverseControl(sweep: Sweep, instr: Instr, facts: ControlFacts): void {
  sweep.at(instr);
  if (instr.op === 'if') reverseIf(sweep, instr, facts);
  else if (instr.op === 'attempt') reverseAttempt(sweep, instr, facts);
  else if (instr.op === 'guard') reverseGuard(sweep, instr, facts);
  else if (instr.op === 'call' || instr.op === 'record') reverseCall(sweep, instr, facts);
  else if (!reverseStep(sweep, instr, facts)) reverseLoop(sweep, instr, facts);
}

const barsOf = (sweep: Sweep, values: readonly Atom[]): (Atom | null)[] => values.map((v) => (sweep.active(v) ? sweep.bar(v) : null));

function arm(sweep: Sweep, body: Block, bars: readonly (Atom | null)[], facts: ControlFacts): Frame {
  const frame = new Frame(body, sweep.frame);
  if (neverEnds(body)) return frame;
  sweep.within(frame, () => {
    bars.forEach((g, k) => g !== null && sweep.add(body.yields[k]!, g));
    facts.reverseBody(body);
  });
  return frame;
}

/** Cotangents of outer values that a frame changed. */
const changed = (sweep: Sweep, frame: Frame): Id[] =>
  [...frame.bars.keys()].filter((v) => sweep.setting.definitions.of(v).block !== frame.block);

const reverseIf = (sweep: Sweep, instr: Instr, facts: ControlFacts): void =>
  reverseBranch(sweep, instr, instr.args[0]!, instr.blocks, facts);

/** What was attempted is reversed if it did not throw: a branch on the first result. */
const reverseAttempt = (sweep: Sweep, instr: Instr, facts: ControlFacts): void =>
  reverseBranch(sweep, instr, instr.out[0]!, [...instr.blocks].reverse(), facts);

function reverseBranch(sweep: Sweep, instr: Instr, by: Atom, blocks: readonly Block[], facts: ControlFacts): void {
  const bars = barsOf(sweep, instr.out);
  const frames = blocks.map((b) => arm(sweep, b, bars, facts));
  const values = [...new Set(frames.flatMap((f) => changed(sweep, f)))];
  if (values.length === 0 && frames.every((f) => f.out.length === 0)) return;
  const test = sweep.need(by);
  const before = values.map((v) => sweep.bar(v) ?? lit(0));
  const arms = frames.map((f) =>
    block(
      [],
      f.out,
      values.map((v, i) => f.bars.get(v) ?? before[i]!),
    ),
  );
  const out = values.map((v) => sweep.fresh(K.NUM, sweep.barName(v)));
  sweep.push(make('if', out, [test], { blocks: arms, site: instr.site }));
  values.forEach((v, i) => sweep.setBar(v, out[i]!));
}

function reverseGuard(sweep: Sweep, instr: Instr, facts: ControlFacts): void {
  const frame = arm(sweep, instr.blocks[0]!, barsOf(sweep, instr.out), facts);
  for (const i of frame.out) sweep.push(i);
  for (const v of changed(sweep, frame)) sweep.setBar(v, frame.bars.get(v)!);
}

function reverseLoop(sweep: Sweep, instr: Instr, facts: ControlFacts): void {
  const counted = instr.op === 'for',
    body = instr.blocks[0]!;
  const first = counted ? 3 : 1,
    param = counted ? 1 : 0,
    next = counted ? 0 : 1;
  const carried = instr.out.flatMap((o, k) => (sweep.active(o) || sweep.active(body.params[param + k]!) ? [k] : []));
  const inits = carried.map((k) => sweep.bar(instr.out[k]!) ?? lit(0));
  const params = carried.map((k) => sweep.fresh(K.NUM, sweep.barName(body.params[param + k]!)));
  const frame = new Frame(body, sweep.frame, { looping: true });
  const index = sweep.fresh(K.INT, sweep.setting.facts.names.get(counted ? body.params[0]! : -1) ?? 'k');
  if (counted) frame.values.set(body.params[0]!, index);
  const yields: Atom[] = [],
    handedOn: Atom[] = [];
  sweep.within(frame, () => {
    carried.forEach((k, n) => sweep.add(body.yields[next + k]!, params[n]!));
    facts.reverseBody(body);
    for (const k of carried) yields.push(sweep.bar(body.params[param + k]!) ?? lit(0));
    for (const { of } of frame.handed) handedOn.push(sweep.need(of));
  });
  const { carries, handed } = frame;
  if (frame.out.length === 0 && carries.length === 0 && inits.every(isZero)) return;
  const range = counted ? reversed(sweep, instr) : [lit(0), sweep.need(facts.tripsOf(instr)), lit(1)];
  const out = [
    ...carried.map((k) => sweep.fresh(K.NUM, sweep.barName(body.params[param + k]!))),
    ...carries.map((c) => sweep.fresh(K.NUM, sweep.barName(c.value))),
    ...handed.map(() => sweep.fresh(K.NUM)),
  ];
  const all = [...yields, ...carries.map((c) => frame.bars.get(c.value)!), ...handedOn];
  const inner = block([index, ...params, ...carries.map((c) => c.param), ...handed.map((h) => h.param)], frame.out, all);
  const starts = [...inits, ...carries.map((c) => c.init), ...handed.map((h) => h.init)];
  sweep.push(make('for', out, [...range, ...starts], { blocks: [inner], site: instr.site }));
  carries.forEach((c, n) => sweep.setBar(c.value, out[carried.length + n]!));
  carried.forEach((k, n) => sweep.add(instr.args[first + k]!, out[n]!));
}

/** A loop that is reversed while it runs (see stepwise.ts): gives its part away instead of making a loop of it. */
function reverseStep(sweep: Sweep, instr: Instr, facts: ControlFacts): boolean {
  const give = facts.stepwise(instr),
    body = instr.blocks[0]!,
    { definitions } = sweep.setting;
  if (!give) return false;
  const carried = instr.out.flatMap((o, k) => (sweep.active(o) ? [k] : []));
  const seeds = carried.map((k) => sweep.bar(instr.out[k]!) ?? lit(0));
  const { frame: around } = sweep;
  const before = knownBefore(seeds, around.out, (id) => definitions.has(id) && definitions.of(id).index < definitions.indexOf(instr));
  if (!before) {
    give(null);
    return false;
  }
  const moved = new Set(before);
  around.out.splice(0, around.out.length, ...around.out.filter((i) => !moved.has(i)));
  const frame = new Frame(body, around, { visible: true, looping: true });
  sweep.within(frame, () => {
    carried.forEach((k, n) => sweep.add(body.yields[k]!, seeds[n]!));
    facts.reverseBody(body);
  });
  const { carries } = frame;
  const out = carries.map((c) => sweep.fresh(K.NUM, sweep.barName(c.value)));
  give({ before, body: frame.out, params: carries.map((c) => c.param), nexts: carries.map((c) => frame.bars.get(c.value)!), out });
  carries.forEach((c, n) => sweep.setBar(c.value, isZero(c.init) ? out[n]! : sweep.emit('add', [c.init, out[n]!])));
  carried.forEach((k, n) => sweep.add(instr.args[3 + k]!, seeds[n]!));
  return true;
}

const isZero = (a: Atom): boolean => !isId(a) && a.lit === 0;

/** The range of a counted loop from its last index to its first. */
function reversed(sweep: Sweep, { args }: Instr): Atom[] {
  const [from, to] = [sweep.need(args[0]!), sweep.need(args[1]!)],
    step = Number((args[2] as { lit: number }).lit);
  const integral = isInt(kindOf(sweep.setting.facts, from)) && isInt(kindOf(sweep.setting.facts, to));
  if (integral && Math.abs(step) === 1) return [minus(sweep, to, step), minus(sweep, from, step), lit(-step)];
  const span = sweep.emit('div', [sweep.emit('sub', [to, from]), lit(step)]);
  const last = sweep.emit('sub', [sweep.emit('apply', [span], ['Math.ceil']), lit(1)]);
  return [sweep.emit('add', [from, sweep.emit('mul', [last, lit(step)])]), minus(sweep, from, step), lit(-step)];
}

function minus(sweep: Sweep, a: Atom, step: number): Atom {
  if (!isId(a)) return lit(Number(a.lit) - step);
  const id = step < 0 ? sweep.emit('add', [a, lit(-step)]) : sweep.emit('sub', [a, lit(step)]);
  if (isId(id)) sweep.setting.facts.kinds.set(id, kindOf(sweep.setting.facts, a));
  return id;
}

function reverseCall(sweep: Sweep, instr: Instr, facts: ControlFacts): void {
  const { back, results, params } = facts.callee(instr.attr[0]!);
  const bars = results.map((k) => sweep.bar(instr.out[k]!) ?? lit(0));
  const out = params.map((k) => sweep.fresh(K.NUM, isId(instr.args[k]!) ? sweep.barName(instr.args[k]) : 'bar'));
  // the trace of a checkpointed loop has all else that is needed
  const { site } = instr;
  if (instr.op === 'record') sweep.push(make('retrace', out, [sweep.need(instr.out.at(-1)!), ...bars], { site }));
  else sweep.push(make('call', out, bars, { attr: [back], site }));
  params.forEach((k, n) => sweep.add(instr.args[k]!, out[n]!));
}
