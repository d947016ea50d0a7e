/** Debug mode: every number that is computed is looked at, and stores that drop a derivative are found. */
import type { Activity } from '../facts/activity.ts';
import type { Facts } from '../facts/facts.ts';
import * as K from '../facts/kinds.ts';
import { kindOf } from '../facts/memory.ts';
import type { AdjointError } from '../fault/fault.ts';
import { fault, placeText } from '../fault/messages.ts';
import { instr } from '../ir/build.ts';
import type { Block, Id, Instr, Program } from '../ir/ir.ts';
import type { OpName } from '../ir/ops.ts';
import { forEachInstr } from '../ir/walk.ts';

const COMPUTED: ReadonlySet<OpName> = new Set<OpName>([
  'add', 'sub', 'mul', 'div', 'rem', 'pow', 'neg', 'plus', 'apply', 'strong', 'addslot',
]); // oxfmt-ignore

/** The program with a `watch` behind every computation; values from `cotangentsFrom` on are derivatives. */
export function watchNumbers(program: Program, facts: Facts, cotangentsFrom: Id): Program {
  const block = (b: Block): Block => ({ ...b, body: b.body.flatMap((i) => each(i)) });
  const each = (i: Instr): Instr[] => {
    const made = i.blocks.length === 0 ? i : { ...i, blocks: i.blocks.map(block) };
    if (!COMPUTED.has(i.op) || !i.site) return [made];
    const value = i.op === 'addslot' ? i.args[2]! : i.out[0]!;
    const what = i.op === 'addslot' || i.out[0]! >= cotangentsFrom ? 'derivative' : 'value';
    if (!K.mayBeNumber(kindOf(facts, value)) && what === 'value') return [made];
    return [made, instr('watch', [], [value], { attr: [placeText(i.site), what], site: i.site })];
  };
  return { ...program, fns: program.fns.map((fn) => ({ ...fn, body: block(fn.body) })) };
}

/** Active numbers that are stored into integer arrays, one warning for each place. */
export function integerStores(program: Program, facts: Facts, activity: Activity): AdjointError[] {
  const found = new Map<string, AdjointError>();
  for (const fn of program.fns)
    forEachInstr(fn, ({ op, args, site }) => {
      if (op !== 'store' || !activity.active(args[2]!)) return;
      const { cls } = kindOf(facts, args[0]!);
      if (cls === K.NO_CLASS || !facts.heap.get(cls).forms.has('ints')) return;
      const place = site ? placeText(site) : '';
      if (!found.has(place)) found.set(place, fault('W_INTEGER_STORE', site));
    });
  return [...found.values()];
}
