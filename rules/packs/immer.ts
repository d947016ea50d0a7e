/**
 * immer's `produce`: a recipe is differentiated like any other code that changes objects. In derived code the recipe gets a copy
 * of the state in place of a draft, and what it leaves is frozen as immer does it.
 *
 * Parts of the state that a recipe leaves alone are copies there, equal and frozen, and not the same objects.
 *
 * @example
 * defineRule(...immer({ produce }));
 */
import { AdjointError, type Rule, flat, model, never } from '../../src/index.ts';
import { type Any, type Make, type Verdict, knowing, rulesOf, verdictsOf } from './pack.ts';

const isPlain = (x: object): boolean => {
  const proto: unknown = Object.getPrototypeOf(x);
  return Array.isArray(x) || x instanceof Map || x instanceof Set || proto === Object.prototype || proto === null;
};

/** What a value leads to. */
const partsOf = (x: object): Iterable<unknown> =>
  x instanceof Map ? [...x.keys(), ...x.values()] : x instanceof Set ? x : Object.values(x);

/** Only what immer makes drafts of is copied by derived code. */
function requirePlain(state: unknown, seen = new Set<unknown>()): void {
  if (typeof state === 'function' || (typeof state === 'object' && state !== null && !isPlain(state)))
    throw new AdjointError(
      'E_UNSUPPORTED',
      'unsupported',
      '`produce` was given a state with functions or with objects of a class.',
      'The rule for immer holds for states of plain objects, arrays, Maps and Sets.',
      null,
    );
  if (typeof state !== 'object' || state === null) return;
  // a draft of each place, in immer: derived code would make one copy of both
  if (seen.has(state))
    throw new AdjointError('E_UNSUPPORTED', 'unsupported', '`produce` was given a state that holds an object twice.', 'Give it a tree, as immer asks for.', null);
  seen.add(state);
  for (const part of partsOf(state)) requirePlain(part, seen);
}

/** Whether the recipe has left everything as it was. */
function isUnchanged(state: unknown, next: unknown): boolean {
  if (Object.is(state, next)) return true;
  if (typeof state !== 'object' || typeof next !== 'object' || state === null || next === null) return false;
  const [a, b] = [state, next].map((x) => (x instanceof Map ? [...x].flat() : x instanceof Set ? [...x] : Object.entries(x).flat()));
  return Array.isArray(state) === Array.isArray(next) && a!.length === b!.length && a!.every((part, i) => isUnchanged(part, b![i]));
}

function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  for (const part of partsOf(value)) freeze(part);
  if (!ArrayBuffer.isView(value)) Object.freeze(value);
}

/** Whether this copy of immer freezes what it makes now (`setAutoFreeze`). */
const freezes = (produce: Any): boolean => Object.isFrozen(produce({ a: 0 }, (draft: { a: number }) => void (draft.a = 1)));

function ofProduce(produce: Any): Rule[] {
  const settled = (value: unknown): unknown => {
    if (freezes(produce)) freeze(value);
    return value;
  };
  const run = (state: any, recipe: any): unknown => {
    requirePlain(state);
    const draft = structuredClone(state);
    const given = recipe(draft);
    if (given !== undefined) return settled(given);
    return isUnchanged(state, draft) ? state : settled(draft);
  };
  const called = (): readonly unknown[] => [requirePlain, settled, isUnchanged];
  knowing(run, called);
  // a recipe alone gives a function of the state
  const told = (state: any, recipe: any): unknown =>
    typeof state === 'function' ? (base: any, ...rest: any[]) => run(base, (draft: any) => state(draft, ...rest)) : run(state, recipe);
  return [
    flat(requirePlain as Any, 'nothing'),
    flat(isUnchanged as Any, 'truth'),
    flat(settled as Any, 'argument'),
    model(produce, knowing(told, () => [run])),
  ];
}

const aside = (reason: string): Make => (fn) => never(fn, reason);
const TABLE: Readonly<Record<string, Make>> = { current: (fn) => model(fn, (draft: any) => structuredClone(draft)) };

const DRAFTS = 'derived code has copies in place of drafts';
const REFUSED: Readonly<Record<string, Make>> = {
  Immer: aside('take its `produce` out of it, and give that to the pack'),
  applyPatches: aside('patches hold paths as text'),
  createDraft: aside(DRAFTS),
  finishDraft: aside(DRAFTS),
  freeze: aside('use `Object.freeze`'),
  isDraft: aside(DRAFTS),
  isDraftable: aside(DRAFTS),
  isModified: aside(DRAFTS),
  original: aside(DRAFTS),
  produceWithPatches: aside('patches hold paths as text'),
};

/** Settings and names, and functions that give what they are given. */
const SOURCE = ['castDraft', 'castImmutable', 'enableArrayMethods', 'enableMapSet', 'enablePatches', 'immerable', 'nothing', 'setAutoFreeze', 'setUseStrictIteration', 'setUseStrictShallowCopy']; // oxfmt-ignore

/** The rules for the functions of immer that are given, by their names there. */
export const immer = (functions: Readonly<Record<string, unknown>>): Rule[] => [
  ...(typeof functions.produce === 'function' ? ofProduce(functions.produce as Any) : []),
  ...rulesOf({ ...TABLE, ...REFUSED }, functions),
];

export const verdicts: Readonly<Record<string, Verdict>> = { produce: 'rule', ...verdictsOf(TABLE, Object.keys(REFUSED), SOURCE) };
