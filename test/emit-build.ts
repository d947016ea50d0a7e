/** Compiles programs that tests write as text. */
import * as memory from '../mutation/memory/index.ts';
import type { Facts } from '../src/facts/facts.ts';
import type { Heap } from '../src/facts/heap.ts';
import * as K from '../src/facts/kinds.ts';
import { parse } from '../src/ir/parse.ts';
import { verify } from '../src/ir/verify.ts';
import { definedIds } from '../src/ir/walk.ts';
import * as runtime from '../src/runtime/index.ts';
import { type EmitOptions, emit } from '../src/syntax/emit/emit.ts';
import { factsFor } from './ir-programs.ts';

export const compile = (text: string): ((...args: any[]) => any) => new Function('return ' + text)()(runtime, memory);

/** Kinds after names: `u` and `uBar` are Float64Arrays, `i j k n m steps` integers, `c` a boolean; the rest numbers. */
function kindOf(name: string, heap: Heap): K.Kind | undefined {
  if (/^[uv](Bar)?$/.test(name)) return heap.ofValue(float64);
  if (/^[pq](Bar)?$/.test(name)) return heap.ofValue(record);
  if (/^rows(Bar)?$/.test(name)) return heap.ofValue(rows);
  if (/^(i|j|k|n|m|steps)$/.test(name)) return K.INT;
  return name === 'c' ? K.BOOL : undefined;
}
const float64 = new Float64Array(1),
  record = { x: 1, y: 2 },
  rows = [[1], [2]];

export function build(
  text: string,
  options: EmitOptions = {},
  change: (facts: Facts) => void = () => {},
): { text: string; run: (...args: any[]) => any } {
  const names = new Map<number, string>(),
    program = parse(text, { names });
  verify(program);
  const facts = factsFor(definedIds(program), names, kindOf);
  change(facts);
  const js = emit(program, facts, options);
  return { text: js, run: compile(js) };
}
/** The entry function without the factory around it. */
export const bodyOf = (text: string): string =>
  text
    .split('\n')
    .slice(3, -1)
    .map((line) => line.slice(2))
    .join('\n');
