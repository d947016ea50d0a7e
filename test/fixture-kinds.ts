/** Kinds for programs written by hand: those of the arguments, and what follows from them. */
import type { Facts } from '../src/facts/facts.ts';
import { Heap } from '../src/facts/heap.ts';
import * as K from '../src/facts/kinds.ts';
import { kindOf, slotKind, slotName } from '../src/facts/memory.ts';
import { Ids } from '../src/ir/build.ts';
import { type Atom, type Id, type Instr, type Program, isLit } from '../src/ir/ir.ts';
import { forEachInstr, nextId } from '../src/ir/walk.ts';

const INTEGER = new Set(['add', 'sub', 'mul', 'neg', 'plus']);
const BITS = new Set(['bitand', 'bitor', 'bitxor', 'bitnot', 'shl', 'shr', 'ushr', 'length']);
const TESTS = new Set(['lt', 'le', 'gt', 'ge', 'eq', 'ne', 'seq', 'sne', 'not', 'nullish', 'has']);
const LITERAL = { array: 'array', object: 'object' } as const;

/** Numbers among the arguments count as integers where every run gives one. */
export function inferred(program: Program, names: Map<Id, string>, runs: readonly (readonly unknown[])[]): Facts {
  const facts: Facts = { kinds: new Map(), names, heap: new Heap(), ids: new Ids(nextId(program)), shadows: new Set() };
  const { kinds, heap } = facts;
  let changed = true;
  const widen = (id: Id | undefined, kind: K.Kind): void => {
    if (id === undefined) return;
    const old = kinds.get(id),
      now = heap.join(old ?? K.BOTTOM, kind);
    kinds.set(id, now);
    if (!old || old.prims !== now.prims || !heap.same(old.cls, now.cls) || old.int !== now.int) changed = true;
  };
  const kind = (atom: Atom): K.Kind => kindOf(facts, atom);
  const store = (object: Atom, key: Atom, value: Atom): void => {
    const { cls } = kind(object),
      before = heap.version;
    if (cls === K.NO_CLASS) return;
    if (!isLit(key) && kind(key).prims & K.STRING) heap.makeWild(cls, true);
    heap.widen(cls, slotName(key), kind(value));
    if (heap.version !== before) changed = true;
  };
  const visit = (instr: Instr): void => {
    const { op, args, out, blocks, attr } = instr;
    if (TESTS.has(op)) return widen(out[0], K.BOOL);
    if (BITS.has(op)) return widen(out[0], K.INT);
    if (INTEGER.has(op))
      return widen(
        out[0],
        K.prim(
          K.NUMBER,
          args.every((a) => kind(a).int),
        ),
      );
    switch (op) {
      case 'select':
        return args.slice(1).forEach((a) => widen(out[0], kind(a)));
      case 'array':
      case 'object':
        widen(out[0], K.ref(heap.site(`%${out[0]}`, LITERAL[op])));
        return args.forEach((a, k) => store(out[0]!, { lit: op === 'array' ? k : attr[k]! }, a));
      case 'fresh':
        widen(out[0], K.ref(heap.site(`%${out[0]}`, 'float64')));
        return store(out[0]!, { lit: 0 }, { lit: 0.5 });
      case 'load':
        if (!isLit(args[1]!) && kind(args[1]!).prims & K.STRING && K.isRef(kind(args[0]!))) heap.makeWild(kind(args[0]!).cls, false);
        return widen(out[0], slotKind(facts, args[0]!, args[1]!));
      case 'store':
        return store(args[0]!, args[1]!, args[2]!);
      case 'if':
      case 'guard':
        return out.forEach((o, k) => blocks.forEach((b) => widen(o, kind(b.yields[k]!))));
      case 'for':
      case 'loop': {
        const [first, skip] = op === 'for' ? [3, 1] : [1, 0],
          [body] = blocks;
        if (op === 'for') widen(body!.params[0], K.prim(K.NUMBER, kind(args[0]!).int));
        return out.forEach((o, k) => {
          for (const a of [args[first + k]!, body!.yields[k + 1 - skip]!]) widen(body!.params[k + skip], kind(a));
          widen(o, kind(body!.params[k + skip]!));
        });
      }
      case 'call': {
        const { body } = program.fns.find((f) => f.name === attr[0])!;
        body.params.forEach((p, k) => widen(p, kind(args[k]!)));
        return out.forEach((o, k) => widen(o, kind(body.yields[k]!)));
      }
      default:
        return out.forEach((o) => widen(o, K.NUM));
    }
  };
  program.fns[0]!.body.params.forEach((id, k) => runs.forEach((args) => widen(id, heap.ofValue(args[k], true))));
  while (changed) {
    changed = false;
    forEachInstr(program, visit);
  }
  return facts;
}
