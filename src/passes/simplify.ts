/** What a single operation comes to when its operands are known: identities that hold bit for bit. */
import type { Facts } from '../facts/facts.ts';
import { BOOLEAN, isNumber } from '../facts/kinds.ts';
import { kindOf } from '../facts/memory.ts';
import { instr as make } from '../ir/build.ts';
import { type Atom, type Instr, type Lit, isId, isLit, lit } from '../ir/ir.ts';
import type { Numbers } from './numbers.ts';
import { sameAtom } from './renaming.ts';

export interface Context {
  readonly facts: Facts;
  readonly numbers: Numbers;
  /** The instruction as it is by now. */
  readonly definition: (atom: Atom) => Instr | undefined;
  /** A cotangent: the sign of a zero does not matter, and a number is one even where a read gave nothing. */
  readonly cotangent: boolean;
}

/** An atom that takes its place, an instruction with the same result, or null: as it is. */
export function simplify(instr: Instr, context: Context): Atom | Instr | null {
  const { op, args } = instr;
  if (args.length > 0 && args.every(isLit)) {
    const value = evaluate(op, args.map((a) => (a as Lit).lit) as never[]);
    if (value !== undefined) return lit(value.lit);
  }
  const [x, y] = args as [Atom, Atom];
  switch (op) {
    case 'add':
    case 'sub':
    case 'mul':
    case 'div':
    case 'pow':
      return arithmetic(instr, x, y, context);
    case 'neg':
    case 'plus':
      return sign(op, x, context);
    case 'not':
      return negation(x, context);
    case 'select':
      return choice(instr, context);
    case 'strong':
      return strong(instr, x, y);
    case 'apply':
      return ROUNDING.has(instr.attr[0]!) && args.length === 1 && (context.numbers.whole(x) || isNatural(x, context)) ? x : null;
    default:
      return null;
  }
}

const is = (atom: Atom, value: number): boolean => isLit(atom) && Object.is(atom.lit, value);
const isZero = (atom: Atom): boolean => is(atom, 0) || is(atom, -0);

function number(atom: Atom, { facts, numbers, cotangent }: Context): boolean {
  return cotangent ? isNumber(kindOf(facts, atom)) : numbers.sure(atom);
}

function arithmetic(instr: Instr, x: Atom, y: Atom, context: Context): Atom | Instr | null {
  const num = (a: Atom): boolean => number(a, context),
    opposite = (a: Atom): Instr => make('neg', instr.out, [a], { site: instr.site });
  switch (instr.op) {
    case 'mul':
      if (is(y, 1) && num(x)) return x;
      if (is(x, 1) && num(y)) return y;
      if (is(y, -1) && num(x)) return opposite(x);
      return is(x, -1) && num(y) ? opposite(y) : null;
    case 'div':
      if (is(y, -1) && num(x)) return opposite(x);
      return is(y, 1) && num(x) ? x : null;
    case 'pow':
      return is(y, 1) && num(x) ? x : null;
    case 'sub':
      if (context.cotangent && isZero(x) && num(y)) return opposite(y);
      if (is(x, -0) && num(y)) return opposite(y);
      return (is(y, 0) || (context.cotangent && isZero(y))) && num(x) ? x : plusNegative(instr, x, y, context);
    default:
      if ((is(y, -0) || (context.cotangent && isZero(y))) && num(x)) return x;
      if ((is(x, -0) || (context.cotangent && isZero(x))) && num(y)) return y;
      return plusNegative(instr, x, y, context);
  }
}

/** `x + -y` is `x - y`, and `x - -y` is `x + y`. */
function plusNegative(instr: Instr, x: Atom, y: Atom, context: Context): Instr | null {
  const made = context.definition(y);
  if (made?.op !== 'neg' || !number(x, context) || !number(made.args[0]!, context)) return null;
  return { ...instr, op: instr.op === 'add' ? 'sub' : 'add', args: [x, made.args[0]!] };
}

function sign(op: 'neg' | 'plus', x: Atom, context: Context): Atom | null {
  if (op === 'plus') return number(x, context) ? x : null;
  const made = context.definition(x);
  return made?.op === 'neg' && number(made.args[0]!, context) ? made.args[0]! : null;
}

const TRUTHS = new Set<Instr['op']>(['lt', 'le', 'gt', 'ge', 'eq', 'ne', 'seq', 'sne', 'not', 'nullish']);

function negation(x: Atom, { definition }: Context): Atom | null {
  const made = definition(x),
    inner = made?.op === 'not' ? definition(made.args[0]!) : undefined;
  return inner && TRUTHS.has(inner.op) ? made!.args[0]! : null;
}

function choice(instr: Instr, context: Context): Atom | Instr | null {
  const { facts, definition } = context;
  const [test, x, y] = instr.args as [Atom, Atom, Atom];
  if (isLit(test)) return test.lit ? x : y;
  if (sameAtom(x, y)) return x;
  const made = definition(test);
  if (isLit(x) && isLit(y) && x.lit === true && y.lit === false && made && TRUTHS.has(made.op) && kindOf(facts, test).prims === BOOLEAN)
    return test;
  if (made?.op === 'gt' && sameAtom(made.args[0]!, x) && is(made.args[1]!, 0) && is(y, 0) && isNatural(x, context)) return x;
  return made?.op === 'not' ? { ...instr, args: [made.args[0]!, y, x] } : null;
}

/** Rounding that leaves a whole number as it is, -0 included. */
const ROUNDING = new Set(['Math.floor', 'Math.ceil', 'Math.round', 'Math.trunc']);
const isNatural = (atom: Atom, { definition }: Context): boolean => definition(atom)?.op === 'length';

function strong(instr: Instr, g: Atom, partial: Atom): Atom | Instr | null {
  if (isZero(g)) return lit(0);
  if (isLit(partial) && Number.isFinite(partial.lit)) return partial.lit === 1 ? g : { ...instr, op: 'mul' };
  if (!isLit(g) || Number.isNaN(g.lit)) return null;
  return g.lit === 1 && isId(partial) ? partial : { ...instr, op: 'mul' };
}

/** The value of an operation on literals, computed as the program would; undefined where that is not for us to say. */
function evaluate(op: Instr['op'], args: never[]): Lit | undefined {
  const [x, y, z] = args as [never, never, never];
  switch (op) {
    case 'seq':
      return lit(x === y);
    case 'sne':
      return lit(x !== y);
    case 'not':
      return lit(!x);
    case 'typeof':
      return lit(typeof x);
    case 'nullish':
      return lit(x === null || x === undefined);
    case 'select':
      return lit(x ? y : z);
    default:
  }
  if (args.some((a) => typeof a !== 'number' && typeof a !== 'boolean')) return undefined;
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
      return lit(+x);
    case 'bitand':
      return lit(x & y);
    case 'bitor':
      return lit(x | y);
    case 'bitxor':
      return lit(x ^ y);
    case 'bitnot':
      return lit(~x);
    case 'shl':
      return lit(x << y);
    case 'shr':
      return lit(x >> y);
    case 'ushr':
      return lit(x >>> y);
    case 'lt':
      return lit(x < y);
    case 'le':
      return lit(x <= y);
    case 'gt':
      return lit(x > y);
    case 'ge':
      return lit(x >= y);
    default:
      return undefined;
  }
}
