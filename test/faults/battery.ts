/**
 * The programs that a seeded fault has to get past: the catalogue, then random programs. Ends at the first wrong number or wrong state;
 * exceptions are noted, and the search goes on. Runs in a process of its own, told of by messages.
 */
import { AdjointError } from '../../src/index.ts';
import { differs } from '../differences.ts';
import { generate } from '../generator/generate.ts';
import { asProgram, oracle } from '../generator/oracle.ts';
import { catalogue } from '../programs/index.ts';
import { type Check, type Reference, checks, forced, refer, summed } from '../programs/judge.ts';
import type { Program } from '../programs/program.ts';
import { repeats } from '../programs/repeat.ts';

const RANDOM = 300;

export interface Finding {
  /** `none`: nothing was found, all programs have run. */
  readonly is: 'number' | 'state' | 'exception' | 'none';
  readonly by: string;
  readonly why: string;
  readonly programs: number;
}

/** How programs are called; never in checked mode. */
const WAYS: Readonly<Record<string, Check>> = {
  ...checks,
  auto: forced('auto', false),
  snapshot: forced('snapshot', false),
  keep: forced('keep', false),
  ...repeats,
};
/** The catalogue's programs are called in more ways than there are for random ones. */
const RANDOM_WAYS = ['gradient', 'pullback', 'snapshot', 'keep'];

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

function ofCatalogue(): boolean {
  for (const [kind, all] of Object.entries(catalogue)) {
    if (kind === 'refusals') continue;
    for (const original of all) {
      programs++;
      const whole = kind === 'kernels' ? summed(original) : original;
      const references = new Map<Program, Reference>();
      for (const [way, check] of Object.entries(WAYS)) {
        const program = way === 'pullback' || way === 'at once' ? original : whole;
        const want = references.get(program) ?? refer(program);
        references.set(program, want);
        const { throws } = program.more;
        if (throws && way in repeats) continue;
        if (ask(original.name, way, () => (throws ? thrown(program, check, want) : mayBeRefused(check, program, want)))) return true;
      }
    }
  }
  return false;
}

function ofRandom(): boolean {
  for (let seed = 1; seed <= RANDOM; seed++) {
    const result = seed % 4 !== 0;
    const text = generate(seed, result);
    const want = oracle(text);
    if (!want) continue;
    programs++;
    for (const way of result ? RANDOM_WAYS : ['pullback']) {
      const program: Program = { ...asProgram(text), more: { mayRefuse: true } };
      if (ask(`random program ${seed}`, way, () => mayBeRefused(WAYS[way]!, program, want))) return true;
    }
  }
  return false;
}

if (!ofCatalogue() && !ofRandom()) tell({ found: exception ?? ({ is: 'none', by: '', why: '', programs } satisfies Finding) });
process.disconnect?.();
