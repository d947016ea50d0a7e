/** Classes as syntax: their constructor, written or implied, and what their bodies hold. */
import type * as t from '@babel/types';
import { types } from './babel.ts';

const classes = new WeakMap<t.Node, t.Class>();
const constructors = new WeakMap<t.Class, t.ClassMethod>();

/** The class that a function is the constructor of. */
export const classOfConstructor = (fn: t.Node): t.Class | undefined => classes.get(fn);

/** Gives every class in a tree its constructor. Before the scopes of the tree are made. */
export function completeClasses(root: t.Node): void {
  types().traverse(root, (node) => {
    if (node.type === 'ClassDeclaration' || node.type === 'ClassExpression') constructorOf(node);
  });
}

/** The constructor; one that is implied is put into the class. */
export function constructorOf(cls: t.Class): t.ClassMethod {
  let found = constructors.get(cls);
  if (found) return found;
  found = cls.body.body.find((m): m is t.ClassMethod => m.type === 'ClassMethod' && m.kind === 'constructor');
  if (!found) {
    found = implied(cls);
    cls.body.body.unshift(found);
  }
  constructors.set(cls, found);
  classes.set(found, cls);
  return found;
}

/** `constructor() {}`, and in derived classes `constructor(...args) { super(...args); }`. */
function implied(cls: t.Class): t.ClassMethod {
  const T = types();
  const args = (): t.Identifier => T.identifier('args');
  const body = cls.superClass ? [T.expressionStatement(T.callExpression(T.super(), [T.spreadElement(args())]))] : [];
  const made = T.classMethod(
    'constructor',
    T.identifier('constructor'),
    cls.superClass ? [T.restElement(args())] : [],
    T.blockStatement(body),
  );
  // it stands where the class begins
  T.traverse(made, (node) => void Object.assign(node, { start: cls.start, end: cls.start, loc: cls.loc }));
  return made;
}

export type Field = t.ClassProperty | t.ClassPrivateProperty;
export type Method = t.ClassMethod | t.ClassPrivateMethod;

export const isField = (m: t.Node): m is Field => m.type === 'ClassProperty' || m.type === 'ClassPrivateProperty';
export const isMethod = (m: t.Node): m is Method =>
  (m.type === 'ClassMethod' && m.kind !== 'constructor') || m.type === 'ClassPrivateMethod';

/** The fields that every instance gets, in order. */
export const fieldsOfClass = (cls: t.Class): Field[] => cls.body.body.filter(isField).filter((f) => !f.static);

/** The private methods and accessors of a name. */
export const privateMethods = (cls: t.Class, name: string): t.ClassPrivateMethod[] =>
  cls.body.body.filter((m): m is t.ClassPrivateMethod => m.type === 'ClassPrivateMethod' && m.key.id.name === name);

/** Slots that no text of the user's names: private members, and the two halves of accessors. */
export const privateSlot = (name: string): string => `%#${name}`;
export const getterSlot = (name: string): string => `%get ${name}`;
export const setterSlot = (name: string): string => `%set ${name}`;
export const isPrivateSlot = (key: string): boolean => key.startsWith('%#');
/** The name of the accessor that a slot holds half of, or null. */
export const accessorIn = (key: string): string | null => (/^%[gs]et /.test(key) ? key.slice(5) : null);
