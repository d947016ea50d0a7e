/** Checks that a program is well formed. A pass that breaks a rule is a fault of the project, found where it happens. */
import { deriveOf } from './derive.ts';
import { fault } from '../fault/messages.ts';
import { imbalance } from './balance.ts';
import type { Atom, Block, Fn, Id, Instr, Program } from './ir.ts';
import { isId, isLit } from './ir.ts';
import { OPS, type OpName, effectOf } from './ops.ts';
import { printInstr } from './print.ts';

/** Throws E_INTERNAL with the place. `stage`: what ran last, for the message. */
export function verify(program: Program, stage = ''): void {
  new Verifier(program, stage).run();
  const wrong = imbalance(program);
  if (wrong) fail(stage, program.fns[0]!.name, wrong);
}

function fail(stage: string, where: string, what: string): never {
  throw fault('E_INTERNAL', null, { what: `${stage ? `after ${stage}: ` : ''}${what}, in ${where}` });
}

const STORES = new Set(['tape', 'path', 'refs', 'journal']);

class Verifier {
  readonly #program: Program;
  readonly #stage: string;
  readonly #fns: ReadonlyMap<string, Fn>;
  readonly #defined = new Set<Id>();
  #fn: Fn;
  #instr: Instr | null = null;

  constructor(program: Program, stage: string) {
    this.#program = program;
    this.#stage = stage;
    this.#fns = new Map(program.fns.map((fn) => [fn.name, fn]));
    this.#fn = program.fns[0]!;
  }

  run(): void {
    if (this.#fns.size !== this.#program.fns.length) this.#fail('two functions have the same name');
    for (const fn of this.#program.fns) {
      this.#fn = fn;
      this.#instr = null;
      this.#block(fn.body, new Set());
    }
  }

  /** `visible` grows while the block is read and shrinks back at its end. */
  #block(block: Block, visible: Set<Id>): void {
    const own: Id[] = [];
    const define = (id: Id): void => {
      if (this.#defined.has(id)) this.#fail(`%${id} is defined twice`);
      this.#defined.add(id);
      visible.add(id);
      own.push(id);
    };
    block.params.forEach(define);
    for (const instr of block.body) {
      this.#instr = instr;
      this.#uses(instr.args, visible);
      this.#shape(instr);
      for (const inner of instr.blocks) this.#block(inner, visible);
      this.#instr = instr;
      instr.out.forEach(define);
    }
    this.#instr = null;
    this.#uses(block.yields, visible);
    for (const id of own) visible.delete(id);
  }

  #uses(atoms: readonly Atom[], visible: ReadonlySet<Id>): void {
    for (const a of atoms) if (isId(a) && !visible.has(a)) this.#fail(`%${a} is used where it is not defined`);
  }

  #shape(instr: Instr): void {
    if (!Object.hasOwn(OPS, instr.op)) this.#fail(`there is no operation ${instr.op}`);
    const { operands } = OPS[instr.op],
      rest = operands.at(-1)?.endsWith('*') ? 1 : 0,
      least = operands.length - rest;
    this.#expect(rest ? instr.args.length >= least : instr.args.length === least, `takes ${operands.join(' ') || 'no operands'}`);
    this.#expect(instr.blocks.length === (BLOCKS[instr.op] ?? 0), `has ${BLOCKS[instr.op] ?? 0} blocks`);
    const check = SHAPES[instr.op];
    const wrong = check ? check(instr, this.#fns) : instr.out.length === resultsOf(instr.op) ? null : `has ${resultsOf(instr.op)} results`;
    if (wrong) this.#fail(`${instr.op} ${wrong}`);
  }

  #expect(holds: boolean, rule: string): void {
    if (!holds) this.#fail(`${this.#instr!.op} ${rule}`);
  }

  #fail(what: string): never {
    const place = this.#instr && printInstr({ ...this.#instr, blocks: [] }, { sites: true });
    fail(this.#stage, place ? `${this.#fn.name}: ${place}` : this.#fn.name, what);
  }
}

const BLOCKS: { readonly [Op in OpName]?: number } = { if: 2, for: 1, loop: 1, guard: 1, attempt: 2, back: 1, settle: 1 };

function resultsOf(op: OpName): number {
  const effect = effectOf(op);
  return effect === 'pure' || effect === 'read' || effect === 'alloc' || op === 'back' || op === 'takeslot' ? 1 : 0;
}

type Check = (instr: Instr, fns: ReadonlyMap<string, Fn>) => string | null;

const upToOne: Check = ({ out }) => (out.length > 1 ? 'has at most one result' : null);
const plainBlocks: Check = ({ out, blocks }) => {
  if (blocks.some((b) => b.params.length > 0)) return 'has blocks without parameters';
  return blocks.some((b) => b.yields.length !== out.length) ? 'has blocks that yield each result' : null;
};

/** Calm instructions, then at most one that changes something. The parameter of the second block is only yielded. */
const attempted: Check = ({ out, blocks: [body, handler] }) => {
  if (body!.params.length > 0 || handler!.params.length !== 1) return 'gives its second block what was thrown';
  if (body!.yields.length !== out.length || handler!.yields.length !== out.length) return 'has blocks that yield each result';
  const says = (b: Block | undefined, threw: boolean): boolean => isLit(b!.yields[0]!) && b!.yields[0].lit === threw;
  if (!says(body, false) || !says(handler, true)) return 'says first whether something was thrown';
  return handler!.body.length > 0 ? 'does nothing about what was thrown' : null;
};

/** Rules beyond operands and blocks; each gives what the operation should have been. */
const SHAPES: { readonly [Op in OpName]?: Check } = {
  push: upToOne,
  pop: upToOne,
  native: upToOne,
  hook: upToOne,
  hooked: ({ args, out }) => (out.length === (args.length > 2 ? 0 : 1) ? null : 'gives a number, or changes a shadow'),
  construct: upToOne,
  if: plainBlocks,
  guard: plainBlocks,
  settle: plainBlocks,
  attempt: attempted,
  object: ({ attr, args, out }) => (attr.length !== args.length ? 'has one key for each value' : out.length !== 1 ? 'has 1 result' : null),
  apply: ({ attr, out }) => (attr.length !== 1 ? 'names its rule' : out.length !== 1 ? 'has 1 result' : null),
  for: ({ args, out, blocks: [body] }) => {
    const n = args.length - 3,
      step = args[2]!;
    if (!isLit(step) || typeof step.lit !== 'number' || !(step.lit > 0 || step.lit < 0)) return 'has a literal step that is not 0';
    return out.length !== n || body!.params.length !== n + 1 || body!.yields.length !== n
      ? 'carries as many values in, around and out'
      : null;
  },
  loop: ({ args, out, blocks: [body] }) => {
    const n = args.length - 1;
    return out.length !== n || body!.params.length !== n || body!.yields.length !== n + 1
      ? 'carries as many values in, around and out'
      : null;
  },
  call: ({ attr: [name], args, out }, fns) => {
    const fn = fns.get(name ?? '');
    if (!fn) return `names a function of the program, not ${name}`;
    if (fn.body.params.length !== args.length) return `gives ${name} its ${fn.body.params.length} operands`;
    return fn.body.yields.length !== out.length ? `has the ${fn.body.yields.length} results of ${name}` : null;
  },
  record: ({ attr: [name, back, plan], args, out }, fns) => {
    const fn = fns.get(name ?? '');
    if (!fn || !fns.has(back ?? '')) return `names two functions of the program, not ${name} and ${back}`;
    if (plan === undefined) return 'has a plan';
    if (fn.body.params.length !== args.length) return `gives ${name} its ${fn.body.params.length} operands`;
    return fn.body.yields.length + 1 !== out.length ? `has the ${fn.body.yields.length} results of ${name}, and its trace` : null;
  },
  retrace: () => null,
  zeros: ({ args, out }) => (out.length === args.length ? null : 'has a result for each root'),
  derive({ attr, out }) {
    const { marks, positions, results } = deriveOf({ attr });
    const more = marks.has('forward') ? 1 : positions.length;
    return out.length === results + more ? null : 'has the value and a result for each position';
  },
  keep: ({ attr, out }) => (attr.length !== 1 || !STORES.has(attr[0]!) ? 'names a store' : out.length ? 'has 0 results' : null),
  take: ({ attr, out }) => (attr.length !== 1 || !STORES.has(attr[0]!) ? 'names a store' : out.length === 0 ? 'has a result' : null),
  reserve: ({ attr, args, out }) =>
    attr.length !== args.length || !attr.every((s) => STORES.has(s)) ? 'has a store for each count' : out.length ? 'has 0 results' : null,
};
