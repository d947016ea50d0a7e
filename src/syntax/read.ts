/**
 * From a live function to its syntax tree. The text is what `Function.prototype.toString` gives (an own `toString` can
 * lie); functions with the same text share one tree, and only their places differ.
 */
import type * as t from '@babel/types';
import { fault } from '../fault/messages.ts';
import type { Site } from '../ir/ir.ts';
import { bounded, isLoaded } from './babel.ts';
import { classOfConstructor } from './classes.ts';
import type { Environment, Located } from './environment.ts';
import { installFramer } from './frame.ts';
import { type Parsed, parseFunction } from './parse.ts';
import { candidatesIn, flatten, namespaceForm } from './namespace.ts';
import { isManyScripts } from './packages.ts';
import { type Scopes, scopesOf } from './scope.ts';
import { Refused } from './generators/shape.ts';
import { standInText } from './stand-in.ts';
import { withoutGenerators } from './generators/rewrite.ts';
import { Positions, anonymous } from './site.ts';

export type FunctionNode =
  | t.FunctionDeclaration
  | t.FunctionExpression
  | t.ArrowFunctionExpression
  | t.ObjectMethod
  | t.ClassMethod
  | t.ClassPrivateMethod;

export interface Source {
  readonly name: string;
  readonly text: string;
  readonly file: string;
  readonly node: FunctionNode;
  /** The class whose constructor it is. */
  readonly cls: t.Class | null;
  /** Runs in strict mode; null: that cannot be seen (an arrow or method outside of a module). */
  readonly strict: boolean | null;
  readonly scopes: Scopes;
  /** It was written as a generator: calling it makes an iterator. */
  readonly generator: boolean;
  /** The place of a node in the user's file. Works itself out when it is looked at. */
  site(node: t.Node): Site;
  /** The place of the last character of a node. */
  last(node: t.Node): Site;
}

/** Held weakly: a tree takes far more room than its text, and is wanted again only when its function is compiled again. */
type Sources = WeakMap<Function, WeakRef<Source>>;
const sources: Sources = new WeakMap();
const identified: Sources = new WeakMap();
const sourceText = Function.prototype.toString;

/**
 * Reads a function. Faults: E_NO_SOURCE, E_ASYNC, E_TOO_DEEP, E_UNSUPPORTED where a generator cannot be rewritten. `identity`:
 * functions in it that are used as values have one value each, so that they can be compared.
 */
export function read(fn: Function, environment: Environment, identity = false): Source {
  const known = identity ? identified : sources;
  const before = known.get(fn)?.deref();
  if (before) return before;
  const source = readNow(fn, environment, identity);
  known.set(fn, new WeakRef(source));
  return source;
}

/** Where the text of a function begins. */
export function beginning(fn: Function, environment: Environment): Site {
  const text = standInText(fn) ?? sourceText.call(fn);
  return new Positions(text, 0, () => environment.locate(fn) ?? { file: anonymous(text), line: 1, column: 1 }).site(0);
}

/** Reads a function's text that speaks of its parameters and globals only (the functions of rules). */
export function readSource(text: string, name = '', file = '<rule>'): Source {
  return build(text, name, true, () => ({ file, line: 1, column: 1 }), false);
}

function readNow(fn: Function, environment: Environment, identity: boolean): Source {
  const text = textOf(fn);
  const name = nameOf(fn);
  // the host's first look at a script costs more with every script that is loaded
  if (isManyScripts && !isLoaded()) environment.locate(fn);
  if (isBuiltin(fn, name) && (environment.locate(fn)?.file ?? 'node:').startsWith('node:'))
    throw fault('E_NO_SOURCE', null, { name, why: 'it is built into the engine' });
  const place = (): Located => environment.locate(fn) ?? { file: anonymous(text), line: 1, column: 1 };
  return build(text, name, Object.hasOwn(fn, 'arguments') ? false : null, place, identity, (names) => environment.captures(fn, names));
}

/** A function of the platform, some of which have readable text. */
const isBuiltin = (fn: Function, name: string): boolean => Object.getOwnPropertyDescriptor(globalThis, name)?.value === fn;

/** The function's own name, without running anything of the user's. */
function nameOf(fn: Function): string {
  const own = Object.getOwnPropertyDescriptor(fn, 'name');
  return typeof own?.value === 'string' ? own.value : '';
}

function textOf(fn: Function): string {
  const standIn = standInText(fn);
  if (standIn !== undefined) return standIn;
  const text = sourceText.call(fn);
  if (!/\{\s*\[native code\]\s*\}\s*$/.test(text)) return text;
  if (isProxy(fn)) throw fault('E_NO_SOURCE', null, { why: 'it is a Proxy, which hides the function behind it' });
  const name = nameOf(fn);
  const bound = name.startsWith('bound ') && !Object.hasOwn(fn, 'prototype');
  throw fault('E_NO_SOURCE', null, {
    name,
    why: bound ? 'it was made by `bind`, which hides the function behind it' : 'it is built into the engine',
  });
}

/** Only Node can tell; elsewhere a proxy counts as built in. */
const isProxy = (fn: Function): boolean =>
  typeof process === 'object' && typeof process.getBuiltinModule === 'function' && process.getBuiltinModule('node:util').types.isProxy(fn);

/** A parsed text with its scopes; its generators are plain functions already. */
interface Tree extends Parsed {
  readonly scopes: Scopes;
  /** The text is that of a generator. */
  readonly generator: boolean;
  /** The position in the text by that in the tree; null where they are the same. */
  readonly origin: readonly number[] | null;
  /** What could not be rewritten. */
  readonly refused: Refused | null;
}

/** The whole class, where the function is a constructor. */
const scopesIn = ({ file, node }: { readonly file: t.File; readonly node: FunctionNode }, identity: boolean): Scopes =>
  scopesOf(file, classOfConstructor(node) ?? node, identity);

function prepare(text: string, name: string, identity: boolean): Tree {
  const parsed = parseFunction(text, name);
  const plain = {
    ...parsed,
    scopes: scopesIn(parsed, identity),
    origin: null,
    refused: null,
    generator: parsed.node.generator === true,
  };
  if (!text.includes('*')) return plain;
  try {
    const made = withoutGenerators(parsed, plain.scopes);
    return made ? { ...plain, ...made, scopes: scopesIn(made, identity) } : plain;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { ...plain, refused: error };
  }
}

const shared = new Map<string, Tree>();
const KEPT = 500;

/** The tree of a text; the last few hundred are kept, so that closures made again and again are parsed once. */
function treeOf(text: string, name: string, identity: boolean, form = text, change?: (tree: Tree) => void): Tree {
  const key = identity ? `=${form}` : form;
  let found = shared.get(key);
  if (!found) {
    found = prepare(text, name, identity);
    if (change) {
      change(found);
      found = { ...found, scopes: scopesIn(found, identity) };
    }
    if (shared.size >= KEPT) shared.delete(shared.keys().next().value!);
    shared.set(key, found);
  }
  return found;
}

/** The tree for one function: members of the namespaces that it captures are names. */
function treeFor(text: string, name: string, identity: boolean, capturing: Capturing): Tree {
  const plain = treeOf(text, name, identity);
  const names = new Set(candidatesIn(plain.node, plain.scopes).map((c) => c.object));
  if (names.size === 0) return plain;
  const forms = new Map(
    [...capturing([...names])].flatMap(([n, { value }]) => {
      const form = namespaceForm(value);
      return form ? [[n, form] as const] : [];
    }),
  );
  if (forms.size === 0) return plain;
  return treeOf(text, name, identity, JSON.stringify([text, ...forms]), (tree) => {
    for (const candidate of candidatesIn(tree.node, tree.scopes)) {
      const form = forms.get(candidate.object);
      if (form === 'module' || (form === 'exports' && !candidate.method)) flatten(candidate);
    }
  });
}

type Capturing = (names: readonly string[]) => ReadonlyMap<string, { readonly value: unknown }>;

function build(text: string, name: string, strict: boolean | null, place: () => Located, identity: boolean, capturing?: Capturing): Source {
  installFramer();
  const tree = bounded(() => (capturing ? treeFor(text, name, identity, capturing) : treeOf(text, name, identity)), {
    name,
    site: () => new Positions(text, 0, place).site(0),
  });
  const positions = new Positions(text, tree.offset, place);
  const { node, origin, refused } = tree;
  const at = (position: number): Site => positions.site(origin ? origin[position]! : position);
  if (node.async) throw fault('E_ASYNC', at(node.start!), { name });
  if (refused) throw fault('E_UNSUPPORTED', positions.site(refused.node.start ?? node.start!), { construct: refused.construct });
  return {
    name,
    text,
    node,
    cls: classOfConstructor(node) ?? null,
    scopes: tree.scopes,
    generator: tree.generator,
    get strict() {
      const plain = node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression';
      return tree.strict || (strict ?? (plain || place().module || null));
    },
    get file() {
      return positions.file;
    },
    site: (n) => at(n.start!),
    last: (n) => positions.site((origin ? origin[n.end!]! : n.end!) - 1),
  };
}
