/**
 * Programs with what is made of them, as text: `test/fixtures/<topic>/*.md`. A file has a fence `js`, whose last function is differentiated,
 * and `args`; `never: a, b` names words that the emitted text must not contain. The fences `regions`, `ir`, `emitted` and `result` are
 * written by `npm run fixtures`. What they say is judged against differences here, and the text that `explain` shows is compiled alone.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { runInThisContext } from 'node:vm';
import { describe, expect, test, vi } from 'vitest';
import * as memory from '../mutation/memory/index.ts';
import type * as traceRoom from '../mutation/trace/writes.ts';
import type * as adjointRoom from '../src/adjoint/reverse.ts';
import { PRIMAL, STAGES } from '../src/dispatch/pipeline.ts';
import { explain, explanation, gradient } from '../src/index.ts';
import * as runtime from '../src/runtime/index.ts';
import { differences, locations, off } from './differences.ts';

type Call = (...args: any[]) => any;

/** Builders whose regions give an empty reverse sweep. */
const switchedOff = vi.hoisted(() => ({ pure: false, mutating: false }));
vi.mock('../src/adjoint/reverse.ts', async (original) => {
  const real = await original<typeof adjointRoom>();
  const pureRegion: typeof real.pureRegion = (instrs) => (switchedOff.pure ? { forward: instrs, reverse() {} } : real.pureRegion(instrs));
  return { ...real, pureRegion };
});
vi.mock('../mutation/trace/writes.ts', async (original) => {
  const real = await original<typeof traceRoom>();
  const mutatingRegion: typeof real.mutatingRegion = (instrs, facts) =>
    switchedOff.mutating ? { forward: instrs, reverse() {} } : real.mutatingRegion(instrs, facts);
  return { ...real, mutatingRegion };
});

interface Fixture {
  readonly file: URL;
  readonly topic: string;
  readonly text: string;
  readonly title: string;
  readonly make: () => Call;
  /** Something that the program declares outside of the function. */
  readonly declared: (name: string) => unknown;
  readonly args: () => unknown[];
  readonly never: readonly string[];
}

const folder = new URL('fixtures/', import.meta.url);
const fence = (text: string, name: string): string => new RegExp(`^\`\`\`${name}\\n([^]*?)^\`\`\``, 'm').exec(text)?.[1] ?? '';
const line = (text: string, name: string): string | undefined => new RegExp(`^${name}: (.*)$`, 'm').exec(text)?.[1];

function load(topic: string, name: string): Fixture {
  const file = new URL(`${topic}/${name}`, folder);
  const text = readFileSync(file, 'utf8');
  const js = fence(text, 'js');
  const main = [...js.matchAll(/^(?:function|const) (\w+)/gm)].at(-1)![1]!;
  // the program begins on the first line, so that lines are those of the fence
  // every time another script: functions of one script are compiled for once
  let scripts = 0;
  const evaluate = (what: string): unknown =>
    runInThisContext(`(() => { ${js}; return ${what}; })() // ${scripts++}`, { filename: name.replace('.md', '.js') });
  return {
    file,
    topic,
    text,
    title: /^# (.*)$/m.exec(text)![1]!,
    make: () => evaluate(main) as Call,
    declared: evaluate,
    args: () => runInThisContext(line(text, 'args')!) as unknown[],
    never: line(text, 'never')?.split(', ') ?? [],
  };
}

/** `passes` holds programs of the compiler's own language; they have a test of their own. */
const fixtures = readdirSync(folder)
  .filter((topic) => topic !== 'passes')
  .flatMap((topic) => readdirSync(new URL(`${topic}/`, folder)).map((name) => load(topic, name)));

/** Numbers with as many digits as any engine's `Math` agrees on. */
function shown(value: unknown): string {
  if (typeof value === 'number') return String(Number(value.toPrecision(10)));
  if (value === null) return 'null';
  return `[${Array.from(value as ArrayLike<unknown>, shown).join(', ')}]`;
}

function written(f: Call, args: () => unknown[]): Record<string, string> {
  const told = explanation(f, ...args());
  const whole = String(told);
  const ir = told.stages.find((stage) => stage.name === PRIMAL.at(-1)!.name)!.text;
  const gradients: unknown[] = gradient(f, ...args());
  return {
    regions: whole.slice(0, whole.indexOf('\n\nAs lowered')) + '\n',
    ir: ir.trimEnd() + '\n',
    emitted: told.source.trimEnd() + '\n',
    result: [f(...args()), ...gradients].map((v, i) => `${i === 0 ? 'value' : `d/d[${i - 1}]`} ${shown(v)}\n`).join(''),
  };
}

const topics = [...new Set(fixtures.map((f) => f.topic))];
describe.each(topics)('%s', (topic) => {
  const list = fixtures.filter((f) => f.topic === topic);
  describe.each(list.map((f) => [f.title, f] as const))('%s', (_, { file, text, make, declared, args, never }) => {
    test('is as written', () => {
      const found = written(make(), args);
      if (process.env['UPDATE']) {
        const source = text.split(/\n```(?:regions|ir|emitted|result)\n/)[0]!.trimEnd();
        const fences = Object.entries(found).map(([name, body]) => `\n\`\`\`${name}\n${body}\`\`\`\n`);
        writeFileSync(file, `${source}\n${fences.join('')}`);
      } else for (const [name, body] of Object.entries(found)) expect(body, name).toBe(fence(text, name));
    });

    test('agrees with differences', () => {
      const places = locations(args()).filter(({ paths: [path = []] }) => !counts(args(), path));
      expect(off(gradient(make(), ...args()), places, differences(make(), args, places), 1e-7)).toBeNull();
    });

    test('its emitted text, compiled alone, gives the same gradient', () => {
      const { source } = explanation(make(), ...args());
      for (const word of never) expect(source).not.toMatch(new RegExp(`\\b${word}\\b`));
      expect(alone(source, args(), declared)).toEqual(gradient(make(), ...args()));
    });
  });
});

/** Arguments that are written as integers count, and have no derivative that differences could see. */
const counts = (args: readonly unknown[], path: readonly (string | number)[]): boolean =>
  path.length === 1 && Number.isInteger(args[path[0] as number]);

/** Nothing of the library runs but the text and the two rooms that it is handed. */
function alone(source: string, args: unknown[], declared: Fixture['declared']): unknown[] {
  const run = new Function(`return ${source}`)()(runtime, memory) as Call;
  const params = /\(([^)]*)\)/
    .exec(String(run))![1]!
    .split(',')
    .map((p) => p.trim());
  const isShadow = (name: string): boolean => name.endsWith('Bar') && params.includes(name.slice(0, -3));
  const shadows = new Map(
    args.flatMap((arg, i) => (params.some((p) => p === `${params[i]}Bar`) ? [[i, new Float64Array((arg as Float64Array).length)]] : [])),
  );
  const captured = params.slice(args.length).filter((name) => !isShadow(name));
  const result: unknown = run(...args, ...captured.map(declared), ...shadows.values());
  const numbers = Array.isArray(result) ? result.slice(1) : [];
  return args.map((arg, i) => (typeof arg === 'number' ? numbers.shift() : shadows.get(i)));
}

describe('explain', () => {
  test('of two terms nothing is left but the sum and its slope', () => {
    const { source, tapeBytes, journalBytes } = explanation((x: number) => x ** 2 + Math.sin(x), 1.5);
    expect(source.trim().split('\n').length).toBeLessThanOrEqual(15);
    expect([tapeBytes, journalBytes]).toEqual([0, 0]);
  });

  test('prints the whole and returns it; arguments and captures stay as they are', () => {
    const scratch = Float64Array.of(1, 2, 3);
    const kernel = (u: Float64Array): void => {
      for (let i = 0; i < u.length; i++) {
        scratch[i] = u[i]! * u[i]!;
        u[i] = Math.exp(scratch[i]!);
      }
    };
    const u = Float64Array.of(0.1, 0.2, 0.3);
    const print = vi.spyOn(console, 'log').mockImplementation(() => {});
    const told = explain(kernel, u);
    const printed = print.mock.calls;
    print.mockRestore();
    expect(printed).toEqual([[String(told)]]);
    expect([...u, ...scratch]).toEqual([0.1, 0.2, 0.3, 1, 2, 3]);
    expect(told.mode).toBe('detached');
    expect(told.tapeBytes).toBeGreaterThan(0);
    expect(told.stages.map((s) => s.name)).toEqual(['lower', ...STAGES]);
    expect(told.regions.find((r) => r.kind === 'mutating')!.reason).toMatch(/^scratch\[i\] = … at line \d+; u\[i\] = … at line \d+$/);
  });

  test('counts bytes exactly', () => {
    const f = (u: Float64Array): number => {
      for (let i = 0; i < u.length; i++) u[i] = Math.tanh(u[i]!);
      return u[0]! + u[1]!;
    };
    expect(explanation(f, new Float64Array(7)).tapeBytes).toBe(7 * 8);
  });
});

describe('switched off', () => {
  const using = (builder: keyof typeof switchedOff, { make, args }: Fixture): unknown[] => {
    switchedOff[builder] = true;
    try {
      return gradient(make(), ...args());
    } finally {
      switchedOff[builder] = false;
    }
  };
  const writing = fixtures.filter((f) => f.topic === 'memory' || f.topic === 'regions');

  test.each(fixtures.map((f) => [f.title, f] as const))('the pure builder is what the gradient comes from: %s', (_, fixture) => {
    expect(using('pure', fixture)).not.toEqual(gradient(fixture.make(), ...fixture.args()));
  });

  test.each(writing.map((f) => [f.title, f] as const))('the mutating builder is what the gradient comes from: %s', (_, fixture) => {
    expect(using('mutating', fixture)).not.toEqual(gradient(fixture.make(), ...fixture.args()));
  });
});
