/** Messages about how a verb is called, and about what the differentiated function is and gives back. */
import { type Message, quoted } from './words.ts';

const someFunction = 'the function';

export const CALL = {
  /** received */
  E_NOT_FUNCTION: {
    kind: 'refused',
    reason: (d) => `The first argument must be the function to differentiate, but ${d.received} was given.`,
    hint: () => 'Pass the function itself and then its arguments: `gradient(f, x, y)`.',
  },
  /** name, missing (the parameter), received (what the value became) */
  E_ARITY: {
    kind: 'refused',
    reason: (d) =>
      `No argument was given for the parameter \`${d.missing}\` of ${quoted(d.name, someFunction)}, and its value became ${d.received ?? 'NaN'}.`,
    hint: () => 'Give every argument that the function needs.',
  },
  /** received, name */
  E_NON_SCALAR: {
    kind: 'refused',
    reason: (d) => `${quoted(d.name, 'The function')} returned ${d.received}; a gradient needs a single number.`,
    hint: () => 'Return one number (for example a sum), or use `pullback` with a seed of the shape of the result.',
  },
  /** name; the site is the end of the function */
  'E_NON_SCALAR/nothing': {
    kind: 'refused',
    reason: (d) => `${quoted(d.name, 'The function')} returned nothing (\`undefined\`); a gradient needs a number.`,
    hint: () =>
      'Add the missing `return`. For a kernel that works in place use `pullback`, with seeds for the arguments as they are after the call.',
  },
  /** name */
  E_ASYNC: {
    kind: 'refused',
    reason: (d) =>
      `${quoted(d.name, 'This code')} is asynchronous (\`async\`, \`await\` or a Promise as result): its value is not known when the call returns.`,
    hint: () => 'Wait for the data first, and differentiate a plain function of it.',
  },
  /** name */
  E_GENERATOR: {
    kind: 'refused',
    reason: (d) => `${quoted(d.name, 'This code')} is a generator (\`function*\`, \`yield\`), which hands out its values piece by piece.`,
    hint: () => 'Differentiate a function that walks through the generator and returns one number.',
  },
  /** index, count */
  E_WRT: {
    kind: 'refused',
    reason: (d) => `\`wrt\` asks for argument ${d.index}, but ${d.count === 1 ? 'there is 1 argument' : `there are ${d.count} arguments`}.`,
    hint: () => '`wrt` is the index of an argument, counted from 0, or a list of different indices.',
  },
  /** index, received */
  E_NOT_DIFFERENTIABLE: {
    kind: 'refused',
    reason: (d) =>
      `There is nothing to differentiate with respect to in argument ${d.index}: ${d.received} holds no floating-point number.`,
    hint: () => 'Choose another argument with `wrt`, or pass numbers, a Float64Array, a Float32Array, or arrays and objects of them.',
  },
  /** name */
  E_NO_SOURCE: {
    kind: 'refused',
    reason: (d) => `The source of ${quoted(d.name, someFunction)} is not available: ${d.why ?? 'it is built into the engine'}.`,
    hint: () => 'Pass an ordinary function around it, `(x) => …`, whose text can be read.',
  },
  /** verb */
  E_NESTED: {
    kind: 'unsupported',
    reason: (d) =>
      `${quoted(d.verb, 'A derivative')} is called inside a function that is being differentiated itself, and cannot be followed there.`,
    hint: () =>
      'Inside, use `gradient`, `valueAndGradient`, `grad` or `valueAndGrad` with options that are written there, `pushforward` of numbers, `hvp`, `hessian` and `diagonalHessian` in numbers and arrays of numbers, or `jacobian` and `pullback` from these to the same; or take the inner derivative outside.',
  },
  'E_NESTED/alone': {
    kind: 'unsupported',
    reason: () =>
      'A function made with the option `captures` or `restore` is called inside a function that is being differentiated itself.',
    hint: () => 'Make it without these options: pass the variables as arguments, and copies of what the function changes.',
  },
  'E_NESTED/again': {
    kind: 'unsupported',
    reason: () =>
      'A derivative that runs its function several times is taken inside a function that is being differentiated itself, and the inner function may change what it is given, or do what can be noticed.',
    hint: () =>
      'Let the inner function work on copies of what it changes (`x.slice()`); or use `gradient`, `valueAndGradient`, `pushforward` or `hvp`, which run it once.',
  },
  'E_NESTED/hook': {
    kind: 'unsupported',
    reason: () => '`onCotangent` stands in a function whose derivative is differentiated itself, and its hook cannot be followed there.',
    hint: () =>
      'Inside, give `onCotangent` numbers, and call it in code that only the inner derivative runs; or take the inner derivative outside.',
  },
  /** first, second (paths); wants */
  E_ALIAS: {
    kind: 'refused',
    reason: (d) => `${d.first} and ${d.second} are the same memory after the call, but their seeds have different numbers.`,
    hint: () => 'Give places that share memory the same seed object, or equal numbers; a shared place counts once.',
  },
  /** path */
  E_SEED: {
    kind: 'refused',
    reason: (d) =>
      `The seed ${d.path === undefined ? '' : `at ${d.path} `}does not have the shape of the value: ${d.wants ?? 'a number is needed'}, but ${d.received ?? 'something else'} was given.`,
    hint: () =>
      'A seed mirrors the value that it belongs to: a number for a number, an array for an array; `undefined` where there is none.',
  },
  E_CSP: {
    kind: 'refused',
    reason: () =>
      'This environment forbids code generation from strings (a content security policy without `unsafe-eval`, or `--disallow-code-generation-from-strings`), and the derivative is compiled when it is first needed.',
    hint: () => 'Allow code generation for this page or process, or generate the derivative ahead of time in a build step.',
  },
} as const satisfies Record<string, Message>;
