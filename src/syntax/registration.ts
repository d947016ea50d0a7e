/**
 * What a loader or a bundler plugin tells of a function: `f[Symbol.for('adjoint.captures')]`, a function of the same scope
 *
 *     (i, v) => { switch (i) { case -1: return [a, b]; case 0: a = v; } }
 *
 * that gives the values of the variables which `f` uses from outside, and assigns the one at index `i`. Their names are read
 * from its text, which a minifier changes together with that of `f`; a variable that cannot be assigned has no case. It is
 * called with nothing else, and does nothing else.
 */
import type * as t from '@babel/types';
import { parser, types } from './babel.ts';
import { type Capture, type Environment } from './environment.ts';

export const REGISTRATION = Symbol.for('adjoint.captures');

type Thunk = (index: number, value?: unknown) => readonly unknown[];

/** Names by index; null where the list has something else than a variable. */
interface Listed {
  readonly names: readonly (string | null)[];
  readonly assignable: ReadonlySet<string>;
}

const listed = new Map<string, Listed | null>();
const KEPT = 2000;

/** What the text of a registration lists; null if it is of another form. */
function listOf(thunk: Thunk): Listed | null {
  const text = Function.prototype.toString.call(thunk);
  let found = listed.get(text);
  if (found === undefined) {
    if (listed.size >= KEPT) listed.clear();
    listed.set(text, (found = readList(text)));
  }
  return found;
}

function readList(text: string): Listed | null {
  let root: t.Expression;
  try {
    root = parser().parseExpression(`(${text})`, { attachComment: false, createParenthesizedExpressions: false });
  } catch {
    return null;
  }
  let list: t.ArrayExpression | null = null;
  const assigned: string[] = [];
  types().traverse(root, (node) => {
    if (node.type === 'ArrayExpression') list ??= node;
    if (node.type === 'AssignmentExpression' && node.operator === '=' && node.left.type === 'Identifier') assigned.push(node.left.name);
  });
  if (list === null) return null;
  const names = (list as t.ArrayExpression).elements.map((e) => (e?.type === 'Identifier' ? e.name : null));
  return { names, assignable: new Set(assigned.filter((name) => names.includes(name))) };
}

function thunkOf(fn: Function): Thunk | null {
  const own = Object.getOwnPropertyDescriptor(fn, REGISTRATION);
  return typeof own?.value === 'function' ? (own.value as Thunk) : null;
}

/** A registration as a capture; null where there is none, or the variable has no value yet. */
function registered(fn: Function, name: string): Capture | null {
  const thunk = thunkOf(fn);
  const list = thunk && listOf(thunk);
  const index = list ? list.names.indexOf(name) : -1;
  if (!thunk || !list || index < 0) return null;
  const read = (): unknown => thunk(-1)[index];
  try {
    const capture = { fn, name, value: read(), constant: false, global: false, direct: true, read } as const;
    return list.assignable.has(name) ? { ...capture, write: (value: unknown) => void thunk(index, value) } : capture;
  } catch (error) {
    if (error instanceof ReferenceError) return null;
    throw error;
  }
}

/** `namespace.member`, where the namespace is registered. */
function registeredMember(fn: Function, name: string): Capture | null {
  const dot = name.indexOf('.');
  const root = dot < 0 ? null : registered(fn, name.slice(0, dot));
  if (root === null) return null;
  const read = (): unknown => (root.read() as Record<string, unknown> | null | undefined)?.[name.slice(dot + 1)];
  return { fn, name, value: read(), constant: false, global: false, direct: true, read };
}

/** Registrations on top: they give variables that `below` cannot find, and let those be assigned that it finds to change. */
export function withRegistrations(below: Environment): Environment {
  return {
    captures(fn, names) {
      const found = below.captures(fn, names);
      if (thunkOf(fn) === null) return found;
      for (const name of names) {
        const known = found.get(name);
        if (known && (known.constant || known.direct) && !known.global) continue;
        const own = registered(fn, name) ?? registeredMember(fn, name);
        if (own) found.set(name, own);
      }
      return found;
    },
    values(captures) {
      const others = captures.filter((c) => !c.direct);
      const found = others.length === 0 ? [] : below.values(others);
      let next = 0;
      return captures.map((c) => (c.direct ? c.read() : found[next++]));
    },
    closure: (fn, names) => (thunkOf(fn) === null ? (below.closure?.(fn, names) ?? null) : null),
    locate: (fn) => below.locate(fn),
  };
}
