/**
 * The programs that a seeded fault has to get past: the catalogue, then random programs. Ends at the first wrong number or wrong state;
 * exceptions are noted, and the search goes on. Runs in a process of its own, told of by messages.
 */
import { AdjointError } from '../../src/index.ts';
import { differs } from '../differences.ts';
import { generate } from '../generator/generate.ts';
import { verdict } from '../generator/verdict.ts';
import { catalogue } from '../programs/index.ts';
import { type Check, type Reference, checks, refer, summed } from '../programs/judge.ts';
import type { Program } from '../programs/program.ts';
import { repeats } from '../programs/repeat.ts';

const RANDOM = 200;

export interface Finding {
  /** `none`: nothing was found, all programs have run. */
  readonly is: 'number' | 'state' | 'exception' | 'none';
  readonly by: string;
  readonly why: string;
  readonly programs: number;
}

/** The catalogue's programs are called in more ways than there are for random ones. */
const WAYS: Readonly<Record<string, Check>> = { ...checks, ...repeats };
const RANDOM_WAYS = ['snapshot', 'pullback', 'valueAndGradient'];

const tell = (message: object): void => void process.send?.(message);

let exception: Finding | null = null;
let programs = 0;

const isState = (why: string): boolean => /^(state|memory|the seeds|the second gradient|the first gradient)/.test(why);

/** True when the search is over. */
function ask(name: string, way: string, run: () => string | null): boolean {
  const by = `${name}: ${way}`;
  tell({ at: by });
  let why: string | null = null;
  try {
    why = run();
  } catch (error) {
    exception ??= { is: 'exception', by, why: String((error as Error)?.message ?? error).split('\n')[0]!, programs };
  }
  if (why === null) return false;
  tell({ found: { is: isState(why) ? 'state' : 'number', by, why, programs } satisfies Finding });
  return true;
}

/** A program whose own error comes through: what it leaves behind. */
function thrown(program: Program, check: Check, want: Reference): string | null {
  const { f, memory } = program.make();
  const given = program.args();
  try {
    check({ ...program, make: () => ({ f, memory }), args: () => given }, want);
  } catch (error) {
    if (error instanceof AdjointError) throw error;
    return differs([given, memory], want.after, 'state');
  }
  return 'state: it ends without its error';
}

function mayBeRefused(check: Check, program: Program, want: Reference): string | null {
  try {
    return check(program, want);
  } catch (error) {
    if (program.more.mayRefuse && /^E_(?!INTERNAL)/.test(String((error as AdjointError).code))) return null;
    throw error;
  }
}

function ofCatalogue(kind: string, original: Program, ways: readonly string[]): boolean {
  programs++;
  const whole = kind === 'kernels' ? summed(original) : original;
  const references = new Map<Program, Reference>();
  for (const way of ways) {
    const check = WAYS[way]!;
    const program = way === 'pullback' || way === 'at once' ? original : whole;
    const want = references.get(program) ?? refer(program);
    references.set(program, want);
    const { throws } = program.more;
    if (throws && way in repeats) continue;
    if (ask(original.name, way, () => (throws ? thrown(program, check, want) : mayBeRefused(check, program, want)))) return true;
  }
  return false;
}

function random(seed: number, only?: string): boolean {
  const text = generate(seed);
  programs++;
  const ways = only !== undefined ? [only] : text.result ? RANDOM_WAYS : ['pullback'];
  return ways.some((way) =>
    ask(nameOf(seed), way, () => {
      const { kind, why } = verdict(text, way);
      if (kind === 'crash' || /^it throws/.test(why)) throw new Error(why);
      return kind === 'wrong' ? why : kind === 'state' ? `state: ${why}` : null;
    }),
  );
}

const nameOf = (seed: number): string => `random program ${seed}`;
const entries = Object.entries(catalogue)
  .flatMap(([kind, all]) => all.map((program) => ({ kind, program })))
  .filter(({ program }) => program.more.refused === undefined);
const seeds = Array.from({ length: RANDOM }, (_, i) => i + 1);

/** The program that noticed the fault before, in the way in which it did. */
function before(hint: string | undefined): boolean {
  const [, name, way] = /^(.*): ([^:]*)$/.exec(hint ?? '') ?? [];
  if (name === undefined || way === undefined) return false;
  const known = entries.find(({ program }) => program.name === name);
  if (known && way in WAYS) return ofCatalogue(known.kind, known.program, [way]);
  const seed = seeds.find((s) => nameOf(s) === name);
  return seed !== undefined && RANDOM_WAYS.includes(way) && random(seed, way);
}

const over =
  before(process.argv[2]) ||
  entries.some(({ kind, program }) => ofCatalogue(kind, program, Object.keys(WAYS))) ||
  seeds.some((seed) => random(seed));
if (!over) tell({ found: exception ?? ({ is: 'none', by: '', why: '', programs } satisfies Finding) });
process.disconnect?.();
