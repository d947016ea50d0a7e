/** Messages about rules of users. */
import type { Message } from './words.ts';

export const RULES = {
  /** name */
  'E_NO_RULE/forward': {
    kind: 'refused',
    reason: (d) => `\`${d.name}\` has a rule with a pullback alone: of what is no number, tangents cannot be had from it.`,
    hint: () => 'Give the rule a pushforward too: `opaque(f, { pullback, pushforward: (dots, y, ...args) => … })`.',
  },
  /** name, reason */
  'E_NO_RULE/never': {
    kind: 'refused',
    reason: (d) => `\`${d.name}\` is not to be differentiated, by its rule: ${String(d.reason).replace(/\.$/, '')}.`,
    hint: () => 'Take the value out of the derivative before the call, or give the function another rule.',
  },
  /** name, found */
  E_CHECK: {
    kind: 'refused',
    reason: (d) => `The derivatives of \`${d.name}\` are not right.\n${d.found}`,
    hint: () => 'Look at the rule of the function, or at the functions that it calls; a point at a kink has no derivative to compare with.',
  },
  /** received */
  E_RULE: {
    kind: 'refused',
    reason: (d) => `This is no rule: ${d.received}.`,
    hint: () =>
      'Make one with `scalar`, `flat`, `inert`, `linear`, `bilinear`, `opaque`, `overwrite`, `model`, `method`, `source` or `never`: `defineRule(scalar(f, (x, y) => [1 - y * y]))`.',
  },
  /** word, received */
  'E_RULE/function': {
    kind: 'refused',
    reason: (d) => `A rule belongs to a function, but \`${d.word}\` was given ${d.received}.`,
    hint: () => 'Give the function itself: a rule is found by its identity.',
  },
  /** name, what, received */
  'E_RULE/part': {
    kind: 'refused',
    reason: (d) => `The rule of \`${d.name}\` has ${d.received} for ${d.what}.`,
    hint: () =>
      'Derivatives are told as functions; of a function per argument, null stands for no derivative. `writes` is the index of an argument, or a list of them.',
  },
  /** name, what */
  'E_RULE/source': {
    kind: 'refused',
    reason: (d) => `The text of what the rule of \`${d.name}\` has for ${d.what} cannot be read: it is built in, or bound.`,
    hint: () => 'Write it as a function, which may call the built-in one: `(x) => f(x)`.',
  },
  /** name, count, want */
  'E_RULE/partials': {
    kind: 'refused',
    reason: (d) => `\`${d.name}\` has a rule for functions of numbers, and is called with ${d.received}.`,
    hint: () => 'Use `opaque` for functions of anything else.',
  },
  /** name, received, want */
  'E_RULE/gave': {
    kind: 'refused',
    reason: (d) => `\`${d.name}\` gave ${d.received}, and its rule says ${d.want}.`,
    hint: () => 'Say in the rule what the function gives.',
  },
  /** name, argument */
  'E_RULE/alias': {
    kind: 'refused',
    reason: (d) => `\`${d.name}\` gave memory of argument ${d.argument}. A rule tells the derivative of a function that gives new memory.`,
    hint: () => 'Use `overwrite` for a function that writes its argument, or `model` for one that hands it on.',
  },
  /** name, argument */
  'E_RULE/overlap': {
    kind: 'refused',
    reason: (d) => `\`${d.name}\` writes argument ${d.argument}, and was given another view of the same memory.`,
    hint: () => 'Give it memory that does not overlap, or the very same view.',
  },
  /** name */
  'E_RULE/result': {
    kind: 'refused',
    reason: (d) => `\`${d.name}\` has a rule, but what it gives cannot be told from its source.`,
    hint: () =>
      "Say it in the rule: `result: 'number'`, `'Float64Array'`, `'number[]'`, `'number[][]'`, or a function that makes something of the same shape.",
  },
  /** name, count */
  'E_RULE/list': {
    kind: 'refused',
    reason: (d) => `The pullback of \`${d.name}\` gives no list of cotangents.`,
    hint: (d) => `Give one entry for each of the ${d.count} arguments, null for those without derivative.`,
  },
  /** name, got, want */
  'E_RULE/count': {
    kind: 'refused',
    reason: (d) => `The pullback of \`${d.name}\` gives ${d.got} cotangents; the call has ${d.want} arguments.`,
    hint: () => 'Give one entry for each argument, null for those without derivative.',
  },
  /** name, argument, got, want */
  'E_RULE/shape': {
    kind: 'refused',
    reason: (d) =>
      `The pullback of \`${d.name}\` gives argument ${d.argument} a cotangent of another shape: ${d.got} in place of ${d.want}.`,
    hint: () => 'A cotangent has the shape of its argument: a number for a number, an array of the same length for an array.',
  },
  /** name, got, want */
  'E_RULE/tangent': {
    kind: 'refused',
    reason: (d) => `The pushforward of \`${d.name}\` gives a tangent of another shape than the result: ${d.got} in place of ${d.want}.`,
    hint: () => 'A tangent has the shape of the result.',
  },
} as const satisfies Record<string, Message>;
