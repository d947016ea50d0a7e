/** Classes declared in differentiated code: a function record, and a prototype object with the methods as its fields. */
import type * as t from '@babel/types';
import * as K from '../../../facts/kinds.ts';
import { fault } from '../../../fault/messages.ts';
import { type Atom, type Id, isId, isLit, lit } from '../../../ir/ir.ts';
import { PROTO } from '../../../ir/ops.ts';
import { constructorOf, getterSlot, isField, isMethod, type Method, setterSlot } from '../../classes.ts';
import { prototypeOf } from '../calls/instantiate.ts';
import { materialise } from '../closure.ts';
import { evaluate, keyOf } from '../expression.ts';
import { lookedUp } from '../known.ts';
import { define } from '../memory.ts';
import { noteMember } from '../members.ts';
import type { Lowering } from '../state.ts';
import { statements } from '../statement.ts';
import type { Captured } from '../unit.ts';
import { bindingOf, initialise, open } from '../variables.ts';

/** `class … {}` as a statement. */
export function classDeclaration(l: Lowering, node: t.ClassDeclaration): void {
  classValue(l, node);
}

export function classValue(l: Lowering, node: t.Class): Atom {
  if (node.type === 'ClassExpression') open(l, node);
  const parent = node.superClass ? evaluate(l, node.superClass) : null;
  const above = parent === null ? lookedUp(l, Object.prototype, 'Object.prototype') : isLit(parent) ? parent : prototypeOf(l, parent);
  const proto = makePrototype(l, node, above);
  const { unit } = l.activation;
  const constructor = within(l, { super: above, parent: parent ?? undefined }, () => {
    const made = materialise(l, unit, constructorOf(node), { prototype: proto, parent });
    // methods and static members already see the class by its name
    if (node.id) initialise(l, bindingOf(l, node.id)!, made);
    for (const member of node.body.body) if (isMethod(member) && !member.static) addMethod(l, proto, member);
    return made;
  });
  within(l, { super: parent ?? lookedUp(l, Function.prototype, 'Function.prototype'), this: constructor }, () => {
    for (const member of node.body.body) addStatic(l, constructor, member);
  });
  return constructor;
}

/** A prototype for objects that derived code makes. */
export function makePrototype(l: Lowering, node: t.Node, above: Atom): Id {
  const cls = l.heap.site(l.key(node, 'prototype'), 'object');
  inherit(l, cls, above);
  l.protos.add(l.heap.root(cls));
  return l.allocate('object', [above], K.ref(l.heap.root(cls)), [PROTO]);
}

/** Objects of the class have this prototype. */
export function inherit(l: Lowering, cls: number, proto: Atom): void {
  const known = isId(proto) ? l.knowns.get(proto) : undefined;
  if (known) l.heap.addProto(cls, known);
  else for (const maker of K.classesIn(l.kind(proto))) l.heap.addMaker(cls, maker);
}

/** Runs something where names of the language mean something else. */
function within<T>(l: Lowering, meanings: { readonly [name in Captured & string]?: Atom | undefined }, run: () => T): T {
  const { variables } = l.activation;
  const before = new Map(Object.keys(meanings).map((name) => [name as Captured, variables.get(name as Captured)]));
  for (const [name, value] of Object.entries(meanings)) {
    if (value === undefined) continue;
    const variable = { name, boxed: false };
    variables.set(name as Captured, variable);
    l.flow.set(variable, value);
  }
  const result = run();
  for (const [name, variable] of before) {
    if (variable) variables.set(name, variable);
    else variables.delete(name);
  }
  return result;
}

function addMethod(l: Lowering, target: Atom, method: Method): void {
  const key = keyOf(l, method);
  const { unit, variables } = l.activation;
  const value = materialise(l, unit, method);
  const above = variables.get('super') && l.flow.get(variables.get('super')!);
  l.session.setSuper(l.session.code(unit, method), (above && isId(above) && l.knowns.get(above)) || null);
  if (!isLit(key) && method.kind !== 'method') throw fault('E_UNSUPPORTED', l.site, { construct: 'An accessor with a computed name' });
  const slot = !isLit(key) ? key : method.kind === 'method' ? key : lit((method.kind === 'get' ? getterSlot : setterSlot)(String(key.lit)));
  define(l, target, slot, value);
  if (isLit(slot) && isId(target)) noteMember(l, target, String(slot.lit), value);
}

function addStatic(l: Lowering, constructor: Atom, member: t.ClassBody['body'][number]): void {
  if (member.type === 'StaticBlock') return statements(l, member.body);
  if (isMethod(member)) return member.static ? addMethod(l, constructor, member) : undefined;
  if (!isField(member) || !member.static) return;
  const key = keyOf(l, member);
  define(l, constructor, key, member.value ? evaluate(l, member.value) : lit(undefined));
}
