/** What is met less often: tagged templates, symbols, cyclic graphs, subclasses of arrays, conversions. */
import type { Feature, Made } from '../feature.ts';
import { more, within, type Names } from '../names.ts';
import type { Statements } from '../statements.ts';

function tagged(g: Statements, names: Names): Made {
  const name = g.fresh('tag');
  const body = g.random.pick([
    'values.reduce((p, q, at) => p + q * parts[at].length * 0.1, 0.2)',
    "parts[1] === ' and ' ? values[0] * values[1] : values[0]",
    'Math.sin(values[0]) + parts.raw.length * 0.1',
  ]);
  const leaf = (): string => g.calm(names, 1);
  return [
    `const ${name} = (parts, ...values) => ${body};\n${g.slot(names)} = ${name}\`at \${${leaf()}} and \${${leaf()}}\`;${g.random.chance(0.3) ? `\n${g.slot(names)} -= ${name}\`\${${leaf()}}\`;` : ''}`,
  ];
}

function symbolKeys(g: Statements, names: Names): Made {
  const [key, name] = [g.fresh('sym'), g.fresh('marked')];
  const place = `${name}[${key}]`;
  return [
    `const ${key} = Symbol('${key}');\nconst ${name} = { w: ${g.leaf(names)}, [${key}]: ${g.calm(names)} };\n${place} *= ${g.calm(names)};\n${g.slot(names)} = Object.keys(${name}).length * ${place} + (${key} in ${name} ? ${name}.w : 0);`,
    more(names, { numbers: [place], variables: [place] }),
  ];
}

function cyclic(g: Statements, names: Names): Made {
  const [p, q] = [g.fresh('one'), g.fresh('two')];
  const slot = g.slot(names);
  return [
    g.random.pick([
      `const ${p} = { w: ${g.calm(names)}, mate: null };\nconst ${q} = { w: ${g.leaf(names)}, mate: ${p} };\n${p}.mate = ${q};\n${p}.mate.mate.w *= ${q}.w;\n${slot} = ${q}.mate.w + ${p}.mate.w;`,
      `const ${p} = { w: ${g.calm(names)}, kids: [] };\nfor (let i = 0; i < 2; i++) ${p}.kids.push({ w: ${g.leaf(names)} * i, up: ${p} });\nfor (const kid of ${p}.kids) kid.up.w += Math.sin(kid.w);\n${slot} = ${p}.w;`,
      `const ${p} = []; ${p}.push(${g.calm(names)}, ${p});\n${p}[1][0] += ${g.leaf(names)};\n${slot} = ${p}[1][1][0];`,
      `let ${p} = { w: ${g.leaf(names)} }; ${p}.next = ${p};\nfor (let i = 0; i < 3; i++) { ${p} = ${p}.next; ${p}.w = Math.sin(${p}.w + i); }\n${slot} = ${p}.next.w;`,
    ]),
  ];
}
function cloned(g: Statements, names: Names): Made {
  const name = g.fresh('clone');
  return [
    `const ${name} = structuredClone({ w: ${g.calm(names)}, list: [${g.leaf(names)}, ${g.leaf(names)}], far: v, near: v });\n${name}.near[0] += 0.5 * ${g.leaf(names)};\n${g.slot(names)} = ${name}.far[0] - v[0];`,
    more(names, { numbers: [`${name}.w`], variables: [`${name}.w`], lists: [{ text: `${name}.list`, length: 2, typed: false }] }),
  ];
}

function stack(g: Statements, names: Names): Made | null {
  if (names.loops > 0 || names.inner) return null;
  const [kind, name] = [g.fresh('Stack'), g.fresh('pile')];
  const inside = within(names, { numbers: ['y', '(this[0] ?? 0.3)'] });
  return [
    `class ${kind} extends Array {\nget top() { return this[this.length - 1]; }\nadd(y) { this.push(${g.calm(inside, 1)}); return this; }\n}\nconst ${name} = new ${kind}();\n${name}.add(${g.calm(names)}).add(${g.leaf(names)});\n${g.slot(names)} = ${name}.top * ${name}.length + ${name}.reduce((p, q) => p - q, 0);`,
    more(names, { lists: [{ text: name, length: 2, typed: false }] }),
  ];
}

function converted(g: Statements, names: Names): Made {
  const { random } = g;
  const leaf = g.leaf(names);
  const variable = names.variables.length > 0 ? random.pick(names.variables) : g.slot(names);
  return [
    `${g.slot(names)} = ${random.pick([
      `Number(${leaf}) * 0.5`,
      `+(${leaf}) - -(${leaf})`,
      `Number.isFinite(${leaf}) ? ${g.calm(names)} : 0`,
      `isNaN(${leaf}) ? 0 : ${g.calm(names)}`,
      `Number.isInteger(${leaf}) ? 0.1 : ${leaf}`,
      `('1' == 1 ? ${leaf} : 0) + (null == undefined ? 0.2 : 0)`,
      `(${variable} == null ? 0 : ${variable})`,
      `Number('0.5') * parseFloat('1.5e0') * ${leaf} + parseInt('12px', 10) * 0.01`,
      `typeof ${leaf} === 'number' ? ${leaf} : 0`,
      `(${leaf} > 0) * ${g.calm(names)} + +(${leaf} < 0.5)`,
      `!!${leaf} ? ${g.calm(names)} : 0.1`,
      `(${leaf} && ${g.calm(names)}) + (0 || ${leaf})`,
      `Math.fround(0.5) * ${leaf} + new Date(0).getTime() + Math.PI`,
      `Number.EPSILON + Number.MAX_SAFE_INTEGER * 0 + ${leaf}`,
      `Object.is(${leaf}, 2) ? 0 : ${g.calm(names)}`,
      `(void 0 ?? ${leaf}) * ('abc'.length - 2)`,
      `Math.sign(${leaf}) * ${leaf} + Math.round(${leaf}) * ${g.calm(names)}`,
    ])};`,
  ];
}

export const templates: Feature = { name: 'templates', share: 5, statements: [[4, tagged]] };
export const symbols: Feature = { name: 'symbols', share: 5, statements: [[4, symbolKeys]] };
export const graphs: Feature = {
  name: 'graphs',
  share: 8,
  statements: [
    [5, cyclic],
    [2, cloned],
  ],
};
export const subclasses: Feature = { name: 'subclasses', share: 5, statements: [[4, stack]] };
export const conversions: Feature = { name: 'conversions', statements: [[7, converted]] };
