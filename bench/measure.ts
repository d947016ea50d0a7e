/** Judges and times one workload: the loss, the expert's adjoint and ours take turns in one process. */
import { valueAndGrad } from '../src/index.ts';
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
    const moved = structuredClone(args);
    const box = wrt.map((k) => moved[k]);
    shift(box, (i) => h * direction(i));
    wrt.forEach((k, i) => (moved[k] = box[i]));
    return f(...moved);
  };
  const central = (h: number): number => (along(h) - along(-h)) / (2 * h);
  return Math.abs((4 * central(1e-5) - central(2e-5)) / 3 / slope - 1);
}

function judge({ f, args, wrt, expert }: Workload, ours: (...args: any[]) => readonly unknown[]): string {
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

export function measure(workload: Workload, seconds: number): Figures {
  const { name, f, args, wrt, expert } = workload;
  const error = expertError(workload);
  if (!(error < 1e-6)) return { name, primal: NaN, expert: NaN, ours: NaN, verdict: `the expert is off by ${error.toExponential(1)}` };
  let verdict: string;
  let ours: (...args: any[]) => readonly unknown[] = () => [];
  try {
    ours = (valueAndGrad as any)(f, { wrt });
    verdict = judge(workload, ours);
  } catch (problem) {
    verdict = `${(problem as { code?: string }).code ?? 'crashed'}: ${String((problem as Error).message).split('\n')[0]}`;
  }
  const runs = [() => f(...args), () => expert(...args), ...(verdict === 'ok' ? [() => ours(...args)] : [])];
  const [primal = NaN, by = NaN, own = NaN] = race(runs, seconds);
  return { name, primal, expert: by, ours: own, verdict };
}
