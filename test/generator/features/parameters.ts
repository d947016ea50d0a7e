/** Default, rest and spread parameters, `arguments`, destructuring. */
import type { Feature, Made } from '../feature.ts';
import { more, within, type Callee, type Names } from '../names.ts';
import type { Statements } from '../statements.ts';

const NUMBERS: readonly Callee['takes'][] = [[], ['number'], ['number', 'number'], ['number', 'number', 'number']];
const takes = (count: number): Callee['takes'] => NUMBERS[count] as Callee['takes'];

function defaults(g: Statements, names: Names): Made {
  const name = g.fresh('def');
  const inner = within(names);
  const [second, third] = [g.calm(more(inner, { numbers: ['y'] }), 1), g.random.pick(['y * z', 'z', g.leaf(inner)])];
  const body = g.callable(names, { numbers: ['y', 'z', 'w'], variables: ['z'] });
  const head = g.random.chance(0.5)
    ? `const ${name} = (y, z = ${second}, w = ${third}) => ${body};`
    : `function ${name}(y, z = ${second}, w = ${third}) ${body}`;
  return [head, more(names, { callees: [1, 2, 3].map((count) => ({ name, takes: takes(count) })) })];
}

function rest(g: Statements, names: Names): Made {
  const name = g.fresh('rest');
  const { random } = g;
  const sum = random.pick([
    'let sum = y; for (const each of others) sum += Math.sin(each) * 0.5; return sum;',
    'return others.reduce((p, q) => p + q * y, 0.1 * others.length);',
    'return others.length > 0 ? Math.max(y, ...others) : y;',
    'const [p = 0.3, ...more] = others; return p * y + more.length;',
    'others.push(y); others[0] *= 0.5; return others[0] + others[others.length - 1];',
  ]);
  return [`function ${name}(y, ...others) { ${sum} }`, more(names, { callees: [1, 2, 3].map((count) => ({ name, takes: takes(count) })) })];
}

function argumentsOf(g: Statements, names: Names): Made {
  const name = g.fresh('args');
  const body = g.random.pick([
    'let sum = 0; for (let i = 0; i < arguments.length; i++) sum += Math.sin(arguments[i]); return sum;',
    'return arguments.length > 1 ? y * arguments[1] : y;',
    'const all = Array.from(arguments); return all.reduce((p, q) => p + q * 0.5, 0);',
    'const all = Array.prototype.slice.call(arguments, 1); let sum = y; for (const z of all) sum *= Math.cos(z); return sum;',
    'const all = [...arguments]; y = 0.5 * y; return y + all[all.length - 1] + arguments[0];',
  ]);
  return [`function ${name}(y) { ${body} }`, more(names, { callees: [1, 2, 3].map((count) => ({ name, takes: takes(count) })) })];
}

/** A list is spread into arguments and into arrays. */
function spread(g: Statements, names: Names): Made {
  const name = g.fresh('sp');
  const { text, length } = g.list(names);
  const other = g.list(names);
  return [
    g.random.pick([
      `const ${name} = [${g.leaf(names)}, ...${text}, ...${other.text}].slice(0, ${length + 1});`,
      `const ${name} = ((y, z, ...w) => [y * z, w.length > 0 ? w[0] : 0.2, ${g.leaf(names)}])(...${text}, ...${other.text});`,
      `const ${name} = Array.of(...${text}, Math.max(...${text}));`,
    ]),
    more(names, { lists: [{ text: name, length: 2, typed: false }] }),
  ];
}

const pattern = (g: Statements, names: Names): Made => {
  const { random } = g;
  const [p, q, r] = [g.fresh('p'), g.fresh('q'), g.fresh('r')];
  const list = g.list(names);
  const value = (): string => g.calm(names, 1);
  const made = random.pick<[string, string[]]>([
    [`let [${p}, ${q} = ${value()}] = ${list.text};`, [p, q]],
    [`let [${p}, , ${q} = ${value()}] = [${value()}, 1, ${random.pick(['undefined', g.leaf(names)])}];`, [p, q]],
    [`let { w: ${p}, nope: ${q} = ${value()}, in: { z: ${r} = 1 } } = o;`, [p, q, r]],
    [`let { ['w']: ${p}, ...${r} } = o;\nlet ${q} = ${r}.in.z;`, [p, q]],
    [`let [${p}, ...${r}] = ${list.text};\nlet ${q} = ${r}[${r}.length - 1];`, [p, q]],
    [`let { length: ${r}, 0: ${p} } = ${list.text};\nlet ${q} = ${r} * 0.1;`, [p, q]],
    [`let [{ z: ${p} }, { k: ${q}, z: ${r} = 1 }] = o.list;`, [p, q, r]],
    [
      `let ${p} = 0, ${q} = 0;\nfor (const { z, k: [h] = [0.3] } of [...o.list, { z: ${value()} }].map(({ z }) => ({ z }))) { ${p} += Math.sin(z); ${q} -= h * z; }`,
      [p, q],
    ],
    [`let ${p}, ${q};\n({ a: ${p}, b: [${q} = ${value()}] } = { a: ${value()}, b: [${random.pick(['', value()])}] });`, [p, q]],
    [`let ${p}, ${q};\n[${p}, [${q}], ${g.slot(names)}] = [${value()}, [${value()}], ${value()}];`, [p, q]],
    [`let [${p}, ${q}] = new Set(['a', 'b']).size === 2 ? [${value()}, ${value()}] : [];`, [p, q]],
  ]);
  return [made[0], more(names, { numbers: made[1], variables: made[1] })];
};
const patternParameters = (g: Statements, names: Names): Made => {
  const name = g.fresh('pat');
  const { text, length } = g.list(names);
  const body = g.callable(names, { numbers: ['p', 'q', 'y'], variables: ['p'] }, 1);
  const made = g.random.pick([
    `const ${name} = ({ p, q: [q] = [0.4] }, y = p) => ${body};\n${g.slot(names)} = ${name}({ p: ${g.calm(names)} });`,
    `const ${name} = ([p, q = 0.7], { y } = { y: ${g.leaf(names)} }) => ${body};\n${g.slot(names)} = ${name}(${text}) + ${length};`,
    `const ${name} = ({ p = 0.2, ...others } = {}, q = 0.3, y = 0.1) => ${body};\n${g.slot(names)} = ${name}() + ${name}({ p: ${g.calm(names)} }, ${g.leaf(names)});`,
  ]);
  return [made];
};

export const parameters: Feature = {
  name: 'parameters',
  statements: [
    [4, defaults],
    [4, rest],
    [3, spread],
  ],
};
export const argumentsObject: Feature = { name: 'arguments', share: 8, statements: [[4, argumentsOf]] };
export const destructuring: Feature = {
  name: 'destructuring',
  statements: [
    [7, pattern],
    [3, patternParameters],
  ],
};
