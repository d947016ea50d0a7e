/** Builders of the syntax that is emitted: plain nodes in Babel's shape. */
import type { Lit } from '../../ir/ir.ts';
import { isSymbolName, spelling } from '../../ir/symbols.ts';

export interface Node {
  readonly type: string;
  readonly [field: string]: unknown;
}

export const name = (text: string): Node => ({ type: 'Identifier', name: text });
export const text = (value: string): Node => ({ type: 'StringLiteral', value });

export function number(value: number): Node {
  if (Number.isNaN(value)) return name('NaN');
  if (value < 0 || Object.is(value, -0)) return unary('-', number(-value));
  return value === Infinity ? name('Infinity') : { type: 'NumericLiteral', value };
}

export function literal({ lit }: Lit): Node {
  switch (typeof lit) {
    case 'number':
      return number(lit);
    case 'string':
      return text(lit);
    case 'boolean':
      return { type: 'BooleanLiteral', value: lit };
    case 'bigint':
      return lit < 0n ? unary('-', { type: 'BigIntLiteral', value: String(-lit) }) : { type: 'BigIntLiteral', value: String(lit) };
    default:
      return lit === null ? { type: 'NullLiteral' } : name('undefined');
  }
}

export const unary = (operator: string, argument: Node): Node => ({ type: 'UnaryExpression', operator, prefix: true, argument });
export const update = (operator: '++' | '--', argument: Node, prefix = false): Node => ({
  type: 'UpdateExpression',
  operator,
  prefix,
  argument,
});
export const binary = (operator: string, left: Node, right: Node): Node => ({ type: 'BinaryExpression', operator, left, right });
export const logical = (operator: '&&' | '||' | '??', left: Node, right: Node): Node => ({
  type: 'LogicalExpression',
  operator,
  left,
  right,
});
export const assign = (operator: string, left: Node, right: Node): Node => ({ type: 'AssignmentExpression', operator, left, right });
export const choose = (test: Node, consequent: Node, alternate: Node): Node => ({
  type: 'ConditionalExpression',
  test,
  consequent,
  alternate,
});
export const invoke = (callee: Node, ...args: Node[]): Node => ({ type: 'CallExpression', callee, arguments: args });
export const construct = (callee: Node, ...args: Node[]): Node => ({ type: 'NewExpression', callee, arguments: args });
export const array = (elements: readonly (Node | null)[]): Node => ({ type: 'ArrayExpression', elements });
export const template = (inner: Node): Node => {
  const quasi = (tail: boolean): Node => ({ type: 'TemplateElement', value: { raw: '', cooked: '' }, tail });
  return { type: 'TemplateLiteral', quasis: [quasi(false), quasi(true)], expressions: [inner] };
};

export const isPlainName = (key: string): boolean => /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key);
export const at = (object: Node, property: Node): Node => ({ type: 'MemberExpression', object, property, computed: true });
export const field = (object: Node, key: string): Node =>
  isPlainName(key) ? { type: 'MemberExpression', object, property: name(key), computed: false } : at(object, keyText(key));
/** A key as a value: a text, or the symbol that it is the name of. */
export const keyText = (key: string): Node => (isSymbolName(key) ? symbol(key) : text(key));

function symbol(key: string): Node {
  const { is, text: known } = spelling(key);
  if (is === 'member') return field(name('Symbol'), known);
  return is === 'registered' ? method(name('Symbol'), 'for', text(known)) : at(field(name('runtime'), 'symbols'), text(known));
}

export const method = (object: Node, key: string, ...args: Node[]): Node => invoke(field(object, key), ...args);

/** `{ key: value, … }`; a key `__proto__` is data, as any other. */
export const record = (keys: readonly string[], values: readonly Node[]): Node => ({
  type: 'ObjectExpression',
  properties: keys.map((key, i) => ({
    type: 'ObjectProperty',
    key: isPlainName(key) && key !== '__proto__' ? name(key) : keyText(key),
    value: values[i]!,
    computed: key === '__proto__' || isSymbolName(key),
    shorthand: false,
  })),
});

/** `{ __proto__: null, … }`: an object that inherits nothing. */
export function bare(keys: readonly string[], values: readonly Node[]): Node {
  const made = record(keys, values);
  const none = { type: 'ObjectProperty', key: name('__proto__'), value: { type: 'NullLiteral' }, computed: false, shorthand: false };
  return { ...made, properties: [none, ...(made['properties'] as Node[])] };
}

/** Plain data: numbers, texts, lists, records. */
export function data(value: unknown): Node {
  if (Array.isArray(value)) return array(value.map(data));
  if (typeof value === 'object' && value !== null) return record(Object.keys(value), Object.values(value).map(data));
  return literal({ lit: value as Lit['lit'] });
}

// statements
export const say = (expression: Node): Node => ({ type: 'ExpressionStatement', expression });
export const declare = (kind: 'const' | 'let', ...pairs: (readonly [Node | string, Node | null])[]): Node => ({
  type: 'VariableDeclaration',
  kind,
  declarations: pairs.map(([id, init]) => ({ type: 'VariableDeclarator', id: typeof id === 'string' ? name(id) : id, init })),
});
export const block = (body: readonly Node[], directives: readonly string[] = []): Node => ({
  type: 'BlockStatement',
  body,
  directives: directives.map((value) => ({
    type: 'Directive',
    value: { type: 'DirectiveLiteral', value, extra: { raw: `'${value}'`, rawValue: value } },
  })),
});
export const give = (argument: Node | null): Node => ({ type: 'ReturnStatement', argument });
export const raise = (argument: Node): Node => ({ type: 'ThrowStatement', argument });
export const leave: Node = { type: 'BreakStatement', label: null };
export const whilst = (test: Node, body: readonly Node[]): Node => ({ type: 'WhileStatement', test, body: block(body) });
export const repeat = (body: readonly Node[], test: Node): Node => ({ type: 'DoWhileStatement', test, body: block(body) });
export const count = (init: Node | null, test: Node, step: Node, body: readonly Node[]): Node => ({
  type: 'ForStatement',
  init,
  test,
  update: step,
  body: block(body),
});
export const attempt = (
  body: readonly Node[],
  error: string | null,
  handler: readonly Node[],
  finalizer: readonly Node[] | null,
): Node => ({
  type: 'TryStatement',
  block: block(body),
  handler: error === null ? null : { type: 'CatchClause', param: name(error), body: block(handler) },
  finalizer: finalizer === null ? null : block(finalizer),
});

/** `if`; a single short statement goes without braces, an `if` alone in the else part makes `else if`. */
export function when(test: Node, consequent: readonly Node[], alternate: readonly Node[]): Node {
  const bare = alternate.length === 0 && consequent.length === 1 && SHORT.has(consequent[0]!.type);
  const other =
    alternate.length === 0 ? null : alternate.length === 1 && alternate[0]!.type === 'IfStatement' ? alternate[0]! : block(alternate);
  return { type: 'IfStatement', test, consequent: bare ? consequent[0]! : block(consequent), alternate: other };
}

const SHORT = new Set(['ExpressionStatement', 'ReturnStatement', 'BreakStatement', 'ThrowStatement']);

/** The opposite of a test: comparisons for equality flip, others get a `!` (`!(a < b)` is not `a >= b`). */
export function negate(test: Node): Node {
  const flipped = FLIP[test['operator'] as string];
  if (test.type === 'BinaryExpression' && flipped) return { ...test, operator: flipped };
  if (test.type === 'UnaryExpression' && test['operator'] === '!') return test['argument'] as Node;
  return unary('!', test);
}
/** Whether `negate` leaves no `!(…)`. */
export const isFlippable = (test: Node): boolean =>
  test.type === 'BinaryExpression' ? String(test['operator']) in FLIP : test.type !== 'LogicalExpression';
const FLIP: Readonly<Record<string, string>> = { '===': '!==', '!==': '===', '==': '!=', '!=': '==' };

export const func = (id: string, params: readonly string[], body: readonly Node[]): Node => ({
  type: 'FunctionDeclaration',
  id: name(id),
  params: params.map(name),
  body: block(body),
  async: false,
  generator: false,
});
export const closure = (params: readonly string[], body: Node): Node => ({
  type: 'ArrowFunctionExpression',
  params: params.map(name),
  body,
  async: false,
  expression: body.type !== 'BlockStatement',
});
/** Puts lines of comment before a node. */
export const comment = (node: Node, lines: readonly string[]): Node => ({
  ...node,
  leadingComments: lines.map((value) => ({ type: 'CommentLine', value: ' ' + value })),
});
