/** Exact order of evaluation, switch with fall-through, labels, exceptions that are really thrown. */
import type { Expressions } from '../expressions.ts';
import type { Feature, Made } from '../feature.ts';
import { more, within, type Names } from '../names.ts';
import type { Statements } from '../statements.ts';

/** A variable that may be assigned within an expression. */
const variable = (g: Expressions, names: Names): string => (names.variables.length > 0 ? g.random.pick(names.variables) : g.slot(names));

function ordered(g: Statements, names: Names): Made {
  const { random } = g;
  const i = g.fresh('at');
  const { text } = g.list(names);
  const [a, b] = [variable(g, names), variable(g, names)];
  const value = (): string => g.calm(names, 1);
  return [
    random.pick([
      `let ${i} = 0; ${text}[${i}++] = ${value()} + ${text}[${i}]; ${text}[${i}--] *= ${value()}; ${text}[${i}] -= 0.1 * ${i};`,
      `let ${i} = 0; ${text}[${i}] = ${text}[++${i}] = ${value()} * ${text}[${i} - 1];`,
      `${a} = ${b} = ${g.slot(names)} = ${value()};`,
      `${g.slot(names)} = (${a} = ${value()}, ${b} += ${value()}, ${a} * ${b});`,
      `${a} = ${a} + (${a} = ${value()}) * ${a};`,
      `${a} += (${a} *= 0.5) + (${b} = ${value()});`,
      `${g.slot(names)} += (${g.slot(names)} = ${value()}) * ${g.slot(names)};`,
      `let ${i} = 1; const ${i}p = [${i}, ${i}++, ${i}, ${i} += 2, --${i}]; ${g.slot(names)} = ${i}p.reduce((p, q) => p * 0.5 + q * ${g.leaf(names)}, 0);`,
      `let ${i} = 2; while (${i}-- > 0) ${text}[${i}] = Math.sin(${text}[${i}] + (${a} = ${value()}));`,
      `const ${i} = (p, q, r) => p - q * r; ${g.slot(names)} = ${i}(${a}, ${a} = ${value()}, ${a});`,
      `for (let ${i} = 0, top = 2; ${i} < top; ${i}++, top -= 0.5) ${text}[${i}] += ${value()};`,
      `const ${i} = []; ${i}[${i}.push(${value()})] = ${i}.length * ${value()}; ${g.slot(names)} = ${i}[0] - (${i}[1] ?? 1) + (${i}[2] ?? 0.5);`,
    ]),
  ];
}
const inside = (g: Expressions, names: Names): string =>
  g.random.pick([
    `(${variable(g, names)} = ${g.calm(names, 1)})`,
    `Math.sin(${variable(g, names)}++ * 0.3)`,
    `(${variable(g, names)} -= 0.1, ${g.leaf(names)})`,
    `(${g.slot(names)} = ${variable(g, names)} = ${g.calm(names, 1)})`,
  ]);

function falls(g: Statements, names: Names): Made {
  const { random } = g;
  const on =
    names.counts.length > 0 && random.chance(0.7)
      ? random.pick(names.counts).name
      : random.pick(['n', 'n', 'n - 1', `Math.floor(Math.abs(${g.leaf(names)}) * 2)`]);
  const end = (): string => random.pick(['break;', 'break;', '', '', ...(names.loops > 0 && !names.inner ? ['continue;'] : [])]);
  const arms = ['case 0', 'case 1', 'case 2', random.pick(['default', 'case 3'])];
  if (random.chance(0.4)) arms.unshift(arms.pop()!);
  if (random.chance(0.3)) arms[1] += ': case 4';
  const text = arms.map(
    (arm) =>
      `${arm}: ${random.chance(0.7) ? g.block(names, {}, 1) : `${variable(g, names)} ${random.pick(['+=', '-=', '='])} ${g.calm(names, 1)};`} ${end()}`,
  );
  if (random.chance(0.3)) {
    const tag = random.pick(["['low', 'mid', 'high'][n % 3]", "n > 2 ? 'low' : 'mid'"]);
    return [
      `switch (${tag}) {\ncase 'low': ${variable(g, names)} = ${g.calm(names, 1)}; ${end()}\ncase 'mid': ${g.block(names, {}, 1)} ${end()}\ndefault: ${g.slot(names)} -= ${g.calm(names, 1)};\n}`,
    ];
  }
  return [`switch (${on}) {\n${text.join('\n')}\n}`];
}

function nested(g: Statements, names: Names): Made | null {
  if (names.loops > 1) return null;
  const { random } = g;
  const [out, i, j] = [g.fresh('outer'), g.fresh('i'), g.fresh('j')];
  const inner = more(names, {
    counts: [
      { name: i, below: 3 },
      { name: j, below: 4 },
    ],
    loops: names.loops + 1,
    depth: names.depth + 1,
    labels: [{ name: out, loop: true }],
  });
  const leave = `if (${g.test(inner)}) ${random.pick(['break', 'continue'])} ${out};`;
  const body = `${g.body(inner, 1)[0]}${leave}\n${g.body(inner, 1)[0]}`;
  return [
    random.pick([
      `${out}: for (let ${i} = 0; ${i} < 3; ${i}++) { for (let ${j} = 0; ${j} < 2; ${j}++) {\n${body}} ${g.slot(names)} *= 0.9; }`,
      `{ let ${i} = 0; ${out}: do { let ${j} = 0; do {\n${body}} while (++${j} < 3); } while (++${i} < 2); }`,
      `{ let ${i} = 0; ${out}: while (${i}++ < 2) { for (let ${j} = 3; ${j}-- > 0;) {\n${body}} } }`,
    ]),
  ];
}

/** Throws in a try, of the program and of what it calls. */
function thrown(g: Statements, names: Names): Made {
  const { random } = g;
  const [name, error] = [g.fresh('risk'), g.fresh('e')];
  // labels and loops are left from within a try in their own way
  const open = more(names, { depth: names.depth + 1 });
  const some = (count = 1): string => g.body(open, count)[0];
  const [value, use] = random.pick([
    [`{ weight: ${g.calm(names)} }`, `${g.slot(names)} += ${error}.weight;`],
    [`Math.sin(${g.leaf(names)})`, `${g.slot(names)} -= ${error};`],
    [`new Error('no way')`, `${g.slot(names)} = ${error}.message.length * 0.1 * ${g.leaf(names)};`],
    [`new RangeError('far ' + n)`, `if (!(${error} instanceof RangeError)) throw ${error};\n${g.slot(names)} *= ${g.leaf(names)};`],
  ]) as [string, string];
  const throwing = random.pick([
    `throw ${value};`,
    `if (${g.test(names)}) throw ${value};`,
    `if (${g.test(names)}) throw ${value};`,
    `${g.slot(names)} += ${name}(${g.calm(names)});`,
    `${g.slot(names)} += ${name}(${g.calm(names)});`,
  ]);
  const inner = more(within(names), { numbers: ['y'] });
  const callee = `const ${name} = (y) => { ${g.slot(inner)} = Math.sin(y); if (y > ${random.decimal(-0.6, 0.6)}) throw ${value}; return y * 0.5; };\n`;
  const leaving = (): string =>
    random.chance(0.15) && !names.inner && g.result
      ? `return ${g.calm(names)};`
      : random.chance(0.15) && names.loops > 0 && !names.inner
        ? random.pick(['break;', 'continue;'])
        : '';
  const handler = random.chance(0.85) ? ` catch (${error}) {\n${use}\n${some()}${leaving()}}` : '';
  const last = handler === '' || random.chance(0.4) ? ` finally {\n${some()}}` : '';
  const whole = `try {\n${some()}${throwing}\n${some()}${leaving()}}${handler}${last}`;
  return [callee + (handler === '' ? `try {\n${whole}\n} catch (${error}) {\n${use}\n}` : whole)];
}
/** What the engine throws, and what is thrown again. */
function engine(g: Statements, names: Names): Made {
  const { random } = g;
  const error = g.fresh('e');
  const bad = random.pick(['undefined.x', 'null[0]', '(void 0)()', 'new Array(-1)', "JSON.parse('{')", 'const p = 1; p = 2']);
  return [
    `try {\n${g.slot(names)} = ${g.calm(names)};\nif (${g.test(names)}) { ${bad}; }\n${g.slot(names)} *= ${g.calm(names)};\n} catch (${error}) {\n${g.slot(names)} -= ${g.calm(names)} * (${error} instanceof TypeError ? 0.5 : 0.2);\n}`,
  ];
}
/** A throw that leaves the program. */
function last(g: Statements, names: Names): Made | null {
  if (names.loops > 0 || names.depth > 0 || names.inner) return null;
  return [`if (${g.test(names)}) throw new RangeError('out of ' + n);`];
}

export const order: Feature = { name: 'order', statements: [[8, ordered]], numbers: [[1.5, inside]] };
export const switches: Feature = { name: 'switch', statements: [[8, falls]] };
export const labels: Feature = { name: 'labels', statements: [[6, nested]] };
export const exceptions: Feature = {
  name: 'exceptions',
  statements: [
    [7, thrown],
    [2, engine],
  ],
};
export const throws: Feature = { name: 'throws', share: 5, statements: [[2, last]] };
