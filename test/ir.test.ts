import { describe, expect, test } from 'vitest';
import { Ids, block, instr } from '../src/ir/build.ts';
import { type Program, lit } from '../src/ir/ir.ts';
import { parse } from '../src/ir/parse.ts';
import { print, printInstr } from '../src/ir/print.ts';
import { verify } from '../src/ir/verify.ts';
import { cloneBlock, definedIds, forEachInstr, freeIds, mapBlock, substitute, usesOf } from '../src/ir/walk.ts';
import { randomProgram } from './ir-programs.ts';

const SUM = `fn sum(%0:a) {
  %1:n = length %0:a
  %5:s = for 0 %1:n 1 -0 (%2:i, %3:s) {
    %4 = load %0:a %2:i
    %6:s = add %3:s %4
    yield %6:s
  }
  yield %5:s
}
`;

describe('text', () => {
  test('a program prints as it was written', () => {
    const names = new Map<number, string>();
    expect(print(parse(SUM, { names }), { names })).toBe(SUM);
    expect(names.get(3)).toBe('s');
  });

  test('every literal comes back', () => {
    const values = [
      0,
      -0,
      1.5,
      -1e-7,
      1e300,
      NaN,
      Infinity,
      -Infinity,
      5e-324,
      true,
      false,
      null,
      undefined,
      '',
      'a"b\\\n%1 // x',
      '\u2028',
      10n,
      -3n,
    ];
    const program: Program = {
      fns: [{ name: 'f', body: block([], [instr('array', [0], values.map(lit), { attr: ['0', 'a b', 'x.y', ''] })], [0]) }],
    };
    expect(parse(print(program))).toEqual(program);
  });

  test('sites, comments, blank lines, blocks on one line', () => {
    const program = parse(
      '// about\nfn f(%0) {\n\n  if %0 { yield } else { throw "x" @3:7 } // later\n  %1 = if %0 { yield 1 } else { yield 2 }\n  yield %1 }',
      { file: 'a.js' },
    );
    expect(program.fns[0]!.body.body[0]!.blocks[1]!.body[0]!.site).toEqual({ file: 'a.js', line: 3, column: 7 });
    expect(parse(print(program, { sites: true }), { file: 'a.js' })).toEqual(program);
  });

  test('random programs come back', () => {
    for (let seed = 0; seed < 100; seed++) {
      const { program, facts } = randomProgram(seed);
      expect(parse(print(program))).toEqual(program);
      expect(parse(print(program, { names: facts.names }))).toEqual(program);
    }
  });

  test('mistakes are told with their line', () => {
    expect(() => parse('fn f() {\n  %1 = frobnicate 2\n}')).toThrow('line 2: unknown operation frobnicate');
    expect(() => parse('fn f() {\n  yield ?\n}')).toThrow('line 2');
    expect(() => parse('fn f(')).toThrow('expected a value, found the end');
  });
});

describe('verify', () => {
  const wrong: readonly (readonly [name: string, text: string, message: RegExp])[] = [
    ['a value defined twice', 'fn f(%0) {\n %0 = neg 1\n}', /%0 is defined twice/],
    ['ids shared by functions', 'fn f(%0) {\n}\nfn g(%0) {\n}', /%0 is defined twice/],
    ['a use before the definition', 'fn f() {\n %0 = neg %1\n %1 = neg 1\n}', /%1 is used where it is not defined, in f: %0 = neg %1/],
    ['a use outside the block', 'fn f(%0) {\n if %0 {\n %1 = neg 1\n } else {}\n yield %1 }', /%1 is used where/],
    ['operands', 'fn f(%0) {\n %1 = add %0\n}', /add takes x y/],
    ['results', 'fn f(%0) {\n add %0 1\n}', /add has 1 results/],
    ['results of a store', 'fn f(%0) {\n %1 = store %0 0 1\n}', /store has 0 results/],
    ['blocks', 'fn f(%0) {\n if %0 {}\n}', /if has 2 blocks/],
    ['yields of a branch', 'fn f(%0) {\n %1 = if %0 { yield 1 } else {}\n}', /if has blocks that yield each result/],
    ['carried values', 'fn f(%0) {\n %1 = for 0 %0 1 0 (%2) { yield 1 }\n}', /for carries as many/],
    ['the step', 'fn f(%0) {\n for 0 %0 %0 (%2) {}\n}', /for has a literal step/],
    ['go', 'fn f(%0) {\n %1 = loop %0 1 (%2) { yield %2 }\n}', /loop carries as many/],
    ['the keys of an object', 'fn f(%0) {\n %1 = object[a] %0 %0\n}', /one key for each value/],
    ['an unknown callee', 'fn f(%0) {\n %1 = call[g] %0\n}', /not g/],
    ['operands of a call', 'fn f(%0) {\n call[g] %0\n}\nfn g() {}', /gives g its 0 operands/],
    ['results of a call', 'fn f(%0) {\n call[g]\n}\nfn g() { yield 1 }', /has the 1 results of g/],
    ['a store', 'fn f(%0) {\n keep[heap] %0\n}', /names a store/],
  ];
  for (const [name, text, message] of wrong) {
    test(`refuses ${name}`, () => expect(() => verify(parse(text), 'share')).toThrow(message));
  }

  test('names the stage and is a bug of ours', () => {
    expect(() => verify(parse('fn f() {\n yield %1 }'), 'share')).toThrow(
      expect.objectContaining({ code: 'E_INTERNAL', kind: 'bug', message: expect.stringContaining('after share') }),
    );
  });

  const fn = (body: string): Program => parse(`fn f(%0, %1) {\n${body}\n}`);
  const unbalanced: readonly (readonly [name: string, body: string, message: RegExp])[] = [
    ['never taken', 'keep[tape] %0', /kept in the tape are never taken/],
    ['never kept', '%2 = take[path]', /never kept/],
    ['too many in a loop', 'for 0 %0 1 (%2) { keep[tape] 1 2 \n}\nfor 0 %0 1 (%3) {\n %4 = take[tape]\n}', /never taken/],
    ['in one arm only', 'if %0 { keep[tape] 1 \n} else {}\nif %0 {} else {\n %2 = take[tape]\n}', /tape/],
    ['a loop against a value', 'for 0 %0 1 (%2) { keep[tape] 1 \n}\n%3 = take[tape]', /a loop keeps in the tape what a value takes/],
    ['a journal not undone', 'journal %0 0', /journal/],
  ];
  for (const [name, body, message] of unbalanced)
    test(`sees stores out of balance: ${name}`, () => expect(() => verify(fn(body))).toThrow(message));

  test('accepts sweeps that mirror each other', () => {
    verify(
      fn(
        `
      keep[tape] %0 %1
      for 0 %0 1 (%2) {
        if %1 {
          keep[tape] %2
        } else {
          journal %0 0
          throw 1
        }
        keep[path] %1
      }
      back () {
        for 0 %0 1 (%3) {
          %4 = take[path]
          if %4 { %5 = take[tape]
          } else {}
        }
        %6 = take[tape]
        %7 = take[tape]
      }`.replace('back', '%20 = back'),
      ),
    );
    verify(
      parse(`fn f(%0) {
      call[down] %0
      call[up] %0
    }
    fn down(%1) {
      if %1 {
        keep[tape] %1
        call[down] %1
      } else {}
    }
    fn up(%2) {
      if %2 {
        call[up] %2
        %3 = take[tape]
      } else {}
    }`),
    );
  });
});

describe('walk', () => {
  const { body } = parse(SUM).fns[0]!;

  test('uses, definitions and free values', () => {
    const loop = body.body[1]!.blocks[0]!;
    expect([...freeIds(loop)]).toEqual([0]);
    expect([...definedIds(loop)]).toEqual([2, 3, 4, 6]);
    expect(usesOf(body).get(0)).toBe(2);
    const seen: string[] = [];
    forEachInstr(body, (i) => seen.push(i.op));
    expect(seen).toEqual(['length', 'for', 'load', 'add']);
  });

  test('mapBlock keeps what does not change', () => {
    expect(mapBlock(body, (i) => i)).toBe(body);
    const without = mapBlock(body, (i) => (i.op === 'load' ? [] : i));
    expect(without.body[0]).toBe(body.body[0]);
    expect(without.body[1]!.blocks[0]!.body).toHaveLength(1);
  });

  test('substitute goes one step, all at once', () => {
    const swapped = substitute(
      block([], [instr('sub', [3], [1, 2])], [1, 2]),
      new Map([
        [1, 2],
        [2, 1],
      ]),
    );
    expect([printInstr(swapped.body[0]!), swapped.yields]).toEqual(['%3 = sub %2 %1', [2, 1]]);
  });

  test('a clone has fresh ids that inherit what is known', () => {
    const facts = {
      ids: new Ids(100),
      kinds: new Map<number, unknown>([
        [2, 'int'],
        [3, 'number'],
      ]),
      names: new Map([[3, 's']]),
      shadows: new Set([4]),
    };
    const map = new Map(),
      copy = cloneBlock(body.body[1]!.blocks[0]!, facts, map);
    expect(copy.params).toEqual([100, 101]);
    expect([facts.kinds.get(101), facts.names.get(101), facts.shadows.has(102), map.get(6)]).toEqual(['number', 's', true, 103]);
    expect([...freeIds(copy)]).toEqual([0]);
  });
});
