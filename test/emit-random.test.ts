import { describe, expect, test } from 'vitest';
import { print } from '../src/ir/print.ts';
import { verify } from '../src/ir/verify.ts';
import { emit } from '../src/syntax/emit/emit.ts';
import { compile } from './emit-build.ts';
import { interpret } from './ir-interpreter.ts';
import { randomProgram } from './ir-programs.ts';

describe('random programs', () => {
  for (let from = 0; from < 600; from += 200) {
    test(`seeds ${from} to ${from + 199} run as the interpreter says`, () => {
      for (let seed = from; seed < from + 200; seed++) {
        const { program, facts } = randomProgram(seed);
        verify(program);
        const inputs = (): unknown[] => [Float64Array.of(1, -2, 0.5, 3), Float64Array.of(0.1, 0.2, -0.3, 4), 0.7, -1.2, seed % 4];
        const mine = inputs(),
          theirs = inputs();
        const expected = interpret(program, theirs, { 'Math.sin': Math.sin });
        const text = emit(program, facts, { checked: seed % 2 === 0 });
        const found: unknown = compile(text)(...mine);
        const same =
          JSON.stringify([found, ...mine], bits) === JSON.stringify([expected.length === 1 ? expected[0] : expected, ...theirs], bits);
        if (!same) expect.fail(`seed ${seed}\n${print(program, { names: facts.names })}\n${text}`);
      }
    });
  }
});

const bits = (_: string, v: unknown): unknown => (typeof v === 'number' ? (Object.is(v, -0) ? '-0' : String(v)) : v);
