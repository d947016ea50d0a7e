/**
 * Products that have to be 0 where a cotangent is 0, whatever the partial is, differ from plain products only where those are NaN. So
 * inside of loops a stretch with several of them computes plain products, and asks once whether what came out is a number; only if
 * not, the stretch is computed again with a test for each. What is added to shadows is added after that.
 */
import type { Facts } from '../facts/facts.ts';
import { BOOL, NUM } from '../facts/kinds.ts';
import { instr as make } from '../ir/build.ts';
import { type Atom, type Block, type Id, type Instr, type Program, isId } from '../ir/ir.ts';
import { effectOf } from '../ir/ops.ts';
import { cloneInstr, usesOf } from '../ir/walk.ts';
import { loopLayout } from './carried.ts';
import { withBlocks, withBody } from './renaming.ts';

/** Fewer products than this keep their tests. */
const LEAST = 2;
/** A stretch is written twice: the longest one. */
const MOST = 80;

export function doubts(program: Program, facts: Facts): Program {
  return { fns: program.fns.map((fn) => ({ ...fn, body: inside(fn.body, facts, false) })) };
}

function inside(block: Block, facts: Facts, looping: boolean): Block {
  const body = block.body.map((i) =>
    withBlocks(
      i,
      i.blocks.map((b) => inside(b, facts, i.op === 'back' ? false : looping || loopLayout(i) !== null)),
    ),
  );
  return looping ? stretches({ ...block, body }, facts) : withBody(block, body);
}

function stretches(block: Block, facts: Facts): Block {
  const body: Instr[] = [],
    uses = usesOf(block);
  let open: Instr[] = [],
    added = false;
  const close = (): void => {
    body.push(...once(open, uses, facts));
    open = [];
    added = false;
  };
  for (const instr of block.body) {
    const { op } = instr,
      effect = effectOf(op);
    const fits = effect === 'pure' || effect === 'read' || op === 'addslot' || (op === 'takeslot' && !added);
    if (!fits) {
      close();
      body.push(instr);
      continue;
    }
    added ||= op === 'addslot';
    open.push(instr);
  }
  close();
  return withBody(block, body);
}

/** Through these a NaN stays one. */
const KEEPS: ReadonlySet<string> = new Set(['add', 'sub', 'mul', 'div', 'neg', 'strong']);

/** A stretch in which one test stands for all; as it is where that cannot be or does not pay. */
function once(stretch: readonly Instr[], uses: ReadonlyMap<Id, number>, facts: Facts): readonly Instr[] {
  if (stretch.filter(({ op }) => op === 'strong').length < LEAST) return stretch;
  const doubtful = new Set<Id>(),
    doubted: Instr[] = [];
  for (const instr of stretch) {
    if (instr.op === 'addslot') continue;
    if (instr.op !== 'strong' && !instr.args.some((a) => isId(a) && doubtful.has(a))) continue;
    if (!KEEPS.has(instr.op)) return stretch;
    doubtful.add(instr.out[0]!);
    doubted.push(instr);
  }
  if (doubted.length > MOST) return stretch;
  const outs = usedLater(doubted, uses);
  if (outs.length === 0) return stretch;

  const before = stretch.filter((i) => i.op !== 'addslot' && !doubted.includes(i)),
    after = stretch.filter((i) => i.op === 'addslot');
  const quick = new Map<Id, Atom>(),
    slow = new Map<Id, Atom>();
  const plain = doubted.map((i) => cloneInstr(i.op === 'strong' ? { ...i, op: 'mul' } : i, facts, quick));
  const exact = doubted.map((i) => cloneInstr(i, facts, slow));
  const sums: Instr[] = [];
  let sum: Atom = quick.get(outs[0]!)!;
  for (const out of outs.slice(1)) {
    const next = facts.ids.fresh();
    facts.kinds.set(next, NUM);
    sums.push(make('add', [next], [sum, quick.get(out)!]));
    sum = next;
  }
  const test = facts.ids.fresh();
  facts.kinds.set(test, BOOL);
  const arms = [
    { params: [], body: exact, yields: outs.map((o) => slow.get(o)!) },
    { params: [], body: [], yields: outs.map((o) => quick.get(o)!) },
  ];
  return [...before, ...plain, ...sums, make('sne', [test], [sum, sum]), make('if', outs, [test], { blocks: arms }), ...after];
}

/** Those of the results that something else uses. */
function usedLater(doubted: readonly Instr[], uses: ReadonlyMap<Id, number>): Id[] {
  const own = new Map<Id, number>();
  for (const { args } of doubted) for (const a of args) if (isId(a)) own.set(a, (own.get(a) ?? 0) + 1);
  return doubted.map((i) => i.out[0]!).filter((id) => (uses.get(id) ?? 0) > (own.get(id) ?? 0));
}
