/** Traversals that passes share: visiting, rewriting, renaming and copying of blocks. Nothing here knows what an operation means. */
import type { Atom, Block, Fn, Id, Instr, Program } from './ir.ts';
import { isId } from './ir.ts';
import type { Ids } from './build.ts';

/** What can be walked. */
export type Code = Program | Fn | Block;

const blocksOf = (code: Code): readonly Block[] => ('fns' in code ? code.fns.map((f) => f.body) : 'yields' in code ? [code] : [code.body]);

/** Visits every instruction in the order of the text, an instruction before the blocks it holds. */
export function forEachInstr(code: Code, visit: (instr: Instr, block: Block) => void): void {
  for (const block of blocksOf(code)) {
    for (const instr of block.body) {
      visit(instr, block);
      for (const inner of instr.blocks) forEachInstr(inner, visit);
    }
  }
}

/** Visits every block, an outer one before those inside it. */
export function forEachBlock(code: Code, visit: (block: Block, owner: Instr | null) => void, owner: Instr | null = null): void {
  for (const block of blocksOf(code)) {
    visit(block, owner);
    for (const instr of block.body) for (const inner of instr.blocks) forEachBlock(inner, visit, instr);
  }
}

/** Visits every operand, yields included. `user` is null for the yields of a block. */
export function forEachUse(code: Code, visit: (atom: Atom, user: Instr | null, block: Block) => void): void {
  forEachBlock(code, (block) => {
    for (const instr of block.body) for (const atom of instr.args) visit(atom, instr, block);
    for (const atom of block.yields) visit(atom, null, block);
  });
}

/**
 * Rebuilds a block from the inside out: `rewrite` gets an instruction whose blocks are rewritten already and gives what
 * takes its place (itself, another, several, or none). Instructions and blocks that stay the same keep their identity.
 */
export function mapBlock(block: Block, rewrite: (instr: Instr) => Instr | readonly Instr[]): Block {
  let changed = false;
  const body: Instr[] = [];
  for (const instr of block.body) {
    const blocks = instr.blocks.map((inner) => mapBlock(inner, rewrite));
    const now = rewrite(blocks.some((b, i) => b !== instr.blocks[i]) ? { ...instr, blocks } : instr);
    if (now !== instr) changed = true;
    if (isInstr(now)) body.push(now);
    else body.push(...now);
  }
  return changed ? { ...block, body } : block;
}

/** `mapBlock` for every function. */
export function mapProgram(program: Program, rewrite: (block: Block, fn: Fn) => Block): Program {
  return { fns: program.fns.map((fn) => ({ ...fn, body: rewrite(fn.body, fn) })) };
}

const isInstr = (x: Instr | readonly Instr[]): x is Instr => 'op' in x;

/** How often each value is used, nested blocks and yields included. A value without uses has no entry. */
export function usesOf(code: Code): Map<Id, number> {
  const uses = new Map<Id, number>();
  forEachUse(code, (atom) => {
    if (isId(atom)) uses.set(atom, (uses.get(atom) ?? 0) + 1);
  });
  return uses;
}

/** The instruction that defines each value; block parameters have the instruction that holds the block (functions: none). */
export function definitions(code: Code): Map<Id, Instr> {
  const found = new Map<Id, Instr>();
  forEachInstr(code, (instr) => {
    for (const id of instr.out) found.set(id, instr);
    for (const inner of instr.blocks) for (const id of inner.params) found.set(id, instr);
  });
  return found;
}

/** The values a block uses but does not define. */
export function freeIds(block: Block): Set<Id> {
  const own = definedIds(block);
  const free = new Set<Id>();
  forEachUse(block, (atom) => {
    if (isId(atom) && !own.has(atom)) free.add(atom);
  });
  return free;
}

/** The values a block defines, parameters and nested blocks included. */
export function definedIds(code: Code): Set<Id> {
  const own = new Set<Id>();
  forEachBlock(code, (block) => {
    for (const id of block.params) own.add(id);
    for (const instr of block.body) for (const id of instr.out) own.add(id);
  });
  return own;
}

/** Replaces uses, one step and all at once (`a → b, b → a` swaps). What is not in the map stays; definitions stay. */
export function substitute(block: Block, map: ReadonlyMap<Id, Atom>): Block {
  if (map.size === 0) return block;
  const atom = (a: Atom): Atom => (isId(a) ? (map.get(a) ?? a) : a);
  return { params: block.params, body: block.body.map((i) => substituteInstr(i, map)), yields: block.yields.map(atom) };
}

/** `substitute` for one instruction and the blocks it holds. */
export function substituteInstr(instr: Instr, map: ReadonlyMap<Id, Atom>): Instr {
  return {
    ...instr,
    args: instr.args.map((a) => (isId(a) ? (map.get(a) ?? a) : a)),
    blocks: instr.blocks.map((b) => substitute(b, map)),
  };
}

/** What a copy needs of the facts: fresh ids, and the tables whose entries a copy inherits. */
export interface Naming {
  readonly ids: Ids;
  readonly kinds: Map<Id, unknown>;
  readonly names: Map<Id, string>;
  readonly shadows: Set<Id>;
}

/**
 * A copy of a block in which everything it defines, parameters too, has a fresh id that inherits kind, name and shadow
 * flag. `map` may say what free values (or parameters) become; on return it also holds the new name of every value.
 */
export function cloneBlock(block: Block, facts: Naming, map: Map<Id, Atom> = new Map()): Block {
  const params = block.params.map((id) => fresh(id, facts, map));
  const body = block.body.map((instr) => cloneInstr(instr, facts, map));
  return { params, body, yields: block.yields.map((a) => (isId(a) ? (map.get(a) ?? a) : a)) };
}

/** `cloneBlock` for one instruction. */
export function cloneInstr(instr: Instr, facts: Naming, map: Map<Id, Atom>): Instr {
  const args = instr.args.map((a) => (isId(a) ? (map.get(a) ?? a) : a));
  const blocks = instr.blocks.map((b) => cloneBlock(b, facts, map));
  return { ...instr, args, blocks, out: instr.out.map((id) => fresh(id, facts, map)) };
}

function fresh(id: Id, facts: Naming, map: Map<Id, Atom>): Id {
  const made = facts.ids.fresh();
  map.set(id, made);
  const kind = facts.kinds.get(id),
    name = facts.names.get(id);
  if (kind !== undefined) facts.kinds.set(made, kind);
  if (name !== undefined) facts.names.set(made, name);
  if (facts.shadows.has(id)) facts.shadows.add(made);
  return made;
}

/** The first id that is free in a program, for a supply of ids that starts after it. */
export function nextId(program: Program): Id {
  let next = 0;
  for (const id of definedIds(program)) next = Math.max(next, id + 1);
  return next;
}
