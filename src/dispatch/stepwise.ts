/**
 * Loops that may be reversed iteration by iteration: while one runs forwards, each iteration's part of the reverse sweep follows
 * it at once. Nothing has to be kept from one sweep to the other, since all values of the iteration are at hand.
 *
 * Legal for a counted loop of the entry that only adds up: what it carries and a derivative goes through are sums, so that the
 * cotangents that come in are the same in every iteration; it changes no memory, and nothing that it reads is overwritten later,
 * so that all its cotangents may be added to the shadows earlier than the rest. What comes in has to be known before the loop.
 */
import type { Activity } from '../facts/activity.ts';
import type { Facts } from '../facts/facts.ts';
import { type Effects, slotOf } from '../facts/memory.ts';
import { type Atom, type Block, type Id, type Instr, isId } from '../ir/ir.ts';
import { effectOf } from '../ir/ops.ts';
import type { Definitions } from './definitions.ts';

/** An iteration's part of the reverse sweep, and what it needs from before the loop and adds up for after it. */
export interface Step {
  readonly before: readonly Instr[];
  readonly body: readonly Instr[];
  readonly params: readonly Id[];
  readonly nexts: readonly Atom[];
  readonly out: readonly Id[];
}

interface Scene {
  readonly facts: Facts;
  readonly activity: Activity;
  readonly effects: Effects;
  readonly definitions: Definitions;
}

/** The loops of a block for which all but what comes in is known to be so. */
export function stepwiseLoops(entry: Block, scene: Scene): Set<Instr> {
  const found = new Set<Instr>();
  entry.body.forEach((instr, at) => {
    if (instr.op === 'for' && onlyReads(instr.blocks[0]!) && sums(instr, scene) && staysRead(instr, entry.body.slice(at + 1), scene))
      found.add(instr);
  });
  return found;
}

function onlyReads(block: Block): boolean {
  return block.body.every(({ op, blocks }) => {
    const effect = effectOf(op);
    if (effect === 'control') return (op === 'if' || op === 'for' || op === 'loop') && blocks.every(onlyReads);
    return effect === 'pure' || effect === 'read';
  });
}

/** No later instruction overwrites a slot whose shadow it adds to. */
function staysRead(loop: Instr, later: readonly Instr[], { facts, activity, effects }: Scene): boolean {
  const read = (block: Block): boolean =>
    block.body.every(({ op, args, blocks, out }) => {
      if (op !== 'load' || !activity.active(out[0]!)) return blocks.every(read);
      const slot = slotOf(facts, args[0]!, args[1]!);
      return !later.some((i) => effects.overwrites(i, slot));
    });
  return read(loop.blocks[0]!);
}

/** Whatever it carries with a derivative is a sum. */
function sums(loop: Instr, scene: Scene): boolean {
  const block = loop.blocks[0]!;
  const carried = loop.out.flatMap((o, k) => (scene.activity.active(o) || scene.activity.active(block.params[1 + k]!) ? [k] : []));
  return carried.length > 0 && carried.every((k) => isSum(block.params[1 + k]!, block.yields[k]!, scene));
}

/** `to` is `from` and what is added to it; nothing else uses `from` or the sums on the way. */
function isSum(from: Id, to: Atom, scene: Scene): boolean {
  const { definitions } = scene;
  /** The sums on the way, once for each use; null: it does not lead there. */
  const way = (atom: Atom): readonly Id[] | null => {
    if (!isId(atom)) return null;
    if (atom === from) return [atom];
    const { instr } = definitions.of(atom);
    const rest = instr && onward(instr, atom);
    return rest && [atom, ...rest];
  };
  const onward = ({ op, args, out, blocks }: Instr, sum: Id): readonly Id[] | null => {
    const k = out.indexOf(sum);
    switch (op) {
      case 'add':
        return way(args[0]!) ?? way(args[1]!);
      case 'sub':
        return way(args[0]!);
      case 'if': {
        const ways = blocks.map((b) => way(b.yields[k]!));
        return ways.some((w) => w === null) ? null : ways.flatMap((w) => w!);
      }
      case 'for':
        return isSum(blocks[0]!.params[1 + k]!, blocks[0]!.yields[k]!, scene) ? way(args[3 + k]!) : null;
      default:
        return null;
    }
  };
  const all = way(to);
  if (all === null) return false;
  const uses = new Map<Id, number>();
  for (const id of all) uses.set(id, (uses.get(id) ?? 0) + 1);
  return [...uses].every(([id, count]) => definitions.uses(id) === count);
}

/**
 * The instructions among `made` that values depend on, in order; null where one of them is not known before the loop: it is no
 * pure operation, or needs a value that the entry has later.
 */
export function knownBefore(values: readonly Atom[], made: readonly Instr[], isBefore: (id: Id) => boolean): Instr[] | null {
  const source = new Map(made.flatMap((i) => i.out.map((o) => [o, i] as const)));
  const wanted = new Set<Instr>();
  const known = (atom: Atom): boolean => {
    if (!isId(atom)) return true;
    const instr = source.get(atom);
    if (!instr) return isBefore(atom);
    if (wanted.has(instr)) return true;
    wanted.add(instr);
    return effectOf(instr.op) === 'pure' && instr.args.every(known);
  };
  return values.every(known) ? made.filter((i) => wanted.has(i)) : null;
}
