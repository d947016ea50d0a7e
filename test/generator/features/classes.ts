/** Classes: fields, methods, inheritance, `super`, accessors, static members, private names; constructor functions with prototypes. */
import type { Feature, Made, Outside } from '../feature.ts';
import { more, type Class, type Names } from '../names.ts';
import type { Statements } from '../statements.ts';

const FIELDS = ['this.a', 'this.b'];
const method = (g: Statements, names: Names, fields: readonly string[] = FIELDS, extra = ''): string =>
  g.callable(names, { numbers: ['y', ...fields], variables: [...fields] }, 1 + g.random.below(2), (after) => `${extra}${g.calm(after)}`);

interface Declared {
  readonly text: string;
  readonly made: readonly Class[];
}

/** A class, and perhaps one that extends it. */
function declare(g: Statements, names: Names): Declared {
  const { random } = g;
  const base = g.fresh('Base');
  const unit = random.chance(0.4)
    ? [`static unit = ${random.decimal(0.2, 0.9)};`, `static of(y) { return new this(y * ${base}.unit); }`]
    : [];
  const again = random.chance(0.4)
    ? [`get mean() { return (this.a + this.b) / 2; }`, `set mean(y) { this.a = y; this.b = Math.sin(y); }`]
    : [];
  const own = `class ${base} {
b = ${random.chance(0.5) ? random.decimal(0.1, 1) : 'Math.cos(0.4)'};
${unit.join('\n')}
constructor(y) { this.a = y; ${random.chance(0.5) ? 'this.b *= y;' : ''} }
${again.join('\n')}
step(y) ${method(g, names)}
${random.chance(0.5) ? 'both() { return this.step(this.b) - this.a; }' : ''}
}`;
  const made: Class[] = [{ name: base, takes: 1, fields: ['a', 'b', ...(again.length > 0 ? ['mean'] : [])] }];
  if (random.chance(0.4)) return { text: own, made };
  const name = g.fresh('Derived');
  const text = `class ${name} extends ${base} {
c = this.a * ${random.decimal(0.2, 0.9)};
constructor(y, z) { ${random.pick(['super(y);', 'super(Math.sin(y + z));', 'const w = y * z; super(w);'])} ${random.chance(0.5) ? 'this.a += z;' : 'this.z = z;'} }
${random.chance(0.7) ? `step(y) ${method(g, names, [...FIELDS, 'this.c'], random.pick(['super.step(y) * 0.5 + ', 'super.step(this.c) - ', '']))}` : ''}
${random.chance(0.3) ? 'static of(y, z) { const made = super.of(y); made.b += z; return made; }'.replace('super.of(y)', `new ${name}(y, z)`) : ''}
}`;
  return { text: `${own}\n${text}`, made: [...made, { name, takes: 2, fields: ['a', 'b', 'c'] }] };
}

function instance(g: Statements, names: Names): Made | null {
  if (names.classes.length === 0) return null;
  const { name, takes, fields } = g.random.pick(names.classes);
  const it = g.fresh('it');
  const numbers = fields.map((field) => `${it}.${field}`);
  return [
    `const ${it} = new ${name}(${Array.from({ length: takes }, () => g.calm(names)).join(', ')});`,
    more(names, {
      numbers,
      variables: numbers,
      callees: [{ name: `${it}.step`, takes: ['number'], self: it }],
      objects: [{ text: it, fields: fields.filter((field) => field !== 'mean') }],
    }),
  ];
}
/** What an object is an instance of. */
function asked(g: Statements, names: Names): Made | null {
  if (names.classes.length === 0 || names.objects.length === 0) return null;
  const [{ name }, { text }] = [g.random.pick(names.classes), g.random.pick(names.objects)];
  const is = g.random.pick([
    `${text} instanceof ${name}`,
    `${text}.constructor === ${name}`,
    `Object.getPrototypeOf(${text}) === ${name}.prototype`,
  ]);
  return [`${g.slot(names)} += ${is} ? ${g.leaf(names)} : 0.5 * ${g.leaf(names)};`];
}
const inside =
  (make: (g: Statements, names: Names) => Declared) =>
  (g: Statements, names: Names): Made | null => {
    if (names.loops > 0 || names.inner) return null;
    const { text, made } = make(g, names);
    const named = more(names, { classes: made });
    const [first, after] = instance(g, { ...named, classes: made })!;
    return [`${text}\n${first}`, { ...(after as Names), classes: named.classes }];
  };
const around =
  (make: (g: Statements, names: Names) => Declared) =>
  (g: Statements, names: Names): Outside | null => {
    if (g.random.chance(0.4)) return null;
    const { text, made } = make(g, names);
    return { text, names: { classes: made } };
  };

/** Private names live in classes that the program declares itself. */
function declarePrivate(g: Statements): Declared {
  const { random } = g;
  const name = g.fresh('Closed');
  const secret = random.chance(0.5) ? '#bend(y) { return Math.tanh(y * this.#p); }' : '#bend = (y) => Math.sin(y) * this.#p;';
  const text = `class ${name} {
#p = ${random.decimal(0.2, 0.9)};
${secret}
${random.chance(0.4) ? `static #count = 0; static { ${name}.#count = 1; }` : ''}
constructor(y) { this.a = y; this.#p ${random.pick(['=', '+=', '*='])} y; }
get p() { return this.#p; }
set p(y) { this.#p = Math.sin(y); }
step(y) { this.#p = Math.tanh(this.#p + y * 0.3); ${random.chance(0.5) ? `if (#p in this) this.a += 0.1;` : ''} return this.#bend(this.a) + y; }
${random.chance(0.4) ? `mix(other) { return this.#p * other.#p; }` : ''}
}`;
  return { text, made: [{ name, takes: 1, fields: ['a', 'p'] }] };
}

/** Constructor functions. */
function declarePrototype(g: Statements, names: Names): Declared {
  const { random } = g;
  const base = g.fresh('Proto');
  const own = `function ${base}(y) { this.a = y; this.b = ${random.decimal(0.1, 0.9)}; }
${base}.prototype.step = function (y) ${method(g, names)};
${base}.prototype.shift = ${random.decimal(0.1, 0.9)};`;
  const made: Class[] = [{ name: base, takes: 1, fields: ['a', 'b', 'shift'] }];
  if (random.chance(0.5)) return { text: own, made };
  const name = g.fresh('Heir');
  const text = `function ${name}(y, z) { ${base}.call(this, y); this.c = z; }
${name}.prototype = Object.create(${base}.prototype);
${name}.prototype.constructor = ${name};
${random.chance(0.6) ? `${name}.prototype.step = function (y) { return ${base}.prototype.step.call(this, y * this.c) + this.c; };` : ''}`;
  return { text: `${own}\n${text}`, made: [...made, { name, takes: 2, fields: ['a', 'b', 'c'] }] };
}

export const classes: Feature = {
  name: 'classes',
  outside: around(declare),
  statements: [
    [5, inside(declare)],
    [5, instance],
    [1, asked],
  ],
};
export const privates: Feature = {
  name: 'private',
  share: 8,
  statements: [
    [5, inside(declarePrivate)],
    [4, instance],
  ],
};
export const prototypes: Feature = {
  name: 'prototypes',
  share: 8,
  outside: around(declarePrototype),
  statements: [
    [3, inside(declarePrototype)],
    [5, instance],
  ],
};
