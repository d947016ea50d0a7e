/** What was derived and why so: the compilation of one call watched, and its stores counted while it runs on copies. */
import * as memory from '../../mutation/memory/index.ts';
import type { AdjointError } from '../fault/fault.ts';
import { mayBeNumber } from '../facts/kinds.ts';
import { kindOf } from '../facts/memory.ts';
import { print } from '../ir/print.ts';
import type { Program } from '../ir/ir.ts';
import { forEachInstr } from '../ir/walk.ts';
import * as runtime from '../runtime/index.ts';
import { emit } from '../syntax/emit/emit.ts';
import { environment } from '../syntax/environment.ts';
import { read } from '../syntax/read.ts';
import { Call, planOf } from './call.ts';
import { Captures } from './captures.ts';
import { ready } from './ready.ts';
import { type Compiled, type Derived } from './compile.ts';
import { compiledFor } from './twin.ts';
import { PRIMAL } from './pipeline.ts';
import { type Journaled, type KeptValue, type RegionTold, Told } from './told.ts';

/** What `explain` gives; `String(explanation)` is the whole, laid out to be read. */
export interface Explanation {
  /** The function's name. */
  readonly name: string;
  /** `fused`: the function gives a number, its gradient is one program. `detached`: a kernel, whose reverse sweep is a function. */
  readonly mode: 'fused' | 'detached';
  /** What is straight code together, with its lines (`8-9`; lines of other files with their names) and why it is pure or mutating. */
  readonly regions: readonly RegionTold[];
  /** Values that the forward sweep keeps for the reverse sweep. */
  readonly kept: readonly KeptValue[];
  /** Memory that is overwritten: whether what was there is journaled (`snapshot`) or what is needed of it kept (`keep`). */
  readonly journaled: readonly Journaled[];
  /** The program as lowered and after each pass. */
  readonly stages: readonly { readonly name: string; readonly text: string }[];
  /** The text that runs. */
  readonly source: string;
  /**
   * What was run again instead of being recorded: with a budget loops, with their turns, snapshots held at once, segments, and how
   * often a turn was run on average; and calls of what `checkpoint` was given, with how often they were made.
   */
  readonly loops: readonly LoopTold[];
  /** What one run for these arguments kept and journaled; with a budget the most that was there at once. */
  readonly tapeBytes: number;
  readonly journalBytes: number;
  toString(): string;
}

export interface LoopTold {
  readonly kind: 'loop' | 'call';
  readonly line: number;
  readonly turns: number;
  readonly snapshots: number;
  readonly segments: number;
  readonly factor: number;
}

export interface ExplainOptions {
  /** The budget. */
  readonly memory?: number;
  readonly wrt: readonly number[];
  readonly mutation: 'auto' | 'snapshot' | 'keep';
  /** Copies a list of values together; the counted run works on the copy. */
  readonly copy: (values: readonly unknown[]) => unknown[];
}

/** The program of `gradient`, or of `pullback` where the result is no number. */
export function explanation(f: (...args: never[]) => unknown, args: readonly unknown[], options: ExplainOptions): Explanation {
  try {
    return told(f, args, options, 'fused');
  } catch (error) {
    if ((error as Partial<AdjointError> | null)?.code !== 'E_NON_SCALAR') throw error;
    return told(f, args, options, 'detached');
  }
}

function told(f: Function, args: readonly unknown[], options: ExplainOptions, mode: Explanation['mode']): Explanation {
  const { wrt, mutation, memory: budget, copy } = options;
  const stages: { name: string; text: string }[] = [];
  let primal = null as Program | null;
  const around = new Captures(environment());
  const { compiled } = compiledFor(f, args, {
    wrt,
    mode,
    mutation,
    memory: budget,
    environment: around,
    observe(name, program, facts) {
      stages.push({ name, text: print(program, { names: facts.names }) });
      if (name === PRIMAL.at(-1)!.name) primal = program;
    },
  });
  if (mode === 'fused' && !mayBeNumber(kindOf(compiled.facts, primal!.fns[0]!.body.yields[0]!))) return told(f, args, options, 'detached');
  const source = read(f, around);
  const { regions, kept, journaled } = new Told(compiled, primal!, source.site(source.node).file);
  const bytes = measured(compiled, args, { wrt, copy, mode });
  const whole = { name: f.name, mode, regions, kept, journaled, stages, source: compiled.text, ...bytes };
  return Object.defineProperty(whole, 'toString', { value: () => layout(whole) });
}

/** Runs the program once with every store counted, on a copy of what it is called with. */
function measured(
  compiled: Compiled,
  args: readonly unknown[],
  { wrt, copy, mode }: Pick<ExplainOptions, 'wrt' | 'copy'> & Pick<Explanation, 'mode'>,
): { tapeBytes: number; journalBytes: number; loops: readonly LoopTold[] } {
  const text = emit(compiled.program, compiled.facts, { checked: true });
  const counters: runtime.Check[] = [],
    traces = new Map<string, Schedule[]>();
  const check = (): runtime.Check => {
    const counter = runtime.check();
    counters.push(counter);
    return counter;
  };
  const record: typeof memory.record = (advance, ...rest) => {
    const trace = memory.record(advance, ...rest);
    traces.set(advance.name, [...(traces.get(advance.name) ?? []), trace.told]);
    return trace;
  };
  const factory = new Function('Math', `return ${text}`)(runtime.math) as (runtime: unknown, memory: unknown) => Derived;
  const run = factory({ ...runtime, check }, { ...memory, record });
  const captures = compiled.inputs.flatMap((input) => (input.is === 'capture' ? [input.capture.value] : []));
  const roots = copy([...args, ...captures]);
  const graph = new memory.Graph(roots, compiled.roles, { wholeBuffers: compiled.wholeBuffers });
  const call = new Call(planOf(ready({ ...compiled, run }), wrt, args.length), roots, graph);
  if (mode === 'detached') call.pull();
  else call.run();
  const most = (bytes: (kept: runtime.Check['kept']) => number): number => Math.max(0, ...counters.map(({ kept }) => bytes(kept)));
  return {
    tapeBytes: most(({ tape, path, refs }) => 8 * tape + 4 * path + 8 * refs),
    journalBytes: most(({ journal }) => 8 * journal),
    loops: loopsTold(compiled.program, traces),
  };
}

type Schedule = ReturnType<typeof memory.record>['told'];

/** In the order of the text, all runs of a loop together. */
function loopsTold({ fns }: Program, traces: ReadonlyMap<string, readonly Schedule[]>): LoopTold[] {
  const found: LoopTold[] = [];
  for (const fn of fns)
    forEachInstr(fn, ({ op, attr: [name, , plan], site }) => {
      const all = op === 'record' ? traces.get(name!) : undefined;
      if (!all) return;
      const sum = (of: (told: Schedule) => number): number => all.reduce((n, told) => n + of(told), 0);
      const turns = sum((told) => told.turns);
      const { kind } = JSON.parse(plan!) as memory.LoopPlan;
      found.push({
        kind: kind === 'again' ? 'call' : 'loop',
        line: site?.line ?? 0,
        turns,
        snapshots: Math.max(...all.map((told) => told.snapshots)),
        segments: sum((told) => told.segments),
        factor: turns === 0 ? 1 : sum((told) => told.run) / turns,
      });
    });
  return found;
}

type Whole = Omit<Explanation, 'toString'>;

function layout(e: Whole): string {
  const count = (kind: string): number => e.regions.filter((r) => r.kind === kind).length;
  const parts = [
    `${e.name || 'a function'}: ${count('pure')} pure and ${count('mutating')} mutating regions, ` +
      `${e.tapeBytes} bytes kept, ${e.journalBytes} bytes journaled`,
    ...checkpoints(e.loops),
    section(
      'Regions',
      e.regions.map((r) => [r.kind, r.lines, r.reason]),
    ),
    section(
      'Kept',
      e.kept.map((k) => [k.name, k.line, k.why]),
    ),
    section(
      'Memory overwritten',
      e.journaled.map((j) => [j.name, j.lines, `${j.form}: ${j.reason}`]),
    ),
    ...e.stages.map(({ name, text }, i) => {
      const title = i === 0 ? 'As lowered' : `After ${name}`;
      return text === e.stages[i - 1]?.text ? `${title}: the same` : `${title}\n${indented(text.trimEnd())}`;
    }),
    `Emitted\n${indented(e.source.trimEnd())}`,
  ];
  return parts.filter(Boolean).join('\n\n') + '\n';
}

function checkpoints(all: readonly LoopTold[]): string[] {
  const rows = (kind: LoopTold['kind'], row: (l: LoopTold) => string[]): string[][] => all.filter((l) => l.kind === kind).map(row);
  const loops = rows('loop', (l) => [
    `line ${l.line}`,
    `${l.turns} turns`,
    `${l.snapshots} snapshots`,
    `${l.segments} segments`,
    `each turn run ${l.factor.toFixed(2)} times`,
  ]);
  const calls = rows('call', (l) => [`line ${l.line}`, `${l.turns} calls`, `each run ${l.factor.toFixed(2)} times`]);
  return [
    ...(loops.length > 0 ? [section('Checkpointed loops', loops)] : []),
    ...(calls.length > 0 ? [section('Checkpointed calls', calls)] : []),
  ];
}

/** A table whose columns stand under each other. */
function section(title: string, rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return `${title}: none`;
  const widths = rows[0]!.map((_, k) => Math.max(...rows.map((row) => row[k]!.length)));
  const lines = rows.map(
    (row) =>
      '  ' +
      row
        .map((cell, k) => cell.padEnd(widths[k]!))
        .join('  ')
        .trimEnd(),
  );
  return [title, ...lines].join('\n');
}

const indented = (text: string): string => text.replace(/^(?=.)/gm, '  ');
