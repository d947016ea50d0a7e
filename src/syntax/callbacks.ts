/**
 * Functions made by derived code as real functions, for code that is not transformed: the user's own text, run as it is. The
 * variables around it are those of the record that stands for the function; what lies outside of the differentiated function
 * is read and assigned where it is.
 */
import type * as t from '@babel/types';
import { fault } from '../fault/messages.ts';
import { types } from './babel.ts';
import type { Capture } from './environment.ts';
import { printAsIs } from './generator.ts';
import type { FunctionNode, Source } from './read.ts';
import type { Binding } from './scope.ts';
import type { Node } from './emit/ast.ts';

/** A function in whose place a real one is made. */
export interface Template {
  readonly node: FunctionNode;
  readonly source: Source;
  /** What the record has: by binding or `this`, its key, and whether that is a box. */
  readonly taken: ReadonlyMap<Binding | string, { readonly key: string; readonly boxed: boolean }>;
  /** Functions around it that a name always means. */
  readonly fixed: (binding: Binding) => FunctionNode | null;
  /** Variables further out. */
  readonly free: (name: string, assigned: boolean) => Capture | null;
}

/** The key of a record under which the number of its code stands. */
export const CODE = '$code';

export type Make = (record: object) => Function;

/** Gives the function for a record. `real` turns what the record holds into real functions. */
export function makerOf(template: Template, real: (value: unknown) => unknown): Make {
  const writer = new Writer(template);
  const text = writer.text();
  let factory: (...given: unknown[]) => (record: object, real: unknown) => Function;
  try {
    factory = new Function(...writer.given.keys(), text) as typeof factory;
  } catch (error) {
    if (error instanceof EvalError) throw fault('E_CSP', null, {}, { cause: error });
    throw error;
  }
  const make = factory(...writer.given.values());
  return (record) => make(record, real);
}

/** Gives the function for what may be a record, one function for each however often it is asked. */
export function realOf(makers: ReadonlyMap<number, Make>): (value: unknown) => unknown {
  const made = new WeakMap<object, Function>();
  return (value) => {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, CODE)) return value;
    let fn = made.get(value);
    if (!fn) made.set(value, (fn = makers.get((value as Record<string, number>)[CODE]!)!(value)));
    return fn;
  };
}

/** A variable outside, as a property. */
const live = (capture: Capture): object => ({
  get now() {
    return capture.read();
  },
  set now(value: unknown) {
    capture.write!(value);
  },
});

class Writer {
  readonly #template: Template;
  readonly #mark: string;
  /** What the text is given, by name. */
  readonly given = new Map<string, unknown>();
  readonly #names = new Map<Capture, string>();
  readonly #fixed = new Map<FunctionNode, { readonly name: string; text: string }>();
  readonly #used = new Set<string>();

  constructor(template: Template) {
    this.#template = template;
    let mark = '$';
    while (template.source.text.includes(mark)) mark += '$';
    this.#mark = mark;
  }

  text(): string {
    const { source, node } = this.#template;
    const own = this.#function(node);
    const parts = [...this.#used].map(
      (key) => `const ${this.#mark}${key.slice(1)} = ${this.#mark}real(${this.#mark}record[${JSON.stringify(key)}]);`,
    );
    const fixed = [...this.#fixed.values()].map((f) => `const ${f.name} = ${f.text};`);
    const strict = source.strict === false ? '' : `'use strict';\n`;
    return `${strict}return (${this.#mark}record, ${this.#mark}real) => {\n${[...parts, ...fixed].join('\n')}\nreturn ${own};\n};`;
  }

  #function(node: FunctionNode): string {
    const copy = this.#copy(node, null, null, node.type === 'ArrowFunctionExpression', node) as { type: string };
    if (copy.type === 'FunctionDeclaration') copy.type = 'FunctionExpression';
    return `(${printAsIs(copy as unknown as Node)})`;
  }

  /** A syntax tree with other names for what lies around the function. `own`: `this` is the one around it. */
  #copy(node: t.Node, parent: t.Node | null, above: t.Node | null, own: boolean, root: FunctionNode): unknown {
    const other =
      node.type === 'Identifier'
        ? this.#name(node, parent, above, root)
        : node.type === 'ThisExpression' && own
          ? this.#taken('this')
          : null;
    if (other !== null) return isCallee(node, parent) && other.includes('.') ? identifier(`(0, ${other})`) : identifier(other);
    const inner = node === root || node.type === 'ArrowFunctionExpression' || !types().isFunction(node) ? own : false;
    const copy: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(node)) {
      if (key === 'loc' || key === 'start' || key === 'end') continue;
      copy[key] = Array.isArray(value)
        ? value.map((v: unknown) => (isNode(v) ? this.#copy(v, node, parent, inner, root) : v))
        : isNode(value)
          ? this.#copy(value, node, parent, inner, root)
          : value;
    }
    if (node.type === 'ObjectProperty') copy['shorthand'] = false;
    return copy;
  }

  /** What stands for a name; null: itself. */
  #name(node: t.Identifier, parent: t.Node | null, above: t.Node | null, root: FunctionNode): string | null {
    const { source, fixed, free } = this.#template;
    const binding = source.scopes.of(node);
    if (binding === null) {
      if (parent === null || !isVariable(node, parent, above)) return null;
      if (node.name === 'arguments' || node.name === 'undefined') return null;
      const capture = free(node.name, !types().isReferenced(node, parent, above ?? undefined) || parent.type === 'UpdateExpression');
      return capture && this.#outside(capture);
    }
    const target = fixed(binding);
    if (target && (target === root ? root.type !== 'FunctionDeclaration' : !within(target, root))) return this.#helper(target);
    return within(binding.owner, root) ? null : this.#taken(binding);
  }

  #helper(target: FunctionNode): string {
    let found = this.#fixed.get(target);
    if (!found) {
      found = { name: `${this.#mark}f${this.#fixed.size}`, text: '' };
      this.#fixed.set(target, found);
      found.text = this.#function(target);
    }
    return found.name;
  }

  #taken(what: Binding | 'this'): string | null {
    const found = this.#template.taken.get(what);
    if (!found) return null;
    this.#used.add(found.key);
    return `${this.#mark}${found.key.slice(1)}${found.boxed ? '.value' : ''}`;
  }

  #outside(capture: Capture): string | null {
    if (capture.global) return null;
    let name = this.#names.get(capture);
    if (!name) {
      this.#names.set(capture, (name = `${this.#mark}o${this.#names.size}`));
      this.given.set(name, capture.constant ? capture.value : live(capture));
    }
    return capture.constant ? name : `${name}.now`;
  }
}

/** The text takes the place of a name. */
const identifier = (name: string): object => ({ type: 'Identifier', name });

const isNode = (value: unknown): value is t.Node =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';

const within = (inner: t.Node, outer: t.Node): boolean => inner.start! >= outer.start! && inner.end! <= outer.end!;

const isCallee = (node: t.Node, parent: t.Node | null): boolean =>
  (parent?.type === 'CallExpression' || parent?.type === 'OptionalCallExpression') && parent.callee === node;

const isVariable = (node: t.Identifier, parent: t.Node, above: t.Node | null): boolean =>
  types().isReferenced(node, parent, above ?? undefined) || types().isBinding(node, parent, above ?? undefined);
