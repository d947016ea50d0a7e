/** What is asked of calls after calls: the same objects again, one argument at a time, two pullbacks at once, other arguments. */
import { gradient, pullback, valueAndGrad, valueAndGradient } from '../../src/index.ts';
import { copy, differs, locations, off, read, write, type Location } from '../differences.ts';
import { type Check, type Reference, refer, seedsFor } from './judge.ts';
import type { Program } from './program.ts';

type Call = (...args: any[]) => any;

/** The places that the arguments `wrt` hold, with the derivatives wanted there. */
function part({ places, wanted }: Reference, wrt: readonly number[]): { places: Location[]; wanted: number[] } {
  const at = places.flatMap(({ paths }, i) => (paths.some(([index]) => wrt.includes(index as number)) ? [i] : []));
  return {
    places: at.map((i) => ({ paths: places[i]!.paths.filter(([index]) => wrt.includes(index as number)) })),
    wanted: at.map((i) => wanted[i]!),
  };
}

/** Everything that can be reached as it is now; gives what puts it back. */
function remember(root: unknown): () => void {
  const undo = new Map<object, () => void>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || undo.has(value) || Object.isFrozen(value)) return;
    if (ArrayBuffer.isView(value)) return void undo.set(value, ((old) => () => (value as Float64Array).set(old))((value as Float64Array).slice()));
    const holder = value as Record<string, unknown>;
    const old = Object.getOwnPropertyDescriptors(holder);
    undo.set(value, () => {
      for (const key of Object.keys(holder)) if (!(key in old) && !(Array.isArray(holder) && key === 'length')) delete holder[key];
      Object.defineProperties(holder, old);
    });
    Object.values(old).forEach((field) => visit(field.value));
  };
  visit(root);
  return () => undo.forEach((put) => put());
}

/** The same objects with the same contents give the same gradient, in fresh memory. */
const again: Check = (program) => {
  const { f, memory } = program.make();
  const given = program.args();
  const state = [given, memory];
  const before = copy(state);
  const restore = remember(state);
  const first = (gradient as Call)(f, ...given);
  const kept = copy(first);
  restore();
  if (differs(state, before) !== null) return null;
  const second = (gradient as Call)(f, ...given);
  return differs(second, kept, 'the second gradient') ?? differs(first, kept, 'the first gradient after the second call');
};

/** The derivative in each argument by itself is the one that it has beside the others. */
const alone: Check = (program, want) => {
  const indices = [...new Set(want.places.flatMap(({ paths }) => paths.map(([index]) => index as number)))];
  for (const index of indices) {
    const { f } = program.make();
    const found: unknown[] = [];
    found[index] = (valueAndGrad as Call)(f, { wrt: index })(...program.args())[1];
    const { places, wanted } = part(want, [index]);
    const bad = off(found, places, wanted, want.tolerance);
    if (bad !== null) return bad;
  }
  return null;
};

/** A pullback keeps what it needs while another call of the same function runs with other numbers. */
const atOnce: Check = (program, want) => {
  const { f } = program.make();
  const pull = (args: readonly unknown[]): Call => (pullback as Call)(f, ...args)[1];
  const answer = (back: Call, seeds: () => readonly unknown[]): unknown => (want.value === undefined ? back(undefined, ...seeds()) : back(1));
  const given = program.args();
  const other = copy(given);
  for (const { paths: [path = []] } of locations(other)) {
    const number = read(other, path) as number;
    if (!Number.isInteger(number) && !Object.isFrozen(read(other, path.slice(0, -1)))) write(other, path, number * 1.01);
  }
  const one = pull(given);
  const two = pull(other);
  answer(two, () => seedsFor(other, 1));
  return off(answer(one, () => want.seeds(1)), want.places, want.wanted, want.tolerance);
};

/** Every list of arguments that a program is to be called with, and the first one again: all by one function. */
const then: Check = (program) => {
  const lists = [program.args, ...(program.more.then ?? []), program.args];
  if (lists.length === 2) return null;
  const { f } = program.make();
  for (const args of lists) {
    const call: Program = { ...program, args };
    const want = refer(call);
    const counts = program.more.counts ?? [];
    const [value, gradients] = (valueAndGradient as Call)(f, ...args());
    const wrt = args().flatMap((_, i) => (counts.includes(i) || !want.places.some(({ paths }) => paths.some(([index]) => index === i)) ? [] : [i]));
    const [same, parts] = (valueAndGrad as Call)(f, { wrt })(...args());
    const full: unknown[] = [];
    wrt.forEach((index, k) => (full[index] = parts[k]));
    const some = part(want, wrt);
    const bad =
      differs(value, want.value, 'the value') ??
      differs(same, want.value, 'the value') ??
      off(gradients, want.places, want.wanted, want.tolerance) ??
      off(full, some.places, some.wanted, want.tolerance);
    if (bad !== null) return bad;
  }
  return null;
};

export const repeats: Readonly<Record<string, Check>> = { again, alone, 'at once': atOnce, later: then };
