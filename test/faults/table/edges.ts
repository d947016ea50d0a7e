/** Faults where programs are read and printed, and where a call enters and leaves. */
import { seeded } from '../fault.ts';

const LOOPS = 'src/syntax/lower/statements/loops.ts';
const ASSIGNMENT = 'src/syntax/lower/expressions/assignment.ts';
const PATTERNS = 'src/syntax/lower/patterns.ts';
const NODES = 'mutation/memory/nodes.ts';
const SHADOW = 'mutation/memory/shadow.ts';
const SEED = 'mutation/memory/seed.ts';
const LOG = 'mutation/memory/log.ts';
const SPECIALISE = 'src/dispatch/specialise.ts';
const KIN = 'src/dispatch/kin.ts';
const FITS = 'src/dispatch/fits.ts';

export const edges = [
  ...seeded('evaluation order', [
    [ASSIGNMENT, 'the right side comes before the place', 'const place = placeOf(l, left);\n  const value = evaluate(l, right);', 'const value = evaluate(l, right);\n  const place = placeOf(l, left);'],
    [ASSIGNMENT, 'a compound assignment reads its place last', 'return write(place, operate(l, sign, old, evaluate(l, right)));', 'const value = evaluate(l, right);\n  return write(place, operate(l, sign, place.read(), value));'],
    [ASSIGNMENT, 'a postfix gives the new value', 'return prefix ? next : old;', 'return next;'],
    [PATTERNS, 'a pair of assignments is not at once', 'bindPattern(l, element, values[i]!, mode)', 'bindPattern(l, element, evaluate(l, init.elements[i] as t.Expression), mode)'],
    ['src/syntax/lower/expressions/operators.ts', 'the right operand comes first', 'const x = evaluate(l, left),\n    y = evaluate(l, right);', 'const y = evaluate(l, right),\n    x = evaluate(l, left);'],
    ['src/syntax/emit/fold.ts', 'reads are printed after writes', "else if (order === 'once') flush((p) => p.order !== 'pure');", ''],
    ['src/syntax/emit/rotate.ts', 'a loop’s test moves over what it reads', 'test === null || !this.#undisturbed()', 'test === null'],
    ['src/syntax/emit/writer.ts', 'values that change places go one by one', 'const free = left.find((m) => !left.some((other) => other !== m && other.reads.has(m.target)));', 'const free = left[0];'],
    ['src/syntax/emit/liveness.ts', 'values share a variable that both need', 'if (other === id) continue;', 'if (other >= 0) continue;'],
  ]),
  ...seeded('scope', [
    [LOOPS, 'the rounds of a loop share a binding', 'for (const b of boxed) renew(l, b);', ''],
    ['src/syntax/lower/unit.ts', 'a captured variable is taken as it is', "return binding.assigned || binding.kind === 'var' ||", "return binding.kind === 'var' ||"],
    [PATTERNS, 'null takes the default', "l.pure('seq', value, lit(undefined))", "l.pure('nullish', value)"],
    ['src/syntax/lower/calls/inline.ts', 'parameters by default see the first argument', 'defaulted(l, nth(i), param.right)', 'defaulted(l, lit(undefined), param.right)'],
  ]),
  ...seeded('control as written', [
    ['src/syntax/lower/statements/switch.ts', 'cases do not fall through', "l.pure('le', start, lit(i))", "l.pure('seq', start, lit(i))"],
    ['src/syntax/lower/statements/exits.ts', 'continue leaves the loop', 'const code = breaks ? target.breaks : target.continues!;', 'const code = target.breaks;'],
    ['src/syntax/lower/statements/exits.ts', 'a labelled break leaves the innermost loop', 'name !== undefined ? o.names.includes(name) :', 'name !== undefined ? o.plain :'],
    ['src/syntax/lower/expressions/conditions.ts', 'and is or', "if (operator === '&&') return choose(l, value, right, () => falsy(l, value));", "if (operator === '&&') return choose(l, value, () => value, right);"],
    ['src/syntax/lower/branch.ts', 'a merge has the value of its first arm', 'if (same(then, otherwise)) return then;', 'if (same(then, otherwise) || (isLit(then) && isLit(otherwise) && then !== NEVER && otherwise !== NEVER)) return then;'],
  ]),
  ...seeded('shadows and gradients of a call', [
    [SHADOW, 'shared buffers are not zeroed', 'for (const buffer of this.#buffers) buffer.fill(0);', ''],
    [NODES, 'shadows of arrays are not zeroed', '    clear(shadow);\n', ''],
    [NODES, 'shadows of typed arrays are not zeroed', '      if (!this.place) shadow.fill(0);', ''],
    [NODES, 'a gradient is the shadow of the next call', 'return !this.place && !this.single && !this.inner;', 'return !this.place && !this.single;'],
    [NODES, 'windows of one buffer have shadows of their own', 'buffers[place.group]!.subarray(place.offset, place.offset + length)', 'buffers[place.group]!.slice(place.offset, place.offset + length)'],
    [SHADOW, 'a handed out shadow is not replaced', 'for (const node of spare.#handed) node.make(graph.objects, spare.#shadows, spare.#buffers);', ''],
    ['mutation/memory/buffers.ts', 'windows of one buffer all start at its beginning', 'offset: v.array.byteOffset / size - from };', 'offset: 0 };'],
    ['mutation/memory/shape.ts', 'records keep their cotangents', '${numbers.map((k) => `s[${name(k)}] = 0;`).join(\' \')}', ''],
    [NODES, 'a list’s numbers keep their cotangents', 'for (let i = 0; i < tags.length; i++) if (tags[i] === NUMBER) shadow[i] = 0;', ''],
  ]),
  ...seeded('seeds and repeated pullbacks', [
    [SEED, 'a seed counts twice for aliases', 'if (!before) shadow[i]! += s;', 'if (true) shadow[i]! += s;'],
    [SEED, 'records and arrays that are met twice are seeded twice', "if (earlier?.some((e) => e.seed === visit.seed)) continue;\n      given.set(visit.id, [...(earlier ?? []), visit]);", ''],
    [LOG, 'a moved shadow does not move back when detached', 'put(this.#objects[at]!, this.#keys[at]!, this.#old[at]);', ''],
    [LOG, 'a second pullback starts from the entry’s structure', 'for (let i = 0; i < this.#objects.length; i++) put(this.#objects[i]!, this.#keys[i]!, this.#new[i]);', ''],
    [LOG, 'made shadows keep their cotangents', 'for (const shadow of this.#made) zero(shadow);', ''],
  ]),
  ...seeded('closures of one code', [
    [KIN, 'what the program was made of may be something else', 'return free ? isObject(now.value) || !now.constant : Object.is(before.value, now.value);', 'return true;'],
    [KIN, 'the same text is the same code', 'if (closure?.code === code && captures.every(', 'if (closure && captures.every('],
    [SPECIALISE, 'what was read for one call counts for the next', 'this.#fresh = null;\n    if', 'if'],
    [SPECIALISE, 'a closure keeps the variables of the first', "this.#all.map((c, i) => captures.get(own[i] ?? '') ?? c),", 'this.#all,'],
  ]),
  ...seeded('entry checks', [
    [FITS, 'arguments that are one fit where they were two', 'if (known !== undefined) return known === root;', 'if (known !== undefined) return true;'],
    [FITS, 'windows of one buffer fit where there were two', 'return shared === undefined || shared === root;', 'return true;'],
    [FITS, 'records with other fields fit', ": !this.#shape(cls, keys.join('\\0'))) return false;", ': false) return false;'],
    [FITS, 'holes fit where there were none', 'if (value === undefined && !(i in array) ? !holey : !this.#value(value, kind)) return false;', 'if (!(value === undefined && !(i in array)) && !this.#value(value, kind)) return false;'],
    [FITS, 'another function fits', 'return c.targets.some((t) => t.is === \'function\' && t.value === object);', 'return true;'],
    [SPECIALISE, 'any choice of arguments fits', ' || !sameList(options.wrt, own.wrt)', ''],
    [SPECIALISE, 'captured variables are not read again', 'for (const { at, capture } of live) roots[at] = fresh?.has(capture) ? capture.value : values[next++];', ''],
    ['src/syntax/late.ts', 'variables that a run comes to are what they were', 'if (!this.#fresh && !this.suits(this.capture.read()))', 'if (!this.#fresh && !this.suits(this.#value))'],
    [SPECIALISE, 'variables that a run came to are not read again', 'late.suits(values[asked.length + i])', 'true'],
    [SPECIALISE, 'a whole number is not asked for again', 'for (const i of this.#form.integers) if (!Number.isInteger(args[i])) return false;', ''],
    ['mutation/memory/graph.ts', 'objects that were rearranged are taken for the same', 'for (let i = 0; i < nodes.length; i++) if (!nodes[i]!.holds(objects)) return false;', ''],
    ['src/dispatch/call.ts', 'cotangents of numbers go to their neighbours', 'cotangents[from + places[i]!]', 'cotangents[from + cotangents.length - 1 - from - places[i]!]'],
  ]),
];
