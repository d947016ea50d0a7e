/** Unary and binary operators, and template literals. */
import type * as t from '@babel/types';
import * as K from '../../../facts/kinds.ts';
import { fault } from '../../../fault/messages.ts';
import { type Atom, isId, isLit, lit } from '../../../ir/ir.ts';
import type { OpName } from '../../../ir/ops.ts';
import { choose } from '../branch.ts';
import { classOf, onlyForms } from '../classes.ts';
import { requireNoAccessor } from '../accessors.ts';
import { isInstance } from '../calls/instance.ts';
import { CODE } from '../../callbacks.ts';
import { isClosure, targetsOf } from '../closure.ts';
import { coerced, compared } from '../coerce.ts';
import { typesOf } from '../narrow.ts';
import { evaluate, keyFrom, keyOf } from '../expression.ts';
import { isSurelyRef } from '../fold.ts';
import { isDefined } from '../known.ts';
import { remove } from '../memory.ts';
import { BINARY } from '../../binary.ts';
import type { Lowering } from '../state.ts';
import { bindingOf } from '../variables.ts';

/** A binary operator on values, as compound assignments use it. */
export function operate(l: Lowering, operator: string, x: Atom, y: Atom): Atom {
  const op = BINARY[operator];
  if (!op) throw fault('E_UNSUPPORTED', l.site, { construct: `The operator \`${operator}\`` });
  if (EQUALITIES.has(op)) {
    requireIdentity(l, x, y);
    return op === 'eq' || op === 'ne' ? l.pure(op, met(l, x, y), met(l, y, x)) : l.pure(op, x, y);
  }
  if (FLAT.has(op)) return l.pure(op, compared(l, x), compared(l, y));
  // what meets a text is text: its fate is judged there
  const hint = op === 'add' ? 'default' : 'number';
  if (op === 'add' && (isText(l, x) || isText(l, y))) return l.pure(op, x, y);
  return l.pure(op, coerced(l, x, hint), coerced(l, y, hint));
}

const EQUALITIES: ReadonlySet<OpName> = new Set<OpName>(['eq', 'ne', 'seq', 'sne']);
const FLAT: ReadonlySet<OpName> = new Set<OpName>(['lt', 'le', 'gt', 'ge', 'bitand', 'bitor', 'bitxor', 'shl', 'shr', 'ushr']);

/** One side of `==`: `object == 2` converts the object, `object == object` does not. */
function met(l: Lowering, object: Atom, other: Atom): Atom {
  const { prims, cls } = l.kind(other);
  if ((prims & ~(K.UNDEFINED | K.NULL)) === 0) return object;
  const value = compared(l, object);
  // what the other side is would have to be asked as well
  if (value !== object && cls !== K.NO_CLASS) throw fault('E_COERCE', l.site);
  return value;
}

const isText = (l: Lowering, x: Atom): boolean => l.kind(x).prims === K.STRING && l.kind(x).cls === K.NO_CLASS;

export function binary(l: Lowering, { operator, left, right }: t.BinaryExpression): Atom {
  const x = evaluate(l, left),
    y = evaluate(l, right);
  if (operator === 'in' && isLit(x)) requireNoAccessor(l, y, String(x.lit));
  if (operator === 'in') return l.emit('has', [keyFrom(l, x), y]);
  if (operator === 'instanceof') return isInstance(l, x, y);
  return typeTest(l, operator, x, y) ?? operate(l, operator, x, y);
}

/** `typeof x === 'number'` where the kind of x decides. */
function typeTest(l: Lowering, operator: string, x: Atom, y: Atom): Atom | null {
  if (!/^[!=]==?$/.test(operator)) return null;
  const [type, word] = isId(x) ? [x, y] : [y, x];
  const subject = isId(type) ? l.types.get(type) : undefined;
  if (subject === undefined || isId(word) || typeof word.lit !== 'string') return null;
  const found = typesOf(l, subject);
  if (found === null || (found.has(word.lit) && found.size > 1)) return null;
  return lit(found.has(word.lit) === operator.startsWith('='));
}

/** A function that gets a value wherever it is named cannot be compared with itself. */
function requireIdentity(l: Lowering, x: Atom, y: Atom): void {
  if (x === y || !isClosure(l, x) || !isClosure(l, y)) return;
  const others = targetsOf(l, y);
  const named = targetsOf(l, x).some(
    (t) => t.is === 'closure' && l.session.isNamed(t.code) && others.some((o) => o.is === 'closure' && o.code === t.code),
  );
  if (!named) return;
  if (!l.session.identity) throw new IdentityWanted();
  throw fault('E_UNSUPPORTED', l.site, { construct: 'Comparing functions' });
}

/** Functions are compared: lowering begins again, with one value for each of them. */
export class IdentityWanted extends Error {}

const UNARY: Readonly<Record<string, OpName>> = { '-': 'neg', '+': 'plus', '!': 'not', '~': 'bitnot', typeof: 'typeof' };

export function unary(l: Lowering, { operator, argument }: t.UnaryExpression): Atom {
  if (operator === 'delete') return deletion(l, argument);
  if (operator === 'typeof' && argument.type === 'Identifier' && !bindingOf(l, argument) && !isDefined(l, l.activation.unit, argument.name))
    return lit('undefined');
  const value = evaluate(l, argument);
  if (operator === 'void') return lit(undefined);
  if (operator === 'typeof') return typeOf(l, value);
  const op = UNARY[operator];
  if (!op) throw fault('E_UNSUPPORTED', l.site, { construct: `The operator \`${operator}\`` });
  return l.pure(op, op === 'not' || op === 'typeof' ? value : coerced(l, value));
}

/** The word of `typeof`. Function values of derived code are records, which have a slot for their code. */
export function typeOf(l: Lowering, value: Atom): Atom {
  const types = typesOf(l, value);
  const [only] = types ?? [];
  if (types?.size === 1) return lit(only!);
  let type = l.pure('typeof', value);
  if (isClosure(l, value)) {
    const plain = type;
    const alone = onlyForms(classOf(l, value), (form) => form === 'function');
    const record = (): Atom => (alone ? lit(true) : l.emit('has', [lit(CODE), value]));
    const isRecord = (): Atom => (isSurelyRef(value, l) ? record() : choose(l, l.pure('nullish', value), () => lit(false), record));
    type = choose(
      l,
      choose(l, l.pure('seq', plain, lit('object')), isRecord, () => lit(false)),
      () => lit('function'),
      () => plain,
    );
  }
  if (isId(type)) l.types.set(type, value);
  return type;
}

function deletion(l: Lowering, argument: t.Expression): Atom {
  if (argument.type !== 'MemberExpression')
    throw fault('E_UNSUPPORTED', l.site, { construct: '`delete` of something that is not a property' });
  const object = evaluate(l, argument.object as t.Expression);
  return remove(l, object, keyOf(l, argument));
}

export function template(l: Lowering, { quasis, expressions }: t.TemplateLiteral): Atom {
  let text: Atom = lit(quasis[0]!.value.cooked ?? '');
  expressions.forEach((expression, i) => {
    text = l.pure('add', text, l.pure('string', evaluate(l, expression as t.Expression)));
    const next = quasis[i + 1]!.value.cooked ?? '';
    if (next !== '') text = l.pure('add', text, lit(next));
  });
  return text;
}
