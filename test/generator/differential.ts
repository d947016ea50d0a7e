/**
 * The differential form: value, state and gradient with all passes on are those with each optimising pass left out, with every form of
 * recording, and in a tiny budget. It needs no oracle, and asks for all but the last digits.
 */
import { valueAndGrad } from '../../src/index.ts';
import { locations, read } from '../differences.ts';
import { type Outcome, end, make } from './oracle.ts';
import type { Text } from './text.ts';
import { unequal } from './trace.ts';
import type { Verdict } from './verdict.ts';

type Call = (...args: any[]) => any;

export const PASSES = ['merges', 'fold', 'share', 'hoist', 'counted', 'induction', 'unroll', 'select', 'scalarise', 'slots', 'unswitch', 'doubts', 'strides']; // oxfmt-ignore

const VARIANTS: readonly (readonly [name: string, options: object])[] = [
  ...PASSES.map((pass) => [`without ${pass}`, { without: [pass] }] as const),
  ['without all passes', { without: PASSES }],
  ['snapshot', { mutation: 'snapshot' }],
  ['keep', { mutation: 'keep' }],
  ['in 2 KiB', { memory: 1 << 11 }],
  ['in 16 KiB', { memory: 1 << 14 }],
];

interface Ran extends Outcome {
  readonly gradients: readonly number[];
}

const WITHIN = 1e-12;

export function differential(text: Text): Verdict {
  const all = run(text, {});
  if (codeOf(all.error)) return { kind: 'refused', why: told(all.error) };
  const scale = Math.max(1, ...all.gradients.map(Math.abs).filter(Number.isFinite));
  for (const [name, options] of VARIANTS) {
    const other = run(text, options),
      code = codeOf(other.error);
    // a budget may be too small
    if (code === 'E_MEMORY' && 'memory' in options) continue;
    if (code) return { kind: 'crash', why: `${name}: ${told(other.error)}` };
    const ended = unequal(other.ended, all.ended);
    if (ended) return { kind: 'wrong', why: `${name}: ${ended}` };
    const left = unequal(other.left, all.left);
    if (left) return { kind: 'state', why: `${name}: ${left}` };
    const at = all.gradients.findIndex((g, i) => !near(g, other.gradients[i]!, scale));
    if (at >= 0) return { kind: 'wrong', why: `${name}: a derivative is ${other.gradients[at]}, not ${all.gradients[at]}` };
  }
  return { kind: 'right', why: '', threw: all.threw };
}

const near = (one: number, other: number, scale: number): boolean => Object.is(one, other) || Math.abs(one - other) <= WITHIN * scale;
const told = (error: unknown): string => String(error).split('\n')[0]!;

const codeOf = (error: unknown): string | undefined => {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' && code.startsWith('E_') ? code : undefined;
};

function run(text: Text, options: object): Ran {
  const { f, memory, args } = make(text),
    given = args(),
    places = locations(given);
  const wrt = [...new Set(places.flatMap(({ paths }) => paths.map((path) => path[0] as number)))].sort((a, b) => a - b);
  const full: unknown[] = [];
  const call = (): unknown => {
    const [value, gradients] = (valueAndGrad as Call)(f, { wrt, ...options })(...given);
    wrt.forEach((index, k) => (full[index] = gradients[k]));
    return value;
  };
  const ended = end(call, [given, memory]);
  return { ...ended, gradients: ended.threw ? [] : places.map(({ paths: [path = []] }) => read(full, path) as number) };
}
