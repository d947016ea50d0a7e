/** Faults in what a single operation's derivative is. */
import { seeded } from '../fault.ts';

const ARITHMETIC = 'src/adjoint/arithmetic.ts';
const POWER = 'src/adjoint/power.ts';
const TANGENT = 'src/adjoint/tangent.ts';
const MEMORY = 'src/adjoint/memory.ts';
const RULES = 'rules/elementary.ts';

export const derivatives = [
  ...seeded('adjoints of arithmetic', [
    [ARITHMETIC, 'a sum drops its second term', '    sweep.add(y!, g);', ''],
    [ARITHMETIC, 'a difference has the wrong sign', "sweep.add(y!, sweep.emit('neg', [g]))", 'sweep.add(y!, g)'],
    [ARITHMETIC, 'a negation has the wrong sign', "sweep.add(x!, sweep.emit('neg', [g]))", 'sweep.add(x!, g)'],
    [ARITHMETIC, 'a factor is its own partial', 'scaled(sweep, x!, g, () => sweep.number(y!), !sweep.finite(y!))', 'scaled(sweep, x!, g, () => sweep.number(x!), !sweep.finite(x!))'],
    [ARITHMETIC, 'a divisor gets the wrong sign', "() => sweep.emit('neg', [sweep.number(out[0]!)])", '() => sweep.number(out[0]!)'],
    [ARITHMETIC, 'a literal divisor does not divide', "sweep.add(x!, sweep.emit('div', [g, sweep.number(y)]))", 'sweep.add(x!, g)'],
    [ARITHMETIC, 'a remainder is flat in its divisor', "scaled(sweep, y!, g, () => sweep.emit('neg', [whole()]), true);", ''],
    [ARITHMETIC, 'a choice passes its cotangent to the other side', '[sweep.need(test!), g, lit(0)]', '[sweep.need(test!), lit(0), g]'],
  ]),
  ...seeded('control in user code', [
    ['src/syntax/lower/calls/clone.ts', 'a derivative flows on where it is stopped', "return l.emit('stop', [value], { kind: l.kind(value) });", 'return value;'],
    ['src/adjoint/hook.ts', 'a hook in an inner derivative sees nothing', 'sweep.bar(value) ?? lit(0)', 'lit(0)'],
  ]),
  ...seeded('strong zeros', [
    [ARITHMETIC, 'risky partials multiply a zero', "risky ? 'strong' : 'mul'", "'mul'"],
    ['src/dispatch/finite.ts', 'arguments are taken to be finite', 'if (instr === null) return false;', 'if (instr === null) return true;'],
    [POWER, 'to the power of zero is differentiated', 'if (n === 0) return { op: \'keep\', partial: null };', ''],
    [RULES, 'the root is not risky', '[0.5 / y], { risky: true }', '[0.5 / y]'],
    ['src/passes/simplify.ts', 'a strong product by a variable becomes a plain one', 'if (!isLit(g) || Number.isNaN(g.lit)) return null;', ''],
  ]),
  ...seeded('adjoints of powers', [
    [POWER, 'the exponent stays', "numbers.emit('pow', [a, lit(n - 1)])", "numbers.emit('pow', [a, lit(n)])"],
    [POWER, 'the factor is one too small', "numbers.emit('mul', [lit(n), power])", "numbers.emit('mul', [lit(n - 1), power])"],
    [POWER, 'the exponent’s derivative has the base for the power', "[numbers.number(out[0]!), numbers.emit('apply', [a], ['Math.log'])]", "[a, numbers.emit('apply', [a], ['Math.log'])]"],
    [POWER, 'a cube is a square', "n === 3 ? numbers.emit('mul', [a, a])", 'n === 3 ? a'],
  ]),
  ...seeded('tangents', [
    [TANGENT, 'a difference adds', "at.emit('sub', [x, y])", "at.emit('add', [x, y])"],
    [TANGENT, 'the second factor is its own partial', '() => at.number(x!), !at.finite(x!)', '() => at.number(y!), !at.finite(x!)'],
    [TANGENT, 'a literal divisor does not divide', "return t && at.emit('div', [t, at.number(y)]);", 'return t;'],
    ['mutation/trace/tangent.ts', 'a store leaves the tangent that was there', "make('store', [], [shadow, args[1]!, at.dot(args[2]!)], { site })", "make('store', [], [shadow, args[1]!, lit(0)], { site })"],
    ['mutation/trace/plain.ts', 'what is taken from a slot stays there', "make('store', [], [shadow!, key!, lit(0)], { site })", "make('store', [], [shadow!, key!, this.#emit('load', [shadow!, key!])], { site })"],
    ['mutation/trace/plain.ts', 'what is added to a slot replaces what was there', "const sum = this.#emit('add', [this.#emit('load', [shadow!, key!]), g!]);", "const sum = this.#emit('add', [lit(0), g!]);"],
  ]),
  ...seeded('rules', [
    ['src/adjoint/rule.ts', 'every argument gets the first partial', 'inlined(block.yields[n]!)', 'inlined(block.yields[0]!)'],
    ['src/adjoint/rule.ts', 'the result’s parameter is the argument', 'i < args.length ? args[i]! : out[0]!', 'args[i] ?? args[0]!'],
    [RULES, 'the tangent loses a sign', '(_x, y) => [1 + y * y]', '(_x, y) => [1 - y * y]'],
    [RULES, 'the angle loses a sign', '-y / (x * x + y * y)', 'y / (x * x + y * y)'],
    [RULES, 'the cosine loses a sign', '[-Math.sin(x)]', '[Math.sin(x)]'],
    [RULES, 'a tie of max counts twice', '[x >= y ? 1 : 0, x >= y ? 0 : 1]', '[x >= y ? 1 : 0, x > y ? 0 : 1]'],
    [RULES, 'the logarithm of one more forgets the one', '[1 / (1 + x)], { risky: true }),\n  scalar(\'Math.log2\'', '[1 / x], { risky: true }),\n  scalar(\'Math.log2\''],
    [RULES, 'hypot has no slope at the origin’s guard', '{ each: (x, h) => (h === 0 ? 0 : x / h) }', '{ each: (x, h) => (h === 0 ? 0 : h / x) }'],
    ['src/facts/activity.ts', 'a rule is flat', '!this.#isFlat(instr.attr[0]!) && args.some(on)', "!this.#isFlat(instr.attr[0]!) && instr.attr[0] !== 'Math.tanh' && args.some(on)"],
  ]),
  ...seeded('models of builtins', [
    ['rules/in-place.ts', 'copyWithin reads what it has written', 'a[at + i] = read[i];', 'a[at + i] = a[from + i];'],
    ['rules/typed-arrays.ts', 'set reads what it has written', '__aliased(a, source) ? __copy(source) : source', 'source'],
    ['rules/reading.ts', 'reduce starts one too late', '      result = a[from];\n      from++;\n', '      result = a[from];\n      from += 2;\n'],
    ['rules/making.ts', 'slice of the whole gives the array itself', 'return __copy(a);', 'return a;'],
    ['rules/in-place.ts', 'a comparator’s sort is not stable', 'f(old[places[Math.floor(q / m)]!], old[places[q % m]!])', 'f(old[places[Math.floor(q / m)]!], old[places[q % m]!]) || -1'],
    ['rules/in-place.ts', 'fill stops one too early', 'for (let i = from; i < to; i++) a[i] = value;', 'for (let i = from; i < to - 1; i++) a[i] = value;'],
  ]),
  ...seeded('adjoints of reading and making memory', [
    [MEMORY, 'a load’s cotangent is dropped', "if (shadow !== null) sweep.emit('addslot', [shadow, sweep.need(key), g]);", ''],
    [MEMORY, 'an element of a literal gets the first one’s cotangent', 'initial(sweep, out[0]!, lit(i), value)', 'initial(sweep, out[0]!, lit(0), value)'],
    [MEMORY, 'fields of a literal get nothing', 'initial(sweep, out[0]!, lit(attr[i]!), value)', 'attr[i]'],
    [MEMORY, 'a copy keeps the cotangents to itself', 'if (from === null || to === null) return;', 'return;'],
  ]),
];
