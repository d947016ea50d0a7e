/** Operations whose operands are known while lowering: defaults of missing parameters and the like vanish. */
import * as K from '../../facts/kinds.ts';
import { isRef } from '../../facts/kinds.ts';
import { type Atom, type Lit, isLit, lit } from '../../ir/ir.ts';
import type { OpName } from '../../ir/ops.ts';
import type { Lowering } from './state.ts';

/** The literal that the operation gives, or null. */
export function fold(op: OpName, given: readonly Atom[], l: Lowering): Lit | null {
  const args = given.map((a) => l.word(a));
  const [x, y] = args;
  if (x !== undefined && args.every(isLit))
    return ofLiterals(
      op,
      args.map((a) => (a as Lit).lit),
    );
  if (y !== undefined && (op === 'seq' || op === 'sne' || op === 'eq' || op === 'ne')) return ofKinds(op, x!, y, l);
  if (op === 'nullish' && l.isSolid(x!) && !((l.kind(x!).prims & (K.UNDEFINED | K.NULL)) !== 0) && !l.isBottom(x!)) return lit(false);
  return null;
}

/** A comparison with undefined or null of a value that cannot be that. */
function ofKinds(op: OpName, x: Atom, y: Atom, l: Lowering): Lit | null {
  const [value, other] = isLit(x) ? [y, x] : [x, y];
  if (!isLit(other) || (other.lit !== undefined && other.lit !== null) || !l.isSolid(value) || l.isBottom(value)) return null;
  const strict = op === 'seq' || op === 'sne';
  const bit = !strict ? K.UNDEFINED | K.NULL : other.lit === null ? K.NULL : K.UNDEFINED;
  const { prims, cls } = l.kind(value),
    negated = op === 'sne' || op === 'ne';
  if ((prims & bit) === 0) return lit(negated);
  return (prims & ~bit) === 0 && cls === K.NO_CLASS ? lit(!negated) : null;
}

type Value = Lit['lit'];

function ofLiterals(op: OpName, [x, y]: readonly Value[]): Lit | null {
  switch (op) {
    case 'not':
      return lit(!x);
    case 'nullish':
      return lit(x === undefined || x === null);
    case 'typeof':
      return lit(typeof x);
    case 'seq':
      return lit(x === y);
    case 'sne':
      return lit(x !== y);
    case 'string':
      return typeof x === 'bigint' ? null : lit(String(x));
    default:
      if (typeof x === 'number' && (typeof y === 'number' || y === undefined)) return ofNumbers(op, x, y as number);
      if (op === 'add' && typeof x === 'string' && typeof y === 'string') return lit(x + y);
      return null;
  }
}

function ofNumbers(op: OpName, x: number, y: number): Lit | null {
  switch (op) {
    case 'add':
      return lit(x + y);
    case 'sub':
      return lit(x - y);
    case 'mul':
      return lit(x * y);
    case 'div':
      return lit(x / y);
    case 'rem':
      return lit(x % y);
    case 'neg':
      return lit(-x);
    case 'plus':
      return lit(x);
    case 'lt':
      return lit(x < y);
    case 'le':
      return lit(x <= y);
    case 'gt':
      return lit(x > y);
    case 'ge':
      return lit(x >= y);
    case 'bitor':
      return lit(x | y);
    default:
      return null;
  }
}

/** Whether a literal sends control to the first branch. */
export const truth = (test: Lit): boolean => Boolean(test.lit);

/** Whether a test sends control to the first branch, whatever its value is: an object always does. Null where it depends. */
export function decided(given: Atom, l: Lowering): boolean | null {
  const test = l.word(given);
  if (isLit(test)) return truth(test);
  if (isSurelyRef(test, l)) return true;
  const kind = l.kind(test);
  return l.isSolid(test) && kind.prims !== 0 && !isRef(kind) && (kind.prims & ~(K.UNDEFINED | K.NULL)) === 0 ? false : null;
}

/** A value that surely is a reference. */
export const isSurelyRef = (atom: Atom, l: Lowering): boolean => l.isSolid(atom) && l.kind(atom).prims === 0 && isRef(l.kind(atom));
