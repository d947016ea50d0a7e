/** The kind of an operation's result, from the kinds of its operands. */
import { type Atom, isLit } from '../ir/ir.ts';
import type { OpName } from '../ir/ops.ts';
import type { Heap } from './heap.ts';
import * as K from './kinds.ts';
import { type Kind, isBottom, isRef, prim } from './kinds.ts';

/** What a value can be of which nothing is known but that it is no reference into memory that we follow. */
export const ANY_PRIMITIVE: Kind = prim(K.PRIMITIVES);

/** Becomes an integer number when arithmetic takes it. */
const isWhole = (kind: Kind): boolean => kind.int && !isRef(kind) && (kind.prims & ~(K.NUMBER | K.BOOLEAN | K.NULL)) === 0;
const mayBeText = (kind: Kind): boolean => isRef(kind) || (kind.prims & K.STRING) !== 0;
const isText = (kind: Kind): boolean => kind.prims === K.STRING && !isRef(kind);
const mayBeBig = (kind: Kind): boolean => (kind.prims & K.BIGINT) !== 0;

/** Arithmetic on numbers; on bigints where every operand may be one. */
function numeric(kinds: readonly Kind[], whole: boolean): Kind {
  if (!kinds.every(mayBeBig)) return prim(K.NUMBER, whole);
  return prim(kinds.some(isBig) ? K.BIGINT : K.NUMBER | K.BIGINT, whole);
}
/** One operand that is a bigint makes all of them so: they do not mix. */
const isBig = (kind: Kind): boolean => kind.prims === K.BIGINT && !isRef(kind);

function added(x: Kind, y: Kind): Kind {
  if (isBottom(x) || isBottom(y)) return K.BOTTOM;
  if (isText(x) || isText(y)) return K.TEXT;
  const sum = numeric([x, y], isWhole(x) && isWhole(y));
  return mayBeText(x) || mayBeText(y) ? prim(sum.prims | K.STRING, sum.int) : sum;
}

/** A remainder is whole only if the divisor cannot be 0. */
const wholeRemainder = (kinds: readonly Kind[], divisor: Atom | undefined): boolean =>
  kinds.every(isWhole) && divisor !== undefined && isLit(divisor) && divisor.lit !== 0;

/** Kinds of the operations without memory and without control. */
export function inferKind(op: OpName, kinds: readonly Kind[], args: readonly Atom[], heap: Heap): Kind {
  switch (op) {
    case 'add':
      return added(kinds[0]!, kinds[1]!);
    case 'sub':
    case 'mul':
    case 'neg':
      return numeric(kinds, kinds.every(isWhole));
    case 'rem':
      return numeric(kinds, wholeRemainder(kinds, args[1]));
    case 'div':
    case 'pow':
      return numeric(kinds, false);
    case 'plus':
      return prim(K.NUMBER, isWhole(kinds[0]!));
    case 'bitand':
    case 'bitor':
    case 'bitxor':
    case 'bitnot':
    case 'shl':
    case 'shr':
      return numeric(kinds, true);
    case 'ushr':
    case 'length':
      return K.INT;
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge':
    case 'eq':
    case 'ne':
    case 'seq':
    case 'sne':
      return K.BOOL;
    case 'not':
    case 'nullish':
    case 'has':
    case 'instanceof':
    case 'delete':
      return K.BOOL;
    case 'typeof':
    case 'string':
      return K.TEXT;
    case 'select':
      return heap.join(kinds[1]!, kinds[2]!);
    default:
      return K.NUM;
  }
}

const WHOLE = new Set(['Math.floor', 'Math.ceil', 'Math.round', 'Math.trunc', 'Math.sign', 'Math.imul', 'Math.clz32']);

/** What a function with a scalar or flat rule gives. */
export function kindOfRule(name: string, flat: boolean): Kind {
  if (!flat) return K.NUM;
  return WHOLE.has(name) ? K.INT : K.BOOL;
}
