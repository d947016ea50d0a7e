/** Faults in what is known of values and memory, and in the passes that use it. */
import { seeded } from '../fault.ts';

const ACTIVITY = 'src/facts/activity.ts';
const HEAP = 'src/facts/heap.ts';
const EFFECTS = 'src/facts/memory.ts';

export const knowledge = [
  ...seeded('activity', [
    [ACTIVITY, 'exponents are inactive', 'pow: [0, 1],', 'pow: [0],'],
    [ACTIVITY, 'divisors are inactive', 'div: [0, 1],', 'div: [0],'],
    [ACTIVITY, 'numbers beside functions are inactive', 'as: [0],', 'as: [],'],
    [ACTIVITY, 'what is pushed is inactive', 'return this.#markSlot(args[0]!, 0, on(args[1]));', 'return;'],
    [ACTIVITY, 'what is popped is inactive', "return this.#mark(out[0], this.#slots.has(slotOf(this.#facts, args[0]!, 0)));", 'return;'],
    [ACTIVITY, 'what a loop makes active stays inactive', 'this.active(instr.args[first + k]!) || this.active(body.yields[next + k]!)', 'this.active(instr.args[first + k]!)'],
    [ACTIVITY, 'only the first branch is looked at', 'blocks.some((b) => on(b.yields[k]))', 'on(blocks[0]!.yields[k])'],
    [ACTIVITY, 'what leads to cotangents has no shadow', 'for (const root of this.#classes) for (const from of above.get(root) ?? []) this.#classes.add(from);', ''],
    [ACTIVITY, 'results of calls are inactive', 'instr.out.forEach((o, k) => this.#mark(o, this.active(fn.body.yields[k]!)));', ''],
    [ACTIVITY, 'the insides of arguments are inactive', 'if (mayBeNumber(slot)) this.#slots.add(`${root}:${name}`);', 'if (mayBeNumber(slot) && heap.same(root, kind.cls)) this.#slots.add(`${root}:${name}`);'],
  ]),
  ...seeded('memory classes', [
    [HEAP, 'references that meet are not unified', 'for (const list of [functions, others]) for (const id of list.slice(1)) this.unify(list[0]!, id);', ''],
    [HEAP, 'functions and other memory that meet are taken for the functions', 'const [cls = functions[0]!] = others;', 'const [cls = others[0]!] = functions;'],
    ['src/facts/memory-class.ts', 'names stored as computed are not there', 'wild && !open && !names.has(name)', 'wild && !names.has(name)'],
    ['src/syntax/lower/session.ts', 'what leaves something out of its kind counts as whole', 'return !this.#loose.has(key);', 'return true;'],
    [HEAP, 'views of one buffer are apart', 'const key = ArrayBuffer.isView(object) ? object.buffer : object;', 'const key = object as object;'],
    [HEAP, 'what a unified class holds is forgotten', 'for (const [name, kind] of d.slots) this.#widen(into, name, kind);', ''],
    [HEAP, 'what is unified with the caller’s memory is not the caller’s', 'c.user ||= d.user;', ''],
    ['src/facts/classes.ts', 'the insides of the caller’s objects are not the caller’s', 'return this.closure([...this.roots().filter((root) => this.get(root).user), ...results]);', 'return new Set([...this.roots().filter((root) => this.get(root).user), ...results.map((cls) => this.root(cls))]);'],
  ]),
  ...seeded('effects', [
    [EFFECTS, 'a callee writes nothing', 'return this.#callees.get(instr.attr[0]!) ?? NONE;', 'return NONE;'],
    [EFFECTS, 'a push leaves the length', 'return new Set([slotOf(f, object!, 0), lengthOf(f, object!)]);', 'return new Set([slotOf(f, object!, 0)]);'],
    [EFFECTS, 'only the first branch writes', 'return new Set(instr.blocks.flatMap((b) => [...this.#block(b)]));', 'return new Set(instr.blocks.flatMap((b, i) => (i === 0 ? [...this.#block(b)] : [])));'],
    [EFFECTS, 'a computed name reaches one field', "'none' : `${cls}:${slotAt(facts.heap, cls, key)}`", "'none' : `${cls}:${slotName(key)}`"],
    ['src/passes/clobbers.ts', 'restoring changes nothing', "      case 'undo':\n", ''],
    ['src/passes/clobbers.ts', 'moving a shadow back changes nothing', "      case 'unsetshadow':\n", ''],
  ]),
  ...seeded('sharing and hoisting', [
    ['src/passes/share.ts', 'a loop’s first read is that before it', 'if (isLoop) this.#bump(changed);', ''],
    ['src/passes/share.ts', 'a rounding store gives back what was stored', "if (forms.length === 0 || forms.some((f) => f !== 'array' && f !== 'object' && f !== 'float64')) return false;", ''],
    ['src/passes/share.ts', 'a store changes no other slot’s reading', 'for (const slot of this.#clobbers.of(original)) this.#versions.set(slot, ++this.#clock);', ''],
    ['src/passes/share.ts', 'differences commute', "new Set<Instr['op']>(['add', 'mul'])", "new Set<Instr['op']>(['add', 'mul', 'sub'])"],
    ['src/passes/hoist.ts', 'reads leave loops that write their slot', ' && !changes(this.#loops[to - 1]!, slot)', ''],
  ]),
  ...seeded('folding and counting', [
    ['src/passes/fold.ts', 'a loop of two rounds runs once', '!runs(from + step) ? 1 : null', '!runs(from + 2 * step) ? 1 : null'],
    ['src/passes/fold.ts', 'a negated test keeps its branches', 'blocks: [...instr.blocks].reverse() }', 'blocks: instr.blocks }'],
    ['src/passes/simplify.ts', 'a sum with a negative loses its sign', "op: instr.op === 'add' ? 'sub' : 'add'", 'op: instr.op'],
    ['src/passes/simplify.ts', 'a sum with a cotangent of zero loses the other', '(context.cotangent && isZero(x))) && num(y)) return y;', '(context.cotangent && isZero(x))) && num(y)) return x;'],
    ['src/passes/counted.ts', 'an inclusive bound is an exclusive one', "const by = order === 'le' ? 1 : -1;", 'const by = 0;'],
    ['src/passes/counted.ts', 'a counter ends where it began', '[go, end, from]', '[go, from, end]'],
    ['src/passes/induction.ts', 'a running sum ends where it began', "this.#emit(body, 'select', [runs, to, from], INT)", "this.#emit(body, 'select', [runs, from, to], INT)"],
  ]),
  ...seeded('objects as values', [
    ['src/passes/scalarise.ts', 'the second branch sees the writes of the first', 'written.forEach(({ id, key }, k) => this.#contents.get(id)!.set(key, before[k]!));', ''],
    ['src/passes/scalarise.ts', 'what a loop wrote is forgotten after it', 'written.forEach(({ id, key }, k) => this.#contents.get(id)!.set(key, left[k]!));', 'written.forEach(({ id, key }) => this.#contents.get(id)!.set(key, args[init]!));'],
    ['src/passes/webs.ts', 'objects are written after they have met others', 'this.#depths.has(id) || this.#frozen.has(id) ||', 'this.#depths.has(id) ||'],
  ]),
];
