/** Variables: declared, read, written; boxed where a function takes a changing one along. */
import type * as t from '@babel/types';
import { fault } from '../../fault/messages.ts';
import { type Atom, isId, lit } from '../../ir/ir.ts';
import type { Binding } from '../scope.ts';
import { fieldSlot } from '../../facts/heap.ts';
import * as K from '../../facts/kinds.ts';
import { makeObject } from './allocate.ts';
import { filler } from './branch.ts';
import { materialise } from './closure.ts';
import { beforeSet } from './attempt.ts';
import { NEVER, type Variable } from './flow.ts';
import { assign, free } from './known.ts';
import { load, store } from './memory.ts';
import { raise } from './raise.ts';
import type { Lowering } from './state.ts';
import { isBoxed, staticFunction } from './unit.ts';

const BOX = 'value';

/** The binding that a name means here; null for free names. */
export const bindingOf = (l: Lowering, name: t.Node): Binding | null => l.activation.unit.source.scopes.of(name);

/** Opens a scope: boxes exist from the start, `var`s are undefined, functions have their value. */
export function open(l: Lowering, scope: t.Node): void {
  const { source } = l.activation.unit;
  const inside = source.scopes.declared(scope);
  for (const binding of inside) {
    if (staticFunction(binding) || binding.kind === 'param') continue;
    const variable = declare(l, binding);
    if (variable.boxed) l.flow.set(variable, isReady(binding) ? NEVER : makeBox(l, binding, lit(undefined)));
    else if (binding.kind === 'var') l.flow.set(variable, lit(undefined));
  }
  for (const binding of inside) {
    const { declaration } = binding;
    if (declaration.type === 'FunctionDeclaration' && !staticFunction(binding))
      initialise(l, binding, materialise(l, l.activation.unit, declaration));
  }
}

/** Nothing sees it before its declaration, which makes its box. */
const isReady = ({ kind, hoisted }: Binding): boolean => (kind === 'let' || kind === 'const') && !hoisted;

/** A new variable for a binding of this activation. */
export function declare(l: Lowering, binding: Binding): Variable {
  const { variables, unit } = l.activation;
  const known = variables.get(binding);
  if (known) return known;
  const variable = { name: binding.name, boxed: isBoxed(binding, unit.source) };
  variables.set(binding, variable);
  return variable;
}

const boxRole = ({ name }: Binding): string => `box ${name}`;
const boxKey = (l: Lowering, binding: Binding): string => l.key(binding.declaration, boxRole(binding));
const isUnset = (box: Atom | undefined): boolean => box === undefined || box === NEVER;

export function makeBox(l: Lowering, binding: Binding, value: Atom): Atom {
  const box = makeObject(l, binding.declaration, [BOX], [value], boxRole(binding));
  l.name(box, binding.name);
  return box;
}

/** Declares a variable that nobody reads before it is assigned: what it holds until then is of no kind. */
export function declareUnset(l: Lowering, binding: Binding): void {
  const variable = declare(l, binding);
  if (!variable.boxed) return initialise(l, binding, lit(undefined));
  const cls = l.heap.site(boxKey(l, binding), 'object');
  const box = l.allocate('object', [filler(l.heap.slot(cls, fieldSlot(BOX)))], K.ref(l.heap.root(cls)), [BOX]);
  l.name(box, binding.name);
  l.flow.set(variable, box);
}

/** Gives a parameter, `let` or `const` its first value. */
export function initialise(l: Lowering, binding: Binding, value: Atom): void {
  const variable = declare(l, binding);
  if (!variable.boxed) set(l, variable, value);
  else if (isUnset(l.flow.get(variable))) l.flow.set(variable, makeBox(l, binding, value));
  else store(l, boxOf(l, variable), lit(BOX), value);
}

/** A box is always there, whatever way it came. */
function boxOf(l: Lowering, variable: Variable): Atom {
  const box = l.flow.get(variable)!;
  if (isId(box)) l.solid.add(box);
  return box;
}

function set(l: Lowering, variable: Variable, value: Atom): void {
  beforeSet(l, variable);
  l.flow.set(variable, value);
  l.name(value, variable.name);
}

export function readVariable(l: Lowering, node: t.Identifier): Atom {
  const { unit, variables } = l.activation;
  const binding = bindingOf(l, node);
  if (!binding)
    return node.name === 'arguments' && variables.has('arguments') ? l.flow.get(variables.get('arguments')!)! : free(l, unit, node.name);
  const target = staticFunction(binding);
  if (target && !variables.has(binding)) {
    l.session.nameFunction(l.session.code(unit, target));
    return materialise(l, unit, target);
  }
  const variable = variables.get(binding);
  const value = variable && l.flow.get(variable);
  if (value === undefined) throw fault('E_UNSUPPORTED', l.site, { construct: `Reading \`${node.name}\` before it has a value` });
  return variable!.boxed ? load(l, boxOf(l, variable!), lit(BOX)) : value;
}

export function writeVariable(l: Lowering, node: t.Identifier, value: Atom): void {
  const { unit, variables } = l.activation;
  const binding = bindingOf(l, node);
  if (!binding) return assign(l, unit, node.name, value);
  if (binding.kind === 'const') return raise(l, TypeError, 'Assignment to constant variable.');
  const variable = variables.get(binding);
  if (!variable) throw fault('E_UNSUPPORTED', l.site, { construct: `Assigning \`${node.name}\` here` });
  if (variable.boxed) store(l, boxOf(l, variable), lit(BOX), value);
  else set(l, variable, value);
}

/** A variable of a loop's head: each round has its own, with the value that the last one left. */
export function renew(l: Lowering, binding: Binding): void {
  const variable = l.activation.variables.get(binding);
  if (!variable?.boxed) return;
  const box = makeBox(l, binding, load(l, boxOf(l, variable), lit(BOX)));
  l.flow.set(variable, box);
}

/** The SSA variables among bindings that exist already. */
export function living(l: Lowering, bindings: Iterable<Binding>): Variable[] {
  const found: Variable[] = [];
  for (const binding of bindings) {
    const variable = l.activation.variables.get(binding);
    if (variable && !variable.boxed && l.flow.get(variable) !== undefined) found.push(variable);
  }
  return found;
}
