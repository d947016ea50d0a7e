/**
 * The tangent of every operation on numbers: from the tangents of the operands to that of the result, null where it is 0.
 * Partials are IR, as in the reverse sweep, and a tangent of exactly 0 contributes 0 through one that may be infinite or NaN.
 */
import { type Atom, type Instr, isLit, lit } from '../ir/ir.ts';
import type { OpName } from '../ir/ops.ts';
import type { Tangents } from '../ir/tangents.ts';
import { baseSlope, exponentSlope } from './power.ts';
import { isBounded, partialsOf } from './rule.ts';

type Tangent = (at: Tangents, instr: Instr) => Atom | null;

/** The tangent of `x` times a partial; `risky`: the partial may be non-finite. */
function scaled(at: Tangents, x: Atom, partial: () => Atom, risky: boolean): Atom | null {
  const t = at.tangent(x);
  return t === null ? null : at.emit(risky ? 'strong' : 'mul', [t, partial()]);
}

function sum(at: Tangents, x: Atom | null, y: Atom | null): Atom | null {
  return x === null ? y : y === null ? x : at.emit('add', [x, y]);
}

function difference(at: Tangents, x: Atom | null, y: Atom | null): Atom | null {
  if (y === null) return x;
  return x === null ? at.emit('neg', [y]) : at.emit('sub', [x, y]);
}

const TANGENTS: Partial<Record<OpName, Tangent>> = {
  add: (at, { args: [x, y] }) => sum(at, at.tangent(x!), at.tangent(y!)),
  sub: (at, { args: [x, y] }) => difference(at, at.tangent(x!), at.tangent(y!)),
  mul(at, { args: [x, y] }) {
    const left = scaled(at, x!, () => at.number(y!), !at.finite(y!));
    return sum(
      at,
      left,
      scaled(at, y!, () => at.number(x!), !at.finite(x!)),
    );
  },
  div(at, { args: [x, y], out }) {
    const t = at.tangent(x!);
    if (isLit(y!)) return t && at.emit('div', [t, at.number(y)]);
    const rest = difference(
      at,
      t,
      scaled(at, y!, () => at.number(out[0]!), true),
    );
    return rest && at.emit('strong', [rest, at.emit('div', [lit(1), at.number(y!)])]);
  },
  rem(at, { args: [x, y] }) {
    const whole = (): Atom => at.emit('apply', [at.emit('div', [at.number(x!), at.number(y!)])], ['Math.trunc']);
    return difference(at, at.tangent(x!), scaled(at, y!, whole, true));
  },
  pow(at, instr) {
    const [x, n] = instr.args as [Atom, Atom];
    return sum(
      at,
      power(at, instr, x),
      scaled(at, n, () => exponentSlope(at, instr), true),
    );
  },
  neg: (at, { args: [x] }) => difference(at, null, at.tangent(x!)),
  plus: (at, { args: [x] }) => at.tangent(x!),
  strong(at, { args: [h, p] }) {
    const left = scaled(at, h!, () => p!, true),
      t = at.tangent(p!);
    return sum(at, left, t && at.emit('strong', [h!, t]));
  },
  apply(at, instr) {
    const { block, risky } = at.partials(instr.attr[0]!, instr.args.length);
    const partial = partialsOf(at, instr, block);
    const doubted = risky || !instr.args.every((x) => at.finite(x));
    return instr.args.reduce<Atom | null>(
      (all, x, i) =>
        sum(
          at,
          all,
          scaled(at, x, () => partial(i), doubted && !isBounded(block, i)),
        ),
      null,
    );
  },
};

function power(at: Tangents, instr: Instr, x: Atom): Atom | null {
  const t = at.tangent(x);
  if (t === null) return null;
  const { op, partial } = baseSlope(at, instr);
  if (partial === null) return null;
  return op === 'keep' ? t : at.emit(op, [t, partial()]);
}

/** The tangent of the result; undefined for an operation that is not on numbers. */
export const tangentOf = (at: Tangents, instr: Instr): Atom | null | undefined => TANGENTS[instr.op]?.(at, instr);
