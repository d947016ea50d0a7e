/**
 * Refusals in code that may never run. A branch that would have to be refused ends with the fault instead, so that only a
 * run that comes there is refused.
 */
import type { Facts } from '../facts/facts.ts';
import { isNumber } from '../facts/kinds.ts';
import * as K from '../facts/kinds.ts';
import { deferral, deferralOf } from '../fault/deferral.ts';
import { AdjointError } from '../fault/fault.ts';
import { block, instr as make } from '../ir/build.ts';
import { type Atom, type Block, type Instr, type Program, isId, lit } from '../ir/ir.ts';
import { forEachInstr } from '../ir/walk.ts';

export interface Deferred {
  readonly program: Program;
  /** What the program throws, by its number. */
  readonly refusals: readonly AdjointError[];
  /** Where they were found. */
  readonly found: readonly Found[];
  /** The first refusal outside of branches: the program is of no use. */
  readonly fatal: AdjointError | null;
}

export interface Found {
  readonly instr: Instr;
  readonly error: AdjointError;
}

/** `judge` throws the refusal of one instruction, its blocks apart; `earlier`: what the program throws already. */
export function defer(program: Program, facts: Facts, judge: (instr: Instr) => void, earlier: readonly AdjointError[] = []): Deferred {
  const refusals = [...earlier],
    found: Found[] = [];
  let fatal: AdjointError | null = null;
  const refusalOf = (instr: Instr): AdjointError | null => {
    try {
      judge(instr);
      return null;
    } catch (error) {
      if (error instanceof AdjointError) return error;
      throw error;
    }
  };
  const note = (instr: Instr, error: AdjointError | null): unknown => error && found.push({ instr, error });
  // what is tried goes as a whole: the operations in it are read, none of them has been seen yet
  const refusalIn = (instr: Instr): AdjointError | null => {
    let error = refusalOf(instr);
    if (instr.op === 'attempt') forEachInstr(instr.blocks[0]!, (inner) => void (error ??= refusalOf(inner)));
    return error;
  };
  const cut = (b: Block, branch: boolean): Block => {
    const body: Instr[] = [];
    for (const [i, instr] of b.body.entries()) {
      const error = refusalIn(instr);
      if (error && !branch) {
        fatal ??= error;
        continue;
      }
      if (error) {
        note(instr, error);
        // what comes after it in its branch is gone; what would be refused of that may say more of why
        forEachInstr({ params: [], body: b.body.slice(i + 1), yields: [] }, (after) => note(after, refusalOf(after)));
        body.push(make('throw', [], [lit(deferral(refusals.push(error) - 1))], { site: instr.site }));
        return block(b.params, body, rest(b, body, facts));
      }
      const blocks = instr.op === 'attempt' ? instr.blocks : instr.blocks.map((inner) => cut(inner, branch || instr.op === 'if'));
      body.push(blocks.every((inner, k) => inner === instr.blocks[k]) ? instr : { ...instr, blocks });
    }
    return body.every((x, k) => x === b.body[k]) ? b : block(b.params, body, b.yields);
  };
  const [entry, ...others] = program.fns;
  const fns = [{ ...entry!, body: cut(entry!.body, false) }, ...others.map((fn) => ({ ...fn, body: cut(fn.body, true) }))];
  return { program: { fns }, refusals, found, fatal };
}

/** The fault that a run was ended with, or the error itself. */
export function deferred(error: unknown, refusals: readonly AdjointError[]): unknown {
  const at = deferralOf(error);
  return at === undefined ? error : (refusals[at] ?? error);
}

/** Something of the right kind for results that never come. */
function rest(b: Block, body: readonly Instr[], facts: Facts): Atom[] {
  const kept = new Set(body.flatMap((i) => i.out));
  const gone = new Set(b.body.flatMap((i) => i.out).filter((id) => !kept.has(id)));
  return b.yields.map((y) => {
    if (!isId(y) || !gone.has(y)) return y;
    const kind = facts.kinds.get(y) ?? K.NOTHING;
    return lit(isNumber(kind) ? 0 : kind.prims === K.BOOLEAN ? false : undefined);
  });
}
