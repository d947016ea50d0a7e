/** Arrays and typed arrays with all their methods; arrays with holes, from 1, that change length. */
import type { Feature, Made } from '../feature.ts';
import { more, type Names } from '../names.ts';
import type { Statements } from '../statements.ts';

const array = (text: string, length: number): Partial<Names> => ({ lists: [{ text, length, typed: false }] });

/** An array of its own, changed in every way. */
function changed(g: Statements, names: Names): Made {
  const { random } = g;
  const name = g.fresh('arr');
  const value = (): string => g.calm(names, 1);
  const slot = g.slot(names);
  const use = (): string =>
    random.pick([
      `${slot} = ${name}.shift();`,
      `${name}.unshift(${value()});`,
      `${name}.unshift(${value()}, ${value()});`,
      `${slot} += ${name}.splice(1, 1)[0];`,
      `${name}.splice(1, 0, ${value()}, ${value()});`,
      `${name}.splice(${g.index(names, 2)}, 1, ${value()});`,
      `${name}.reverse();`,
      `${name}.sort((p, q) => q - p);`,
      `${name}.sort((p, q) => Math.sin(p) - Math.sin(q));`,
      `${name}.copyWithin(0, 1);`,
      `${name}.copyWithin(1, 0, 2);`,
      `${name}.fill(${value()}, 1);`,
      `${name}.length = 2; ${name}.push(${value()});`,
      `${name}.push(${value()}, ${value()}); ${slot} -= ${name}.pop();`,
      `[${name}[0], ${name}[1]] = [${name}[1], ${name}[0]];`,
      `${name}[${name}.length] = ${value()};`,
      `${slot} = ${name}.at(-1) * ${value()};`,
    ]);
  return [
    `const ${name} = [${value()}, ${g.leaf(names)}, ${g.leaf(names)}, ${value()}];\n${use()}\n${use()}\nwhile (${name}.length < 2) ${name}.push(${value()});`,
    more(names, array(name, 2)),
  ];
}
function made(g: Statements, names: Names): Made {
  const { random } = g;
  const name = g.fresh('arr');
  const { text } = g.list(names);
  const leaf = (): string => g.leaf(names);
  const text2 = random.pick([
    `[${text}, [${leaf()}]].flat()`,
    `[${leaf()}, [${leaf()}, [${leaf()}]]].flat(2)`,
    `[...${text}].flatMap((p) => [p, p * ${leaf()}])`,
    `[...${text}].concat([${leaf()}], ${leaf()})`,
    `Array.from({ length: 3 }, (_, at) => at * ${leaf()})`,
    `[...${text}].map((p, at) => [p * (at + 1), at]).sort((p, q) => p[0] - q[0]).map(([p]) => p)`,
    `[...${text}, ${leaf()}].slice(-2)`,
    `[...${text}].sort((p, q) => p - q).reverse()`,
    `[...${text}, ...${text}].filter((p, at) => at < 2 || p > ${leaf()})`,
    `[${leaf()}, ${leaf()}, ${leaf()}].toSorted((p, q) => p - q)`,
    `m.map((row) => row.reduce((p, q) => p + q, 0))`,
    `m.map((row) => [...row].sort((p, q) => q - p)[0])`,
    `[{ w: ${leaf()} }, { w: ${leaf()} }, { w: ${leaf()} }].sort((p, q) => p.w - q.w).map((p) => p.w)`,
  ]);
  return [`const ${name} = ${text2};`, more(names, array(name, 2))];
}
function asked(g: Statements, names: Names): Made {
  const { random } = g;
  const { text, length } = g.list(names);
  const leaf = (): string => g.leaf(names);
  return [
    `${g.slot(names)} = ${random.pick([
      `(${text}.find((p) => p > ${leaf()}) ?? 0.3)`,
      `${text}.findIndex((p) => p > ${leaf()}) * 0.1 + ${leaf()}`,
      `(${text}.findLast((p) => p < ${leaf()}) ?? 0.2)`,
      `${text}.some((p) => p > 0.8) ? ${leaf()} : 0.5 * ${leaf()}`,
      `${text}.every((p) => p > -1) ? ${leaf()} : 0.5 * ${leaf()}`,
      `${text}.reduce((p, q) => Math.sin(p + q))`,
      `${text}.reduceRight((p, q, at) => p * 0.5 + q * at, 0.1)`,
      `${text}.at(${random.pick(['-1', '0'])})`,
      `${text}.filter((p) => p > 0).length * ${leaf()}`,
      `${text}.map((p) => p * ${leaf()})[${random.below(length)}]`,
      `[3, 1, 2].indexOf(2) * ${leaf()}`,
      `[...${text}].map((p, at) => ({ p, at })).reduce((best, it) => (it.p > best.p ? it : best)).at * ${leaf()}`,
      `[0, 1].map((at) => ${text}[at]).reduce((p, q) => p * q)`,
      `(${text}.map((p) => p > 0).includes(true) ? 1 : 2) * ${leaf()}`,
    ])};`,
  ];
}

function typed(g: Statements, names: Names): Made {
  const { random } = g;
  const name = g.fresh('view');
  const all = names.lists.filter((list) => list.typed);
  const { text, length } = all.length > 0 ? random.pick(all) : { text: 'u', length: 3 };
  const has = (made: string, size: number): Made => [
    `const ${name} = ${made};`,
    more(names, { lists: [{ text: name, length: size, typed: true }] }),
  ];
  const slot = g.slot(names);
  return random.weighted<Made>([
    [3, () => has(`${text}.subarray(${random.below(length - 1)})`, 1)],
    [2, () => has(`${text}.subarray(0, -1)`, length - 1)],
    [2, () => has(`new Float64Array(${text}.buffer, ${text}.byteOffset, 2)`, 2)],
    [2, () => has(`Float64Array.from(${text}, (p) => p * 0.5)`, length)],
    [1, () => has(`Float64Array.of(${g.leaf(names)}, ${g.leaf(names)})`, 2)],
    [2, () => has(`${text}.map((p, at) => Math.sin(p) + at * ${g.leaf(names)})`, length)],
    [1, () => has(`${text}.filter((p, at) => at < 2)`, 2)],
    [1, () => has(`new Float64Array([...${text}, ${g.leaf(names)}])`, length + 1)],
    [2, () => [`${text}.set(${text}.subarray(${random.below(2)}, 2), ${length - 2});`]],
    [2, () => [`${text}.set([${g.calm(names)}, ${g.leaf(names)}], ${random.below(length - 1)});`]],
    [2, () => [`${text}.fill(${g.calm(names)}, ${random.below(length)});`]],
    [2, () => [`${text}.copyWithin(${random.below(2)}, 1);`]],
    [2, () => [`${text}.subarray(0, 2).reverse();\n${slot} += ${text}[0];`]],
    [1, () => [`${text}.subarray(0, 2).sort();`]],
    [1, () => [`for (const [at, p] of ${text}.entries()) ${text}[at] = Math.sin(p + at);`]],
  ]);
}

function holes(g: Statements, names: Names): Made {
  const { random } = g;
  const name = g.fresh('sparse');
  const value = (): string => g.calm(names, 1);
  const slot = g.slot(names);
  return random.weighted<Made>([
    [
      3,
      () => [`const ${name} = new Array(3);\nfor (let i = 0; i < 3; i++) ${name}[i] = ${value()} * (i + 1);`, more(names, array(name, 3))],
    ],
    [
      3,
      () => [
        `const ${name} = [];\nfor (let i = 1; i <= 3; i++) ${name}[i] = ${value()} + i;\n${slot} = ${name}[1] * ${name}[3] - (${name}[0] ?? 0.5);`,
      ],
    ],
    [
      2,
      () => [
        `const ${name} = new Array(4);\n${name}[1] = ${value()};\n${name}[3] = ${value()};\n${name}.forEach((p, at) => { ${slot} += p * at; });`,
      ],
    ],
    [
      2,
      () => [
        `const ${name} = [${value()}, , ${value()}];\n${slot} = ${name}.reduce((p, q) => p * q) + (1 in ${name} ? 1 : 0.3) * ${g.leaf(names)};`,
      ],
    ],
    [2, () => [`const ${name} = Array(3).fill(0).map((_, at) => ${value()} * at);`, more(names, array(name, 3))]],
    [
      2,
      () => [
        `const ${name} = Array.from({ length: 2 }, () => new Array(2).fill(${value()}));\n${name}[1][0] *= ${value()};`,
        more(names, { lists: [{ text: `${name}[1]`, length: 2, typed: false }] }),
      ],
    ],
    [
      1,
      () => [
        `const ${name} = [];\n${name}[2] = ${value()};\n${name}.length = 1;\n${name}[1] = ${value()};\n${slot} = ${name}.length * ${name}[1];`,
      ],
    ],
    [
      2,
      () => [
        `const ${name} = [[, ${value()}], [, ${value()}, ${value()}]];\nfor (const row of ${name}) for (let i = 1; i < row.length; i++) ${slot} += row[i] * i;`,
      ],
    ],
    [
      2,
      () => [
        `const ${name} = new Array(2);\nfor (let i = 0; i < 2; i++) { ${name}[i] = new Array(2); for (let j = 0; j < 2; j++) ${name}[i][j] = ${value()} + i - j; }`,
        more(names, { matrices: [{ name, rows: 2, length: 2 }] }),
      ],
    ],
  ]);
}

export const arrays: Feature = {
  name: 'arrays',
  statements: [
    [6, changed],
    [4, made],
    [4, asked],
  ],
};
export const typedArrays: Feature = { name: 'typed-arrays', statements: [[8, typed]] };
export const sparse: Feature = { name: 'holes', statements: [[7, holes]] };
