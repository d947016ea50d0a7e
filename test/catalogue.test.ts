/** The catalogue of small programs against differences, every verb and both forms of mutation. */
import { describe, expect, test } from 'vitest';
import { differs, locations } from './differences.ts';
import { catalogue } from './programs/index.ts';
import { checks, refer, summed, type Reference } from './programs/judge.ts';
import type { Program } from './programs/program.ts';
import { repeats } from './programs/repeat.ts';

/** One call after another is asked of programs that have a right answer. */
const all = { ...checks, ...repeats };

/** What is thrown, or undefined. */
function thrown(run: () => unknown): any {
  try {
    run();
  } catch (error) {
    return error ?? new Error('threw nothing');
  }
  return undefined;
}

/** A refusal must leave everything as it was. */
function refuses(program: Program, check: string): string {
  const watched: { given?: unknown[]; memory?: readonly unknown[] } = {};
  const watching: Program = {
    ...program,
    args: () => (watched.given = program.args()),
    make: () => {
      const made = program.make();
      watched.memory = made.memory;
      return made;
    },
  };
  const untouched = [program.args(), program.make().memory];
  const error = thrown(() =>
    (checks[check] as (typeof checks)[string])(watching, { places: locations(program.args()), wanted: [], value: 0 } as never),
  );
  expect(differs([watched.given, watched.memory], untouched, 'state')).toBeNull();
  return String(error?.code);
}

for (const [kind, programs] of Object.entries(catalogue)) {
  describe(kind, () => {
    for (const original of programs) {
      const references = new Map<Program, Reference>();
      const referred = (one: Program): Reference =>
        references.get(one) ?? (references.set(one, refer(one)), references.get(one) as Reference);
      // only pullbacks take seeds: for the other ways a kernel gets a result
      const whole = kind === 'kernels' ? summed(original) : original;
      const { then, throws: fails, refused: code } = original.more;
      // what is refused or throws is not called again
      const ways = Object.keys(kind === 'refusals' || fails || code !== undefined ? checks : all).filter(
        (way) => (kind !== 'refusals' || (way !== 'pullback' && way !== 'forward')) && (way !== 'later' || then),
      );
      test.each(ways)(`${original.name}: %s`, (way) => {
        const check = all[way] as (typeof checks)[string];
        const program = way === 'pullback' || way === 'at once' ? original : whole;
        const { refused, throws, mayRefuse } = program.more;
        if (refused !== undefined) return expect(refuses(program, way)).toBe(refused);
        const want = references.get(program) ?? refer(program);
        references.set(program, want);
        if (throws) {
          expect(String(want.error)).toMatch(throws);
          const { f, memory } = program.make();
          const given = program.args();
          const error = thrown(() => check({ ...program, make: () => ({ f, memory }), args: () => given }, want));
          expect(String(error)).toBe(String(want.error));
          return expect(differs([given, memory], want.after, 'state')).toBeNull();
        }
        expect(want.error).toBeUndefined();
        let wrong: string | null = null;
        const error = thrown(() => (wrong = check(program, want)));
        if (error && !(mayRefuse && /^E_(?!INTERNAL)/.test(String(error.code)))) throw error;
        expect(wrong).toBeNull();
      });
    }
  });
}
