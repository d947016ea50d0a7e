/** Splits a program into the functions that are printed: its own, and one for each function value (`back`). */
import type { Atom, Block, Id, Instr, Program } from '../../ir/ir.ts';
import { effectOf } from '../../ir/ops.ts';
import { UNRECORDED } from '../../ir/turns.ts';
import { type Code, forEachInstr, freeIds, mapBlock, usesOf } from '../../ir/walk.ts';
import { rotate } from './rotate.ts';

export interface Unit {
  readonly name: string;
  /** `segment`: takes part of a checkpointed loop back, with both sweeps. */
  readonly is: 'main' | 'callee' | 'back' | 'segment';
  /** It runs turns of a loop. */
  readonly turns?: boolean;
  /** Values of the enclosing function that a `back` reads; they are handed to it when it is made. */
  readonly captured: readonly Id[];
  readonly block: Block;
}

/**
 * The entry comes first. A `back` instruction loses its block: its operands become what the block captures and its attr
 * the name of the unit.
 */
export function unitsOf(program: Program, entryName: string): Unit[] {
  const units: Unit[] = [],
    backs: Unit[] = [],
    detached = isDetached(program),
    segments = new Set<string>(),
    turns = new Set<string>();
  forEachInstr(program, ({ op, attr }) => {
    if (op !== 'record') return;
    turns.add(attr[0]!);
    for (const segment of [attr[1], attr[3]]) if (segment !== undefined) segments.add(segment);
  });
  program.fns.forEach((fn, i) => {
    const name = i === 0 ? entryName : fn.name;
    const block = mapBlock(rotate(fn.body, usesOf(fn.body)), (instr) => {
      if (instr.op !== 'back') return instr;
      const inner = instr.blocks[0]!;
      const back: Unit = {
        name: backs.length ? `${name}Back${backs.length + 1}` : `${name}Back`,
        is: 'back',
        captured: [...freeIds(inner)],
        block: inner,
      };
      backs.push(back);
      return { ...instr, attr: [back.name], args: back.captured, blocks: [] };
    });
    const is = i === 0 ? 'main' : segments.has(name) ? 'segment' : 'callee';
    const early = is === 'callee' || storesOf(program, detached).size === 0;
    units.push({ name, is, turns: is === 'segment' || turns.has(name), captured: [], block: early ? returning(block) : block });
  });
  return [...units, ...backs];
}

/**
 * A branch at the end of a function returns by itself, instead of giving its results to variables that are returned:
 * such an `if` has attr `return`, no results, and blocks that yield what the function returns.
 */
function returning(block: Block): Block {
  const last = block.body.at(-1),
    results = new Set<Atom>(last?.out);
  if (last?.op !== 'if' || results.size === 0 || block.yields.filter((a) => results.has(a)).length !== results.size) return block;
  const blocks = last.blocks.map((b) =>
    returning({ ...b, yields: block.yields.map((a) => (results.has(a) ? b.yields[last.out.indexOf(a as Id)]! : a)) }),
  );
  if (isShort(last)) return block;
  return { ...block, body: [...block.body.slice(0, -1), { ...last, attr: ['return'], out: [], blocks }], yields: [] };
}

/** Branches that compute next to nothing make a `?:`. */
const isShort = (branch: Instr): boolean =>
  branch.out.length === 1 && branch.blocks.every((b) => b.body.length < 2 && b.body.every((i) => effectOf(i.op) === 'pure'));

export const isReturn = (instr: Instr): boolean => instr.op === 'if' && instr.attr[0] === 'return';

export type Store = 'tape' | 'path' | 'refs' | 'journal';
export const STORES: readonly Store[] = ['tape', 'path', 'refs', 'journal'];

/** The stores that code touches. In a detached program shadows are rewired through a log instead of `refs`. */
export function storesOf(code: Code, detached: boolean): Set<Store> {
  const found = new Set<Store>();
  forEachInstr(code, ({ op, attr }) => {
    if (op === 'keep' || op === 'take') found.add(attr[0] as Store);
    else if (op === 'reserve') for (const store of attr) found.add(store as Store);
    else if (op === 'journal' || op === 'undo') found.add('journal');
    else if ((op === 'setshadow' || op === 'unsetshadow') && !detached && !attr.includes(UNRECORDED)) found.add('refs');
  });
  return found;
}

/** Whether the program makes a function value that runs its reverse sweep later. */
export function isDetached(program: Program): boolean {
  let found = false;
  forEachInstr(program, ({ op }) => void (found ||= op === 'back'));
  return found;
}
