/** Whether turns of a loop can be run again: what they do is done to memory, or asked of the world in a way that is remembered. */
import type { Facts } from '../../src/facts/facts.ts';
import { NUMBER, STRING, NO_CLASS } from '../../src/facts/kinds.ts';
import { isKernel } from '../../src/facts/kernels.ts';
import { kindOf } from '../../src/facts/memory.ts';
import { type Atom, type Fn, type Instr, type Program } from '../../src/ir/ir.ts';
import { forEachInstr } from '../../src/ir/walk.ts';

/** Inert functions of lowering's own that use something up, or do what cannot be undone. */
const USING_UP: ReadonlySet<string> = new Set(['iterator', 'first', 'Array.from', 'defineProperty']);
/** They move an iterator on. */
const MOVING: ReadonlySet<string> = new Set(['next', 'return']);

export function isRepeatable(program: Program, loop: Instr, facts: Facts): boolean {
  const code = { name: '', body: { params: [], body: [loop], yields: [] } };
  const called = calledBy(program, code),
    fns: Fn[] = [code, ...program.fns.filter((fn) => called.has(fn.name))];
  const iterators = new Set<Atom>();
  for (const fn of fns) forEachInstr(fn, ({ op, attr, out }) => void (op === 'native' && attr[0] === 'keys' && iterators.add(out[0]!)));
  let found = true;
  for (const fn of fns)
    forEachInstr(fn, (i) => {
      if (
        i.op === 'watch' ||
        (i.op === 'construct' && !isError(i, facts)) ||
        (i.op === 'native' && !isKernel(i) && !isReplayed(i, iterators, facts))
      )
        found = false;
    });
  return found;
}

/** `iterators`: of Maps and Sets, made in the same turn. */
function isReplayed({ attr: [name, how, world], args }: Instr, iterators: ReadonlySet<Atom>, facts: Facts): boolean {
  if (how !== 'inert') return how === undefined && isOfPrimitive(args, facts);
  if (world !== undefined) return world !== 'final';
  return MOVING.has(name!) ? iterators.has(args[2]!) : !USING_UP.has(name!);
}

const ERRORS = /^(Aggregate|Eval|Range|Reference|Syntax|Type|URI)?Error$/;
/** An error of the language, made of a text: there is one more. */
const isError = ({ attr, args }: Instr, facts: Facts): boolean =>
  ERRORS.test(attr[0] ?? '') && args.slice(1).every((a) => kindOf(facts, a).cls === NO_CLASS);

/** A method of a text or a number. */
function isOfPrimitive([, receiver, ...given]: readonly Atom[], facts: Facts): boolean {
  const plain = (atom: Atom): boolean => kindOf(facts, atom).cls === NO_CLASS;
  const { prims } = kindOf(facts, receiver!);
  return prims !== 0 && (prims & ~(STRING | NUMBER)) === 0 && [receiver!, ...given].every(plain);
}

/** The functions that a function calls, those that are checkpointed loops included, itself left out. */
export function calledBy(program: Program, fn: Fn, found = new Set<string>()): Set<string> {
  forEachInstr(fn, ({ op, attr: [name] }) => {
    const callee = (op === 'call' || op === 'record') && !found.has(name!) ? program.fns.find((f) => f.name === name) : undefined;
    if (callee) calledBy(program, callee, found.add(name!));
  });
  return found;
}
