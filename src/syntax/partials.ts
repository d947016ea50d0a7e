/** The partials of a rule as a straight block of pure operations: they are told as source and read once. */
import type * as t from '@babel/types';
import type { Rule } from '../../rules/index.ts';
import { AdjointError } from '../fault/fault.ts';
import { fault } from '../fault/messages.ts';
import { Ids, block, instr } from '../ir/build.ts';
import { type Atom, type Block, type Instr, lit } from '../ir/ir.ts';
import type { OpName } from '../ir/ops.ts';
import { BINARY } from './binary.ts';
import { readSource } from './read.ts';

export interface Partials {
  /** Parameters are the arguments and the result; yields one partial per argument. */
  readonly block: Block;
  /** Some partial can be infinite or NaN at finite arguments. */
  readonly risky: boolean;
}

type Scalar = Rule & { readonly is: 'scalar' };

const known = new WeakMap<Rule, Map<number, Partials>>();

/** The partials of a scalar rule for a number of arguments. */
export function partials(rule: Rule, count: number): Partials {
  if (rule.is !== 'scalar') throw fault('E_INTERNAL', null, { what: `the rule ${rule.name} has no partials` });
  let counts = known.get(rule);
  if (!counts) known.set(rule, (counts = new Map()));
  let found = counts.get(count);
  if (!found) counts.set(count, (found = { block: build(rule, count), risky: rule.risky }));
  return found;
}

/** How many numbers a user's function takes: as many as there are partials. */
export function arityOf(rule: Scalar): number {
  try {
    const { body } = textOf(rule.partials, rule);
    return body.type === 'ArrayExpression' ? body.elements.length : rule.fn.length;
  } catch (error) {
    if (error instanceof AdjointError) return rule.fn.length;
    throw error;
  }
}

/** Whether they are one list of expressions that can be operations; others are called as functions. */
export function areReadable(rule: Scalar, count: number): boolean {
  try {
    partials(rule, count);
    return true;
  } catch (error) {
    if (error instanceof AdjointError) return false;
    throw error;
  }
}

function build(rule: Scalar, count: number): Block {
  const ids = new Ids();
  const params = Array.from({ length: count + 1 }, () => ids.fresh());
  const reader = new Reader(rule, ids);
  const told = textOf(rule.partials, rule);
  const list = told.body;
  if (told.params.length === count + 1 || (rule.own && told.params.length <= count)) {
    if (list.type !== 'ArrayExpression' || list.elements.length !== count)
      throw wrong(rule, 'its partials are no list of one per argument');
    const scope = named(told.params, params);
    return block(
      params,
      reader.body,
      list.elements.map((e) => reader.read(e as t.Expression, scope)),
    );
  }
  if (!rule.each) throw wrong(rule, `it is told for ${told.params.length - 1} arguments and met ${count}`);
  const each = textOf(rule.each, rule);
  const yields = params.slice(0, count).map((x) => reader.read(each.body, named(each.params, [x, params[count]!])));
  return block(params, reader.body, yields);
}

interface Told {
  readonly params: readonly string[];
  readonly body: t.Expression;
}

function textOf(fn: (...args: never[]) => unknown, rule: Scalar): Told {
  const { node } = readSource(Function.prototype.toString.call(fn), rule.name);
  const params = node.params.map((p) => (p.type === 'Identifier' ? p.name : ''));
  if (node.body.type !== 'BlockStatement') return { params, body: node.body as t.Expression };
  // a bundler may have written the arrow as a function
  const [only] = node.body.body;
  if (only?.type !== 'ReturnStatement' || !only.argument) throw wrong(rule, 'its partials are more than one expression');
  return { params, body: only.argument };
}

const named = (names: readonly string[], atoms: readonly Atom[]): ReadonlyMap<string, Atom> =>
  new Map(names.map((name, i) => [name, atoms[i]!]));

const wrong = (rule: Scalar, what: string): Error => fault('E_INTERNAL', null, { what: `the rule ${rule.name}: ${what}` });

const UNARY: Readonly<Record<string, OpName>> = { '-': 'neg', '+': 'plus', '!': 'not' };

/** Reads an expression into operations; both sides of `?:` are pure, so both are computed. */
class Reader {
  readonly body: Instr[] = [];
  readonly #rule: Scalar;
  readonly #ids: Ids;

  constructor(rule: Scalar, ids: Ids) {
    this.#rule = rule;
    this.#ids = ids;
  }

  read(node: t.Node, scope: ReadonlyMap<string, Atom>): Atom {
    const inner = (n: t.Node): Atom => this.read(n, scope);
    switch (node.type) {
      case 'NumericLiteral':
        return lit(node.value);
      case 'ParenthesizedExpression':
        return inner(node.expression);
      case 'Identifier': {
        const atom = scope.get(node.name);
        if (atom !== undefined) return atom;
        break;
      }
      case 'UnaryExpression':
        if (node.operator === '-' && node.argument.type === 'NumericLiteral') return lit(-node.argument.value);
        if (UNARY[node.operator]) return this.#emit(UNARY[node.operator]!, [inner(node.argument)]);
        break;
      case 'BinaryExpression':
        if (BINARY[node.operator]) return this.#emit(BINARY[node.operator]!, [inner(node.left), inner(node.right)]);
        break;
      case 'ConditionalExpression':
        return this.#emit('select', [inner(node.test), inner(node.consequent), inner(node.alternate)]);
      case 'MemberExpression': {
        const name = ofMath(node);
        const value = name === null ? undefined : (Math as unknown as Record<string, unknown>)[name];
        if (typeof value === 'number') return lit(value);
        break;
      }
      case 'CallExpression': {
        const name = ofMath(node.callee);
        if (name !== null) return this.#emit('apply', node.arguments.map(inner), [`Math.${name}`]);
        break;
      }
      default:
    }
    throw wrong(this.#rule, `its partials use a ${node.type} that is not understood`);
  }

  #emit(op: OpName, args: readonly Atom[], attr: readonly string[] = []): Atom {
    const id = this.#ids.fresh();
    this.body.push(instr(op, [id], args, { attr }));
    return id;
  }
}

/** The member's name of `Math.sin`. */
function ofMath(node: t.Node): string | null {
  if (node.type !== 'MemberExpression' || node.computed || node.object.type !== 'Identifier' || node.object.name !== 'Math') return null;
  return node.property.type === 'Identifier' ? node.property.name : null;
}
