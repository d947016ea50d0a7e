/**
 * Removes merges that are no choice: a carried value that comes round unchanged is its initial value, and a result that
 * all branches agree on is what they agree on. From the inside out, so that what falls inside falls outside as well.
 */
import type { Facts } from '../facts/facts.ts';
import type { Block, Id, Instr, Program } from '../ir/ir.ts';
import { loopLayout, yieldsResults } from './carried.ts';
import { Renaming, sameAtom, withBlocks, withBody } from './renaming.ts';

export function merges(program: Program, facts: Facts): Program {
  const found = new Renaming();
  const gone = new Set<Id>();
  for (const fn of program.fns) find(fn.body, found, gone, facts);
  return gone.size === 0 ? program : { fns: program.fns.map((fn) => ({ ...fn, body: rewrite(fn.body, found, gone) })) };
}

function find(block: Block, found: Renaming, gone: Set<Id>, facts: Facts): void {
  for (const instr of block.body) {
    for (const inner of instr.blocks) find(inner, found, gone, facts);
    const { out, args, blocks } = instr;
    const layout = loopLayout(instr);
    if (layout) {
      out.forEach((id, k) => {
        const param = blocks[0]!.params[layout.param + k]!,
          init = args[layout.init + k]!;
        const next = found.of(blocks[0]!.yields[layout.next + k]!);
        if (next !== param && !sameAtom(next, found.of(init))) return;
        gone.add(id);
        found.set(param, init);
        found.set(id, init);
        name(facts, param, init as Id);
      });
    } else if (yieldsResults(instr)) {
      out.forEach((id, k) => {
        const first = found.of(blocks[0]!.yields[k]!);
        if (instr.op !== 'if' || !sameAtom(first, found.of(blocks[1]!.yields[k]!))) return;
        gone.add(id);
        found.set(id, first);
      });
    }
  }
}

/** The user's name survives if the other value has none. */
function name({ names }: Facts, from: Id, to: Id): void {
  const known = names.get(from);
  if (typeof to === 'number' && known !== undefined && !names.has(to)) names.set(to, known);
}

function rewrite(block: Block, found: Renaming, gone: ReadonlySet<Id>): Block {
  return withBody(
    block,
    block.body.map((i) => rewriteInstr(i, found, gone)),
    found.all(block.yields),
  );
}

function rewriteInstr(instr: Instr, found: Renaming, gone: ReadonlySet<Id>): Instr {
  const renamed = found.instr(instr);
  if (instr.blocks.length === 0) return renamed;
  const now = withBlocks(
    renamed,
    instr.blocks.map((b) => rewrite(b, found, gone)),
  );
  if (!instr.out.some((id) => gone.has(id))) return now;
  const layout = loopLayout(instr);
  const stays = (first: number) => (_: unknown, k: number) => k < first || !gone.has(instr.out[k - first]!);
  return {
    ...now,
    out: now.out.filter(stays(0)),
    args: layout ? now.args.filter(stays(layout.init)) : now.args,
    blocks: now.blocks.map((b) => ({
      params: layout ? b.params.filter(stays(layout.param)) : b.params,
      body: b.body,
      yields: b.yields.filter(stays(layout ? layout.next : 0)),
    })),
  };
}
