/**
 * Innermost counted loops of short bodies take several turns at a stride: the test, and what an engine does beside it at every
 * turn, is paid once for all of them. Such a `for` has the number of turns as its attr; its meaning is unchanged, and its text
 * has the body several times (emit/control.ts). The deepest loops come first, and only as long as the program stays of about
 * its size; loops that are in no other are left alone where there are deeper ones.
 */
import type { Facts } from '../facts/facts.ts';
import { isInt } from '../facts/kinds.ts';
import { kindOf } from '../facts/memory.ts';
import { type Block, type Instr, type Program, isLit } from '../ir/ir.ts';
import { effectOf } from '../ir/ops.ts';
import { forEachInstr, mapBlock } from '../ir/walk.ts';
import { loopLayout } from './carried.ts';

/** Turns at a stride, by the largest body that takes so many. */
const STRIDES: readonly (readonly [turns: number, body: number])[] = [
  [4, 32],
  [2, 64],
];
/** A loop known to have fewer turns is left as it is. */
const LEAST_TRIPS = 8;
/** Instructions that are added for one that was there … */
const GROWTH = 1.5;
/** … for a program that is small, and for one that is large: engines give up on very long functions. */
const LEAST_ROOM = 150,
  MOST_ROOM = 1500;

interface Candidate {
  readonly loop: Instr;
  readonly depth: number;
  readonly body: number;
}

export function strides(program: Program, facts: Facts): Program {
  let size = 0;
  forEachInstr(program, () => void size++);
  const found: Candidate[] = [];
  for (const [i, fn] of program.fns.entries()) collect(fn.body, i === 0 ? 1 : 2, facts, found);
  const turns = new Map<Instr, number>();
  let room = Math.min(Math.max(LEAST_ROOM, GROWTH * size), MOST_ROOM, Math.max(0, 2 * MOST_ROOM - size));
  const deep = Math.min(2, Math.max(...found.map(({ depth }) => depth)));
  for (const { loop, body } of found.filter(({ depth }) => depth >= deep).sort((a, b) => b.depth - a.depth)) {
    const stride = STRIDES.find(([count, most]) => body <= most && body * count <= room);
    if (!stride) continue;
    turns.set(loop, stride[0]);
    room -= body * stride[0];
  }
  if (turns.size === 0) return program;
  const marked = (instr: Instr): Instr => (turns.has(instr) ? { ...instr, attr: [String(turns.get(instr))] } : instr);
  return { fns: program.fns.map((fn) => ({ ...fn, body: mapBlock(fn.body, marked) })) };
}

function collect(block: Block, depth: number, facts: Facts, found: Candidate[]): void {
  for (const instr of block.body) {
    if (instr.op === 'for' && isCounted(instr, facts)) {
      const body = straight(instr.blocks[0]!);
      if (body !== null) found.push({ loop: instr, depth, body });
    }
    const inner = depth + (loopLayout(instr) ? 1 : 0);
    for (const b of instr.blocks) collect(b, inner, facts, found);
  }
}

/** Over whole numbers, so that the last turns of a stride are the ones that the limit allows; not known to be short. */
function isCounted({ args }: Instr, facts: Facts): boolean {
  if (!args.slice(0, 3).every((a) => isInt(kindOf(facts, a)))) return false;
  const [from, to, step] = args.slice(0, 3).map((a) => (isLit(a) ? Number(a.lit) : NaN)) as [number, number, number];
  return !((to - from) / step < LEAST_TRIPS);
}

/** How many instructions the body has, where none of them is a loop, a call, or anything that happens once. */
function straight(block: Block): number | null {
  let size = 0,
    fits = true;
  forEachInstr(block, ({ op }) => {
    size++;
    const effect = effectOf(op);
    fits &&= effect === 'control' ? op === 'if' : effect !== 'effect';
  });
  return fits ? size : null;
}
