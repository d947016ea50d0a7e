/** Expressions of generated programs: numbers that stay moderate, indices in range, tests. */
import type { Feature } from './feature.ts';
import type { Callee, List, Names } from './names.ts';
import type { Random } from './random.ts';

export class Expressions {
  readonly random: Random;
  readonly features: readonly Feature[];
  constructor(random: Random, features: readonly Feature[]) {
    this.random = random;
    this.features = features;
  }

  constant(): string {
    const { random } = this;
    return random.chance(0.25) ? random.pick(['HALF', 'RATE', 'TABLE[1]', 'LIMITS.high']) : String(random.decimal(0.1, 1.9));
  }

  /** An integer in [0, below). */
  index(names: Names, below: number): string {
    const { random } = this;
    const count = names.counts.length > 0 && random.chance(0.65) ? random.pick(names.counts) : null;
    if (count) {
      if (count.below <= below && random.chance(0.6)) return count.name;
      return random.pick([
        `(${count.name} + ${random.below(below)}) % ${below}`,
        `(${count.name} * 3 + ${random.below(4)}) % ${below}`,
        `Math.min(${count.name}, ${below - 1})`,
      ]);
    }
    if (random.chance(0.06)) return `Math.floor(Math.abs(${this.leaf(names)}) * 3.7) % ${below}`;
    return String(random.below(below));
  }

  list(names: Names): List {
    const { random } = this;
    if (names.matrices.length > 0 && random.chance(0.2)) {
      const m = random.pick(names.matrices);
      return { text: `${m.name}[${this.index(names, m.rows)}]`, length: m.length, typed: false };
    }
    return random.pick(names.lists);
  }
  slot(names: Names): string {
    const list = this.list(names);
    return `${list.text}[${this.index(names, list.length)}]`;
  }
  leaf(names: Names): string {
    return this.random.weighted<string>([
      [3, () => this.constant()],
      [6, () => this.random.pick(names.numbers)],
      [6, () => this.slot(names)],
      [0.6, () => (names.counts.length > 0 ? `${this.random.pick(names.counts).name} * 0.25` : null)],
      [0.6, () => (names.stacks.length > 0 ? `(${this.random.pick(names.stacks)}[0] ?? 0.4)` : null)],
    ]);
  }

  test(names: Names): string {
    const compare = (): string => `${this.number(names, 1)} ${this.random.pick(['<', '>', '<=', '>='])} ${this.leaf(names)}`;
    return this.random.weighted<string>([
      [6, compare],
      [2, () => (names.counts.length > 0 ? `${this.random.pick(names.counts).name} % 2 === ${this.random.below(2)}` : null)],
      [1, () => `${compare()} && ${compare()}`],
      [1, () => `!(${compare()} || ${compare()})`],
    ]);
  }

  call(names: Names, depth: number): string | null {
    if (names.callees.length === 0) return null;
    const callee = this.random.pick(names.callees);
    return `${callee.name}(${this.given(names, callee, depth).join(', ')})`;
  }
  /** Arguments for a function. */
  given(names: Names, { takes }: Callee, depth = 1): string[] {
    return takes.map((kind) => {
      if (kind === 'number') return this.number(names, depth - 1);
      return kind === 'count' ? this.index(names, 3) : this.list(names).text;
    });
  }

  number(names: Names, depth: number): string {
    if (depth <= 0) return this.leaf(names);
    const { random } = this;
    const inner = (): string => this.number(names, depth - 1);
    const leaf = (): string => this.leaf(names);
    return random.weighted<string>([
      [3, leaf],
      [6, () => `(${inner()} ${random.pick(['+', '-', '*', '*'])} ${inner()})`],
      [1, () => `${inner()} / (1.25 + ${random.pick(names.numbers)} ** 2)`],
      [4, () => `Math.${random.pick(['sin', 'cos', 'tanh', 'atan'])}(${inner()})`],
      [0.7, () => `Math.exp(-Math.abs(${leaf()}))`],
      [0.7, () => `Math.log(1.1 + Math.sqrt(0.5 + ${random.pick(names.numbers)} ** 2))`],
      [0.7, () => `Math.${random.pick(['max', 'min'])}(${inner()}, ${leaf()}${random.chance(0.3) ? `, ${leaf()}` : ''})`],
      [0.5, () => `Math.hypot(${leaf()}, 0.3 + ${leaf()})`],
      [0.4, () => `Math.atan2(${leaf()}, 1.5 + Math.abs(${leaf()}))`],
      [0.4, () => `(1.2 + Math.sin(${leaf()})) ** ${random.pick(['1.5', '2', '-1', `Math.cos(${leaf()})`])}`],
      [0.4, () => `Math.cbrt(1.3 + Math.tanh(${leaf()}))`],
      [0.3, () => `(${leaf()} % 0.7)`],
      [0.6, () => `(${this.test(names)} ? ${inner()} : ${inner()})`],
      [1.2, () => this.call(names, depth)],
      [0.25, () => (names.variables.length > 0 ? `(${random.pick(names.variables)} = Math.sin(${leaf()}))` : null)],
      [0.2, () => `(${this.slot(names)} *= 0.9)`],
      [0.2, () => (names.variables.length > 0 ? `0.3 * ${random.pick(names.variables)}${random.pick(['++', '--'])}` : null)],
      [0.3, () => this.over(names)],
      ...this.features.flatMap(({ numbers = [] }) => numbers.map(([weight, make]) => [weight, () => make(this, names, depth)] as const)),
    ]);
  }

  /** A method over all of a list. */
  over(names: Names): string {
    const { text } = this.list(names);
    const inner = { ...names, callees: [] };
    return this.random.pick([
      `${text}.reduce((p, q) => Math.tanh(p + q * ${this.leaf(inner)}), ${this.constant()})`,
      `${text}.map((p, at) => p * ${this.leaf(inner)} + at)[${this.random.below(2)}]`,
      `Math.sin(${text}.slice(1).reduce((p, q) => p * 0.5 + q))`,
      `(${text}.find((p) => p > ${this.constant()}) ?? 0.2)`,
    ]);
  }

  /** A number that does not grow when it is computed again and again. */
  calm(names: Names, depth = 2): string {
    const text = this.number(names, depth);
    if (names.loops === 0 && !names.inner && this.random.chance(0.4)) return text;
    return `Math.${this.random.pick(['sin', 'tanh', 'atan'])}(${text})`;
  }
}
