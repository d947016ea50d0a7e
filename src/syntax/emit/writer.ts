/** Prints the blocks of one function: statements in order, variables declared where they get their first value. */
import { isNumber } from '../../facts/kinds.ts';
import { kindOf } from '../../facts/memory.ts';
import type { Atom, Block, Id, Instr } from '../../ir/ir.ts';
import { isId } from '../../ir/ir.ts';
import * as ast from './ast.ts';
import type { Node } from './ast.ts';
import { STRUCTURES } from './control.ts';
import { EXPRESSIONS, type ExpressionOp, isExpression } from './expression.ts';
import { type Plan, plan } from './fold.ts';
import { leavesOf } from './liveness.ts';
import type { Module } from './module.ts';
import { STATEMENTS, type Target, take } from './statement.ts';
import { Names } from './names.ts';
import type { Unit } from './unit.ts';
import { type Variable, Variables } from './variables.ts';

/** A value that moves into another one's variable. */
export interface Move {
  readonly to: Id;
  readonly from: Atom;
}

export class Writer implements Target {
  readonly module: Module;
  readonly unit: Unit;
  readonly plan: Plan;
  readonly variables: Variables;
  readonly #declared = new Set<Variable>();
  readonly #names: Names;
  #here: { block: Block; index: number };

  constructor(unit: Unit, module: Module) {
    this.unit = unit;
    this.module = module;
    this.plan = plan(unit.block, module.facts, module.checked);
    this.variables = new Variables(unit, this.plan, module.facts, module.taken);
    this.#names = new Names(module.taken, this.variables.names());
    this.#here = { block: unit.block, index: 0 };
  }

  expr(atom: Atom): Node {
    if (!isId(atom)) return ast.literal(atom);
    const inner = this.plan.inline.get(atom);
    return inner ? EXPRESSIONS[inner.op as ExpressionOp](this, inner) : ast.name(this.variables.nameOf(atom));
  }

  isRead(id: Id): boolean {
    return this.variables.isRead(id);
  }

  /** A name that nothing in this function has. */
  fresh(hint: string): string {
    return this.#names.claim(hint);
  }

  /** The statements of a block. Moves at its end are the business of what holds it. */
  body(block: Block): Node[] {
    const outer = this.#here,
      made: Node[] = [];
    block.body.forEach((instr, index) => {
      this.#here = { block, index };
      if (this.#isHidden(instr)) return;
      const bare = this.#bare(instr),
        statements = this.#instr(instr);
      this.#note(instr, statements);
      made.push(...bare.map((v) => ast.declare('let', [v.name, this.#initial.get(v) ?? null])), ...statements);
    });
    this.#here = outer;
    return tidy(made);
  }

  /** The note of an instruction stands above its first statement, unless the one before says the same. */
  #note(instr: Instr, statements: Node[]): void {
    const note = statements.length ? this.module.note(instr) : null;
    if (note === null || note === this.#noted) return;
    this.#noted = note;
    statements[0] = ast.comment(statements[0]!, [note]);
  }
  #noted: string | null = null;

  /** Variables that are declared at the instruction being printed without a value of their own. */
  bare(): readonly Variable[] {
    return this.variables.bare(this.#here.block, this.#here.index);
  }

  /** Gives such a variable a value where it is declared. */
  initialise(variable: Variable, value: Node): void {
    this.#initial.set(variable, value);
  }
  readonly #initial = new Map<Variable, Node>();

  #isHidden(instr: Instr): boolean {
    return this.plan.skip.has(instr) || (instr.out.length === 1 && this.plan.inline.has(instr.out[0]!));
  }

  #bare(instr: Instr): readonly Variable[] {
    if (instr.blocks.length === 0 || this.plan.choices.has(instr)) return [];
    const bare = this.bare();
    for (const v of bare) this.#declared.add(v);
    return bare;
  }

  #instr(instr: Instr): Node[] {
    if (instr.op === 'take') return take(this, instr);
    if (this.plan.choices.has(instr) || isExpression(instr)) return this.#value(instr, EXPRESSIONS[instr.op as ExpressionOp](this, instr));
    if (Object.hasOwn(STRUCTURES, instr.op)) return STRUCTURES[instr.op as keyof typeof STRUCTURES](this, instr);
    return STATEMENTS[instr.op as keyof typeof STATEMENTS](this, instr);
  }

  #value(instr: Instr, value: Node): Node[] {
    const read = instr.out.filter((id) => this.isRead(id));
    if (read.length === 0) return [ast.say(value)];
    if (instr.out.length === 1) return [this.define(instr.out[0]!, value, instr)];
    const all = this.fresh('results');
    const parts = instr.out.flatMap((id, k) => (this.isRead(id) ? [this.define(id, ast.at(ast.name(all), ast.number(k)))] : []));
    return [ast.declare('const', [all, value]), ...parts];
  }

  /** Gives a variable a value: its declaration, if this is the place. */
  define(id: Id, value: Node, from?: Instr): Node {
    const v = this.variables.of(id);
    if (v.block === this.#here.block && v.index === this.#here.index && v.direct && !this.#declared.has(v)) {
      this.#declared.add(v);
      return ast.declare(v.mutable ? 'let' : 'const', [v.name, value]);
    }
    return ast.say(this.#update(v.name, value, from));
  }

  /** `x = x + y` as `x += y`, `x++` for numbers. */
  #update(name: string, value: Node, from: Instr | undefined): Node {
    const target = ast.name(name),
      { operator, left, right } = value as unknown as { operator: string; left: Node; right: Node };
    if (value.type !== 'BinaryExpression' || !ASSIGNABLE.has(operator)) return ast.assign('=', target, value);
    const numeric = from?.args.every((a) => isNumber(kindOf(this.module.facts, a))) ?? false;
    const isTarget = (n: Node): boolean => n.type === 'Identifier' && n['name'] === name;
    if (isTarget(left)) {
      const one = numeric && right.type === 'NumericLiteral' && right['value'] === 1;
      if (one && operator === '+') return ast.update('++', target);
      if (one && operator === '-') return ast.update('--', target);
      return ast.assign(operator + '=', target, right);
    }
    if (numeric && (operator === '+' || operator === '*') && isTarget(right)) return ast.assign(operator + '=', target, left);
    return ast.assign('=', target, value);
  }

  /**
   * Moves values where control meets, as if all at once: a variable is overwritten when nobody has to read it any more,
   * and a circle is opened with one extra variable.
   */
  moves(moves: readonly Move[]): Node[] {
    const made: Node[] = [];
    let left = moves.map(({ to, from }) => ({
      to,
      from,
      target: this.variables.of(to),
      value: null as Node | null,
      reads: this.#reads(from),
    }));
    left = left.filter((m) => !(isId(m.from) && !this.plan.inline.has(m.from) && this.variables.of(m.from) === m.target));
    while (left.length) {
      const free = left.find((m) => !left.some((other) => other !== m && other.reads.has(m.target)));
      if (free) {
        const from = isId(free.from) ? this.plan.inline.get(free.from) : undefined;
        made.push(this.define(free.to, free.value ?? this.expr(free.from), free.value ? undefined : from));
        left = left.filter((m) => m !== free);
        continue;
      }
      const stuck = left.find((m) => left.some((other) => other !== m && m.reads.has(other.target)))!;
      const { name } = stuck.target,
        next = this.fresh(`next${name[0]!.toUpperCase()}${name.slice(1)}`);
      made.push(ast.declare('const', [next, this.expr(stuck.from)]));
      stuck.value = ast.name(next);
      stuck.reads = new Set();
    }
    return made;
  }

  #reads(atom: Atom): Set<Variable> {
    return new Set([...leavesOf(atom, this.plan)].map((id) => this.variables.of(id)));
  }
}

const ASSIGNABLE = new Set(['+', '-', '*', '/', '%', '&', '|', '^', '<<', '>>', '>>>', '**']);

/** Joins neighbouring `let`s without a computed value into one line. */
function tidy(statements: readonly Node[]): Node[] {
  const made: Node[] = [];
  for (const s of statements) {
    const last = made.at(-1);
    if (last && isSimpleLet(last) && isSimpleLet(s))
      made[made.length - 1] = { ...last, declarations: [...declarations(last), ...declarations(s)] };
    else made.push(s);
  }
  return made;
}
const declarations = (n: Node): Node[] => n['declarations'] as Node[];
const isSimpleLet = (n: Node): boolean =>
  n.type === 'VariableDeclaration' &&
  n['kind'] === 'let' &&
  declarations(n).every((d) => d['init'] === null || /Literal$/.test((d['init'] as Node).type));
