/** for-of over everything, user iterators, generators; maps and sets with active values. */
import type { Feature, Made } from '../feature.ts';
import { more, within, type Names } from '../names.ts';
import type { Statements } from '../statements.ts';

const inLoop = (names: Names, added: Partial<Names>): Names => more(names, { ...added, loops: names.loops + 1, depth: names.depth + 1 });

/** The text of a loop over something whose items are `item`. */
function loop(g: Statements, names: Names, head: string, added: Partial<Names>): string {
  return `for (${head}) {\n${g.body(inLoop(names, added), 1 + g.random.below(2))[0]}}`;
}

function forOf(g: Statements, names: Names): Made {
  const { random } = g;
  const [p, q] = [g.fresh('p'), g.fresh('q')];
  const { text, length } = g.list(names);
  const numbers = { numbers: [p] };
  return [
    random.weighted<string>([
      [3, () => loop(g, names, `const ${p} of ${text}`, numbers)],
      [2, () => loop(g, names, `let ${p} of ${text}`, { numbers: [p], variables: [p] })],
      [2, () => loop(g, names, `const [${q}, ${p}] of ${text}.entries()`, { ...numbers, counts: [{ name: q, below: length }] })],
      [1, () => loop(g, names, `const ${q} of ${text}.keys()`, { counts: [{ name: q, below: length }] })],
      [1, () => loop(g, names, `const ${p} of ${text}.values()`, numbers)],
      [1, () => loop(g, names, `const { z: ${p} } of o.list`, numbers)],
      [1, () => loop(g, names, `const ${q} of o.list`, { numbers: [`${q}.z`, `${q}.k`], variables: [`${q}.z`] })],
      [1, () => loop(g, names, `const ${q} of m`, { lists: [{ text: q, length: 2, typed: false }] })],
      [1, () => loop(g, names, `const ${q} of 'ab'`, { numbers: [`(${q} === 'a' ? 0.3 : ${g.leaf(names)})`] })],
      [1, () => `for (o.w of ${text}) ${g.slot(names)} += o.w * 0.3;`],
      [
        1,
        () =>
          `{ const walk = ${text}[Symbol.iterator](); let step = walk.next(); while (!step.done) { ${g.slot(names)} -= Math.sin(step.value); step = walk.next(); } }`,
      ],
    ]),
  ];
}

/** An object that hands out numbers by itself. */
function iterator(g: Statements, names: Names): Made {
  const [name, p] = [g.fresh('iter'), g.fresh('p')];
  const inner = within(names, { counts: [{ name: 'at', below: 3 }] });
  const value = g.calm(inner);
  const returns = g.random.chance(0.3) ? `, return() { ${g.slot(within(names))} *= 0.5; return { done: true, value: undefined }; }` : '';
  const text = `const ${name} = { [Symbol.iterator]() { let at = 0; return { next() { if (at < 3) { const value = ${value}; at++; return { value, done: false }; } return { value: undefined, done: true }; }${returns} }; } };`;
  const use = g.random.pick([
    loop(g, names, `const ${p} of ${name}`, { numbers: [p] }),
    `${g.slot(names)} = [...${name}].reduce((p, q) => p * 0.5 + q, 0.1);`,
    `const [${p}, ${p}q = 0.3] = ${name}; ${g.slot(names)} = ${p} - ${p}q;`,
    `for (const ${p} of ${name}) { ${g.slot(names)} += ${p}; if (${p} > 0.2) break; }`,
  ]);
  return [`${text}\n${use}`];
}

function generator(g: Statements, names: Names): Made {
  const { random } = g;
  const [name, p] = [g.fresh('gen'), g.fresh('p')];
  const inner = within(names, { numbers: ['y'], variables: ['y'], counts: [{ name: 'i', below: 3 }] });
  const value = (): string => g.calm(inner);
  const some = (): string => g.body({ ...inner, counts: names.counts, loops: 0 }, 1)[0];
  const plain = [
    `for (let i = 0; i < 3; i++) { ${g.slot(inner)} += 0.1 * y; yield ${value()}; y = Math.sin(y + i); }`,
    `${some()}yield y;\n${some()}yield y * ${g.leaf({ ...inner, counts: [] })};`,
    `for (const p of ${g.list(names).text}) { if (p > 0.9) return p; yield Math.sin(p * y); }`,
    `yield* [y, y * 0.5]; yield* [1, 2].map((p) => p * y);`,
    `try { yield y; yield y * y; } finally { ${g.slot({ ...inner, counts: [] })} *= 0.8; }`,
    `let i = 0; while (true) { yield Math.cos(y * ++i); if (i > 2) return; }`,
  ];
  const talk = `let got = yield y; got = (yield got * 0.5) + (yield ${g.leaf({ ...inner, counts: [] })} * got); return got;`;
  const start = g.calm(names);
  if (random.chance(0.15)) {
    const it = g.fresh('run');
    return [
      `function* ${name}(y) { ${talk} }\nconst ${it} = ${name}(${start});\n${g.slot(names)} = ${it}.next().value + ${it}.next(${g.leaf(names)}).value;\n${g.slot(names)} = ${it}.next(${g.leaf(names)}).value - ${it}.next(0.4).value;`,
    ];
  }
  const use = random.pick([
    loop(g, names, `const ${p} of ${name}(${start})`, { numbers: [p] }),
    `${g.slot(names)} = [...${name}(${start})].reduce((p, q) => p * 0.5 + q, 0.1);`,
    `const [${p}, ${p}q = 0.3] = ${name}(${start}); ${g.slot(names)} = ${p} - ${p}q;`,
    `for (const ${p} of ${name}(${start})) { ${g.slot(names)} += ${p}; if (${g.test(more(names, { numbers: [p] }))}) break; }`,
    `${g.slot(names)} = Math.max(...${name}(${start}), 0.1);`,
    `const ${p} = ${name}(${start}); ${g.slot(names)} = ${p}.next().value; for (const q of ${p}) ${g.slot(names)} -= q * 0.5;`,
  ]);
  const head = random.pick([`function* ${name}(y) {`, `const ${name} = function* (y) {`]);
  return [`${head}\n${random.pick(plain)}\n}${head.startsWith('const') ? ';' : ''}\n${use}`];
}

function map(g: Statements, names: Names): Made {
  const { random } = g;
  const name = g.fresh('map');
  const p = g.fresh('p');
  const keyed = random.pick([
    [`'a'`, `'b'`],
    ['1', '2'],
    ['u', 'm'],
  ]);
  const [one, two] = keyed as [string, string];
  const value = (): string => g.calm(names, 1);
  const declared = random.pick([
    `const ${name} = new Map([[${one}, ${value()}], [${two}, ${value()}]]);`,
    `const ${name} = new Map();\n${name}.set(${one}, ${value()}).set(${two}, ${value()});`,
    `const ${name} = new Map(); for (const k of [${one}, ${two}]) ${name}.set(k, ${value()});`,
  ]);
  const use = random.pick([
    `${name}.set(${one}, ${name}.get(${one}) * ${value()});`,
    `for (const [, ${p}] of ${name}) ${g.slot(names)} += Math.sin(${p});`,
    `${name}.forEach((${p}, k) => { ${g.slot(names)} -= k === ${one} ? ${p} : 0.1; });`,
    `for (const ${p} of ${name}.values()) ${g.slot(names)} = Math.cos(${p});`,
    `if (${name}.has(${two}) && ${g.test(names)}) ${name}.delete(${two});`,
    `${g.slot(names)} = [...${name}.values()].reduce((p, q) => p + q * 0.5, ${name}.size * 0.1);`,
    `const ${p} = new Map(${name}); ${p}.set(${two}, ${value()}); ${g.slot(names)} = ${p}.get(${two}) - ${p}.get(${one});`,
    `for (const k of ${name}.keys()) ${name}.set(k, Math.tanh(${name}.get(k) + ${value()}));`,
  ]);
  return [`${declared}\n${use}`, more(names, { numbers: [`${name}.get(${one})`, `(${name}.get(${two}) ?? 0.2)`] })];
}
/** Records in a map, by which they are found and changed. */
function records(g: Statements, names: Names): Made {
  const name = g.fresh('byName');
  const item = (): string => `{ w: ${g.calm(names, 1)}, list: [${g.leaf(names)}] }`;
  return [
    `const ${name} = new Map([['p', ${item()}], ['q', ${item()}]]);\n${name}.get('q').w += ${g.calm(names, 1)};`,
    more(names, {
      numbers: [`${name}.get('p').w`, `${name}.get('q').list[0]`],
      variables: [`${name}.get('p').w`, `${name}.get('q').list[0]`],
    }),
  ];
}
function set(g: Statements, names: Names): Made {
  const { random } = g;
  const [name, p] = [g.fresh('set'), g.fresh('p')];
  const value = (): string => g.calm(names, 1);
  const objects = random.chance(0.4);
  const made = objects
    ? `new Set([o.list[0], o.list[1], o.list[0]])`
    : random.pick([`new Set([${value()}, ${value()}])`, `new Set(${g.list(names).text})`, 'new Set()']);
  const read = objects ? `${p}.z` : p;
  return [
    `const ${name} = ${made};\n${random.pick([
      `${name}.add(${objects ? 'o.in' : value()});`,
      `if (${name}.has(${objects ? 'o.in' : g.leaf(names)})) ${g.slot(names)} = ${value()};`,
      '',
    ])}\n${random.pick([
      `for (const ${p} of ${name}) ${g.slot(names)} += Math.sin(${read});`,
      `${name}.forEach((${p}) => { ${g.slot(names)} -= ${read} * 0.5; });`,
      `${g.slot(names)} = [...${name}].reduce((q, ${p}) => q * 0.5 + ${read}, ${name}.size);`,
    ])}`,
  ];
}

function weak(g: Statements, names: Names): Made {
  const name = g.fresh('weak');
  const holder = g.random.pick(['o', 'm', 'u', 'o.list[0]']);
  return [
    `const ${name} = new WeakMap([[${holder}, ${g.random.pick([g.calm(names), `{ w: ${g.calm(names)} }`])}]]);\n${g.slot(names)} = typeof ${name}.get(${holder}) === 'number' ? ${name}.get(${holder}) : ${name}.get(${holder}).w + (${name}.has(v) ? 0.1 : 0.2);`,
  ];
}

export const iteration: Feature = {
  name: 'iteration',
  statements: [
    [7, forOf],
    [3, iterator],
  ],
};
export const generators: Feature = { name: 'generators', statements: [[8, generator]] };
export const collections: Feature = {
  name: 'collections',
  statements: [
    [5, map],
    [2, records],
    [3, set],
    [1, weak],
  ],
};
