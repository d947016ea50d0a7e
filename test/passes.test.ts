/**
 * Passes: fixtures of the language before and after (`UPDATE=1` writes what comes out; read it), each run before and
 * after on the same arguments; then every program of the catalogue, and random ones, in order and in any order.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Facts } from '../src/facts/facts.ts';
import { nodeEnvironment } from '../src/host/node.ts';
import type { Program } from '../src/ir/ir.ts';
import { effectOf } from '../src/ir/ops.ts';
import { parse } from '../src/ir/parse.ts';
import { print } from '../src/ir/print.ts';
import { verify } from '../src/ir/verify.ts';
import { verbOf } from '../src/runtime/index.ts';
import { forEachInstr } from '../src/ir/walk.ts';
import { counted } from '../src/passes/counted.ts';
import { dead } from '../src/passes/dead.ts';
import { doubts } from '../src/passes/doubts.ts';
import { fold } from '../src/passes/fold.ts';
import { hoist } from '../src/passes/hoist.ts';
import { induction } from '../src/passes/induction.ts';
import { merges } from '../src/passes/merges.ts';
import type { Pass } from '../src/passes/pass.ts';
import { scalarise } from '../src/passes/scalarise.ts';
import { select } from '../src/passes/select.ts';
import { share } from '../src/passes/share.ts';
import { slots } from '../src/passes/slots.ts';
import { strides } from '../src/passes/strides.ts';
import { unroll } from '../src/passes/unroll.ts';
import { unswitch } from '../src/passes/unswitch.ts';
import { lower } from '../src/syntax/lower/index.ts';
import { inferred } from './fixture-kinds.ts';
import { randomOf, randomProgram } from './ir-programs.ts';
import { generate } from './generator/generate.ts';
import { make } from './generator/oracle.ts';
import { interpret } from './interpret.ts';
import { interpret as interpretTape } from './ir-interpreter.ts';
import { catalogue } from './programs/index.ts';

const PASSES: Record<string, Pass> = {
  counted,
  dead,
  doubts,
  fold,
  hoist,
  induction,
  merges,
  scalarise,
  select,
  share,
  slots,
  strides,
  unroll,
  unswitch,
};
const ALL =
  'dead scalarise merges fold dead scalarise merges select share hoist counted induction share unroll select fold scalarise dead'.split(
    ' ',
  );

interface Outcome {
  readonly value?: unknown;
  readonly error?: string;
  readonly left: unknown;
}

function outcome(args: readonly unknown[], run: () => unknown, memory: unknown = null): Outcome {
  try {
    return { value: run(), left: [args, memory] };
  } catch (error) {
    return { error: String(error), left: [args, memory] };
  }
}

function optimised(program: Program, facts: Facts, order: readonly string[]): Program {
  let now = program;
  for (const name of order) {
    now = PASSES[name]!(now, facts);
    verify(now, name);
  }
  return now;
}

describe('fixtures', () => {
  const folder = new URL('fixtures/passes/', import.meta.url);
  const section = (text: string, name: string): string => text.match(new RegExp('```' + name + '\\n([^]*?)```'))?.[1] ?? '';
  const line = (text: string, name: string): string => text.match(new RegExp(`^${name}: (.*)$`, 'm'))![1]!;
  for (const file of readdirSync(folder).filter((f) => f.endsWith('.md'))) {
    const text = readFileSync(new URL(file, folder), 'utf8');
    it(/^# (.*)$/m.exec(text)![1]!, () => {
      const names = new Map<number, string>();
      const program = parse(section(text, 'before'), { names });
      verify(program);
      const fresh = (): unknown[][] =>
        new Function(`const of = (...args) => args; return [${line(text, 'runs').replaceAll(/(^|\), )\(/g, '$1of(')}]`)() as unknown[][];
      const facts = inferred(program, names, fresh());
      const after = optimised(program, facts, line(text, 'passes').split(', '));
      fresh().forEach((args, k) => expect(run(after, facts, args)).toEqual(run(program, facts, fresh()[k]!)));
      const found = print(after, { names });
      if (process.env['UPDATE']) {
        const kept = text.replace(/\n```after\n[^]*?```\n/, '');
        writeFileSync(new URL(file, folder), `${kept}\n\`\`\`after\n${found}\`\`\`\n`);
      } else expect(found).toBe(section(text, 'after'));
    });
  }

  function run(program: Program, facts: Facts, args: unknown[]): Outcome {
    let tape = false;
    forEachInstr(program, (i) => {
      tape ||= effectOf(i.op) === 'tape';
    });
    const wrapped = { fns: program.fns };
    if (tape) return outcome(args, () => interpretTape(wrapped, args));
    const inputs = args.map((_, index) => ({ is: 'argument' as const, index }));
    return outcome(args, () => interpret({ program: wrapped, inputs, facts }, args));
  }
});

const environment = nodeEnvironment()!;

/** What verbs become: the interpreter does not know them. */
const VERBS: ReadonlySet<string> = new Set(['derive', 'stop', 'hook']);

/** The program as lowered, as optimised and as it is do the same, memory included. */
function same(
  make: () => { f: (...args: any[]) => unknown; memory: readonly unknown[] },
  args: () => unknown[],
  order: readonly string[],
): void {
  const lowered = (f: (...a: any[]) => unknown, a: unknown[]): ReturnType<typeof lower> | null => {
    try {
      const found = lower(f, a, { environment, wrt: [0], verbs: verbOf });
      let verbs = false;
      for (const fn of found.program.fns) forEachInstr(fn, ({ op }) => void (verbs ||= VERBS.has(op)));
      return verbs ? null : found;
    } catch (error) {
      if (/^E_(?!INTERNAL)/.test(String((error as { code?: string }).code))) return null;
      throw error;
    }
  };
  const first = lowered(make().f, args());
  if (!first) return;
  const program = optimised(first.program, first.facts, order);
  const plain = make(),
    given = args(),
    twin = make(),
    own = args();
  const wanted = outcome(given, () => plain.f(...given), plain.memory);
  const { inputs } = lowered(twin.f, own)!;
  const found = outcome(own, () => interpret({ program, inputs, facts: first.facts }, own), twin.memory);
  // a refusal may stand in a branch, and counts when it is taken
  if ('error' in found && String(found.error).startsWith('AdjointError')) return;
  expect(found, print(program, { names: first.facts.names })).toEqual(wanted);
}

describe('the catalogue', () => {
  for (const [title, programs] of Object.entries(catalogue)) {
    // programs about later calls hand out the same memory again
    if (title === 'again') continue;
    it(title, () => {
      for (const { make, args } of programs) same(make, args, ALL);
    });
  }
});

describe('random programs', () => {
  const shuffled = (seed: number): string[] => {
    const random = randomOf(seed),
      names = Object.keys(PASSES);
    return Array.from({ length: 14 }, () => names[Math.floor(random() * names.length)]!);
  };
  const sources = (from: number, order: (seed: number) => readonly string[]) => (): void => {
    for (let seed = from; seed < from + 25; seed++) {
      const text = generate(seed, { result: seed % 2 === 0, only: [] });
      same(() => make(text), make(text).args, order(seed));
    }
  };
  it(
    'of the user’s language, in order',
    sources(300, () => ALL),
  );
  it('of the user’s language, in any order', sources(400, shuffled));

  it('of the language itself, both sweeps’ operations included', () => {
    for (let seed = 1; seed <= 150; seed++) {
      const { program, facts } = randomProgram(seed);
      const arguments_ = (): unknown[] => [new Float64Array([1, 2, 3, 4]), new Float64Array([0.5, -1, 2, 0.25]), 1.5, -0.5, 3];
      const after = optimised(program, facts, seed % 2 ? ALL : shuffled(seed));
      const [a, b] = [arguments_(), arguments_()];
      const got = outcome(b, () => interpretTape(after, b, { 'Math.sin': Math.sin }));
      expect(got, `seed ${seed}\n${print(program)}\n${print(after)}`).toEqual(
        outcome(a, () => interpretTape(program, a, { 'Math.sin': Math.sin })),
      );
    }
  });
});

describe('size', () => {
  it('passes take time in proportion to the program', () => {
    const time = (n: number): number => {
      const rounds = Array.from({ length: n }, (_, k) => {
        const [given, box, read, next] = [4 * k + 2, 4 * k + 3, 4 * k + 4, 4 * k + 6];
        return `%${box} = object[value] %${given}\n%${read} = load %${box} "value"\nstore %${box} "value" %1\n%${next} = mul %${read} %1`;
      });
      const text = `fn f(%0, %1) {\n%2 = add %0 %1\n${rounds.join('\n')}\nyield %${4 * n + 2}\n}`;
      const program = parse(text),
        facts = inferred(program, new Map(), [[1, 1.5]]);
      const start = performance.now();
      optimised(program, facts, ALL);
      return performance.now() - start;
    };
    time(200);
    expect(time(4000)).toBeLessThan(2000);
  });
});
