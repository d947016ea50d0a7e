/** How structured control reads in JavaScript. */
import { isInt } from '../../facts/kinds.ts';
import { kindOf } from '../../facts/memory.ts';
import type { Atom, Block, Instr } from '../../ir/ir.ts';
import { isId, isLit } from '../../ir/ir.ts';
import * as ast from './ast.ts';
import type { Node } from './ast.ts';
import { testOf } from './expression.ts';
import { carried } from './liveness.ts';
import { strided } from './strides.ts';
import { isReturn } from './unit.ts';
import type { Move, Writer } from './writer.ts';

export const STRUCTURES = { if: branch, for: count, loop, guard, attempt, settle, record, retrace } as const;

/** The moves of results out of a block. */
function results(w: Writer, instr: Instr, block: Block): Move[] {
  return instr.out.flatMap((to, k) => (w.isRead(to) ? [{ to, from: block.yields[k]! }] : []));
}

function branch(w: Writer, instr: Instr): Node[] {
  const test = testOf(w, instr.args[0]!),
    bodies = instr.blocks.map((b) => w.body(b));
  if (isReturn(instr))
    return [ast.when(test, [...bodies[0]!, ...answer(w, instr.blocks[0]!)], []), ...bodies[1]!, ...answer(w, instr.blocks[1]!)];
  const all = instr.blocks.map((b) => results(w, instr, b));
  const ready = [1, 0].find(
    (side) => (side === 1 || ast.isFlippable(test)) && bodies[side]!.length === 0 && all[side]!.length > 0 && isReady(w, all[side]!),
  );
  if (ready !== undefined) {
    for (const { to, from } of all[ready]!) w.initialise(w.variables.of(to), w.expr(from));
    all[ready] = [];
  }
  const [yes, no] = bodies.map((body, side) => [...body, ...w.moves(all[side]!)]) as [Node[], Node[]];
  if (yes.length === 0 && no.length === 0) return [];
  if (yes.length === 0) return [ast.when(ast.negate(test), no, [])];
  return [ast.when(test, yes, no)];
}

/** `return`, where a block yields the results of the function. */
export function answer(w: Writer, { yields }: Block): Node[] {
  if (yields.length === 0) return [];
  return [ast.give(yields.length === 1 ? w.expr(yields[0]!) : ast.array(yields.map((a) => w.expr(a))))];
}

/** Results of an empty branch that can be the first value of their variables: `let r = 0; if (c) r = …`. */
function isReady(w: Writer, moves: readonly Move[]): boolean {
  const bare = w.bare();
  return moves.every(({ to, from }) => bare.includes(w.variables.of(to)) && (isLit(from) || !w.plan.inline.has(from)));
}

/** Moves into and around a loop; what is never read is not carried. */
function moves(w: Writer, instr: Instr): { first: Node[]; next: () => Node[] } {
  const { params, inits, nexts } = carried(instr);
  const used = params.flatMap((to, k) => (w.variables.isRead(to, instr.out[k]!) ? [{ to, init: inits[k]!, next: nexts[k]! }] : []));
  return {
    first: w.moves(used.map(({ to, init }) => ({ to, from: init }))),
    next: () => w.moves(used.map(({ to, next }) => ({ to, from: next }))),
  };
}

function count(w: Writer, instr: Instr): Node[] {
  const [from, to, step] = instr.args as [Atom, Atom, Atom];
  const body = instr.blocks[0]!,
    by = isLit(step) ? Number(step.lit) : 1;
  const { first, next } = moves(w, instr);
  const i = ast.name(w.variables.nameOf(body.params[0]!));
  const start = ast.declare('let', [i, w.expr(from)]);
  const on =
    by === 1 ? ast.update('++', i) : by === -1 ? ast.update('--', i) : ast.assign(by > 0 ? '+=' : '-=', i, ast.number(Math.abs(by)));
  const turn = [...w.body(body), ...next()],
    turns = Number(instr.attr[0] ?? 1);
  if (turns === 1) return [...first, ast.count(start, bound(w, i, from, to, by, 0), on, turn)];
  const [most, one] = [(turns - 1) * by, 0].map((ahead) => bound(w, i, from, to, by, ahead)) as [Node, Node];
  return [...first, strided(start, most, one, on, turn, turns)];
}

/** `i < to`, `i > to`, `ahead` of it; for whole numbers `i > x - 1` reads `i >= x`. */
function bound(w: Writer, i: Node, from: Atom, to: Atom, by: number, ahead: number): Node {
  const before = (limit: Node): Node => (ahead === 0 ? limit : ast.binary(ahead > 0 ? '-' : '+', limit, ast.number(Math.abs(ahead))));
  if (isLit(to) && typeof to.lit === 'number' && (ahead !== 0 || (by < 0 && to.lit === -1 && isInt(kindOf(w.module.facts, from))))) {
    const limit = to.lit - ahead;
    return by > 0 ? ast.binary('<', i, ast.number(limit)) : ast.binary('>=', i, ast.number(limit + 1));
  }
  if (by > 0) return ast.binary('<', i, before(w.expr(to)));
  const inner = isId(to) ? w.plan.inline.get(to) : undefined;
  const [x, one] = inner?.op === 'sub' ? inner.args : [];
  if (x !== undefined && isLit(one!) && one.lit === 1 && [from, x].every((a) => isInt(kindOf(w.module.facts, a))))
    return ast.binary('>=', i, before(w.expr(x)));
  return ast.binary('>', i, before(w.expr(to)));
}

function loop(w: Writer, instr: Instr): Node[] {
  const { go, again } = carried(instr);
  const { first, next } = moves(w, instr);
  const [body, test] = instr.blocks as [Block, Block | undefined];
  if (!test) {
    const going = w.fresh('go');
    const turn = [...w.body(body), ...nextAndTest(w, again!, going, next)];
    return [...first, ast.declare('let', [going, w.expr(go!)]), ast.whilst(ast.name(going), turn)];
  }
  const before = w.body(test),
    holds = testOf(w, test.yields[0]!);
  if (instr.attr[0] === 'do') {
    const turn = [...w.body(body), ...next()];
    if (before.length === 0) return [...first, ast.repeat(turn, holds)];
    return [...first, ast.whilst(ast.literal({ lit: true }), [...turn, ...before, ast.when(ast.negate(holds), [ast.leave], [])])];
  }
  if (before.length === 0) return [...first, ast.whilst(holds, [...w.body(body), ...next()])];
  return [
    ...first,
    ast.whilst(ast.literal({ lit: true }), [...before, ast.when(ast.negate(holds), [ast.leave], []), ...w.body(body), ...next()]),
  ];
}

/** A test that reads what is about to move is computed first. */
function nextAndTest(w: Writer, again: Atom, going: string, next: () => Node[]): Node[] {
  return [ast.say(ast.assign('=', ast.name(going), w.expr(again))), ...next()];
}

/** A `try` around what may throw. Results that only count where nothing was thrown are left alone where something was. */
function attempt(w: Writer, instr: Instr): Node[] {
  const [body, handler] = instr.blocks as [Block, Block],
    error = w.fresh('error'),
    [param] = handler.params,
    bare = w.bare();
  const done = results(w, instr, body).filter(({ to, from }) => {
    const v = w.variables.of(to),
      ready = isLit(from) && bare.includes(v);
    if (ready && from.lit !== undefined) w.initialise(v, w.expr(from));
    return !ready;
  });
  const tried = w.body(body);
  if (tried.length === 0 && done.every(({ from }) => !isId(from) || !w.plan.inline.has(from))) return w.moves(done);
  const found = w.module.runtime('foreseen', ast.name(error), ast.text(placeOf(instr)));
  const told = instr.out.filter((to, k) => handler.yields[k] === param && w.isRead(to));
  const caught = told.length > 0 ? told.map((to) => w.define(to, found)) : [ast.say(found)];
  if (w.isRead(instr.out[0]!)) caught.push(w.define(instr.out[0]!, w.expr(handler.yields[0]!)));
  return [ast.attempt([...tried, ...w.moves(done)], error, caught, null)];
}

/** The body of a `try`: what is thrown unexpectedly is a fault with the place of the `try`. */
function guard(w: Writer, instr: Instr): Node[] {
  const block = instr.blocks[0]!,
    error = w.fresh('error');
  const handler = [ast.raise(w.module.runtime('caught', ast.name(error), ast.text(placeOf(instr))))];
  return [ast.attempt([...w.body(block), ...w.moves(results(w, instr, block))], error, handler, null)];
}

const placeOf = ({ site }: Instr): string => (site ? `${site.file}:${site.line}:${site.column}` : '');

/** A checkpointed loop: its trace runs it, and has its results. */
function record(w: Writer, { attr, args, out }: Instr): Node[] {
  const [advance, segment, plan, deep] = attr as [string, string, string, string?],
    trace = out.at(-1)!;
  w.module.needsRuntime();
  const within = deep === undefined ? [] : [ast.name(w.module.function(deep))];
  const code = [advance, segment].map((name) => ast.name(w.module.function(name)));
  const made = w.module.memory(
    'record',
    ...code,
    ast.array(args.map((a) => w.expr(a))),
    ast.data(JSON.parse(plan)),
    ast.name('runtime'),
    ...within,
  );
  const results = out.slice(0, -1);
  if (!w.isRead(trace) && !results.some((id) => w.isRead(id))) return [ast.say(made)];
  const name = w.isRead(trace) ? w.variables.nameOf(trace) : w.fresh('trace');
  const first = w.isRead(trace) ? w.define(trace, made) : ast.declare('const', [name, made]);
  const parts = results.flatMap((id, k) =>
    w.isRead(id) ? [w.define(id, ast.at(ast.field(ast.name(name), 'results'), ast.number(k)))] : [],
  );
  return [first, ...parts];
}

function retrace(w: Writer, { args: [trace, ...bars], out }: Instr): Node[] {
  const taken = ast.method(w.expr(trace!), 'reverse', ast.array(bars.map((a) => w.expr(a))));
  if (!out.some((id) => w.isRead(id))) return [ast.say(taken)];
  const name = w.fresh('bars');
  const parts = out.flatMap((id, k) => (w.isRead(id) ? [w.define(id, ast.at(ast.name(name), ast.number(k)))] : []));
  return [ast.declare('const', [name, taken]), ...parts];
}

/** A sweep that restores memory; the state of before comes back in any case. */
function settle(w: Writer, instr: Instr): Node[] {
  const block = instr.blocks[0]!,
    saved = w.fresh('saved');
  const [table] = instr.attr,
    objects = ast.array(instr.args.map((a) => w.expr(a)));
  const made = table === undefined ? w.module.memory('save', objects) : w.module.memory('takeState', objects, ast.data(JSON.parse(table)));
  const save = ast.declare('const', [saved, made]);
  const restore = ast.say(w.module.memory(table === undefined ? 'putBack' : 'putState', ast.name(saved)));
  return [save, ast.attempt([...w.body(block), ...w.moves(results(w, instr, block))], null, [], [restore])];
}
