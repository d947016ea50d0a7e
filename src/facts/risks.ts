/** What operations can do besides giving their result: converting an operand may run code of the user's, or throw; so may reading memory. */
import { type Atom, type Instr, isLit } from '../ir/ir.ts';
import { effectOf } from '../ir/ops.ts';
import type { Facts } from './facts.ts';
import * as K from './kinds.ts';
import { kindOf } from './memory.ts';

/** Operations that look at their operands without converting them. */
const LOOKS = new Set<Instr['op']>(['seq', 'sne', 'not', 'typeof', 'nullish', 'select', 'as', 'stop']);
const LOOKING_RULES = new Set([
  'Array.isArray',
  'ArrayBuffer.isView',
  'Object.is',
  'Number.isInteger',
  'Number.isFinite',
  'Number.isNaN',
  'Number.isSafeInteger',
]);
const HARMFUL = K.BIGINT | K.SYMBOL;

/** Converting it to a number, a string or a property key runs no code of the user's. */
export const plain = (facts: Facts, atom: Atom): boolean => !K.isRef(kindOf(facts, atom));
/** … and does not throw. */
export const harmless = (facts: Facts, atom: Atom): boolean => plain(facts, atom) && (kindOf(facts, atom).prims & HARMFUL) === 0;
const isNullish = (atom: Atom): boolean => isLit(atom) && (atom.lit === null || atom.lit === undefined);

function looks(facts: Facts, instr: Instr): boolean {
  if (LOOKS.has(instr.op) || (instr.op === 'apply' && LOOKING_RULES.has(instr.attr[0]!))) return true;
  if (instr.op !== 'eq' && instr.op !== 'ne') return false;
  const refs = instr.args.filter((a) => K.isRef(kindOf(facts, a)));
  return instr.args.some(isNullish) || (refs.length === 2 && refs.every((a) => (kindOf(facts, a).prims & ~(K.UNDEFINED | K.NULL)) === 0));
}

/** A pure operation whose second run with the same operands gives the same and shows nothing. */
export const repeatable = (facts: Facts, instr: Instr): boolean =>
  effectOf(instr.op) === 'pure' && (looks(facts, instr) || instr.args.every((a) => plain(facts, a)));

/** A pure operation that cannot throw either: it may run where the program would not have run it, or not at all. */
export const total = (facts: Facts, instr: Instr): boolean =>
  effectOf(instr.op) === 'pure' && (looks(facts, instr) || instr.args.every((a) => harmless(facts, a)));

/** Operations that throw unless their object is one. */
const DEREFERENCES = new Set<Instr['op']>([
  'load',
  'store',
  'length',
  'has',
  'push',
  'pop',
  'setlength',
  'delete',
  'view',
  'viewbuffer',
  'journal',
]);

/** What surely is an object once the operation has run; undefined where that says nothing. */
export const dereferenced = ({ op, args }: Instr): Atom | undefined => (DEREFERENCES.has(op) ? args[op === 'has' ? 1 : 0] : undefined);
