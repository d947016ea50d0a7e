/** Names of properties that are computed, tested, deleted, walked over; optional chains and what stands in for nothing. */
import type { Feature, Made } from '../feature.ts';
import { more, type Names } from '../names.ts';
import type { Statements } from '../statements.ts';

function computed(g: Statements, names: Names): Made {
  const { random } = g;
  const [name, key] = [g.fresh('bag'), g.fresh('key')];
  const text = random.pick([
    `const ${key} = ${random.pick(["'k' + 1", '`k${0 + 1}`', `['k0', 'k1'][${g.index(names, 2)}]`, `${g.test(names)} ? 'k0' : 'k1'`])};`,
  ]);
  return [
    `${text}\nconst ${name} = { k0: ${g.calm(names)}, k1: ${g.leaf(names)}, [${key} + 'x']: ${g.leaf(names)} };\n${name}[${key}] ${random.pick(['=', '+=', '*='])} ${g.calm(names)};`,
    more(names, {
      numbers: [`${name}[${key}]`, `${name}.k0`, `${name}[${key} + 'x']`],
      variables: [`${name}[${key}]`, `${name}.k1`],
      objects: [{ text: name, fields: ['k0', 'k1'] }],
    }),
  ];
}

/** A copy that loses and regains fields, so that the others stay as they are known. */
function deleted(g: Statements, names: Names): Made | null {
  if (names.objects.length === 0) return null;
  const { text, fields } = g.random.pick(names.objects);
  const field = g.random.pick(fields);
  const name = g.fresh('cut');
  const slot = g.slot(names);
  return [
    g.random.pick([
      `const ${name} = { ...${text} };\n${slot} = delete ${name}.${field} ? ${g.calm(names)} : 0;\nif (!('${field}' in ${name})) ${name}.${field} = ${g.calm(names)} + (${name}.${field} ?? 0.2);\n${slot} -= ${name}.${field};`,
      `const ${name} = { ...${text}, more: ${g.calm(names)} };\nif (${g.test(names)}) delete ${name}['${field}'];\n${slot} += '${field}' in ${name} ? ${name}.${field} : ${name}.more;`,
      `const ${name} = { ...${text} };\ndelete ${name}.${field};\n${slot} = Object.keys(${name}).length * 0.1 + (${name}.${field} === undefined ? ${g.leaf(names)} : ${name}.${field});`,
    ]),
  ];
}

function walked(g: Statements, names: Names): Made {
  const { random } = g;
  const key = g.fresh('key');
  const slot = g.slot(names);
  const record = `{ a: ${g.calm(names)}, b: ${g.leaf(names)}, c: ${g.leaf(names)} }`;
  const list = g.list(names).text;
  const name = g.fresh('rec');
  return random.weighted<Made>([
    [3, () => [`const ${name} = ${record};\nfor (const ${key} in ${name}) ${slot} += Math.sin(${name}[${key}]);`]],
    [2, () => [`for (const ${key} in ${list}) ${slot} += Math.sin(${list}[${key}] * 0.3);`]],
    [
      2,
      () => [
        `const ${name} = ${record};\nfor (const ${key} in ${name}) if (${key} !== 'b') ${name}[${key}] *= ${g.leaf(names)};\n${slot} = ${name}.a - ${name}.c;`,
      ],
    ],
    [2, () => [`for (const [${key}, held] of Object.entries(${record})) ${slot} += held * (${key} === 'a' ? 0.5 : 0.2);`]],
    [2, () => [`${slot} = Object.values(${record}).reduce((p, q) => p * 0.5 + q, 0.1);`]],
    [
      1,
      () => [
        `const ${name} = Object.fromEntries(Object.entries(${record}).map(([${key}, held]) => [${key}, Math.sin(held)]));\n${slot} -= ${name}.a;`,
      ],
    ],
  ]);
}

/** Objects of which parts may be missing. */
function partial(g: Statements, names: Names): Made {
  const { random } = g;
  const name = g.fresh('opt');
  const maybe = (made: string): string =>
    random.pick([made, made, `${g.test(names)} ? ${made} : undefined`, `${g.test(names)} ? ${made} : null`]);
  const text = `const ${name} = { at: ${maybe(`{ z: ${g.calm(names)} }`)}, list: ${maybe(`[${g.leaf(names)}, ${g.leaf(names)}]`)}, f: ${maybe(`(y) => ${g.calm(more(names, { numbers: ['y'], inner: true }), 1)}`)}, n: ${maybe(g.calm(names))} };`;
  const argument = g.leaf(names);
  return [
    text,
    more(names, {
      numbers: [
        `(${name}.at?.z ?? 0.3)`,
        `(${name}.list?.[1] ?? ${g.constant()})`,
        `(${name}.f?.(${argument}) ?? 0.1)`,
        `(${name}.n ?? 0.4)`,
        `(${name}.nope?.deep.er ?? 0.5)`,
      ],
    }),
  ];
}
function logical(g: Statements, names: Names): Made {
  const { random } = g;
  const name = g.fresh('may');
  const start = random.pick(['undefined', 'null', '0', g.calm(names), `${g.test(names)} ? ${g.calm(names)} : undefined`]);
  const place = random.pick([name, `${name}box.v`, `${name}box['v']`]);
  const declared = place === name ? `let ${name} = ${start};` : `const ${name}box = { v: ${start} };`;
  const operator = start === '0' ? random.pick(['||=', '??=']) : '??=';
  return [
    `${declared}\n${place} ${operator} ${g.calm(names)};\n${random.chance(0.4) ? `${place} &&= ${g.calm(names)};\n` : ''}${random.chance(0.4) ? `${place} ||= ${g.calm(names)};` : ''}`,
    more(names, { numbers: [place], variables: [place] }),
  ];
}

export const keys: Feature = {
  name: 'keys',
  statements: [
    [4, computed],
    [3, deleted],
    [5, walked],
  ],
};
export const optional: Feature = {
  name: 'optional',
  statements: [
    [5, partial],
    [4, logical],
  ],
};
