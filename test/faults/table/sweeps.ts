/** Faults in how the two sweeps are built: writes, shadows, control, what is kept. */
import { seeded } from '../fault.ts';

const WRITES = 'mutation/trace/writes.ts';
const COMPANIONS = 'mutation/trace/companions.ts';
const CONTROL = 'src/dispatch/control.ts';
const AVAILABILITY = 'src/dispatch/availability.ts';
const STITCH = 'src/dispatch/stitch.ts';
const FORWARD = 'src/dispatch/forward.ts';
const RECALL = 'src/dispatch/recall.ts';
const SWEEP = 'src/dispatch/sweep.ts';
const STRIDES = 'src/syntax/emit/strides.ts';
const STEPWISE = 'src/dispatch/stepwise.ts';
const SLOTS = 'src/passes/slots.ts';
const DOUBTS = 'src/passes/doubts.ts';
const UNSWITCH = 'src/passes/unswitch.ts';

export const sweeps = [
  ...seeded('adjoints of writes', [
    [WRITES, 'a store’s cotangent does not reach the stored value', "sweep.add(value!, sweep.emit('takeslot', [shadow, at]))", "sweep.emit('takeslot', [shadow, at])"],
    [WRITES, 'the overwritten slot keeps its cotangent', "sweep.add(value!, sweep.emit('takeslot', [shadow, at]))", "sweep.add(value!, sweep.emit('load', [shadow, at]))"],
    [WRITES, 'what is pushed gets nothing', "sweep.add(key!, sweep.emit('takeslot', [shadow, sweep.need(facts.lengthBefore.get(i)!)]))", ''],
    [WRITES, 'what is popped gives nothing back', "if (shadow !== null) sweep.emit('addslot', [shadow, sweep.need(facts.lengthBefore.get(i)!), g!]);", ''],
    [WRITES, 'writes are reversed in the order of the text', 'mirrored(instrs).forEach((i) => reverseWrite', 'instrs.forEach((i) => reverseWrite'],
    ['src/adjoint/reverse.ts', 'pure code is reversed in the order of the text', '[...instrs].reverse().forEach((instr) => reverseInstr', 'instrs.forEach((instr) => reverseInstr'],
    [COMPANIONS, 'what is pushed counts for the slot before', 'this.#lengths.set(i, last);', 'this.#lengths.set(i, n);'],
  ]),
  ...seeded('restoring', [
    [WRITES, 'a restore is skipped', "if (facts.journaled(i)) sweep.emit('undo', [sweep.need(object!), at]);", ''],
    [WRITES, 'the journal notes what was just stored', "[make('journal', [], i.args.slice(0, 2), { site: i.site }), i]", "[i, make('journal', [], i.args.slice(0, 2), { site: i.site })]"],
    [STITCH, 'the final state is not put back', 'if (restored.length === 0) return', 'if (restored.length >= 0) return'],
    [STITCH, 'only the first argument’s state is put back', "make('settle', out, restored, ", "make('settle', out, restored.slice(0, 1), "],
    ['mutation/memory/state.ts', 'typed arrays are not put back', 'if (floats) (object as Float64Array).set(', 'if (floats) void ((_: unknown) => {})('],
    ['mutation/memory/state.ts', 'fields of records are not put back', 'else if (keys) putFields(object as Fields, keys as readonly string[], values);', 'else if (keys) return;'],
    ['src/dispatch/choose.ts', 'objects inside the caller’s are restored too', 'if (!roots.has(heap.root(cls))) return false;', 'if (!roots.has(heap.root(cls))) return true;'],
    ['src/dispatch/choose.ts', 'a detached sweep restores', "if (options.mode === 'detached') return no('a detached sweep restores nothing');", ''],
    ['mutation/trace/forms.ts', 'slots that hold more than numbers are restored', 'return isNumber(facts.heap.slot(cls, name));', 'return true;'],
  ]),
  ...seeded('shadows of references', [
    [COMPANIONS, 'a moved reference leaves its shadow behind', "return [make('setshadow', [], [this.#of(object), key, this.#of(value)], { attr, site: i.site })];", 'return [];'],
    [WRITES, 'a moved shadow does not move back', "sweep.emit('unsetshadow', [sweep.need(object!), sweep.need(key!)]);", ''],
    [COMPANIONS, 'a view’s shadow starts at the first element', "beside('view', [this.#of(args[0]!), args[1]!, args[2]!])", "beside('view', [this.#of(args[0]!), lit(0), args[2]!])"],
    [COMPANIONS, 'a merge has the shadow of its first branch', 'this.#of(i.blocks[n]!.yields[k]!)', 'this.#of(i.blocks[0]!.yields[k]!)'],
    [COMPANIONS, 'a reference that goes round leaves its shadow', '...at.map((k) => this.#of(body.yields[next + k]!))', '...params'],
    [COMPANIONS, 'a callee gets the first argument’s shadow for all', 'this.#activity.shadowed(p) ? [this.#of(i.args[k]!)] : []', 'this.#activity.shadowed(p) ? [this.#of(i.args.find((a) => this.#activity.shadowed(a))!)] : []'],
    [COMPANIONS, 'what a literal array holds has no shadow', 'const operands = given.map((a) => this.#of(a));', 'const operands = given.map((a) => (isLit(a) || !this.#activity.shadowed(a) ? this.#of(a) : this.#of(given.find((b) => this.#activity.shadowed(b))!)));'],
  ]),
  ...seeded('branches run backwards', [
    [CONTROL, 'the wrong branch is replayed', '{ blocks: arms, site', '{ blocks: [...arms].reverse(), site'],
    [CONTROL, 'what a branch leaves alone loses its cotangent', 'f.bars.get(v) ?? before[i]!', 'f.bars.get(v) ?? lit(0)'],
    [CONTROL, 'a branch’s outer values get nothing', 'values.forEach((v, i) => sweep.setBar(v, out[i]!));', ''],
  ]),
  ...seeded('loops run backwards', [
    [CONTROL, 'iterations run from the first to the last', 'return [minus(sweep, to, step), minus(sweep, from, step), lit(-step)];', 'return [from, to, lit(step)];'],
    [CONTROL, 'the first iteration is left out', 'return [minus(sweep, to, step), minus(sweep, from, step), lit(-step)];', 'return [minus(sweep, to, step), from, lit(-step)];'],
    [CONTROL, 'a stride that overshoots loses its last iteration', "sweep.emit('apply', [span], ['Math.ceil'])", "sweep.emit('apply', [span], ['Math.floor'])"],
    [CONTROL, 'the initial values get nothing', 'carried.forEach((k, n) => sweep.add(instr.args[first + k]!, out[n]!));', ''],
    [CONTROL, 'values around the loop get nothing', 'carries.forEach((c, n) => sweep.setBar(c.value, out[carried.length + n]!));', ''],
    [CONTROL, 'what goes out of the loop gives nothing', 'const inits = carried.map((k) => sweep.bar(instr.out[k]!) ?? lit(0));', 'const inits = carried.map(() => lit(0));'],
    [COMPANIONS, 'a trip count is one short', 'args: [...i.args, lit(0)],', 'args: [...i.args, lit(-1)],'],
    [COMPANIONS, 'a trip count is one too many', 'args: [...i.args, lit(0)],', 'args: [...i.args, lit(1)],'],
  ]),
  ...seeded('calls run backwards', [
    [CONTROL, 'the arguments of a call get nothing', 'params.forEach((k, n) => sweep.add(instr.args[k]!, out[n]!));', ''],
    [CONTROL, 'a call is run backwards without its cotangent', 'const bars = results.map((k) => sweep.bar(instr.out[k]!) ?? lit(0));', 'const bars = results.map(() => lit(1));'],
    [STITCH, 'a callee adds to its result twice', 'results.forEach((k, n) => this.#sweep.add(body.yields[k]!, gs[n]!));', 'results.forEach((k, n) => (this.#sweep.add(body.yields[k]!, gs[n]!), this.#sweep.add(body.yields[k]!, gs[n]!)));'],
    [STITCH, 'the seed of a pullback is one', 'fused ? lit(1) : seed', 'lit(1)'],
  ]),
  ...seeded('sums of cotangents', [
    [SWEEP, 'the last contribution counts alone', ": this.emit('add', [sum, contribution]);", ': contribution;'],
    [SWEEP, 'cotangents of loops start again', 'const init = this.#bar(value, frame.parent, true) ?? lit(0);', 'const init = lit(0);'],
    ['src/syntax/emit/statement.ts', 'a slot’s cotangent is set, not added to', "ast.say(ast.assign('+=', place, s.expr(g!)))", "ast.say(ast.assign('=', place, s.expr(g!)))"],
    ['src/syntax/emit/statement.ts', 'a taken slot is not left zero', "const clear = put(s, shadow!, key!, ast.number(0));", "const clear = put(s, shadow!, key!, place);"],
  ]),
  ...seeded('keep or run again', [
    [AVAILABILITY, 'an overwritten slot is read again', 'if (!effects.isWritten(slot) && ', 'if ('],
    [AVAILABILITY, 'a restored slot is read too early', 'for (let i = index + 1; i <= frame.cursor; i++) if (effects.overwrites(block.body[i]!, slot)) return false;', ''],
    [AVAILABILITY, 'every load is taken for the last', 'return known;', 'return true;'],
    [AVAILABILITY, 'a detached sweep reads the caller’s memory', 'if (detached && !shadow && this.#users(object)) return false;', ''],
    [AVAILABILITY, 'a missing element is kept as a number', 'const exact = EXACT.has(op) && !this.#faithful(a);', 'const exact = false;'],
    ['src/dispatch/definitions.ts', 'a loop around a load does not write', "(around.op === 'for' || around.op === 'loop') && touches(around)", 'false'],
  ]),
  ...seeded('values that are still somewhere', [
    [RECALL, 'what later code overwrote is read back', 'intact = !effects.overwrites(block.body[i]!, slot)', 'intact = true'],
    [RECALL, 'a slot past the end gives back what was put in', '.some((size) => this.#ranges.within(key, size))', '.length >= 0'],
    [RECALL, 'a rounded number is the number', "return forms[0] === 'float64' && ", 'return '],
    [RECALL, 'the turn has one store', 'if (block.body.some((i) => i !== store && effects.overwrites(i, place))) continue;', ''],
    [SWEEP, 'the turn before is this one', "make('sub', [previous], [index, step])", "make('sub', [previous], [index, lit(0)])"],
    [SWEEP, 'every turn has one before it', "make('sne', [test], [index, first])", "make('sne', [test], [index, lit(null)])"],
    ['src/dispatch/control.ts', 'turns hand on what they were handed', 'for (const { of } of frame.handed) handedOn.push(sweep.need(of));', 'for (const { param } of frame.handed) handedOn.push(param);'],
    ['src/syntax/emit/variables.ts', 'what outlives a reverse sweep is assigned', 'new Set(unit.captured)', 'new Set()'],
  ]),
  ...seeded('step by step', [
    [STEPWISE, 'what a loop read may be overwritten later', 'return !later.some((i) => effects.overwrites(i, slot));', 'return true;'],
    [STEPWISE, 'a sum may be looked at on the way', 'return [...uses].every(([id, count]) => definitions.uses(id) === count);', 'return true;'],
    [STEPWISE, 'what is taken away counts as added to', "case 'sub':\n        return way(args[0]!);", "case 'sub':\n        return way(args[0]!) ?? way(args[1]!);"],
  ]),
  ...seeded('slots that stay values', [
    [SLOTS, 'what is left in a slot is added to', "body.push({ ...instr, attr: ['set'] }) - 1 });", 'body.push({ ...instr, attr: [] }) - 1 });'],
    [SLOTS, 'nothing ends what is known of a slot', 'if (this.#held.size === 0 || this.#isElsewhere(original)) return;', 'if (this.#held.size >= 0) return;'],
    [SLOTS, 'another key is another slot', 'if (h !== held && h.slot === slot && !this.#apart(h, shadow, key)) this.#held.delete(other);', 'if (h === null) this.#held.delete(other);'],
    [SLOTS, 'what was added before is forgotten', "make('add', [sum], [before.args[2]!, g], { site: instr.site })", "make('add', [sum], [{ lit: 0 }, g], { site: instr.site })"],
  ]),
  ...seeded('tests of cotangents that stand for many', [
    [DOUBTS, 'only the first result is doubted', 'for (const out of outs.slice(1)) {', 'for (const out of outs.slice(1, 1)) {'],
    [DOUBTS, 'nothing is doubted', "make('sne', [test], [sum, sum])", "make('sne', [test], [{ lit: 0 }, { lit: 0 }])"],
    [UNSWITCH, 'a loop that does something else is skipped too', 'if (!isZero(args[2]!)) return false;', 'if (op === null) return false;'],
    [UNSWITCH, 'the loop runs where its cotangent is 0', "[make('sne', [test], [g, lit(0)]),", "[make('seq', [test], [g, g]),"],
  ]),
  ...seeded('turns at a stride', [
    ['src/syntax/emit/control.ts', 'one turn more than there are', '[(turns - 1) * by, 0].map(', '[(turns - 2) * by, 0].map('],
    [STRIDES, 'the index stands still within a stride', '(k === 0 ? one : [on, ...one])', '(k === 0 ? one : one)'],
    [STRIDES, 'a stride has one turn too few', 'Array.from({ length: turns }, (_, k)', 'Array.from({ length: turns - 1 }, (_, k)'],
    [STRIDES, 'the turns that are left are not taken', 'if (REST.test(line)) made.push(...body);', 'if (REST.test(line)) continue;'],
  ]),
  ...seeded('the tape', [
    [FORWARD, 'values are kept in another order than they are taken', 'const kept = this.#kept.get(b) ?? [];', 'const kept = [...(this.#kept.get(b) ?? [])].reverse();'],
    [FORWARD, 'a loop makes room for one value a round', "const all = this.#op(out, 'mul', span, each);", 'const all = span;'],
    [FORWARD, 'a loop that runs backwards takes away from the room of others', 'if (!clamped) return span;', 'return span;'],
    ['src/syntax/emit/statement.ts', 'a single value is read without moving back', "const pop = (store: Store): Node => ast.at(array(store), ast.update('--', pointer(store), true));", "const pop = (store: Store): Node => ast.at(array(store), ast.update('--', pointer(store)));"],
    ['src/runtime/pool.ts', 'a store that grows loses what it held', 'copy(store, next);', ''],
    ['mutation/memory/journal.ts', 'a journal that grows loses what it held', 'next.set(journal);', ''],
    ['src/syntax/emit/emit.ts', 'the stores of a pullback are given away', 'const tail = module.detached', 'const tail = module.checked'],
    ['src/runtime/pool.ts', 'a store in use is given to the next call', 'kept.small = kept.large = null;', ''],
    ['src/syntax/emit/emit.ts', 'a second pullback starts where the first ended', "ast.say(ast.assign('=', ast.name(LOCALS[s][1]), ast.name(endOf(s))))", 'ast.say(ast.number(0))'],
    ['src/syntax/emit/expression.ts', 'kept flags are read as their opposites', "ast.binary('!==', read, ast.number(0))", "ast.binary('===', read, ast.number(0))"],
  ]),
];
