/** Parses the text of one function, in whichever of its forms it is. Of a class the function is the constructor. */
import type * as t from '@babel/types';
import { fault } from '../fault/messages.ts';
import { parser, types } from './babel.ts';
import { completeClasses, constructorOf } from './classes.ts';
import type { FunctionNode } from './read.ts';

export interface Parsed {
  readonly file: t.File;
  readonly node: FunctionNode;
  /** Position of the text's first character among the node positions. */
  readonly offset: number;
  /** Says so itself, or is a class member. */
  readonly strict: boolean;
}

/** The text was accepted by the engine in its own surroundings, so errors that depend on them are let pass. */
const OPTIONS = {
  sourceType: 'script',
  errorRecovery: true,
  allowSuperOutsideMethod: true,
  allowNewTargetOutsideFunction: true,
  allowUndeclaredExports: true,
  attachComment: false,
};

/** A form: what stands around the text, and where the function then is. */
interface Form {
  readonly before: string;
  readonly after: string;
  readonly strict: boolean;
  find(statement: t.Statement): t.Node | null | undefined;
}

const expressionOf = (s: t.Statement): t.Node | null => (s.type === 'ExpressionStatement' ? s.expression : null);
const DECLARATION: Form = { before: '', after: '', strict: false, find: (s) => s };
const EXPRESSION: Form = { before: '(', after: '\n)', strict: false, find: expressionOf };
const METHOD: Form = {
  before: '({',
  after: '\n})',
  strict: false,
  find: (s) => (expressionOf(s) as t.ObjectExpression | null)?.properties?.[0],
};
const MEMBER: Form = {
  before: '(class{',
  after: '\n})',
  strict: true,
  find: (s) => (expressionOf(s) as t.ClassExpression | null)?.body?.body?.[0],
};

const CLASS: Form = {
  before: '(',
  after: '\n)',
  strict: true,
  find: (s) => {
    const node = expressionOf(s);
    if (node?.type !== 'ClassExpression') return null;
    completeClasses(node);
    return constructorOf(node);
  },
};

const FUNCTIONS = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'ObjectMethod',
  'ClassMethod',
  'ClassPrivateMethod',
]);

/** A private method or accessor. */
const PRIVATE = /^(?:(?:async|get|set)\b)?[\s*]*#/;

/** Throws E_NO_SOURCE when the text is no function in any form, and the parser's RangeError when it is too deep. */
export function parseFunction(text: string, name: string): Parsed {
  const named = /^(?:async\s+)?function\b[\s*]*[^\s*(]/.test(text);
  const forms = /^class\b/.test(text) ? [CLASS] : named ? [DECLARATION] : PRIVATE.test(text) ? [MEMBER] : [EXPRESSION, METHOD, MEMBER];
  for (const form of forms) {
    const file = tryParse(form.before + text + form.after);
    const statement = file?.program.body[0];
    const node = statement && file.program.body.length === 1 ? form.find(statement) : null;
    if (!file || !node || !FUNCTIONS.has(node.type)) continue;
    const found = node as FunctionNode;
    if (text.includes('class')) completeClasses(found);
    if (/__name|__publicField/.test(text)) dropHelpers(found);
    return { file, node: found, offset: form.before.length, strict: form.strict || saysStrict(found) };
  }
  throw fault('E_NO_SOURCE', null, { name, why: 'its text is not JavaScript that can be read on its own' });
}

function tryParse(text: string): t.File | null {
  try {
    return parser().parse(text, OPTIONS);
  } catch (error) {
    // by name: Babel may live in another realm than this code
    if ((error as Error | null)?.name === 'SyntaxError') return null;
    throw error;
  }
}

const saysStrict = (node: FunctionNode): boolean =>
  node.body.type === 'BlockStatement' && node.body.directives.some((d) => d.value.value === 'use strict');

/**
 * What esbuild and tsx write around the user's code: `__name(fn, "fn")`, which is `fn` itself, and `__publicField(o, "x", v)`,
 * which gives a new object a field.
 */
function dropHelpers(root: t.Node): void {
  const exit = (node: t.Node): void => {
    if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier') return;
    const [first, second, third] = node.arguments as t.Expression[];
    if (/^__name\d*$/.test(node.callee.name)) {
      if (node.arguments.length === 2 && second?.type === 'StringLiteral' && NAMED.has(first!.type)) become(node, first!);
    } else if (/^__publicField\d*$/.test(node.callee.name) && first?.type === 'ThisExpression' && second) {
      const { memberExpression, assignmentExpression, unaryExpression, numericLiteral } = types();
      const field = { ...memberExpression(first, second, true), start: node.start!, end: node.end! };
      const value = third ?? unaryExpression('void', numericLiteral(0));
      become(node, { ...assignmentExpression('=', field, value), start: node.start!, end: node.end!, loc: node.loc! });
    }
  };
  types().traverse(root, { exit });
}

function become(node: t.Node, other: t.Node): void {
  const fields = node as unknown as Record<string, unknown>;
  for (const key of Object.keys(fields)) delete fields[key];
  Object.assign(fields, other);
}

const NAMED = new Set(['Identifier', 'ThisExpression', 'FunctionExpression', 'ArrowFunctionExpression', 'ClassExpression']);
