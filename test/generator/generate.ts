/** A seeded random program: its captures, its arguments, its body, all as text. */
import { FEATURES } from './features/index.ts';
import { more, type Names } from './names.ts';
import { Random } from './random.ts';
import { Statements } from './statements.ts';
import type { Text } from './text.ts';

const numbers = (random: Random, n: number): string => `[${Array.from({ length: n }, () => random.decimal(-1.5, 1.5)).join(', ')}]`;

/** Arguments that share memory in various ways. */
function makeArguments(random: Random): { text: string; names: Pick<Names, 'lists' | 'matrices'> } {
  const length = 3 + random.below(3);
  const floats = (n: number): string => `new Float64Array(${numbers(random, n)})`;
  const v = random.weighted<{ text: string; length: number; typed: boolean }>([
    [2, () => ({ text: floats(3), length: 3, typed: true })],
    [1, () => ({ text: 'u', length, typed: true })],
    [1, () => ({ text: `pool.subarray(1, ${length})`, length: length - 1, typed: true })],
    [1, () => ({ text: `pool.subarray(2, ${length + 2})`, length, typed: true })],
    [2, () => ({ text: numbers(random, 3), length: 3, typed: false })],
  ]);
  const row = (): string =>
    random.weighted<string>([
      [4, () => numbers(random, 3)],
      [1, () => floats(3)],
      [0.5, () => (v.length === 3 ? 'v' : null)],
    ]);
  const rows = 2 + random.below(2);
  const matrix = random.chance(0.12)
    ? `[shared, shared${', shared'.repeat(rows - 2)}]`
    : `[${Array.from({ length: rows }, row).join(', ')}]`;
  const q = random.pick([numbers(random, 3), 'u', 'm[0]', floats(3)]);
  const item = (): string => `{ z: ${random.decimal(-1, 1)}, k: ${random.decimal(-1, 1)} }`;
  const text = [
    `const pool = ${floats(length + 2)};`,
    `const shared = ${numbers(random, 3)};`,
    `const u = pool.subarray(0, ${length});`,
    `const v = ${v.text};`,
    `const m = ${matrix};`,
    `const list = [${item()}, ${item()}];`,
    `const o = { w: ${random.decimal(-1, 1)}, q: ${q}, in: ${random.pick(['list[0]', '{ z: 0.8 }'])}, list: list };`,
    `return [${random.decimal(-1.5, 1.5)}, u, v, m, o, ${2 + random.below(3)}];`,
  ].join('\n');
  return {
    text,
    names: {
      lists: [
        { text: 'u', length, typed: true },
        { text: 'v', length: v.length, typed: v.typed },
        { text: 'o.q', length: 3, typed: false },
      ],
      matrices: [{ name: 'm', rows, length: 3 }],
    },
  };
}

/** Functions of the surroundings: one that is pure, one that writes, one that calls itself, one that writes captured memory. */
const HELPERS: readonly { readonly name: string; readonly takes: readonly ('number' | 'list' | 'count')[]; readonly text: string }[] = [
  { name: 'bend', takes: ['number'], text: 'const bend = (y) => y / (1 + y * y) + RATE;' },
  {
    name: 'nudge',
    takes: ['list', 'count', 'number'],
    text: 'function nudge(b, c, y) { const i = c % b.length; const old = b[i]; b[i] = Math.tanh(old + y * HALF); return old * y; }',
  },
  {
    name: 'fall',
    takes: ['count', 'number'],
    text: 'function fall(c, y) { return c === 0 ? y : Math.sin(fall(c - 1, y * RATE)) + HALF * y; }',
  },
  {
    name: 'note',
    takes: ['number'],
    text: 'function note(y) { work[0] = Math.atan(work[0] * y + work[1]); work[1] = y; state.total += 0.1 * y; return work[0]; }',
  },
  {
    name: 'level',
    takes: ['list'],
    text: 'const level = (b) => { let s = 0; for (let i = 0; i < b.length; i++) s = Math.tanh(s + b[i] * TABLE[i % 4]); return s; };',
  },
];

/** What a program is to be like. */
export interface Wish {
  /** Whether it returns a number; by the seed unless given. */
  readonly result?: boolean;
  /** The features that it has, all of them; none for the core alone; a choice by the seed unless given. */
  readonly only?: readonly string[];
}

export function generate(seed: number, { result = seed % 8 !== 7, only }: Wish = {}): Text {
  const random = new Random(seed);
  const made = makeArguments(random);
  const chosen = FEATURES.filter(({ name, share = 12 }) => (only ? only.includes(name) : random.chance(share / 100)));
  const helpers = HELPERS.filter(() => random.chance(0.4));
  const uses = (name: string): boolean => helpers.some((helper) => helper.name === name) || random.chance(0.3);
  const captured = uses('note');
  const statements = new Statements(random, chosen, 8 + random.below(18), result);
  let names: Names = {
    numbers: ['x', 'o.w', 'o.in.z', 'o.list[1].k', ...(captured ? ['state.total'] : [])],
    variables: ['x', ...(captured ? ['state.total'] : [])],
    counts: [],
    lists: [...made.names.lists, ...(captured ? [{ text: 'work', length: 3, typed: true }] : [])],
    matrices: made.names.matrices,
    stacks: [],
    callees: helpers,
    objects: [],
    classes: [],
    labels: [],
    loops: 0,
    depth: 0,
    inner: false,
    outside: false,
  };
  // what stands outside knows nothing of what is inside
  const nothing: Names = { ...names, numbers: ['HALF', 'RATE'], variables: [], lists: [{ text: 'TABLE', length: 4, typed: false }] };
  const bare: Names = { ...nothing, matrices: [], callees: [], depth: 3, inner: true, outside: true };
  const outside = chosen.flatMap((feature) => feature.outside?.(statements, bare) ?? []);
  for (const { names: added = {} } of outside) names = more(names, added);
  const captures = [
    `const HALF = 0.5, TABLE = ${numbers(random, 4)}, LIMITS = { high: ${random.decimal(0.5, 1.5)} };`,
    `let RATE = ${random.decimal(0.3, 0.9)};`,
    ...(random.chance(0.3) ? ['RATE += 0.1;'] : []),
    `const work = new Float64Array(${numbers(random, 3)}), state = { total: ${random.decimal(-1, 1)} };`,
    ...helpers.map(({ text }) => text),
    ...outside.map(({ text }) => text),
  ];
  const memory = ['work', 'state', ...outside.flatMap((part) => part.memory ?? [])];
  const [body, after] = statements.body(names, Infinity);
  const last = result ? `return ${statements.total(after)};\n` : '';
  const args = `() => {\n${made.text}\n}`;
  const program = `function program(x, u, v, m, o, n) {\n${body}${last}}`;
  const whole = `"use strict";\n${captures.join('\n')}\n${program}\nreturn { f: program, memory: [${memory.join(', ')}], args: ${args} };`;
  return { seed, whole, result, features: chosen.map(({ name }) => name) };
}
