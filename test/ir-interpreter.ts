/** Runs a program of the language by walking it: slow, and plain enough to be believed. The oracle for what is emitted. */
import { type Atom, type Block, type Fn, type Id, type Instr, type Lit, type Program, isId } from '../src/ir/ir.ts';
import type { OpName } from '../src/ir/ops.ts';

type Value = any;
type Env = Map<Id, Value>;

const binary: { readonly [Op in OpName]?: (x: Value, y: Value) => Value } = {
  add: (x, y) => x + y,
  sub: (x, y) => x - y,
  mul: (x, y) => x * y,
  div: (x, y) => x / y,
  rem: (x, y) => x % y,
  pow: (x, y) => x ** y,
  lt: (x, y) => x < y,
  le: (x, y) => x <= y,
  gt: (x, y) => x > y,
  ge: (x, y) => x >= y,
  seq: (x, y) => x === y,
  sne: (x, y) => x !== y,
  bitand: (x, y) => x & y,
  bitor: (x, y) => x | y,
  load: (x, y) => x[y],
  strong: (g, p) => (g === 0 ? 0 : g * p),
  neg: (x) => -x,
  not: (x) => !x,
  length: (x) => x.length,
};

export function interpret(program: Program, args: readonly unknown[], math: Record<string, (...args: number[]) => number> = {}): unknown[] {
  const stores: Record<string, Value[]> = { tape: [], path: [], refs: [], journal: [] };

  const call = (fn: Fn, values: readonly Value[]): Value[] => {
    const env: Env = new Map();
    return run(fn.body, values, env);
  };
  const run = (block: Block, values: readonly Value[], env: Env): Value[] => {
    block.params.forEach((id, k) => env.set(id, values[k]));
    for (const instr of block.body) step(instr, env);
    return block.yields.map((a) => value(a, env));
  };
  const value = (atom: Atom, env: Env): Value => (isId(atom) ? env.get(atom) : (atom as Lit).lit);

  const results = (instr: Instr, env: Env): readonly Value[] => {
    const [x, y, z] = instr.args.map((a) => value(a, env));
    const args = instr.args.map((a) => value(a, env));
    switch (instr.op) {
      case 'select':
        return [x ? y : z];
      case 'apply':
        return [math[instr.attr[0]!]!(...args)];
      case 'array':
        return [args];
      case 'object':
        return [Object.fromEntries(instr.attr.map((key, k) => [key, args[k]]))];
      case 'store':
        x[y] = z;
        return [];
      case 'addslot':
        x[y] = instr.attr[0] === 'set' ? z : x[y] + z;
        return [];
      case 'takeslot': {
        const g = x[y];
        if (instr.attr[0] !== 'leave') x[y] = 0;
        return [g];
      }
      case 'keep':
        stores[instr.attr[0]!]!.push(...args);
        return [];
      case 'take':
        return stores[instr.attr[0]!]!.splice(-instr.out.length);
      case 'journal':
        stores['journal']!.push(x[y]);
        return [];
      case 'undo':
        x[y] = stores['journal']!.pop();
        return [];
      case 'reserve':
        return [];
      case 'if':
        return run(instr.blocks[x ? 0 : 1]!, [], env);
      case 'for': {
        let carried = args.slice(3);
        for (let i = x; z > 0 ? i < y : i > y; i += z) carried = run(instr.blocks[0]!, [i, ...carried], env);
        return carried;
      }
      case 'loop': {
        let [go, ...carried] = args;
        while (go) [go, ...carried] = run(instr.blocks[0]!, carried, env);
        return carried;
      }
      case 'guard':
        return run(instr.blocks[0]!, [], env);
      case 'attempt':
        try {
          return run(instr.blocks[0]!, [], env);
        } catch (error) {
          return run(instr.blocks[1]!, [error], env);
        }
      case 'call':
        return call(
          program.fns.find((f) => f.name === instr.attr[0])!,
          args,
        );
      default: {
        const apply = binary[instr.op];
        if (!apply) throw new Error(`the interpreter does not know ${instr.op}`);
        return [apply(x, y)];
      }
    }
  };
  const step = (instr: Instr, env: Env): void => {
    const found = results(instr, env);
    instr.out.forEach((id, k) => env.set(id, found[k]));
  };
  const answer = call(program.fns[0]!, args);
  for (const [store, left] of Object.entries(stores)) if (left.length) throw new Error(`${left.length} values left in ${store}`);
  return answer;
}
