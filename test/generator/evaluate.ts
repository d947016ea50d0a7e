/** The expressions of interpreted programs, in JavaScript's order of evaluation. */
import { BINARY, Dual, UNARY, plain } from './dual.ts';
import { Floats } from './floats.ts';
import { closure, type Node, type Scope } from './interpret.ts';

const isIndex = (key: unknown): boolean => typeof key === 'number' || (typeof key === 'string' && /^-?\d+(\.\d+)?$/.test(key));

function getMember(object: any, key: any): unknown {
  if (object instanceof Floats && isIndex(key)) return object.get(+key);
  return object[key];
}
function setMember(object: any, key: any, value: any): void {
  if (object instanceof Floats && isIndex(key)) object.put(+key, value);
  else object[key] = Array.isArray(object) && key === 'length' ? plain(value) : value;
}
const keyOf = (node: Node, scope: Scope): any => (node.computed ? plain(evaluate(node.property, scope)) : node.property.name);

/** A place that is found once, then read and written. */
function place(node: Node, scope: Scope): { get(): unknown; set(value: unknown): void } {
  if (node.type === 'Identifier') {
    const names = scope.find(node.name);
    return { get: () => names.get(node.name), set: (value) => void names.set(node.name, value) };
  }
  const object = evaluate(node.object, scope);
  const key = keyOf(node, scope);
  return { get: () => getMember(object, key), set: (value) => setMember(object, key, value) };
}

/** Gives a value to a pattern; `declare` takes names that are new. */
export function put(pattern: Node, value: unknown, scope: Scope, declare?: (name: string, value: unknown) => void): void {
  switch (pattern.type) {
    case 'AssignmentPattern':
      return put(pattern.left, value === undefined ? evaluate(pattern.right, scope) : value, scope, declare);
    case 'ArrayPattern': {
      const values = Array.from(value as Iterable<unknown>);
      pattern.elements.forEach((element: Node, i: number) => {
        if (element?.type === 'RestElement') put(element.argument, values.slice(i), scope, declare);
        else if (element) put(element, values[i], scope, declare);
      });
      return undefined;
    }
    case 'ObjectPattern':
      for (const { key, value: target } of pattern.properties) put(target, getMember(value, key.name), scope, declare);
      return undefined;
    default:
      if (declare && pattern.type === 'Identifier') declare(pattern.name, value);
      else place(pattern, scope).set(value);
  }
}

function assign(node: Node, scope: Scope): unknown {
  const { left, right, operator } = node;
  if (operator === '=') {
    if (left.type.endsWith('Pattern')) {
      const value = evaluate(right, scope);
      put(left, value, scope);
      return value;
    }
    const target = place(left, scope);
    const value = evaluate(right, scope);
    target.set(value);
    return value;
  }
  const target = place(left, scope);
  const old = target.get();
  const short = { '||=': !plain(old), '&&=': Boolean(plain(old)), '??=': old === undefined || old === null }[operator as '||='];
  if (short === false) return old;
  const given = evaluate(right, scope);
  const value = short ? given : (BINARY[operator.slice(0, -1)] as (x: unknown, y: unknown) => unknown)(old, given);
  target.set(value);
  return value;
}

const list = (nodes: readonly Node[], scope: Scope): unknown[] =>
  nodes.flatMap((node) =>
    node.type === 'SpreadElement' ? Array.from(evaluate(node.argument, scope) as Iterable<unknown>) : [evaluate(node, scope)],
  );

function call(node: Node, scope: Scope): unknown {
  const { callee } = node;
  if (callee.type !== 'MemberExpression') {
    const f = evaluate(callee, scope) as (...args: unknown[]) => unknown;
    return f(...list(node.arguments, scope));
  }
  const object = evaluate(callee.object, scope) as any;
  const key = keyOf(callee, scope);
  const f = getMember(object, key);
  const args = list(node.arguments, scope);
  return object instanceof Floats && f === undefined ? object.call(key, args) : Reflect.apply(f as () => unknown, object, args);
}

export function evaluate(node: Node, scope: Scope): unknown {
  switch (node.type) {
    case 'NumericLiteral':
    case 'StringLiteral':
    case 'BooleanLiteral':
      return node.value;
    case 'NullLiteral':
      return null;
    case 'Identifier':
      return scope.find(node.name).get(node.name);
    case 'BinaryExpression': {
      const x = evaluate(node.left, scope);
      return (BINARY[node.operator] as (x: unknown, y: unknown) => unknown)(x, evaluate(node.right, scope));
    }
    case 'UnaryExpression':
      return (UNARY[node.operator] as (x: unknown) => unknown)(evaluate(node.argument, scope));
    case 'UpdateExpression': {
      const target = place(node.argument, scope);
      const old = target.get();
      const next = (BINARY[node.operator[0]] as (x: unknown, y: unknown) => unknown)(old, 1);
      target.set(next);
      return node.prefix ? next : old;
    }
    case 'LogicalExpression': {
      const x = evaluate(node.left, scope);
      const stop = { '&&': !plain(x), '||': Boolean(plain(x)), '??': x !== undefined && x !== null }[node.operator as '&&'];
      return stop ? x : evaluate(node.right, scope);
    }
    case 'ConditionalExpression':
      return evaluate(plain(evaluate(node.test, scope)) ? node.consequent : node.alternate, scope);
    case 'AssignmentExpression':
      return assign(node, scope);
    case 'SequenceExpression':
      return list(node.expressions, scope).at(-1);
    case 'MemberExpression': {
      const object = evaluate(node.object, scope);
      return getMember(object, keyOf(node, scope));
    }
    case 'CallExpression':
      return call(node, scope);
    case 'NewExpression': {
      const args = list(node.arguments, scope);
      return Reflect.construct(
        evaluate(node.callee, scope) as () => unknown,
        args.map((arg) => (arg instanceof Dual ? arg.v : arg)),
      );
    }
    case 'ArrayExpression':
      return list(node.elements, scope);
    case 'ObjectExpression': {
      const made: Record<string, unknown> = {};
      for (const property of node.properties) {
        if (property.type === 'SpreadElement') Object.assign(made, evaluate(property.argument, scope));
        else made[property.key.name ?? property.key.value] = evaluate(property.value, scope);
      }
      return made;
    }
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return closure(node, scope);
    default:
      throw new Error(`the interpreter does not know ${node.type}`);
  }
}
