/**
 * The derivatives of a kernel as source: functions from cotangents to cotangents, and from tangents to tangents, made of what
 * its rule tells. They work on shadows in place, so that contributions add up where they belong.
 */
import type { Kernel, Told } from '../../../../rules/index.ts';
import type { Way } from '../../../facts/kernels.ts';

/** What a text is for. */
export interface Asked {
  readonly way: Way;
  /** Arguments that are differentiated. */
  readonly wrt: readonly number[];
  /** By argument: a reference that has a shadow. */
  readonly inMemory: readonly boolean[];
  /** The result is memory. */
  readonly gives: boolean;
}

/** The functions that a text calls as `__told(0)`, `__told(1)`, …: pullbacks, then pushforwards. */
export const toldBy = ({ pullback, pushforward }: Kernel): readonly (Function | null)[] => [pullback, pushforward].flatMap((t) => t ?? []);

const isOne = (told: Told | null): told is Exclude<Told, readonly unknown[]> => typeof told === 'function';
const countOf = (told: Told | null): number => (told === null ? 0 : isOne(told) ? 1 : told.length);

/** Null: the rule does not tell it. */
export const textOf = (rule: Kernel, asked: Asked): string | null => (asked.way === 'back' ? back(rule, asked) : push(rule, asked));

const listed = (count: number, one: (i: number) => string): string => Array.from({ length: count }, (_, i) => one(i)).join(', ');

/** The cotangent of each argument asked for, as code; what comes first is run once. */
function contributions(rule: Kernel, { wrt, inMemory }: Asked, g: string): { readonly first: string; readonly of: Map<number, string> } {
  const { pullback, form } = rule,
    all = listed(inMemory.length, (i) => `a${i}`);
  if (form === 'partials')
    return {
      first: `const c = __list(__told(0)(${all}, y), ${inMemory.length});`,
      of: new Map(wrt.map((i) => [i, `__strong(${g}, c[${i}])`])),
    };
  const given = form === 'adjoint' ? `${g}, y, ${all}` : `${g}, ${all}`;
  if (isOne(pullback))
    return { first: `const c = __list(__told(0)(${given}), ${inMemory.length});`, of: new Map(wrt.map((i) => [i, `c[${i}]`])) };
  return { first: '', of: new Map(wrt.flatMap((i) => (pullback?.[i] ? [[i, `__told(${i})(${given})`] as const] : []))) };
}

function back(rule: Kernel, asked: Asked): string {
  const { wrt, inMemory } = asked,
    { first, of } = contributions(rule, asked, 'g');
  const shadows = wrt.filter((i) => inMemory[i]).map((i) => `s${i}`);
  const params = ['g', 'y', ...inMemory.map((_, i) => `a${i}`), ...shadows].join(', ');
  const values = wrt.map((i) => `const c${i} = ${of.get(i) ?? 'null'};`).join(' ');
  const added = wrt.filter((i) => inMemory[i] && of.has(i)).map((i) => `__accumulate(s${i}, c${i}, ${i});`).join(' '); // oxfmt-ignore
  const numbers = wrt.filter((i) => !inMemory[i]).map((i) => `__number(c${i}, ${i})`);
  const result = numbers.length === 0 ? '' : numbers.length === 1 ? `return ${numbers[0]};` : `return [${numbers.join(', ')}];`;
  return `(${params}) => { ${first} ${values} ${added} ${result} }`;
}

/** The tangents that a told function is given; an argument that is not differentiated has zeros. */
const dotOf = (i: number, { wrt, inMemory }: Asked): string => (wrt.includes(i) ? `d${i}` : inMemory[i] ? `__zeros(a${i})` : '0');

function push(rule: Kernel, asked: Asked): string | null {
  const { wrt, inMemory, gives } = asked,
    terms = termsOf(rule, asked);
  if (terms === null) return null;
  const params = ['y', ...inMemory.map((_, i) => `a${i}`), ...wrt.map((i) => `d${i}`), ...(gives ? ['yd'] : [])].join(', ');
  const body = gives
    ? terms.of.map((term) => `__accumulate(yd, ${term}, -1);`).join(' ')
    : `return ${terms.of.map((term) => `__number(${term}, -1)`).join(' + ') || '0'};`;
  return `(${params}) => { ${terms.first} ${body} }`;
}

function termsOf(rule: Kernel, asked: Asked): { readonly first: string; readonly of: readonly string[] } | null {
  const { pullback, pushforward, form } = rule,
    { wrt, inMemory, gives } = asked;
  const count = inMemory.length,
    all = listed(count, (i) => `a${i}`),
    from = countOf(pullback);
  const isLinear = (i: number): boolean => pullback === null || isOne(pullback) || Boolean(pullback[i]);
  switch (form) {
    case 'partials': {
      const of = wrt.map((i) => `__strong(d${i}, c[${i}])`);
      return { first: `const c = __list(__told(0)(${all}, y), ${count});`, of };
    }
    case 'bilinear':
      return { first: '', of: wrt.filter(isLinear).map((i) => `__kernel(${listed(count, (k) => (k === i ? `d${k}` : `a${k}`))})`) };
    case 'linear':
      if (!wrt.some(isLinear)) return { first: '', of: [] };
      return { first: '', of: [`__kernel(${listed(count, (k) => (isLinear(k) ? dotOf(k, asked) : `a${k}`))})`] };
    default:
  }
  if (isOne(pushforward)) return { first: '', of: [`__told(${from})([${listed(count, (i) => dotOf(i, asked))}], y, ${all})`] };
  if (pushforward !== null) return { first: '', of: wrt.flatMap((i) => (pushforward[i] ? [`__told(${from + i})(d${i}, y, ${all})`] : [])) };
  if (gives || pullback === null) return null;
  // of a number the pullback is the gradient
  const { first, of } = contributions(rule, asked, '1');
  return { first, of: [...of].map(([i, c]) => (inMemory[i] ? `__inner(${c}, d${i}, ${i})` : `__number(${c}, ${i}) * d${i}`)) };
}
