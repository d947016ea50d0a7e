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
import { PRIMAL } from '../src/dispatch/pipeline.ts';
import { explanation, gradient } from '../src/index.ts';
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
  return {
    file,
    topic,
    text,
    title: /^# (.*)$/m.exec(text)![1]!,
    // on one line with the program's first, so that lines are those of the fence
    make: () => runInThisContext(`(() => { ${js}; return ${main}; })()`, { filename: name.replace('.md', '.js') }) as Call,
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

describe.each(Object.entries(Object.groupBy(fixtures, (f) => f.topic)))('%s', (_, list) => {
  describe.each(list!.map((fixture) => [fixture.title, fixture] as const))('%s', (_title, { file, text, make, args, never }) => {
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
      expect(alone(source, args())).toEqual(gradient(make(), ...args()));
    });
  });
});

/** Arguments that are written as integers count, and have no derivative that differences could see. */
const counts = (args: readonly unknown[], path: readonly (string | number)[]): boolean =>
  path.length === 1 && Number.isInteger(args[path[0] as number]);

/** Nothing of the library runs but the text and the two rooms that it is handed. */
function alone(source: string, args: unknown[]): unknown[] {
  const run = new Function(`return ${source}`)()(runtime, memory) as Call;
  const params = /\(([^)]*)\)/
    .exec(String(run))![1]!
    .split(',')
    .map((p) => p.trim());
  const shadows = params.slice(args.length).map((name) => {
    const of = args[params.indexOf(name.replace(/Bar$/, ''))] as { length: number };
    return new Float64Array(of.length);
  });
  const result: unknown = run(...args, ...shadows);
  const numbers = Array.isArray(result) ? result.slice(1) : [];
  const cotangents = [...shadows];
  return args.map((arg) => (typeof arg === 'number' ? numbers.shift() : cotangents.shift()));
}

describe('switched off', () => {
  const using = (builder: keyof typeof switchedOff, { make, args }: Fixture): unknown[] => {
    switchedOff[builder] = true;
    try {
      return gradient(make(), ...args());
    } finally {
      switchedOff[builder] = false;
    }
  };
  const writing = fixtures.filter((f) => / mutating /.test(fence(f.text, 'regions')));

  test.each(fixtures.map((f) => [f.title, f] as const))('the pure builder is what the gradient comes from: %s', (_, fixture) => {
    expect(using('pure', fixture)).not.toEqual(gradient(fixture.make(), ...fixture.args()));
  });

  test.each(writing.map((f) => [f.title, f] as const))('the mutating builder is what the gradient comes from: %s', (_, fixture) => {
    expect(using('mutating', fixture)).not.toEqual(gradient(fixture.make(), ...fixture.args()));
  });
});
