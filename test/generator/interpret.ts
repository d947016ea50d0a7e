/**
 * Runs the text of a program on numbers that carry their derivatives. The statements; expressions are in evaluate.ts. It walks Babel's tree
 * and shares nothing with the project: functions are closures of this interpreter, arrays and objects are JavaScript's own.
 */
import { parse } from '@babel/parser';
import { MATH, plain } from './dual.ts';
import { evaluate, put } from './evaluate.ts';
import { Floats } from './floats.ts';

export type Node = any;
type Done = { readonly by: 'break' | 'continue' | 'return'; readonly label?: string | undefined; readonly value?: unknown } | undefined;

/** Variables by name; `home` marks the scope of a function, where `var` lives. */
export class Scope {
  readonly names = new Map<string, unknown>();
  readonly outer: Scope | null;
  readonly home: boolean;
  readonly clock: { steps: number };
  constructor(outer: Scope | null, home = false) {
    this.outer = outer;
    this.home = home;
    this.clock = outer?.clock ?? { steps: 0 };
  }
  find(name: string): Map<string, unknown> {
    for (let at: Scope | null = this; at; at = at.outer) if (at.names.has(name)) return at.names;
    throw new ReferenceError(name);
  }
  declare(kind: string, name: string, value: unknown): void {
    let at: Scope = this;
    if (kind === 'var') while (!at.home && at.outer) at = at.outer;
    at.names.set(name, value);
  }
}

/** Declares what a pattern binds. */
export function bind(pattern: Node, value: unknown, scope: Scope, kind: string): void {
  put(pattern, value, scope, (name, v) => scope.declare(kind, name, v));
}

export function closure(node: Node, scope: Scope): (...args: unknown[]) => unknown {
  return (...args) => {
    const inner = new Scope(scope, true);
    node.params.forEach((param: Node, i: number) =>
      param.type === 'RestElement' ? bind(param.argument, args.slice(i), inner, 'let') : bind(param, args[i], inner, 'let'),
    );
    return node.body.type === 'BlockStatement' ? block(node.body.body, inner)?.value : evaluate(node.body, inner);
  };
}

function block(body: readonly Node[], scope: Scope): Done {
  for (const node of body) if (node.type === 'FunctionDeclaration') scope.declare('let', node.id.name, closure(node, scope));
  for (const node of body) {
    const done = run(node, scope);
    if (done) return done;
  }
  return undefined;
}

/** The label of a loop is known to it, so that `continue` finds its way. */
function loop(node: Node, scope: Scope, labels: readonly string[]): Done {
  const mine = (label: string | undefined): boolean => label === undefined || labels.includes(label);
  const turn = (inner: Scope): Done | 'stop' => {
    if (++scope.clock.steps > 20_000) throw new Error('too many steps');
    const done = run(node.body, inner);
    if (done?.by === 'break' && mine(done.label)) return 'stop';
    return done?.by === 'continue' && mine(done.label) ? undefined : done;
  };
  const test = (inner: Scope): boolean => !node.test || Boolean(plain(evaluate(node.test, inner)));
  const left = (done: Done | 'stop'): Done => (done === 'stop' ? undefined : done);
  switch (node.type) {
    case 'ForStatement': {
      let inner = new Scope(scope);
      if (node.init?.type === 'VariableDeclaration') run(node.init, inner);
      else if (node.init) evaluate(node.init, inner);
      while (test(inner)) {
        const done = turn(inner);
        if (done) return left(done);
        const next = new Scope(scope);
        inner.names.forEach((value, name) => next.names.set(name, value));
        inner = next;
        if (node.update) evaluate(node.update, inner);
      }
      return undefined;
    }
    case 'ForOfStatement':
      for (const value of evaluate(node.right, scope) as Iterable<unknown>) {
        const inner = new Scope(scope);
        bind(node.left.declarations[0].id, value, inner, node.left.kind);
        const done = turn(inner);
        if (done) return left(done);
      }
      return undefined;
    case 'ForInStatement':
      for (const key of Object.keys(evaluate(node.right, scope) as object)) {
        const inner = new Scope(scope);
        bind(node.left.declarations[0].id, key, inner, node.left.kind);
        const done = turn(inner);
        if (done) return left(done);
      }
      return undefined;
    case 'WhileStatement':
      while (test(scope)) {
        const done = turn(scope);
        if (done) return left(done);
      }
      return undefined;
    default:
      do {
        const done = turn(scope);
        if (done) return left(done);
      } while (test(scope));
      return undefined;
  }
}

function choose(node: Node, scope: Scope): Done {
  const inner = new Scope(scope);
  const on = plain(evaluate(node.discriminant, scope));
  let at = node.cases.findIndex((one: Node) => one.test && plain(evaluate(one.test, inner)) === on);
  if (at < 0) at = node.cases.findIndex((one: Node) => !one.test);
  if (at < 0) return undefined;
  const done = block(
    node.cases.slice(at).flatMap((one: Node) => one.consequent),
    inner,
  );
  return done?.by === 'break' && done.label === undefined ? undefined : done;
}

function attempt(node: Node, scope: Scope): Done {
  let done: Done;
  let final: Done;
  try {
    done = run(node.block, scope);
  } catch (error) {
    if (!node.handler) throw error;
    const inner = new Scope(scope);
    if (node.handler.param) bind(node.handler.param, error, inner, 'let');
    done = run(node.handler.body, inner);
  } finally {
    if (node.finalizer) final = run(node.finalizer, scope);
  }
  return final ?? done;
}

function run(node: Node, scope: Scope, labels: readonly string[] = []): Done {
  switch (node.type) {
    case 'ExpressionStatement':
      return void evaluate(node.expression, scope);
    case 'VariableDeclaration':
      for (const { id, init } of node.declarations) bind(id, init ? evaluate(init, scope) : undefined, scope, node.kind);
      return undefined;
    case 'BlockStatement':
      return block(node.body, new Scope(scope));
    case 'IfStatement':
      if (plain(evaluate(node.test, scope))) return run(node.consequent, scope);
      return node.alternate ? run(node.alternate, scope) : undefined;
    case 'LabeledStatement': {
      const done = run(node.body, scope, [...labels, node.label.name]);
      return done?.by === 'break' && done.label === node.label.name ? undefined : done;
    }
    case 'BreakStatement':
      return { by: 'break', label: node.label?.name };
    case 'ContinueStatement':
      return { by: 'continue', label: node.label?.name };
    case 'ReturnStatement':
      return { by: 'return', value: node.argument ? evaluate(node.argument, scope) : undefined };
    case 'ThrowStatement':
      throw evaluate(node.argument, scope);
    case 'SwitchStatement':
      return choose(node, scope);
    case 'TryStatement':
      return attempt(node, scope);
    case 'FunctionDeclaration':
    case 'EmptyStatement':
      return undefined;
    default:
      return loop(node, scope, labels);
  }
}

/** Runs the text of a function's body, as `new Function(text)()` does, and gives what it returns. */
export function interpret(text: string): any {
  const globals = new Scope(null, true);
  Object.entries({ Math: MATH, Float64Array: Floats, Array, Object, Error, undefined, Infinity }).forEach(([name, value]) =>
    globals.names.set(name, value),
  );
  const tree = parse(`function whole() {${text}\n}`).program.body[0] as Node;
  return closure(tree, globals)();
}
