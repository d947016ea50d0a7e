/** Judges and times one workload: the loss, the expert's adjoint and ours take turns in one process. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { explanation, valueAndGrad } from '../src/index.ts';
import type { Twin } from './twins/twin.ts';
import type { Workload } from './workloads/workload.ts';

export interface Figures {
  readonly name: string;
  /** Microseconds of one call. */
  readonly primal: number;
  readonly expert: number;
  /** NaN when there is no right gradient; `verdict` says why. */
  readonly ours: number;
  readonly verdict: string;
}

/** How many times the time of its plain workload a twin takes. */
export interface TwinFigures {
  readonly name: string;
  readonly primal: number;
  readonly ours: number;
  readonly verdict: string;
}

type Gradient = (...args: any[]) => readonly unknown[];

/** The numbers of nested arrays and objects, in order. */
const flat = (value: unknown): number[] => {
  if (typeof value === 'number') return [value];
  if (value instanceof Float64Array) return [...value];
  return typeof value === 'object' && value !== null && !ArrayBuffer.isView(value) ? Object.values(value).flatMap(flat) : [];
};

/** Adds to the numbers of `root`, in the same order. */
function shift(root: any, by: (i: number) => number, at = { i: 0 }): void {
  for (const key of Object.keys(root)) {
    if (typeof root[key] === 'number') root[key] += by(at.i++);
    else if (typeof root[key] === 'object' && root[key] !== null && !(root[key] instanceof Int32Array)) shift(root[key], by, at);
  }
}

/** A deep copy; unlike `structuredClone` it keeps classes. */
function copied(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (ArrayBuffer.isView(value)) return structuredClone(value);
  if (Array.isArray(value)) return value.map(copied);
  const fields = Object.entries(value).map(([key, inner]) => [key, copied(inner)] as const);
  return Object.assign(Object.create(Object.getPrototypeOf(value) as object | null), Object.fromEntries(fields));
}

/** How far two lists of numbers are apart, of the largest. */
const apart = (a: readonly number[], b: readonly number[]): number => {
  if (a.length !== b.length) return Infinity;
  const most = b.reduce((m, x) => Math.max(m, Math.abs(x)), 1e-300);
  return a.reduce((m, x, i) => Math.max(m, Math.abs(x - b[i]!)), 0) / most;
};

/** The expert against differences along a direction through all the numbers. */
function expertError({ f, args, wrt, expert }: Workload): number {
  const [, gradients] = expert(...args);
  const direction = (i: number): number => Math.sin(1 + i * 2.3);
  const slope = flat(gradients).reduce((sum, g, i) => sum + g * direction(i), 0);
  const along = (h: number): number => {
    const moved = args.map(copied);
    const box = wrt.map((k) => moved[k]);
    shift(box, (i) => h * direction(i));
    wrt.forEach((k, i) => (moved[k] = box[i]));
    return f(...moved);
  };
  const central = (h: number): number => (along(h) - along(-h)) / (2 * h);
  return Math.abs((4 * central(1e-5) - central(2e-5)) / 3 / slope - 1);
}

function judge({ f, args, wrt, expert }: Workload, ours: Gradient): string {
  f(...args);
  const before = flat(args);
  const [value, gradients] = ours(...args);
  const [right, wanted] = expert(...args);
  if (!Object.is(value, f(...args)) || Math.abs((value as number) / right - 1) > 1e-10) return 'wrong value';
  const error = Math.max(...wrt.map((_, k) => apart(flat((gradients as unknown[])[k]), flat(wanted[k]))));
  if (!(error < 1e-8)) return `wrong gradient, off by ${error.toExponential(1)}`;
  return apart(flat(args), before) === 0 ? 'ok' : 'arguments changed';
}

/** Least mean of many short turns. */
function race(runs: readonly (() => unknown)[], seconds: number): number[] {
  const once = (run: () => unknown, calls: number): number => {
    const begun = performance.now();
    for (let i = 0; i < calls; i++) run();
    return (performance.now() - begun) / calls;
  };
  const calls = runs.map((run) => {
    const warm = performance.now() + 300;
    while (performance.now() < warm) run();
    return Math.max(1, Math.round(6 / once(run, 3)));
  });
  const least = runs.map(() => Infinity);
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    runs.forEach((run, i) => (least[i] = Math.min(least[i]!, once(run, calls[i]!))));
  }
  return least.map((ms) => ms * 1000);
}

/** Our gradient, and `ok` or what is wrong with it. */
function ourGradient(workload: Workload): { ours: Gradient; verdict: string } {
  try {
    const ours: Gradient = (valueAndGrad as any)(workload.f, { wrt: workload.wrt });
    return { ours, verdict: judge(workload, ours) };
  } catch (problem) {
    const { code = 'crashed', message } = problem as { code?: string; message: string };
    return { ours: () => [], verdict: `${code}: ${message.split('\n')[0]}` };
  }
}

export function measure(workload: Workload, seconds: number): Figures {
  const { name, f, args, expert } = workload;
  const error = expertError(workload);
  if (!(error < 1e-6)) return { name, primal: NaN, expert: NaN, ours: NaN, verdict: `the expert is off by ${error.toExponential(1)}` };
  const { ours, verdict } = ourGradient(workload);
  const runs = [() => f(...args), () => expert(...args), ...(verdict === 'ok' ? [() => ours(...args)] : [])];
  const [primal = NaN, by = NaN, own = NaN] = race(runs, seconds);
  return { name, primal, expert: by, ours: own, verdict };
}

/** What a first call takes in a fresh process (the median of three, in milliseconds), and what one gradient keeps and journals. */
export function once({ name, f, args }: Workload): { readonly first: number; readonly tapeBytes: number; readonly journalBytes: number } {
  const program = fileURLToPath(new URL('first.js', import.meta.url));
  const times = [1, 2, 3].map(() => Number(execFileSync(process.execPath, [program, name], { encoding: 'utf8' })));
  const { tapeBytes, journalBytes } = explanation(f, ...args);
  return { first: times.sort((a, b) => a - b)[1]!, tapeBytes, journalBytes };
}

/** A twin beside its plain workload, loss and gradient in turns. */
export function measureTwin(twin: Twin, seconds: number): TwinFigures {
  const { plain } = twin;
  const [mixed, same] = [ourGradient(twin), ourGradient(plain)];
  const verdict = mixed.verdict === 'ok' ? same.verdict : mixed.verdict;
  const losses = [() => twin.f(...twin.args), () => plain.f(...plain.args)];
  const gradients = verdict === 'ok' ? [() => mixed.ours(...twin.args), () => same.ours(...plain.args)] : [];
  const [loss = NaN, plainLoss = NaN, own = NaN, plainOwn = NaN] = race([...losses, ...gradients], seconds);
  return { name: twin.name, primal: loss / plainLoss, ours: own / plainOwn, verdict };
}
