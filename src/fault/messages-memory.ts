/** Messages about memory: arguments, containers, stores, limits. */
import type { Message } from './words.ts';

export const MEMORY = {
  /** bytes, limit, what */
  E_MEMORY: {
    kind: 'refused',
    reason: (d) =>
      `The derivative needs to record ${d.bytes === undefined ? 'more memory than there is' : `${d.bytes} bytes`}${d.what === undefined ? '' : ` of ${d.what}`}${d.limit === undefined ? '' : `, more than the limit of ${d.limit} bytes`}.`,
    hint: () =>
      'Give the bytes that may be taken, `valueAndGrad(f, { memory: bytes })`: long loops are then run again in parts. Or differentiate fewer steps at a time, and pull a cotangent back through each part.',
  },
  /** first, second (constructors) */
  E_PUNNING: {
    kind: 'refused',
    reason: (d) =>
      `The same memory is seen as ${d.first} and as ${d.second}: its bytes mean different numbers, and a derivative has no meaning there.`,
    hint: () => 'Use one kind of typed array for one buffer, or copy the numbers.',
  },
  /** path */
  E_PROXY: {
    kind: 'unsupported',
    reason: (d) => `${d.path ?? 'A value'} is a Proxy, whose properties can mean anything.`,
    hint: () => 'Pass the object behind it, or a plain copy.',
  },
  /** container */
  E_CONTAINER: {
    kind: 'unsupported',
    reason: (d) => `Numbers that the result depends on are kept in a ${d.container ?? 'container'}, which cannot be differentiated yet.`,
    hint: () => 'Use an array or a plain object.',
  },
  /** container */
  E_OPAQUE_STORE: {
    kind: 'refused',
    reason: (d) => `A number that the result depends on is stored into ${d.container ?? 'an object whose inside cannot be seen'}.`,
    hint: () => 'Keep it in an array, a typed array or a plain object.',
  },
  /** where */
  E_ACTIVE_KEY: {
    kind: 'refused',
    reason: () => 'A number that the result depends on is used as the name of a property.',
    hint: () => 'Round it to an integer first (`Math.floor`, `| 0`) if it is meant as an index.',
  },
  'E_ACTIVE_KEY/container': {
    kind: 'refused',
    reason: () =>
      'A number that the result depends on is used as a key of a Map or a Set that existed before the call. What was remembered under it in an earlier call has lost its derivative.',
    hint: () => 'Make the container inside the function, or use a key that the result does not depend on.',
  },
  /** name */
  E_SUBCLASS: {
    kind: 'unsupported',
    reason: (d) =>
      `An object of the class \`${d.name}\` is used; classes that extend typed arrays, Maps and the like, or walk in a way of their own, are not followed.`,
    hint: () => 'Use a plain array, typed array, Map or Set.',
  },
  /** property */
  'E_SUBCLASS/own': {
    kind: 'unsupported',
    reason: (d) => `An array has a property \`${d.property}\` of its own in the place of the builtin one.`,
    hint: () => 'Pass a plain array or typed array.',
  },
  /** property */
  'E_SUBCLASS/field': {
    kind: 'unsupported',
    reason: (d) => `A number that the result depends on is read from \`${d.property}\`, which an array has beside its elements.`,
    hint: () => 'Put it beside the array: `{ list, scale }`.',
  },
} as const satisfies Record<string, Message>;
