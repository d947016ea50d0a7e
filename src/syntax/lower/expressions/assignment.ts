/** Assignments: the place on the left is found first, then the right side is evaluated, then it is stored. */
import type * as t from '@babel/types';
import * as K from '../../../facts/kinds.ts';
import { fault } from '../../../fault/messages.ts';
import { type Atom, lit } from '../../../ir/ir.ts';
import { choose } from '../branch.ts';
import { coerced } from '../coerce.ts';
import { evaluate, keyOf } from '../expression.ts';
import { load, store } from '../memory.ts';
import { assignTo } from '../patterns.ts';
import type { Lowering } from '../state.ts';
import { readVariable, writeVariable } from '../variables.ts';
import { shortcut } from './conditions.ts';
import { operate } from './operators.ts';

/** Somewhere a value can be read from and written to, its parts evaluated once. */
interface Place {
  read(): Atom;
  write(value: Atom): void;
}

function placeOf(l: Lowering, target: t.Node): Place {
  if (target.type === 'ParenthesizedExpression') return placeOf(l, target.expression);
  if (target.type === 'Identifier') return { read: () => readVariable(l, target), write: (value) => writeVariable(l, target, value) };
  if (target.type !== 'MemberExpression') throw fault('E_UNSUPPORTED', l.site, { construct: `Assigning to a ${target.type}` });
  const object = evaluate(l, target.object as t.Expression);
  const key = keyOf(l, target);
  return { read: () => load(l, object, key), write: (value) => store(l, object, key, value) };
}

export function assignment(l: Lowering, node: t.AssignmentExpression): Atom {
  const { operator, left, right } = node;
  if (operator === '=') return plain(l, left, right);
  const place = placeOf(l, left);
  const old = place.read();
  const sign = operator.slice(0, -1);
  if (sign === '&&' || sign === '||' || sign === '??') return shortcut(l, sign, old, () => write(place, evaluate(l, right)));
  return write(place, operate(l, sign, old, evaluate(l, right)));
}

function write(place: Place, value: Atom): Atom {
  place.write(value);
  return value;
}

function plain(l: Lowering, left: t.Node, right: t.Expression): Atom {
  if (left.type === 'ArrayPattern' || left.type === 'ObjectPattern') {
    const value = evaluate(l, right);
    assignTo(l, left, value);
    return value;
  }
  const place = placeOf(l, left);
  const value = evaluate(l, right);
  if (left.type === 'Identifier') l.name(value, left.name);
  return write(place, value);
}

/** `x++` and its kin. The old value is made a number first. */
export function update(l: Lowering, { operator, argument, prefix }: t.UpdateExpression): Atom {
  const place = placeOf(l, argument);
  const read = coerced(l, place.read());
  const old = prefix || isNumeric(l, read) ? read : l.pure('plus', read);
  const next = stepped(l, operator === '++' ? 'add' : 'sub', old);
  place.write(next);
  return prefix ? next : old;
}

/** One more or one less, of a number or of a bigint. */
function stepped(l: Lowering, op: 'add' | 'sub', old: Atom): Atom {
  const { prims } = l.kind(old);
  if ((prims & K.BIGINT) === 0) return l.pure(op, old, lit(1));
  if (prims === K.BIGINT) return l.pure(op, old, lit(1n));
  const isBig = l.pure('seq', l.pure('typeof', old), lit('bigint'));
  return choose(
    l,
    isBig,
    () => l.pure(op, old, lit(1n)),
    () => l.pure(op, old, lit(1)),
  );
}

const isNumeric = (l: Lowering, atom: Atom): boolean =>
  l.kind(atom).cls === K.NO_CLASS && (l.kind(atom).prims & ~(K.NUMBER | K.BIGINT)) === 0;
