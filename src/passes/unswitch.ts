/**
 * A loop of the reverse sweep that only spreads one cotangent, as that of a scalar product or of a row of a matrix does, runs only
 * where that cotangent is not 0. Inside, its products need no test: a cotangent of 0 contributes 0 whatever the partial is.
 */
import type { Facts } from '../facts/facts.ts';
import { BOOL, NUM } from '../facts/kinds.ts';
import { type Atom, type Block, type Id, type Instr, type Program, isId, isLit, lit } from '../ir/ir.ts';
import { instr as make } from '../ir/build.ts';
import { effectOf } from '../ir/ops.ts';
import { definedIds, forEachInstr, mapBlock } from '../ir/walk.ts';
import { withBlocks } from './renaming.ts';

export function unswitch(program: Program, facts: Facts): Program {
  const body = (block: Block): Block => mapBlock(block, (instr) => (instr.op === 'for' ? guarded(instr, facts) : instr));
  return { fns: program.fns.map((fn) => ({ ...fn, body: body(fn.body) })) };
}

/** The loop under a test of the one cotangent that it spreads, or as it is. */
function guarded(loop: Instr, facts: Facts): Instr | readonly Instr[] {
  const block = loop.blocks[0]!,
    own = definedIds(block);
  const spread = new Set<Id>();
  forEachInstr(block, ({ op, args }) => {
    if (op === 'strong' && isId(args[0]!) && !own.has(args[0])) spread.add(args[0]);
  });
  for (const g of spread) if (onlySpreads(loop, g)) return under(loop, g, facts);
  return loop;
}

/** Where `g` is 0 it does nothing, and gives what it was given. */
function onlySpreads({ blocks }: Instr, g: Id): boolean {
  const block = blocks[0]!,
    zero = new Set<Id>([g]);
  const isZero = (a: Atom): boolean => (isLit(a) ? a.lit === 0 : zero.has(a));
  for (const { op, args, out, blocks: inner } of block.body) {
    if (inner.length > 0) return false;
    if (op === 'addslot') {
      if (!isZero(args[2]!)) return false;
    } else if (effectOf(op) !== 'pure' && effectOf(op) !== 'read') return false;
    else if (op === 'strong' || op === 'neg' ? isZero(args[0]!) : (op === 'add' || op === 'sub') && args.every(isZero)) zero.add(out[0]!);
  }
  // what is carried is a sum of what was carried and of nothing
  const made = new Map(block.body.flatMap((i) => i.out.map((o) => [o, i] as const)));
  const isSame = (a: Atom, param: Id): boolean => {
    if (a === param) return true;
    const instr = isId(a) ? made.get(a) : undefined;
    if (instr?.op !== 'add' && instr?.op !== 'sub') return false;
    const [x, y] = instr.args as [Atom, Atom];
    return (isZero(y) && isSame(x, param)) || (instr.op === 'add' && isZero(x) && isSame(y, param));
  };
  return block.yields.every((a, k) => isSame(a, block.params[1 + k]!));
}

function under(loop: Instr, g: Id, facts: Facts): readonly Instr[] {
  const fresh = (kind: typeof NUM, like?: Id): Id => {
    const id = facts.ids.fresh();
    facts.kinds.set(id, kind);
    const name = like === undefined ? undefined : facts.names.get(like);
    if (name !== undefined) facts.names.set(id, name);
    return id;
  };
  const test = fresh(BOOL),
    out = loop.out.map((o) => fresh(facts.kinds.get(o) ?? NUM, o));
  const bare = withBlocks({ ...loop, out }, [
    mapBlock(loop.blocks[0]!, (i) => (i.op === 'strong' && i.args[0] === g ? { ...i, op: 'mul' } : i)),
  ]);
  const blocks = [
    { params: [], body: [bare], yields: out },
    { params: [], body: [], yields: loop.args.slice(3) },
  ];
  return [make('sne', [test], [g, lit(0)]), { ...make('if', loop.out, [test], { blocks, site: loop.site }) }];
}
