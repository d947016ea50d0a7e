/**
 * The twin of a program: the same text with its arithmetic done by `$` (world.ts), on numbers that carry their derivatives. All else is the
 * engine's own: statements, scopes, classes, generators, exceptions and builtins mean in the twin what they mean in the program.
 */
import generator from '@babel/generator';
import { parse } from '@babel/parser';

export type Node = any;
export const print = ((generator as any).default ?? generator) as (tree: Node) => { code: string };
/** The text of a function's body, as a tree: a function declaration. */
export const parseBody = (body: string): Node => parse(`function whole() {${body}\n}`).program.body[0];

const name = (text: string): Node => ({ type: 'Identifier', name: text });
const member = (object: Node, key: string): Node => ({ type: 'MemberExpression', object, property: name(key), computed: false });
const ask = (verb: string, ...args: Node[]): Node => ({ type: 'CallExpression', callee: member(name('$'), verb), arguments: args });
const text = (value: string): Node => ({ type: 'StringLiteral', value });
const later = (body: Node): Node => ({ type: 'ArrowFunctionExpression', params: [], body, expression: true });
const assign = (left: Node, right: Node): Node => ({ type: 'AssignmentExpression', operator: '=', left, right });
const copyOf = (node: Node): Node => structuredClone(node);

const ARITHMETIC = new Set(['+', '-', '*', '/', '%', '**']);
const EQUALITY: Readonly<Record<string, string>> = { '===': '===', '!==': '!==', '==': '==', '!=': '!=' };
const TRUTHS = new Set(['<', '>', '<=', '>=', '===', '!==', '==', '!=', 'in', 'instanceof']);

/** Whether an expression is true or false, never a number. */
function isTruth(node: Node): boolean {
  if (node.type === 'BinaryExpression') return TRUTHS.has(node.operator);
  if (node.type === 'LogicalExpression') return isTruth(node.left) && isTruth(node.right);
  return node.type === 'BooleanLiteral' || (node.type === 'UnaryExpression' && node.operator === '!');
}
const isPlace = (node: Node): boolean =>
  node.type === 'MemberExpression' && node.object.type !== 'Super' && node.property.type !== 'PrivateName';
/** Object and key of a place, evaluated once. */
const cell = (node: Node): Node => ask('cell', change(node.object), node.computed ? change(node.property) : text(node.property.name));

/** The same test as the program makes, on the primal part. */
function test(node: Node): Node {
  return isTruth(node) ? change(node) : ask('truth', change(node));
}

function update(node: Node): Node {
  const { argument, prefix, operator } = node;
  const by = text(operator[0]);
  if (isPlace(argument)) return ask(prefix ? 'stepped' : 'step', cell(argument), by);
  const set = assign(change(copyOf(argument)), ask('next', change(copyOf(argument)), by));
  return prefix ? set : ask('first', change(copyOf(argument)), set);
}

function assignment(node: Node): Node {
  const { left, right, operator } = node;
  if (operator === '=') return { ...node, left: change(left), right: change(right) };
  const binary = operator.slice(0, -1);
  if (ARITHMETIC.has(binary)) {
    if (isPlace(left)) return ask('update', cell(left), text(binary), change(right));
    return assign(change(copyOf(left)), ask('binary', text(binary), change(copyOf(left)), change(right)));
  }
  if (operator === '||=' || operator === '&&=') {
    if (isPlace(left)) return ask('choose', cell(left), text(operator), later(change(right)));
    const keep = ask('truth', change(copyOf(left)));
    const [consequent, alternate] = [change(copyOf(left)), assign(change(copyOf(left)), change(right))];
    return operator === '||='
      ? { type: 'ConditionalExpression', test: keep, consequent, alternate }
      : { type: 'ConditionalExpression', test: keep, consequent: alternate, alternate: consequent };
  }
  return { ...node, left: change(left), right: change(right) };
}

/** What runs again and again counts its steps. */
function counted(body: Node): Node {
  const tick = { type: 'ExpressionStatement', expression: ask('tick') };
  if (body.type !== 'BlockStatement') return { type: 'BlockStatement', directives: [], body: [tick, body] };
  return { ...body, body: [tick, ...body.body] };
}

/** The twin of a tree. */
export function change(node: Node): Node {
  switch (node.type) {
    case 'BinaryExpression':
      if (ARITHMETIC.has(node.operator)) return ask('binary', text(node.operator), change(node.left), change(node.right));
      if (EQUALITY[node.operator]) return { ...node, left: ask('plain', change(node.left)), right: ask('plain', change(node.right)) };
      return children(node);
    case 'UnaryExpression':
      if (node.operator === '-' || node.operator === '+') return ask('signed', text(node.operator), change(node.argument));
      if (node.operator === '!') return { ...node, argument: test(node.argument) };
      return node.operator === 'typeof' ? { ...node, argument: ask('plain', change(node.argument)) } : children(node);
    case 'UpdateExpression':
      return update(node);
    case 'AssignmentExpression':
      return assignment(node);
    case 'LogicalExpression':
      if (node.operator === '??' || isTruth(node.left)) return children(node);
      return ask(node.operator === '&&' ? 'and' : 'or', change(node.left), later(change(node.right)));
    case 'ConditionalExpression':
    case 'IfStatement':
      return { ...children({ ...node, test: null }), test: test(node.test) };
    case 'WhileStatement':
    case 'DoWhileStatement':
    case 'ForStatement': {
      const made = children({ ...node, test: null });
      return { ...made, test: node.test && test(node.test), body: counted(made.body) };
    }
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ObjectMethod':
    case 'ClassMethod':
    case 'ClassPrivateMethod': {
      const made = children(node);
      return { ...made, body: counted(made.body) };
    }
    case 'SwitchStatement':
      return { ...children(node), discriminant: ask('plain', change(node.discriminant)) };
    case 'SwitchCase':
      return { ...children(node), test: node.test && ask('plain', change(node.test)) };
    default:
      return children(node);
  }
}

function children(node: Node): Node {
  const made: Node = {};
  for (const [key, value] of Object.entries(node)) {
    if (Array.isArray(value)) made[key] = value.map((child) => (typeof child?.type === 'string' ? change(child) : child));
    else made[key] = typeof (value as Node)?.type === 'string' ? change(value) : value;
  }
  return made;
}

/** The text of the twin of a function's body. */
export function twin(body: string): string {
  const { body: block } = parseBody(body);
  return [...block.directives, ...block.body.map(change)].map((node) => print(node).code).join('\n');
}
