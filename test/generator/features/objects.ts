/** Object literals with methods and `this`, accessors, copies of objects. */
import type { Feature, Made } from '../feature.ts';
import { more, type Names } from '../names.ts';
import type { Statements } from '../statements.ts';

function literal(g: Statements, names: Names): Made {
  const name = g.fresh('ob');
  const inside: Partial<Names> = {
    numbers: ['y', 'this.a', 'this.b'],
    variables: ['this.a', 'this.b'],
    lists: [{ text: 'this.items', length: 2, typed: false }],
  };
  const step = `step(y) ${g.callable(names, inside)}`;
  const arrow = `add: (y) => ${g.callable(names, { numbers: ['y', `${name}.b`], variables: [`${name}.b`] })}`;
  const methods = g.random.pick([[step], [step, arrow], [step, `twice(y) { return this.step(y) + 0.5 * this.step(this.a); }`]]);
  const text = [`a: ${g.calm(names)}`, `b: ${g.leaf(names)}`, `items: [${g.leaf(names)}, ${g.leaf(names)}]`, ...methods].join(',\n');
  const callees = methods.map((method) => ({ name: `${name}.${/^\w+/.exec(method)![0]}`, takes: ['number'] as const, self: name }));
  return [
    `const ${name} = {\n${text}\n};`,
    more(names, {
      numbers: [`${name}.a`, `${name}.b`],
      variables: [`${name}.a`, `${name}.b`],
      lists: [{ text: `${name}.items`, length: 2, typed: false }],
      callees,
      objects: [{ text: name, fields: ['a', 'b'] }],
    }),
  ];
}

function accessors(g: Statements, names: Names): Made {
  const name = g.fresh('acc');
  const inside: Partial<Names> = { numbers: [`this.raw`], variables: [] };
  const get = `get level() { return ${g.calm(more(names, { ...inside, inner: true }), 1)}; }`;
  const set = `set level(y) ${g.action(names, { numbers: ['y', 'this.raw'], variables: ['this.raw'] }, 1).replace(/\}$/, 'this.raw = Math.sin(y);\n}')}`;
  return [
    `const ${name} = {\nraw: ${g.leaf(names)},\n${get},\n${set}\n};`,
    more(names, { numbers: [`${name}.level`, `${name}.raw`], variables: [`${name}.level`] }),
  ];
}

/** Objects made of others, and methods taken from them. */
function copies(g: Statements, names: Names): Made | null {
  if (names.objects.length === 0) return null;
  const { text, fields } = g.random.pick(names.objects);
  const name = g.fresh('cp');
  const field = g.random.pick(fields);
  const made = g.random.pick([
    `{ ...${text}, ${field}: ${g.calm(names)} }`,
    `{ ${field}: 0, ...${text} }`,
    `Object.assign({ extra: 1 }, ${text})`,
    `Object.assign(Object.create(${text}), { ${field}: ${g.calm(names)} })`,
  ]);
  return [
    `const ${name} = ${made};`,
    more(names, {
      numbers: fields.map((f) => `${name}.${f}`),
      variables: fields.map((f) => `${name}.${f}`),
      objects: [{ text: name, fields: [field] }],
    }),
  ];
}

export const objects: Feature = {
  name: 'objects',
  statements: [
    [6, literal],
    [3, copies],
  ],
};
export const accessing: Feature = { name: 'accessors', share: 8, statements: [[6, accessors]] };
