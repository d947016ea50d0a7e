/** Values whose kind is not always the same; functions that call themselves; integers, bits and text beside the numbers. */
import type { Feature, Made, Outside } from '../feature.ts';
import { within, type Names } from '../names.ts';
import type { Statements } from '../statements.ts';

/** A slot holds a number, then an object, then nothing. */
function slots(g: Statements, names: Names): Made {
  const { random } = g;
  const name = g.fresh('any');
  const value = (): string => g.calm(names, 1);
  const place = random.pick([`${name}.it`, `${name}[0]`, name]);
  const declared = {
    [`${name}.it`]: `const ${name} = { it: ${value()} };`,
    [`${name}[0]`]: `const ${name} = [${value()}];`,
    [name]: `let ${name} = ${value()};`,
  }[place];
  const slot = g.slot(names);
  const kinds = [`{ w: ${value()} }`, value(), 'undefined', 'null', `[${value()}, 1]`, `'text'`, 'true'];
  const read = `${slot} += typeof ${place} === 'number' ? ${place} : Array.isArray(${place}) ? ${place}[0] : typeof ${place} === 'object' && ${place} !== null ? (${place}.w ?? 0.1) : 0.2;`;
  const turns = Array.from(
    { length: 2 },
    () => `${random.chance(0.3) ? `if (${g.test(names)}) ` : ''}${place} = ${random.pick(kinds)};\n${read}`,
  );
  if (random.chance(0.3) && names.loops < 2)
    return [
      `${declared}\nfor (let turn = 0; turn < 3; turn++) {\n${place} = turn === 0 ? ${kinds[0]} : turn === 1 ? ${value()} : ${random.pick(['undefined', 'null', `[${value()}]`])};\n${read}\n}`,
    ];
  return [`${declared}\n${turns.join('\n')}`];
}

/** One call site, objects of several forms. */
function polymorphic(g: Statements, names: Names): Made {
  const { random } = g;
  const [list, it] = [g.fresh('shapes'), g.fresh('it')];
  const leaf = (): string => g.leaf(names);
  const forms = [
    `{ kind: 'ball', r: ${leaf()}, area() { return this.r * this.r; } }`,
    `{ kind: 'box', w: ${leaf()}, h: ${leaf()}, area() { return this.w * this.h; } }`,
    `{ kind: 'none', area: () => ${leaf()} }`,
    `{ kind: 'box', h: ${leaf()}, w: ${leaf()}, area() { return Math.sin(this.w) + this.h; } }`,
  ].filter(() => random.chance(0.7));
  forms.push(`{ kind: 'ball', r: ${leaf()}, area() { return 3 * this.r; } }`);
  const slot = g.slot(names);
  const use = random.pick([
    `for (const ${it} of ${list}) ${slot} += Math.sin(${it}.area());`,
    `for (const ${it} of ${list}) ${slot} += ${it}.kind === 'box' ? ${it}.w : ${it}.kind === 'ball' ? ${it}.r : 0.1;`,
    `for (let i = 0; i < ${list}.length; i++) { const ${it} = ${list}[i]; switch (${it}.kind) { case 'box': ${it}.w *= ${it}.h; ${slot} -= ${it}.w; break; case 'ball': ${slot} += ${it}.r; } }`,
    `${slot} = ${list}.map((p) => p.area()).reduce((p, q) => Math.sin(p + q));`,
    `const ${it} = ${list}[${g.index(names, 2)}] ?? ${list}[0]; ${slot} = ${it}.area() + ('r' in ${it} ? ${it}.r : 0.2);`,
  ]);
  return [`const ${list} = [${forms.join(',\n')}];\n${use}`];
}
/** One function, arguments of several kinds. */
function generic(g: Statements, names: Names): Made {
  const name = g.fresh('norm');
  const value = (): string => g.calm(names, 1);
  const text = `const ${name} = (p) => { if (typeof p === 'number') return Math.abs(p); if (${g.random.pick(['Array.isArray(p) || p instanceof Float64Array', 'Array.isArray(p) || ArrayBuffer.isView(p)', 'typeof p === "object" && "length" in p'])}) { let s = 0; for (let i = 0; i < p.length; i++) s += p[i] * p[i]; return s; } return p === undefined ? 0.1 : ${name}(p.w); };`;
  const uses = g.random.pick([
    `${g.slot(names)} = ${name}(${value()}) + ${name}([${value()}, 1]) - ${name}({ w: ${value()} });`,
    `for (const p of [${value()}, [${value()}], { w: ${value()} }, undefined]) ${g.slot(names)} += Math.sin(${name}(p));`,
    `${g.slot(names)} = ${name}(u) + ${name}(v) * ${name}();`,
  ]);
  return [`${text}\n${uses}`];
}

function recursion(g: Statements, names: Names): Made {
  const { random } = g;
  const [name, other] = [g.fresh('rec'), g.fresh('mut')];
  const inner = within(names, { numbers: ['y'] });
  const value = g.calm(inner, 1);
  const leaf = (): string => g.leaf(names);
  const slot = g.slot(names);
  const text = random.pick([
    `const ${name} = (k, y) => (k <= 0 ? y : ${name}(k - 1, ${value}) + 0.5 * y);\n${slot} = ${name}(3, ${leaf()});`,
    `function ${name}(k, y) { if (k < 1) return y; ${g.slot(inner)} = Math.sin(y); return ${name}(k - 1, y * 0.5) - ${name}(k - 2, ${value}); }\n${slot} = ${name}(3, ${leaf()});`,
    `function ${name}(k, y) { return k === 0 ? y : ${other}(k - 1, ${value}); }\nfunction ${other}(k, y) { return k === 0 ? 0.5 * y : ${name}(k - 1, Math.cos(y)) * 0.7; }\n${slot} = ${name}(4, ${leaf()}) + ${other}(3, ${leaf()});`,
    `const ${name} = { w: ${leaf()}, kids: [{ w: ${leaf()}, kids: [] }, { w: ${leaf()}, kids: [{ w: ${leaf()}, kids: [] }] }] };\nconst ${other} = (node) => node.w + node.kids.reduce((p, q) => p + 0.5 * Math.sin(${other}(q)), 0);\n${slot} = ${other}(${name});`,
    `const ${name} = { w: ${leaf()}, next: { w: ${leaf()}, next: { w: ${leaf()}, next: null } } };\nconst ${other} = (node) => (node === null ? 0.1 : Math.sin(node.w) + 0.5 * ${other}(node.next));\n${slot} = ${other}(${name});\nfor (let p = ${name}; p; p = p.next) p.w *= 0.5;\n${slot} -= ${other}(${name}.next);`,
    `let ${name} = null;\nfor (let i = 0; i < 3; i++) ${name} = { w: ${leaf()} * (i + 1), next: ${name} };\nfor (let p = ${name}; p !== null; p = p.next) ${slot} += Math.sin(p.w);`,
    `function ${name}(list, low, high) { if (high - low < 2) return list[low]; const mid = (low + high) >> 1; return Math.sin(${name}(list, low, mid) + ${name}(list, mid, high)); }\n${slot} = ${name}(${g.list(names).text}, 0, 2);`,
    `(function ${name}(k) { if (k > 2) return; ${slot} = Math.sin(${slot} + k * ${leaf()}); ${name}(k + 1); })(0);`,
  ]);
  return [text];
}

function bits(g: Statements, names: Names): Made {
  const { random } = g;
  const [i, j] = [g.fresh('bits'), g.fresh('mask')];
  const { text, length } = g.list(names);
  return [
    random.pick([
      `let ${i} = ${random.below(60) + 3};\nfor (let ${j} = 0; ${j} < 3; ${j}++) { ${i} = (${i} * 5 + 1) & 15; ${text}[${i} % ${length}] += ${g.calm(names, 1)}; }`,
      `let ${i} = ${random.below(1000)} >>> 0;\n${i} ^= ${i} << 13; ${i} ^= ${i} >>> 17; ${i} ^= ${i} << 5;\n${text}[(${i} >>> 0) % ${length}] = ${g.calm(names, 1)} * ((${i} & 1) === 0 ? 1 : -1);`,
      `let ${i} = n | 0; ${i} <<= 1; ${i} |= 1;\n${g.slot(names)} = ${g.calm(names, 1)} * (${i} % 3) + (~${i} & 3) * 0.1;`,
      `for (let ${i} = 1; ${i} < ${length}; ${i} <<= 1) ${text}[${i}] -= ${g.calm(names, 1)};`,
      `const ${i} = (Math.abs(${g.leaf(names)}) * 4) | 0;\n${g.slot(names)} += ${i} * ${g.leaf(names)} * 0.1 + (${i} ^ 1);`,
      `const ${i} = new Int32Array([2, 0, 1]);\n${i}[1]++; ${i}[0] ^= 1;\nfor (let ${j} = 0; ${j} < 3; ${j}++) ${text}[${i}[${j}] % ${length}] *= ${g.leaf(names)};`,
      `const ${i} = [2, 0, 1].slice().sort((p, q) => p - q);\nfor (const ${j} of ${i}) ${text}[${j} % ${length}] = Math.sin(${text}[${j} % ${length}] + ${j});`,
    ]),
  ];
}

const LOG: Outside = { text: "const log = [];\nconst note2 = (text) => { log.push(text); };\nlet tag = 'run';", memory: ['log'] };
function text(g: Statements, names: Names): Made {
  const { random } = g;
  const name = g.fresh('text');
  const slot = g.slot(names);
  const count = names.counts.length > 0 ? random.pick(names.counts).name : '2';
  return [
    random.pick([
      `note2(\`\${tag} at \${${count}}\`);`,
      `note2('len ' + ${g.list(names).text}.length + ', ' + typeof ${g.leaf(names)});`,
      `let ${name} = ''; for (let i = 0; i < 3; i++) ${name} += String.fromCharCode(97 + i); ${slot} = ${name}.length * ${g.calm(names, 1)};\nnote2(${name}.toUpperCase());`,
      `const ${name} = 'a,b,c'.split(',').map((p) => p + '!'); ${slot} *= ${name}.indexOf('b!') + 0.5; note2(${name}.join('-'));`,
      `const ${name} = { name: 'w' + ${count}, v: ${g.calm(names)} }; note2(${name}.name); ${slot} = ${name}.v * (${name}.name.startsWith('w') ? 0.5 : 2);`,
      `const ${name} = /(\\d+)/.exec('k12'); ${slot} += ${name} ? Number(${name}[1]) * 0.01 * ${g.leaf(names)} : 0;`,
      `if (log.length < 5) { note2('few'); ${slot} -= ${g.calm(names)}; } else note2(\`many \${log.length}\`);`,
    ]),
  ];
}

/** Arrays of the module, one of them filled on the way. */
const MODULE: Outside = {
  text: 'const cache = [];\nconst grid = [[0.1, 0.2], [0.3, 0.4]];\nconst settings = { rate: 0.3, inner: { depth: 0.6 }, names: ["p", "q"] };\nfunction remember(y) { if (cache.length > 3) cache.length = 0; cache.push(y); return cache.length; }',
  memory: ['cache', 'grid', 'settings'],
  names: {
    numbers: ['settings.rate', 'settings.inner.depth', '(cache[0] ?? 0.2)'],
    variables: ['settings.rate', 'settings.inner.depth'],
    matrices: [{ name: 'grid', rows: 2, length: 2 }],
  },
};
const remembered = (g: Statements, names: Names): Made => [
  g.random.pick([
    `${g.slot(names)} = remember(${g.calm(names)}) * ${g.leaf(names)};`,
    `cache.length = 0; for (const p of ${g.list(names).text}) remember(p * 0.5);`,
    `grid[1] = [...grid[0]]; grid[0][${g.index(names, 2)}] = ${g.calm(names)};`,
    `settings.inner = { depth: ${g.calm(names)} };`,
  ]),
];

export const kinds: Feature = { name: 'kinds', statements: [[7, slots]] };
export const polymorphism: Feature = {
  name: 'polymorphism',
  statements: [
    [5, polymorphic],
    [3, generic],
  ],
};
export const recursive: Feature = { name: 'recursion', statements: [[7, recursion]] };
export const integers: Feature = { name: 'bits', statements: [[7, bits]] };
export const strings: Feature = { name: 'strings', outside: () => LOG, statements: [[7, text]] };
export const modules: Feature = { name: 'module', outside: () => MODULE, statements: [[5, remembered]] };
