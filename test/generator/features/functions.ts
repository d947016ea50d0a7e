/** Functions as values: closures over mutable locals, callbacks, functions that make functions, call, apply and bind. */
import type { Feature, Made } from '../feature.ts';
import { more, within, type Callee, type Names } from '../names.ts';
import type { Statements } from '../statements.ts';

const knows = (names: Names, ...callees: Callee[]): Names => more(names, { callees });
const ONE: Callee['takes'] = ['number'];

/** A function with a variable of its own, made by another. */
function counter(g: Statements, names: Names): Made {
  const [make, name, kept] = [g.fresh('make'), g.fresh('next'), g.fresh('kept')];
  const body = g.callable(names, { numbers: ['y', kept, 'start'], variables: [kept] }, 2, (after) => `(${kept} = ${g.calm(after)})`);
  const text = `const ${make} = (start) => { let ${kept} = start; return (y) => ${body}; };`;
  return [`${text}\nconst ${name} = ${make}(${g.calm(names)});`, knows(names, { name, takes: ONE })];
}

/** Every iteration has its variables; with `var` they share one. */
function perIteration(g: Statements, names: Names): Made {
  const { random } = g;
  const [list, i, own] = [g.fresh('fs'), g.fresh('i'), g.fresh('own')];
  const declared = random.pick(['let', 'let', 'var']);
  // with `var` it ends as 3 for all
  const inner = more(names, { counts: [{ name: i, below: 4 }], loops: names.loops + 1, depth: names.depth + 1 });
  const body = g.callable(inner, { numbers: ['y', own], variables: [own] }, 1, (after) => `${own} * ${i} + ${g.calm(after, 1)}`);
  const text = `const ${list} = [];\nfor (${declared} ${i} = 0; ${i} < 3; ${i}++) {\n${declared} ${own} = ${g.calm(inner, 1)};\n${list}.push((y) => ${body});\n}`;
  const after = knows(names, ...[0, 1, 2].map((k) => ({ name: `${list}[${k}]`, takes: ONE })));
  return [text, declared === 'var' ? after : more(after, { counts: [] })];
}

/** Two functions that share a variable. */
function pair(g: Statements, names: Names): Made {
  const [name, kept] = [g.fresh('cell'), g.fresh('held')];
  const text = `const ${name} = (() => { let ${kept} = ${g.calm(names)}; return { put(y) { ${kept} = Math.sin(y) + ${kept} * 0.5; return ${kept}; }, get: () => ${kept} }; })();`;
  return [text, knows(names, { name: `${name}.put`, takes: ONE }, { name: `${name}.get`, takes: [] })];
}

/** A variable that is read before and after a function changes it. */
function changed(g: Statements, names: Names): Made | null {
  if (names.variables.length === 0) return null;
  const variable = g.random.pick(names.variables.filter((text) => !/\b(this|arguments)\b/.test(text)));
  if (variable === undefined) return null;
  const name = g.fresh('set');
  const body = g.action(names, {}, 1).replace(/\}$/, `${variable} = Math.tanh(y + ${variable});\nreturn ${variable};\n}`);
  return [
    `const ${name} = (y) => ${body};\n${g.slot(names)} = ${variable} + ${name}(${g.calm(names)}) * ${variable};`,
    knows(names, { name, takes: ONE }),
  ];
}

function compose(g: Statements, names: Names): Made {
  const { random } = g;
  const name = g.fresh('comp');
  const arrow = (): string => `((y) => ${g.calm(more(within(names), { numbers: ['y'] }), 1)})`;
  const any = (): string => {
    const known = names.callees.filter(({ takes, self }) => takes.length === 1 && takes[0] === 'number' && self === undefined);
    return known.length > 0 && random.chance(0.4) ? random.pick(known).name : random.pick([arrow(), arrow(), 'Math.sin', 'Math.atan']);
  };
  const text = random.pick([
    `const ${name} = ((f, h) => (y) => f(h(y)))(${any()}, ${any()});`,
    `const ${name} = ((f) => (y) => f(f(y)))(${any()});`,
    `const ${name} = (y) => [${any()}, ${any()}, ${any()}].reduce((p, f) => f(p), y);`,
    `const ${name} = ${g.test(names)} ? ${any()} : ${any()};`,
    `const ${name} = { one: ${any()}, two: ${any()} }[${random.chance(0.5) ? "'one'" : `${g.test(names)} ? 'one' : 'two'`}];`,
    `const ${name} = ((a) => (b) => a * b + ${any()}(b))(${g.calm(names)});`,
  ]);
  return [text, knows(names, { name, takes: ONE })];
}

/** A function of the program is handed a list and a function. */
function over(g: Statements, names: Names): Made {
  const name = g.fresh('each');
  const { text, length } = g.list(names);
  const target = names.variables.length > 0 ? `${g.random.pick(names.variables)} = Math.sin` : `${g.slot(names)} = Math.tanh`;
  const f = `(y, at) => ${g.callable(names, { numbers: ['y'], counts: [{ name: 'at', below: length }] }, 1)}`;
  const walk = g.random.pick([
    'for (let at = 0; at < list.length; at++) sum += f(list[at], at);',
    'list.forEach((y, at) => { sum -= f(y, at); });',
  ]);
  return [`const ${name} = (list, f) => { let sum = 0; ${walk} return sum; };\n${target}(${name}(${text}, ${f}));`];
}

const called = (g: { random: Statements['random']; given: Statements['given'] }, names: Names, depth: number): string | null => {
  const known = names.callees.filter(({ name }) => !name.includes('['));
  if (known.length === 0) return null;
  const callee = g.random.pick(known);
  const [self, given] = [callee.self ?? 'null', g.given(names, callee, depth)];
  const list = [self, ...given].join(', ');
  return g.random.pick([
    `${callee.name}.call(${list})`,
    `${callee.name}.apply(${self}, [${given.join(', ')}])`,
    `${callee.name}.bind(${list})()`,
    `${callee.name}.bind(${self})(${given.join(', ')})`,
    `${callee.name}(...[${given.join(', ')}])`,
  ]);
};
const bound = (g: Statements, names: Names): Made | null => {
  const known = names.callees.filter(({ name, takes }) => !name.includes('[') && takes.length > 0 && takes[0] === 'number');
  if (known.length === 0) return null;
  const callee = g.random.pick(known);
  const name = g.fresh('bound');
  const first = g.random.chance(0.5);
  const text = `const ${name} = ${callee.name}.bind(${callee.self ?? 'null'}${first ? `, ${g.calm(names)}` : ''});`;
  return [text, knows(names, { name, takes: first ? callee.takes.slice(1) : callee.takes })];
};

export const closures: Feature = {
  name: 'closures',
  statements: [
    [4, counter],
    [4, perIteration],
    [3, pair],
    [4, changed],
  ],
};
export const higherOrder: Feature = {
  name: 'higher-order',
  statements: [
    [6, compose],
    [4, over],
  ],
};
export const application: Feature = { name: 'application', share: 8, statements: [[3, bound]], numbers: [[2, called]] };
