/** Messages about the code of the differentiated function: its syntax, its scope, the calls it makes. */
import { type Message, quoted } from './words.ts';

export const PROGRAM = {
  /** names (comma-separated), name (of the function), one (the first) */
  E_CAPTURE: {
    kind: 'refused',
    reason: (d) =>
      `${quoted(d.name, 'The function')} uses variables that could not be found: ${d.names}. They are not parameters, not declared in it, and not visible from outside.`,
    hint: (d) => `Give them along: \`grad(f, { scope: { ${d.one ?? d.names} } })\`, or pass them as arguments.`,
  },
  /** variable, name (of the function) */
  'E_CAPTURE/assigned': {
    kind: 'refused',
    reason: (d) =>
      `${quoted(d.name, 'The function')} assigns the variable \`${d.variable}\`, which lives outside of it, and a variable outside cannot be written back.`,
    hint: (d) =>
      `Keep the value in an object or array (\`state.${d.variable} = …\`), return it, or load the module with a registration of its variables (\`f[Symbol.for('adjoint.captures')]\`).`,
  },
  /** variable */
  'E_CAPTURE/changed': {
    kind: 'refused',
    reason: (d) =>
      `A function that was called as it is gave the variable \`${d.variable}\` another kind of value (or another object) while the differentiated function was using it.`,
    hint: (d) => `Keep the value in an object or array (\`state.${d.variable} = …\`), or pass it as an argument.`,
  },
  /** variable */
  'E_CAPTURE/late': {
    kind: 'refused',
    reason: (d) =>
      `The variable \`${d.variable}\` was given another kind of value since an earlier call, none of which came to where it is read; this call did, in the middle of its run.`,
    hint: () => 'Call again: from now on the variable is read ahead of every call.',
  },
  /** variable, name (of the function), other (function) */
  'E_CAPTURE/unclear': {
    kind: 'refused',
    reason: (d) =>
      `The gradient of the captured variable \`${d.variable}\` is asked for. ${quoted(d.name, 'The function')} and ${quoted(d.other, 'a function that it calls')} both use a variable of this name and value, and whether it is one variable cannot be told.`,
    hint: (d) =>
      `Pass \`${d.variable}\` to the function that is called as an argument, keep it in an object, or declare it at the top of its module.`,
  },
  /** name (of the function) */
  'E_CAPTURE/twin': {
    kind: 'refused',
    reason: (d) =>
      `${quoted(d.name, 'The function')} assigns variables that live outside of it, so it ran beside its derivative; the two did not come to the same result.`,
    hint: () =>
      `Keep the values in an object or array, or load the module with a registration of its variables (\`f[Symbol.for('adjoint.captures')]\`).`,
  },
  /** callee, argument (how the active value gets in) */
  E_NO_RULE: {
    kind: 'refused',
    reason: (d) =>
      `\`${d.callee}\` is called with a value that the result depends on${d.argument === undefined ? '' : ` (${d.argument})`}, but its derivative is not known: it has no rule, and its source cannot be read.`,
    hint: (d) =>
      `Write that step in JavaScript, or give the function a rule: \`defineRule(opaque(${/^[\w$.]+$/.test(String(d.callee)) ? d.callee : 'f'}, { pullback: (yBar, y, ...args) => [/* a cotangent for each argument */] }))\`.`,
  },
  /** how (what turns it into text) */
  E_STRING: {
    kind: 'refused',
    reason: (d) => `A number that the result depends on becomes text (${d.how ?? 'a string'}); a derivative cannot pass through text.`,
    hint: () => 'Keep the number a number; texts that are only printed are fine.',
  },
  E_COERCE: {
    kind: 'refused',
    reason: () =>
      'An object that holds numbers the result depends on is used as a number. JavaScript converts it by `valueOf`, `toString` or `Symbol.toPrimitive`, where a derivative is lost.',
    hint: () => 'Take the number out of the object first: `box.x * 2`, `list[0] * 2`, or call a method that returns it.',
  },
  /** construct (in words, or the node type) */
  E_UNSUPPORTED: {
    kind: 'unsupported',
    reason: (d) => `${d.construct} cannot be differentiated yet.`,
    hint: (d) => `${d.instead ?? 'Write this step with plain functions, loops, arrays and objects'}.`,
  },
  /** construct: `with`, direct `eval` */
  E_DYNAMIC_SCOPE: {
    kind: 'refused',
    reason: (d) => `${d.construct} decides only at run time which variable a name means.`,
    hint: () => 'Name the object, or call a function, instead.',
  },
  /** why */
  E_ARGUMENTS: {
    kind: 'refused',
    reason: (d) => `\`arguments\` is used in a way that cannot be followed: ${d.why ?? 'it is tied to the parameters'}.`,
    hint: () => 'Use rest parameters instead: `(...values) => …`.',
  },
  E_CATCH: {
    kind: 'refused',
    reason: () =>
      'An error that cannot be foreseen, such as a full stack, was caught inside a `try`. What ran before it is only partly known, so the derivative would be a guess.',
    hint: () => 'Test for the condition before it throws, or keep the part that may throw out of the differentiated function.',
  },
  /** property */
  E_ACCESSOR: {
    kind: 'unsupported',
    reason: (d) => `The property \`${d.property}\` is a getter or setter, which runs code whenever it is used.`,
    hint: () => 'Read it into a plain variable before, or use a plain field or a method.',
  },
  /** name */
  E_PRIVATE: {
    kind: 'unsupported',
    reason: (d) =>
      `\`${d.name}\` is a private member of a class that was declared outside of the differentiated code, and cannot be reached from there.`,
    hint: () => 'Use a public field, or declare the class in the differentiated code.',
  },
  /** expected, received, what */
  E_KIND: {
    kind: 'refused',
    reason: (d) => `${d.what ?? 'A value'} is ${d.received ?? 'something else'} where ${d.expected ?? 'a number'} is needed.`,
    hint: () => 'Check the value before it gets here.',
  },
  /** name */
  E_TOO_DEEP: {
    kind: 'refused',
    reason: (d) =>
      `The code of ${quoted(d.name, 'the function')} is nested too deeply to be read (thousands of operators, brackets or calls inside each other).`,
    hint: () => 'Split the expression over several statements, or use a loop over an array.',
  },
  /** what, limit */
  E_TOO_LARGE: {
    kind: 'refused',
    reason: (d) =>
      `The derived program grew beyond its limit${d.limit === undefined ? '' : ` of ${d.limit}`}${d.what === undefined ? '' : ` (${d.what})`}.`,
    hint: () => 'Take fewer nested derivatives, or move repeated code into functions that are called in a loop.',
  },
  /** name, count, limit */
  'E_TOO_LARGE/arguments': {
    kind: 'refused',
    reason: (d) => `${quoted(d.name, 'The function')} was called with ${d.count} arguments; the derivative can take ${d.limit} at most.`,
    hint: () => 'Pass the numbers in an array.',
  },
  /** name (of the builtin) */
  E_INTRINSIC: {
    kind: 'refused',
    reason: (d) =>
      `\`${d.name}\` was replaced after adjoint was loaded. The compiler is made of such functions itself, and could derive anything with another one in their place.`,
    hint: () => 'Put the original back, or replace it before adjoint is imported.',
  },
  /** name, limit */
  E_SPECIALISE: {
    kind: 'refused',
    reason: (d) => `${quoted(d.name, 'The function')} was called with more than ${d.limit} combinations of argument kinds.`,
    hint: () => 'Call it with the same kinds of values each time: numbers where numbers are meant, objects with the same fields.',
  },
} as const satisfies Record<string, Message>;
