/** Statements of generated programs: they overwrite, alias, branch, loop, leave early, move references. */
import { Expressions } from './expressions.ts';
import type { Feature, Made } from './feature.ts';
import { more, within, type List, type Names } from './names.ts';

export class Statements extends Expressions {
  private left: number;
  private made = 0;
  /** Programs without a result leave early without one. */
  readonly result: boolean;
  constructor(random: Expressions['random'], features: readonly Feature[], budget: number, result: boolean) {
    super(random, features);
    this.left = budget;
    this.result = result;
  }
  get done(): boolean {
    return this.left <= 0;
  }
  fresh(stem: string): string {
    return `${stem}${this.made++}`;
  }

  /** Up to `count` statements, and the names after them. */
  body(names: Names, count: number): Made & readonly [string, Names] {
    let text = '';
    for (let i = 0; i < count && !this.done; i++) {
      const [one, after] = this.statement(names);
      text += `${one}\n`;
      names = after ?? names;
    }
    return [text, names];
  }
  block(names: Names, added: Partial<Names> = {}, count = 1 + this.random.below(3)): string {
    return `{\n${this.body(more(names, { depth: names.depth + 1, ...added }), count)[0]}}`;
  }

  /** The braces of a function that returns a number: it sees and changes what is around it. */
  callable(names: Names, added: Partial<Names> = {}, count = 1 + this.random.below(3), result?: (names: Names) => string): string {
    const [body, after] = this.body(within(names, added), count);
    return `{\n${body}return ${result ? result(after) : this.calm(after)};\n}`;
  }
  /** The same without a result. */
  action(names: Names, added: Partial<Names> = {}, count = 1 + this.random.below(2)): string {
    return `{\n${this.body(within(names, added), count)[0]}}`;
  }

  statement(names: Names): Made {
    this.left--;
    const { random } = this;
    const flow = names.depth < 4 ? 1 : 0;
    return random.weighted<Made>([
      [5, () => this.variable(names)],
      [
        5,
        () =>
          names.variables.length > 0 ? [`${random.pick(names.variables)} ${random.pick(['=', '+=', '-='])} ${this.calm(names)};`] : null,
      ],
      [9, () => [`${this.slot(names)} = ${this.calm(names)};`]],
      [7, () => [`${this.slot(names)} ${random.pick(['+=', '-='])} ${this.calm(names)};`]],
      [2, () => [`${this.slot(names)} *= ${this.calm(names)};`]],
      [2, () => this.square(names)],
      [2, () => (names.outside ? null : [`o.${random.pick(['w', 'in.z'])} = ${this.calm(names)};`])],
      [3, () => this.swap(names)],
      [2, () => this.rows(names)],
      [3, () => this.alias(names)],
      [2, () => this.bulk(names)],
      [2, () => this.stack(names)],
      [1.5, () => this.callback(names)],
      [1.5, () => (names.outside ? null : this.record(names))],
      [5 * flow, () => [`if (${this.test(names)}) ${this.block(names)}${random.chance(0.5) ? ` else ${this.block(names)}` : ''}`]],
      [5 * flow, () => (names.loops < 3 ? this.loop(names) : null)],
      [1 * flow, () => (names.counts.length > 0 ? this.choice(names) : null)],
      [1.2 * flow, () => (names.inner || names.loops > 0 ? null : this.helper(names))],
      [0.6 * flow, () => this.labelled(names)],
      [2.2, () => this.exit(names)],
      ...this.features.flatMap(({ statements = [] }) =>
        statements.map(
          ([weight, make]) => [weight * (names.depth < 4 ? 1 : 0.1), () => (names.outside ? null : make(this, names))] as const,
        ),
      ),
    ]);
  }

  private variable(names: Names): Made {
    const name = this.fresh('t');
    return [`let ${name} = ${this.calm(names, 3)};`, more(names, { numbers: [name], variables: [name] })];
  }
  private square(names: Names): Made {
    const at = this.slot(names);
    return [`${at} = 0.7 * ${at} * ${at};`];
  }
  private swap(names: Names): Made | null {
    const { random } = this;
    const place = (): string => (names.variables.length > 0 && random.chance(0.3) ? random.pick(names.variables) : this.slot(names));
    const places = Array.from({ length: 2 + random.below(2) }, place);
    return [
      `[${places.join(', ')}] = [${[...places.slice(1), places[0]].map((from) => (random.chance(0.8) ? from : `0.5 * ${from}`)).join(', ')}];`,
    ];
  }
  /** Whole rows and arrays change places. */
  private rows(names: Names): Made | null {
    const { random } = this;
    if (names.matrices.length > 0 && random.chance(0.6)) {
      const { name, rows } = random.pick(names.matrices);
      const [i, j] = [this.index(names, rows), this.index(names, rows)];
      const keep = this.fresh('row');
      return [
        random.chance(0.5)
          ? `[${name}[${i}], ${name}[${j}]] = [${name}[${j}], ${name}[${i}]];`
          : `{ const ${keep} = ${name}[${i}]; ${name}[${i}] = ${name}[${j}]; ${name}[${j}] = ${keep}; }`,
      ];
    }
    const one = names.lists.find((list) => list.text.startsWith('now'));
    const two = one && names.lists.find((list) => list.text === one.text.replace('now', 'next'));
    if (one && two) return [`[${one.text}, ${two.text}] = [${two.text}, ${one.text}];`];
    if (names.inner || names.loops > 0) return null;
    const from = random.pick(names.lists);
    const n = this.made++;
    const lists = ['now', 'next'].map((stem) => ({ text: `${stem}${n}`, length: from.length, typed: from.typed }));
    const other = random.pick([
      `${from.text}.slice()`,
      ...names.lists.filter((list) => list.length >= from.length).map((list) => list.text),
    ]);
    return [`let now${n} = ${from.text}, next${n} = ${other};`, more(names, { lists: lists.map((list) => ({ ...list, typed: false })) })];
  }
  /** Another name for memory, or a copy of it. */
  private alias(names: Names): Made | null {
    const { random } = this;
    const name = this.fresh('a');
    const has = (made: string, length: number, typed: boolean): Made => [
      `const ${name} = ${made};`,
      more(names, { lists: [{ text: name, length, typed }] }),
    ];
    const of = random.pick(names.lists);
    if (of.typed && of.length > 2 && random.chance(0.4)) {
      const from = random.below(of.length - 1);
      const length = 2 + random.below(of.length - from - 1);
      return has(`${of.text}.subarray(${from}, ${from + length})`, length, true);
    }
    if (names.matrices.length > 0 && random.chance(0.3)) {
      const m = random.pick(names.matrices);
      return has(`${m.name}[${this.index(names, m.rows)}]`, m.length, false);
    }
    return random.weighted<Made>([
      [2, () => has(of.text, of.length, of.typed)],
      [1, () => has(`${of.text}.slice()`, of.length, of.typed)],
      [1, () => has(`[...${of.text}]`, of.length, false)],
      [1, () => has(`new Float64Array(${of.text})`, of.length, true)],
      [1, () => has(`Array.from(${of.text}, (p) => p * ${this.leaf(names)})`, of.length, false)],
      [1, () => has(`[${this.leaf(names)}, ${this.leaf(names)}]`, 2, false)],
      [1, () => has(`new Float64Array(3)`, 3, true)],
    ]);
  }
  private bulk(names: Names): Made | null {
    const { random } = this;
    const { text, length } = this.list(names);
    const typed = names.lists.filter((list) => list.typed && list.length >= length);
    return random.weighted<Made>([
      [2, () => [`${text}.fill(${this.calm(names, 1)}, ${random.below(length)}, ${length});`]],
      [1, () => [`${text}.reverse();`]],
      [1, () => [`${text}.copyWithin(${random.below(length)}, ${random.below(length)}, ${length});`]],
      [1, () => [`${text}.sort((p, q) => p - q);`]],
      [
        2,
        () =>
          typed.length > 0
            ? [`${random.pick(typed).text}.set(${/^(now|next|o\b)/.test(text) ? `${text}.slice(0, ${length})` : text});`]
            : null,
      ],
    ]);
  }
  private stack(names: Names): Made {
    const { random } = this;
    if (names.stacks.length === 0 || random.chance(0.2)) {
      const name = this.fresh('stack');
      return [`const ${name} = [${this.leaf(names)}];`, more(names, { stacks: [name] })];
    }
    const name = random.pick(names.stacks);
    const slot = this.slot(names);
    if (random.chance(0.5)) return [`${name}.push(${this.calm(names)});`];
    return [
      random.pick([
        `if (${name}.length > 0) ${slot} = ${name}.pop();`,
        `for (const p of ${name}) ${slot} += Math.sin(p);`,
        `if (${name}.length > 2) ${name}.length = 1;`,
      ]),
    ];
  }
  private callback(names: Names): Made | null {
    if (names.variables.length === 0) return null;
    const variable = this.random.pick(names.variables);
    const { text } = this.list(names);
    const inner = more({ ...names, callees: [] }, { numbers: ['p'], inner: true, depth: names.depth + 1 });
    if (this.random.chance(0.5)) return [`${text}.forEach((p, at) => { ${variable} = Math.tanh(${variable} * p + at * 0.1); });`];
    return [`${text}.forEach((p) => {\n${variable} += ${this.calm(inner, 1)};\n${this.slot(inner)} = ${this.calm(inner, 1)};\n});`];
  }
  /** Fields that hold arrays and records are set to others. */
  private record(names: Names): Made | null {
    const { random } = this;
    if (random.chance(0.5)) {
      const name = this.fresh('r');
      return [
        `const ${name} = { p: ${this.calm(names)}, q: ${this.leaf(names)} };`,
        more(names, { numbers: [`${name}.p`, `${name}.q`], variables: [`${name}.p`] }),
      ];
    }
    const long = names.lists.filter((list) => list.length >= 3 && list.text !== 'o.q');
    return long.length > 0 && random.chance(0.6) ? [`o.q = ${random.pick(long).text};`] : [`o.in = o.list[${this.index(names, 2)}];`];
  }

  private loop(names: Names): Made {
    const { random } = this;
    const i = this.fresh('i');
    const times = 1 + random.below(4);
    const label = random.chance(0.25) ? this.fresh('loop') : null;
    const inside = (count: boolean, below = times): Partial<Names> => ({
      loops: names.loops + 1,
      counts: count ? [{ name: i, below }] : [],
      labels: label ? [{ name: label, loop: true }] : [],
    });
    const list = this.list(names);
    const text = random.weighted<string>([
      [5, () => `for (let ${i} = 0; ${i} < ${times}; ${i}++) ${this.block(names, inside(true))}`],
      [1, () => `for (let ${i} = ${times - 1}; ${i} >= 0; ${i}--) ${this.block(names, inside(true))}`],
      [1, () => `for (let ${i} = 0; ${i} < n; ${i} += 2) ${this.block(names, inside(true, 4))}`],
      [1, () => `for (let ${i} = 0; ${i} < ${list.text}.length; ${i}++) ${this.block(names, inside(true, list.length))}`],
      [1.5, () => `for (const ${i}v of ${list.text}) ${this.block(names, { ...inside(false), numbers: [`${i}v`] })}`],
      [
        1,
        () =>
          `{\nlet ${i} = 0; while (${i} < ${times} && ${this.leaf(names)} < 3) { ${i}++; ${this.block(names, inside(true, times + 1))} } }`,
      ],
      [1, () => `{\nlet ${i} = 0; do { ${i}++; ${this.block(names, inside(true, times + 1))} } while (${i} < ${times}); }`],
    ]);
    // a label belongs on the loop itself
    if (!label) return [text];
    return [text.startsWith('for') ? `${label}: ${text}` : text.replace(/(while \(i|do \{)/, `${label}: $1`)];
  }
  private choice(names: Names): Made {
    const on = this.random.pick(names.counts).name;
    const arm = (test: string): string => `${test}: ${this.block(names)}${this.random.chance(0.6) ? ' break;' : ''}\n`;
    return [`switch (${on} % 3) {\n${arm('case 0')}${arm('case 1')}${arm(this.random.pick(['default', 'case 2']))}}`];
  }
  private labelled(names: Names): Made {
    const label = this.fresh('part');
    return [`${label}: ${this.block(names, { labels: [{ name: label, loop: false }] }, 3)}`];
  }
  /** A function inside the program; it sees and changes the variables around it. */
  private helper(names: Names): Made {
    const { random } = this;
    const name = this.fresh('f');
    const takes = random.pick([['number'], ['number', 'list'], ['number', 'count']] as const);
    const inside: Partial<Names> = {
      numbers: ['y'],
      variables: random.chance(0.5) ? ['y'] : [],
      counts: takes.includes('count' as never) ? [{ name: 'c', below: 3 }] : [],
      lists: takes.includes('list' as never) ? [{ text: 'b', length: 2, typed: false }] : [],
    };
    const params = takes.map((kind) => ({ number: 'y', list: 'b', count: 'c' })[kind]).join(', ');
    const text = this.callable(names, inside);
    return [
      random.chance(0.5) ? `const ${name} = (${params}) => ${text};` : `function ${name}(${params}) ${text}`,
      more(names, { callees: [{ name, takes }] }),
    ];
  }
  private exit(names: Names): Made | null {
    const { random } = this;
    const label = names.labels.length > 0 && random.chance(0.5) ? random.pick(names.labels) : null;
    if (label) return [`if (${this.test(names)}) ${label.loop && random.chance(0.4) ? 'continue' : 'break'} ${label.name};`];
    if (names.loops > 0 && !names.inner) return [`if (${this.test(names)}) ${random.pick(['break', 'continue'])};`];
    if (names.inner || random.chance(0.7)) return null;
    return [`if (${this.test(names)}) return${this.result ? ` ${this.calm(names)}` : ''};`];
  }

  /** A result in which most of memory and most variables count. */
  total(names: Names): string {
    const { random } = this;
    const terms = [
      ...names.lists.flatMap((list: List) => Array.from({ length: list.length }, (_, i) => `${list.text}[${i}]`)),
      ...names.matrices.flatMap((m) =>
        Array.from({ length: m.rows * m.length }, (_, i) => `${m.name}[${Math.floor(i / m.length)}][${i % m.length}]`),
      ),
      ...names.numbers,
    ].filter(() => random.chance(0.6));
    return [...terms, 'x'].map((term) => `${random.decimal(0.2, 1.5)} * ${term}`).join(' + ');
  }
}
